import type { PageViewport, PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Page, Run } from "../../contract/documents.ts";
import { authorOf, isoDate, type Anchor, markupAt, type MarkupDraft, tieAnswers } from "../markup.ts";

/** A comment of a page, and the boxes of what it is about, `[x, y, width, height]` in points from the top left of the page as shown. */
export interface PageComment {
  readonly of: MarkupDraft;
  readonly boxes: readonly Box[];
  /** on words, which its boxes cover; else about the place where its sign lies */
  readonly isOnWords: boolean;
}

type Box = readonly [number, number, number, number];

/** Markup annotations (ISO 32000-2, 12.5.6.2) that say something beside the page; what FreeText says stands on it. */
const subtypes = new Set([
  "Text",
  "Highlight",
  "Underline",
  "Squiggly",
  "StrikeOut",
  "Caret",
  "Square",
  "Circle",
  "Line",
  "Polygon",
  "PolyLine",
  "Ink",
]);

/** By these names a file says that it may have comments: whatever has words to show has a window to show them in. */
export const commentNames = [
  "/Popup",
  "/Subtype/Text",
  "/Subtype /Text",
  "/Highlight",
  "/Underline",
  "/Squiggly",
  "/StrikeOut",
];

/** The comments of a page with what was answered, without marks that say nothing. */
export async function readComments(page: PDFPageProxy, viewport: PageViewport): Promise<PageComment[]> {
  const annotations = ((await page.getAnnotations({ intent: "display" })) as readonly Annotation[]).filter(
    ({ hidden, subtype, stateModel }) => !hidden && !stateModel && subtypes.has(subtype ?? ""),
  );
  const drafts = new Map(annotations.map((annotation) => [annotation.id, draftOf(annotation)]));
  tieAnswers(drafts, new Map(annotations.map(({ id, inReplyTo }) => [id, inReplyTo ?? ""])));
  const place = (x: number, y: number) => viewport.convertToViewportPoint(x, y) as [number, number];
  return annotations.flatMap(({ id, rect, quadPoints }) => {
    const of = drafts.get(id);
    if (!of || !rect || (of.text === "" && !of.replies)) return [];
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = rect;
    const quads = quadsIn(quadPoints ?? []);
    const corners = quads.length > 0 ? quads : [[[x0, y0] as const, [x1, y1] as const]];
    return [
      { of, boxes: corners.map((quad) => around(quad.map(([x, y]) => place(x, y)))), isOnWords: quads.length > 0 },
    ];
  });
}

/** The page with its comments at the words or lines that they lie on. */
export function withComments(page: Page, comments: readonly PageComment[]): Page {
  const anchors = comments.flatMap(({ of, boxes, isOnWords }): Anchor[] => {
    const ranges = isOnWords ? boxes.flatMap((box) => wordsIn(page, box)) : [];
    if (ranges.length === 0) return boxes.slice(0, 1).map((box) => ({ at: nearest(page.runs, box), side: "both", of }));
    const start = Math.min(...ranges.map(([from]) => from));
    const end = Math.max(...ranges.map(([, to]) => to));
    return [
      { at: start, side: "start", of },
      { at: end, side: "end", of },
    ];
  });
  const markup = markupAt(page.text, anchors);
  return markup.length === 0 ? page : { ...page, markup };
}

/** Words whose first letter is written from right to left. */
const rightToLeft = /^\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The words of each line whose middle lies in the box, as far as the box reaches. */
function wordsIn({ text, runs }: Page, [left, top, wide, high]: Box): [number, number][] {
  return runs.flatMap(([start, end, x, y, width, height]): [number, number][] => {
    const middle = y + height / 2;
    if (middle < top || middle > top + high || x + width <= left || x >= left + wide) return [];
    const words = text.slice(start, end);
    const at = (distance: number, side: RegExp) => {
      const share = Math.min(1, Math.max(0, distance / width));
      return nearestEdge(words, Math.round(share * words.length), side) + start;
    };
    const before = rightToLeft.test(words) ? x + width - (left + wide) : left - x;
    const [from, to] = [at(before, /^\s\S$/u), at(before + wide, /^\S\s$/u)];
    return to > from ? [[from, to]] : [];
  });
}

/** The begin or end of a word, by its `side`, that is nearest to a place: letters are not all of one width. */
function nearestEdge(text: string, at: number, side: RegExp): number {
  const isEdge = (place: number) => place === 0 || place === text.length || side.test(text.slice(place - 1, place + 1));
  for (let off = 0; off <= text.length; off++) {
    for (const place of [at - off, at + off]) if (place >= 0 && place <= text.length && isEdge(place)) return place;
  }
  return at;
}

/** Where the line begins that lies nearest to a box. */
function nearest(runs: readonly Run[], [, top, , high]: Box): number {
  const offOf = ([, , , y, , height]: Run) => Math.abs(y + height / 2 - (top + high / 2));
  const [first] = runs.toSorted((one, other) => offOf(one) - offOf(other));
  return first?.[0] ?? 0;
}

function around(points: readonly (readonly [number, number])[]): Box {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

/** Quadrilaterals of four corners each. */
function quadsIn(numbers: ArrayLike<number>): (readonly [number, number])[][] {
  const points = Array.from({ length: Math.floor(numbers.length / 2) }, (_, index) => {
    return [numbers[index * 2] ?? 0, numbers[index * 2 + 1] ?? 0] as const;
  });
  return Array.from({ length: Math.floor(points.length / 4) }, (_, index) => points.slice(index * 4, index * 4 + 4));
}

function draftOf({ titleObj, contentsObj, creationDate, modificationDate }: Annotation): MarkupDraft {
  return {
    kind: "comment",
    author: authorOf(titleObj?.str),
    date: dateOf(creationDate || modificationDate),
    text: (contentsObj?.str ?? "").replaceAll(/\r\n?/gu, "\n").trim(),
  };
}

/** A date of PDF (ISO 32000-2, 7.9.4), such as `D:20240506070809+02'00'`. */
function dateOf(date: string | null | undefined): string | null {
  const found = /^D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d))?)?/u.exec(date ?? "");
  if (!found) return null;
  const [, year, month, day, hour, minute, second = "00", utc = "", zone = "", minutes = ""] = found;
  const offset = utc || (zone && `${zone}:${minutes}`);
  return isoDate(`${year}-${month}-${day}${hour === undefined ? "" : `T${hour}:${minute}:${second}${offset}`}`);
}

interface Annotation {
  readonly id: string;
  readonly subtype?: string;
  readonly hidden?: boolean;
  readonly rect?: readonly number[];
  readonly quadPoints?: ArrayLike<number> | null;
  readonly titleObj?: { readonly str: string };
  readonly contentsObj?: { readonly str: string };
  readonly creationDate?: string | null;
  readonly modificationDate?: string | null;
  readonly inReplyTo?: string | null;
  /** of an answer that only says what became of a comment */
  readonly stateModel?: string | null;
}
