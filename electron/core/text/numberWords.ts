import { fold } from "./fold.ts";
import { primaryTag } from "./languageTag.ts";

/** A number written in words, as far as its language defines it. */
export interface WordNumber {
  readonly start: number;
  readonly end: number;
  /** plain decimal */
  readonly value: string;
  /** ordinal: "third"; fraction: "two-thirds", a share of one; factor: "twice", "doubled" */
  readonly kind: "count" | "ordinal" | "fraction" | "factor";
  /** "one", "first", "twice": said in so many ways that a text which lacks the word may still say it */
  readonly common: boolean;
}

/**
 * The numbers that a text writes in words: counts from two on ("one" only before a scale or in a longer number, for in most languages
 * it is also the article), ordinals, fractions, dozens and factors, of the seven languages; others are read as English.
 */
export function numberWordsOf(text: string, language: string): WordNumber[] {
  const words = wordsFor(language);
  const tokens: Token[] = [];
  for (const match of text.matchAll(/\p{L}[\p{L}\p{M}]*/gu)) {
    const [word] = match;
    tokens.push({ start: match.index, end: match.index + word.length, entry: entryOf(words, fold(word)) });
  }
  const found: WordNumber[] = [];
  for (let index = 0; index < tokens.length;) {
    if (tokens[index]?.entry === undefined) {
      index += 1;
      continue;
    }
    const number = readNumber(text, tokens, index);
    if (number.found) found.push(number.found);
    index = number.next;
  }
  return found;
}

type Entry =
  | { readonly is: "count"; readonly value: number }
  | { readonly is: "one" }
  | { readonly is: "hundred" }
  | { readonly is: "scale"; readonly value: number; readonly plural: boolean }
  | { readonly is: "dozen"; readonly plural: boolean }
  | { readonly is: "ordinal"; readonly value: number; readonly afterArticle: boolean }
  /** French twenty, of which four are eighty */
  | { readonly is: "score" }
  | { readonly is: "part"; readonly of: number; readonly ordinal: number | null; readonly many: boolean }
  | { readonly is: "half"; readonly alone: boolean }
  | { readonly is: "factor"; readonly value: number }
  /** joins what follows to hundreds ("two hundred and five"), to tens ("treinta y dos") or to both */
  | { readonly is: "and"; readonly to: "hundreds" | "tens" | "both" }
  | { readonly is: "article" };

interface Token {
  readonly start: number;
  readonly end: number;
  readonly entry: Entry | undefined;
}

interface Reading {
  readonly found: WordNumber | null;
  readonly next: number;
}

/** Reads on from a token while what follows continues one number. */
function readNumber(text: string, tokens: readonly Token[], from: number): Reading {
  let total = 0;
  let group = 0;
  let isOpen = false;
  let last = from - 1;
  let index = from;
  const first = tokens[from];
  if (!first) return { found: null, next: from + 1 };
  const numberOf = (kind: WordNumber["kind"], value: number, end: number, common = false): WordNumber => ({
    start: first.start,
    end,
    value: decimal(value),
    kind,
    common,
  });
  for (; index < tokens.length; index += 1) {
    const token = tokens[index];
    const entry = token?.entry;
    if (!token || !entry || (index > from && !isJoined(text, tokens[index - 1], token))) break;
    if (entry.is === "count") {
      if (isOpen && !fits(group, entry.value) && !isLateTeen(text, token, group, entry.value)) break;
      group += entry.value;
    } else if (entry.is === "score") {
      if (isOpen && group % 100 === 4) group += 76;
      else if (isOpen && !fits(group, 20)) break;
      else group += 20;
    } else if (entry.is === "one") {
      if (isOpen && !fits(group, 1)) break;
      group += 1;
    } else if (entry.is === "hundred") {
      if (group >= 100) break;
      group = (group || 1) * 100;
    } else if (entry.is === "scale") {
      if (!isOpen && entry.plural) break;
      // "A thousand million" and "mil millones".
      if (group === 0 && total > 0) total *= entry.value;
      else total += (group || 1) * entry.value;
      group = 0;
    } else if (entry.is === "dozen") {
      if (!isOpen && entry.plural) break;
      group = (group || 1) * 12;
    } else if (entry.is === "and") {
      const then = continuation(text, tokens, index, { group, total, to: entry.to });
      if (isOpen && then === "half") {
        return { found: numberOf("count", total + group + 0.5, endOf(tokens, index)), next: halfEnd(tokens, index) };
      }
      if (!isOpen || then === null) break;
      continue;
    } else if (entry.is === "half") {
      return readHalf(text, tokens, from, index, isOpen ? total + group : null, entry.alone);
    } else if (entry.is === "part") {
      const value = total + group;
      if (isOpen && value < 20 && (value === 1 || entry.many))
        return { found: numberOf("fraction", value / entry.of, token.end), next: index + 1 };
      if (isOpen && entry.ordinal !== null && fits(group, entry.ordinal)) {
        return { found: numberOf("ordinal", value + entry.ordinal, token.end), next: index + 1 };
      }
      return readPart(text, tokens, from, index, entry);
    } else if (entry.is === "ordinal") {
      if (isOpen && !fits(group, entry.value)) break;
      if (!isOpen && entry.afterArticle && tokens[index - 1]?.entry?.is !== "article") break;
      return {
        found: numberOf("ordinal", total + group + entry.value, token.end, total + group + entry.value === 1),
        next: index + 1,
      };
    } else if (entry.is === "factor") {
      if (isOpen) break;
      return { found: numberOf("factor", entry.value, token.end, true), next: index + 1 };
    } else if (entry.is === "article") {
      const and = tokens[index - 1]?.entry;
      if (isOpen && and?.is === "and" && and.to !== "hundreds" && fits(group, 1)) {
        group += 1;
        last = index;
        continue;
      }
      if (isOpen || index > from) break;
      const after = tokens[index + 1];
      if (!after?.entry || !isJoined(text, token, after)) break;
      const { is } = after.entry;
      if (is === "scale" || is === "dozen" || is === "hundred" || is === "part" || is === "half") {
        last = index;
        continue;
      }
      break;
    }
    isOpen = true;
    last = index;
  }
  const value = total + group;
  const end = tokens[last]?.end ?? first.end;
  const only = last === from && (first.entry?.is === "one" || first.entry?.is === "article");
  const isOne = only && first.entry?.is === "one";
  if (!isOpen) return { found: null, next: from + 1 };
  if (isOne && !countsOne(text, end)) return { found: null, next: from + 1 };
  return { found: numberOf("count", value, end, isOne), next: last + 1 };
}

/** "one year", "one per cent": a count; "one of them", "no one": none. */
function countsOne(text: string, end: number): boolean {
  return /^[\s-](?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|per\s?cent|percentage|in\s+\p{L}+|in\s+\d)(?!\p{L})/iu.test(
    text.slice(end, end + 20),
  );
}

/** What may follow an "and": more of the number, a half, or nothing of it. */
function continuation(
  text: string,
  tokens: readonly Token[],
  at: number,
  { group, total, to }: { readonly group: number; readonly total: number; readonly to: "hundreds" | "tens" | "both" },
): "more" | "half" | null {
  const here = tokens[at];
  let next = tokens[at + 1];
  if (!here || !next?.entry || !isJoined(text, here, next)) return null;
  if (group + total > 0) {
    let half = next;
    const after = tokens[at + 2];
    if (next.entry.is === "article" && after && isJoined(text, next, after)) half = after;
    if (half.entry?.is === "half") return "half";
  }
  next = tokens[at + 1];
  const entry = next?.entry;
  const value =
    entry?.is === "count" || entry?.is === "ordinal"
      ? entry.value
      : entry?.is === "one" || (entry?.is === "article" && to !== "hundreds")
        ? 1
        : null;
  if (value === null) return null;
  if (group === 0) return total > 0 && value < 100 && to !== "tens" ? "more" : null;
  const isAfterHundreds = group % 100 === 0;
  if (to !== "both" && isAfterHundreds !== (to === "hundreds")) return null;
  return fits(group, value) && group >= 20 ? "more" : null;
}

/** French "dix-sept" is ten and seven. */
function isLateTeen(text: string, { start }: Token, group: number, value: number): boolean {
  return group % 20 === 10 && value >= 7 && value <= 9 && /[-‐‑]$/u.test(text.slice(0, start));
}

function endOf(tokens: readonly Token[], and: number): number {
  return tokens[halfEnd(tokens, and) - 1]?.end ?? 0;
}
function halfEnd(tokens: readonly Token[], and: number): number {
  return tokens[and + 1]?.entry?.is === "article" ? and + 3 : and + 2;
}

/** "half a million", "one-half", "half of them"; not "the second half". */
function readHalf(
  text: string,
  tokens: readonly Token[],
  from: number,
  at: number,
  count: number | null,
  alone: boolean,
): Reading {
  const none: Reading = { found: null, next: at + 1 };
  const here = tokens[at];
  const first = tokens[from];
  if (!here || !first || (count !== null && count !== 1)) return none;
  let next = at + 1;
  let value = 0.5;
  let kind: WordNumber["kind"] = "fraction";
  let end = here.end;
  const skipped = tokens[next]?.entry?.is === "article" || tokens[next]?.entry?.is === "one" ? next + 1 : next;
  const multiple = tokens[skipped]?.entry;
  if (multiple?.is === "scale" || multiple?.is === "dozen") {
    value *= multiple.is === "dozen" ? 12 : multiple.value;
    kind = "count";
    end = tokens[skipped]?.end ?? end;
    next = skipped + 1;
  } else if (!alone && count === null && tokens[from]?.entry?.is !== "article") {
    return none;
  } else if (/^-(?!\p{L}*hour)/u.test(text.slice(here.end, here.end + 8))) return none;
  const before = tokens[from - 1];
  if (before?.entry?.is === "ordinal" || before?.entry?.is === "part") return none;
  return { found: { start: first.start, end, value: decimal(value), kind, common: true }, next };
}

/** "a quarter of", "third": a share where an article stands before it or "of" behind, else an ordinal where the word is one too. */
function readPart(
  text: string,
  tokens: readonly Token[],
  from: number,
  at: number,
  entry: Entry & { is: "part" },
): Reading {
  const here = tokens[at];
  const first = tokens[from];
  if (!here || !first) return { found: null, next: at + 1 };
  const behind = text.slice(here.end, here.end + 6);
  const isShare =
    first.entry?.is === "article" && /^(?:\s+(?:of|der|des|von|d[eiou]|van|d[’'])|[\s]*[,.;)]|$)/iu.test(behind);
  const before = tokens[from - 1];
  if (isShare && before?.entry?.is !== "ordinal") {
    const value = 1 / entry.of;
    return {
      found: { start: first.start, end: here.end, value: decimal(value), kind: "fraction", common: false },
      next: at + 1,
    };
  }
  if (entry.ordinal === null) return { found: null, next: at + 1 };
  return {
    found: { start: here.start, end: here.end, value: String(entry.ordinal), kind: "ordinal", common: false },
    next: at + 1,
  };
}

/** Fewer digits than the place that is still open: "twenty" takes "one", "hundred" takes "twenty", "two" takes nothing. */
function fits(group: number, value: number): boolean {
  if (group === 0) return true;
  if (value >= 100) return group % 1000 === 0;
  if (group % 100 === 0) return true;
  const tens = group % 100;
  // French counts on from sixty and eighty to nineteen.
  if (tens === 60 || tens === 80) return value < 20;
  return tens >= 20 && tens % 10 === 0 && value < 10;
}

function isJoined(text: string, before: Token | undefined, after: Token): boolean {
  if (!before || after.start - before.end > 2) return false;
  return /^(?:\s|[-‐‑]\s?)$/u.test(text.slice(before.end, after.start));
}

function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(0) : String(Math.round(value * 10_000) / 10_000);
}

type Lexicon = ReadonlyMap<string, Entry>;
interface Words {
  readonly lexicon: Lexicon;
  /** numbers written as one word: "zweihundertfünfzig" */
  readonly compound: ((word: string) => Entry | undefined) | null;
}

function entryOf({ lexicon, compound }: Words, word: string): Entry | undefined {
  return lexicon.get(word) ?? compound?.(word);
}

const lexicons = new Map<string, Words>();

function wordsFor(language: string): Words {
  const tag = primaryTag(language);
  const known = lexicons.get(tag);
  if (known) return known;
  const words = (makers[tag] ?? english)();
  lexicons.set(tag, words);
  return words;
}

const makers: Readonly<Record<string, () => Words>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  it: italian,
  pt: portuguese,
  nl: dutch,
};

type Pairs = (readonly [string, Entry])[];

function counts(words: string, from = 2, step = 1): Pairs {
  return words.split(" ").map((word, index) => [word, { is: "count", value: from + index * step }]);
}
function count(value: number, ...words: readonly string[]): Pairs {
  return words.map((word) => [word, { is: "count", value }]);
}
function ordinals(words: string, from = 1, afterArticle = false): Pairs {
  return words.split(" ").map((word, index) => [word, { is: "ordinal", value: from + index, afterArticle }]);
}
function ordinal(value: number, words: string, afterArticle = false): Pairs {
  return words.split(" ").map((word) => [word, { is: "ordinal", value, afterArticle }]);
}
function scale(value: number, singular: string, plural = ""): Pairs {
  return [
    ...singular.split(" ").map((word): [string, Entry] => [word, { is: "scale", value, plural: false }]),
    ...plural
      .split(" ")
      .filter((word) => word !== "")
      .map((word): [string, Entry] => [word, { is: "scale", value, plural: true }]),
  ];
}
function part(of: number, words: string, ordinalToo: number | null = null, many = ordinalToo === null): Pairs {
  return words.split(" ").map((word) => [word, { is: "part", of, ordinal: ordinalToo, many }]);
}
function factor(value: number, words: string): Pairs {
  return words.split(" ").map((word) => [word, { is: "factor", value }]);
}
function all(is: "one" | "hundred" | "article", words: string): Pairs {
  return words.split(" ").map((word) => [word, { is }]);
}
function and(word: string, to: "hundreds" | "tens" | "both"): Pairs {
  return [[word, { is: "and", to }]];
}
function half(alone: boolean, words: string): Pairs {
  return words.split(" ").map((word) => [word, { is: "half", alone }]);
}
function dozen(singular: string, plural: string): Pairs {
  return [
    [singular, { is: "dozen", plural: false }],
    [plural, { is: "dozen", plural: true }],
  ];
}
function lexiconOf(...pairs: readonly Pairs[]): Lexicon {
  return new Map(pairs.flat());
}

function english(): Words {
  return {
    compound: null,
    lexicon: lexiconOf(
      counts(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
      ),
      counts("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
      all("one", "one"),
      all("article", "a an"),
      all("hundred", "hundred"),
      scale(1e3, "thousand"),
      scale(1e5, "lakh", "lakhs"),
      scale(1e6, "million"),
      scale(1e7, "crore", "crores"),
      scale(1e9, "billion"),
      scale(1e12, "trillion"),
      dozen("dozen", "dozens"),
      and("and", "hundreds"),
      half(true, "half"),
      ordinals("first second"),
      part(3, "third", 3),
      part(4, "fourth", 4),
      part(5, "fifth", 5),
      part(6, "sixth", 6),
      part(7, "seventh", 7),
      part(8, "eighth", 8),
      part(9, "ninth", 9),
      part(10, "tenth", 10),
      part(3, "thirds"),
      part(4, "quarter quarters fourths"),
      part(5, "fifths"),
      part(6, "sixths"),
      part(7, "sevenths"),
      part(8, "eighths"),
      part(9, "ninths"),
      part(10, "tenths"),
      part(100, "hundredths"),
      ordinals(
        "eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
        11,
      ),
      ["thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth", "hundredth"].flatMap(
        (word, index) => ordinal(30 + index * 10, word),
      ),
      factor(2, "twice doubled doubles doubling twofold"),
      factor(3, "tripled triples trebled threefold thrice"),
      factor(4, "quadrupled fourfold"),
      factor(0.5, "halved halves"),
    ),
  };
}

function german(): Words {
  const units = "ein zwei drei vier funf sechs sieben acht neun".split(" ");
  const small = "zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn".split(" ");
  const tens = "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig".split(" ");
  const below = belowHundred(units, small, tens, (unit, ten) => `${unit}und${ten}`);
  const endings = ["", "r", "n", "s", "m"];
  const irregular = new Map([
    [1, "erste"],
    [3, "dritte"],
    [7, "siebte"],
    [8, "achte"],
  ]);
  const ordered: Pairs = [...below].flatMap(([word, value]) =>
    endings.flatMap((ending): Pairs => {
      const stem = irregular.get(value) ?? `${word}${value < 20 ? "te" : "ste"}`;
      return ordinal(value, `${stem}${ending}`);
    }),
  );
  const parts = "drittel viertel funftel sechstel siebtel achtel neuntel zehntel".split(" ");
  return {
    compound: compounds(below, "hundert", "tausend", "und"),
    lexicon: lexiconOf(
      ordered,
      [...below].flatMap(([word, value]): Pairs => (value === 1 ? [] : count(value, word))),
      all("article", "ein eine einen einem einer eines"),
      all("hundred", "hundert"),
      scale(1e3, "tausend"),
      scale(1e6, "million", "millionen"),
      scale(1e9, "milliarde", "milliarden"),
      scale(1e12, "billion", "billionen"),
      dozen("dutzend", "dutzende"),
      half(true, "halfte"),
      half(false, "halb halbe halben halber halbes"),
      parts.flatMap((word, index) => part(index + 3, word)),
      [["dreiviertel", { is: "count", value: 0.75 }]],
      count(1.5, "anderthalb", "eineinhalb"),
      units.slice(1).flatMap((unit, index) => count(index + 2.5, `${unit}einhalb`)),
      factor(2, "verdoppelt verdoppelte verdoppelten verdoppeln zweimal zweifach"),
      factor(3, "verdreifacht verdreifachte verdreifachten dreimal dreifach"),
      factor(4, "vervierfacht vervierfachte viermal vierfach"),
      factor(0.5, "halbiert halbierte halbierten halbieren"),
    ),
  };
}

function dutch(): Words {
  const units = "een twee drie vier vijf zes zeven acht negen".split(" ");
  const small = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split(" ");
  const tens = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split(" ");
  const below = belowHundred(units, small, tens, (unit, ten) => `${unit}en${ten}`);
  const irregular = new Map([
    [1, "eerste"],
    [3, "derde"],
    [8, "achtste"],
  ]);
  const ordered: Pairs = [...below].flatMap(([word, value]) =>
    irregular.has(value) && value === 3
      ? part(3, "derde", 3, true)
      : ordinal(value, irregular.get(value) ?? `${word}${value < 20 ? "de" : "ste"}`),
  );
  return {
    compound: compounds(below, "honderd", "duizend", "en"),
    lexicon: lexiconOf(
      ordered,
      [...below].flatMap(([word, value]): Pairs => (value === 1 ? [] : count(value, word))),
      all("article", "een"),
      all("hundred", "honderd"),
      scale(1e3, "duizend"),
      scale(1e6, "miljoen", "miljoenen"),
      scale(1e9, "miljard", "miljarden"),
      scale(1e12, "biljoen", "biljoenen"),
      dozen("dozijn", "dozijnen"),
      and("en", "hundreds"),
      half(true, "helft"),
      half(false, "half halve"),
      part(4, "kwart"),
      [["driekwart", { is: "count", value: 0.75 }]],
      count(1.5, "anderhalf", "anderhalve"),
      count(2.5, "tweeenhalf"),
      count(3.5, "drieenhalf"),
      factor(2, "verdubbeld verdubbelde verdubbelden verdubbelen tweemaal"),
      factor(3, "verdrievoudigd verdrievoudigde driemaal"),
      factor(0.5, "gehalveerd halveerde"),
    ),
  };
}

function french(): Words {
  const small = "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize";
  const stems = "deux trois quatr cinqu six sept huit neuv dix onz douz treiz quatorz quinz seiz".split(" ");
  return {
    compound: null,
    lexicon: lexiconOf(
      counts(small),
      [
        ["vingt", { is: "score" }],
        ["vingts", { is: "score" }],
      ],
      counts("trente quarante cinquante soixante", 30, 10),
      count(70, "septante"),
      count(80, "huitante", "octante"),
      count(90, "nonante"),
      all("article", "un une la le"),
      all("hundred", "cent cents"),
      scale(1e3, "mille"),
      scale(1e6, "million", "millions"),
      scale(1e9, "milliard", "milliards"),
      scale(1e12, "billion", "billions"),
      dozen("douzaine", "douzaines"),
      and("et", "tens"),
      half(true, "moitie"),
      half(false, "demi demie"),
      part(3, "tiers"),
      part(4, "quart quarts"),
      ordinals("premier", 1),
      ordinal(1, "premiere premiers premieres"),
      ordinal(2, "second seconde deuxiemes"),
      stems.flatMap((stem, index) => ordinal(index + 2, `${stem}ieme ${stem}iemes`)),
      ordinal(20, "vingtieme"),
      ordinal(30, "trentieme"),
      ordinal(100, "centieme"),
      factor(2, "double doubla doublait doubler doublent"),
      factor(3, "triple tripla tripler"),
    ),
  };
}

function spanish(): Words {
  return {
    compound: null,
    lexicon: lexiconOf(
      counts(
        "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve",
      ),
      count(21, "veintiun", "veintiuna"),
      counts("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10),
      all("article", "un una la el"),
      count(100, "cien", "ciento"),
      hundreds("doscient trescient cuatrocient quinient seiscient setecient ochocient novecient"),
      scale(1e3, "mil"),
      scale(1e6, "millon", "millones"),
      scale(1e9, "millardo", "millardos"),
      scale(1e12, "billon", "billones"),
      dozen("docena", "docenas"),
      and("y", "tens"),
      half(true, "mitad"),
      half(false, "medio media"),
      part(3, "tercio tercios"),
      part(4, "cuartos"),
      gendered("primer segund tercer cuart quint sext septim octav noven decim undecim duodecim"),
      ordinal(1, "primer"),
      ordinal(3, "tercer"),
      ordinal(20, "vigesimo vigesima"),
      factor(2, "doble duplico duplicado duplicaron duplica duplicar"),
      factor(3, "triple triplico triplicado triplicaron"),
    ),
  };
}

function portuguese(): Words {
  return {
    compound: null,
    lexicon: lexiconOf(
      counts(
        "dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove",
      ),
      count(2, "duas"),
      count(14, "quatorze"),
      count(16, "dezasseis"),
      count(17, "dezassete"),
      count(19, "dezanove"),
      counts("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa", 20, 10),
      all("article", "um uma o a do da no na ao"),
      count(100, "cem", "cento"),
      hundreds("duzent trezent quatrocent quinhent seiscent setecent oitocent novecent"),
      scale(1e3, "mil"),
      scale(1e6, "milhao", "milhoes"),
      // Brazil counts in the short scale, Portugal ("bilião") in the long one.
      scale(1e9, "bilhao", "bilhoes"),
      scale(1e12, "trilhao biliao", "trilhoes bilioes"),
      dozen("duzia", "duzias"),
      and("e", "both"),
      half(true, "metade"),
      half(false, "meio meia"),
      part(3, "terco tercos"),
      part(4, "quartos"),
      gendered("primeir", 1),
      gendered("segund", 2, true),
      gendered("terceir quart quint sext setim oitav non decim", 3, true),
      ordinal(20, "vigesimo vigesima"),
      factor(2, "dobro dobrou dobraram duplicou duplicaram"),
      factor(3, "triplo triplicou triplicaram"),
    ),
  };
}

function italian(): Words {
  const units = "uno due tre quattro cinque sei sette otto nove".split(" ");
  const small = "dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove".split(" ");
  const tens = "venti trenta quaranta cinquanta sessanta settanta ottanta novanta".split(" ");
  const below = new Map<string, number>();
  for (const [index, word] of units.entries()) below.set(word, index + 1);
  for (const [index, word] of small.entries()) below.set(word, index + 10);
  for (const [index, ten] of tens.entries()) {
    below.set(ten, 20 + index * 10);
    for (const [digit, unit] of units.entries()) {
      const stem = /^[uo]/u.test(unit) ? ten.slice(0, -1) : ten;
      below.set(`${stem}${unit}`, 21 + index * 10 + digit);
      if (unit === "uno") below.set(`${stem}un`, 21 + index * 10);
    }
  }
  const esimi: Pairs = [...below].flatMap(([word, value]): Pairs => {
    if (value < 11) return [];
    const stem = value % 10 === 3 && value > 20 ? word : word.slice(0, -1);
    return ordinal(value, `${stem}esimo ${stem}esima ${stem}esimi ${stem}esime`);
  });
  return {
    compound: compounds(below, "cento", "mila", "", "mille"),
    lexicon: lexiconOf(
      esimi,
      [...below].flatMap(([word, value]): Pairs => (value === 1 ? [] : count(value, word))),
      all("article", "un uno una il la del della nel nella al alla dal dalla"),
      count(100, "cento"),
      scale(1e3, "mille", "mila"),
      scale(1e6, "milione", "milioni"),
      scale(1e9, "miliardo", "miliardi"),
      scale(1e12, "bilione", "bilioni"),
      dozen("dozzina", "dozzine"),
      and("e", "hundreds"),
      half(true, "meta"),
      half(false, "mezzo mezza"),
      part(3, "terzi"),
      part(4, "quarti"),
      gendered("prim", 1),
      // "secondo" is also "according to".
      gendered("second", 2, true),
      part(3, "terzo", 3),
      ordinal(3, "terza"),
      part(4, "quarto", 4),
      ordinal(4, "quarta"),
      gendered("quint sest settim ottav non decim", 5),
      factor(2, "doppio raddoppiato raddoppiata raddoppiati raddoppiate raddoppio raddoppia"),
      factor(3, "triplo triplicato triplicata triplicati"),
      factor(0.5, "dimezzato dimezzata dimezzati"),
    ),
  };
}

function gendered(stems: string, from = 1, afterArticle = false): Pairs {
  return stems.split(" ").flatMap((stem, index) => ordinal(from + index, `${stem}o ${stem}a`, afterArticle));
}

function hundreds(stems: string): Pairs {
  return stems.split(" ").flatMap((stem, index) => count(200 + index * 100, `${stem}os`, `${stem}as`));
}

function belowHundred(
  units: readonly string[],
  small: readonly string[],
  tens: readonly string[],
  join: (unit: string, ten: string) => string,
): Map<string, number> {
  const below = new Map<string, number>();
  for (const [index, word] of units.entries()) below.set(word, index + 1);
  for (const [index, word] of small.entries()) below.set(word, index + 10);
  for (const [index, ten] of tens.entries()) {
    below.set(ten, 20 + index * 10);
    for (const [digit, unit] of units.entries()) below.set(join(unit, ten), 21 + index * 10 + digit);
  }
  return below;
}

/** Reads hundreds and thousands written as one word. */
function compounds(
  below: ReadonlyMap<string, number>,
  hundred: string,
  thousand: string,
  and: string,
  oneThousand = thousand,
): (word: string) => Entry | undefined {
  return (word) => {
    if (!word.includes(hundred) && !word.includes(thousand) && !word.includes(oneThousand)) return undefined;
    const value = wordValue(word);
    return value === null ? undefined : { is: "count", value };
  };

  function wordValue(word: string): number | null {
    for (const mark of new Set([thousand, oneThousand])) {
      const at = word.indexOf(mark);
      if (at < 0) continue;
      const front = at === 0 ? 1 : belowThousand(word.slice(0, at));
      const back = rest(word.slice(at + mark.length));
      return front === null || back === null ? null : front * 1000 + back;
    }
    return belowThousand(word);
  }
  function belowThousand(word: string): number | null {
    const at = word.indexOf(hundred);
    if (at < 0) return below.get(word) ?? null;
    const front = at === 0 ? 1 : (below.get(word.slice(0, at)) ?? null);
    const back = rest(word.slice(at + hundred.length));
    return front === null || back === null ? null : front * 100 + back;
  }
  function rest(word: string): number | null {
    if (word === "") return 0;
    const bare = and !== "" && word.startsWith(and) ? word.slice(and.length) : word;
    return belowThousand(bare);
  }
}
