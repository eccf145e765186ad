import type { KeyFact } from "../../contract/summaries.ts";
import { datesOf } from "../text/dates.ts";
import { numbersOf } from "../text/numbers.ts";
import { citationOf } from "../evidence/citations.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";

/** Cells of one row of a table, with the sentence they stand in. */
interface Row {
  readonly sentence: Sentence;
  readonly cells: readonly string[];
}

/** A table as it stands: rows of about the same number of cells one after another. */
interface Table {
  readonly header: Row | null;
  readonly rows: readonly Row[];
  readonly columns: number;
}

/** Rows of numbers make a table worth computing on from here on. */
const leastRows = 3;
const mostTables = 6;
const mostColumns = 16;
const mostOutliers = 3;
/** Times the interquartile range beyond the quartiles from where on a value stands out (Tukey 1977, "far out" at 3). */
const farOut = 3;

/**
 * What can be computed of the tables of a document: rows and columns, of each column its type, range and total, and values that
 * stand far out. Each is cited: a table and its columns by the header and the rows of smallest and largest value, a value that
 * stands out by its row.
 */
export function tableFacts(source: DocumentText): KeyFact[] {
  return tablesOf(source.sentences)
    .slice(0, mostTables)
    .flatMap((table) => factsOf(table, source));
}

/** Rows have their cells between tab stops. A row of other width, or another block, begins another table. */
function tablesOf(sentences: readonly Sentence[]): Table[] {
  const tables: Table[] = [];
  let open: Row[] = [];
  const close = (): void => {
    const table = tableOf(open);
    if (table) tables.push(table);
    open = [];
  };
  for (const sentence of sentences) {
    if (sentence.kind !== "tableRow") {
      if (sentence.kind !== "caption") close();
      continue;
    }
    const cells = sentence.quote.split(/\t/u).map((cell) => cell.trim());
    const before = open.at(-1);
    // Readers leave out empty cells at the end of a row.
    if (before && cells.length > widest(open) + 1) close();
    // A title above the table is no row of it; a row of which only the first cell is filled is.
    if (cells.length > 1 || open.length > 0) open.push({ sentence, cells });
  }
  close();
  return tables;
}

function widest(rows: readonly Row[]): number {
  return rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
}

function tableOf(rows: readonly Row[]): Table | null {
  const [first] = rows;
  if (!first || rows.length < leastRows) return null;
  const rest = rows.slice(1);
  const isHeader = first.cells.every((cell) => readingsOf(cell).length === 0);
  const table = { header: isHeader ? first : null, rows: isHeader ? rest : rows, columns: widest(rows) };
  return table.rows.length < leastRows ? null : table;
}

function factsOf(table: Table, source: DocumentText): KeyFact[] {
  const cite = (sentences: readonly Sentence[]): KeyFact["citations"] =>
    [...new Set(sentences)].toSorted((a, b) => a.index - b.index).map((sentence) => citationOf(source, sentence));
  const last = table.rows.at(-1);
  const ends = [table.header?.sentence, table.rows[0]?.sentence, last?.sentence].filter(
    (sentence) => sentence !== undefined,
  );
  const section = source.sections[ends[0]?.section ?? 0]?.heading ?? null;
  const facts: KeyFact[] = [
    {
      kind: "table",
      label: section ?? "",
      value: `${count(table.rows.length, "row")}, ${count(table.columns, "column")}`,
      citations: cite(ends),
    },
  ];
  for (let index = 0; index < Math.min(table.columns, mostColumns); index += 1) {
    const name = table.header?.cells[index] ?? "";
    const column = columnOf(table, index, source.language);
    if (!column) continue;
    const label = name === "" ? `Column ${String(index + 1)}` : name;
    const head = table.header ? [table.header.sentence] : [];
    facts.push({ kind: "column", label, value: column.value, citations: cite([...head, ...column.sentences]) });
    for (const { cell, sentence } of column.outliers) {
      facts.push({
        kind: "outlier",
        label,
        value: `${cell} stands far from the other values`,
        citations: cite([sentence]),
      });
    }
  }
  return facts;
}

interface Column {
  readonly value: string;
  /** the rows the value speaks of */
  readonly sentences: readonly Sentence[];
  readonly outliers: readonly { readonly cell: string; readonly sentence: Sentence }[];
}

interface Cell {
  readonly text: string;
  readonly sentence: Sentence;
}

function columnOf({ rows }: Table, index: number, language: string): Column | null {
  const cells = rows.flatMap(({ cells: all, sentence }): Cell[] => {
    const text = all[index] ?? "";
    return text === "" ? [] : [{ text, sentence }];
  });
  const [first] = cells;
  if (!first) return null;
  const empty = rows.length - cells.length;
  const gaps = empty > 0 ? `, ${count(empty, "empty cell")}` : "";
  const readings = cells.map(({ text }) => readingsOf(text));
  const isFraction = readsFractions(cells, language);
  const numbers = cells.flatMap((cell, index) => {
    const [fraction, grouped] = readings[index] ?? [];
    const value = isFraction ? fraction : (grouped ?? fraction);
    return value === undefined ? [] : [{ ...cell, value }];
  });
  if (numbers.length >= leastRows && numbers.length >= cells.length * 0.8) return numberColumn(numbers, gaps);
  const days = cells.filter(({ text }) => isDate(text));
  if (days.length >= cells.length * 0.8) {
    const inOrder = days.toSorted((a, b) => dayOf(a.text) - dayOf(b.text));
    const [from, to] = [inOrder[0] ?? first, inOrder.at(-1) ?? first];
    return { value: `dates, ${from.text} to ${to.text}${gaps}`, sentences: [from.sentence, to.sentence], outliers: [] };
  }
  const different = new Map(cells.map((cell) => [cell.text, cell]));
  const few = [...different.values()].slice(0, 3);
  const kinds = different.size === cells.length ? "all different" : `${String(different.size)} different`;
  const examples = few.map(({ text }) => (text.length > 40 ? `${text.slice(0, 40)}…` : text)).join("; ");
  return {
    value: `text, ${kinds}: ${examples}${different.size > 3 ? "; …" : ""}${gaps}`,
    sentences: few.map(({ sentence }) => sentence),
    outliers: [],
  };
}

interface NumberCell extends Cell {
  readonly value: number;
}

function numberColumn(cells: readonly NumberCell[], gaps: string): Column {
  const sorted = cells.toSorted((a, b) => a.value - b.value);
  const [least, greatest] = [sorted[0], sorted.at(-1)];
  if (!least || !greatest) return { value: "", sentences: [], outliers: [] };
  const total = cells.reduce((sum, { value }) => sum + value, 0);
  const parts = [
    `numbers, ${least.text} to ${greatest.text}`,
    ...(isCounting(cells) ? [] : [`total ${shown(total)}`, `average ${shown(total / cells.length)}`]),
  ];
  return {
    value: `${parts.join(", ")}${gaps}`,
    sentences: [least.sentence, greatest.sentence],
    outliers: outliersOf(sorted).map(({ text, sentence }) => ({ cell: text, sentence })),
  };
}

/** Numbers of rows, years and the like, whose total means nothing. */
function isCounting(cells: readonly NumberCell[]): boolean {
  const isRun = cells.every(({ value }, index) => index === 0 || value === (cells[index - 1]?.value ?? 0) + 1);
  const areYears = cells.every(({ value }) => Number.isInteger(value) && value >= 1800 && value <= 2100);
  const arePercent = cells.every(({ text }) => text.includes("%"));
  return isRun || areYears || arePercent;
}

function outliersOf(sorted: readonly NumberCell[]): NumberCell[] {
  if (sorted.length < 8) return [];
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)]?.value ?? 0;
  const spread = at(0.75) - at(0.25);
  if (spread <= 0) return [];
  const [low, high] = [at(0.25) - farOut * spread, at(0.75) + farOut * spread];
  return sorted
    .filter(({ value }) => value < low || value > high)
    .toSorted((a, b) => Math.abs(b.value - at(0.5)) - Math.abs(a.value - at(0.5)))
    .slice(0, mostOutliers);
}

/** What a cell may mean that holds a number with nothing but a sentence or a currency beside it: "9,000" is 9 or 9000. */
function readingsOf(cell: string): number[] {
  if (isDate(cell) || cell.replaceAll(/[\d\s.,'’%()+\-−–$€£¥]/gu, "").length > 4) return [];
  const [number, ...others] = numbersOf(cell, "en").filter(({ word }) => !word);
  if (!number || others.length > 0) return [];
  const isNegative = /^\s*(?:[$€£¥]\s?)?[-−–]/u.test(cell) || /^\s*\(.*\)\s*$/u.test(cell);
  return number.values.flatMap((text) => {
    const value = Number(text);
    return Number.isFinite(value) ? [isNegative ? -Math.abs(value) : value] : [];
  });
}

/** True where a mark with three digits behind it sets off a fraction in this column, as the others of it or the language say. */
function readsFractions(cells: readonly Cell[], language: string): boolean {
  const usual = /^(?:en|und|zh|ja|ko|th)\b/iu.test(language) ? "." : ",";
  const marks = new Set(cells.flatMap(({ text }) => text.match(/[.,](?=\d{3}(?!\d))/gu) ?? []));
  const others = new Set(cells.flatMap(({ text }) => text.match(/[.,](?=\d{1,2}(?!\d)|\d{4})/gu) ?? []));
  return [...marks].some((mark) => others.has(mark) || (mark === usual && others.size === 0));
}

function isDate(text: string): boolean {
  const [date, ...others] = datesOf(text);
  return date !== undefined && others.length === 0 && date.text.length >= text.length - 10;
}

/** A day as a number that sorts; the first reading where there are several. */
function dayOf(text: string): number {
  const [reading] = datesOf(text)[0]?.options ?? [];
  return (reading?.year ?? 0) * 372 + (reading?.month ?? 0) * 31 + (reading?.day ?? 0);
}

function shown(value: number): string {
  return new Intl.NumberFormat("en", { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 }).format(value);
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? "" : "s"}`;
}
