import { isCapitals, type LineBlock } from "./blocks.ts";
import type { Bookmark } from "./outline.ts";
import type { Line } from "./readingOrder.ts";
import { isNotice } from "./title.ts";

/** Tells headings from text by bookmark, size and weight, measured against the text of the document so far. */
export interface Headings {
  count(line: Line): void;
  /** 1 to 6, or null for what is no heading */
  levelOf(block: LineBlock, text: string, page: number): number | null;
  /** the bookmark that leads to it */
  bookmarkOf(text: string, page: number): Bookmark | undefined;
  /** much larger than the body text, as headlines are */
  isLarge(size: number): boolean;
  /** smaller than the body text, as notes are */
  isSmall(size: number): boolean;
}

const longest = 160;
/** Characters of text that a cover has not. */
const leastText = 200;

/** "2.1 Scope", "3) 満たすべき要件", "(1) 개정", "Part 2: Rooms" */
const sectionNumber = /^(?:\p{L}{1,12}\s)?\(?(\d{1,2}(?:\.\d{1,2})*)[.):]?\s*(?<=[\s)])[\p{Lu}\p{Lo}「『]/u;
const contentsName =
  /^(?:(?:table of )?contents|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|contenido|indice|sommario|sumário|inhoud(?:sopgave)?|содержание|оглавление|المحتويات|विषय-सूची|目次|目录|目錄|内容|차례|목차)$/iu;
/** A line in bold that goes on in the next one. */
const goesOn =
  /\s(?:of|the|an?|to|for|in|on|by|with|and|or|from|at|der|die|das|den|dem|und|oder|von|für|mit|zu|de|du|des|la|le|les|et|ou|à|el|los|las|y|del|di|il|e|da|do|dos)$/u;

/** Authors, with the marks of their notes or one after the other. */
function isNames(text: string): boolean {
  return (
    /\p{L}[⁰¹²³⁴⁵⁶⁷⁸⁹].*\p{L}[⁰¹²³⁴⁵⁶⁷⁸⁹]|\p{Ll}\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3},|[\p{Ll}\d⁰¹²³⁴⁵⁶⁷⁸⁹]\s?¶$/u.test(text) ||
    (text.match(/,\s/gu)?.length ?? 0) > 3
  );
}

function byRatio(ratio: number): number {
  if (ratio >= 1.7) return 1;
  if (ratio >= 1.35) return 2;
  return ratio >= 1.13 ? 3 : 4;
}

export function createHeadings(bookmarks: readonly Bookmark[]): Headings {
  const bySize = new Map<number, { characters: number; bold: number }>();
  const byPage = new Map<number, Bookmark[]>();
  for (const bookmark of bookmarks) byPage.set(bookmark.page, [...(byPage.get(bookmark.page) ?? []), bookmark]);
  /** how the headings look that the next one may stand under */
  const open: number[] = [];
  /** characters of text that is no heading */
  let running = 0;
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
      const level = this.bookmarkOf(text, page)?.level ?? inferred(block, trimmed, page);
      if (level === null) running += trimmed.length;
      return level;
    },
    bookmarkOf(text, page) {
      const own = byPage.get(page);
      if (!own) return undefined;
      const key = compare(text);
      return own.find(({ title }) => isSame(compare(title), key));
    },
    isLarge: (size) => size >= 1.3 * bodyOf().size,
    isSmall: (size) => size < 0.93 * bodyOf().size,
  };

  function inferred(block: LineBlock, text: string, page: number): number | null {
    if (block.lines.length > 4 || text.length > longest || !/\p{L}{2}/u.test(text)) return null;
    if (isNotice(text) || isNames(text) || /^\[\d/u.test(text)) return null;
    const { size: bodySize, bold: bodyBold } = bodyOf();
    const ratio = block.size / bodySize;
    const isLarge = ratio >= 1.13;
    const isHeavy = block.bold && !bodyBold && ratio >= 0.97;
    const isShouted = block.lines.length <= 2 && text.length < 80 && ratio >= 0.97 && isCapitals(text);
    const number = sectionNumber.exec(text)?.[1];
    const isNumbered = number !== undefined && block.lines.length === 1 && ratio >= 1.05;
    if (!isLarge && (captionStart.test(text) || (!isHeavy && !isShouted && !isNumbered))) return null;
    if (block.kind === "listItem" && !/^\(?[\dA-Z]/u.test(text)) return null;
    const words = text.split(" ");
    const isSentence = !isLarge && !/^[\d§(]/u.test(text) && words.length >= 7;
    if (/[,;-]$/u.test(text) || (/[.:]$/u.test(text) && !(isLarge && text.length < 60) && (!isHeavy || isSentence)))
      return null;
    if (/^\p{Ll}/u.test(text) && !isLarge) return null;
    if (!isLarge && goesOn.test(text)) return null;
    if (number && bookmarks.length === 0) return Math.min(6, number.split(".").length + 1);
    return bookmarks.length > 0
      ? byRatio(ratio)
      : nested(Math.round(block.size * 2) + (block.bold ? 0.5 : 0), text, page);
  }

  /** One below the heading it stands under; of what stands on a cover, on the first pages before any text, only the largest has others under it. */
  function nested(look: number, text: string, page: number): number {
    while (open.length > 0 && (open.at(-1) ?? 0) <= look) open.pop();
    const level = open.length + 1;
    if (!contentsName.test(text) && (running >= leastText || page > 2 || level === 1)) open.push(look);
    return Math.min(6, level);
  }

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
