import { type AppError, internalError, toAppError } from "../../contract/errors.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { type LanguageModel, modelOfRecipe } from "../llm/languageModel.ts";
import type { Registry } from "../llm/registry.ts";
import type { Logger } from "../ports.ts";
import type { PassageHit, Store } from "../store/store.ts";
import { createMeaning, type MeaningOf } from "../evidence/nearness.ts";
import { textOfPassage, textOfQuery } from "./instructions.ts";

export interface RetrievalDeps {
  readonly store: Store;
  readonly models: Pick<Registry, "installed">;
  readonly jobs: Jobs;
  readonly logger: Logger;
}

/** Finds passages by their words and, where models for it are installed, by their meaning. */
export interface Retrieval {
  /**
   * Passages of these documents for a question, best first: BM25 over its words; with an embedding model fused with the nearest
   * vectors; with a reranking model the best of both in the order of its scores. What a model fails at is told in the log, and the words alone decide.
   *
   * @param words those of the question that carry meaning; "" where it has none
   */
  search(
    documentIds: readonly string[],
    query: { readonly words: string; readonly question: string },
    most: number,
    signal?: AbortSignal,
  ): Promise<PassageHit[]>;
  /** Gives the passages of all documents that have none a vector, in the background; nothing where no embedding model is there. */
  index(): void;
  readonly meaningOf: MeaningOf;
}

/** Passages that a reranking model reads for one question. */
const reranked = 24;
/** Passages embedded at a time: after each lot the vectors are kept. */
const lot = 16;
/** Of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009). */
const rankOffset = 60;

export function createRetrieval(deps: RetrievalDeps): Retrieval {
  const { store, models, jobs, logger } = deps;

  return {
    async search(documentIds, { words, question }, most, signal) {
      const byWords = words === "" ? [] : store.documents.searchPassages(documentIds, words, most);
      const embedding = models.installed("embedding");
      const byMeaning = embedding ? await nearest(embedding, documentIds, question, most, signal) : [];
      const fused = fuse([byWords, byMeaning]).slice(0, most);
      const reranking = models.installed("reranking");
      return reranking ? await rerank(reranking, question, fused, signal) : fused;
    },

    index() {
      const model = models.installed("embedding");
      if (!model) return;
      const waiting = jobs.list().some(({ kind, status }) => kind === "index" && status === "running");
      if (waiting) return;
      jobs.start({
        kind: "index",
        subject: model.id,
        lane: "index",
        usesModel: false,
        onShutdown: "leave",
        run: ({ signal, emit }) =>
          indexAll(model, signal, (done, total) => {
            emit({ type: "progress", stage: "indexing", done, total, leftMs: null });
          }),
        onEnd(end) {
          if (end.status === "failed") report("Passages were not given vectors", end.error);
        },
      });
    },

    meaningOf(sentences, signal) {
      const model = models.installed("embedding");
      if (!model) return null;
      return createMeaning({
        model: modelOfRecipe(model),
        // A point and its sentences are alike in what they are: both are embedded as what a passage says.
        embed: (texts, stop) =>
          embed(
            model,
            texts.map((text) => textOfPassage(model.name, text)),
            stop,
          ),
        sentences,
        signal,
        onFailed: ({ code }) => {
          logger.warn("Points are checked without vectors: the words alone decide", { code });
        },
      });
    },
  };

  async function nearest(
    model: LanguageModel,
    documentIds: readonly string[],
    question: string,
    most: number,
    signal: AbortSignal | undefined,
  ): Promise<PassageHit[]> {
    try {
      const [vector] = await embed(model, [textOfQuery(model.name, question)], signal);
      return vector ? store.vectors.nearest(model.id, documentIds, vector, most) : [];
    } catch (thrown) {
      report("The question was not given a vector", thrown);
      return [];
    }
  }

  async function rerank(
    model: LanguageModel,
    question: string,
    hits: readonly PassageHit[],
    signal: AbortSignal | undefined,
  ): Promise<PassageHit[]> {
    const [read, rest] = [hits.slice(0, reranked), hits.slice(reranked)];
    if (read.length < 2) return [...hits];
    try {
      await using session = await model.open("background", { signal: signal ?? never });
      if (!session.rerank) throw cannot(model);
      const scores = await session.rerank(
        question,
        read.map(({ text }) => text),
      );
      const scored = read.map((hit, index) => ({ hit, score: scores[index] ?? 0 }));
      return [...scored.toSorted((a, b) => b.score - a.score).map(({ hit }) => hit), ...rest];
    } catch (thrown) {
      report("The passages were not ranked", thrown);
      return [...hits];
    }
  }

  /** Newest documents first; a document that comes meanwhile is found before the end. */
  async function indexAll(
    model: LanguageModel,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<void> {
    const finished = new Set<string>();
    for (;;) {
      const open = store.documents.list().filter(({ id, status }) => status === "ready" && !finished.has(id));
      const [document] = open;
      if (!document) return;
      onProgress(finished.size, finished.size + open.length);
      for (;;) {
        signal.throwIfAborted();
        const passages = store.vectors.missing(model.id, document.id, lot);
        if (passages.length === 0) break;
        const texts = passages.map(({ text }) => textOfPassage(model.name, text));
        const vectors = await embed(model, texts, signal);
        const rows = passages.flatMap(({ id }, index) => {
          const vector = vectors[index];
          return vector ? [{ id, vector }] : [];
        });
        if (rows.length < passages.length) throw internalError("A passage was given no vector.");
        store.transaction(() => store.vectors.put(model.id, rows));
      }
      finished.add(document.id);
    }
  }

  function report(what: string, thrown: unknown): void {
    const error = toAppError(thrown);
    if (error.code !== "CANCELLED") logger.warn(`${what}: the words alone decide`, { code: error.code });
  }
}

/** @throws what loading throws, ENGINE_CRASHED, CANCELLED */
async function embed(
  model: LanguageModel,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Float32Array[]> {
  await using session = await model.open("background", { signal: signal ?? never });
  if (!session.embed) throw cannot(model);
  return await session.embed(texts);
}

const never = new AbortController().signal;

function cannot({ name }: LanguageModel): AppError {
  return internalError(`${name} was chosen for what it cannot do.`);
}

/** Reciprocal rank fusion: what stands high in either list, and highest what stands high in both. */
export function fuse(lists: readonly (readonly PassageHit[])[]): PassageHit[] {
  const scores = new Map<number, { hit: PassageHit; score: number }>();
  for (const list of lists) {
    for (const [rank, hit] of list.entries()) {
      const entry = scores.get(hit.id) ?? { hit, score: 0 };
      scores.set(hit.id, { hit: entry.hit, score: entry.score + 1 / (rankOffset + rank + 1) });
    }
  }
  return [...scores.values()].toSorted((a, b) => b.score - a.score || a.hit.id - b.hit.id).map(({ hit }) => hit);
}
