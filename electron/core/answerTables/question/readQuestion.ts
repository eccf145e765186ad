import {
  type Column,
  documentColumn,
  type Filter,
  type FilterTest,
  type TableQuestion,
  tableViewSchema,
} from "../../../contract/answerTables.ts";
import { daysOf, fits } from "../../extract/answers/values.ts";
import { fold } from "../../text/fold.ts";
import { stopWordsOf } from "../../text/stopWords.ts";
import { type AskedRange, type AskedValue, dayAfter, dayBefore, rangesIn, shifted, shortest } from "./askedValues.ts";
import {
  denying,
  downwards,
  except,
  forbidding,
  groupedAround,
  groupedBy,
  having,
  idleWords,
  lacking,
  mainAmounts,
  mainDates,
  mainPeriods,
  type Measure,
  orderingWords,
  pastWords,
  sortedAround,
  sortedBy,
  states,
  superlativesIn,
  upwards,
} from "./askedWords.ts";
import { askedTokens, columnsNamed, foldedInPlace, isFormOf, isStop, isWordOf, type Named } from "./columnsNamed.ts";

export interface AskedTable {
  readonly columns: readonly Column[];
  /** what stands in the cells of columns of words, by which names are known */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** whether a document of the table is called so */
  readonly isDocument: (words: string) => boolean;
  /** ISO 8601 */
  readonly today: string;
}

/**
 * A question over a table as the view that answers it, by code: columns by their names and labels, values and how they are compared,
 * what is missing, yes and no, names that stand in cells, order and groups; in seven languages. `left` are words that say something and
 * were not understood.
 */
export function readQuestion(question: string, table: AskedTable): TableQuestion {
  const tokens = askedTokens(question);
  const used = new Set<number>();
  const flat = foldedInPlace(question);
  const languages = languagesOf(tokens.map(({ folded }) => folded));
  const view = tableViewSchema.parse({});
  const add = (columnId: string, test: FilterTest, not = false): void => {
    const filter: Filter = { columnId, test, not };
    if (!view.filters.some((each) => JSON.stringify(each) === JSON.stringify(filter))) view.filters.push(filter);
  };
  const mark = (start: number, end: number): void => {
    for (const [index, token] of tokens.entries()) if (token.start < end && token.end > start) used.add(index);
  };
  const markTokens = (from: number, to: number): void => {
    for (let index = from; index < to; index += 1) used.add(index);
  };
  const tokenAt = (place: number): number => tokens.filter(({ end }) => end <= place).length;

  // What is quoted is looked for as it is.
  const quoted = [...question.matchAll(/["“”„«»]([^"“”„«»]{1,100})["“”„«»]/gu)].map((match) => ({
    text: (match[1] ?? "").trim(),
    start: match.index,
    end: match.index + match[0].length,
  }));
  const inQuotes = (start: number, end: number): boolean => quoted.some((each) => start < each.end && end > each.start);
  const named = columnsNamed(question, tokens, table.columns).filter(({ from, to }) => {
    const [first, last] = [tokens[from], tokens[to - 1]];
    return first !== undefined && last !== undefined && !inQuotes(first.start, last.end);
  });
  const free = new Set(named);
  const take = (each: Named): void => {
    free.delete(each);
    markTokens(each.from, each.to);
  };

  for (const { text, start, end } of quoted) {
    const near = nearest(named, tokenAt(start), ({ kind }) => isOfWords(kind));
    const columnId = near?.column.id ?? columnWith(text, table)?.id ?? documentColumn;
    if (near) take(near.named);
    const except = isExcepted(tokens[tokenAt(start) - 1]?.folded);
    if (fold(text) !== "") add(columnId, { op: "contains", text }, except);
    mark(start, end);
  }

  for (const pattern of [sortedBy, sortedAround, groupedBy, groupedAround]) {
    for (const match of flat.matchAll(pattern)) {
      const at = tokenAt(match.index + match[0].length);
      const behind = named.find(({ from }) => from >= at && from <= at + 1);
      const [column] = behind?.columns ?? [];
      if (!behind || !column) continue;
      if (pattern === groupedBy || pattern === groupedAround) view.groupBy = column.id;
      else view.sort.push({ columnId: column.id, descending: flat.search(downwards) >= 0 });
      mark(match.index, match.index + match[0].length);
      take(behind);
      for (const words of [upwards, downwards])
        for (const each of flat.matchAll(words)) mark(each.index, each.index + each[0].length);
      for (const [index, { folded }] of tokens.entries()) if (orderingWords.test(folded)) used.add(index);
    }
  }

  // A number of an invoice is no number, though it is made of digits.
  const codes = tokens.filter(
    ({ text }) =>
      /\d/u.test(text) && (/\p{L}/u.test(text) || /[-/.]0\d/u.test(text) || columnWith(text, table) !== null),
  );
  const isCode = ({ least, most }: AskedRange): boolean =>
    [least, most].some(
      (value) =>
        value !== null &&
        value.date === null &&
        value.period === null &&
        !isWithUnit(value) &&
        codes.some(({ start, end }) => value.start < end && value.end > start),
    );

  for (const range of rangesOf(question, languages, table.today)) {
    if (inQuotes(range.start, range.end) || isCode(range)) continue;
    const meant = columnOfRange(range, { table, named, tokenAt, flat });
    if (meant === null) continue;
    const test = testOf(range, meant.column, table.today);
    if (test === null) continue;
    add(meant.column.id, test);
    mark(range.start, range.end);
    if (meant.named) take(meant.named);
  }

  for (const { start, end, descending, measure } of superlativesIn(flat)) {
    const at = tokenAt(end);
    if (used.has(at - 1) || inQuotes(start, end)) continue;
    const isSortable = ({ kind }: Column): boolean => measures[measure].includes(kind);
    const near = nearest([...free], at, isSortable) ?? nearest(named, at, isSortable);
    const column =
      near?.column ?? (measure === "any" ? null : usual(table.columns.filter(isSortable), measures[measure]));
    if (!column) continue;
    if (!view.sort.some(({ columnId }) => columnId === column.id)) view.sort.push({ columnId: column.id, descending });
    mark(start, end);
    if (near) take(near.named);
    // "top 5", "die 5 höchsten": how many are shown is the window's.
    const count = tokens.findIndex(({ folded }, index) => Math.abs(index - at) <= 2 && /^\d{1,3}$/u.test(folded));
    if (count >= 0) used.add(count);
  }

  for (const [index, { folded }] of tokens.entries()) {
    if (used.has(index) && !named.some(({ from }) => from === index)) continue;
    if (!pastWords.test(folded) || view.filters.some(({ test }) => test.op === "between")) continue;
    const ends = named.find(({ from, columns: [column] }) => from === index && column?.kind === "date");
    const [column] = ends?.columns ?? [];
    if (!ends || !column) continue;
    add(column.id, { op: "between", least: null, most: dayBefore(table.today), unit: null });
    take(ends);
  }

  for (const each of named) {
    if (!free.has(each)) continue;
    const [column] = each.columns;
    if (!column) continue;
    const test = testOfMention(column, each, tokens);
    if (test === null) continue;
    add(column.id, test.test);
    take(each);
    for (const place of test.used) used.add(place);
  }

  for (const column of table.columns) {
    if (column.kind !== "choice") continue;
    for (const choice of column.choices) {
      const words = askedTokens(choice).map(({ folded }) => folded);
      const at = tokens.findIndex(
        (_, from) =>
          words.length > 0 && words.every((word, index) => isFormOf(tokens[from + index]?.folded ?? "", word)),
      );
      if (at < 0) continue;
      if (named.some((each) => free.has(each) && each.from <= at && each.to > at && each.columns[0] !== column))
        continue;
      add(
        column.id,
        { op: "equals", text: choice },
        isDenied(
          tokens.map(({ folded }) => folded),
          at,
        ),
      );
      markTokens(at, at + words.length);
      for (const each of named) if (each.from <= at && each.to > at) free.delete(each);
    }
  }

  for (const [pattern, state] of states) {
    for (const match of flat.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      const at = tokenAt(end) - 1;
      if (used.has(at) || named.some(({ from, to }) => from <= at && to > at)) continue;
      const isNot = isDenied(
        tokens.map(({ folded }) => folded),
        at,
      );
      if (state === "approved") view.approved = !isNot;
      else add(documentColumn, { op: "is", state }, isNot);
      mark(start, end);
    }
  }

  // What a mention that asks for nothing covers may be part of a name: "the tenant Mill Tenants Ltd".
  addNames();

  const understood = view.filters.length > 0 || view.sort.length > 0 || view.groupBy !== null || view.approved !== null;
  if (understood) for (const each of free) markTokens(each.from, each.to);
  const shownIds = new Set([...view.filters, ...view.sort].map(({ columnId }) => columnId));
  const shown = table.columns.filter(({ id }) => shownIds.has(id) || id === view.groupBy);
  const left = tokens
    .filter(({ folded }, index) => !used.has(index) && !isStop(folded) && !isIdle(folded))
    .filter(({ folded }) => !shown.some((column) => isWordOf(column, folded)))
    .map(({ text }) => text);
  return { view, left, by: understood ? "code" : null };

  /** The longest runs of words that stand in cells or in names of documents. */
  function addNames(): void {
    const words = tokens.map(({ folded }) => folded);
    const covered = new Set<number>();
    for (const each of free) for (let index = each.from; index < each.to; index += 1) covered.add(index);
    for (let length = Math.min(8, tokens.length); length > 0; length -= 1) {
      for (let from = 0; from + length <= tokens.length; from += 1) {
        const places = Array.from({ length }, (_, index) => from + index);
        const [first, last] = [tokens[from], tokens[from + length - 1]];
        if (!first || !last || places.some((place) => used.has(place))) continue;
        if (!places.some((place) => isTelling(words[place] ?? "") && !covered.has(place))) continue;
        if (isStop(first.folded) || isStop(last.folded)) continue;
        const text = question.slice(first.start, last.end);
        const near = nearest([...free], from, ({ kind }) => isOfWords(kind));
        const isNextTo = near !== null && near.named.to <= from && from - near.named.to <= 1;
        const column = isNextTo && holds(near.column, text, table) ? near.column : columnWith(text, table);
        const isDocument = column === null && text.length > 3 && table.isDocument(text);
        if (column === null && !isDocument) continue;
        const isNot = isExcepted(words[from - 1]) || isExcepted(words[from - 2]);
        add(column?.id ?? documentColumn, { op: "contains", text }, isNot);
        markTokens(from, from + length);
        if (isNextTo) take(near.named);
      }
    }
    // A name behind its column that stands in no cell: nothing has it, and that is the answer.
    for (const each of free) {
      const [column] = each.columns;
      const next = tokens[each.to];
      if (!column || !isOfWords(column.kind) || column.kind === "choice" || !next || used.has(each.to)) continue;
      if (!/^[\p{Lu}\p{N}]/u.test(next.text) || !isTelling(next.folded)) continue;
      let to = each.to + 1;
      while (to < tokens.length && !used.has(to) && /^[\p{Lu}\p{N}]/u.test(tokens[to]?.text ?? "")) to += 1;
      add(column.id, { op: "contains", text: question.slice(next.start, tokens[to - 1]?.end) });
      take(each);
      markTokens(each.to, to);
    }
  }
}

const measures: Readonly<Record<Measure, readonly Column["kind"][]>> = {
  money: ["money"],
  date: ["date"],
  length: ["period", "number"],
  any: ["money", "number", "period", "date"],
};

function isOfWords(kind: Column["kind"]): boolean {
  return kind === "text" || kind === "party" || kind === "list" || kind === "choice";
}

function isIdle(folded: string): boolean {
  return idleWords.has(folded) || lacking.has(folded) || having.has(folded) || denying.has(folded);
}

/** True of a word that can be looked for. */
function isTelling(folded: string): boolean {
  return (folded.length > 2 || /\d/u.test(folded)) && !isStop(folded) && !isIdle(folded);
}

function isExcepted(folded: string | undefined): boolean {
  return folded !== undefined && (except.has(folded) || denying.has(folded));
}

/** Right before, or two words before. */
function isDenied(words: readonly string[], at: number): boolean {
  return [words[at - 1], words[at - 2]].some(isExcepted);
}

/** The seven languages, those first that most words are of. */
function languagesOf(words: readonly string[]): string[] {
  const count = (language: string): number => {
    const stops = stopWordsOf(language);
    return words.filter((word) => stops.has(word)).length;
  };
  return ["en", "de", "fr", "es", "it", "pt", "nl"]
    .map((language) => ({ language, stops: count(language) }))
    .toSorted((a, b) => b.stops - a.stops)
    .map(({ language }) => language);
}

/** A question of few words is in the first language in which it names a value; a bare number that is not compared is none. */
function rangesOf(question: string, languages: readonly string[], today: string): AskedRange[] {
  for (const language of languages) {
    const ranges = rangesIn(question, language, today);
    if (ranges.some((range) => range.isCompared || !isBare(range.least ?? range.most))) return ranges;
  }
  return rangesIn(question, languages[0] ?? "en", today);
}

function isWithUnit({ money, number }: AskedValue): boolean {
  return (money !== null && money.currency !== null) || (number !== null && number.unit !== null);
}

/** A number and nothing else. */
function isBare(value: AskedValue | null): boolean {
  return value === null || (value.date === null && value.period === null && !isWithUnit(value));
}

/** The column named nearest to a token that can be meant; what stands before it is nearer. */
function nearest(
  named: readonly Named[],
  at: number,
  isMeant: (column: Column) => boolean,
): { readonly named: Named; readonly column: Column } | null {
  let best: { named: Named; column: Column; distance: number } | null = null;
  for (const each of named) {
    const column = each.columns.find(isMeant);
    if (!column) continue;
    const distance = each.to <= at ? at - each.to : each.from - at + 0.5;
    if (best === null || distance < best.distance) best = { named: each, column, distance };
  }
  return best;
}

/** Where no column is named: the only one of a kind, else the one that such questions mean. */
function usual(columns: readonly Column[], kinds: readonly Column["kind"][]): Column | null {
  for (const kind of kinds) {
    const of = columns.filter((column) => column.kind === kind);
    const main = kind === "money" ? mainAmounts : kind === "date" ? mainDates : kind === "period" ? mainPeriods : null;
    const found = of.length === 1 ? of[0] : of.find(({ name }) => main?.test(fold(name)) === true);
    if (found) return found;
  }
  return null;
}

interface Meaning {
  readonly table: AskedTable;
  readonly named: readonly Named[];
  readonly tokenAt: (place: number) => number;
  readonly flat: string;
}

function columnOfRange(
  range: AskedRange,
  { table, named, tokenAt }: Meaning,
): { readonly column: Column; readonly named: Named | null } | null {
  const value = range.least ?? range.most;
  if (value === null) return null;
  const isMeant = (column: Column): boolean => canHold(column, value, range);
  // Words of the value itself are none of a column: "years" of "5 years".
  const others = named.filter(({ from }) => from < tokenAt(value.start) || from >= tokenAt(value.end));
  const near = nearest(others, tokenAt(range.start), isMeant);
  // A bare number that is compared with nothing is meant where it stands right behind its column: "rooms: 3".
  if (isBare(value) && !range.isCompared) {
    const isRightBehind =
      near !== null && near.named.to <= tokenAt(value.start) && tokenAt(value.start) - near.named.to <= 1;
    return isRightBehind ? near : null;
  }
  if (near) return near;
  const kinds: Column["kind"][] =
    range.fromToday !== null || value.date !== null
      ? ["date"]
      : value.period !== null
        ? ["period"]
        : value.money !== null && value.money.currency !== null
          ? ["money"]
          : ["number", "money"];
  const column = usual(table.columns.filter(isMeant), kinds);
  return column && { column, named: null };
}

function canHold(column: Column, value: AskedValue, { fromToday }: AskedRange): boolean {
  const { date, period, money, number } = value;
  switch (column.kind) {
    case "date":
      return date !== null || fromToday !== null;
    case "period":
      return period !== null && fromToday === null;
    case "money":
      return money !== null && (money.currency !== null || number === null || number.unit === null);
    case "number":
      return (
        number !== null && (money === null || money.currency === null) && fits({ kind: "number", ...number }, column)
      );
    default:
      return false;
  }
}

function testOf(range: AskedRange, column: Column, today: string): FilterTest | null {
  const { least, most, isOpen, fromToday } = range;
  const between = (
    from: number | string | null,
    to: number | string | null,
    unit: string | null = null,
  ): FilterTest => ({
    op: "between",
    least: from,
    most: to,
    unit,
  });
  switch (column.kind) {
    case "date": {
      if (fromToday !== null) {
        const period = (least ?? most)?.period ?? null;
        if (period === null) return null;
        return fromToday === "next"
          ? between(today, shifted(today, period, 1))
          : between(shifted(today, period, -1), today);
      }
      const first = least?.date ? (isOpen ? dayAfter(least.date.last) : least.date.first) : null;
      const last = most?.date ? (isOpen ? dayBefore(most.date.first) : most.date.last) : null;
      return between(first && shortest(first, "first"), last && shortest(last, "last"));
    }
    case "period": {
      const end = (value: AskedValue | null, shift: (days: number) => number): string | null => {
        const period = value?.period ?? null;
        const days = period === null ? null : daysOf(period);
        if (period === null || days === null || !isOpen) return period;
        return `P${String(Math.max(0, shift(days)))}D`;
      };
      return between(
        // A month has not always as many days.
        end(least, (days) => Math.floor(/[YM]/u.test(least?.period ?? "") ? days * 1.003 : days) + 1),
        end(most, (days) => Math.ceil(days) - 1),
      );
    }
    case "money":
    case "number": {
      const numberOf = (value: AskedValue | null): number | null =>
        (column.kind === "money" ? value?.money?.amount : value?.number?.number) ?? null;
      const value = most ?? least;
      const unit =
        column.kind === "money"
          ? (value?.money?.currency ?? null)
          : column.unit === null
            ? (value?.number?.unit ?? null)
            : null;
      const [from, to] = [numberOf(least), numberOf(most)];
      // Amounts go by cents: what is over 10,000 begins at 10,000.01.
      const cent = (number: number, sign: 1 | -1): number =>
        isOpen ? Number((number + sign * 0.01).toFixed(2)) : number;
      return between(from === null ? null : cent(from, 1), to === null ? null : cent(to, -1), unit);
    }
    default:
      return null;
  }
}

/** What is asked of a column that stands there without a value: that it is missing, that it is there, yes or no; null for nothing. */
function testOfMention(
  { kind }: Column,
  { from, to }: Named,
  tokens: readonly { readonly folded: string }[],
): { readonly test: FilterTest; readonly used: readonly number[] } | null {
  const word = (index: number): string => tokens[index]?.folded ?? "";
  const before = [from - 1, from - 2, from - 3].filter((index) => index >= 0);
  const behind = [to, to + 1].filter((index) => index < tokens.length);
  // Only articles may stand between.
  const reaches = (index: number): boolean => {
    for (let between = Math.min(index, to - 1) + 1; between < Math.max(index, from); between += 1) {
      if (between >= from && between < to) continue;
      if (!isStop(word(between)) && !idleWords.has(word(between))) return false;
    }
    return true;
  };
  const lack = [...before, ...behind].find((index) => lacking.has(word(index)) && reaches(index));
  const stated = notStated(tokens, behind[0] ?? tokens.length);
  if (kind === "boolean") {
    const all = tokens.map((_, index) => index);
    const denial = lack ?? all.find((index) => denying.has(word(index)) && Math.abs(index - from) <= 4);
    const forbids = all.find((index) => forbidding.test(word(index)) && Math.abs(index - from) <= 4);
    const isNo = (denial !== undefined) !== (forbids !== undefined);
    return { test: { op: isNo ? "no" : "yes" }, used: [denial, forbids].filter((index) => index !== undefined) };
  }
  if (lack !== undefined) return { test: { op: "is", state: "notStated" }, used: [lack] };
  if (stated !== null) return { test: { op: "is", state: "notStated" }, used: stated };
  const has = before.find((index) => having.has(word(index)) && reaches(index));
  return has === undefined ? null : { test: { op: "is", state: "stated" }, used: [has] };
}

/** "is not stated", "nicht angegeben" behind a column. */
function notStated(tokens: readonly { readonly folded: string }[], from: number): number[] | null {
  const near = [from, from + 1, from + 2, from + 3].filter((index) => index < tokens.length);
  const not = near.find((index) => denying.has(tokens[index]?.folded ?? ""));
  const stated = near.find((index) =>
    /^(?:stated|given|named|known|found|mentioned|angegeben|genannt|vorhanden|bekannt|indique|indiques|mentionne|indicad|indicat|specificat|menzionat|mencionad|vermeld|bekend)/u.test(
      tokens[index]?.folded ?? "",
    ),
  );
  return not === undefined || stated === undefined ? null : [not, stated];
}

/** True where these words stand in a text one after the other, whole. */
function hasWords(text: string, words: string): boolean {
  const [hay, needle] = [fold(text), fold(words)];
  if (needle === "") return false;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    const [before, behind] = [hay.charAt(at - 1), hay.charAt(at + needle.length)];
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(behind)) return true;
  }
  return false;
}

function holds({ id }: Column, words: string, { labels }: AskedTable): boolean {
  return labels.get(id)?.some((label) => hasWords(label, words)) ?? false;
}

/** The column in whose cells these words stand: what is chosen and who it is before what is told. */
function columnWith(words: string, table: AskedTable): Column | null {
  for (const kind of ["choice", "party", "list", "text"] as const) {
    const found = table.columns.find((column) => column.kind === kind && holds(column, words, table));
    if (found) return found;
  }
  return null;
}
