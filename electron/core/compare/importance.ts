import { type ChangeReason, changeReasonSchema } from "../../contract/compare.ts";
import { type DateFact, datesOf } from "../text/dates.ts";
import { denies, deniedStems, hasNegation } from "../text/negation.ts";
import { namesMissing, namesOf } from "../text/names.ts";
import { currenciesOf, type NumberFact, numbersOf } from "../text/numbers.ts";
import { fold } from "../text/fold.ts";
import { wordsOf } from "../text/words.ts";
import { binds, bondsOf, sameBonds } from "../text/obligations.ts";

/** What the checks need to know of a document. */
export interface Reading {
  /** BCP 47 */
  readonly language: string;
  /** words that are names in it, see `knownNames` */
  readonly known: ReadonlySet<string>;
}

const weights: ReadonlyMap<ChangeReason, number> = new Map(
  changeReasonSchema.options.map((reason, index) => [reason, index]),
);

/** Weightiest first, each once. */
export function inWeight(reasons: Iterable<ChangeReason>): ChangeReason[] {
  return [...new Set(reasons)].sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0));
}

/** What the change of one text into another is about; "wording" where neither facts nor bonds differ. */
export function reasonsOfChange(
  before: { readonly text: string; readonly changed: readonly string[] },
  after: { readonly text: string; readonly changed: readonly string[] },
  from: Reading,
  to: Reading,
): ChangeReason[] {
  const reasons = new Set<ChangeReason>();
  const left = figuresOf(before.text, from.language);
  const right = figuresOf(after.text, to.language);
  if (!sameList(left.dates, right.dates)) reasons.add("date");
  if (!sameList(left.amounts, right.amounts) || !sameList(left.currencies, right.currencies)) reasons.add("amount");
  // An amount that lost or won its currency is told as such, not as a number too.
  if (!sameList([...left.numbers, ...left.amounts], [...right.numbers, ...right.amounts])) {
    if (!reasons.has("amount") || !sameList(left.numbers, right.numbers)) reasons.add("number");
  }
  if (!sameList(numberWords(before.changed, from), numberWords(after.changed, to))) reasons.add("number");
  if (namesDiffer(before, after, from, to)) reasons.add("name");
  if (!sameBonds(bondsOf(before.text, from.language), bondsOf(after.text, to.language))) reasons.add("obligation");
  if (negationsOf(before.text, from) !== negationsOf(after.text, to)) reasons.add("negation");
  if (reasons.size === 0) reasons.add("wording");
  return inWeight(reasons);
}

/** What a statement is about that only one document makes. */
export function reasonsOfPassage(text: string, reading: Reading): ChangeReason[] {
  const reasons = new Set<ChangeReason>(["passage"]);
  // "Two" or "twelve" in words is in every other sentence.
  const figures = figuresOf(text, reading.language, (fact) => !fact.word);
  if (figures.amounts.length > 0) reasons.add("amount");
  if (figures.numbers.length > 0) reasons.add("number");
  if (figures.dates.length > 0) reasons.add("date");
  if (binds(bondsOf(text, reading.language))) reasons.add("obligation");
  return inWeight(reasons);
}

interface Figures {
  /** each as a text that is equal for equal values */
  readonly dates: readonly string[];
  readonly amounts: readonly string[];
  readonly numbers: readonly string[];
  readonly currencies: readonly string[];
}

function figuresOf(text: string, language: string, counts: (fact: NumberFact) => boolean = () => true): Figures {
  const dates = datesOf(text, language);
  const inDate = (fact: NumberFact): boolean => dates.some(({ start, end }) => fact.start < end && fact.end > start);
  const numbers = numbersOf(text, language).filter((fact) => !inDate(fact) && counts(fact));
  const [amounts, others] = [
    numbers.filter((fact) => isAmount(text, fact)),
    numbers.filter((fact) => !isAmount(text, fact)),
  ];
  return {
    dates: dates.map(dateKey).sort(),
    amounts: amounts.map(numberKey).sort(),
    numbers: others.map(numberKey).sort(),
    currencies: [...currenciesOf(text)].sort(),
  };
}

function dateKey({ options }: DateFact): string {
  return options.map(({ year, month, day }) => `${year ?? ""}-${month ?? ""}-${day ?? ""}`).join("|");
}

/** Of two ways to read "1.234" the document means one and the same in both versions. */
function numberKey({ values, percent }: NumberFact): string {
  return `${values.at(-1) ?? ""}${percent ? "%" : ""}`;
}

/** A currency stands right before it or behind it. */
function isAmount(text: string, { start, end }: NumberFact): boolean {
  const before = text.slice(Math.max(0, start - 6), start);
  const behind = text.slice(end, end + 16);
  return (
    /(?:[$€£¥₹₩]|\b(?:USD|EUR|GBP|JPY|CHF|INR|KRW|US\$|Rs|Fr)\.?)\s?$/u.test(before) ||
    /^\s?(?:[$€£¥₹₩円원]|(?:USD|EUR|GBP|JPY|CHF|INR|KRW|euros?|dollars?|d[oó]lar(?:es)?|dollari|pounds?|Franken|francs?|rupees?|yen|cents?)(?!\p{L}))/iu.test(
      behind,
    )
  );
}

/** Numbers as words beyond those that `numbersOf` knows; only where they changed, for "one" is often an article. */
function numberWords(changed: readonly string[], { language }: Reading): string[] {
  const words = furtherCounts[language.toLowerCase().split("-")[0] ?? ""];
  if (!words) return [];
  return changed
    .flatMap(wordsOf)
    .filter((word) => words.has(word))
    .sort();
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

const furtherCounts: Readonly<Record<string, ReadonlySet<string>>> = {
  en: wordSet(
    "one thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half third quarter once twice double triple first second fourth fifth",
  ),
  de: wordSet(
    "dreizehn vierzehn funfzehn zwanzig dreissig vierzig funfzig sechzig neunzig hundert tausend halb einmal zweimal doppelte erste zweite dritte",
  ),
  fr: wordSet(
    "treize quatorze quinze seize vingt trente quarante cinquante soixante cent mille moitie tiers quart double premier deuxieme troisieme",
  ),
  es: wordSet(
    "trece catorce quince veinte treinta cuarenta cincuenta sesenta noventa cien mil mitad tercio doble primer primero segundo tercero",
  ),
  it: wordSet(
    "tredici quattordici quindici venti trenta quaranta cinquanta sessanta novanta cento mille meta terzo doppio primo secondo",
  ),
  pt: wordSet(
    "treze quatorze quinze vinte trinta quarenta cinquenta sessenta noventa cem mil metade terco dobro primeiro segundo terceiro",
  ),
};

function namesDiffer(
  before: { readonly text: string; readonly changed: readonly string[] },
  after: { readonly text: string; readonly changed: readonly string[] },
  from: Reading,
  to: Reading,
): boolean {
  const missing = (own: typeof before, other: typeof after, reading: Reading): boolean =>
    namesMissing(namesOf(own.text, reading.language, reading.known), [other.text]).some(({ words }) => {
      // The name must be among what changed: a word that merely begins another sentence now is not.
      const changed = own.changed.map(fold).join(" ");
      return words.some((word) => changed.includes(word));
    }) || partiesOf(own).some((party) => !partiesOf(other).includes(party));
  return missing(before, after, from) || missing(after, before, to);
}

/** Names told by what stands beside them, for languages whose nouns are all capitalised. */
function partiesOf({ text, changed }: { readonly text: string; readonly changed: readonly string[] }): string[] {
  const near = changed.map(fold).join(" ");
  const found: string[] = [];
  for (const [, title, company] of text.matchAll(
    /(?:\b(?:Herrn?|Frau|Firma|Dr\.|Prof\.|Mr\.?|Mrs\.?|Ms\.?|Mme|M\.|Sr\.|Sra\.|Sig\.)\s+(\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?))|(\p{Lu}[\p{L}&-]+)\s+(?:GmbH|AG|KG|SE|OHG|UG|e\.\s?V\.|Ltd|LLC|Inc|Corp|SA|SAS|SARL|S\.A\.|S\.L\.|SpA|S\.p\.A\.|S\.r\.l\.|Lda)(?!\p{L})/gu,
  )) {
    const name = fold(title ?? company ?? "");
    if (name.split(" ").some((word) => near.includes(word))) found.push(name);
  }
  return found;
}

/** Negations as a text that is equal where as much is denied. */
function negationsOf(text: string, { language }: Reading): string {
  return [deniedStems(text, language).length, hasNegation(text, language), denies(text, language)].join(" ");
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
