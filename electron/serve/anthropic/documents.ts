import type { Citation } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import { type GivenDocument, pageOfText } from "../../core/chat/givenDocuments.ts";
import type { FileReader } from "../../core/library/library.ts";
import type { CountRequest, DocumentBlock } from "./schemas.ts";

/** The document blocks of a request in their order, by which citations count them. */
export function documentBlocks({ messages }: Pick<CountRequest, "messages">): DocumentBlock[] {
  return messages.flatMap(({ content }) =>
    content.flatMap((block) => {
      if (block.type === "document") return [block];
      return block.type === "tool_result" ? (block.content ?? []).filter((inner) => inner.type === "document") : [];
    }),
  );
}

/** Whether answers are to be cited. @throws INVALID_INPUT where that is asked of some documents and not of others */
export function asksForCitations(blocks: readonly DocumentBlock[]): boolean {
  const cited = blocks.filter(({ citations }) => citations?.enabled === true);
  if (cited.length > 0 && cited.length < blocks.length) {
    const problem = "citations must be enabled on all documents of a request or on none";
    throw new AppError("INVALID_INPUT", { data: { field: "citations", problem } });
  }
  return cited.length > 0;
}

/** @throws what reading a PDF throws */
export async function readBlock(
  { source, title, context }: DocumentBlock,
  index: number,
  { reader, signal }: { readonly reader: Pick<FileReader, "readBytes">; readonly signal: AbortSignal },
): Promise<GivenDocument> {
  const name = title ?? "";
  const told = [name, context ?? ""].filter((part) => part !== "").join(" – ");
  if (source.type !== "base64") {
    const texts = source.type === "text" ? [source.data] : source.content.map(({ text }) => text);
    return {
      title: told === "" ? String(index + 1) : told,
      pages: texts.map((text, at) => pageOfText(text, at + 1)),
      outline: [],
      language: null,
    };
  }
  const bytes = Buffer.from(source.data, "base64");
  const read = await reader.readBytes(bytes, `${name === "" ? String(index + 1) : name}.pdf`, { signal });
  const { language, title: own } = read.document;
  return { title: told === "" ? own : told, pages: read.pages, outline: read.outline, language };
}

/** A citation as the Messages API has it. */
export type WireCitation = {
  readonly cited_text: string;
  readonly document_index: number;
  readonly document_title: string | null;
  readonly file_id: null;
} & (
  | { readonly type: "char_location"; readonly start_char_index: number; readonly end_char_index: number }
  | { readonly type: "page_location"; readonly start_page_number: number; readonly end_page_number: number }
  | { readonly type: "content_block_location"; readonly start_block_index: number; readonly end_block_index: number }
);

/**
 * Where a quote stands, in the form of its document. Characters are code points of Unicode, from 0, the end exclusive: the form says no
 * more than “character”, and its reference clients are those of a language whose texts are made of code points. Pages count from 1,
 * blocks from 0; a block is cited whole.
 */
export function toWireCitation(
  { page, start, quote }: Pick<Citation, "page" | "start" | "quote">,
  { source, title }: DocumentBlock,
  index: number,
): WireCitation {
  const shared = { document_index: index, document_title: title ?? null, file_id: null };
  switch (source.type) {
    case "text": {
      const from = codePoints(source.data.slice(0, start));
      const to = from + codePoints(quote);
      return { type: "char_location", cited_text: quote, ...shared, start_char_index: from, end_char_index: to };
    }
    case "content": {
      const text = source.content[page - 1]?.text ?? "";
      const place = { start_block_index: page - 1, end_block_index: page };
      return { type: "content_block_location", cited_text: text, ...shared, ...place };
    }
    case "base64": {
      const place = { start_page_number: page, end_page_number: page + 1 };
      return { type: "page_location", cited_text: quote, ...shared, ...place };
    }
  }
}

function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xff_ff ? 2 : 1) count += 1;
  return count;
}
