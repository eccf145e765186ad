import { isTitle as mayBeTitle } from "../documentTitle.ts";
import type { FlowBlock } from "../flowPages.ts";
import type { DraftBlock } from "../pageText.ts";
import type { ParagraphSet } from "./paragraphSet.ts";

/** A title stands among the first blocks of a document, on its first two pages. */
const first = 40;
/** A title in more lines, or of more characters, is none. */
const mostLines = 4;
const longest = 200;
/** How much larger than running text a title is at least. */
const larger = 1.2;

/**
 * The title that a document of Word shows: of the style for titles, else the lines at its beginning that are set largest. Null where
 * that is a heading with a number, or nothing is set larger.
 */
export function shownTitle(
  blocks: readonly FlowBlock[],
  setOf: (block: DraftBlock) => ParagraphSet | undefined,
): string | null {
  const lines = opening(blocks).map((block) => ({ block, text: textOf(block), set: setOf(block) }));
  const styled = lines.findIndex(({ set }) => set?.isTitle === true);
  if (styled >= 0) return joined(lines.slice(styled), ({ set }) => set?.isTitle === true);
  const sizes = blocks.flatMap((block) => (block === "pageBreak" ? [] : setOf(block)?.size || []));
  const running = sizes.sort((one, other) => one - other)[Math.floor(sizes.length / 2)] ?? 0;
  // Nothing stands below the last line.
  const candidates = lines
    .slice(0, -1)
    .filter(({ block, text, set }) => set && block.kind !== "tableRow" && isTitle(text));
  const largest = Math.max(0, ...candidates.map(({ set }) => set?.size ?? 0));
  if (running === 0 || largest < running * larger) return null;
  const start = lines.findIndex((line) => candidates.includes(line) && line.set?.size === largest);
  const isHeading = lines[start]?.block.kind === "heading";
  const title = joined(
    isHeading ? lines.slice(start, start + 1) : lines.slice(start),
    ({ block, text, set }) => set?.size === largest && isTitle(text) && (isHeading || block.kind !== "heading"),
  );
  return title === null || (isHeading && /^\P{L}*\d/u.test(title)) ? null : title;
}

/** Whether each word of a title stands at the beginning of the text: one that was left from another document has others. */
export function isShown(title: string, blocks: readonly FlowBlock[]): boolean {
  const text = folded(opening(blocks).map(textOf).join(" "));
  return (folded(title).match(/[\p{L}\p{N}]+/gu) ?? []).every((word) => text.includes(word));
}

function opening(blocks: readonly FlowBlock[]): DraftBlock[] {
  const found: DraftBlock[] = [];
  let breaks = 0;
  for (const block of blocks) {
    if (block === "pageBreak") breaks++;
    else found.push(block);
    if (breaks === 2 || found.length === first) break;
  }
  return found;
}

const labels = /^(?:fig|figure|abb|abbildung|figura|table|tabelle|tableau|tabla|tabella|tabela)\b/iu;

/** Not a date or the number of a version alone, nor a caption, a sentence or what any document has. */
function isTitle(text: string): boolean {
  const words = text.match(/\p{L}+/gu) ?? [];
  const isDated = /\d/u.test(text) && words.length <= 2;
  if (/[.:;,]$/u.test(text)) return false;
  return /\p{L}{2}/u.test(text) && text.length <= longest && !isDated && !labels.test(text) && mayBeTitle(text);
}

function joined<Line extends { readonly text: string }>(
  lines: readonly Line[],
  goesOn: (line: Line) => boolean,
): string | null {
  const end = lines.findIndex((line) => !goesOn(line));
  const own = lines.slice(0, end < 0 ? lines.length : end).slice(0, mostLines);
  // Without the mark of a note.
  const text = own.map((line) => line.text.replace(/\[\p{L}?[\divxl]{1,4}\]$/u, "")).join(" ");
  if (text.length <= longest) return text === "" ? null : text;
  return own[0] !== undefined && own[0].text.length <= longest ? own[0].text : null;
}

function textOf({ pieces }: DraftBlock): string {
  return pieces.map(({ text }) => text).join("");
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
