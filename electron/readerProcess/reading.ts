import type { Page } from "../contract/documents.ts";
import type { FileName } from "../contract/fileNames.ts";
import type { DocumentFormat } from "../contract/formats.ts";
import type { Reason } from "../contract/reasons.ts";
import type { ReadLimits } from "../contract/settings.ts";
import type { ReadStage } from "../core/library/reading/reader.ts";

/** What a format's reader is given. */
export interface Reading {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly password: string | null;
  readonly limits: ReadLimits;
  /** Takes the next page, in order, and numbers it. @throws READ_PAGE_LIMIT */
  page(page: Page): void;
  /**
   * Reads a file that lies inside this one: its pages follow, labelled with what it is `called`, which is its name where it has one.
   * Where it cannot be read, or not all of it, one of the notes that come back says so.
   * @throws READ_PAGE_LIMIT
   */
  inside(file: {
    readonly bytes: Uint8Array;
    readonly name: string;
    readonly called?: FileName;
    /** Takes its pages in place of the document, unnumbered. */
    page?(page: Page): void;
  }): Promise<readonly Reason[]>;
  /** `recognizing`: the next page's text must be told from its picture, which has its own seconds. */
  progress(done: number, total: number, stage?: ReadStage): void;
  /** A page that an earlier reading of the same file, which did not come to its end, recognised. */
  recognized(number: number): Page | undefined;
  /** Lets messages through between two pages. */
  breathe(): Promise<void>;
}

/** What it knows besides the pages. */
export interface ReadFacts {
  readonly format: DocumentFormat;
  readonly title: string | null;
  /** as named by the document itself; null where it is silent */
  readonly language: string | null;
  readonly notes: readonly Reason[];
  /** whether a browser can show the original as it is, with places on it */
  readonly rendered?: boolean;
}
