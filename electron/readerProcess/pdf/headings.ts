import { isCapitals, type LineBlock } from "./blocks.ts";
import type { Bookmark } from "./outline.ts";
import type { Line } from "./readingOrder.ts";
import { isDate } from "./title.ts";

/** Tells headings from text by bookmark, size and weight, measured against the text of the document so far. */
export interface Headings {
  count(line: Line): void;
  /** 1 to 6, or null for what is no heading */
  levelOf(block: LineBlock, text: string, page: number): number | null;
  /** smaller than the body text, as notes are */
  isSmall(size: number): boolean;
}

const longest = 160;

/** Authors with the marks of their institutions. */
const names = /\p{L}[⁰¹²³⁴⁵⁶⁷⁸⁹].*\p{L}[⁰¹²³⁴⁵⁶⁷⁸⁹]/u;

export function createHeadings(bookmarks: readonly Bookmark[]): Headings {
  const bySize = new Map<number, { characters: number; bold: number }>();
  const byPage = new Map<number, Bookmark[]>();
  for (const bookmark of bookmarks) byPage.set(bookmark.page, [...(byPage.get(bookmark.page) ?? []), bookmark]);
  let body: { size: number; bold: boolean } | null = null;

  return {
    count(line) {
      body = null;
      for (const { text, size, bold } of line.segments.flatMap(({ fragments }) => fragments)) {
        const key = Math.round(size * 2) / 2;
        const entry = bySize.get(key) ?? { characters: 0, bold: 0 };
        entry.characters += text.length;
        if (bold) entry.bold += text.length;
        bySize.set(key, entry);
      }
    },
    levelOf(block, text, page) {
      const trimmed = text.replace(/\s+/gu, " ").trim();
      if (block.lines.length > 4 || trimmed.length > longest || !/\p{L}{2}/u.test(trimmed)) return null;
      const key = compare(trimmed);
      const bookmark = byPage.get(page)?.find(({ title }) => isSame(compare(title), key));
      if (bookmark) return bookmark.level;
      if (isDate(trimmed) || names.test(trimmed) || /^\[\d/u.test(trimmed)) return null;
      const { size: bodySize, bold: bodyBold } = bodyOf();
      const ratio = block.size / bodySize;
      const isLarge = ratio >= 1.13;
      const isHeavy = block.bold && !bodyBold && ratio >= 0.97;
      const isShouted = block.lines.length <= 2 && trimmed.length < 80 && ratio >= 0.97 && isCapitals(trimmed);
      if (!isLarge && (captionStart.test(trimmed) || (!isHeavy && !isShouted))) return null;
      if (block.kind === "listItem" && !/^\(?[\dA-Z]/u.test(trimmed)) return null;
      if (/[,;-]$/u.test(trimmed) || (/[.:]$/u.test(trimmed) && !(isLarge && trimmed.length < 60) && !isHeavy))
        return null;
      if (/^\p{Ll}/u.test(trimmed) && !isLarge) return null;
      const numbered = /^(\d{1,2}(?:\.\d{1,2})*)\.?\s+\p{Lu}/u.exec(trimmed)?.[1];
      if (numbered && bookmarks.length === 0) return Math.min(6, numbered.split(".").length + 1);
      if (ratio >= 1.7) return 1;
      if (ratio >= 1.35) return 2;
      return isLarge ? 3 : 4;
    },
    isSmall: (size) => size < 0.93 * bodyOf().size,
  };

  function bodyOf(): { size: number; bold: boolean } {
    if (body) return body;
    let best = { size: 10, characters: -1, bold: 0 };
    for (const [size, { characters, bold }] of bySize) {
      if (characters > best.characters) best = { size, characters, bold };
    }
    body = { size: best.size, bold: best.bold > 0.6 * best.characters };
    return body;
  }
}

/** "Figure 1. A pipeline" or "Table A-1 Hierarchy", but not "Figure 1 shows how". */
export const captionStart =
  /^(?:Figure|Fig\.|Table|Abbildung|Abb\.|Tabelle|Tableau|Figura|Tabla)\s*[A-Z]?[-–.]?\d+(?:[-–.]\d+)*(?:[.:–—]|\s*$|\s+[–—-]|\s+\p{Lu})/u;

function compare(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** The bookmark often leaves the number of the heading out. */
function isSame(bookmark: string, heading: string): boolean {
  if (bookmark.length < 3) return false;
  return (
    bookmark === heading ||
    (heading.endsWith(bookmark) &&
      /^[\divxa-z]{0,8}$/u.test(heading.slice(0, -bookmark.length)) &&
      heading.length - bookmark.length <= 6)
  );
}
