import * as z from "zod";

/** What a result can be saved as: how its files end and what they are told to be (RFC 6838). */
export const exportFormats = {
  docx: {
    extension: "docx",
    mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    isText: false,
  },
  markdown: { extension: "md", mediaType: "text/markdown", isText: true },
  csv: { extension: "csv", mediaType: "text/csv", isText: true },
  json: { extension: "json", mediaType: "application/json", isText: true },
  xlsx: {
    extension: "xlsx",
    mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    isText: false,
  },
  /** RFC 5545 */
  ics: { extension: "ics", mediaType: "text/calendar", isText: true },
} as const satisfies Record<string, { extension: string; mediaType: string; isText: boolean }>;
export type ExportFormat = keyof typeof exportFormats;

/**
 * What can be saved, and as what, in the order in which menus offer it. Schemas, menus and lists follow from here, and
 * `electron/core/export/exporter.ts` does not compile without a maker for each.
 */
export const exportTable = {
  summary: ["docx", "markdown", "csv", "json"],
  collection: ["docx", "markdown", "csv", "json"],
  conversation: ["docx", "markdown", "json"],
  comparison: ["docx", "markdown", "csv", "json"],
  check: ["docx", "markdown", "json"],
  answerTable: ["xlsx", "csv", "json", "markdown", "ics"],
  costs: ["csv", "json"],
} as const satisfies Record<string, readonly ExportFormat[]>;
export type Exportable = keyof typeof exportTable;
export type ExportFormatOf<Thing extends Exportable> = (typeof exportTable)[Thing][number];

export const exportSchemas = {
  summary: z.enum(exportTable.summary),
  collection: z.enum(exportTable.collection),
  conversation: z.enum(exportTable.conversation),
  comparison: z.enum(exportTable.comparison),
  check: z.enum(exportTable.check),
  answerTable: z.enum(exportTable.answerTable),
  costs: z.enum(exportTable.costs),
} satisfies { readonly [Thing in Exportable]: z.ZodType<ExportFormatOf<Thing>> };

/** How the files end that a thing can be saved in, without the dot. */
export function extensionsOfExport(thing: Exportable): string[] {
  return exportTable[thing].map((format) => exportFormats[format].extension);
}

/** The format that a file's name asks for; null where the thing cannot be saved in it. */
export function formatOfExport<Thing extends Exportable>(thing: Thing, name: string): ExportFormatOf<Thing> | null {
  const formats: readonly ExportFormatOf<Thing>[] = exportTable[thing];
  const extension = /\.([A-Za-z0-9]+)$/u.exec(name)?.[1]?.toLowerCase();
  return formats.find((format) => exportFormats[format].extension === extension) ?? null;
}

/** A file to save: a text as it is, or bytes in Base64 (RFC 4648). */
export const exportedFileSchema = z.object({
  fileName: z.string(),
  mediaType: z.string(),
  encoding: z.enum(["text", "base64"]),
  data: z.string(),
});
export type ExportedFile = z.infer<typeof exportedFileSchema>;
