import type { Page } from "../../../contract/documents.ts";
import type { Problem } from "../../../contract/errors.ts";
import type { ReadLimits } from "../../../contract/settings.ts";
import type { ReadResult, ReadStage } from "./reader.ts";

/** What the shell sends to the reader process. One document or archive at a time; `id` tells them apart. */
export type ToReader = ReadMessage | UnpackMessage | NextMessage;

export interface ReadMessage {
  readonly type: "read";
  readonly id: number;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly password: string | null;
  readonly limits: ReadLimits;
  /** pages that need not be recognised again */
  readonly recognized: readonly Page[];
}

export interface UnpackLimits {
  /** what the whole archive may unpack to, in MB (2^20 bytes) */
  readonly totalMb: number;
}

/** Unpacks an archive, one answer at a time, as each is asked for by a {@link NextMessage}: nothing piles up on the way. */
export interface UnpackMessage {
  readonly type: "unpack";
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly limits: UnpackLimits;
}

export interface NextMessage {
  readonly type: "next";
  readonly id: number;
  /** leaves the rest of the file out that is being handed over */
  readonly leave: boolean;
}

/** What the reader process sends back. `ready` comes once, when the parsers are loaded. */
export type FromReader =
  | { readonly type: "ready" }
  | { readonly type: "pages"; readonly id: number; readonly pages: readonly Page[] }
  | {
      readonly type: "progress";
      readonly id: number;
      readonly done: number;
      readonly total: number;
      readonly stage: ReadStage;
    }
  | { readonly type: "done"; readonly id: number; readonly result: ReadResult }
  | { readonly type: "listed"; readonly id: number }
  | {
      readonly type: "piece";
      readonly id: number;
      readonly path: string;
      readonly bytes: Uint8Array;
      readonly isLast: boolean;
    }
  | { readonly type: "skipped"; readonly id: number; readonly path: string; readonly problem: Problem }
  | { readonly type: "unpacked"; readonly id: number }
  | { readonly type: "failed"; readonly id: number; readonly problem: Problem };

/** The line the reader writes to stderr right before it ends itself for having crossed its memory limit. */
export const memoryLimitLine = "reader: memory limit crossed";
