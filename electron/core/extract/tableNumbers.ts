import type { Sentence } from "../text/documentText.ts";
import { fold } from "../text/fold.ts";
import { currenciesOf } from "../text/currencies.ts";
import { unitAt } from "../text/units.ts";
import { type CellNumber, isNothing, isPeriod, numberIn } from "./cells.ts";
import { labelOf, leastRows, type Row, type Table, totalNameOf } from "./tables.ts";

/** A cell with the number it holds. */
export interface NumberCell {
  /** of its row, from 0 */
  readonly row: number;
  readonly text: string;
  readonly sentence: Sentence;
  readonly value: number;
}

/** A column that holds numbers, without its rows of totals. */
export interface NumberColumn {
  readonly cells: readonly NumberCell[];
  /** cells without anything, or that say so */
  readonly empty: number;
  readonly totals: number;
  /** true where adding its numbers up means something */
  readonly isSummed: boolean;
  readonly unit: string | null;
  /** digits behind the point, as many as the cell with most has */
  readonly decimals: number;
}

/** Share of its filled cells that makes a column one of numbers. */
const leastShare = 0.8;

/** The columns of numbers of a table by their places from 0. */
export function numberColumnsOf(table: Table, language: string): ReadonlyMap<number, NumberColumn> {
  const read = readColumns(table, language);
  const totals = totalRows(table, [...read.values()], language);
  const columns = new Map<number, NumberColumn>();
  for (const [index, column] of read) {
    const cells = column.cells.filter(({ row }) => !totals.has(row));
    if (cells.length === 0) continue;
    const { empty, unit, decimals, isSummed } = column;
    columns.set(index, { cells, empty, unit, decimals, isSummed, totals: column.cells.length - cells.length });
  }
  return columns;
}

type ReadColumn = Omit<NumberColumn, "totals">;

function readColumns(table: Table, language: string): Map<number, ReadColumn> {
  const filled = Array.from({ length: table.columns }, (_, index) => filledCells(table.rows, index, language));
  const numeric = (cell: FilledCell): cell is NumericCell => cell.number !== null;
  const marks = fractionMarks(filled.flat().filter(numeric), language);
  const columns = new Map<number, ReadColumn>();
  for (const [index, cells] of filled.entries()) {
    const numbers = cells.filter(numeric);
    if (numbers.length < Math.min(leastRows, table.rows.length - 1) || numbers.length < cells.length * leastShare) {
      continue;
    }
    const own = fractionMarks(numbers, language);
    const sides = new Set(numbers.map(({ number }) => number.fact.side));
    const valued = numbers.map(({ number, ...cell }) => ({
      ...cell,
      value: valueOf(number, own.size > 0 ? own : marks, sides),
    }));
    const name = table.header?.cells[index] ?? "";
    const units = new Set(numbers.flatMap(({ number }) => number.unit ?? []));
    // A currency may stand at the first number alone, "kg" at one of many is a mistake or another thing.
    const isOfOne = units.size === 0 || (units.size === 1 && areAllOfUnit(numbers));
    columns.set(index, {
      cells: valued.map(({ row, text, sentence, value }) => ({ row, text, sentence, value })),
      empty: table.rows.length - cells.length,
      unit: units.size > 1 ? null : ([...units][0] ?? unitNamed(name)),
      isSummed:
        isOfOne &&
        isAmounts(
          numbers,
          valued.map(({ value }) => value),
          name,
          index,
        ),
      decimals: Math.max(...valued.map(({ value }) => decimalsOf(value))),
    });
  }
  return columns;
}

function areAllOfUnit(numbers: readonly NumericCell[]): boolean {
  return (
    numbers.every(({ number }) => number.unit !== null) || numbers.some(({ number }) => number.fact.currency !== null)
  );
}

interface FilledCell {
  readonly row: number;
  readonly text: string;
  readonly sentence: Sentence;
  readonly number: CellNumber | null;
}

type NumericCell = FilledCell & { readonly number: CellNumber };

function filledCells(rows: readonly Row[], index: number, language: string): FilledCell[] {
  return rows.flatMap(({ cells, sentence }, row): FilledCell[] => {
    const text = cells[index] ?? "";
    return text === "" || isNothing(text) ? [] : [{ row, text, sentence, number: numberIn(text, language) }];
  });
}

/** "9,000" is 9 or 9000, as the column reads it; on which side of an account it stands is its sign. */
function valueOf({ fact }: CellNumber, marks: ReadonlySet<string>, sides: ReadonlySet<string | null>): number {
  const [, mark] = ambiguous.exec(fact.text) ?? [];
  const [first, second] = fact.values;
  const value = Number((mark !== undefined && !marks.has(mark) ? second : undefined) ?? first);
  const minus = sides.has("credit") ? "credit" : sides.has(null) ? "debit" : null;
  return fact.side !== null && fact.side === minus ? -value : value;
}

const ambiguous = /(?<![\d.,])\d{1,3}([.,])\d{3}(?![\d.,])/u;

/**
 * The marks that set off a fraction even where three digits follow: as other cells show, or where every cell has it, the language.
 * Empty where nothing tells.
 */
function fractionMarks(cells: readonly { readonly text: string }[], language: string): Set<string> {
  const sure = new Set(
    cells.flatMap(
      ({ text }) => text.match(/(?<![.,]\d*)[.,](?=\d{1,2}(?![\d.,])|\d{4})|(?<=(?<!\d)0)[.,](?=\d)/gu) ?? [],
    ),
  );
  if (sure.size > 0) return sure.size === 1 ? sure : new Set();
  const usual = /^(?:en|und|zh|ja|ko|th)\b/iu.test(language) ? "." : ",";
  const open = cells.flatMap(({ text }) => ambiguous.exec(text)?.[1] ?? []);
  // Of no language, round numbers are thousands rather than fractions with zeros behind them.
  const isRound = language === "und" && cells.every(({ text }) => /0\D*$/u.test(text));
  const isEverywhere = !isRound && open.length === cells.length && open.every((mark) => mark === usual);
  return isEverywhere ? new Set([usual]) : new Set();
}

function decimalsOf(value: number): number {
  return String(value).split(".")[1]?.length ?? 0;
}

/** The currency or per cent that the name of a column says: "Amount (EUR)", "Anteil in %". */
function unitNamed(name: string): string | null {
  const currencies = [...currenciesOf(name)];
  if (currencies.length > 0) return currencies.length === 1 ? (currencies[0] ?? null) : null;
  const isShare = name.split(/[\s()[\],;]+/u).some((word) => unitAt(word)?.unit.kind === "percent");
  return isShare ? "%" : null;
}

/** False for shares, years, numbers of rows and of articles, and the like, whose total means nothing. */
function isAmounts(numbers: readonly NumericCell[], values: readonly number[], name: string, index: number): boolean {
  if (unitNamed(name) === "%" || numbers.some(({ number }) => number.unit === "%")) return false;
  if (numbers.some(({ number }) => unsummed.has(number.fact.unit?.kind ?? ""))) return false;
  if (isIdentifying(name) || numbers.some(({ text }) => /^0\d/u.test(text))) return false;
  const isPlain = numbers.every(({ text }) => /^\d+$/u.test(text));
  const isNamedAmount = isPeriod(name) || amountName.test(fold(name));
  const longest = Math.max(...numbers.map(({ text }) => text.length));
  const areCodes =
    isPlain && numbers.every(({ text }) => text.length === longest) && new Set(values).size === values.length;
  // The first column names its rows.
  if (areCodes && (longest > 8 || (index === 0 && longest > 3 && !isNamedAmount))) return false;
  const areYears = isPlain && values.every((value) => value >= 1500 && value <= 2199);
  if (areYears && !isNamedAmount) return false;
  const isRun = values.every((value, place) => place === 0 || value === (values[place - 1] ?? 0) + 1);
  return !(isRun && (index === 0 || values.length >= longRun));
}

/** So many numbers that count up one by one are no amounts. */
const longRun = 8;
const unsummed: ReadonlySet<string> = new Set([
  "points",
  "basis",
  "permille",
  "degree",
  "fahrenheit",
  "speed",
  "pressure",
  "frequency",
]);

function isIdentifying(name: string): boolean {
  return identifierName.test(fold(name).trim());
}

/** Names of columns that number or rank things, and of years; numbers of pieces are called otherwise. */
const identifierName =
  /^(?:#|№|n[or°º]?\.?|nr|no|num\.?|rank|rang|pos(?:ition)?\.?|platz|posicion|posizione|posicao|positie|row|line|zeile|ligne|fila|riga|linha|rij)$|(?<!\p{L})(?:id|lat|lon|lng|latitude|longitude|breitengrad|langengrad|code|codes|codigo|codice|zip|post ?code|plz|postleitzahl|cap|cep|phone|telephone|tel|telefon|telefono|telefone|telefoon|mobile|fax|isbn|issn|ean|gtin|iban|bic|sku|serial|years?|jahr|jahre|baujahr|jahrgang|annee|ano|anno|jaar|(?:invoice|order|account|customer|article|item|part|member|ticket) (?:no|nr|number|num)\.?|numero de (?:factura|cliente|compte|client|facture|cuenta|conta)|numero (?:fattura|cliente|conto)|(?:rechnungs|kunden|artikel|konto|bestell|mitglieds|auftrags|beleg|personal|haus|telefon|factuur|klant|rekening|order|artikel)(?:-?nr|nummer|-?no)\.?)(?!\p{L})/u;

/** Names of columns of money, where a number from 1500 to 2199 is no year. */
const amountName =
  /amount|price|costs?|sum|revenue|sales|salary|wage|rent|balance|turnover|quantity|betrag|preis|kosten|umsatz|gehalt|lohn|miete|saldo|menge|montant|prix|cout|chiffre|salaire|loyer|solde|importe|precio|coste|ventas|sueldo|saldo|importo|prezzo|costo|ricavi|stipendio|valor|preco|custo|receita|salario|bedrag|prijs|omzet|loon|huur|total/u;

/** Rows that add up others: by their name, or without one by their numbers, where the other rows are named. */
function totalRows({ rows }: Table, columns: readonly ReadColumn[], language: string): ReadonlySet<number> {
  const summed = columns.filter(({ isSummed }) => isSummed);
  const labels = rows.map((row) => labelOf(row, language));
  const isNamed = labels.filter((label) => label !== null).length > rows.length / 2;
  const totals = new Set<number>();
  for (const [row, label] of labels.entries()) {
    const name = label === null ? (isNamed ? "maybe" : null) : totalNameOf(label);
    if (name === "total") totals.add(row);
    if (name !== "maybe") continue;
    const found = summed.flatMap((column) => {
      const cell = column.cells.find((one) => one.row === row);
      return cell ? [addsUp(cell, column, totals)] : [];
    });
    const isSum = label === null ? found.length > 0 && found.every(Boolean) : found.some(Boolean);
    if (isSum) totals.add(row);
  }
  return totals;
}

/** True where a cell is the sum of those above it, of those since the last total, or of all below. */
function addsUp({ row, value }: NumberCell, { cells, decimals }: ReadColumn, totals: ReadonlySet<number>): boolean {
  const last = Math.max(-1, ...[...totals].filter((total) => total < row));
  const items = cells.filter((cell) => !totals.has(cell.row) && cell.row !== row);
  const groups = [
    items.filter((cell) => cell.row < row),
    items.filter((cell) => cell.row < row && cell.row > last),
    items.filter((cell) => cell.row > row),
  ];
  // Cells are rounded each by itself.
  const slack = 10 ** -decimals;
  return groups.some(
    (group) => group.length > 1 && Math.abs(group.reduce((sum, cell) => sum + cell.value, 0) - value) <= slack,
  );
}
