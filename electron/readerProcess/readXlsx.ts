import { AppError } from "../contract/errors.ts";
import { flowBlock } from "./flowPages.ts";
import { chartBlocks } from "./office/chartText.ts";
import { isTrue, numberedItems, withinShown } from "./office/drawingText.ts";
import { formatNumber } from "./office/numberFormat.ts";
import { mainPart, type OfficePackage, openPackage, titleProperty } from "./office/openPackage.ts";
import { type Cell, createSheetPages, type SheetPages } from "./office/sheetPages.ts";
import { limitUnfolding } from "./office/unfolding.ts";
import { charactersOf, childOf, childrenOf, readXml, type XmlElement } from "./office/xml.ts";
import type { MarkupDraft } from "./markup.ts";
import { authorsOf, sheetComments } from "./office/officeComments.ts";
import { writeRaised } from "./raisedText.ts";
import type { ReadFacts, Reading } from "./reading.ts";
import { squeeze } from "./squeeze.ts";
import { usableTitle } from "./titleProperty.ts";

/** What the cells of all sheets refer to. */
interface Workbook {
  readonly strings: readonly string[];
  /** number formats by the index that a cell names, as code or by their number */
  readonly formats: readonly (string | number)[];
  readonly date1904: boolean;
}

interface SheetContext extends Workbook {
  /** by the addresses of their cells, until these are read */
  readonly comments: Map<string, MarkupDraft[]>;
}

/** Columns that a sheet may have (ECMA-376). */
const mostColumns = 16_384;

/**
 * Reads a workbook, a page or more for each sheet in their order, hidden ones too. Numbers and dates are written as their cells show
 * them; of formulas the value is taken that was computed last, none is computed, no macro is looked at. Comments stand beside it. Hidden
 * rows and columns are read, and that there are some is told, as are formulas without a value.
 */
export async function readXlsx(reading: Reading): Promise<ReadFacts> {
  const opened = await openPackage(reading.bytes, reading.limits.inflatedMb);
  const main = await mainPart(opened, "xl/workbook.xml");
  const root = await opened.tree(main);
  const relations = await opened.relations(main);
  const strings = relations.find(({ type }) => type === "sharedStrings")?.target;
  const styles = relations.find(({ type }) => type === "styles")?.target;
  const workbook: Workbook = {
    strings: strings !== undefined && opened.has(strings) ? await sharedStrings(opened, strings) : [],
    formats: styles !== undefined && opened.has(styles) ? formatsOf(await opened.tree(styles)) : [],
    date1904: isTrue(childOf(root, "s:workbookPr")?.attributes["date1904"]),
  };
  const sheets = childrenOf(childOf(root, "s:sheets"), "s:sheet");
  if (sheets.length === 0) throw new AppError("DOCUMENT_NO_PAGES");
  const pages = createSheetPages(reading);
  const authors = await authorsOf(opened, main);
  for (const [index, { attributes }] of sheets.entries()) {
    pages.begin(attributes["name"] ?? `${index + 1}`, ["hidden", "veryHidden"].includes(attributes["state"] ?? ""));
    const part = relations.find(({ id }) => id === attributes["r:id"])?.target;
    try {
      if (part === undefined || !opened.has(part)) throw new AppError("DOCUMENT_DAMAGED");
      await countUnfolded(opened, part, workbook, reading.limits.inflatedMb);
      const comments = await sheetComments(opened, part, authors);
      await readRows(opened, part, { ...workbook, comments }, pages);
      for (const comment of [...comments.values()].flat()) pages.comment(comment);
      await readDrawings(opened, part, pages);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "DOCUMENT_DAMAGED") throw error;
      pages.damaged();
    }
    reading.progress(index + 1, sheets.length);
    await reading.breathe();
  }
  pages.end();
  return {
    format: "xlsx",
    title: usableTitle(await titleProperty(opened), reading.name),
    language: null,
    notes: pages.notes(),
  };
}

/** Bytes of the shortest cell that names a shared string: `<c t="s"><v>0</v></c>`. */
const shortestCell = 22;

/**
 * Many cells may name one long text. Where a sheet could come to more than the limit that way, what it does come to is counted before
 * a page of it is made.
 * @throws READ_INFLATED_LIMIT
 */
async function countUnfolded(
  opened: OfficePackage,
  part: string,
  { strings }: Workbook,
  limitMb: number,
): Promise<void> {
  const longest = strings.reduce((length, text) => Math.max(length, text.length), 0);
  if ((opened.inflated / shortestCell) * longest <= limitMb * 2 ** 20) return;
  const unfold = limitUnfolding(limitMb);
  let isShared = false;
  await readXml(opened.stream(part), {
    open(name, { t: type }) {
      if (name === "s:c") isShared = type === "s";
      return isShared && name === "s:v";
    },
    take: (value) => unfold(strings[Number(charactersOf(value))]?.length ?? 0),
  });
}

/** Row by row, so that a sheet is never held whole. */
async function readRows(opened: OfficePackage, part: string, workbook: SheetContext, pages: SheetPages): Promise<void> {
  await readXml(opened.stream(part), {
    open(name, { hidden, ref }) {
      if (name === "s:col" && isTrue(hidden)) pages.hides();
      if (name === "s:mergeCell") merge(ref ?? "", pages);
      return name === "s:row";
    },
    take(row) {
      const cells = cellsOf(row, workbook);
      if (isTrue(row.attributes["hidden"]) && cells.length > 0) pages.hides();
      for (const cell of childrenOf(row, "s:c")) {
        if (
          childOf(cell, "s:f") !== null &&
          charactersOf(childOf(cell, "s:v")) === "" &&
          cell.attributes["t"] !== "str"
        )
          pages.missesValue();
      }
      const number = Number(row.attributes["r"] ?? 0);
      pages.row(cells, 1, Number.isSafeInteger(number) && number > 0 ? number - 1 : undefined);
    },
  });
}

/** @param range such as "A1:C2" */
function merge(range: string, pages: SheetPages): void {
  const [first = "", last = ""] = range.split(":");
  const [left, right] = [columnOf(first), columnOf(last)];
  const [top, bottom] = [first, last].map((address) => Number(/\d+$/u.exec(address)?.[0] ?? 0));
  if (left === null || right === null || !top || !bottom) return;
  pages.merge(top - 1, left, { columns: right - left + 1, rows: bottom - top + 1 });
}

function cellsOf(row: XmlElement, workbook: SheetContext): Cell[] {
  const cells: Cell[] = [];
  let next = 0;
  for (const cell of childrenOf(row, "s:c")) {
    const column = columnOf(cell.attributes["r"]) ?? next;
    if (column >= mostColumns) break;
    next = column + 1;
    const { text, isNumber } = valueOf(cell, workbook);
    if (text === "" || column < (cells.at(-1)?.column ?? -1)) continue;
    const address = cell.attributes["r"] ?? "";
    const comments = workbook.comments.get(address);
    workbook.comments.delete(address);
    cells.push({ column, text, isNumber, ...(comments ? { comments } : {}) });
  }
  return cells;
}

function valueOf(cell: XmlElement, { strings, formats, date1904 }: Workbook): { text: string; isNumber: boolean } {
  const value = charactersOf(childOf(cell, "s:v"));
  const word = (text: string) => ({ text, isNumber: false });
  switch (cell.attributes["t"] ?? "n") {
    case "s":
      return word(strings[Number(value)] ?? "");
    case "inlineStr":
      return word(stringOf(childOf(cell, "s:is")));
    case "b":
      return word(value === "" ? "" : isTrue(value) ? "TRUE" : "FALSE");
    case "n": {
      const number = Number(value);
      if (value.trim() === "" || !Number.isFinite(number)) return word(squeeze(value));
      const format = formats[Number(cell.attributes["s"] ?? 0)] ?? 0;
      return { text: squeeze(formatNumber(number, format, date1904)), isNumber: true };
    }
    // Texts of formulas, errors, and dates in words of ISO 8601.
    default:
      return word(squeeze(value));
  }
}

async function sharedStrings(opened: OfficePackage, part: string): Promise<string[]> {
  const strings: string[] = [];
  await readXml(opened.stream(part), {
    open: (name) => name === "s:si",
    take: (item) => void strings.push(stringOf(item)),
  });
  return strings;
}

/** The runs of a text, without how it is pronounced. */
function stringOf(item: XmlElement | null): string {
  let text = "";
  for (const child of childrenOf(item)) {
    if (child.name === "s:t") text += charactersOf(child);
    else if (child.name === "s:r") {
      const place = childOf(child, "s:rPr", "s:vertAlign")?.attributes["val"];
      const raise = place === "superscript" ? 1 : place === "subscript" ? -1 : 0;
      text += writeRaised(charactersOf(childOf(child, "s:t")), raise, text);
    }
  }
  return squeeze(unescaped(text));
}

/** Characters that XML cannot hold are written `_x000D_` (ECMA-376 part 1, 22.9.2.19); those that cannot be seen part words at most. */
function unescaped(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/gu, (_, code: string) => {
    const unit = Number.parseInt(code, 16);
    return unit < 0x20 ? " " : String.fromCharCode(unit);
  });
}

function formatsOf(styles: XmlElement): (string | number)[] {
  const own = new Map(
    childrenOf(childOf(styles, "s:numFmts"), "s:numFmt").map(({ attributes }) => [
      Number(attributes["numFmtId"]),
      attributes["formatCode"] ?? "General",
    ]),
  );
  return childrenOf(childOf(styles, "s:cellXfs"), "s:xf").map(({ attributes }) => {
    const id = Number(attributes["numFmtId"] ?? 0);
    return own.get(id) ?? id;
  });
}

/** Column of an address such as "AB12", from 0; null where there is none. */
function columnOf(address: string | undefined): number | null {
  const letters = /^\$?([A-Z]{1,3})/u.exec(address ?? "")?.[1];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** Text boxes and charts that lie on a sheet. A damaged one is left out. */
async function readDrawings(opened: OfficePackage, part: string, pages: SheetPages): Promise<void> {
  for (const { target, type } of await opened.relations(part)) {
    if (type !== "drawing" || !opened.has(target)) continue;
    const drawing = await opened.tree(target);
    for (const body of withinShown(drawing, "xdr:txBody")) {
      for (const { text } of numberedItems(body)) pages.block(flowBlock("paragraph", text));
    }
    const relations = await opened.relations(target);
    for (const frame of [...withinShown(drawing, "c:chart"), ...withinShown(drawing, "cx:chart")]) {
      const chart = relations.find(({ id }) => id === frame.attributes["r:id"])?.target;
      if (chart === undefined || !opened.has(chart)) continue;
      for (const block of await chartBlocks(await opened.tree(chart))) pages.block(block);
    }
  }
}
