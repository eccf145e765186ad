import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { Logger } from "../ports.ts";
import type { Store } from "../store/store.ts";
import type { DocumentText } from "../text/documentText.ts";
import { storedText, textOf } from "../textWorker/storedText.ts";

/** The one way from the id of a document to its text; a thread for work on text is handed what is stored and makes its own. */
export interface Texts {
  /**
   * The same object as long as the document is neither read anew nor changed and there is room to keep it.
   * @throws NOT_FOUND, and INTERNAL where the sentences do not hold all that was read
   */
  of(documentId: string): DocumentText;
  /** Lets go of a text, as of a document that was removed. */
  forget(documentId: string): void;
}

/** Bytes of texts that are kept: some books, or the documents of a busy collection. */
const usualMostBytes = 64 * 2 ** 20;
/** What a sentence takes besides its share of the page's text, about. */
const bytesPerSentence = 250;

interface Kept {
  readonly source: DocumentText;
  readonly stamp: string;
  readonly bytes: number;
}

/** @param mostBytes of all texts kept; the one asked for last is kept whatever it takes */
export function createTexts(
  { store, logger }: { readonly store: Pick<Store, "documents">; readonly logger: Logger },
  mostBytes = usualMostBytes,
): Texts {
  /** the one used last at the end */
  const texts = new Map<string, Kept>();
  let bytes = 0;

  function forget(documentId: string): void {
    bytes -= texts.get(documentId)?.bytes ?? 0;
    texts.delete(documentId);
  }

  return {
    forget,
    of(documentId) {
      const document = store.documents.get(documentId);
      const kept = texts.get(documentId);
      forget(documentId);
      if (!document) throw new AppError("NOT_FOUND");
      const stamp = stampOf(document);
      const used = kept?.stamp === stamp ? kept : { ...make(document), stamp };
      texts.set(documentId, used);
      bytes += used.bytes;
      for (const oldest of texts.keys()) {
        if (bytes <= mostBytes || oldest === documentId) break;
        forget(oldest);
      }
      return used.source;
    },
  };

  function make(document: Document): Pick<Kept, "source" | "bytes"> {
    const source = textOf(storedText(store, document), logger);
    let characters = 0;
    for (const text of source.pageTexts.values()) characters += text.length;
    return { source, bytes: characters * 2 + source.sentences.length * bytesPerSentence };
  }
}

/** Another one for every reading and every change of what the text says of the document. */
function stampOf({ updatedAt, readMs, title, language, format }: Document): string {
  return JSON.stringify([updatedAt, readMs, title, language, format]);
}
