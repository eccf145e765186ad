import { AppError } from "../../contract/errors.ts";
import type { FlowBlock } from "../flowPages.ts";
import type { DraftBlock } from "../pageText.ts";
import { storeZip } from "../storeZip.ts";
import { chartBlocks } from "./chartText.ts";
import { diagramItems } from "./drawingText.ts";
import { mainPart, type OfficePackage } from "./openPackage.ts";

/** A DOCX whose charts and diagrams are named in its text, and what they say. */
export interface MarkedDocx {
  readonly bytes: Uint8Array;
  readonly figures: readonly (readonly DraftBlock[])[];
}

/** Bytes of a text in which figures are looked for: it is held whole, and written anew. */
const mostBytes = 64 * 2 ** 20;
/** Characters for private use stand around the number of a figure. */
const [opens, closes] = ["\uF8F0", "\uF8F1"];

/**
 * Puts a mark into the text of a DOCX wherever it shows a chart or a SmartArt diagram, whose words are in parts of their own.
 * Null where it shows none. A damaged figure says nothing.
 */
export async function markFigures(opened: OfficePackage): Promise<MarkedDocx | null> {
  const main = await mainPart(opened, "word/document.xml");
  const relations = await opened.relations(main);
  const targets = new Map(
    relations
      .filter(({ type, target }) => (type === "chart" || type === "diagramData") && opened.has(target))
      .map(({ id, type, target }) => [id, { type, target }]),
  );
  if (targets.size === 0 || opened.inflated > 2 ** 31) return null;
  const source = await bytesOf(opened, main);
  if (source.byteLength > mostBytes) return null;

  const figures: (readonly DraftBlock[])[] = [];
  const parts: string[] = [];
  const xml = source.toString("utf8");
  let written = 0;
  for (const { start, end } of innermostDrawings(xml)) {
    const [, chart, diagram] = figureReference.exec(xml.slice(start, end)) ?? [];
    const reference = chart ?? diagram;
    const figure = reference === undefined ? undefined : targets.get(reference);
    if (!figure) continue;
    parts.push(xml.slice(written, start), `<w:t>${opens}${String(figures.length)}${closes}</w:t>`);
    written = end;
    figures.push(await wordsOf(opened, figure));
  }
  if (figures.length === 0) return null;
  const marked = Buffer.from([...parts, xml.slice(written)].join(""));
  // Pictures are not looked at, and stay out of the copy.
  const names = opened.names.filter((name) => /\.(?:xml|rels)$/iu.test(name));
  const entries: [string, Uint8Array][] = [];
  for (const name of names) {
    entries.push([name, name.toLowerCase() === main.toLowerCase() ? marked : await bytesOf(opened, name)]);
  }
  return { bytes: storeZip(entries), figures };
}

/** The blocks with what each figure says behind the block that it stands in. */
export function* withFigures(
  blocks: Iterable<FlowBlock>,
  figures: readonly (readonly DraftBlock[])[],
): Generator<FlowBlock> {
  const mark = new RegExp(`${opens}(\\d+)${closes}`, "gu");
  for (const block of blocks) {
    const found =
      block === "pageBreak"
        ? []
        : [
            ...block.pieces
              .map(({ text }) => text)
              .join("")
              .matchAll(mark),
          ].map(([, at]) => at);
    if (block === "pageBreak" || found.length === 0) {
      yield block;
      continue;
    }
    const pieces = block.pieces.map((piece) => ({ ...piece, text: piece.text.replaceAll(mark, "").trim() }));
    if (pieces.some(({ text }) => text !== "")) yield { ...block, pieces };
    for (const place of found) yield* figures[Number(place)] ?? [];
  }
}

const figureReference = /<(?:\w+:)?chart\s[^>]*\br:id="([^"]+)"|<(?:\w+:)?relIds\s[^>]*\br:dm="([^"]+)"/u;

async function wordsOf(
  opened: OfficePackage,
  { type, target }: { readonly type: string; readonly target: string },
): Promise<readonly DraftBlock[]> {
  try {
    const root = await opened.tree(target);
    return type === "chart" ? await chartBlocks(root) : diagramItems(root);
  } catch (error) {
    if (error instanceof AppError && error.code === "DOCUMENT_DAMAGED") return [];
    throw error;
  }
}

/** Drawings that hold no other: a text box is a drawing too, and may hold a chart. */
function* innermostDrawings(xml: string): Generator<{ readonly start: number; readonly end: number }> {
  let start = -1;
  for (const { 0: tag, index } of xml.matchAll(/<w:drawing[\s>]|<\/w:drawing>/gu)) {
    if (!tag.startsWith("</")) start = index;
    else if (start >= 0) {
      yield { start, end: index + tag.length };
      start = -1;
    }
  }
}

async function bytesOf(opened: OfficePackage, part: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.stream(part)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
