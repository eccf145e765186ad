import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import { untilAborted } from "../async/waiting.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Store } from "../store/store.ts";
import type { Documents } from "./createDocuments.ts";

/** The documents of these ids, read or being read. @throws NOT_FOUND; DOCUMENT_NOT_READY for one that could not be read */
export function askedDocuments(store: Pick<Store, "documents">, ids: readonly string[]): Document[] {
  return ids.map((id) => {
    const document = store.documents.get(id);
    if (!document) throw new AppError("NOT_FOUND", { data: { documentId: id } });
    if (document.status === "failed") throw notReady(document, "FAILED");
    return document;
  });
}

/** The documents of these ids, all read. @throws DOCUMENT_NOT_READY, NOT_FOUND */
export function readyDocuments(store: Pick<Store, "documents">, ids: readonly string[]): Document[] {
  return askedDocuments(store, ids).map((document) => {
    if (document.status !== "ready") throw notReady(document, "READING");
    return document;
  });
}

export interface UntilReadDeps {
  readonly store: Pick<Store, "documents">;
  readonly documents: Pick<Documents, "jobOf">;
  readonly jobs: Pick<Jobs, "finished">;
}

/**
 * Waits for those of the documents that are being read, whatever comes of it.
 * @param onWait told of each that is waited for
 * @throws CANCELLED
 */
export async function untilRead(
  { store, documents, jobs }: UntilReadDeps,
  ids: readonly string[],
  signal: AbortSignal,
  onWait: (document: Document) => void = () => {},
): Promise<void> {
  for (const id of ids) {
    const document = store.documents.get(id);
    const jobId = document?.status === "reading" ? documents.jobOf(id) : null;
    if (!document || jobId === null) continue;
    onWait(document);
    await untilAborted(
      jobs.finished(jobId).catch(() => {}),
      signal,
    );
  }
}

function notReady({ name, title }: Document, reason: "READING" | "FAILED"): AppError {
  return new AppError("DOCUMENT_NOT_READY", { data: { reason, name, title } });
}
