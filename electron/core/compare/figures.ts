import type { ChangeReason } from "../../contract/compare.ts";
import type { DateFact } from "../text/dates.ts";
import { figuresOf } from "../text/figures.ts";
import type { NumberFact } from "../text/numbers.ts";
import { unitAt } from "../text/units.ts";
import { changedTokens, changesIn, type Edited, type Span } from "./edited.ts";

/** What differs in the numbers, amounts, dates and times of two versions of a text, whatever way they are written in. */
export function figureReasons(before: Edited, after: Edited): ChangeReason[] {
  const [left, right] = [readFigures(before), readFigures(after)];
  const lone = unmatched(left, right);
  // An amount that lost or won its currency is told as such, not as a number too.
  const isTold = (one: Figure): boolean =>
    one.reason === "number" && lone.some((other) => other.reason === "amount" && other.bare === one.bare);
  const reasons = new Set(lone.filter((one) => !isTold(one)).map(({ reason }) => reason));
  if (timesIn(before).length > 0 && timesIn(after).length > 0 && timesIn(before).join() !== timesIn(after).join()) {
    reasons.add("number");
  }
  if (reasons.size === 0 && isSwapped(before, after, left, right)) {
    const [first] = left.filter(({ keys }, place) => keys[0] !== right[place]?.keys[0]);
    if (first) reasons.add(first.reason);
  }
  return [...reasons];
}

/** The units of time among what changed: "a month" became "a week". */
function timesIn(edited: Edited): string[] {
  return changedTokens(edited).flatMap(({ folded }) => {
    const found = folded.length < 3 ? null : unitAt(` ${folded}`);
    return found && /^(?:time|month)$/u.test(found.unit.kind)
      ? [`${found.unit.kind} ${String(found.unit.factor)}`]
      : [];
  });
}

/** The reasons for which a passage of its own is weighty; "two" or "twelve" in words is in every other sentence. */
export function figuresIn(text: string, language: string): ChangeReason[] {
  return readFigures({ text, tokens: [], spans: [], language }).flatMap(({ reason, isWord }) =>
    isWord ? [] : [reason],
  );
}

/** Where the figures of a text stand, with their units, and what joins two of them: "5 to 10 days". */
export function figurePlaces(text: string, language: string): Span[] {
  const { dates, times, periods, numbers, years } = figuresOf(text, language);
  const places = [
    ...[...dates, ...periods, ...times].map(({ start, end }) => ({ start, end, joins: true })),
    ...[...numbers, ...years].map(({ whole, range }) => ({ ...whole, joins: range === "from" })),
  ].toSorted((a, b) => a.start - b.start);
  return places.map(({ start, end, joins }, index) => {
    const next = places[index + 1]?.start ?? end;
    return { start, end: joins && next - end <= longestJoint ? Math.max(end, next) : end };
  });
}

/** Characters between two figures of a range: " bis zum ". */
const longestJoint = 9;

/** The text with blanks for its figures: the "May" of a date allows nothing, and "bis" between two numbers is no condition. */
export function withoutFigures(text: string, language: string): string {
  return figurePlaces(text, language).reduce(
    (rest, { start, end }) => `${rest.slice(0, start)}${" ".repeat(end - start)}${rest.slice(end)}`,
    text,
  );
}

interface Figure extends Span {
  readonly reason: "amount" | "number" | "date";
  /** each way to read it; equal for what means the same */
  readonly keys: readonly string[];
  /** of an amount its number without the currency */
  readonly bare: string;
  readonly isWord: boolean;
}

/** In the order of the text. */
function readFigures(edited: Edited): Figure[] {
  const { dates, times, periods, numbers, years } = figuresOf(edited.text, edited.language);
  const date = ({ start, end }: Span, keys: readonly string[], isWord = false): Figure => ({
    start,
    end,
    reason: "date",
    keys,
    bare: "",
    isWord,
  });
  const figures = [
    ...dates.map((one) => date(one, one.options.map(dayKey))),
    ...times.map((one) => date(one, one.minutes.map(String))),
    ...periods.map((one) => date(one, [`${one.kind} ${one.value} ${String(one.year)}`], true)),
    ...[...numbers, ...years]
      // "One" is often an article, and "first" an order: they count only where they were written anew or taken out.
      .filter((one) => !one.common || changesIn(edited, one))
      .map(numberFigure),
  ];
  return figures.toSorted((a, b) => a.start - b.start);
}

function numberFigure(fact: NumberFact): Figure {
  const { currency, year, whole, word } = fact;
  const bare = numberKey(fact);
  const reason = currency !== null ? "amount" : year === "yes" ? "date" : "number";
  return { ...whole, reason, keys: [`${bare} ${currency ?? ""}`], bare, isWord: word };
}

function numberKey(fact: NumberFact): string {
  const { kind, side, bound, unit } = fact;
  const value = Number(meant(fact)) * (unit?.factor ?? 1);
  const number = Number.isFinite(value) ? String(Number(value.toPrecision(12))) : fact.text;
  return [number, kind === "ordinal" ? kind : "", side ?? "", bound ?? "", unit?.kind ?? ""].join(" ");
}

/** Of two ways to read "1.234" the document means one and the same in both versions; "5m" is read as five million. */
function meant({ values, text }: NumberFact): string {
  const isOpenScale = /\d\s?[a-z]$/iu.test(text) && values.length % 2 === 0;
  return (isOpenScale ? values.slice(0, values.length / 2) : values).at(-1) ?? text;
}

function dayKey({ year, month, day }: DateFact["options"][number]): string {
  return `${String(year)}-${String(month)}-${String(day)}`;
}

/** Of two that may both be read in several ways the first reading is the same: 1.3. is not 3.1. */
function isSame(own: Figure, other: Figure): boolean {
  return own.keys.length === other.keys.length
    ? own.keys[0] === other.keys[0]
    : own.keys.some((key) => other.keys.includes(key));
}

/** What one of two lists has more than the other, whatever their order. */
function unmatched(before: readonly Figure[], after: readonly Figure[]): Figure[] {
  const rest = [...after];
  const lone: Figure[] = [];
  for (const own of before) {
    const place = rest.findIndex((other) => isSame(own, other));
    if (place < 0) lone.push(own);
    else rest.splice(place, 1);
  }
  return [...lone, ...rest];
}

/** The same figures at each other's places, with nothing else around them changed: "5 for A, 10 for B" is now "10 for A, 5 for B". */
function isSwapped(before: Edited, after: Edited, left: readonly Figure[], right: readonly Figure[]): boolean {
  const inOrder = (figures: readonly Figure[]): string => figures.map(({ keys }) => keys[0]).join();
  const isAllFigures = ({ spans, text }: Edited, figures: readonly Figure[]): boolean =>
    spans.every(
      ({ start, end }) =>
        !/[\p{L}\p{N}]/u.test(text.slice(start, end)) || figures.some((one) => one.start <= start && one.end >= end),
    );
  return inOrder(left) !== inOrder(right) && isAllFigures(before, left) && isAllFigures(after, right);
}
