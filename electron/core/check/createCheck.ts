import {
  type CheckedClaim,
  type CheckedText,
  type CheckInput,
  type GivenClaim,
  mostChecked,
} from "../../contract/check.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import { AppError, internalError } from "../../contract/errors.ts";
import type { ExportedFile, ExportFormatOf } from "../../contract/exports.ts";
import { stands } from "../evidence/citations.ts";
import type { Exporter } from "../export/export.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { loadLanguages } from "../text/language.ts";
import { storedText } from "../textWorker/storedText.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import { claimOf } from "./claims.ts";
import { claimsTask } from "./claimsTask.ts";
import { groundTask, type Held, type WrittenClaim } from "./groundTask.ts";
import { joinTask } from "./joinTask.ts";

/** Holds statements against documents of the library; nothing of it is kept. */
export interface Check {
  /** Starts a job that tells the checked claims as items. @throws NOT_FOUND, DOCUMENT_NOT_READY */
  start(input: CheckInput): { jobId: string };
  /** The statements of a text, in its order. @throws INVALID_INPUT where there are more than can be checked */
  claims(text: string): Promise<GivenClaim[]>;
  /** @throws NOT_FOUND, INVALID_INPUT where a quote does not stand in its document */
  export(checked: CheckedText, format: ExportFormatOf<"check">): Promise<ExportedFile>;
}

/** Claims whose answers come together: a few at first, because somebody waits for them. */
const firstBatch = 8;
const usualBatch = 64;

export function createCheck(deps: {
  readonly store: Pick<Store, "documents">;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly textWorker: TextWorker;
  readonly exporter: Exporter;
}): Check {
  const { store, jobs, clock, textWorker, exporter } = deps;

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

    claims: (text) => claimsOfText(text),

    export(checked, format) {
      const documents = new Map(
        [...new Set([...checked.documentIds, ...citedIn(checked)])].map((id) => [id, requireDocument(id)]),
      );
      const pages = new Map([...documents.keys()].map((id) => [id, pagesOf(id)]));
      for (const citation of citationsOf(checked)) {
        if (!stands({ pageTexts: pages.get(citation.documentId)?.texts ?? new Map() }, citation)) {
          throw new AppError("INVALID_INPUT", { data: { field: "claims" } });
        }
      }
      return exporter("check", format, {
        ...checked,
        documents: [...documents.values()],
        labelOf: ({ documentId, page }) => pages.get(documentId)?.labels.get(page) ?? null,
      });
    },
  };

  async function claimsOfText(text: string, signal?: AbortSignal): Promise<GivenClaim[]> {
    const claims = await textWorker.run(claimsTask, text, { urgent: true, ...(signal ? { signal } : {}) });
    if (claims.length > mostChecked.claims) {
      throw new AppError("INVALID_INPUT", {
        data: { reason: "TOO_MANY_CLAIMS", field: "text", most: mostChecked.claims },
      });
    }
    return claims;
  }

  function pagesOf(id: string) {
    const pages = store.documents.allPages(id);
    return {
      texts: new Map(pages.map(({ number, text }) => [number, text])),
      labels: new Map(pages.map(({ number, label }) => [number, label])),
    };
  }

  async function run(input: CheckInput, documents: readonly Document[], context: JobContext): Promise<void> {
    const { signal, emit } = context;
    const claims =
      input.text === undefined ? (input.claims ?? []).map(claimOf) : await claimsOfText(input.text, signal);
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

  function requireDocument(id: string): Document {
    const document = store.documents.get(id);
    if (!document) throw new AppError("NOT_FOUND", { data: { documentId: id } });
    return document;
  }

  function requireReadyDocument(id: string): Document {
    const document = requireDocument(id);
    if (document.status === "ready") return document;
    const reason = document.status === "reading" ? "READING" : "FAILED";
    throw new AppError("DOCUMENT_NOT_READY", { data: { reason, name: document.name, title: document.title } });
  }
}

function citationsOf({ claims }: CheckedText): Citation[] {
  return claims.flatMap(({ citations, contradictions }) => [
    ...citations,
    ...contradictions.flatMap((contradiction) => contradiction.citations),
  ]);
}

function citedIn(checked: CheckedText): string[] {
  return citationsOf(checked).map(({ documentId }) => documentId);
}
