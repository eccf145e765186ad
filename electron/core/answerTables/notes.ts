import {
  type Column,
  documentColumn,
  type Filter,
  type PlacedNote,
  type TableNote,
} from "../../contract/answerTables.ts";
import { fold } from "../text/fold.ts";
import { byColumn, medianOf, numbersByUnit, type ShortCell } from "./shortCell.ts";
import { isEndName, isStartName, withoutEnds } from "./startAndEnd.ts";

/**
 * What there is to say of a table as a whole, what is probably wrong first. Filters are empty where none can show the rows.
 *
 * @param fileOf the path of a document in the table
 */
export function notesOf(
  columns: readonly Pick<Column, "id" | "name" | "kind">[],
  cells: Iterable<ShortCell>,
  fileOf: (documentId: string) => string,
): PlacedNote[] {
  const all = [...cells];
  const cellsOf = byColumn(all);
  const asked = columns.map((column) => ({ ...column, cells: cellsOf.get(column.id) ?? [] }));
  const doubtful = all.filter((cell) => cell.doubtful).length;
  return [
    ...endsBeforeStarts(asked, fileOf),
    ...asked.flatMap((column) => outliers(column, fileOf)),
    ...asked.flatMap(sameValues),
    ...asked.flatMap(mixedUnits),
    ...asked.flatMap(missing),
    ...asked.flatMap(severalAnswers),
    ...(doubtful === 0
      ? []
      : [placed({ code: "DOUBTFUL", data: { count: doubtful } }, [is(documentColumn, "doubtful")])]),
  ];
}

interface AskedColumn extends Pick<Column, "id" | "name" | "kind"> {
  readonly cells: readonly ShortCell[];
}

function placed(note: TableNote, filters: Filter[]): PlacedNote {
  return { ...note, filters };
}

function is(columnId: string, state: Extract<Filter["test"], { op: "is" }>["state"]): Filter {
  return { columnId, test: { op: "is", state }, not: false };
}

function ofDocument(file: string): Filter {
  return { columnId: documentColumn, test: { op: "equals", text: file }, not: false };
}

/** Where more rows have it than have not. */
function missing({ id, name, cells }: AskedColumn): PlacedNote[] {
  const count = cells.filter(({ state }) => state === "notStated").length;
  const stated = cells.filter(({ state }) => state === "stated").length;
  if (count === 0 || stated <= count) return [];
  return [placed({ code: "MISSING", data: { column: name, count } }, [is(id, "notStated")])];
}

/** Values of one unit that tell what is usual. */
const enough = 5;
/** Of a column; where there are more, it is the median that tells little. */
const mostOutliers = 5;

function outliers({ name, kind, cells }: AskedColumn, fileOf: (documentId: string) => string): PlacedNote[] {
  if (kind !== "number" && kind !== "money" && kind !== "period") return [];
  return [...numbersByUnit(cells).values()].flatMap((values) => {
    if (values.length < enough) return [];
    const median = medianOf(values.map(({ number }) => number));
    if (median <= 0) return [];
    const far = values
      .map((value) => ({ ...value, times: Number((value.number / median).toPrecision(3)) }))
      .filter(({ number }) => number >= 10 * median || number <= median / 10);
    if (far.length > mostOutliers || far.length > values.length / 4) return [];
    return far.map(({ documentId, label, times }) => {
      const file = fileOf(documentId);
      return placed({ code: "OUTLIER", data: { column: name, text: label, file, times } }, [ofDocument(file)]);
    });
  });
}

/** Rows that share a value, of those that have one, where values are otherwise all different. */
const mostShared = 0.2;

/** Numbers of invoices, addresses: what would be another thing in each document. */
function sameValues({ id, name, kind, cells }: AskedColumn): PlacedNote[] {
  if (kind !== "text" && kind !== "number") return [];
  const firsts = cells.flatMap(({ values: [first] }) => (first && isCode(kind, first) ? [first.label] : []));
  if (firsts.length < enough) return [];
  const groups = new Map<string, string[]>();
  for (const label of firsts) groups.set(fold(label), [...(groups.get(fold(label)) ?? []), label]);
  const shared = [...groups.values()].filter(({ length }) => length > 1);
  const rows = shared.reduce((sum, { length }) => sum + length, 0);
  if (rows === 0 || rows > Math.max(2, mostShared * firsts.length)) return [];
  return shared.map((labels) => {
    const text = labels[0] ?? "";
    const filter: Filter = { columnId: id, test: { op: "equals", text }, not: false };
    return placed({ code: "SAME_VALUE", data: { column: name, text, count: labels.length } }, [filter]);
  });
}

/** A short text, or a bare number as long as those are that are given out. */
function isCode(kind: Column["kind"], { number, unit, label }: ShortCell["values"][number]): boolean {
  if (kind === "text") return label.length <= 80;
  return unit === null && number !== null && Number.isInteger(number) && Math.abs(number) >= 10_000;
}

function severalAnswers({ name, kind, cells }: AskedColumn): PlacedNote[] {
  const count = kind === "list" ? 0 : cells.filter(({ values }) => values.length > 1).length;
  return count === 0 ? [] : [placed({ code: "SEVERAL_ANSWERS", data: { column: name, count } }, [])];
}

function mixedUnits({ id, name, kind, cells }: AskedColumn): PlacedNote[] {
  if (kind !== "number" && kind !== "money") return [];
  const units = [...numbersByUnit(cells).keys()].filter((unit) => unit !== null);
  const [commonest] = units;
  if (units.length < 2 || commonest === undefined) return [];
  return [
    placed({ code: "MIXED_UNITS", data: { column: name, units: units.join(", ") } }, [
      is(id, "stated"),
      { columnId: id, test: { op: "between", least: null, most: null, unit: commonest }, not: true },
    ]),
  ];
}

/** Columns of dates that are the beginning and the end of the same, by their names. */
function endsBeforeStarts(columns: readonly AskedColumn[], fileOf: (documentId: string) => string): PlacedNote[] {
  const dates = columns.filter(({ kind }) => kind === "date");
  const starts = dates.filter(({ name }) => isStartName(name));
  const ends = dates.filter(({ name }) => isEndName(name));
  return ends.flatMap((end) => {
    const alike = starts.filter(({ name }) => withoutEnds(name) === withoutEnds(end.name));
    const [start, ...others] = alike.length > 0 ? alike : starts.length === 1 && ends.length === 1 ? starts : [];
    if (start === undefined || others.length > 0) return [];
    const begins = new Map(start.cells.map(({ documentId, values: [first] }) => [documentId, first?.number ?? null]));
    const wrong = end.cells.filter(({ documentId, values: [first] }) => {
      const begin = begins.get(documentId) ?? null;
      const last = first?.numberEnd ?? first?.number ?? null;
      return begin !== null && last !== null && last < begin;
    });
    const [first] = wrong;
    if (first === undefined) return [];
    const filters = wrong.length === 1 ? [ofDocument(fileOf(first.documentId))] : [];
    const data = { start: start.name, end: end.name, count: wrong.length };
    return [placed({ code: "END_BEFORE_START", data }, filters)];
  });
}
