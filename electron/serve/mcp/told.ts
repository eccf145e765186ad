import * as z from "zod";
import type { Citation, Document } from "../../contract/documents.ts";
import type { Finding } from "../../contract/findings.ts";
import { supportSchema, type Support, type Witness, witnessSchema } from "../../contract/summaries.ts";
import type { Words } from "../../words/words.ts";
import { documentAddress, pageAddress } from "./addresses.ts";

/* What tools tell of documents, quotes and sentences, in one form. */

/** A text or null. Described inside, it is written as `anyOf`, which more clients take than a list of types. */
export function wordOrNull(description: string) {
  return z.string().describe(description).nullable();
}

export const describedSchema = z.object({
  id: z.string(),
  title: z.string(),
  name: z.string().describe("file name"),
  format: z.string(),
  pages: z.number().int(),
  words: z.number().int(),
  language: z.string().describe("BCP 47"),
  status: z.enum(["reading", "ready", "failed"]).describe("only what is ready can be read, searched and asked"),
  added: z.string().describe("ISO 8601"),
  uri: z.string(),
});

export function describe(document: Document): z.output<typeof describedSchema> {
  const { id, title, name, format, pages, words, language, status, createdAt } = document;
  const added = new Date(createdAt).toISOString();
  return { id, title, name, format, pages, words, language, status, added, uri: documentAddress(id) };
}

export const quoteSchema = z.object({
  document: z.string().describe("id"),
  title: z.string().describe("of the document"),
  page: z.number().int(),
  quote: z.string().describe("word for word as it stands on the page"),
  uri: z.string().describe("of the page"),
  lost: z.boolean().optional().describe("true: it stood in an earlier reading of the document and is not found now"),
});

export type Titles = ReadonlyMap<string, string>;

export function quotesOf(citations: readonly Citation[], titles: Titles): z.output<typeof quoteSchema>[] {
  return citations.map(({ documentId, page, quote, lost }) => ({
    document: documentId,
    title: titles.get(documentId) ?? "",
    page,
    quote,
    uri: pageAddress(documentId, page),
    ...(lost === true ? { lost } : {}),
  }));
}

export const judgedSchema = z.object({
  text: z.string(),
  verdict: supportSchema.describe(
    "verified: the quotes say all of it; weak: nothing is against it, but not every word is vouched for; contradicted: a quote says " +
      "otherwise; unsupported: a number, date or name of it is nowhere in the quotes, or there is no quote",
  ),
  verifiedBy: witnessSchema.nullable().describe("code alone, vectors or a model; null where it is not verified"),
  why: z.string().describe("why it is not verified, or what verified it; empty for nothing to say"),
  quotes: z.array(quoteSchema),
});

export function judged(
  told: {
    readonly text: string;
    readonly support: Support;
    readonly by: Witness | null;
    readonly findings: readonly Finding[];
    readonly citations: readonly Citation[];
  },
  titles: Titles,
  words: Words,
): z.output<typeof judgedSchema> {
  return {
    text: told.text,
    verdict: told.support,
    verifiedBy: told.by,
    why: words.findings(told.findings),
    quotes: quotesOf(told.citations, titles),
  };
}

export const countsSchema = z.object({
  verified: z.number().int(),
  weak: z.number().int(),
  contradicted: z.number().int(),
  unsupported: z.number().int(),
});

export function countVerdicts(all: readonly { readonly verdict: Support }[]): z.output<typeof countsSchema> {
  const counts = { verified: 0, weak: 0, contradicted: 0, unsupported: 0 };
  for (const { verdict } of all) counts[verdict] += 1;
  return counts;
}
