import type { DraftBlock } from "./pageText.ts";
import type { DraftRow } from "./tables.ts";
import { composePage } from "./pageText.ts";
import type { Reading } from "./reading.ts";
import type { Anchor } from "./markup.ts";
import type { PageLabel } from "../contract/pageLabels.ts";
import { countWords } from "../core/text/words.ts";

/** What a format without fixed pages is made of; a page break is the author's own. */
export type FlowBlock = DraftBlock | "pageBreak";

const fullWords = 500;
/** With this many words a page ends before the next heading. */
const enoughWords = 350;

/**
 * Pages for formats that have none, so that a citation leads to a place of a readable size. A page ends at a page break of the author;
 * else after the block that brings it to 500 words, or before a heading once it has 350. A heading never ends a page.
 * A single block of more than 1,000 words is a page of its own. The pages have no size, and no label but what `labelOf` gives for the
 * blocks of a page.
 */
export function emitFlowPages(
  blocks: Iterable<FlowBlock>,
  reading: Reading,
  labelOf: (blocks: readonly DraftBlock[]) => PageLabel | null = () => null,
): void {
  let number = 0;
  let open: DraftBlock[] = [];
  let words = 0;
  const close = (carried: DraftBlock[] = []) => {
    if (open.length > 0) {
      number++;
      const page = composePage({ number, label: labelOf(open), status: "read", reason: null, size: null }, open);
      if (page.text === "") number--;
      else reading.page(page);
    }
    open = carried;
    words = carried.reduce((sum, block) => sum + wordsOf(block), 0);
  };
  for (const block of blocks) {
    if (block === "pageBreak") {
      close();
      continue;
    }
    if (block.kind === "heading" && words >= enoughWords) close();
    const count = wordsOf(block);
    if (words > 0 && count > 2 * fullWords) close(trailingHeadings(open));
    open.push(block);
    words += count;
    if (words >= fullWords && block.kind !== "heading") close();
  }
  close();

  function trailingHeadings(from: DraftBlock[]): DraftBlock[] {
    const carried: DraftBlock[] = [];
    while (from.at(-1)?.kind === "heading") carried.unshift(...from.splice(-1));
    return carried;
  }
}

function wordsOf(block: DraftBlock): number {
  return countWords(block.pieces.map(({ text }) => text).join(""));
}

/** A row whose cells are parted by tabs. */
export function rowBlock(text: string, row: DraftRow, anchors?: DraftBlock["anchors"]): DraftBlock {
  return { ...flowBlock("tableRow", text, undefined, anchors), row };
}

export function flowBlock(
  kind: DraftBlock["kind"],
  text: string,
  level?: number,
  anchors: readonly Anchor[] = [],
): DraftBlock {
  return { kind, level, pieces: [{ text, box: null }], ...(anchors.length > 0 ? { anchors } : {}) };
}
