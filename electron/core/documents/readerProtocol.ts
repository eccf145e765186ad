import type { Page } from "../../contract/documents.ts";
import type { Problem } from "../../contract/errors.ts";
import type { ReadLimits } from "../../contract/settings.ts";
import type { ReadResult } from "./reader.ts";

/** What the shell sends to the reader process. One document at a time; `id` tells readings apart. */
export interface ToReader {
  readonly type: "read";
  readonly id: number;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly password: string | null;
  readonly limits: ReadLimits;
}

/** What the reader process sends back. `ready` comes once, when the parsers are loaded. */
export type FromReader =
  | { readonly type: "ready" }
  | { readonly type: "pages"; readonly id: number; readonly pages: readonly Page[] }
  | { readonly type: "progress"; readonly id: number; readonly done: number; readonly total: number }
  | { readonly type: "done"; readonly id: number; readonly result: ReadResult }
  | { readonly type: "failed"; readonly id: number; readonly problem: Problem };

/** The line the reader writes to stderr right before it ends itself for having crossed its memory limit. */
export const memoryLimitLine = "reader: memory limit crossed";
