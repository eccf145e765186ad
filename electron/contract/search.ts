import * as z from "zod";

/** A snippet as runs of text, the hits marked. */
export const snippetSchema = z.array(z.object({ text: z.string(), hit: z.boolean() }));
export type Snippet = z.infer<typeof snippetSchema>;

export const searchHitSchema = z.object({
  kind: z.enum(["message", "document", "summary"]),
  /** the message, document or summary */
  id: z.string(),
  /** set for messages */
  conversationId: z.string().nullable(),
  /** set for documents and summaries */
  documentId: z.string().nullable(),
  page: z.number().int().nullable(),
  title: z.string(),
  snippet: snippetSchema,
  updatedAt: z.number(),
});
export type SearchHit = z.infer<typeof searchHitSchema>;
