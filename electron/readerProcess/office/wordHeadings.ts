import type { FlowBlock } from "../flowPages.ts";
import type { DraftBlock } from "../pageText.ts";
import type { ParagraphSet } from "./paragraphSet.ts";

/** Longer paragraphs, in characters, are no headings. */
const longest = 120;
/** Characters of a document for each heading, where it has headings by their style. */
const perHeading = 5000;
/** Of fewer characters of running text nobody knows how it is set. */
const leastRunning = 200;
/** More of the like behind each other are an address or a list. */
const mostInARow = 3;

interface Candidate {
  readonly index: number;
  readonly block: DraftBlock;
  readonly text: string;
  readonly size: number;
  readonly bold: boolean;
  /** how many parts the number before it has; 0 without one */
  readonly depth: number;
}

/**
 * Makes headings of short paragraphs that stand alone above others and are set larger or bolder than running text, where no style of
 * the document says what is one: the larger, the higher, and by the parts of their numbers.
 */
export function findHeadings(
  blocks: readonly FlowBlock[],
  setOf: (block: DraftBlock) => ParagraphSet | undefined,
): FlowBlock[] {
  const styled = blocks.filter(
    (block) => block !== "pageBreak" && block.kind === "heading" && setOf(block)?.isTitle !== true,
  );
  const characters = blocks.reduce((sum, block) => sum + (block === "pageBreak" ? 0 : textOf(block).length), 0);
  if (styled.length >= Math.max(2, characters / perHeading)) return [...blocks];
  const running = runningSet(blocks, setOf);
  if (running.count < leastRunning) return [...blocks];
  const candidates = blocks.flatMap((block, index) => candidateOf(block, index, setOf, running) ?? []);
  const chosen = inRows(candidates, blocks)
    .filter((row) => row.length <= mostInARow && isFollowed(row, blocks))
    .flat();
  if (chosen.length === 0) return [...blocks];
  const looks = [...new Set(chosen.map(lookOf))].sort((one, other) => other - one);
  const numbered = chosen.filter(({ depth }) => depth > 0);
  // Below the title.
  const above = blocks.some((block) => block !== "pageBreak" && setOf(block)?.isTitle === true) ? 1 : 0;
  const least = Math.min(...numbered.map(({ depth }) => depth));
  const levels = new Map(
    chosen.map((candidate) => {
      const byLook = looks.indexOf(lookOf(candidate)) + 1;
      const alike = numbered.filter((other) => lookOf(other) === lookOf(candidate));
      const deeper =
        alike.length > 0 && candidate.depth > 0 ? candidate.depth - Math.min(...alike.map(({ depth }) => depth)) : 0;
      const below = numbered.length > 0 && candidate.depth > 0 ? candidate.depth - least : 0;
      return [candidate.index, Math.max(byLook + deeper, below + 1) + above];
    }),
  );
  const nest = createNesting();
  return blocks.map((block, index) => {
    if (block === "pageBreak") return block;
    const level = levels.get(index);
    if (level === undefined && block.kind !== "heading") return block;
    return { ...block, kind: "heading", level: nest(level ?? block.level ?? 1) };
  });
}

/** Levels without gaps: each heading is one below that under which it stands. */
function createNesting(): (level: number) => number {
  const open: number[] = [];
  return (level) => {
    while (open.length > 0 && (open.at(-1) ?? 0) >= level) open.pop();
    return open.push(level);
  };
}

/** One number for how large and bold a line is. */
function lookOf({ size, bold }: Candidate): number {
  return size * 2 + Number(bold);
}

/** How most letters of the paragraphs are set. */
function runningSet(
  blocks: readonly FlowBlock[],
  setOf: (block: DraftBlock) => ParagraphSet | undefined,
): ParagraphSet & { readonly count: number } {
  const letters = new Map<string, { set: ParagraphSet; count: number }>();
  for (const block of blocks) {
    const set = block === "pageBreak" ? undefined : setOf(block);
    if (!set || block === "pageBreak") continue;
    const key = `${set.size} ${set.bold}`;
    const known = letters.get(key);
    const count = textOf(block).length + (known?.count ?? 0);
    letters.set(key, { set, count });
  }
  const most = [...letters.values()].sort((one, other) => other.count - one.count)[0];
  return { size: 0, bold: false, isTitle: false, ...most?.set, count: most?.count ?? 0 };
}

function candidateOf(
  block: FlowBlock,
  index: number,
  setOf: (block: DraftBlock) => ParagraphSet | undefined,
  running: ParagraphSet,
): Candidate | null {
  if (block === "pageBreak" || (block.kind !== "paragraph" && block.kind !== "listItem")) return null;
  const set = setOf(block);
  if (!set) return null;
  const text = textOf(block);
  const number = /^(?:(?:[\p{L}]+\.?|§)\s)?((?:\d+|[IVXLC]+|[A-Z])(?:\.\d+)*)[.):]?\s/u.exec(text)?.[1];
  const depth = number === undefined ? 0 : number.split(".").length;
  if (text.length > longest || !/\p{L}{2}/u.test(text) || /[.,;:!、。，；：]$/u.test(text.replace(/\b\p{L}\.$/u, "")))
    return null;
  if (block.kind === "listItem" && depth === 0) return null;
  const isLarger = running.size > 0 && set.size >= running.size * 1.15;
  const isBolder = set.bold && !running.bold && set.size >= running.size;
  return isLarger || isBolder ? { index, block, text, size: set.size, bold: set.bold, depth } : null;
}

/** Candidates that stand directly behind each other. */
function inRows(candidates: readonly Candidate[], blocks: readonly FlowBlock[]): Candidate[][] {
  const rows: Candidate[][] = [];
  for (const candidate of candidates) {
    const row = rows.at(-1);
    const last = row?.at(-1);
    const isNext =
      last !== undefined && blocks.slice(last.index + 1, candidate.index).every((block) => block === "pageBreak");
    if (row && isNext) row.push(candidate);
    else rows.push([candidate]);
  }
  return rows;
}

function isFollowed(row: readonly Candidate[], blocks: readonly FlowBlock[]): boolean {
  const next = blocks.slice((row.at(-1)?.index ?? 0) + 1).find((block) => block !== "pageBreak");
  return next !== undefined;
}

function textOf({ pieces }: DraftBlock): string {
  return pieces.map(({ text }) => text).join("");
}
