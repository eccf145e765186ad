import { setImmediate } from "node:timers/promises";
import { internalError, toAppError } from "../../contract/errors.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { knows, type LanguageModel } from "../llm/languageModel.ts";
import type { Registry } from "../llm/registry.ts";
import type { Clock, Logger } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { textOfPassage } from "./instructions.ts";

export interface IndexingDeps {
  readonly store: Store;
  readonly models: Pick<Registry, "installed">;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Gives passages vectors in the background. */
export interface Indexing extends Disposable {
  /** All that have none in the languages of the embedding model, as soon as nothing else was done for a while; nothing where there is no such model. */
  start(): void;
}

/** Passages embedded at a time: after each lot the vectors are kept. */
const lot = 16;
/** Milliseconds until it is looked whether anything else is done. */
export const quietMs = 10_000;

export function createIndexing({ store, models, jobs, clock, logger }: IndexingDeps): Indexing {
  let waiting: { clear(): void } | null = null;
  let running = false;
  let isAskedAgain = false;
  let disposed = false;

  return {
    start,
    [Symbol.dispose]() {
      disposed = true;
      waiting?.clear();
    },
  };

  function start(): void {
    if (running) isAskedAgain = true;
    if (disposed || running || waiting || !models.installed("embedding")) return;
    waiting = clock.setTimeout(() => {
      waiting = null;
      if (isBusy()) start();
      else startJob();
    }, quietMs);
  }

  function isBusy(): boolean {
    return jobs.list().some(({ kind, status }) => kind !== "index" && status === "running");
  }

  function startJob(): void {
    const model = models.installed("embedding");
    if (!model) return;
    running = true;
    isAskedAgain = false;
    jobs.start({
      kind: "index",
      subject: model.id,
      lane: "index",
      usesModel: false,
      onShutdown: "leave",
      run: async ({ signal, emit }) => {
        const onProgress = (done: number, total: number): void =>
          emit({ type: "progress", stage: "indexing", done, total, leftMs: null });
        const finished = await indexAll(model, signal, onProgress);
        if (!finished) isAskedAgain = true;
      },
      onEnd(end) {
        running = false;
        if (end.status === "failed") {
          logger.warn("Passages were not given vectors: the words alone decide", { code: toAppError(end.error).code });
        }
        if (isAskedAgain) start();
      },
    });
  }

  /** Newest documents first. @returns false where it gave way to other work */
  async function indexAll(
    model: LanguageModel,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<boolean> {
    const documents = store.documents
      .list()
      .filter(({ status, language }) => status === "ready" && knows(model, [language]));
    for (const [done, { id }] of documents.entries()) {
      for (;;) {
        await setImmediate();
        signal.throwIfAborted();
        if (isBusy()) return false;
        const passages = store.vectors.missing(model.id, id, lot);
        if (passages.length === 0) break;
        onProgress(done, documents.length);
        await embedPassages({ store, model, passages, signal });
      }
    }
    return true;
  }
}

/**
 * Gives passages vectors and keeps these.
 *
 * @returns the vector of each of the `texts` that are embedded along
 * @throws what loading throws, ENGINE_CRASHED, CANCELLED
 */
export async function embedPassages(request: {
  readonly store: Store;
  readonly model: LanguageModel;
  readonly passages: readonly { readonly id: number; readonly text: string }[];
  readonly texts?: readonly string[];
  readonly signal: AbortSignal;
}): Promise<Float32Array[]> {
  const { store, model, passages, texts = [], signal } = request;
  const own = passages.map(({ text }) => textOfPassage(model.name, text));
  const vectors = await embed(model, [...texts, ...own], signal);
  const rows = passages.flatMap(({ id }, index) => {
    const vector = vectors[texts.length + index];
    return vector ? [{ id, vector }] : [];
  });
  if (rows.length < passages.length) throw internalError("A passage was given no vector.");
  if (rows.length > 0) store.transaction(() => store.vectors.put(model.id, rows));
  return vectors.slice(0, texts.length);
}

/** @throws what loading throws, ENGINE_CRASHED, CANCELLED */
export async function embed(
  model: LanguageModel,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  await using session = await model.open("background", { signal });
  if (!session.embed) throw internalError(`${model.name} was chosen for what it cannot do.`);
  return await session.embed(texts);
}
