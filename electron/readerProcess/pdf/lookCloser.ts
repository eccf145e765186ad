import type { PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { TextItem } from "pdfjs-dist/types/src/display/api.js";
import type { TextContent } from "./fragments.ts";
import { distance, type Glyph, type IsVisible, readGlyphs, spell } from "./glyphs.ts";

/** Single letters with spaces between them. */
const setApart = /(?:^|\s)[\p{L}\p{N}]\s(?:[\p{L}\p{N}.,’'&:-]\s)+[\p{L}\p{N}](?:\s|$)/u;

/**
 * The items of a page where pdf.js' own words are not enough, told from the letters themselves: words that are set wide, letters that
 * are drawn twice, and, where `hasHidden`, what stands in a layer that is switched off, which is left out.
 */
export async function lookCloser(
  page: PDFPageProxy,
  items: TextContent["items"],
  layers: { readonly hasHidden: boolean; readonly isVisible: IsVisible },
): Promise<TextContent["items"]> {
  const runs = runsOf(items);
  if (!layers.hasHidden && !runs.some(isDoubtful)) return items;
  const glyphs = (await readGlyphs(page, layers.isVisible)).filter(({ annotation }) => annotation === null);
  const places = new Map<string, number[]>();
  for (const [index, { x, y }] of glyphs.entries()) {
    const key = keyOf(x, y);
    places.set(key, [...(places.get(key) ?? []), index]);
  }
  return runs.flatMap((run) => {
    const own = run.map((item) => (isText(item) ? glyphsOf(item, glyphs, places) : null));
    const shown = run.filter((_, index) => !own[index]?.every(({ isHidden }) => isHidden));
    const letters = own.flatMap((some) => some ?? []).filter(({ isHidden }) => !isHidden);
    const [first, last] = [letters[0], letters.at(-1)];
    // Single letters that only stand apart are cells of a table.
    if (
      first &&
      run.length > 1 &&
      isSetWide(run) &&
      first.tracking < 0.4 * Math.hypot(...first.transform.slice(0, 2))
    ) {
      return shown;
    }
    const [item] = shown;
    if (!first || !last || own.includes(null) || !item || !("str" in item) || !isDoubtful(run)) return shown;
    return [{ ...item, str: spell(letters), width: distance(first, last)[0] + last.width }];
  });
}

type Item = TextContent["items"][number];

function isText(item: Item): item is TextItem {
  return "str" in item && item.str.trim() !== "";
}

/**
 * Items that are read as one: each begins with the letter that the one before ends with, at its place; or each is one letter, set so
 * wide that pdf.js takes it for a word.
 */
function runsOf(items: readonly Item[]): Item[][] {
  const runs: Item[][] = [];
  let spaces: Item[] = [];
  for (const item of items) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (last && isText(last) && "str" in item && item.str.trim() === "" && !item.hasEOL) {
      spaces.push(item);
      continue;
    }
    const goesOn = last && isText(last) && isText(item) && (isDrawnOver(last, item) || areSetWide(last, item));
    if (run && goesOn) run.push(item);
    else runs.push(...spaces.map((space) => [space]), [item]);
    spaces = [];
  }
  return [...runs, ...spaces.map((space) => [space])];
}

function areSetWide(last: TextItem, item: TextItem): boolean {
  const [from, to] = [last, item].map(({ transform }) => transform as number[]);
  const size = Math.hypot(from?.[0] ?? 0, from?.[1] ?? 0);
  const [gap, off] = [(to?.[4] ?? 0) - (from?.[4] ?? 0) - last.width, (to?.[5] ?? 0) - (from?.[5] ?? 0)];
  return (
    [last, item].every(({ str }) => /^\p{L}$/u.test(str.trim())) &&
    last.fontName === item.fontName &&
    Math.abs(off) < 0.05 * size &&
    gap > 0.5 * size &&
    gap < 2.2 * size
  );
}

function isSetWide(run: readonly Item[]): boolean {
  return run.every((item) => isText(item) && item.str.trim().length === 1);
}

function isDrawnOver(last: TextItem, item: TextItem): boolean {
  const [a = 0, b = 0, , , x = 0, y = 0] = last.transform as number[];
  const [, , , , toX = 0, toY = 0] = item.transform as number[];
  const size = Math.hypot(a, b) || 1;
  const along = ((toX - x) * a + (toY - y) * b) / size;
  const off = ((toY - y) * a - (toX - x) * b) / size;
  if (Math.abs(off) > 0.1 * size || along > last.width - 0.15 * size || along < last.width - 1.2 * size) return false;
  return last.dir === "ltr" && item.dir === "ltr" && last.str.trimEnd().at(-1) === item.str.trimStart()[0];
}

function isDoubtful(run: readonly Item[]): boolean {
  const [item] = run;
  if (!item || !isText(item)) return false;
  const { str, dir, width, transform } = item;
  if (run.length > 1) return run.length > 3 || !isSetWide(run);
  if (dir !== "ltr") return false;
  if (setApart.test(str)) return true;
  const size = Math.hypot(transform[0] as number, transform[1] as number);
  if (width >= 0.45 * str.length * size) return false;
  const letters = str.replace(/\s+/gu, "");
  return letters.length >= 2 && /^(?:([\p{L}\p{N}])\1)+$/u.test(letters) && width < 0.45 * letters.length * size;
}

/** The letters of an item: as many as it has, from the place where it begins. */
function glyphsOf(
  item: TextItem,
  glyphs: readonly Glyph[],
  places: ReadonlyMap<string, readonly number[]>,
): Glyph[] | null {
  const letters = sorted(item.str);
  const length = item.str.replace(/\s+/gu, "").length;
  const [x, y] = [item.transform[4] as number, item.transform[5] as number];
  for (const start of places.get(keyOf(x, y)) ?? []) {
    const own: Glyph[] = [];
    let count = 0;
    for (let index = start; index < glyphs.length && count < length; index++) {
      const glyph = glyphs[index];
      if (!glyph) break;
      own.push(glyph);
      count += glyph.text.replace(/\s+/gu, "").length;
    }
    if (count === length && sorted(own.map(({ text }) => text).join("")) === letters) return own;
  }
  return null;
}

function sorted(text: string): string {
  return [...text.replace(/\s+/gu, "")].sort().join("");
}

function keyOf(x: number, y: number): string {
  return `${Math.round(x * 10)} ${Math.round(y * 10)}`;
}
