import * as z from "zod";

/**
 * Files that lie inside a document and have no name of their own, told by what they are. The words for people stand in the catalogue
 * under `fileName`; here is what comes with each.
 */
export const fileNameTable = {
  /** the `number`th file that came with a message, from 1; the extension of its kind with its dot, "" where it is not known */
  ATTACHMENT: { data: z.strictObject({ number: z.number(), extension: z.string() }) },
  /** a message that was attached to another */
  MESSAGE: { data: z.strictObject({}) },
} as const satisfies Readonly<Record<string, { readonly data: z.ZodObject }>>;

/** What a file inside a document is called: its name, or what it is where it has none. */
export const fileNameSchema = z.union([
  z.string(),
  z.object({ code: z.literal("ATTACHMENT"), data: fileNameTable.ATTACHMENT.data }),
  z.object({ code: z.literal("MESSAGE"), data: fileNameTable.MESSAGE.data }),
]);
export type FileName = z.infer<typeof fileNameSchema>;
