import { fold } from "./fold.ts";

/** A number of a text. `values` holds each way to read it, as plain decimals ("1.234" is 1.234 or 1234). */
export interface NumberFact {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly values: readonly string[];
  readonly percent: boolean;
  /** written as a word ("three") */
  readonly word: boolean;
}

/** Numbers in digits, with their scale ("5 million", "3 Mrd.", "10k") and per cent, and the words two to twelve. */
export function numbersOf(text: string, language: string): NumberFact[] {
  const facts: NumberFact[] = [];
  for (const match of text.matchAll(digitPattern)) {
    const [digits] = match;
    const end = match.index + digits.length;
    facts.push(withTail(text, match.index, end, readDigits(digits), false, language));
  }
  const words = numberWords[tagOf(language)] ?? numberWords["en"] ?? new Map<string, number>();
  for (const match of text.matchAll(/\p{L}+/gu)) {
    const value = words.get(fold(match[0]));
    if (value !== undefined) {
      const end = match.index + match[0].length;
      facts.push(withTail(text, match.index, end, [String(value)], true, language));
    }
  }
  return facts.sort((a, b) => a.start - b.start);
}

/** Currencies named in a text, by their ISO 4217 codes. */
export function currenciesOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const [code, pattern] of currencyPatterns) if (pattern.test(text)) found.add(code);
  return found;
}

const space = " \\u00a0\\u2009\\u202f";
const digitPattern = new RegExp(
  `(?<![\\p{L}\\d])(?<!\\d[.,])(?:\\d{1,3}(?:[${space}'’]\\d{3})+(?!\\d)(?:[.,]\\d+)?|\\d+(?:[.,]\\d+)*)`,
  "gu",
);

/** Each way to read digits with separators. */
function readDigits(digits: string): string[] {
  const plain = digits.replaceAll(new RegExp(`[${space}'’]`, "gu"), "");
  const marks = plain.replaceAll(/\d/gu, "");
  if (marks === "") return [decimal(plain, "")];
  const last = marks.at(-1) ?? "";
  const other = last === "." ? "," : ".";
  if (marks.includes(other)) {
    const [whole, fraction] = splitLast(plain, last);
    return [decimal(whole.replaceAll(other, ""), fraction)];
  }
  const groups = plain.split(last);
  const grouped = groups.slice(1).every((group) => group.length === 3) && (groups[0]?.length ?? 0) <= 3;
  if (marks.length > 1) return grouped ? [decimal(groups.join(""), "")] : [plain];
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

function withTail(
  text: string,
  start: number,
  numberEnd: number,
  values: readonly string[],
  word: boolean,
  language: string,
): NumberFact {
  const scale = scalePattern.exec(text.slice(numberEnd, numberEnd + 24));
  const zeros = scale?.groups ? zerosOf(scale.groups, tagOf(language)) : null;
  const end = zeros === null ? numberEnd : numberEnd + (scale?.[0].length ?? 0);
  const percent = percentPattern.test(text.slice(end, end + 16));
  const scaled = zeros === null ? values : values.map((value) => shift(value, zeros));
  // "5m" may be five metres.
  const letter = scale?.groups?.["letter"] !== undefined;
  return {
    text: text.slice(start, end),
    start,
    end,
    values: letter ? [...scaled, ...values] : scaled,
    percent,
    word,
  };
}

const scalePattern =
  /^(?:(?<letter>k|m|b)(?![\p{L}\d])|[\s-]?(?:(?<hundred>hundreds?|hundert|cents?|cientos|cento)|(?<thousand>thousands?|tausend|tsd\.?|mille|mil|mila|miles|duizend)|(?<million>millions?|millionen|mio\.?|mln|mn|millones|millón|milioni|milione|milhões|milhão|miljoen)|(?<milliard>milliarden?|mrd\.?|milliards?|miliardi|miliardo|mld|bn)|(?<billion>billions?|billionen|billón|billones|bilhões|bilhão|biljoen)|(?<trillion>trillions?|trillionen|trn|tn|trilhões))(?!\p{L}))/iu;

function zerosOf(groups: Record<string, string | undefined>, tag: string): number {
  if (groups["letter"] !== undefined) return { k: 3, m: 6, b: 9 }[groups["letter"].toLowerCase()] ?? 0;
  if (groups["hundred"] !== undefined) return 2;
  if (groups["thousand"] !== undefined) return 3;
  if (groups["million"] !== undefined) return 6;
  if (groups["milliard"] !== undefined) return 9;
  // A billion is 10^9 in English and Portuguese, 10^12 elsewhere.
  const short = !["de", "fr", "es", "it", "nl"].includes(tag);
  if (groups["billion"] !== undefined) return short ? 9 : 12;
  return short ? 12 : 18;
}

function shift(value: string, zeros: number): string {
  const [whole = "", fraction = ""] = value.split(".");
  const digits = fraction.padEnd(zeros, "0");
  return decimal(whole + digits.slice(0, zeros), digits.slice(zeros));
}

const percentPattern =
  /^\s?(?:[%٪％]|per\s?cent|pct|percentage|prozent|pour\s?cent|por\s?ciento|per\s?cento|por\s?cento|procent)/iu;

const currencyPatterns: readonly (readonly [string, RegExp])[] = [
  ["USD", /(?<!\p{Lu})\$|\bUSD\b|\bUS\$|\bdollars?\b|\bd[oó]lar(?:es)?\b|\bdollari\b/iu],
  ["EUR", /€|\bEUR\b|\beuros?\b/iu],
  ["GBP", /£|\bGBP\b|\bpounds sterling\b/iu],
  ["JPY", /[¥￥円]|\bJPY\b|\byen\b/iu],
  ["CHF", /\bCHF\b|\bSwiss francs?\b|\bFranken\b/iu],
  ["INR", /₹|\bINR\b|\brupees?\b/iu],
  ["KRW", /₩|\bKRW\b|원(?!\p{L})/u],
];

function tagOf(language: string): string {
  return language.toLowerCase().split("-")[0] ?? "und";
}

/** "One" is left out: in most languages it is also the article. */
const numberWords: Record<string, ReadonlyMap<string, number>> = {
  en: countFromTwo("two three four five six seven eight nine ten eleven twelve"),
  de: countFromTwo("zwei drei vier funf sechs sieben acht neun zehn elf zwolf"),
  fr: countFromTwo("deux trois quatre cinq six sept huit neuf dix onze douze"),
  es: countFromTwo("dos tres cuatro cinco seis siete ocho nueve diez once doce"),
  it: countFromTwo("due tre quattro cinque sei sette otto nove dieci undici dodici"),
  pt: countFromTwo("dois tres quatro cinco seis sete oito nove dez onze doze"),
  nl: countFromTwo("twee drie vier vijf zes zeven acht negen tien elf twaalf"),
};

function countFromTwo(words: string): Map<string, number> {
  return new Map(words.split(" ").map((word, index) => [word, index + 2]));
}
