import type { Document } from "../../contract/documents.ts";
import { internalError } from "../../contract/errors.ts";
import { storedText, type StoredTexts } from "../textWorker/storedText.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import { groundTask, type Held, type WrittenClaim } from "./groundTask.ts";
import { joinTask, type Judged } from "./joinTask.ts";

export interface JudgeDeps {
  readonly store: StoredTexts;
  readonly textWorker: TextWorker;
}

/**
 * Holds claims against documents, in code alone and in the thread for text: each with its verdict, its quotes, and what other
 * documents say against it.
 *
 * @param written the claims for a document of this language (BCP 47), always as many and in the same order
 * @param documents read, and at least one
 * @throws CANCELLED
 */
export async function judgeClaims(
  { store, textWorker }: JudgeDeps,
  written: (language: string) => readonly WrittenClaim[],
  documents: readonly Document[],
  signal: AbortSignal,
): Promise<Judged[]> {
  const options = { urgent: true, signal };
  const byDocument: { language: string; title: string; held: Held[] }[] = [];
  for (const document of documents) {
    const { language, title } = document;
    byDocument.push({ language, title, held: await holdAgainst(document, written(language)) });
  }
  const input = { claims: written(documents[0]?.language ?? "und"), documents: byDocument };
  return textWorker.run(joinTask, input, options);

  async function holdAgainst(document: Document, claims: readonly WrittenClaim[]): Promise<Held[]> {
    const key = JSON.stringify([document.id, document.readMs, document.updatedAt]);
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
}
