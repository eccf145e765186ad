import * as z from "zod";
import type { SearchHit } from "../../contract/search.ts";
import { documentAddress, pageAddress, readAddress, summaryAddress } from "./addresses.ts";
import { firstWithin, mostCharacters } from "./bounds.ts";
import { describe, describedSchema, wordOrNull } from "./told.ts";
import { findReadDocument } from "./findDocument.ts";
import { fuseHits, wordsToFind } from "./fuseHits.ts";
import { type McpDeps, tool, ToolRefusal, type McpTool } from "./mcpTool.ts";
import { readText } from "./readText.ts";

/** What is looked for at a time, in characters. */
const mostQuery = 200;
const mostHits = 50;

export const documentArgument = z
  .string()
  .min(1)
  .max(500)
  .describe("id of a document, its first 8 or more characters, or its exact title or file name");
const queryArgument = z.string().trim().min(1).max(mostQuery);

/** Finding and reading what is in the library. */
export function libraryTools(deps: McpDeps): McpTool[] {
  const { client } = deps;
  return [
    tool({
      name: "list_documents",
      title: "List documents",
      description: "Lists the documents of the person's library in Tramontane, the last used first.",
      isReadOnly: true,
      input: z.object({
        from: z.number().int().nonnegative().default(0).describe("how many to pass over"),
        limit: z.number().int().min(1).max(200).default(50),
      }),
      output: z.object({
        documents: z.array(describedSchema),
        total: z.number().int(),
        next: z.number().int().nullable().describe("`from` of the next call; null where these were the last"),
      }),
      async run({ from, limit }) {
        const all = await client.documents.list();
        const { items } = firstWithin(all.slice(from, from + limit).map(describe));
        const end = from + items.length;
        return { documents: items, total: all.length, next: end < all.length ? end : null };
      },
    }),
    tool({
      name: "search_library",
      title: "Search the library",
      description:
        "Finds words in the documents and summaries of the library: those with all of the words, or, where there are none, those with " +
        "most of them. Answers with pages and snippets; read_document gives the text around them.",
      isReadOnly: true,
      input: z.object({
        query: queryArgument.describe("words to find"),
        limit: z.number().int().min(1).max(mostHits).default(10),
      }),
      output: z.object({
        hits: z.array(
          z.object({
            document: z.string().describe("id"),
            title: z.string(),
            in: z.enum(["document", "summary"]),
            page: z.number().int().nullable().describe("null for a hit in a title or a summary"),
            snippet: z.string(),
            uri: z.string(),
          }),
        ),
        found: z.enum(["all words", "some words"]),
      }),
      async run({ query, limit }) {
        const { hits, hasAll } = await find(query, limit);
        return {
          hits: hits.map(({ hit, documentId }) => ({
            document: documentId,
            title: hit.title,
            in: hit.kind === "summary" ? ("summary" as const) : ("document" as const),
            page: hit.page,
            snippet: snippetOf(hit),
            uri: addressOf(hit, documentId),
          })),
          found: hasAll ? ("all words" as const) : ("some words" as const),
        };
      },
    }),
    tool({
      name: "read_document",
      title: "Read a document",
      description:
        "The text of a document's pages from a page on, as much as fits an answer; `next` says where to read on. Pages that could not " +
        "be read are named.",
      isReadOnly: true,
      input: z.object({
        document: documentArgument,
        page: z.number().int().positive().default(1).describe("from 1"),
        start: z.number().int().nonnegative().default(0).describe("character of that page to begin at"),
        pages: z.number().int().min(1).max(100).default(10).describe("how many at most"),
      }),
      output: z.object({
        document: describedSchema,
        pages: z.array(
          z.object({
            page: z.number().int(),
            label: wordOrNull("what the page is called, where that is not its number"),
            start: z.number().int(),
            text: z.string(),
          }),
        ),
        unread: z.array(z.object({ page: z.number().int(), why: z.string() })).describe("of the whole document"),
        next: z.object({ page: z.number().int(), start: z.number().int() }).nullable(),
      }),
      async run({ document: wanted, page, start, pages: count }) {
        const document = findReadDocument(await client.documents.list(), wanted);
        if (page > document.pages) throw new ToolRefusal(`The document has ${document.pages} pages.`);
        const to = Math.min(document.pages, page + count - 1);
        const { read, next } = await readText(client, document.id, { page, start, to, most: mostCharacters });
        const unread = firstWithin(
          document.unread.map((each) => ({ page: each.page, why: deps.words.reason(each.reason) })),
          mostCharacters / 4,
        );
        return {
          document: describe(document),
          pages: read.map(({ label, ...each }) => ({ ...each, label: label && deps.words.label(label) })),
          unread: unread.items,
          next: next ?? (to < document.pages ? { page: to + 1, start: 0 } : null),
        };
      },
    }),
    tool({
      name: "search",
      title: "Search",
      description: "Finds documents and pages of the library by words. `fetch` gives the text of what it names.",
      isReadOnly: true,
      input: z.object({ query: z.string().trim().min(1).max(2000) }),
      output: z.object({ results: z.array(z.object({ id: z.string(), title: z.string(), url: z.string() })) }),
      async run({ query }) {
        const { hits } = await find(query.slice(0, mostQuery), 20);
        const results = hits.map(({ hit, documentId }) => {
          const isPage = hit.kind === "document" && hit.page !== null;
          const url = isPage ? pageAddress(documentId, hit.page ?? 1) : documentAddress(documentId);
          const title = isPage ? `${hit.title}, page ${String(hit.page)}` : hit.title;
          return { id: url.slice(documentAddress("").length), title, url };
        });
        return { results: results.filter(({ id }, at) => results.findIndex((other) => other.id === id) === at) };
      },
    }),
    tool({
      name: "fetch",
      title: "Fetch",
      description: "The text of a document or a page that `search` named.",
      isReadOnly: true,
      input: z.object({ id: z.string().min(1).max(500) }),
      output: z.object({
        id: z.string(),
        title: z.string(),
        text: z.string(),
        url: z.string(),
        metadata: z.record(z.string(), z.string()),
      }),
      async run({ id }) {
        const named = readAddress(id);
        const document = findReadDocument(await client.documents.list(), named?.id ?? id);
        const page = named?.page ?? null;
        if (page !== null && page > document.pages) throw new ToolRefusal(`The document has ${document.pages} pages.`);
        const { read, next } = await readText(client, document.id, {
          page: page ?? 1,
          start: 0,
          to: page ?? document.pages,
          most: mostCharacters,
        });
        return {
          id,
          title: page === null ? document.title : `${document.title}, page ${String(page)}`,
          text: read.map(({ text }) => text).join("\n\n"),
          url: page === null ? documentAddress(document.id) : pageAddress(document.id, page),
          metadata: {
            name: document.name,
            format: document.format,
            pages: String(document.pages),
            language: document.language,
            ...(next === null
              ? {}
              : { more: `The text goes on: read_document from page ${next.page}, start ${next.start}.` }),
          },
        };
      },
    }),
  ];

  /** Hits in documents and summaries; what was said in conversations is not told. */
  async function find(query: string, limit: number): Promise<{ hits: HitOfDocument[]; hasAll: boolean }> {
    const look = async (words: string) =>
      (await client.search.all({ query: words, limit: 200 })).flatMap((hit): HitOfDocument[] =>
        hit.documentId === null || hit.kind === "message" ? [] : [{ hit, documentId: hit.documentId }],
      );
    const all = await look(query);
    if (all.length > 0) return { hits: all.slice(0, limit), hasAll: true };
    const hitsOfWords: SearchHit[][] = [];
    for (const word of wordsToFind(query)) hitsOfWords.push((await look(word)).map(({ hit }) => hit));
    const some = fuseHits(hitsOfWords).flatMap((hit) =>
      hit.documentId === null ? [] : [{ hit, documentId: hit.documentId }],
    );
    return { hits: some.slice(0, limit), hasAll: false };
  }
}

interface HitOfDocument {
  readonly hit: SearchHit;
  readonly documentId: string;
}

function snippetOf({ snippet }: SearchHit): string {
  return snippet.map(({ text }) => text).join("");
}

function addressOf({ kind, page }: SearchHit, documentId: string): string {
  if (kind === "summary") return summaryAddress(documentId);
  return page === null ? documentAddress(documentId) : pageAddress(documentId, page);
}
