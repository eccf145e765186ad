import type { Page } from "../../contract/documents.ts";
import { fold, foldWithPlaces } from "../text/fold.ts";
import { escapedPattern } from "../text/pattern.ts";

export interface Found {
  readonly page: number;
  /** range in the page's text in UTF-16 code sentences, end exclusive */
  readonly start: number;
  readonly end: number;
}

const mostFound = 1000;

/**
 * Where the words of a query stand next to each other, in page order. Both are folded, so that case, accents, vowel marks, soft hyphens,
 * the width of letters, and the kinds of white space, dashes and quotation marks make no difference.
 */
export function findInPages(pages: readonly Page[], query: string): Found[] {
  const words = alike(fold(query))
    .split(/\s+/u)
    .filter((word) => word !== "");
  const [first] = words;
  if (first === undefined) return [];
  const pattern = new RegExp(words.map(escapedPattern).join("\\s+"), "gu");
  const found: Found[] = [];
  for (const page of pages) {
    // The places are only asked for where there is something.
    if (!alike(fold(page.text)).includes(first)) continue;
    const { text, starts, ends } = foldWithPlaces(page.text);
    for (const match of alike(text).matchAll(pattern)) {
      const start = starts[match.index] ?? 0;
      const end = ends[match.index + match[0].length - 1] ?? start;
      found.push({ page: page.number, start, end });
      if (found.length === mostFound) return found;
    }
  }
  return found;
}

/** The shapes of quotation marks and dashes as one, each character at its place. */
function alike(text: string): string {
  return text
    .replaceAll(/[‘’‚‛ʼ]/gu, "'")
    .replaceAll(/[“”„‟«»]/gu, '"')
    .replaceAll(/[‐‑‒–—−]/gu, "-");
}
