import { eastAsianClass } from "../../core/text/scripts.ts";
import type { PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { readSymbols, type SymbolFont } from "./symbols.ts";

export interface FontStyle {
  readonly bold: boolean;
  readonly italic: boolean;
  /** the font of marks that it is, if any */
  readonly symbols: SymbolFont | null;
}

/** A piece of a line in one font. `u` runs along the line, `v` down the lines, in points within the text's own direction. */
export interface Fragment {
  text: string;
  readonly u0: number;
  readonly u1: number;
  /** the base line */
  readonly v: number;
  readonly size: number;
  readonly bold: boolean;
  readonly rtl: boolean;
  readonly vertical: boolean;
  /** white space stood between this and the piece before it in the page's content */
  readonly spaced: boolean;
  /** box on the page as shown: x, y, width, height in points from the top left */
  readonly box: readonly [number, number, number, number];
  /** a number that is hard to read in its picture */
  readonly doubtful?: true;
}

/** Pieces of one writing direction on the page: 0 upright, else degrees clockwise. */
export interface TextGroup {
  readonly angle: number;
  readonly vertical: boolean;
  readonly fragments: Fragment[];
}

export type TextContent = Awaited<ReturnType<PDFPageProxy["getTextContent"]>>;
export type Matrix = readonly [number, number, number, number, number, number];

/** Compatibility characters that fonts give for ligatures and Arabic shapes, as the letters they stand for. */
const shapes = /[\uFB00-\uFB4F\uFB50-\uFDFF\uFE70-\uFEFC\u0132\u0133\u01C4-\u01CC\u01F1-\u01F3]+/gu;
const controls = /(?![\t\n])\p{Cc}|[\uFFFE\uFFFF\u200B\uFEFF]/gu;
/** Nothing of it is looked for in what is printed in ASCII. */
const plain = /^[ -~]*$/;
const cjkGap = new RegExp(`(?<=[${eastAsianClass}]) +(?=[${eastAsianClass}])`, "gu");

export function cleanText(text: string): string {
  if (plain.test(text)) return text;
  return (
    text
      .replace(controls, "")
      .replace(shapes, (found) => found.normalize("NFKC"))
      // An alef before another alef and a lam does not exist: it is a lam-alef ligature, turned with the line.
      .replace(/\u0627([\u0622\u0623\u0625\u0627])\u0644/gu, "\u0627\u0644$1")
      .replace(/[\u00A0\u2000-\u200A\u202F\t\n\r]/gu, " ")
      .replace(cjkGap, "")
  );
}

/** The text of a page as pieces with geometry, grouped by direction, the largest group first. */
export function readFragments(
  content: TextContent,
  viewport: { readonly transform: readonly number[] },
  styleOf: (fontName: string) => FontStyle,
): TextGroup[] {
  const groups = new Map<string, TextGroup>();
  const view = viewport.transform as unknown as Matrix;
  const unitOfView = Math.hypot(view[0], view[1]);
  let spaced = false;
  for (const item of content.items) {
    if (!("str" in item)) continue;
    if (item.str.trim() === "") {
      spaced ||= item.str !== "" || item.hasEOL;
      continue;
    }
    const font = styleOf(item.fontName);
    const text = cleanText(readSymbols(item.str, font.symbols));
    if (text.trim() === "") continue;
    const style = content.styles[item.fontName];
    const [a, b, c, d, x, y] = multiply(view, item.transform as unknown as Matrix);
    const vertical = style?.vertical === true;
    const along = unit(a, b);
    const up = across(along, c, d);
    const size = Math.abs(c * up[0] + d * up[1]) || Math.hypot(a, b);
    if (!Number.isFinite(x + y + size) || size === 0) continue;
    const angle = (((Math.round((Math.atan2(along[1], along[0]) * 180) / Math.PI / 5) * 5) % 360) + 360) % 360;
    const key = vertical ? "vertical" : String(angle);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { angle, vertical, fragments: [] }));
    const ascent = between(style?.ascent, 0.6, 1, 0.8) * size;
    const descent = between(style?.descent === undefined ? undefined : -style.descent, 0.1, 0.35, 0.22) * size;
    // The text's own measures know nothing of the page's unit.
    const length = vertical ? 0 : item.width * unitOfView;
    const corners = vertical
      ? [
          [x - size / 2, y],
          [x + size / 2, y + item.height * unitOfView],
        ]
      : [
          [x + up[0] * ascent, y + up[1] * ascent],
          [x - up[0] * descent, y - up[1] * descent],
          [x + along[0] * length + up[0] * ascent, y + along[1] * length + up[1] * ascent],
          [x + along[0] * length - up[0] * descent, y + along[1] * length - up[1] * descent],
        ];
    const u0 = vertical ? x - size / 2 : x * along[0] + y * along[1];
    group.fragments.push({
      text,
      u0,
      u1: vertical ? u0 + size : u0 + length,
      v: vertical ? y : -(x * up[0] + y * up[1]),
      size,
      bold: font.bold,
      rtl: item.dir === "rtl",
      vertical,
      spaced,
      box: boxOf(corners),
    });
    spaced = item.hasEOL || /\s$/u.test(item.str);
  }
  return [...groups.values()].sort((left, right) => characters(right) - characters(left));
}

function characters(group: TextGroup): number {
  return group.fragments.reduce((sum, { text }) => sum + text.length, 0);
}

function boxOf(corners: readonly (readonly number[])[]): [number, number, number, number] {
  const xs = corners.map(([x = 0]) => x);
  const ys = corners.map(([, y = 0]) => y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

export function multiply(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}

function unit(x: number, y: number): [number, number] {
  const length = Math.hypot(x, y);
  return length === 0 ? [1, 0] : [x / length, y / length];
}

/** At a right angle to the line, towards its top. The matrix of a slanted font leans; its lines do not. */
function across(along: readonly [number, number], c: number, d: number): [number, number] {
  const [x, y] = along;
  return x * d - y * c < 0 ? [y, -x] : [-y, x];
}

function between(value: number | undefined, low: number, high: number, other: number): number {
  return value === undefined || !Number.isFinite(value) || value === 0 ? other : Math.min(high, Math.max(low, value));
}
