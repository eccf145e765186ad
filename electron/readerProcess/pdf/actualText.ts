import type { TextItem } from "pdfjs-dist/types/src/display/api.js";
import { boundsOf, openPdfium, type Pdfium, type PdfiumDocument } from "../pdfium.ts";
import type { TextContent } from "./fragments.ts";

/** What marked letters stand for (/ActualText), which pdf.js does not tell. */
export interface ActualTexts {
  /** The items of a page with what their marks say they stand for. @param number from 1 */
  apply(number: number, items: TextContent["items"]): Promise<TextContent["items"]>;
}

interface Meant {
  readonly text: string;
  box: readonly [left: number, bottom: number, right: number, top: number];
}

type Item = TextContent["items"][number];

/** Objects of a page that are looked at, most. */
const mostObjects = 20_000;
const textObject = 1;
const formObject = 5;

export function createActualTexts(file: Uint8Array, password: string | null): ActualTexts {
  let opened: Promise<PdfiumDocument | null> | null = null;
  return {
    async apply(number, items) {
      if (!items.some(mayStandForOther)) return items;
      opened ??= openPdfium(file, password).catch(() => null);
      const document = await opened;
      const meant = document?.withPage(number, (page) => meantOn(document.pdfium, page)) ?? [];
      return meant.length === 0 ? items : replace(items, meant);
    },
  };
}

/** Such marks are spans that belong to no tree of the document. */
function mayStandForOther(item: Item): boolean {
  // The types of pdf.js leave the tag out.
  const { type, id, tag } = item as { readonly type?: string; readonly id?: string | null; readonly tag?: string };
  return type === "beginMarkedContentProps" && tag === "Span" && id === null;
}

function replace(items: readonly Item[], meant: readonly Meant[]): Item[] {
  const replaced: Item[] = [];
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as Item;
    const end = mayStandForOther(item) ? endOf(items, index) : index;
    const inside = items.slice(index, end).filter((one): one is TextItem => "str" in one && one.str.trim() !== "");
    const [first] = inside;
    const found = first && meant.find(({ box }) => isWithin(inside, box));
    if (!found) replaced.push(item);
    else {
      const ends = inside.map(({ transform, width }) => (transform[4] as number) + width);
      const width = Math.max(...ends) - (first.transform[4] as number);
      replaced.push({ ...first, str: found.text, width: Math.max(first.width, width) });
      index = end;
    }
  }
  return replaced;
}

function endOf(items: readonly Item[], begin: number): number {
  let depth = 0;
  for (let index = begin; index < items.length; index++) {
    const item = items[index] as Item;
    if (!("type" in item)) continue;
    depth += item.type === "endMarkedContent" ? -1 : 1;
    if (depth === 0) return index;
  }
  return items.length;
}

function isWithin(items: readonly TextItem[], [left, bottom, right, top]: Meant["box"]): boolean {
  return items.every(({ transform, width, height }) => {
    const [a = 1, b = 0, , , x = 0, y = 0] = transform as number[];
    const size = Math.hypot(a, b) || 1;
    const [middleX, middleY] = [x + ((a / size) * width) / 2, y + ((b / size) * width) / 2];
    const slack = 0.4 * (height || size);
    return middleX > left - 1 && middleX < right + 1 && middleY > bottom - slack && middleY < top + slack;
  });
}

/** The texts of the marks on a page, each with the box of the letters that it stands for. */
function meantOn(pdfium: Pdfium, page: number): Meant[] {
  const byMark = new Map<number, Meant>();
  let seen = 0;
  const visit = (count: number, objectAt: (index: number) => number, depth: number) => {
    for (let index = 0; index < count && seen < mostObjects; index++, seen++) {
      const object = objectAt(index);
      const type = pdfium.FPDFPageObj_GetType(object);
      if (type === formObject && depth < 8) {
        visit(pdfium.FPDFFormObj_CountObjects(object), (at) => pdfium.FPDFFormObj_GetObject(object, at), depth + 1);
      }
      if (type === textObject) remember(object);
    }
  };
  const remember = (object: number) => {
    for (let index = 0; index < pdfium.FPDFPageObj_CountMarks(object); index++) {
      const mark = pdfium.FPDFPageObj_GetMark(object, index);
      const known = byMark.get(mark);
      const text = known?.text ?? actualTextOf(pdfium, mark);
      const box = boundsOf(pdfium, object);
      if (text === null || !box) continue;
      if (known) known.box = union(known.box, box);
      else byMark.set(mark, { text, box });
    }
  };
  visit(pdfium.FPDFPage_CountObjects(page), (at) => pdfium.FPDFPage_GetObject(page, at), 0);
  return [...byMark.values()];
}

function union(one: Meant["box"], other: Meant["box"]): Meant["box"] {
  return [
    Math.min(one[0], other[0]),
    Math.min(one[1], other[1]),
    Math.max(one[2], other[2]),
    Math.max(one[3], other[3]),
  ];
}

function actualTextOf(pdfium: Pdfium, mark: number): string | null {
  const { wasmExports } = pdfium.pdfium;
  const length = wasmExports.malloc(4);
  let buffer = 0;
  try {
    if (!pdfium.FPDFPageObjMark_GetParamStringValue(mark, "ActualText", 0, 0, length)) return null;
    const bytes = pdfium.pdfium.getValue(length, "i32");
    buffer = wasmExports.malloc(bytes);
    pdfium.FPDFPageObjMark_GetParamStringValue(mark, "ActualText", buffer, bytes, length);
    const units = Buffer.from(pdfium.pdfium.HEAPU8.slice(buffer, buffer + bytes));
    return units.toString("utf16le").replace(/\0+$/u, "");
  } finally {
    wasmExports.free(length);
    if (buffer !== 0) wasmExports.free(buffer);
  }
}
