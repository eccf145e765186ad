import { countDense } from "../core/text/scripts.ts";
import { isGreeting } from "./documentTitle.ts";

/** Lines of a plain text between blank ones, with the number of these before it. */
export interface TextParagraph {
  readonly lines: readonly string[];
  readonly blanksBefore: number;
}

/** More characters than these has the text that stands below a heading; one that stands off is sure with fewer. */
const leastText = { usual: 40, below: 25 };
const longest = { characters: 80, words: 12, dense: 30 };

/** A number, a roman one, or a word and a number in front: "2.1 Scope", "IV. The End", "Chapter 3: Home". */
const numbered =
  /^(?:(?<number>\d{1,2}(?:\.\d{1,2}){0,3})[.)]?|[IVXLC]{1,7}\.?|§\s?\d+|\p{L}{3,12}\s(?:\d{1,3}|[IVXLC]{1,7})[.:]?)(?=\s|$)/u;

interface Candidate {
  readonly isNumbered: boolean;
  readonly isCapitals: boolean;
  readonly depth: number;
  /** directly above its text, without a blank line */
  readonly isAttached: boolean;
  /** more blank lines before it than are usual */
  readonly isSetOff: boolean;
}

/**
 * Which paragraphs of a plain text begin with a line that is a heading, and its depth, from 1. Such a line is short, stands alone or
 * directly above a long one, says no sentence and has text below it; in a text that is little else than such lines there is none.
 */
export function findTextHeadings(paragraphs: readonly TextParagraph[]): ReadonlyMap<TextParagraph, number> {
  const usual = usualBlanks(paragraphs);
  const candidates = paragraphs.map((paragraph) => candidateOf(paragraph, usual));
  const found = new Map<TextParagraph, number>();
  let sure = 0;
  for (const [index, paragraph] of paragraphs.entries()) {
    const candidate = candidates[index];
    if (!candidate || !hasText(index) || endsList(index, candidate)) continue;
    found.set(paragraph, candidate.depth);
    if (candidate.isNumbered || candidate.isCapitals || candidate.isSetOff) sure++;
  }
  // One line alone may be a greeting.
  const lines = paragraphs.reduce((sum, paragraph) => sum + paragraph.lines.length, 0);
  if (found.size > 0.5 * lines || (found.size < 2 && sure === 0)) return new Map();
  return found;

  /** The last of lines that stand below each other, as items do; at the top they may be title, author and first heading. */
  function endsList(index: number, { isNumbered }: Candidate): boolean {
    const [before, paragraph] = [candidates[index - 1], paragraphs[index - 1]];
    return !!before && !!paragraph && !found.has(paragraph) && (index > 2 || (before.isNumbered && isNumbered));
  }

  /** Of two candidates in a row the first is the heading of the second, unless both are items of a list; of three none is. */
  function hasText(index: number): boolean {
    const candidate = candidates[index];
    if (!candidate) return false;
    const least =
      candidate.isSetOff && (candidate.isNumbered || candidate.isCapitals) ? leastText.below : leastText.usual;
    if (candidate.isAttached || isText(index + 1, least)) return true;
    const next = candidates[index + 1];
    return (
      !!next &&
      !(candidate.isNumbered && next.isNumbered && candidate.depth === next.depth) &&
      (next.isAttached || isText(index + 2, leastText.usual))
    );
  }

  function isText(index: number, least: number): boolean {
    if (candidates[index]) return false;
    const text = paragraphs[index]?.lines.join("").trim() ?? "";
    if (/^\[[^\]]*\]$/u.test(text)) return isText(index + 1, least);
    return text.length + 2 * countDense(text) > least;
  }
}

function usualBlanks(paragraphs: readonly TextParagraph[]): number {
  const counts = paragraphs
    .slice(1)
    .map(({ blanksBefore }) => blanksBefore)
    .sort((a, b) => a - b);
  return counts[Math.floor(counts.length / 2)] ?? 1;
}

function candidateOf({ lines, blanksBefore }: TextParagraph, usual: number): Candidate | null {
  const [first = "", second = ""] = lines;
  const line = first.trim();
  const isAttached = lines.length > 1;
  if (isAttached && !(second.length >= 80 && second.length >= 2 * line.length)) return null;
  if (line.length > longest.characters) return null;
  const dense = countDense(line);
  if (dense > longest.dense) return null;
  if (line.split(/\s+/u).length > longest.words || !/^[\p{Lu}\p{Lt}\p{Lo}\p{N}§]/u.test(line)) return null;
  // A field, an address, columns, an entry of a table of contents.
  if (/[,;:،、；：»”"』」]$|[@={}<>|\t]|:\/\/|\s{3,}|\.{3,}/u.test(line) || /^(?:(?!\d)[^:]){1,30}:\s/u.test(line))
    return null;
  if (/\s\d{1,4}$/u.test(line) && !/^\p{L}+\s\d{1,3}$/u.test(line)) return null;
  if (isGreeting(line)) return null;
  const match = numbered.exec(line);
  const letters = line.replace(/\P{L}/gu, "");
  if (letters.length < (match || dense > 0 ? 1 : 4)) return null;
  const isCapitals = letters.length >= 4 && letters === letters.toUpperCase() && letters !== letters.toLowerCase();
  const stop = /[.!?…。！？]$/u.exec(line)?.[0] ?? "";
  const isSetOff = blanksBefore > usual;
  const isNumbered = match !== null;
  if (/[?!？！]/u.test(stop) && !isAttached && !isSetOff) return null;
  if (/[.…。]/u.test(stop) && !(isSetOff && (isNumbered || isCapitals))) return null;
  const depth = match?.groups?.["number"]?.split(".").length ?? 1;
  return { isNumbered, isCapitals, depth, isAttached, isSetOff };
}
