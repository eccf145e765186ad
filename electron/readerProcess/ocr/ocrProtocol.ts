import type { OcrLanguage } from "./languages.ts";
import type { PictureFacts } from "./pictureFile.ts";
import type { OcrOutcome } from "./recognizePage.ts";

/** What the reader hands to a thread that recognises: the file, in memory that both see. */
export interface OcrThreadData {
  readonly file: Uint8Array;
  readonly password: string | null;
  /** of each WebAssembly module, in MB (2^20 bytes) */
  readonly memoryMb: number;
}

export type OcrTask = { readonly number: number; readonly language: OcrLanguage } & (
  | {
      readonly kind: "page";
      /** size of the page as shown, in points */
      readonly width: number;
      readonly height: number;
      /** only where its largest picture covers this share of it: else it is no scan */
      readonly leastPicture: number;
    }
  | { readonly kind: "picture"; readonly picture: PictureFacts }
);

/** The reader's answer to the question for languages. */
export interface OcrLanguages {
  readonly kind: "languages";
  readonly languages: readonly OcrLanguage[];
}

export type OcrAnswer =
  /** asks in which languages these lines are: the tables that tell them apart take 160 MB, so that only the reader has them */
  | { readonly type: "lines"; readonly number: number; readonly lines: readonly string[] }
  | {
      readonly type: "recognized";
      readonly number: number;
      readonly outcome: OcrOutcome;
      /** a module was refused memory, so that it may have left out a picture */
      readonly starved: boolean;
    }
  | { readonly type: "failed"; readonly number: number; readonly starved: boolean };
