import type { Citation } from "../../contract/documents.ts";
import { sentenceKey } from "../text/documentText.ts";

/** An answer as it is shown and kept: `[n]` in the text is the n-th citation. */
export interface Answer {
  text: string;
  citations: Citation[];
}

export interface MarkWriter {
  /** Takes what the model wrote and returns what the answer grew by. */
  write(text: string): string;
  /** No more text comes: gives out what was held back, except white space and a mark that was cut off. */
  end(): string;
}

/**
 * Turns the model's marks, numbers of sentences in the prompt, into marks of the answer, numbers of its citations, while the
 * text streams: an unfinished mark is held back until it is known what it is, so that what was given out never changes.
 * Lists and ranges (`[3, 5]`, `[3-5]`) become single marks; a mark that names no sentence of the prompt is removed; code is left alone.
 * @param answer grows with each call
 * @param sources null where there are no documents: then brackets are only text
 */
export function createMarkWriter(answer: Answer, sources: readonly Citation[] | null): MarkWriter {
  const known = new Map(answer.citations.map((citation, index) => [sentenceKey(citation), index + 1]));
  let grown = "";
  /** a bracket that may become a mark */
  let held = "";
  /** white space that counts only if text follows */
  let space = "";
  /** a mark was removed since the last text */
  let removed = false;
  /** marks written since the last text */
  const beside = new Set<number>();
  const code = createCodeTracker();

  return {
    write(text) {
      grown = "";
      for (const character of text) take(character);
      return grown;
    },
    end() {
      grown = "";
      if (held !== "" && !/^\[[\d\s,;–—-]*$/.test(held)) putAll(held);
      held = "";
      space = "";
      return grown;
    },
  };

  function take(character: string): void {
    if (held === "") {
      if (character === "[" && sources !== null && !code.inside) held = character;
      else put(character);
      return;
    }
    if (character === "[") {
      putAll(held);
      held = character;
      return;
    }
    held += character;
    if (character === "]") {
      const mark = held;
      held = "";
      const numbers = parseMark(mark, sources?.length ?? 0);
      if (numbers === null) putAll(mark);
      else writeMarks(numbers);
    } else if (!mayBecomeMark(held)) {
      const text = held;
      held = "";
      putAll(text);
    }
  }

  function putAll(text: string): void {
    for (const character of text) put(character);
  }

  function put(character: string): void {
    code.take(character);
    if (/\s/.test(character)) {
      // At the start, and on both sides of a removed mark, white space would be left over.
      if (answer.text !== "" && !(removed && space !== "")) space += character;
      return;
    }
    if (removed && /[.,;:!?)»”]/.test(character)) space = "";
    append(space + character);
    space = "";
    removed = false;
    beside.clear();
  }

  function append(text: string): void {
    answer.text += text;
    grown += text;
  }

  function writeMarks(numbers: readonly number[]): void {
    const marks: number[] = [];
    for (const number of numbers) {
      const source = sources?.[number - 1];
      if (!source) continue;
      const mark = markOf(source);
      if (beside.has(mark)) continue;
      beside.add(mark);
      marks.push(mark);
    }
    if (marks.length === 0) {
      removed = true;
      return;
    }
    append(space + marks.map((mark) => `[${mark}]`).join(""));
    space = "";
    removed = false;
  }

  function markOf({ documentId, page, start, end, quote }: Citation): number {
    const citation = { documentId, page, start, end, quote };
    const key = sentenceKey(citation);
    const mark = known.get(key) ?? answer.citations.push(citation);
    known.set(key, mark);
    return mark;
  }
}

/**
 * The text of an earlier answer as the model would have written it for this prompt: marks name the sentences by their numbers
 * here; a mark whose sentence is not in the prompt is left out.
 */
export function toPromptMarks(answer: Readonly<Answer>, sources: readonly Citation[]): string {
  if (answer.citations.length === 0) return answer.text;
  return answer.text.replace(/(\s?)\[(\d{1,6})\]/g, (_whole, before: string, digits: string) => {
    const cited = answer.citations[Number(digits) - 1];
    const numbers = cited ? numbersWithin(cited, sources) : [];
    const [first] = numbers;
    if (first === undefined) return "";
    return `${before}[${numbers.length > 1 ? `${first}-${numbers.at(-1)}` : first}]`;
  });
}

/** Keeps the citations whose quote stands at its place, and the marks of those only. */
export function keepExact(answer: Readonly<Answer>, stands: (citation: Citation) => boolean): Answer {
  const kept = answer.citations.filter(stands);
  if (kept.length === answer.citations.length) return { ...answer };
  const numbers = new Map(kept.map((citation, index) => [citation, index + 1]));
  const text = answer.text.replace(/\s?\[(\d{1,6})\]/g, (whole, digits: string) => {
    const cited = answer.citations[Number(digits) - 1];
    const number = cited ? numbers.get(cited) : undefined;
    return number === undefined ? "" : whole.replace(digits, String(number));
  });
  return { text, citations: kept };
}

const separator = String.raw`\s*(?:[-–—,;&]|and)\s*`;
const wholeMark = new RegExp(
  String.raw`^\[\s*(?:sentences?\s|s\.?\s?)?[#^]?\d{1,6}(?:${separator}[#^]?\d{1,6})*\s*\]$`,
  "i",
);
const longestMark = 80;

function mayBecomeMark(held: string): boolean {
  return held.length <= longestMark && /^\[[\d\s.,;&#^–—acdenst-]*$/i.test(held) && !held.includes("\n");
}

/** A mark over more sentences than this points at nothing a reader could check, and is removed. */
const mostSentences = 20;

/** The numbers a mark lists, in its order; null where the brackets are no mark. */
function parseMark(mark: string, count: number): number[] | null {
  if (!wholeMark.test(mark)) return null;
  const numbers: number[] = [];
  for (const [, first = "", last = first] of mark.matchAll(/(\d+)(?:\s*[-–—]\s*[#^]?(\d+))?/g)) {
    const [from, to] = [Number(first), Number(last)].toSorted((a, b) => a - b) as [number, number];
    for (let number = Math.max(1, from); number <= Math.min(to, count); number += 1) numbers.push(number);
  }
  return numbers.length <= mostSentences ? numbers : [];
}

function numbersWithin(citation: Citation, sources: readonly Citation[]): number[] {
  return sources.flatMap((source, index) =>
    source.documentId === citation.documentId &&
    source.page === citation.page &&
    source.start >= citation.start &&
    source.end <= citation.end
      ? [index + 1]
      : [],
  );
}

/** Follows inline code and fences, within which brackets are code. Inline code ends with its line at the latest. */
function createCodeTracker() {
  let opened = 0;
  let run = 0;
  return {
    take(character: string): void {
      if (character === "`") {
        run += 1;
        return;
      }
      if (run > 0) {
        if (opened === 0) opened = run;
        else if (run >= opened) opened = 0;
        run = 0;
      }
      if (character === "\n" && opened < 3) opened = 0;
    },
    get inside() {
      return opened > 0 ? run < opened : run > 0;
    },
  };
}
