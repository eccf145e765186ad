import { printedLabel } from "../contract/pageLabels.ts";
import { reasonOf } from "../contract/reasons.ts";
import { AppError } from "../contract/errors.ts";
import { decodeText } from "./decodeText.ts";
import { isTitle } from "./documentTitle.ts";
import { openBook } from "./epubPackage.ts";
import { emitFlowPages, type FlowBlock, flowBlock } from "./flowPages.ts";
import { type HtmlText, readHtmlBlocks } from "./htmlBlocks.ts";
import type { DraftBlock } from "./pageText.ts";
import type { ReadFacts, Reading } from "./reading.ts";

/**
 * An e-book (EPUB 2 and 3): its chapters in reading order, each beginning a page. Where the book marks the pages of its printed edition, a
 * page is labelled with theirs.
 * @throws PASSWORD_REQUIRED where the text is locked by its seller, READ_INFLATED_LIMIT, DOCUMENT_DAMAGED
 */
export async function readEpub(reading: Reading): Promise<ReadFacts> {
  const book = await openBook(reading.bytes, reading.limits.inflatedMb);
  const printed = new Map<DraftBlock, { from: string; to: string }>();
  const blocks: FlowBlock[] = [];
  let unread = 0;
  let page = "";
  for (const [index, chapter] of book.chapters.entries()) {
    const source = await book.read(chapter);
    const text = source && decodeText(source, { html: true });
    if (text === null) {
      unread++;
      continue;
    }
    const html = readHtmlBlocks(text, { xhtml: true });
    page = markPrinted(html, page, printed);
    const shown = withTitle(html.blocks, book.titles.get(chapter));
    if (blocks.length > 0 && shown.length > 0) blocks.push("pageBreak");
    blocks.push(...shown);
    reading.progress(index + 1, book.chapters.length);
    await reading.breathe();
  }
  if (unread > 0 && unread === book.chapters.length) throw new AppError("DOCUMENT_DAMAGED");
  emitFlowPages(blocks, reading, (shown) => {
    const marked = shown.map((block) => printed.get(block)).filter((labels) => labels !== undefined);
    const from = marked[0]?.from ?? "";
    const to = marked.at(-1)?.to ?? "";
    if (to === "") return null;
    return printedLabel(from === "" || from === to ? to : `${from}–${to}`);
  });
  const notes = unread === 0 ? [] : [reasonOf("CHAPTERS_UNREAD", { unread, total: book.chapters.length })];
  return {
    format: "epub",
    title: book.title !== null && isTitle(book.title) ? book.title : null,
    language: book.language,
    notes,
  };
}

/** Notes for each block from which printed page to which it goes. @returns the printed page at the end */
function markPrinted(html: HtmlText, before: string, printed: Map<DraftBlock, { from: string; to: string }>): string {
  let page = before;
  let next = 0;
  for (const [index, block] of html.blocks.entries()) {
    let from = page;
    for (; (html.printed[next]?.block ?? Infinity) <= index; next++) {
      const mark = html.printed[next];
      if (!mark) break;
      page = mark.label;
      if (mark.block < index || !mark.inside) from = page;
    }
    if (block !== "pageBreak" && page !== "") printed.set(block, { from, to: page });
  }
  return html.printed.at(-1)?.label ?? page;
}

/** A chapter without a heading gets the title that the table of contents gives it. */
function withTitle(blocks: readonly FlowBlock[], title: string | undefined): readonly FlowBlock[] {
  if (title === undefined || blocks.length === 0) return blocks;
  if (blocks.some((block) => block !== "pageBreak" && block.kind === "heading")) return blocks;
  const flat = (text: string) => text.replace(/\s+/gu, "").toLowerCase();
  const [first, ...others] = blocks;
  if (first && first !== "pageBreak" && flat(first.pieces.map(({ text }) => text).join("")) === flat(title)) {
    return [{ ...first, kind: "heading", level: 1 }, ...others];
  }
  return [flowBlock("heading", title, 1), ...blocks];
}
