import type { OutlineEntry, Page } from "../../../contract/documents.ts";
import type { DocumentFormat } from "../../../contract/formats.ts";
import type { Reason } from "../../../contract/reasons.ts";
import type { ReadLimits } from "../../../contract/settings.ts";

/** The file's bytes are read by the shell, when its turn has come where it has them not yet, and handed over; the reader opens no file itself. */
export type ReadRequest = ReadOrder & ({ readonly load: () => Promise<Uint8Array> } | { readonly bytes: Uint8Array });

interface ReadOrder {
  /** name as the user knows it; a hint of the format, never trusted over the content */
  readonly name: string;
  readonly password?: string;
  readonly limits: ReadLimits;
  /** Pages of this very file that an earlier reading recognised before it was stopped: they are not recognised again. */
  readonly recognized?: readonly Page[];
}

/** `recognizing`: the text of a page is being told from its picture. */
export type ReadStage = "reading" | "recognizing";

export interface ReadResult {
  readonly format: DocumentFormat;
  /** from the document's metadata or first heading, else null */
  readonly title: string | null;
  /** BCP 47, "und" where it could not be told */
  readonly language: string;
  readonly pages: number;
  readonly words: number;
  readonly outline: readonly OutlineEntry[];
  readonly notes: readonly Reason[];
  /** whether the interface can show the original with places on it */
  readonly rendered: boolean;
}

export interface ReadHandlers {
  readonly signal?: AbortSignal;
  /** Finished pages in order, a batch at a time. */
  onPages(pages: readonly Page[]): void;
  /** total is 0 while it is not known */
  onProgress?(done: number, total: number, stage: ReadStage): void;
}

/** The shell's view of the reader process: one document at a time, one process kept warm, replaced after a crash or a limit. */
export interface Reader {
  /** @throws the document codes of the error table, CANCELLED, READER_CRASHED */
  read(request: ReadRequest, handlers: ReadHandlers): Promise<ReadResult>;
  dispose(): Promise<void>;
}
