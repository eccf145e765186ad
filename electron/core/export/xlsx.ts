import { CFB, type CellObject, utils, write } from "@e965/xlsx";
import { internalError } from "../../contract/errors.ts";
import type { Sheet, SheetCell, Workbook } from "./workbook.ts";
import { zipOf, type ZipPart } from "./zip.ts";

/** The workbook as XLSX (ECMA-376). */
export function toXlsx({ sheets }: Workbook): Promise<Uint8Array> {
  const book = utils.book_new();
  for (const sheet of sheets) utils.book_append_sheet(book, sheetOf(sheet), sheet.name);
  return zipOf(withStyles(partsOf(write(book, { type: "buffer", bookType: "xlsx", bookSST: true }) as Uint8Array)));
}

/* Number formats by which cells are known again in the styles that the library writes. */
const headFormat = "General;-General;General;@";
const doubtMark = '" ?"';

function sheetOf({ columns, rows }: Sheet) {
  const head = columns.map(({ head }): CellObject => ({ t: "s", v: textOf(head), z: headFormat }));
  const range = utils.encode_range({ r: 0, c: 0 }, { r: rows.length, c: Math.max(0, columns.length - 1) });
  return {
    "!data": [head, ...rows.map((row) => row.map(cellOf))],
    "!ref": range,
    "!rows": [{}, ...rows.map((row) => heightOf(row, columns))],
    "!cols": columns.map(({ width, hidden = false }) => ({ wch: width, hidden })),
    "!autofilter": { ref: range },
  };
}

/** Points of a line, and lines of a row at most. */
const lineHeight = 15.75;
const mostLines = 12;

/** As high as its highest cell, since programs differ in whether they make room for lines by themselves. */
function heightOf(row: readonly SheetCell[], columns: Sheet["columns"]): { hpt?: number } {
  const lines = row.map(({ value }, index) => {
    const { width = 1, hidden = false } = columns[index] ?? {};
    if (typeof value !== "string" || hidden) return 1;
    // A line breaks between words, and so before it is full.
    return value.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil((line.length * 1.1) / width)), 0);
  });
  const most = Math.min(mostLines, Math.max(1, ...lines));
  return most > 1 ? { hpt: most * lineHeight } : {};
}

function cellOf({ value, format, comment, doubtful = false }: SheetCell): CellObject {
  const mark = doubtful ? doubtMark : "";
  // In each of its sections.
  const marked = (code: string): string =>
    code
      .split(";")
      .map((section) => section + mark)
      .join(";");
  const cell: CellObject =
    typeof value === "number"
      ? { t: "n", v: value, z: marked(format ?? "General") }
      : typeof value === "boolean"
        ? { t: "b", v: value, z: marked(format ?? "General") }
        : value === null
          ? { t: "z" }
          : // As text it stays one when a person goes into the cell and out of it.
            { t: "s", v: textOf(value), z: marked("@") };
  if (comment !== undefined) cell.c = Object.assign([{ a: "Tramontane", t: textOf(comment) }], { hidden: true });
  return cell;
}

/** Most characters of a cell. */
const mostCharacters = 32_767;

/** What XML and a cell can hold. */
function textOf(text: string): string {
  const plain = text
    .toWellFormed()
    .replaceAll(/\r\n?/gu, "\n")
    .replaceAll(/[^\P{Cc}\t\n]|[\uFFFE\uFFFF]/gu, " ")
    // What would be read as the sign of this number (ECMA-376 part 1, 22.9.2.19).
    .replaceAll(/_(?=x[\dA-F]{4}_)/giu, "_x005F_");
  return plain.length <= mostCharacters ? plain : `${plain.slice(0, mostCharacters - 1).toWellFormed()}…`;
}

/** The part of the library that reads ZIP archives. */
interface Archives {
  read(
    bytes: Uint8Array,
    options: { type: "buffer" },
  ): {
    readonly FullPaths: readonly string[];
    readonly FileIndex: readonly { readonly type: number; readonly content: Uint8Array }[];
  };
}

/** The parts of a package by their names (ECMA-376 part 2). */
function partsOf(bytes: Uint8Array): ZipPart[] {
  const { FullPaths, FileIndex } = (CFB as Archives).read(bytes, { type: "buffer" });
  return FileIndex.flatMap(({ type, content }, index) => {
    const name = (FullPaths[index] ?? "").replace(/^[^/]*\//u, "");
    // The library puts an entry of its own in.
    return type === 2 && !name.endsWith("Sh33tJ5") ? [{ name, content }] : [];
  });
}

/** The library writes no styles but number formats, and no head that stays: both are put in. */
function withStyles(parts: readonly ZipPart[]): ZipPart[] {
  return parts.map(({ name, content }) => {
    if (name === "xl/styles.xml") return { name, content: Buffer.from(styled(Buffer.from(content).toString("utf8"))) };
    if (!/^xl\/worksheets\/sheet\d+\.xml$/u.test(name)) return { name, content };
    return { name, content: laidOut(content, name) };
  });
}

/** Puts what is not there by the library at the beginning and the end of a sheet; what lies between may be more than a string holds. */
function laidOut(content: Uint8Array, name: string): Uint8Array {
  const bytes = Buffer.from(content);
  const start = bytes.indexOf("<dimension ");
  const viewEnd = "</sheetViews>";
  const rest = bytes.indexOf(viewEnd) + viewEnd.length;
  const end = bytes.lastIndexOf("<ignoredErrors>");
  const dimension = /<dimension [^>]*>/u.exec(bytes.subarray(start, rest).toString("latin1"))?.[0];
  if (start < 0 || end < rest || dimension === undefined)
    throw internalError(`${name} is not as the library writes it.`);
  return Buffer.concat([
    bytes.subarray(0, start),
    Buffer.from(`<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>${dimension}${views}`),
    bytes.subarray(rest, end),
    // As wide as a page, and as many of them as it takes.
    Buffer.from('<pageSetup orientation="landscape" fitToHeight="0"/>'),
    bytes.subarray(end),
  ]);
}

/** Row and first column stay in sight. */
const views =
  '<sheetViews><sheetView workbookViewId="0"><pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/></sheetView></sheetViews>';

/** Lines of cells are wrapped, heads bold, doubtful cells on a ground of their own. */
function styled(xml: string): string {
  const formats = new Map(
    [...xml.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/gu)].map(([, id, code = ""]) => [id, code]),
  );
  const quoted = (text: string): string => text.replaceAll('"', "&quot;");
  return xml
    .replace(/<fonts count="1">(<font>)(.*?)<\/fonts>/su, '<fonts count="2">$1$2<font><b/>$2</fonts>')
    .replace(
      /<fills count="2">(.*?)<\/fills>/su,
      '<fills count="3">$1<fill><patternFill patternType="solid"><fgColor rgb="FFFFEB9C"/><bgColor indexed="64"/></patternFill></fill></fills>',
    )
    .replace(/(?<=<cellXfs [^>]*>).*?(?=<\/cellXfs>)/su, (xfs) =>
      xfs.replaceAll(/<xf numFmtId="(\d+)" fontId="0" fillId="0" ([^>]*)\/>/gu, (_xf, id: string, rest: string) => {
        const format = formats.get(id) ?? "";
        const font = format === quoted(headFormat) ? '1" applyFont="1' : "0";
        const fill = format.endsWith(quoted(doubtMark)) ? '2" applyFill="1' : "0";
        return `<xf numFmtId="${id}" fontId="${font}" fillId="${fill}" ${rest} applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`;
      }),
    );
}
