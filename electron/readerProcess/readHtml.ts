import { pageTitle } from "./documentTitle.ts";
import { emitFlowPages } from "./flowPages.ts";
import { readHtmlBlocks } from "./htmlBlocks.ts";
import type { ReadFacts, Reading } from "./reading.ts";

export function readHtml(text: string, reading: Reading): ReadFacts {
  const isNamedXhtml = /\.xht(?:ml)?$/iu.test(reading.name);
  const { title, language, blocks } = readHtmlBlocks(text, isNamedXhtml ? { xhtml: true } : {});
  emitFlowPages(blocks, reading);
  const heading = blocks.find((block) => block !== "pageBreak" && block.kind === "heading");
  const first = heading && heading !== "pageBreak" ? heading.pieces.map((piece) => piece.text).join("") : null;
  return { format: "html", title: pageTitle(title, first), language, notes: [] };
}
