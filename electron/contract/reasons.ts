import * as z from "zod";
import { type FileName, fileNameSchema } from "./fileNames.ts";
import { documentFormatSchema } from "./formats.ts";
import { unreadableKindSchema } from "./errors.ts";

const none = z.strictObject({});
/** What is missing of a whole. */
const share = z.strictObject({ unread: z.number(), total: z.number() });
/** Why a file inside another was not read; without one nothing more is known. */
const insideFailure = z.strictObject({
  reason: z.enum(["KIND", "PASSWORD", "DAMAGED", "NO_TEXT", "INFLATED"]).optional(),
  detected: unreadableKindSchema.optional(),
});
const bytesFree = z.strictObject({ needBytes: z.number(), freeBytes: z.number() });
const templateProblem = z.enum(["MISSING", "UNREADABLE", "HUNG"]);
const gpuShare = z.strictObject({ gpuBytes: z.number(), gpuTotalBytes: z.number() });
const gpuName = z.strictObject({ gpu: z.string() });

/**
 * What is told beside a result: why a page was not read, what a reader noticed, how a model fits, why so many threads. The words for
 * people stand in the catalogue under `reason`, and where the data have a `reason` under `CODE_REASON`; here is what comes with each.
 */
export const reasonTable = {
  /** a sentence that was stored before there was a catalogue */
  LEGACY: { data: z.strictObject({ text: z.string() }) },

  // pages that were not read
  PAGE_NOT_READ: { data: none },
  PAGE_DAMAGED: { data: none },
  PAGE_RECORD_DAMAGED: { data: none },
  SLIDE_DAMAGED: { data: none },
  SHEET_REST_DAMAGED: { data: none },
  PAGE_BLANK: { data: none },
  LETTERS_UNKNOWN: { data: none },
  PICTURE_WITHOUT_TEXT: { data: none },
  PICTURE_UNSURE: { data: z.strictObject({ percent: z.number().min(0).max(100) }) },
  PICTURE_NOT_DRAWN: { data: none },
  RECOGNITION_TIME_LIMIT: { data: none },
  RECOGNITION_MEMORY_LIMIT: { data: none },

  // what a reader wants a person to know
  FILE_CUT_OFF: { data: none },
  FILES_NOT_READ: { data: z.strictObject({ names: z.array(z.string()) }) },
  NAME_SAYS_OTHER: { data: z.strictObject({ extension: z.string(), format: documentFormatSchema }) },
  QUOTE_NEVER_CLOSED: { data: none },
  SHEETS_HIDDEN: { data: z.strictObject({ names: z.array(z.string()) }) },
  ROWS_HIDDEN: { data: z.strictObject({ names: z.array(z.string()) }) },
  FORMULAS_WITHOUT_VALUE: { data: z.strictObject({ count: z.number() }) },
  SLIDE_ORDER_DAMAGED: { data: none },
  CHAPTERS_UNREAD: { data: share },
  CELLS_UNREAD: { data: share },
  OBJECTS_UNREAD: { data: z.strictObject({ count: z.number() }) },
  MESSAGE_DAMAGED: { data: z.strictObject({ number: z.number() }) },
  COMMENTS_BESIDE: { data: z.strictObject({ count: z.number() }) },
  CHANGES_BESIDE: { data: z.strictObject({ count: z.number() }) },
  NOTES_LEFT_OUT: { data: z.strictObject({ count: z.number() }) },
  INSIDE_TOO_DEEP: { data: z.strictObject({ deepest: z.number() }) },
  INSIDE_WITHOUT_TEXT: { data: none },
  INSIDE_UNREAD: { data: insideFailure },
  INSIDE_PARTLY_READ: { data: insideFailure },

  // how a model fits the memory
  FIT: { data: z.strictObject({ contextSize: z.number() }) },
  FIT_SHORT_CONTEXT: { data: z.strictObject({ contextSize: z.number(), wanted: z.number() }) },
  FIT_TIGHT: { data: bytesFree },
  FIT_TOO_LARGE: { data: bytesFree.extend({ missingBytes: z.number() }) },
  /** it fits the computer, and not what other programs leave of it now */
  FIT_BESIDE_OTHERS: { data: bytesFree },
  FIT_LARGER_THAN_MEMORY: { data: z.strictObject({ missingBytes: z.number() }) },
  FIT_FILE_GONE: { data: none },
  FIT_PARTS_GONE: { data: z.strictObject({ missing: z.array(z.string()) }) },

  // what a model runs on
  GPU_USED: { data: z.strictObject({ backend: z.string() }) },
  GPU_DEVICES: { data: z.strictObject({ backend: z.string(), devices: z.array(z.string()) }) },
  GPU_NONE: { data: none },
  GPU_OFF_IN_SETTINGS: { data: none },
  GPU_LOAD_FAILED: { data: gpuName },
  GPU_LOAD_CRASHED: { data: none },
  GPU_MEMORY_SMALL: { data: gpuName },

  // how llama-server shares a model out; of `layers` layers
  SERVER_ON_GPU: { data: gpuShare },
  SERVER_EXPERTS_IN_MEMORY: { data: gpuShare.extend({ layers: z.number(), inMemory: z.number() }) },
  SERVER_LAYERS_IN_MEMORY: { data: gpuShare.extend({ layers: z.number(), onGpu: z.number() }) },
  SERVER_GPU_SMALL: { data: z.strictObject({ gpuTotalBytes: z.number() }) },
  SERVER_GPU_NONE: { data: none },
  SERVER_GPU_OFF: { data: none },

  // how conversations are written for a model whose file does not say it, or not in a way that can be used
  PROMPT_GUESSED: { data: z.strictObject({ reason: templateProblem, format: z.string() }) },
  PROMPT_PLAIN: { data: z.strictObject({ reason: templateProblem }) },

  // why so many threads: `used` of the `count` cores
  THREADS_SET: { data: z.strictObject({ used: z.number() }) },
  THREADS_CHOSEN: {
    data: z.strictObject({
      reason: z.enum(["NO_FASTER", "SLOWER", "HOT", "BATTERY", "BATTERY_BACKGROUND", "IDLE", "BUSY_AT_TIMES", "BUSY"]),
      used: z.number(),
      count: z.number(),
      /** cores that other programs keep busy */
      busy: z.number(),
    }),
  },
} as const satisfies Readonly<Record<string, { readonly data: z.ZodObject }>>;

export type ReasonCode = keyof typeof reasonTable;
export type ReasonDataOf<Code extends ReasonCode> = z.infer<(typeof reasonTable)[Code]["data"]>;

/** A code with its data. */
export type Reason<Code extends ReasonCode = ReasonCode> = {
  [Each in Code]: {
    readonly code: Each;
    readonly data: ReasonDataOf<Each>;
    /** names of the files inside the document that it is about, the outermost first */
    readonly within?: readonly FileName[] | undefined;
  };
}[Code];

export const reasonSchema = z.discriminatedUnion(
  "code",
  Object.entries(reasonTable).map(([code, { data }]) =>
    z.object({ code: z.literal(code), data, within: z.array(fileNameSchema).optional() }),
  ) as unknown as [z.core.$ZodTypeDiscriminable],
) as unknown as z.ZodType<Reason>;

/** A reason whose words need no data, or one with them. */
export function reasonOf<Code extends ReasonCode>(
  code: Code,
  ...[data]: Record<never, never> extends ReasonDataOf<Code> ? [data?: ReasonDataOf<Code>] : [data: ReasonDataOf<Code>]
): Reason<Code> {
  return { code, data: data ?? {} } as Reason<Code>;
}

/** A sentence of a row that was stored before reasons were codes. */
export function legacyReason(text: string): Reason<"LEGACY"> {
  return { code: "LEGACY", data: { text } };
}

/** One as the other: for lists that name a reason once. */
export function isSameReason(one: Reason, other: Reason): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
