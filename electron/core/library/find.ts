import type { Page } from "../../contract/documents.ts";

export interface Found {
  readonly page: number;
  /** range in the page's text in UTF-16 code sentences, end exclusive */
  readonly start: number;
  readonly end: number;
}

const mostFound = 1000;

/** Where the words of a query stand next to each other, ignoring case and the kind of white space, in page order. */
export function findInPages(pages: readonly Page[], query: string): Found[] {
  const words = query.trim().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return [];
  const escaped = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&"));
  const pattern = new RegExp(escaped.join("\\s+"), "giu");
  const found: Found[] = [];
  for (const page of pages) {
    for (const match of page.text.matchAll(pattern)) {
      found.push({ page: page.number, start: match.index, end: match.index + match[0].length });
      if (found.length === mostFound) return found;
    }
  }
  return found;
}
