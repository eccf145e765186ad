import {
  type ListResourcesResult,
  type McpServer,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
} from "@modelcontextprotocol/server";
import { mostCharacters } from "./bounds.ts";
import { documentAddress, pageAddress, templates } from "./addresses.ts";
import type { McpDeps } from "./mcpTool.ts";
import { readText } from "./readText.ts";

/** Documents that are listed at a time. */
const listed = 200;

/** Documents, their pages and their summaries, to be read. */
export function addResources(server: McpServer, { client, words }: McpDeps): void {
  const documentOf = async (uri: URL, id: unknown) => {
    const document = (await client.documents.list()).find((each) => each.id === id);
    if (document?.status !== "ready") throw new ResourceNotFoundError(uri.href);
    return document;
  };
  const text = (uri: URL, mimeType: string, said: string): ReadResourceResult => ({
    contents: [{ uri: uri.href, mimeType, text: said }],
  });

  server.registerResource(
    "document",
    new ResourceTemplate(templates.document, { list: undefined }),
    {
      title: "Document",
      description: "What a document is, its headings with their pages, and its text as far as it fits",
      mimeType: "text/markdown",
    },
    async (uri, { id }) => {
      const document = await documentOf(uri, id);
      const { outline } = await client.documents.get({ id: document.id });
      const { read, next } = await readText(client, document.id, {
        page: 1,
        start: 0,
        to: document.pages,
        most: mostCharacters,
      });
      const facts = [document.name, document.format, `${document.pages} pages`, document.language].join(" · ");
      const headings = outline
        .slice(0, 500)
        .map(({ title, level, page }) => `${"  ".repeat(level - 1)}- ${title} (page ${page})`);
      const unread = document.unread.slice(0, 500).map(({ page, reason }) => `- Page ${page}: ${words.reason(reason)}`);
      const pages = read.map((each) => `## Page ${each.page}\n\n${each.text}`);
      const more = next && `The text goes on: ${pageAddress(document.id, next.page)} from character ${next.start}.`;
      const parts = [
        `# ${document.title}`,
        facts,
        headings.join("\n"),
        unread.length > 0 ? `Pages that could not be read:\n\n${unread.join("\n")}` : "",
        ...pages,
        more ?? "",
      ];
      return text(uri, "text/markdown", parts.filter((part) => part !== "").join("\n\n"));
    },
  );
  server.registerResource(
    "page",
    new ResourceTemplate(templates.page, { list: undefined }),
    { title: "Page of a document", description: "The text of a page, from 1", mimeType: "text/plain" },
    async (uri, { id, n }) => {
      const document = await documentOf(uri, id);
      const page = /^[1-9]\d{0,8}$/u.test(String(n)) ? Number(n) : 0;
      if (page < 1 || page > document.pages) throw new ResourceNotFoundError(uri.href);
      const [read] = await client.documents.pages({ id: document.id, from: page, to: page });
      return text(uri, "text/plain", read?.text ?? "");
    },
  );
  server.registerResource(
    "summary",
    new ResourceTemplate(templates.summary, { list: undefined }),
    {
      title: "Summary of a document",
      description: "The newest finished summary with its quotes; there is none until summarize_document was called",
      mimeType: "text/markdown",
    },
    async (uri, { id }) => {
      const document = await documentOf(uri, id);
      const summaries = await client.summaries.list({ documentId: document.id });
      const newest = summaries.find(({ status }) => status === "done");
      if (!newest) throw new ResourceNotFoundError(uri.href);
      const { data } = await client.summaries.export({ id: newest.id, format: "markdown" });
      return text(uri, "text/markdown", data);
    },
  );
  // In place of the list that knows no pages.
  server.server.setRequestHandler("resources/list", async ({ params }): Promise<ListResourcesResult> => {
    const from = Math.max(0, Number.parseInt(params?.cursor ?? "0", 10) || 0);
    const ready = (await client.documents.list()).filter(({ status }) => status === "ready");
    const end = from + listed;
    return {
      resources: ready.slice(from, end).map(({ id, title, name, bytes, pages }) => ({
        uri: documentAddress(id),
        name,
        title,
        description: `${pages} pages`,
        mimeType: "text/markdown",
        annotations: { audience: ["user", "assistant"] },
        _meta: { bytes },
      })),
      ...(end < ready.length ? { nextCursor: String(end) } : {}),
    };
  });
}
