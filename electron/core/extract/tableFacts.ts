import type { FactData, KeyFact } from "../../contract/summaries.ts";
import { citationOf } from "../evidence/citations.ts";
import { datesOf } from "../text/dates.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";
import { isDateCell, isNothing } from "./cells.ts";
import { type NumberCell, type NumberColumn, numberColumnsOf } from "./tableNumbers.ts";
import { type Table, tablesOf } from "./tables.ts";

const mostTables = 6;
const mostColumns = 16;
const mostOutliers = 3;
/** Times the interquartile range beyond the quartiles from where on a value stands out (Tukey 1977, "far out" at 3). */
const farOut = 3;
/** Characters of a cell shown as an example. */
const longestExample = 40;

/**
 * What can be computed of the tables of a document: rows and columns, of each column its type, range and total, and values that
 * stand far out. Each is cited: a table and its columns by the header and the rows of smallest and largest value, a value that
 * stands out by its row.
 */
export function tableFacts(source: DocumentText): KeyFact[] {
  return tablesOf(source)
    .slice(0, mostTables)
    .flatMap((table) => factsOf(table, source));
}

/** The same of the tables in a text, as far as they hold numbers: a table of words can be read. */
export function numbersOfTables(source: DocumentText): KeyFact[] {
  return tablesOf(source)
    .map((table) => factsOf(table, source).filter(({ data }) => data?.type !== "texts" && data?.type !== "dates"))
    .filter((facts) => facts.some(({ data }) => data?.type === "numbers"))
    .slice(0, mostTables)
    .flat();
}

/** What is said of a table or column, with the sentences it is read from. */
interface Told {
  readonly data: FactData;
  readonly sentences: readonly Sentence[];
}

function factsOf(table: Table, source: DocumentText): KeyFact[] {
  const { header, rows, columns } = table;
  const head = header?.sentences ?? [];
  const fact = (kind: KeyFact["kind"], label: string, { data, sentences }: Told): KeyFact => ({
    kind,
    label,
    value: "",
    data,
    citations: [...new Set(sentences)]
      .toSorted((a, b) => a.index - b.index)
      .map((sentence) => citationOf(source, sentence)),
  });
  const ends = [...head, ...rows.slice(0, 1), ...rows.slice(-1)].map((row) => ("sentence" in row ? row.sentence : row));
  const section = source.sections[ends[0]?.section ?? 0]?.heading ?? "";
  const facts = [fact("table", section, { data: { type: "table", rows: rows.length, columns }, sentences: ends })];
  const numbers = numberColumnsOf(table, source.language);
  for (let index = 0; index < Math.min(columns, mostColumns); index += 1) {
    const label = header?.cells[index] ?? "";
    const numeric = numbers.get(index);
    const told = numeric ? numbersTold(numeric, index) : otherTold(table, index);
    if (!told) continue;
    facts.push(fact("column", label, { ...told, sentences: [...head, ...told.sentences] }));
    for (const { text, value, sentence } of numeric ? outliersOf(numeric.cells) : []) {
      const data: FactData = { type: "outlier", column: index + 1, cell: text, value };
      facts.push(fact("outlier", label, { data, sentences: [sentence] }));
    }
  }
  return facts;
}

function numbersTold({ cells, empty, totals, isSummed, unit, decimals }: NumberColumn, index: number): Told | null {
  const sorted = cells.toSorted((a, b) => a.value - b.value);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most) return null;
  const sum = cells.reduce((all, { value }) => all + value, 0);
  return {
    data: {
      type: "numbers",
      column: index + 1,
      count: cells.length,
      empty,
      totals,
      least: least.value,
      most: most.value,
      leastCell: least.text,
      mostCell: most.text,
      // Adding up fractions in binary leaves digits that no cell has.
      total: isSummed ? Number(sum.toFixed(decimals)) : null,
      mean: isSummed ? Number((sum / cells.length).toFixed(decimals + 4)) : null,
      unit,
    },
    sentences: [least.sentence, most.sentence],
  };
}

function otherTold({ rows }: Table, index: number): Told | null {
  const cells = rows
    .map(({ cells: all, sentence }) => ({ text: all[index] ?? "", sentence }))
    .filter(({ text }) => text !== "" && !isNothing(text));
  const [first] = cells;
  if (!first) return null;
  const place = { column: index + 1, count: cells.length, empty: rows.length - cells.length };
  const days = cells.filter(({ text }) => isDateCell(text));
  if (days.length >= cells.length * 0.8) {
    const inOrder = days.toSorted((a, b) => dayOf(a.text) - dayOf(b.text));
    const [from, to] = [inOrder[0] ?? first, inOrder.at(-1) ?? first];
    return {
      data: { type: "dates", ...place, from: from.text, to: to.text },
      sentences: [from.sentence, to.sentence],
    };
  }
  const different = new Map(cells.map((cell) => [cell.text, cell]));
  const few = [...different.values()].slice(0, 3);
  const examples = few.map(({ text }) => (text.length > longestExample ? `${text.slice(0, longestExample)}…` : text));
  return {
    data: { type: "texts", ...place, different: different.size, examples },
    sentences: few.map(({ sentence }) => sentence),
  };
}

function outliersOf(cells: readonly NumberCell[]): NumberCell[] {
  if (cells.length < 8) return [];
  const sorted = cells.toSorted((a, b) => a.value - b.value);
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)]?.value ?? 0;
  const spread = at(0.75) - at(0.25);
  if (spread <= 0) return [];
  const [low, high] = [at(0.25) - farOut * spread, at(0.75) + farOut * spread];
  return sorted
    .filter(({ value }) => value < low || value > high)
    .toSorted((a, b) => Math.abs(b.value - at(0.5)) - Math.abs(a.value - at(0.5)))
    .slice(0, mostOutliers);
}

/** A day as a number that sorts; the first reading where there are several. */
function dayOf(text: string): number {
  const [reading] = datesOf(text)[0]?.options ?? [];
  return (reading?.year ?? 0) * 372 + (reading?.month ?? 0) * 31 + (reading?.day ?? 0);
}
