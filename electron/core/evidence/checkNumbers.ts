import type { Finding, Span } from "../../contract/findings.ts";
import { figuresOf } from "../text/figures.ts";
import type { NumberFact } from "../text/numbers.ts";
import { currenciesOf } from "../text/currencies.ts";
import { scaleAt, shift } from "../text/scales.ts";
import { stemOf } from "../text/stems.ts";
import type { ClaimContext } from "./checked.ts";
import { sharedCount, stemsAround, stemsBefore } from "./context.ts";

/** A number of a quote. */
interface Quoted {
  readonly number: NumberFact;
  readonly quote: number;
  readonly text: string;
  /** the claim has it too, whatever of */
  readonly isClaimed: boolean;
  /** the words around it */
  readonly around: () => ReadonlySet<string>;
}

/** A number of the claim with the words around it. */
interface Claimed {
  readonly number: NumberFact;
  readonly around: ReadonlySet<string>;
}

/** What keeps two numbers of the same digits from saying the same. */
type Fault = "sign" | "unit" | "bound" | "other" | "soft";

/**
 * Every number of a claim has to stand in its quotes with the same sign, scale and unit. Where the quotes count the same thing by
 * another number, or give this one another sign, unit or bound, they say otherwise.
 */
export function checkNumbers(
  claim: string,
  quotes: readonly string[],
  { language, written = language }: ClaimContext,
): Finding[] {
  const { numbers } = figuresOf(claim, written);
  // What may be a year is held against dates.
  const named = numbers.filter(({ code, year }) => !code && year === "no");
  if (named.length === 0 && currenciesOf(claim).size === 0) return [];
  const zeros = Math.max(0, ...quotes.map(headScale));
  const claimed = new Set(named.flatMap(keysOf));
  const quoted = quotes.flatMap((text, quote) => {
    const figures = figuresOf(text, language);
    return [...figures.numbers.map((number) => scaled(number, zeros)), ...figures.years].map((number): Quoted => {
      let stems: ReadonlySet<string> | null = null;
      const around = (): ReadonlySet<string> => (stems ??= stemsAround(text, number.whole, language));
      return { number, quote, text, around, isClaimed: keysOf(number).some((key) => claimed.has(key)) };
    });
  });
  const pairs = checkPairs(claim, named, quoted);
  const isInPair = ({ start, end }: NumberFact): boolean =>
    pairs.some(({ words }) => words !== undefined && start >= words.start && end <= words.end);
  return [
    ...pairs,
    ...named.filter((number) => !isInPair(number)).flatMap((number) => checkNumber(number) ?? []),
    ...checkCurrencies(claim, named, quotes),
  ];

  function checkNumber(number: NumberFact): Finding | null {
    const mine: Claimed = { number, around: stemsAround(claim, number.whole, written) };
    const alike = quoted.flatMap((other) => {
      const fault = faultOf(claim, number, other);
      return fault === null ? [] : [{ other, fault, likeness: likenessOf(mine, other) }];
    });
    const sound = alike.filter(({ fault }) => weights[fault] <= weights.soft);
    const best = alike.toSorted((a, b) => weights[a.fault] - weights[b.fault] || b.likeness - a.likeness)[0];
    if (sound.length > 0 && best) {
      const instead =
        countedOtherwise(number, sound) ??
        betterPlaced(mine, sound) ??
        labelled(number, sound) ??
        besideSemicolon(mine, sound);
      if (instead) return differs("NUMBER_DIFFERS", number, instead);
      return best.fault === "soft" ? softly(number, best.other) : null;
    }
    if (!best || best.fault === "other") return missing(mine);
    if (best.fault === "bound") return differs("BOUND_DIFFERS", number, best.other);
    // Of something else the sign and the unit may be others.
    const isSameThing = best.likeness >= (number.common ? 2 : 1);
    if (best.fault === "sign") return isSameThing ? differs("SIGN_DIFFERS", number, best.other) : notSaid(number);
    return isSameThing ? differs("UNIT_DIFFERS", number, best.other) : missing(mine);
  }

  /** How many words around the two are the same. */
  function likenessOf({ number, around }: Claimed, other: Quoted): number {
    return sharedCount(around, other.around()) + (countsSame(number, other.number) ? 1 : 0);
  }

  /** Another number of the quotes that stands among the claim's words, where all that equal it stand among others. */
  function betterPlaced(
    mine: Claimed,
    same: readonly { readonly other: Quoted; readonly likeness: number }[],
  ): Quoted | null {
    const { number } = mine;
    if (number.unit === null && same.some(({ other }) => countsSame(number, other.number))) return null;
    let best: Quoted | null = null;
    let most = Math.max(3, ...same.map(({ likeness }) => likeness + 2)) - 1;
    for (const other of quoted) {
      if (!isSameKind(number, other.number) || number.unit?.kind !== other.number.unit?.kind) continue;
      // Around two of one sentence stand much the same words.
      if (other.isClaimed || same.some((each) => each.other.quote === other.quote)) continue;
      // Numbers that count nothing are many, and each stands near some word of the claim.
      const isTelling = hasMeasure(number) || countsSame(number, other.number);
      const likeness = likenessOf(mine, other) - (isTelling ? 0 : 1);
      if (likeness > most) [best, most] = [other, likeness];
    }
    return best;
  }

  /** Another number that has the label of the claim's, where all that equal it have other labels: "rent 500, deposit 300". */
  function labelled(number: NumberFact, same: readonly { readonly other: Quoted }[]): Quoted | null {
    const label = stemsBefore(claim, number.whole.start, written);
    if (label.size === 0) return null;
    const labels = same.map(({ other }) => stemsBefore(other.text, other.number.whole.start, language));
    if (labels.some((own) => own.size === 0 || sharedCount(own, label) > 0)) return null;
    const inClaim = stemsAround(claim, number.whole, written);
    if (labels.some((own) => sharedCount(own, inClaim) > 0)) return null;
    return (
      quoted.find((other) => {
        if (other.isClaimed || !isSameKind(number, other.number)) return false;
        const own = stemsBefore(other.text, other.number.whole.start, language);
        // One word is a label only beside the other's.
        const least = same.some((each) => each.other.quote === other.quote) ? 1 : 2;
        return (
          own.size >= least && own.size <= label.size + 1 && sharedCount(own, label) === Math.min(own.size, label.size)
        );
      }) ?? null
    );
  }

  /** "Cash is paid within 30 days; cheques are paid within 60 days": one on the other side that more of the claim's words stand around. */
  function besideSemicolon(
    mine: Claimed,
    same: readonly { readonly other: Quoted; readonly likeness: number }[],
  ): Quoted | null {
    const most = Math.max(...same.map(({ likeness }) => likeness));
    const quotesOf = new Set(same.map(({ other }) => other.quote));
    return (
      quoted.find(
        (other) =>
          quotesOf.has(other.quote) &&
          quotesOf.size === 1 &&
          !other.isClaimed &&
          isSameKind(mine.number, other.number) &&
          same.every((each) => hasSemicolon(other.text, other.number, each.other.number)) &&
          likenessOf(mine, other) > most,
      ) ?? null
    );
  }

  /** A number of the quotes that counts the same thing, where all that equal this one count another. */
  function countedOtherwise(number: NumberFact, same: readonly { readonly other: Quoted }[]): Quoted | null {
    if (number.counted.length === 0) return null;
    const others = same.map(({ other }) => other.number);
    if (others.some((other) => countsNothing(other) || countsSame(number, other))) return null;
    return (
      quoted.find(
        ({ number: other, isClaimed }) => isSameKind(number, other) && countsSame(number, other) && !isClaimed,
      ) ?? null
    );
  }

  function missing(mine: Claimed): Finding | null {
    const { number } = mine;
    if (quoted.some(({ number: other }) => isRounded(number, other))) return null;
    if (number.common) return null;
    const instead = counterpart(mine);
    if (instead) return differs("NUMBER_DIFFERS", number, instead);
    if (isListing(number)) return notSaid(number);
    return { code: "NUMBER_NOT_IN_QUOTES", data: { text: number.text }, words: spanOf(number) };
  }

  /** The number of the quotes that stands where this one should. */
  function counterpart(mine: Claimed): Quoted | null {
    const { number } = mine;
    let best: Quoted | null = null;
    let most = leastLikeness;
    for (const other of quoted) {
      if (!isSameKind(number, other.number) || other.isClaimed) continue;
      const isSameCount = countsSame(number, other.number);
      if (isListing(number) && !isSameCount && !hasMeasure(number)) continue;
      // Numbers that count nothing are many, and each stands near some word of the claim.
      const telling = isSameCount ? 1 : hasMeasure(number) ? 0.5 : -1;
      const shared = likenessOf(mine, other);
      // "The rent is 6 euros" has but one word around its number.
      const isAll = hasMeasure(number) && shared > 0 && shared >= mine.around.size;
      const likeness = shared + telling + (isAll ? 0.5 : 0);
      if (likeness > most) [best, most] = [other, likeness];
    }
    return best;
  }

  function differs(
    code: "NUMBER_DIFFERS" | "SIGN_DIFFERS" | "UNIT_DIFFERS" | "BOUND_DIFFERS",
    number: NumberFact,
    { number: other, quote, text }: Quoted,
  ): Finding {
    const [mine, theirs] = code === "BOUND_DIFFERS" ? [number.hedged, other.hedged] : [number.whole, other.whole];
    return {
      code,
      data: { text: claim.slice(mine.start, mine.end).trim(), other: text.slice(theirs.start, theirs.end).trim() },
      words: { start: mine.start, end: mine.end },
      other: { quote, start: theirs.start, end: theirs.end },
    };
  }

  function softly(number: NumberFact, { number: other }: Quoted): Finding {
    if (!number.percent || other.percent) return notSaid(number);
    return { code: "PERCENTAGE_NOT_SAID", data: { text: number.text }, words: spanOf(number) };
  }
}

function hasSemicolon(text: string, one: NumberFact, other: NumberFact): boolean {
  const [first, second] = one.start < other.start ? [one, other] : [other, one];
  return text.slice(first.end, second.start).includes(";");
}

function notSaid(number: NumberFact): Finding {
  return { code: "NUMBER_NOT_SAID", data: { text: number.text }, words: spanOf(number) };
}

/** A small number in words may count what the quotes list one by one, or how long ago a date of theirs is. */
function isListing({ word, kind, values, currency }: NumberFact): boolean {
  return kind !== "count" ? word : word && currency === null && Math.abs(Number(values[0])) <= 12;
}

/** Zeros that the head of a table or an account adds to its numbers: "(€ thousand)", "in Mio. Euro". */
function headScale(text: string): number {
  const found = headPattern.exec(text)?.[1];
  return found === undefined ? 0 : (scaleAt(` ${found}`, "en", null)?.zeros ?? 3);
}

const headPattern =
  /(?:\((?:all )?(?:amounts |figures |values |angaben |montants |importes |valori |valores |bedragen )?(?:in |en |em )?(?:[$€£]|EUR|USD|GBP|CHF|euros?|dollars?)?\s?|(?:amounts|figures|angaben|montants|importes|valori|valores|bedragen) (?:in|en|em) (?:[$€£]|EUR|USD|GBP|CHF)?\s?)(thousands?|millions?|tausend|tsd\.?|mio\.?|mrd\.?|milliers|miles|migliaia|milhares|duizenden|000s?|bn)(?:\s?(?:[$€£]|EUR|USD|GBP|CHF|d['’]euros|de euros|di euro|euros?|dollars?))?\)?/iu;

function scaled(number: NumberFact, zeros: number): NumberFact {
  if (zeros === 0 || number.currency !== null || number.unit !== null || number.word || /\p{L}/u.test(number.text))
    return number;
  return { ...number, values: [...number.values, ...number.values.map((value) => shift(value, zeros))] };
}

/** Words around two numbers that have to be the same for one to stand in the place of the other. */
const leastLikeness = 1.9;

const weights = { none: 0, soft: 1, bound: 2, sign: 3, unit: 4, other: 5 } as const;

/** What is wrong with taking a number of a quote for that of the claim; null where their values differ. */
function faultOf(claim: string, number: NumberFact, { number: other, text }: Quoted): Fault | "none" | null {
  const value = compareValues(number, other);
  if (value === null) return null;
  const unit = compareUnits(number, other);
  if (value === "unit" || unit === "unit") return "unit";
  if (unit === "other" || kindsDiffer(number, other)) return "other";
  if (value === "negated" && !(saysLoss(claim, number) || saysLoss(text, other))) return "sign";
  if (number.side !== null && other.side !== null && number.side !== other.side) return "sign";
  const bound = compareBounds(number, other);
  if (bound !== "none") return bound;
  return unit;
}

/** Equal, equal but for the sign, or the same digits of another unit. */
function compareValues(number: NumberFact, other: NumberFact): "same" | "negated" | "unit" | null {
  const [mine, theirs] = [number.unit, other.unit];
  if (mine && theirs && mine.kind === theirs.kind && mine.factor !== theirs.factor) {
    const converted = number.values.some((value) =>
      other.values.some((found) => isNear(Number(value) * mine.factor, Number(found) * theirs.factor, 0.005)),
    );
    if (converted) return "same";
    return intersects(number.values, other.values) ? "unit" : null;
  }
  if (intersects(number.values, other.values)) return "same";
  if (isInCents(number, other) || isInCents(other, number)) return isOpposite(number, other) ? "negated" : "same";
  if (isShare(number, other) || isShare(other, number)) return "same";
  return intersects(number.values.map(withoutSign), other.values.map(withoutSign)) ? "negated" : null;
}

function intersects(values: readonly string[], others: readonly string[]): boolean {
  return values.some((value) => others.includes(value));
}

function withoutSign(value: string): string {
  return value.replace(/^-/u, "");
}

function isNear(one: number, other: number, tolerance: number): boolean {
  return Math.abs(one - other) <= tolerance * Math.max(Math.abs(one), Math.abs(other));
}

function isOpposite(number: NumberFact, other: NumberFact): boolean {
  return number.values[0]?.startsWith("-") !== other.values[0]?.startsWith("-");
}

/** "42 cents" are 0.42 euros. */
function isInCents(cents: NumberFact, money: NumberFact): boolean {
  if (cents.unit?.kind !== "cents" || money.currency === null) return false;
  return cents.values.some((value) =>
    money.values.some((other) => isNear(Math.abs(Number(value)) / 100, Math.abs(Number(other)), 0.001)),
  );
}

/** "Half" is 50 %, "two-thirds" 66 or 67. */
function isShare(fraction: NumberFact, percent: NumberFact): boolean {
  if (fraction.kind !== "fraction" || !percent.percent) return false;
  return percent.values.some((value) => Math.abs(Number(value) - 100 * Number(fraction.values[0])) < 1);
}

/** Units that are easily taken for one another: of these the one says that the other is wrong. */
const families: readonly ReadonlySet<string>[] = [
  new Set(["percent", "points", "permille", "basis"]),
  new Set(["time", "month"]),
  new Set(["degree", "fahrenheit"]),
];

function compareUnits(number: NumberFact, other: NumberFact): "none" | "soft" | "unit" | "other" {
  const [mine, theirs] = [number.unit, other.unit];
  // "£100,000 a week" is not that much a month.
  if (number.per && other.per && (number.per.kind !== other.per.kind || number.per.factor !== other.per.factor)) {
    return "unit";
  }
  if (number.kind === "fraction" || other.kind === "fraction") return "none";
  if (mine && theirs) {
    if (mine.kind === theirs.kind) return "none";
    return families.some((family) => family.has(mine.kind) && family.has(theirs.kind)) ? "unit" : "other";
  }
  if (number.currency !== null && other.currency !== null) {
    return isSameCurrency(number.currency, other.currency) ? "none" : "unit";
  }
  const cents = [mine, theirs].some((unit) => unit?.kind === "cents");
  if (!cents && ((number.currency !== null && theirs) || (other.currency !== null && mine))) return "other";
  if (mine?.kind === "percent" || mine?.kind === "points" || mine?.kind === "permille") return "soft";
  return "none";
}

/** A dollar may be that of any country that has one. */
function isSameCurrency(one: string, other: string): boolean {
  return one === other || (one.endsWith("D") && other.endsWith("D") && (one === "USD" || other === "USD"));
}

function kindsDiffer(number: NumberFact, other: NumberFact): boolean {
  const isOrdinal = number.kind === "ordinal";
  if (isOrdinal !== (other.kind === "ordinal")) return true;
  if (number.kind === "factor" || other.kind === "factor") {
    const counts = number.kind === "factor" ? other : number;
    return counts.kind !== "factor" && counts.unit?.kind !== "times";
  }
  // "2,019 euros" are not the year 2019, nor are "2024 members" the year 2024.
  return other.year === "yes" && number.year === "no" && !number.word;
}

function compareBounds(number: NumberFact, other: NumberFact): "none" | "soft" | "bound" {
  const [mine, theirs] = [sideOf(number), sideOf(other)];
  if (mine !== 0 && theirs !== 0 && mine !== theirs) return "bound";
  // "5 days" of "5-10 days"
  return other.range !== null && number.range === null && number.bound === null && hasMeasure(other) ? "soft" : "none";
}

/** 1 where at least or more than the number is meant, -1 where at most or less. */
function sideOf({ bound }: NumberFact): -1 | 0 | 1 {
  if (bound === "least" || bound === "more") return 1;
  return bound === "most" || bound === "less" ? -1 : 0;
}

/** "Fell by 3 percent" says what "−3 percent" does. */
function saysLoss(text: string, { start, whole }: NumberFact): boolean {
  const from = Math.min(start, whole.start);
  return lossWords.test(text.slice(Math.max(0, from - 60), from));
}

const lossWords =
  /(?<!\p{L})(?:fell|falls?|fallen|falling|down|drop\p{L}*|declin\p{L}*|decreas\p{L}*|lower\p{L}*|lost|loses?|loss(?:es)?|deficits?|shortfall|overdr\p{L}*|ow(?:es?|ed)|shr[aiu]nk\p{L}*|cuts?|reduc\p{L}*|below|consume[sd]|outflows?|sank|sinkt|sinken|gesunken|fiel|gefallen|rückgang\p{L}*|verlust\p{L}*|verlor\p{L}*|fehlbetrag\p{L}*|defizit\p{L}*|minus|abnahme|baiss\p{L}*|chut\p{L}*|perte\p{L}*|perd\p{L}*|pérdid\p{L}*|recul\p{L}*|déficit|défaut|manqu\p{L}*|cay[óe]\p{L}*|baj\p{L}*|descen\p{L}*|falt\p{L}*|cal[oò]\p{L}*|disavanzo|diminu\p{L}*|scese|mancano|queda|caiu|prejuízo\p{L}*|dal(?:ing|en|de|den)\p{L}*|gedaald|verlie[sz]\p{L}*|tekort\p{L}*)(?!\p{L})/iu;

function hasMeasure({ unit, currency }: NumberFact): boolean {
  return unit !== null || currency !== null;
}

/** The same measure, or both counts of things. */
function isSameKind(number: NumberFact, other: NumberFact): boolean {
  if ((number.kind === "ordinal") !== (other.kind === "ordinal")) return false;
  if (
    other.year !== "no" ||
    number.year !== "no" ||
    other.code ||
    (number.kind === "factor") !== (other.kind === "factor")
  )
    return false;
  if (number.currency !== null || other.currency !== null) return number.currency !== null && other.currency !== null;
  if (!number.unit && !other.unit) return true;
  if (!number.unit || !other.unit) return false;
  const [mine, theirs] = [number.unit.kind, other.unit.kind];
  return mine === theirs || families.some((family) => family.has(mine) && family.has(theirs));
}

/** What numbers that are equal have in common. */
function keysOf({ kind, values }: NumberFact): string[] {
  return values.map((value) => `${kind} ${value}`);
}

/** A number alone, which may count anything; "26 years" counts nothing else. */
function countsNothing({ counted, unit }: NumberFact): boolean {
  return counted.length === 0 && (unit === null || unit.kind === "times");
}

/** What they count is named by the same word, the last of those that may be its noun or any of them. */
function countsSame(number: NumberFact, other: NumberFact): boolean {
  if (number.counted.length === 0 || other.counted.length === 0) return false;
  const theirs = new Set(other.counted.map(stemOf));
  return number.counted.some((word) => theirs.has(stemOf(word)));
}

/** How far above a number that is only a bound another may lie. */
const farAbove = 1.3;

/** "More than 2,000" of 2,053, "nearly 50" of 49, "2.6 million" of 2,645,000. */
function isRounded(number: NumberFact, other: NumberFact): boolean {
  if (!isSameKind(number, other) || number.kind !== "count" || other.kind !== "count") return false;
  const factor = number.unit && other.unit ? number.unit.factor / other.unit.factor : 1;
  if (number.unit && other.unit && number.unit.kind !== other.unit.kind) return false;
  return number.values.some((value) =>
    other.values.some((found) => {
      const [mine, theirs] = [Number(value) * factor, Number(found)];
      if (mine <= 0 || theirs <= 0) return false;
      if (number.bound === "more" || number.bound === "least") return theirs >= mine && theirs <= mine * farAbove;
      if (number.bound === "less" || number.bound === "most") return theirs <= mine && theirs >= mine / farAbove;
      if (number.bound === "about") return isNear(mine, theirs, 0.06);
      return factor === 1 && isRoundingOf(value, found);
    }),
  );
}

/** The same number with fewer digits, two at least, as it is rounded or cut. */
function isRoundingOf(value: string, exact: string): boolean {
  const digits = value.replaceAll(/[-.]/gu, "").replace(/^0+/u, "").replace(/0+$/u, "");
  if (digits.length < 2 || value.length > exact.length + 1) return false;
  const [mine, theirs] = [Number(value), Number(exact)];
  const step = 10 ** (Math.floor(Math.log10(Math.abs(mine))) - digits.length + 1);
  return Math.abs(mine - theirs) < step && theirs !== mine && exactDigits(exact) > digits.length;
}

function exactDigits(value: string): number {
  return value.replaceAll(/[-.]/gu, "").replace(/^0+/u, "").replace(/0+$/u, "").length;
}

/** Numbers that say something only together: "2-0" of a quote that says "1-0" is made of other digits, and so is "1 in 16". */
function checkPairs(claim: string, numbers: readonly NumberFact[], quoted: readonly Quoted[]): Finding[] {
  const mine = pairsOf(claim, numbers);
  if (mine.length === 0) return [];
  const byQuote = new Map<number, { text: string; numbers: NumberFact[] }>();
  for (const { quote, text, number } of quoted) {
    const entry = byQuote.get(quote) ?? { text, numbers: [] };
    entry.numbers.push(number);
    byQuote.set(quote, entry);
  }
  const theirs = [...byQuote].flatMap(([quote, entry]) =>
    pairsOf(entry.text, entry.numbers).map((pair) => ({ ...pair, quote, text: entry.text })),
  );
  return mine.flatMap(({ kind, key, start, end }): Finding[] => {
    const other = theirs.find((pair) => pair.kind === kind);
    if (!other || theirs.some((pair) => pair.key === key)) return [];
    return [
      {
        code: "NUMBER_DIFFERS",
        data: { text: claim.slice(start, end), other: other.text.slice(other.start, other.end) },
        words: { start, end },
        other: { quote: other.quote, start: other.start, end: other.end },
      },
    ];
  });
}

interface Pair {
  readonly kind: "score" | "ratio" | "vote";
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

function pairsOf(text: string, numbers: readonly NumberFact[]): Pair[] {
  return numbers.flatMap((from, index): Pair[] => {
    const to = numbers[index + 1];
    if (!to || hasMeasure(from) || to.year !== "no" || from.kind !== "count") return [];
    const between = text.slice(from.end, to.start);
    const [one, other] = [from.values[0] ?? "", to.values[0] ?? ""];
    const span = { start: from.start, end: to.end };
    if (voteWords.test(between)) return [{ kind: "vote", key: `${one} to ${other}`, ...span }];
    if (ratioWords.test(between)) return [{ kind: "ratio", key: `${one} in ${other}`, ...span }];
    const isScore = /^[-–]$/u.test(between) && !hasMeasure(to) && one.length <= 2 && other.length <= 2;
    return isScore ? [{ kind: "score", key: [one, other].toSorted().join("-"), ...span }] : [];
  });
}

const voteWords =
  /^\s(?:votes?|Stimmen?|voix|votos?|vot[oi]|stem(?:men)?)\s(?:to|against|gegen|zu|contre|a|contra|contro|tegen)\s$/iu;
const ratioWords = /^\s(?:in|out of|von|unter|sur|de cada|su|ogni|em cada|op de|op)\s(?:every\s|the\s|den\s)?$/iu;

/** Currencies that the claim names apart from its numbers, or that stand beside a number whose quote names none. */
function checkCurrencies(claim: string, numbers: readonly NumberFact[], quotes: readonly string[]): Finding[] {
  const named = new Set(quotes.flatMap((quote) => [...currenciesOf(quote)]));
  const beside = new Map(numbers.map((number) => [number.currency, number]));
  return [...currenciesOf(claim)].flatMap((currency): Finding[] => {
    if ([...named].some((other) => isSameCurrency(currency, other))) return [];
    const number = beside.get(currency);
    const words = number ? { words: { start: number.whole.start, end: number.whole.end } } : {};
    // Beside a number it was held against those of the quotes.
    if (number && named.size > 0) return [];
    const code = named.size > 0 ? "CURRENCY_NOT_IN_QUOTES" : "CURRENCY_NOT_NAMED";
    return [{ code, data: { text: currency }, ...words }];
  });
}

function spanOf({ whole }: NumberFact): Span {
  return { start: whole.start, end: whole.end };
}
