import { emitFlowPages } from "./flowPages.ts";
import { readHtmlBlocks } from "./htmlBlocks.ts";
import type { ReadFacts, Reading } from "./reading.ts";

export function readHtml(text: string, reading: Reading): ReadFacts {
  const { title, language, blocks } = readHtmlBlocks(text);
  emitFlowPages(blocks, reading);
  return { format: "html", title, language, notes: [] };
}
