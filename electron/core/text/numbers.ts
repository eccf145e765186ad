import { currencyAfter, currencyBefore } from "./currencies.ts";
import { fold } from "./fold.ts";
import { numberWordsOf } from "./numberWords.ts";
import { unspacedClass } from "./scripts.ts";
import { scaleAt, shift } from "./scales.ts";
import { stopWordsOf } from "./stopWords.ts";
import { type Unit, unitAt } from "./units.ts";
import { type Bound, boundOf } from "./bounds.ts";
import { primaryTag } from "./languageTag.ts";

/** A number of a text. */
export interface NumberFact {
  /** the number with its sign and scale, as it is written */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** each way to read it, as plain decimals with their sign ("1.234" is 1.234 or 1234) */
  readonly values: readonly string[];
  readonly kind: "count" | "ordinal" | "fraction" | "factor";
  /** whether it is a year: "maybe" where nothing but its four digits says so */
  readonly year: "yes" | "maybe" | "no";
  /** part of a code or a name, as in "COVID-19" */
  readonly code: boolean;
  readonly percent: boolean;
  readonly unit: Unit | null;
  /** the time it is counted for: "€5 an hour", "16 hours a day" */
  readonly per: Unit | null;
  /** ISO 4217 of the currency beside it */
  readonly currency: string | null;
  /** the side of an account: "100.50 CR" */
  readonly side: "credit" | "debit" | null;
  readonly bound: Bound | null;
  /** the end it is of a range: "from 5 to 10" */
  readonly range: "from" | "to" | null;
  /** the words behind it that may be what it counts, folded: "16 gold watches" */
  readonly counted: readonly string[];
  /** written as a word ("three") */
  readonly word: boolean;
  /** "one", "first", "twice": a text that says it in other words has no number */
  readonly common: boolean;
  /** with its currency and unit, as "€5" */
  readonly whole: { readonly start: number; readonly end: number };
  /** with its bound too, as "at least €5" */
  readonly hedged: { readonly start: number; readonly end: number };
}

/**
 * The numbers of a text: in digits, grouped in every usual way, and in words of the seven languages; with sign, scale ("5 million",
 * "3 Mrd.", "10k"), unit, currency and what is counted. Digits of dates and times are numbers here too.
 *
 * @param language BCP 47; decides the words for numbers and their scales, ordinals and bounds
 */
export function numbersOf(text: string, language: string): NumberFact[] {
  const tag = primaryTag(language);
  const plain = inAsciiDigits(text);
  const raws = [...digitsIn(plain, tag), ...wordsIn(text, language)].sort((a, b) => a.start - b.start);
  const facts: NumberFact[] = [];
  let end = 0;
  for (const raw of raws) {
    if (raw.start < end) continue;
    const fact = readFact(plain, raw, tag);
    const bare = text === plain ? fact : { ...fact, text: text.slice(fact.start, fact.end) };
    facts.push(bare);
    end = Math.max(bare.end, bare.whole.end);
  }
  return withYears(plain, withRanges(plain, facts, tag));
}

interface Raw {
  readonly start: number;
  readonly end: number;
  readonly values: readonly string[];
  readonly kind: NumberFact["kind"];
  readonly word: boolean;
  readonly common: boolean;
}

const space = " \\u00a0\\u2009\\u202f";
const digitPattern = new RegExp(
  `(?=\\d)(?<!(?![${unspacedClass}])[\\p{L}\\d])(?<!\\d[.,])(?:\\d{1,3}(?:[${space}'’]\\d{3})+(?!\\d)(?:[.,]\\d+)?|\\d+(?:[.,]\\d+)*)[½¼¾⅓⅔]?|[½¼¾⅓⅔]`,
  "gu",
);
/** "10⁶", "10^6" */
const powerOf = /^(?:[¹]?[⁰¹²³⁴-⁹]|\^\{?[12]?\d\}?)(?![\d⁰¹²³⁴-⁹])/u;
const groupMarks = new RegExp(`[${space}'’]`, "gu");
const vulgar: Readonly<Record<string, string>> = { "½": "5", "¼": "25", "¾": "75", "⅓": "3333", "⅔": "6667" };

function digitsIn(text: string, tag: string): Raw[] {
  return [...text.matchAll(digitPattern)].map((match) => {
    const [found] = match;
    const fraction = vulgar[found.at(-1) ?? ""];
    const digits = fraction === undefined ? found : found.slice(0, -1);
    const start = match.index;
    let end = start + found.length;
    let values = digits === "" ? ["0"] : readDigits(digits);
    if (fraction !== undefined) values = values.map((value) => `${value}.${fraction}`);
    const power = digits === "10" ? powerOf.exec(text.slice(end, end + 6)) : null;
    if (power) {
      end += power[0].length;
      values = [`1${"0".repeat(Number(power[0].normalize("NFKC").replaceAll(/\D/gu, "")))}`];
    }
    const ordinal = fraction === undefined ? ordinalMark(text, start, end, tag) : 0;
    end += ordinal;
    const kind = ordinal > 0 ? "ordinal" : digits === "" ? "fraction" : "count";
    return { start, end, values, kind, word: false, common: false };
  });
}

function wordsIn(text: string, language: string): Raw[] {
  return numberWordsOf(text, language).map(({ start, end, value, kind, common }) => ({
    start,
    end,
    values: [value],
    kind,
    word: true,
    common,
  }));
}

const otherDigits = /[０-９٠-٩۰-۹]/gu;

/** Full-width and Arabic digits as ASCII, character for character. */
function inAsciiDigits(text: string): string {
  if (text.search(otherDigits) < 0) return text;
  return text.replaceAll(otherDigits, (digit) => String((digit.codePointAt(0) ?? 0) & 15));
}

/** Length of what makes digits an ordinal: "3rd", "1er", "2º", and "3." in German. */
function ordinalMark(text: string, start: number, end: number, tag: string): number {
  const behind = text.slice(end, end + 6);
  const mark = /^(?:st|nd|rd|th|ers?|ères?|re|ème|eme|e|[ºª°]|[oa](?=\s)|\.[ºª])(?![\p{L}\d])/u.exec(behind)?.[0];
  const digits = text.slice(start, end);
  if (mark !== undefined && /^\d+$/u.test(digits)) {
    if (/^(?:st|nd|rd|th)$/u.test(mark)) return mark.length;
    if (mark === "°" || ((mark === "o" || mark === "a") && !["es", "it", "pt"].includes(tag))) return 0;
    if ((mark === "e" && !["fr", "nl"].includes(tag)) || (/^(?:er|re|è|ème|eme)/u.test(mark) && tag !== "fr")) return 0;
    return mark.length;
  }
  if (["de", "da", "nb", "no"].includes(tag) && /^\d{1,3}$/u.test(digits) && /^\.\s\p{L}/u.test(behind)) return 1;
  return 0;
}

/** Each way to read digits with separators. */
function readDigits(digits: string): string[] {
  const plain = digits.replaceAll(groupMarks, "");
  const marks = plain.replaceAll(/\d/gu, "");
  if (marks === "") return [decimal(plain, "")];
  const last = marks.at(-1) ?? "";
  const other = last === "." ? "," : ".";
  if (marks.includes(other)) {
    const [whole, fraction] = splitLast(plain, last);
    if (whole.includes(last)) return [plain];
    return [decimal(whole.replaceAll(other, ""), fraction)];
  }
  const groups = plain.split(last);
  const grouped = groups.slice(1).every((group) => group.length === 3) && (groups[0]?.length ?? 0) <= 3;
  const lakhs = last === "," && /^\d{1,2}(?:,\d{2})+,\d{3}$/u.test(plain);
  if (marks.length > 1) return grouped || lakhs ? [decimal(groups.join(""), "")] : [plain];
  const asFraction = decimal(groups[0] ?? "", groups[1] ?? "");
  return grouped && groups[0] !== "0" ? [asFraction, decimal(groups.join(""), "")] : [asFraction];
}

function splitLast(text: string, mark: string): [string, string] {
  const at = text.lastIndexOf(mark);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A decimal without leading and trailing zeros. */
function decimal(whole: string, fraction: string): string {
  const front = whole.replace(/^0+(?=\d)/u, "") || "0";
  const back = fraction.replace(/0+$/u, "");
  return back === "" ? front : `${front}.${back}`;
}

/** What stands around a number: its sign, scale, unit, currency, bound, and what it counts. */
function readFact(text: string, raw: Raw, tag: string): NumberFact {
  const front = frontOf(text, raw);
  const code = !raw.word && isInCode(text, raw);
  let { start, end } = raw;
  let { values } = raw;

  const brackets = raw.word ? null : accountantsBrackets(text, front.start, end, values);
  if (brackets) ({ start, end } = brackets);
  const trailing = !raw.word && !brackets && front.sign === null ? trailingMinus(text, end) : 0;
  end += trailing;
  const scale =
    raw.kind === "ordinal" || raw.kind === "factor" ? null : scaleAt(text.slice(end, end + 28), tag, front.currency);
  if (scale) {
    end += scale.length;
    const scaled = values.map((value) => shift(value, scale.zeros));
    // "5m" may be five metres.
    values = scale.isSure ? scaled : [...scaled, ...values];
  }

  let wholeEnd = end;
  // "3 millions d’euros", "3 millones de euros"
  const joint = scale ? (/^\s(?:d['’]|d[ei]\s)/u.exec(text.slice(end, end + 4))?.[0].length ?? 0) : 0;
  const joined = joint > 0 ? currencyAfter(text.slice(end + joint, end + joint + 24)) : null;
  if (joined) wholeEnd += joint;
  const behind = scale?.currency ?? joined ?? currencyAfter(text.slice(end, end + 24));
  if (behind && scale?.currency === undefined) wholeEnd += behind.length;
  let side = sideAt(text, wholeEnd);
  if (side && front.currency === "INR") side = null;
  if (side) wholeEnd += side.length;
  const measure = behind || raw.kind === "ordinal" ? null : unitAt(withoutArticle(text, end, raw));
  if (measure) wholeEnd += measure.length;
  const rate = ratePattern.exec(text.slice(wholeEnd, wholeEnd + 12));
  const per = rate && raw.kind === "count" ? unitAt(text.slice(wholeEnd + rate[0].length, wholeEnd + 40)) : null;
  const perTime = rate && per && (per.unit.kind === "time" || per.unit.kind === "month") ? per.unit : null;
  const isBelow = belowZero.test(text.slice(wholeEnd, wholeEnd + 28));
  const isNegative = front.sign !== null || brackets !== null || trailing > 0 || isBelow;
  if (isNegative) values = values.map((value) => (value === "0" ? value : `-${value}`));
  if (front.sign !== null) start = front.sign;

  const adverb = perTime
    ? null
    : (rateAdverb.exec(text.slice(wholeEnd, wholeEnd + 16))?.[1] ??
      adverbBefore.exec(text.slice(Math.max(0, front.start - 16), front.start))?.[1]);
  if (rate && per && perTime) wholeEnd += rate[0].length + per.length;
  const wholeStart = Math.min(start, front.start);
  const unit = measure?.unit ?? null;
  const bound = boundOf(text.slice(Math.max(0, wholeStart - 32), wholeStart), text.slice(wholeEnd, wholeEnd + 24), tag);
  return {
    text: text.slice(start, end),
    start,
    end,
    values,
    kind: raw.kind,
    year: "no",
    code:
      code ||
      (!raw.word && raw.kind === "count" && !scale && !measure && !behind && /^\p{L}/u.test(text.slice(end, end + 1))),
    percent: unit?.kind === "percent",
    unit,
    per: perTime ?? (adverb === undefined || adverb === null ? null : rateOf(adverb)),
    currency:
      front.currency ??
      behind?.code ??
      (brackets ? (currencyBefore(text.slice(0, brackets.start))?.code ?? null) : null),
    side: side?.side ?? sideBefore(text.slice(Math.max(0, wholeStart - 24), wholeStart)),
    bound: bound?.bound ?? null,
    range: null,
    counted: countedAt(text, wholeEnd, tag, unit),
    word: raw.word,
    common: raw.common,
    whole: { start: wholeStart, end: wholeEnd },
    hedged: { start: wholeStart - (bound?.before ?? 0), end: wholeEnd + (bound?.behind ?? 0) },
  };
}

/** "Half an hour": the article stands between the number and its unit. */
function withoutArticle(text: string, end: number, { kind }: Raw): string {
  const behind = text.slice(end, end + 40);
  return kind === "fraction" ? behind.replace(/^\s(?:an?|a)(?=\s)/u, "") : behind;
}

/** Between a number and the time it is for. */
const ratePattern =
  /^[\s-](?:an?|per|each|every|pro|je|par|por|al|alla|à la|ao|à|all['’]|cada|l['’])(?=[\s-]\p{L})|^\/(?=\p{L})/iu;

const adverbs =
  "hourly|daily|weekly|monthly|yearly|annually|stündlich|täglich|wöchentlich|monatlich|jährlich|mensuels?|annuels?|mensuales|anuales|mensili|annui|mensais|anuais|dagelijks|wekelijks|maandelijks|jaarlijks";
const rateAdverb = new RegExp(`^\\s(${adverbs})(?!\\p{L})`, "iu");
const adverbBefore = new RegExp(`(?<!\\p{L})(${adverbs})\\s$`, "iu");

function rateOf(adverb: string): Unit | null {
  const word = fold(adverb);
  if (/^(?:hour|stund)/u.test(word)) return { kind: "time", factor: 3600 };
  if (/^(?:dai|tag|dage)/u.test(word)) return { kind: "time", factor: 86_400 };
  if (/^(?:week|woch|weke)/u.test(word)) return { kind: "time", factor: 604_800 };
  return { kind: "month", factor: /^(?:month|monat|mens|maand)/u.test(word) ? 1 : 12 };
}

const minuses = "−－﹣\\-‐‑–";
const opensValue = "(?<=^|[\\s(\\[:=|/,;\"'“‘„«<>≤≥~≈*])";
const signPattern = new RegExp(`${opensValue}(?:[${minuses}]|−\\s)$`, "u");
const innerSign = new RegExp(`(?:[${minuses}]|−\\s)$`, "u");
const minusWord =
  /(?<!\p{L})(?<!(?:au|du|à|al|lo|pelo|ao|per lo|ni|ou|or|oder|not|no)\s)(?<![\d\p{L}]\d\s)(?<!\d\s)(?:minus|negative|negativ|moins|menos|meno|min)\s+$/iu;
const belowZero =
  /^\s?(?:below zero|below freezing|unter null|unter dem gefrierpunkt|(?:en|au)[\s-]dessous de z[ée]ro|sous z[ée]ro|bajo cero|sotto (?:lo )?zero|abaixo de zero|negativos|onder nul|onder het vriespunt)(?!\p{L})/iu;

interface Front {
  /** where the currency or the number begins, without the sign */
  readonly start: number;
  /** where the minus begins; null where there is none */
  readonly sign: number | null;
  readonly currency: string | null;
}

/** Sign and currency right before a number: "-€20", "EUR -100", "−5", "minus 5". */
function frontOf(text: string, { start, end, word, kind }: Raw): Front {
  const none: Front = { start, sign: null, currency: null };
  if (kind === "ordinal" || kind === "factor") return none;
  const before = text.slice(Math.max(0, start - 24), start);
  const offset = start - before.length;
  if (!word) {
    const inner = innerSign.exec(before);
    const beforeSign = inner ? before.slice(0, inner.index) : before;
    const currency = currencyBefore(beforeSign);
    if (currency) {
      const at = beforeSign.length - currency.length;
      const outer = signPattern.exec(before.slice(0, at));
      const isMinus = outer !== null && isSign(text, offset + outer.index, start, end);
      const sign = inner ? offset + inner.index : isMinus ? offset + outer.index : null;
      const from = offset + at;
      return { start: from, sign: sign ?? wordSign(before.slice(0, at), offset), currency: currency.code };
    }
    const own = signPattern.exec(before);
    if (own && isSign(text, offset + own.index, start, end)) return { ...none, sign: offset + own.index };
    if (isOnlyNumber(text, start, end)) return { ...none, sign: text.search(/\S/u) };
  }
  return { ...none, sign: wordSign(before, offset) };
}

function wordSign(before: string, offset: number): number | null {
  const match = minusWord.exec(before);
  return match ? offset + match.index : null;
}

/** A dash that is no minus: between two years, or one of two around an aside. */
function isSign(text: string, at: number, start: number, end: number): boolean {
  const dash = text.charAt(at);
  if (dash === "−") return true;
  const years = /(?<!\d)(\d{4})\s$/u.exec(text.slice(Math.max(0, at - 6), at));
  if (years && /^\d{4}$/u.test(text.slice(start, end))) return false;
  const rest = text.slice(end, end + 70);
  return !(at > 0 && (dash === "–" ? asideEnd.long : asideEnd.short).test(rest));
}

const asideEnd = { long: /^[^.!?;]*?[\p{L}\d%€)]–(?=\s)/u, short: /^[^.!?;]*?[\p{L}\d%€)]-(?=\s)/u } as const;
const onlyMinus = new RegExp(`^\\s*[${minuses}]\\s*$`, "u");
const minusBehind = new RegExp(`^[${minuses}]`, "u");

/** A cell of nothing but a dash, a space and a number. */
function isOnlyNumber(text: string, start: number, end: number): boolean {
  return onlyMinus.test(text.slice(0, start)) && /^\s*\p{Sc}?\s*$/u.test(text.slice(end));
}

/** Length of a minus behind the number: "100,50-"; "5- to 10-year" and "1950-" have none, nor has "20.–". */
function trailingMinus(text: string, end: number): number {
  if (!minusBehind.test(text.slice(end, end + 1))) return 0;
  const digits = /[\d.,'’\s]*$/u.exec(text.slice(Math.max(0, end - 20), end))?.[0].trim() ?? "";
  const behind = text.slice(end + 1, end + 12);
  if (/^[12]\d{3}$/u.test(digits)) return 0;
  const isClosed = /^\s*(?:$|[\t|;)\p{Sc}])|^\s(?:[A-Z]{3}|euros?|CR|DR)(?!\p{L})/u.test(behind);
  return isClosed || (/\D/u.test(digits) && /^\s*[.,]?\s*$/u.test(behind)) ? 1 : 0;
}

/** "(7,200)" as accountants write a minus, and not an aside, a year, the number of a clause or "five (5)". */
function accountantsBrackets(
  text: string,
  open: number,
  numberEnd: number,
  values: readonly string[],
): { start: number; end: number } | null {
  const close = /^\s?[%\p{Sc}]?\)/u.exec(text.slice(numberEnd, numberEnd + 3));
  if (!close || text.charAt(open - 1) !== "(") return null;
  const found = { start: open - 1, end: numberEnd + close[0].length };
  const inside = text.slice(open, numberEnd);
  // "$(7,200)"
  const before = text.slice(Math.max(0, open - 1 - window), open - 1).replace(/\p{Sc}\s?$/u, "");
  const behind = text.slice(found.end, found.end + window);
  const isMarked = /[^\d]/u.test(inside) || close[0].length > 1;
  if (/[\p{L}\d]$/u.test(before) || (!isMarked && /^(?:1[5-9]|20|21)\d\d$/u.test(values[0] ?? ""))) return null;
  if (/(?:^|\t)\s*$/u.test(before) && /^\s*(?:\t|$)/u.test(behind)) return found;
  const isMeasured = currencyAfter(behind) !== null || measureBehind.test(behind);
  if (isMeasured) return /[\p{L}\d]\s$/u.test(before) && endsInNumber(before) ? null : found;
  if (valueFollows.test(before)) return isMarked || /^\s*(?:[.,;]|$)/u.test(behind) ? found : null;
  if (/^\s*;/u.test(behind) && listedNumber.test(before + text.slice(open, found.end + window))) return found;
  const isRow = isMarked && /^[\s\d.,()\p{Sc}%\-−–]*$/u.test(behind) && !/[.!?]\s*$/u.test(behind);
  return isRow && open <= window && before.split(/\s+/u).length <= 7 ? found : null;
}

/** One of several that are listed with their labels: "Sales 318; tax (540); interest 190". */
const listedNumber = /(?:^|[;:])\s*\p{L}[\p{L}\s]{1,30}\s[\d.,]+\s*;/u;
/** Characters before and behind brackets that tell what they are; a row of a table is no longer. */
const window = 120;
const measureBehind = /^\s?(?:%|(?:milli|billi|milj|mili)\p{L}+|mio\.?|mrd\.?|bn|percent|per cent|prozent)(?!\p{L})/iu;

function endsInNumber(before: string): boolean {
  const word = /([\p{L}-]+|\d+)\s$/u.exec(before)?.[1] ?? "";
  return (
    /^\d/u.test(word) || ["en", "de", "fr", "es", "it", "pt", "nl"].some((tag) => numberWordsOf(word, tag).length > 0)
  );
}

const valueFollows =
  /(?:[:=|]|(?<!\p{L})(?:was|were|is|are|of|to|at|by|totall?ed|reached|war|ist|betrug|beträgt|betrugen|auf|von|um|bei|était|est|de|à|fue|es|era|foi|é|è|ammontava a|bedroeg|bedraagt))\s*$/iu;

const insideCode = /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}]*[\p{Lu}])[\p{L}\p{N}]+(?:[-‐‑/_.][\p{L}\p{N}]+)*[-‐‑/_]$/u;
/** Words that are joined to a number which stays one: "mid-2019", "EUR-5". */
const openCompounds =
  /(?<!\p{L})(?:mid|pre|post|early|late|non|under|over|top|anfang|mitte|ende|früh|spät|mi|début|fin|sub|super|plus|q[1-4]|jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)-$/iu;

function isInCode(text: string, { start }: Raw): boolean {
  const before = text.slice(Math.max(0, start - 24), start);
  return insideCode.test(before) && !openCompounds.test(before) && !currencyBefore(before.slice(0, -1));
}

/** "CR" and "DR" of an account, and what they stand for in other languages. */
function sideAt(text: string, at: number): { readonly side: "credit" | "debit"; readonly length: number } | null {
  const match = sideBehind.exec(text.slice(at, at + 12));
  const [whole, word] = match ?? [];
  if (whole === undefined || word === undefined) return null;
  return { side: isCredit(word) ? "credit" : "debit", length: whole.length };
}

function sideBefore(before: string): "credit" | "debit" | null {
  const word = sideWords.exec(before)?.[1];
  return word === undefined ? null : isCredit(word) ? "credit" : "debit";
}

const sideBehind =
  /^\s?(CR|DR|Cr|Dr|(?:in |im |a |à )?(?:credit|debit|Haben|Soll|avere|dare|crédit|débit|credito|debito|haber|debe|crédito|débito))(?:\.(?=\s*$))?(?![\p{L}\d]|\.\s\p{Lu}|\s(?:card|note|union))/u;
const sideWords =
  /(?<!\p{L})(credit|debit|Guthaben|Haben|Soll|créditeur|débiteur|credito|debito|acreedor|deudor|avere|dare|credor|devedor)(?:\s(?:of|balance|von|de|per|di|por))*\s$/u;

function isCredit(word: string): boolean {
  return /(?:cr|haben|guthaben|avere|haber|acreedor)/iu.test(word);
}

const mostCounted = 4;
/** Between the number and what it counts. */
const fillers = new Set(
  "ago later earlier of the other others more further additional new old different people's de des du weitere weiteren weiterer andere anderen autres otros otras altri altre outros outras d andere der die den von van".split(
    " ",
  ),
);

/** The words behind a number up to the next stop word or mark. */
function countedAt(text: string, end: number, tag: string, unit: Unit | null): string[] {
  const behind = text.slice(end, end + 80);
  const stops = stopWordsOf(tag);
  const words: string[] = [];
  for (const match of behind.matchAll(/([\s-]*)([^\s-]+)/gu)) {
    const [, gap = "", token = ""] = match;
    if (gap === "" || (words.length === 0 && gap.includes("-") && unit === null && match.index > 0)) break;
    const word = fold(/^['‘“"«]?([\p{L}\p{M}]+)/u.exec(token)?.[1] ?? "");
    if (word === "") break;
    const isFiller = fillers.has(word) || (unit !== null && word === "old");
    if (!isFiller && (stops.has(word) || word.length < 2)) break;
    if (!isFiller) words.push(word);
    if (words.length === mostCounted || /[^\p{L}\p{M}'’]$/u.test(token)) break;
  }
  return words;
}

/** Numbers that are the two ends of a range share unit, scale, currency and what they count. */
function withRanges(text: string, facts: readonly NumberFact[], tag: string): NumberFact[] {
  const linked = [...facts];
  for (let index = 0; index + 1 < linked.length; index += 1) {
    const [from, to] = [linked[index], linked[index + 1]];
    if (!from || !to || from.code || to.code || from.range === "to" || from.kind !== to.kind) continue;
    const link = linkBetween(text, from, to);
    if (link === null) continue;
    if (isShortYear(from, to, link)) {
      const century = text.slice(from.start, from.start + 2);
      linked[index] = { ...from, range: "from", year: "yes", counted: [] };
      linked[index + 1] = { ...to, range: "to", year: "yes", values: [`${century}${to.text}`], counted: [] };
      continue;
    }
    const scaled =
      link === "dash" && (to.currency ?? from.currency) === from.currency ? sharedScale(from, to, tag) : null;
    const lends = from.unit === null && (from.counted.length === 0 || link === "dash");
    linked[index] = {
      ...from,
      range: "from",
      values: scaled ?? from.values,
      unit: lends ? to.unit : from.unit,
      percent: lends ? to.percent : from.percent,
      currency: from.currency ?? to.currency,
      counted: from.counted.length > 0 ? from.counted : to.counted,
    };
    linked[index + 1] = {
      ...to,
      range: "to",
      bound: link === "word" ? null : to.bound,
      currency: to.currency ?? (to.unit ? null : from.currency),
    };
  }
  return linked;
}

/** "2018–19" and "2018/19" */
function isShortYear(from: NumberFact, to: NumberFact, link: "dash" | "word"): boolean {
  const isYear = /^(?:1[5-9]|20)\d\d$/u.test(from.text) && from.unit === null && from.currency === null;
  return (
    link === "dash" &&
    isYear &&
    /^\d\d$/u.test(to.text) &&
    to.unit === null &&
    Number(to.text) > Number(from.text) % 100
  );
}

const rangeWord = /^\s(?:to|through|till|until|bis|à|au|a|al|até|tot|t\/m)\s(?:the\s)?$/iu;
const rangeAnd = /^\s(?:and|und|et|y|e|en)\s$/iu;
const between = /(?<!\p{L})(?:between|zwischen|entre|tra|fra|tussen)\s(?:the\s)?$/iu;

function linkBetween(text: string, from: NumberFact, to: NumberFact): "dash" | "word" | null {
  const gap = text.slice(from.whole.end, to.whole.start);
  if (/^\s?[-–—‐‑−]\s?$/u.test(gap)) return "dash";
  if (gap === "/" && /^(?:1[5-9]|20)\d\d$/u.test(from.text)) return "dash";
  // "2019 –2021"
  if (/^[-–]$/u.test(gap.trim()) && gap.length <= 3) return "dash";
  if (rangeWord.test(gap)) return "word";
  return rangeAnd.test(gap) && between.test(text.slice(Math.max(0, from.whole.start - 16), from.whole.start))
    ? "word"
    : null;
}

/** "5-10 million" are both millions, and so they may be in "900-1.2 million". */
function sharedScale(from: NumberFact, to: NumberFact, tag: string): readonly string[] | null {
  const own = /^\D*\d/u.test(from.text) ? scaleAt(from.text.replace(/^.*\d/u, ""), tag, null) : null;
  const other = scaleAt(to.text.replace(/^.*\d/u, ""), tag, to.currency);
  if (own || !other) return null;
  return [...from.values.map((value) => shift(value, other.zeros)), ...from.values];
}

const yearFollows =
  /(?:(?<!\p{L})(?:in|since|until|till|during|before|after|from|to|by|of|year|spring|summer|autumn|fall|winter|early|late|mid|through|im jahre?|jahre?|seit|bis|ab|vor|nach|sommer|herbst|frühling|frühjahr|anfang|mitte|ende|en|depuis|jusqu['’]en|avant|après|année|dès|été|hiver|automne|printemps|desde|hasta|año|años|verano|invierno|otoño|primavera|dal|nel|del|fino al|anno|estate|inverno|autunno|em|até|ano|verão|outono|sinds|tot|van|na|voor|jaar|zomer|herfst|lente|fy|(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\p{L}*\.?|q[1-4]|h[12])[\s-]+(?:the\s)?|[/(–-]\s?|^)$/iu;
const weakly = /(?<!\p{L})(?:of|from|to|by|van|von|del|dal|en|na)[\s-]+$/iu;
const article =
  /(?:(?<!\p{L})(?:the|this|that|its|their|his|her|our|my|der|die|das|dem|den|le|la|les|du|el|los|il|lo|de|het|o|a|os|as)|\p{L}['’]s|(?<=\s)\p{Lu}\p{L}+)\s$/u;

/** Tells which numbers of four digits are years: by what stands before them, or because nothing is counted. */
function withYears(text: string, facts: readonly NumberFact[]): NumberFact[] {
  return facts.map((fact, index) => {
    if (fact.year === "yes") return fact;
    if (!mayBeYear(text, fact)) return fact;
    const before = text.slice(Math.max(0, fact.start - 24), fact.start);
    const pair = fact.range === "to" ? facts[index - 1] : fact.range === "from" ? facts[index + 1] : undefined;
    const isCounted = fact.counted.length > 0;
    const isFollowing = yearFollows.test(before) && !(isCounted && weakly.test(before));
    if (isFollowing || (pair && mayBeYear(text, pair) && !isCounted)) return { ...fact, year: "yes", counted: [] };
    if (isCounted && !article.test(before)) return fact;
    return { ...fact, year: "maybe" };
  });
}

function mayBeYear(text: string, fact: NumberFact): boolean {
  return (
    fact.kind === "count" &&
    !fact.word &&
    !fact.code &&
    fact.unit === null &&
    fact.currency === null &&
    /^(?:1[0-9]|20|21)\d\d$/u.test(text.slice(fact.start, fact.end))
  );
}
