import type { TextGroup } from "./fragments.ts";

/**
 * What a page's text layer is worth. `none`: there is no text; `unmapped`: most of its letters stand for nothing; `unlikely`: its
 * letters are those of no language, as where a font's table is wrong; `sparse`: so little that the page may be a scan with a stamp.
 */
export type TextLayer = "good" | "none" | "unmapped" | "unlikely" | "sparse";

/** Letters and digits below which a page with a large picture is taken for a scan. */
const few = 120;
/** Letters that are enough to judge their frequencies. */
const enough = 200;

export function judgeTextLayer(groups: readonly TextGroup[]): TextLayer {
  if (groups.length === 0) return "none";
  const text = groups.flatMap(({ fragments }) => fragments.map((fragment) => fragment.text)).join(" ");
  if (isUnmapped(text)) return "unmapped";
  if (isUnlikely(text)) return "unlikely";
  return lettersOf(text) < few ? "sparse" : "good";
}

export function lettersOf(text: string): number {
  return characters(text.replace(/[^\p{L}\p{N}]+/gu, ""));
}

function characters(text: string): number {
  return /[\uD800-\uDFFF]/.test(text) ? [...text].length : text.length;
}

function isUnmapped(text: string): boolean {
  const unknown = text.match(/[\uE000-\uF8FF\uFFFD\u{F0000}-\u{10FFFD}]/gu)?.length ?? 0;
  return unknown > 0 && unknown > 0.4 * text.replace(/\s+/gu, "").length;
}

/**
 * In the languages of the Latin script the letters a, e, i, n, o, r, s and t are half of the text and more (English 65 %, Polish
 * 51 %); of letters moved by some steps they are a third at most. Signs between most letters come of wrong tables too.
 */
export function isUnlikely(text: string): boolean {
  const latin = text.replace(/\P{Script=Latin}+/gu, "");
  const letters = characters(latin);
  const solid = text.replace(/\s+/gu, "").length;
  if (letters < enough) {
    const other = text.match(/[^\p{L}\p{N}\p{M}\p{P}\s€$£§+=|°]/gu)?.length ?? 0;
    return solid > enough && other > 0.4 * solid;
  }
  if (letters < 0.5 * solid) return false;
  const common = latin.normalize("NFD").replace(/[^aeinorst]+/gi, "").length;
  return common < 0.4 * letters;
}
