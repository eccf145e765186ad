import { countDense } from "../../core/text/scripts.ts";
import { isPartName, isStamp, withoutNumber } from "../noTitle.ts";
import { isOfProgram } from "../titleProperty.ts";
import type { Bookmark } from "./outline.ts";

/** What stands on the first page, as far as it may be the title. */
export interface FrontBlock {
  readonly text: string;
  readonly size: number;
  readonly isBold: boolean;
}

const longest = 250;
/** Words without spaces between them say as much in fewer characters. */
const longestDense = 80;

/** Parts of a paper or of slides, which can be the title of other documents. */
const partsOfPrint = /^(?:executive summary|background|overview|agenda)\.?$/iu;
/** What is printed beside a title. */
const besides = [
  /^(?:event|meeting|webinar|session|workshop|the (?:event|meeting|webinar|session|workshop))\s+(?:will|starts|begins)\b/iu,
  /^(?:please wait|cannot read this|for (?:internal|official) use|for immediate release|not for (?:distribution|citation)|submitted to|accepted (?:for|at)|to appear in|published (?:in|as)|preprint|under review|in proceedings of|proceedings of|copyright|©)/iu,
  /^(?:https?:\/\/|www\.)|^\S+@\S+$/iu,
  /^(?:page|seite)\s+\d+/iu,
];

/** Whether a line of the first page, however large, names something else than the document. */
export function isBesides(text: string): boolean {
  const plain = text.replace(/\s+/gu, " ").trim();
  const isPart = isPartName(plain) || partsOfPrint.test(plain) || partsOfPrint.test(withoutNumber(plain));
  return !/\p{L}{2}/u.test(plain) || isPart || isNotice(plain);
}

/** A date, a notice, a watermark, an address: nothing has it as a heading. */
export function isNotice(text: string): boolean {
  return isStamp(text) || besides.some((pattern) => pattern.test(text));
}

/**
 * The title of a document: the one it names itself, unless that is a file's name or one that programs give; else what stands largest on
 * its first page; else the bookmark of that page. Null where there is none.
 */
export function chooseTitle(sources: {
  /** the property of the file, as it stands there */
  readonly property: string;
  /** the file's name */
  readonly name: string;
  readonly front: readonly FrontBlock[];
  readonly bookmarks: readonly Bookmark[];
}): string | null {
  const property = sources.property.replace(/\s+/gu, " ").trim();
  const seen = largest(sources.front);
  const kind = kindOf(property, sources.name);
  const shared = sharedWords(property, sources.front.map(({ text }) => text).join(" "));
  if (kind === "telling" && (seen === null || shared >= 0.3)) return property;
  if (seen !== null) return seen;
  const marked = sources.bookmarks.find(
    ({ page, level, title }) => page === 1 && level === 1 && !isBesides(title),
  )?.title;
  return marked ?? (kind === "doubtful" ? property : null);
}

function kindOf(property: string, name: string): "telling" | "doubtful" | "none" {
  if (property.length < 3 || isOfProgram(property) || isBesides(property)) return "none";
  const stem = name.replace(/\.[a-z\d]{1,5}$/iu, "");
  if (property === stem || property === name) return "doubtful";
  const isFileName = !/\s/u.test(property) && /[_#\d-]/u.test(property);
  const isVersion = /_|\b\d{1,2}[.-]\d{1,2}[.-]\d{2,4}\b|\b(?:final|v\d+(?:\.\d+)*)$/iu.test(property);
  return isFileName || isVersion ? "doubtful" : "telling";
}

/** The first of the largest lines that stand out from the text of the first page. */
function largest(front: readonly FrontBlock[]): string | null {
  const total = front.reduce((sum, { text }) => sum + text.length, 0);
  const sizes = [...front].sort((a, b) => a.size - b.size);
  let below = 0;
  const body = sizes.find(({ text }) => (below += text.length) > total / 2)?.size ?? 0;
  const possible = front.filter(({ text }) => !isBesides(text) && !isLong(text));
  const top = Math.max(0, ...possible.map(({ size }) => size));
  const isLoose = possible.length === front.length && front.length < 6;
  if (top < 1.12 * body && !isLoose) return null;
  const found = possible.find(({ size }) => size > 0.97 * top);
  if (!found || (top < 1.12 * body && !found.isBold)) return null;
  return tidy(found.text);
}

function isLong(text: string): boolean {
  return text.length > (countDense(text) > text.length / 3 ? longestDense : longest);
}

/** Without the marks of notes at its end. */
function tidy(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .replace(/(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*†‡])$/u, "")
    .trim();
}

/** The share of a title's words that stand on the page. */
function sharedWords(title: string, page: string): number {
  const wordsOf = (text: string) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const words = wordsOf(title);
  const there = new Set(wordsOf(page));
  const solid = wordsOf(page).join("");
  return words.length === 0
    ? 0
    : words.filter((word) => there.has(word) || (countDense(word) > 0 && solid.includes(word))).length / words.length;
}
