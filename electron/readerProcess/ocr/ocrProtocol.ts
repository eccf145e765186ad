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

export type OcrAnswer =
  | { readonly type: "recognized"; readonly number: number; readonly outcome: OcrOutcome }
  | { readonly type: "failed"; readonly number: number };
