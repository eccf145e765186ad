import type { FlowBlock } from "./flowPages.ts";
import { type Anchor, shiftAnchors, squeezeAnchors } from "./markup.ts";
import type { DraftBlock } from "./pageText.ts";
import { squeeze } from "./squeeze.ts";

/** Blocks as one text, squeezed each, and their anchors on it. */
export function joinBlocks(
  blocks: readonly DraftBlock[],
  separator: string,
): { readonly text: string; readonly anchors: Anchor[] } {
  const anchors: Anchor[] = [];
  let text = "";
  for (const [index, { pieces, anchors: own = [] }] of blocks.entries()) {
    if (index > 0) text += separator;
    const raw = pieces.map((piece) => piece.text).join("");
    anchors.push(...squeezeAnchors(raw, own, text.length));
    text += squeeze(raw);
  }
  return { text, anchors };
}

/** Cells as the text of their row, a tab between them. */
export function joinCells(cells: readonly { readonly text: string; readonly anchors: readonly Anchor[] }[]): {
  readonly text: string;
  readonly anchors: Anchor[];
} {
  const anchors: Anchor[] = [];
  let start = 0;
  for (const cell of cells) {
    anchors.push(...shiftAnchors(cell.anchors, start));
    start += cell.text.length + 1;
  }
  return { text: cells.map(({ text }) => text).join("\t"), anchors };
}

/** Ties what no text came behind to the end of the last block. */
export function anchorAtEnd(blocks: FlowBlock[], anchors: readonly Anchor[]): void {
  const index = blocks.findLastIndex((block) => block !== "pageBreak");
  const last = blocks[index];
  if (last === undefined || last === "pageBreak" || anchors.length === 0) return;
  const end = last.pieces.reduce((sum, { text }) => sum + text.length, 0);
  const more = anchors.map((anchor) => ({ ...anchor, at: end }));
  // The block is known by what it is: others hold it.
  Object.assign(last, { anchors: [...(last.anchors ?? []), ...more] });
}
