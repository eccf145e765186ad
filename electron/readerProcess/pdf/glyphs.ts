import type { PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { TextItem } from "pdfjs-dist/types/src/display/api.js";
import { type Matrix, multiply } from "./fragments.ts";
import { importPdfModule } from "./pdfModule.ts";

/** A letter as the page draws it, in points of the page's own space. */
export interface Glyph {
  readonly text: string;
  /** where its base line begins */
  readonly x: number;
  readonly y: number;
  /** along the line, without the spaces that are set between letters */
  readonly width: number;
  readonly transform: Matrix;
  readonly font: string;
  /** what the content sets between its letters, in points */
  readonly tracking: number;
  /** a space stands before it in the content */
  readonly isSpaced: boolean;
  /** drawn in a layer that is switched off */
  readonly isHidden: boolean;
  /** the annotation it belongs to */
  readonly annotation: string | null;
}

/** Whether a layer is shown, as pdf.js tells it. */
export type IsVisible = (layer: unknown) => boolean;

interface State {
  ctm: Matrix;
  font: string;
  fontMatrix: Matrix;
  size: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
}

interface Shown {
  readonly unicode?: string;
  readonly width?: number;
  readonly isSpace?: boolean;
}

const identity: Matrix = [1, 0, 0, 1, 0, 0];
const inThousandths: Matrix = [0.001, 0, 0, 0.001, 0, 0];

/** The letters of a page one by one, spaces left out. Dear: for pages whose text needs to be looked at more closely. */
export async function readGlyphs(page: PDFPageProxy, isVisible: IsVisible): Promise<Glyph[]> {
  const { OPS } = await importPdfModule();
  const { fnArray, argsArray } = await page.getOperatorList();
  const glyphs: Glyph[] = [];
  let state: State = {
    ctm: identity,
    font: "",
    fontMatrix: inThousandths,
    size: 0,
    charSpacing: 0,
    wordSpacing: 0,
    scale: 1,
    leading: 0,
    rise: 0,
  };
  const saved: State[] = [];
  const layers: boolean[] = [];
  let line = identity;
  let text = identity;
  let annotation: string | null = null;
  let isSpaced = false;
  const save = () => saved.push({ ...state });
  const restore = () => (state = saved.pop() ?? state);
  const move = (x: number, y: number) => (text = line = multiply(line, [1, 0, 0, 1, x, y]));
  const setFont = (name: string, size: number) => {
    const font = page.commonObjs.has(name) ? (page.commonObjs.get(name) as { fontMatrix?: Matrix } | null) : null;
    state = { ...state, font: name, size, fontMatrix: font?.fontMatrix ?? inThousandths };
  };
  const show = (shown: readonly (Shown | number | null)[]) => {
    const { size, scale, rise, fontMatrix } = state;
    for (const one of shown) {
      let advance: number;
      if (typeof one === "number") advance = (-one / 1000) * size;
      else if (one === null) continue;
      else {
        const own = (one.width ?? 0) * fontMatrix[0] * size;
        const transform = multiply(multiply(state.ctm, text), [size * scale, 0, 0, size, 0, rise]);
        const width = own * scale * Math.hypot(...along(multiply(state.ctm, text)));
        const { unicode = "" } = one;
        if (unicode.trim() !== "") {
          const isHidden = layers.includes(false);
          const [x, y] = [transform[4], transform[5]];
          const tracking = own === 0 ? 0 : (width * state.charSpacing) / own;
          glyphs.push({
            text: unicode,
            x,
            y,
            width,
            transform,
            font: state.font,
            tracking,
            isSpaced,
            isHidden,
            annotation,
          });
        }
        isSpaced = unicode.trim() === "";
        advance = own + state.charSpacing + (one.isSpace ? state.wordSpacing : 0);
      }
      text = multiply(text, [1, 0, 0, 1, advance * scale, 0]);
    }
  };
  for (const [index, fn] of fnArray.entries()) {
    const args = (argsArray[index] ?? []) as readonly unknown[];
    const [first = 0, second = 0] = args as readonly number[];
    switch (fn) {
      case OPS.save:
        save();
        break;
      case OPS.restore:
        restore();
        break;
      case OPS.transform:
        state.ctm = multiply(state.ctm, args as unknown as Matrix);
        break;
      case OPS.paintFormXObjectBegin:
        save();
        if (args[0]) state.ctm = multiply(state.ctm, args[0] as Matrix);
        break;
      case OPS.paintFormXObjectEnd:
        restore();
        break;
      case OPS.beginAnnotation:
        save();
        annotation = args[0] as string;
        state.ctm = multiply(multiply(state.ctm, args[2] as Matrix), args[3] as Matrix);
        break;
      case OPS.endAnnotation:
        annotation = null;
        restore();
        break;
      case OPS.setGState:
        for (const [key, value] of args[0] as readonly [string, unknown][]) {
          if (key === "Font") setFont(...(value as [string, number]));
        }
        break;
      case OPS.beginMarkedContentProps:
        layers.push(args[0] !== "OC" || isVisible(args[1]));
        break;
      case OPS.beginMarkedContent:
        layers.push(true);
        break;
      case OPS.endMarkedContent:
        layers.pop();
        break;
      case OPS.beginText:
        text = line = identity;
        break;
      case OPS.setFont:
        setFont(args[0] as string, second);
        break;
      case OPS.setCharSpacing:
        state.charSpacing = first;
        break;
      case OPS.setWordSpacing:
        state.wordSpacing = first;
        break;
      case OPS.setHScale:
        state.scale = first / 100;
        break;
      case OPS.setLeading:
        state.leading = -first;
        break;
      case OPS.setTextRise:
        state.rise = first;
        break;
      case OPS.moveText:
        move(first, second);
        break;
      case OPS.setLeadingMoveText:
        state.leading = second;
        move(first, second);
        break;
      case OPS.nextLine:
        move(0, state.leading);
        break;
      case OPS.setTextMatrix:
        // One array of six numbers, or six of them.
        text = line = (args.length === 1
          ? [...(args[0] as ArrayLike<number> & Iterable<number>)]
          : args) as unknown as Matrix;
        break;
      case OPS.showText:
        show(args[0] as readonly (Shown | number | null)[]);
        break;
    }
  }
  return glyphs;
}

function along([a, b]: Matrix): [number, number] {
  return [a, b];
}

/** How far a letter stands from another along the line of the first, and how far off that line, in points. */
export function distance(from: Pick<Glyph, "transform">, to: Pick<Glyph, "x" | "y">): [along: number, off: number] {
  const [a, b, , , x, y] = from.transform;
  const length = Math.hypot(a, b) || 1;
  const [dx, dy] = [to.x - x, to.y - y];
  return [(dx * a + dy * b) / length, (dy * a - dx * b) / length];
}

/**
 * Letters of one line as words: those drawn twice at (nearly) the same place stand once, and where the letters of a run are set apart
 * only a space of its own or a gap wider than its usual one parts two words.
 */
export function spell(glyphs: readonly Glyph[]): string {
  const placed: { text: string; from: number; to: number; isSpaced: boolean }[] = [];
  const [first] = glyphs;
  if (!first) return "";
  const size = Math.hypot(first.transform[2], first.transform[3]);
  for (const { text, width, isSpaced, ...glyph } of glyphs) {
    const [from] = distance(first, glyph);
    const isTwin = placed.some((other) => other.text === text && Math.abs(other.from - from) < 0.2 * size);
    if (!isTwin) placed.push({ text, from, to: from + width, isSpaced });
  }
  const gaps = placed.map(({ from }, index) => from - (placed[index - 1]?.to ?? from));
  const within = gaps.filter((_, index) => index > 0 && !placed[index]?.isSpaced).sort((a, b) => a - b);
  const usual = within[Math.floor((within.length - 1) / 2)] ?? 0;
  // Letters that stand as far apart as words do are words of their own, but for sums, capitals and what the content sets wide.
  const text = placed.map((one) => one.text).join("");
  const isWide = first.tracking > 0.5 * usual || /[.,]/u.test(text) || /(?:\p{Lu}[^\p{Ll}]*){5}/u.test(text);
  const isTracked = usual > 0.09 * size && (usual < 0.25 * size || isWide);
  const least = isTracked ? usual + Math.max(0.12 * size, 0.35 * usual) : 0.17 * size;
  return placed
    .map((one, index) => (index > 0 && (one.isSpaced || (gaps[index] ?? 0) > least) ? ` ${one.text}` : one.text))
    .join("");
}

/** Letters in the order of the content as text items, a line each. */
export function toItems(glyphs: readonly Glyph[]): TextItem[] {
  const lines: Glyph[][] = [];
  for (const glyph of glyphs) {
    const last = lines.at(-1)?.at(-1);
    const size = last ? Math.hypot(last.transform[2], last.transform[3]) : 0;
    const [ahead, off] = last ? distance(last, glyph) : [0, 0];
    const goesOn =
      last &&
      last.font === glyph.font &&
      Math.abs(off) < 0.2 * size &&
      ahead > -0.2 * size &&
      ahead < last.width + size;
    if (goesOn) lines.at(-1)?.push(glyph);
    else lines.push([glyph]);
  }
  return lines.flatMap((line) => {
    const [first, last] = [line[0], line.at(-1)];
    if (!first || !last) return [];
    const [width] = distance(first, last);
    return {
      str: spell(line),
      dir: "ltr",
      transform: [...first.transform],
      width: width + last.width,
      height: Math.hypot(first.transform[2], first.transform[3]),
      fontName: first.font,
      hasEOL: true,
    };
  });
}
