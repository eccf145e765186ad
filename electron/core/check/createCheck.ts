import { type CheckedClaim, type CheckInput, mostChecked } from "../../contract/check.ts";
import type { Document } from "../../contract/documents.ts";
import { AppError, internalError } from "../../contract/errors.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { loadLanguages } from "../text/language.ts";
import { storedText } from "../textWorker/storedText.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import { claimOf, type GivenClaim } from "./claims.ts";
import { claimsTask } from "./claimsTask.ts";
import { groundTask, type Held, type WrittenClaim } from "./groundTask.ts";
import { joinTask } from "./joinTask.ts";

/** Holds statements against documents of the library; nothing of it is kept. */
export interface Check {
  /** Starts a job that tells the checked claims as items. @throws NOT_FOUND, DOCUMENT_NOT_READY */
  start(input: CheckInput): { jobId: string };
}

/** Claims whose answers come together: a few at first, because somebody waits for them. */
const firstBatch = 8;
const usualBatch = 64;

export function createCheck(deps: {
  readonly store: Pick<Store, "documents">;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly textWorker: TextWorker;
}): Check {
  const { store, jobs, clock, textWorker } = deps;

  return {
    start(input) {
      const ids = [...new Set(input.documentIds)];
      const documents = ids.map(requireReadyDocument);
      const { id } = jobs.start({
        kind: "check",
        subject: ids[0] ?? "",
        lane: "check",
        usesModel: false,
        onShutdown: "cancel",
        run: (context) => run(input, documents, context),
      });
      return { jobId: id };
    },
  };

  async function run(input: CheckInput, documents: readonly Document[], context: JobContext): Promise<void> {
    const { signal, emit } = context;
    const claims =
      input.text === undefined
        ? (input.claims ?? []).map(claimOf)
        : await textWorker.run(claimsTask, input.text, { urgent: true, signal });
    if (claims.length > mostChecked.claims) {
      throw new AppError("INVALID_INPUT", { data: { field: "text", most: mostChecked.claims } });
    }
    const languages = await loadLanguages();
    const begun = clock.monotonic();
    const tell = (done: number): void =>
      emit({
        type: "progress",
        stage: "verifying",
        done,
        total: claims.length,
        leftMs: done === 0 ? null : Math.round(((clock.monotonic() - begun) / done) * (claims.length - done)),
      });
    tell(0);
    for (let done = 0; done < claims.length;) {
      const batch = claims.slice(done, done + (done === 0 ? firstBatch : usualBatch));
      const checked = await checkBatch(batch, done);
      emit({ type: "item", item: { kind: "checked", claims: checked } });
      done += batch.length;
      tell(done);
    }

    async function checkBatch(batch: readonly GivenClaim[], from: number): Promise<CheckedClaim[]> {
      const held: { language: string; held: Held[] }[] = [];
      for (const document of documents) {
        const { language } = document;
        const written = batch.map(({ text }) => ({ text, written: languages.ofClaim(text, language) }));
        held.push({ language, held: await holdAgainst(document, written, signal) });
      }
      const written = batch.map(({ text }) => ({ text, written: languages.ofClaim(text, held[0]?.language ?? "und") }));
      const judged = await textWorker.run(joinTask, { claims: written, documents: held }, { urgent: true, signal });
      return batch.flatMap(({ text, start, end }, index) => {
        const own = judged[index];
        return own ? [{ index: from + index, claim: text, start, end, ...own }] : [];
      });
    }
  }

  async function holdAgainst(
    document: Document,
    claims: readonly WrittenClaim[],
    signal: AbortSignal,
  ): Promise<Held[]> {
    const key = JSON.stringify([document.id, document.readMs, document.updatedAt]);
    const options = { urgent: true, signal };
    const held: Held[] = [];
    while (held.length < claims.length) {
      const rest = claims.slice(held.length);
      const more =
        (await textWorker.run(groundTask, { key, text: null, claims: rest }, options)) ??
        (await textWorker.run(groundTask, { key, text: storedText(store, document), claims: rest }, options));
      if (!more) throw internalError("The thread was handed a text and asks for it.");
      held.push(...more);
    }
    return held;
  }

  function requireReadyDocument(id: string): Document {
    const document = store.documents.get(id);
    if (!document) throw new AppError("NOT_FOUND", { data: { documentId: id } });
    if (document.status === "ready") return document;
    const reason = document.status === "reading" ? "READING" : "FAILED";
    throw new AppError("DOCUMENT_NOT_READY", { data: { reason, name: document.name, title: document.title } });
  }
}
