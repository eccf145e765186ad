import type { Citation, Page } from "../../contract/documents.ts";
import { searchedBySignClass } from "../text/scripts.ts";

type PageText = Pick<Page, "number" | "text">;

/**
 * Anchors citations of an earlier reading of a document in the text of this one, by their quotes: white space counts for nothing, and of
 * several places the nearest one is taken, on the page of before first. What is found has the words and the range of this reading; what
 * is not is kept as it was and marked as lost.
 */
export function anchorsIn(pages: readonly PageText[]): (citation: Citation) => Citation {
  const inks = new Map<number, Ink>();
  const inkOf = ({ number, text }: PageText): Ink => {
    const known = inks.get(number) ?? inkIn(text);
    inks.set(number, known);
    return known;
  };
  const anchored = new Map<string, Citation>();

  return ({ documentId, page, start, end, quote }) => {
    const before = { documentId, page, start, end, quote };
    const key = JSON.stringify(before);
    const known = anchored.get(key) ?? anchor(before);
    anchored.set(key, known);
    return known;
  };

  function anchor(before: Citation): Citation {
    const { letters } = inkIn(before.quote);
    for (const page of letters === "" ? [] : nearestFirst(pages, before.page)) {
      const range = nearestIn(page.text, inkOf(page), letters, before.start);
      if (range === null) continue;
      return { ...before, page: page.number, ...range, quote: page.text.slice(range.start, range.end) };
    }
    return { ...before, lost: true };
  }
}

/** What of a text is not white space, with the index of each of its characters in the text. */
interface Ink {
  readonly letters: string;
  readonly places: Uint32Array;
}

function inkIn(text: string): Ink {
  const letters = text.replaceAll(/\s+/gu, "");
  const places = new Uint32Array(letters.length);
  let at = 0;
  for (const { index, 0: run } of text.matchAll(/\S+/gu)) {
    for (let offset = 0; offset < run.length; offset += 1) places[at++] = index + offset;
  }
  return { letters, places };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** @param from where it stood before */
function nearestIn(text: string, { letters, places }: Ink, quote: string, from: number): Range | null {
  const middle = places.findIndex((place) => place >= from);
  const near = middle < 0 ? letters.length : middle;
  let before = near === 0 ? -1 : letters.lastIndexOf(quote, near - 1);
  let after = letters.indexOf(quote, near);
  while (before >= 0 || after >= 0) {
    const isAfter = before < 0 || (after >= 0 && after - near <= near - before);
    const at = isAfter ? after : before;
    const start = places[at] ?? 0;
    const end = (places[at + quote.length - 1] ?? 0) + 1;
    if (quote.length >= longQuote || !(isInWord(text, start) || isInWord(text, end))) return { start, end };
    if (isAfter) after = letters.indexOf(quote, at + 1);
    else before = at === 0 ? -1 : letters.lastIndexOf(quote, at - 1);
  }
  return null;
}

/** From so many letters on a quote is the same also where what stands beside it has grown together with it. */
const longQuote = 20;

const unspacedSign = new RegExp(`[${searchedBySignClass}]`, "u");

function isInWord(text: string, at: number): boolean {
  const around = text.slice(Math.max(0, at - 1), at + 1);
  return /^[\p{L}\p{N}]{2}$/u.test(around) && !unspacedSign.test(around);
}

function nearestFirst(pages: readonly PageText[], to: number): PageText[] {
  return pages.toSorted((a, b) => Math.abs(a.number - to) - Math.abs(b.number - to));
}
