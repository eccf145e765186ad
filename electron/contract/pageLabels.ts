import * as z from "zod";
import { fileNameSchema } from "./fileNames.ts";

/** From the first to the last, both included, counted from 1 within the file. */
const range = z.strictObject({ first: z.number().int(), last: z.number().int() });
const text = z.strictObject({ text: z.string() });

/**
 * What a page is called where it is not called by its number. The words for people stand in the catalogue under `label`; here is what
 * comes with each.
 */
export const pageLabelTable = {
  /** as it is printed on the page or stands in the file: "iv", "A-3", a sheet's name, the times of subtitles */
  PRINTED: { data: text },
  /** a slide or sheet, by its number or name, that the file hides */
  HIDDEN: { data: text },
  /** lines of source code */
  LINES: { data: range },
  /** rows of a table of separated values */
  ROWS: { data: range },
  /** the first or only page of a file inside the document */
  FILE: { data: z.strictObject({ name: fileNameSchema }) },
} as const satisfies Readonly<Record<string, { readonly data: z.ZodObject }>>;

/** names of the files inside the document that the page lies in, the outermost first */
const within = z.array(fileNameSchema).readonly().optional();

export const pageLabelSchema = z.discriminatedUnion("code", [
  z.object({ code: z.literal("PRINTED"), data: pageLabelTable.PRINTED.data, within }),
  z.object({ code: z.literal("HIDDEN"), data: pageLabelTable.HIDDEN.data, within }),
  z.object({ code: z.literal("LINES"), data: pageLabelTable.LINES.data, within }),
  z.object({ code: z.literal("ROWS"), data: pageLabelTable.ROWS.data, within }),
  z.object({ code: z.literal("FILE"), data: pageLabelTable.FILE.data, within }),
]);
export type PageLabel = z.infer<typeof pageLabelSchema>;

export function printedLabel(printed: string): PageLabel {
  return { code: "PRINTED", data: { text: printed } };
}
