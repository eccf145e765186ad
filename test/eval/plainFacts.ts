/*
 * What a text claims that can be right or wrong, found by patterns of its own. The product's check has another way to find numbers
 * and names; a mistake that both make alike is less likely than one that a measure shares with what it measures.
 */

/** A number, date, amount or sentence; several keys where its writing can be taken in several ways. */
export interface PlainFact {
  readonly text: string;
  readonly keys: readonly string[];
}

/** Every number in digits or English words, month, sign of a currency and percentage, in the order of their kinds. */
export function plainNumbers(text: string): PlainFact[] {
  const plain = text.normalize("NFKC");
  return [...digits(plain), ...numberWords(plain), ...sentences(plain)];
}

/** Words that begin with a capital inside a sentence, and abbreviations in capitals anywhere. */
export function plainNames(text: string): string[] {
  const plain = text.normalize("NFKC");
  const names: string[] = [];
  for (const match of plain.matchAll(/[\p{L}\p{N}][\p{L}\p{N}&'’.-]*/gu)) {
    const word = withoutEnding(match[0]);
    const before = plain.slice(0, match.index).trimEnd();
    const opensSentence = before === "" || /[.!?:;•–—"“”‘([\]{}>*|-]$/u.test(before);
    const isAbbreviation = /^(?=.*\p{Lu}.*\p{Lu})[\p{Lu}\p{N}&.-]+$/u.test(word);
    if (isAbbreviation || (!opensSentence && /^\p{Lu}\p{L}+/u.test(word) && !/^I['’]/u.test(word))) names.push(word);
  }
  return names;
}

/** @param texts together */
export function holdsNumber(texts: readonly string[], { keys }: PlainFact): boolean {
  const held = new Set(texts.flatMap((text) => plainNumbers(text).flatMap((fact) => fact.keys)));
  return keys.some((key) => held.has(key));
}

export function holdsName(texts: readonly string[], name: string): boolean {
  const wanted = name.toLowerCase();
  return texts.some((text) => wordsOf(text).has(wanted));
}

function wordsOf(text: string): Set<string> {
  const words = text.normalize("NFKC").match(/[\p{L}\p{N}][\p{L}\p{N}&'’.-]*/gu) ?? [];
  return new Set(words.map((word) => withoutEnding(word).toLowerCase()));
}

/** Without the stop of its sentence and the s of possession. */
function withoutEnding(word: string): string {
  return word.replace(/[.'’&-]+$/u, "").replace(/['’]s$/u, "");
}

function digits(text: string): PlainFact[] {
  const pattern = /\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,'’:/]\d+)*/gu;
  return [...text.matchAll(pattern)].map(([written]) => {
    const joined = written.replaceAll(/[ '’]/gu, "");
    const readings = [joined, withDecimals(joined, ",", "."), withDecimals(joined, ".", ",")];
    return { text: written, keys: [...new Set(readings.map((reading) => `n${shortest(reading)}`))] };
  });
}

/** Read with one mark between thousands and the other before the decimals; as it is where that cannot be. */
function withDecimals(written: string, thousands: string, decimal: string): string {
  const [whole = "", ...rest] = written.split(decimal);
  const groups = whole.split(thousands);
  const grouped = groups.slice(1).every((group) => group.length === 3) && (groups[0]?.length ?? 0) <= 3;
  if (rest.length > 1 || (groups.length > 1 && !grouped) || /[:/]/u.test(written)) return written;
  return [groups.join(""), ...rest].join(".");
}

/** 007 is 7 and 2.50 is 2.5. */
function shortest(reading: string): string {
  if (!/^\d+(?:\.\d+)?$/u.test(reading)) return reading;
  const [whole = "", decimals = ""] = reading.split(".");
  const kept = decimals.replace(/0+$/u, "");
  return `${whole.replace(/^0+(?=\d)/u, "")}${kept === "" ? "" : `.${kept}`}`;
}

// "one" is a pronoun, "second" a span of time.
const small =
  "zero,,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve,thirteen,fourteen,fifteen,sixteen,seventeen,eighteen,nineteen";
const values = new Map<string, number>([
  ...small.split(",").map((word, value): [string, number] => [word, value]),
  ..."twenty,thirty,forty,fifty,sixty,seventy,eighty,ninety"
    .split(",")
    .map((word, place): [string, number] => [word, 20 + 10 * place]),
  ["hundred", 1e2],
  ["thousand", 1e3],
  ["million", 1e6],
  ["billion", 1e9],
]);
values.delete("");

function numberWords(text: string): PlainFact[] {
  return [...text.toLowerCase().matchAll(/[a-z]+(?:-[a-z]+)?/gu)].flatMap(([word]) => {
    const [tens = "", ones = ""] = word.split("-");
    const compound = (values.get(tens) ?? 0) >= 20 && (values.get(ones) ?? 0) < 10 && values.has(ones);
    const value = compound ? (values.get(tens) ?? 0) + (values.get(ones) ?? 0) : values.get(word);
    return value === undefined ? [] : [{ text: word, keys: [`n${value}`] }];
  });
}

const unitPatterns: Readonly<Record<string, RegExp>> = {
  percent: /%|\bper\s?cent\b/iu,
  dollar: /\$|\bUSD\b|\bdollars?\b/iu,
  euro: /€|\bEUR\b|\beuros?\b/u,
  pound: /£|\bGBP\b|\bpounds?\b/u,
  ...Object.fromEntries(
    "Jan(?:uary|\\b),Feb(?:ruary|\\b),Mar(?:ch\\b|\\.),Apr(?:il|\\b),May,June?,July?,Aug(?:ust|\\b),Sept?(?:ember|\\b),Oct(?:ober|\\b),Nov(?:ember|\\b),Dec(?:ember|\\b)"
      .split(",")
      .map((month, place) => [`month ${place + 1}`, new RegExp(`\\b${month}\\b`, "u")]),
  ),
};

function sentences(text: string): PlainFact[] {
  return Object.entries(unitPatterns).flatMap(([sentence, pattern]) =>
    pattern.test(text) ? [{ text: sentence, keys: [sentence] }] : [],
  );
}
