import { type DateFact, datesOf, type PartialDate } from "../text/dates.ts";
import { isAscii } from "../text/fold.ts";
import { numbersOf } from "../text/numbers.ts";
import { type Clauses, clausesOf, type ClauseWord, isCapital } from "./clauses.ts";
import { snowballStem } from "../text/snowball.ts";
import type { Lexicon } from "./lexicon/lexicon.ts";
import { selfReferenceLength } from "./selfReference.ts";
import type { PronounClass } from "./lexicon/lexiconData.ts";

/** A word of a claim or a quote as it is compared. */
export interface ComparedWord extends ClauseWord {
  /** names are told by their capital inside a sentence, and not where every noun has one */
  readonly kind: "number" | "name" | "word" | "pronoun" | "function";
  /** what it is looked for by: its stem, its groups of synonyms, the values of a number */
  readonly keys: readonly string[];
  /** what it is found by: of a date also each part of it */
  readonly foundBy: readonly string[];
  /** among the words of its text */
  readonly position: number;
}

/**
 * The words of a text as they are compared; null where the language has no lists.
 *
 * @param language BCP 47
 * @param known words that are names, folded, so that they count at the beginning of a sentence too
 */
export function comparedWords(
  text: string,
  language: string,
  known: ReadonlySet<string> = none,
): ComparedWord[] | null {
  const clauses = clausesOf(text, language);
  return clauses && wordsOf(clauses, known);
}
const none: ReadonlySet<string> = new Set();

/** True of a word that says something by itself and has to be found in the quotes. */
export function isContent({ kind }: ComparedWord): boolean {
  return kind !== "pronoun" && kind !== "function";
}

function wordsOf(clauses: Clauses, known: ReadonlySet<string>): ComparedWord[] {
  const { text, words, lexicon } = clauses;
  const dates = datesOf(text, lexicon.language);
  const numbers = numbersOf(text, lexicon.language).filter(
    ({ code, text: figure, currency, start, end }) =>
      // "Apartment 3B" is no three billion apartments.
      !code &&
      !(currency === null && /^\d+B$/u.test(figure)) &&
      !dates.some((date) => start < date.end && end > date.start),
  );
  const framing = framingIn(clauses);
  const ofPhrases = phraseGroupsIn(clauses);
  const dateAt = finderOf(dates);
  const numberAt = finderOf(numbers.map((number) => ({ ...number.whole, number })));
  const compared = words.map((word, position): ComparedWord => {
    const date = dateAt(word.start);
    if (date) {
      return word.start === date.start
        ? dateWord({ ...word, end: date.end, position }, date)
        : { ...word, kind: "function", keys: [], foundBy: [], position };
    }
    const number = numberAt(word.start)?.number;
    if (number) {
      return number.start <= word.start && word.start < number.end && words[position - 1]?.start !== number.start
        ? keyed(
            { ...word, kind: "number", position },
            number.values.map((value) => (number.kind === "ordinal" ? `#${value}.` : `#${value}`)),
          )
        : keyed({ ...word, kind: "function", position }, [word.stem]);
    }
    const kind = framing.has(position) ? "function" : kindOf(word, words[position - 1], clauses, known);
    const plain = keyed({ ...word, kind, position }, [...keysOf(word, lexicon), ...(ofPhrases.get(position) ?? [])]);
    return kind === "name" || (kind === "word" && isCapital(plain, lexicon)) ? withNameForms(plain) : plain;
  });
  return withInitials(compared);
}

/** Finds the range that holds a place, for places that are asked for in their order: a sentence may be nothing but numbers. */
function finderOf<T extends { readonly start: number; readonly end: number }>(
  ranges: readonly T[],
): (at: number) => T | null {
  const sorted = ranges.toSorted((a, b) => a.start - b.start);
  let next = 0;
  return (at) => {
    while (next < sorted.length && (sorted[next]?.end ?? 0) <= at) next += 1;
    const range = sorted[next];
    return range && range.start <= at ? range : null;
  };
}

/**
 * Words that say how surely, how much or whose words they are: other parts of the check hold these against the quotes. And those that
 * speak of the document itself.
 */
function framingIn({ text, words, lexicon }: Clauses): Set<number> {
  const ownLength = selfReferenceLength(text, lexicon.language);
  const positions = new Set(words.flatMap(({ start }, position) => (start < ownLength ? [position] : [])));
  const lists = [lexicon.modals, lexicon.quantities, lexicon.conditions, lexicon.negations, lexicon.attributions];
  for (const list of lists) {
    for (const { from, to } of list.in(words)) for (let at = from; at < to; at += 1) positions.add(at);
  }
  return positions;
}

/** The groups of synonyms of whole phrases, by the positions of their words: "in a row" is found by "consecutive". */
function phraseGroupsIn({ words, lexicon }: Clauses): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const { value, from, to } of lexicon.synonyms.in(words)) {
    if (to - from < 2) continue;
    for (let at = from; at < to; at += 1) groups.set(at, [...(groups.get(at) ?? []), `=${String(value)}`]);
  }
  return groups;
}

type Unkeyed = Omit<ComparedWord, "keys" | "foundBy">;

function keyed(word: Unkeyed, keys: readonly string[]): ComparedWord {
  return { ...word, keys, foundBy: keys };
}

/** A name is found by those it is a form of and by its own forms: "German" by "Germany". */
function withNameForms(word: ComparedWord): ComparedWord {
  const { form, keys } = word;
  const shorter = Array.from({ length: mostEnding }, (_, cut) => form.slice(0, form.length - cut - 1)).filter(
    (each) => each.length >= leastName,
  );
  return {
    ...word,
    keys: [...keys, `${form}…`, ...shorter.map((each) => `…${each}`)],
    foundBy: [...keys, `…${form}`, ...shorter.map((each) => `${each}…`)],
  };
}
/** Letters of a name at least, and those that its longer form may have besides. */
const leastName = 5;
const mostEnding = 3;

/** "European Union" is found by "EU", and the other way round. */
function withInitials(words: readonly ComparedWord[]): ComparedWord[] {
  const all = [...words];
  const add = (index: number, initials: string): void => {
    const word = all[index];
    if (word) all[index] = { ...word, keys: [...word.keys, initials], foundBy: [...word.foundBy, initials] };
  };
  for (let from = 0; from < words.length; from += 1) {
    if (/^\p{Lu}{2,6}$/u.test(words[from]?.text ?? "")) add(from, `^${words[from]?.form ?? ""}`);
    let to = from;
    while (words[to]?.kind === "name" && words[to]?.clause === words[from]?.clause) to += 1;
    if (to - from < 2) continue;
    const initials = words.slice(from, to).map(({ form }) => form.charAt(0));
    for (let index = from; index < to; index += 1) add(index, `^${initials.join("")}`);
    from = to - 1;
  }
  return all;
}

function dateWord(word: Omit<Unkeyed, "kind">, { options }: DateFact): ComparedWord {
  const parts = options.map(partsOfDate);
  return { ...word, kind: "number", keys: parts.flatMap(([whole]) => whole ?? []), foundBy: parts.flat() };
}

/** What a date says as one key, then what it says of year, month and day in every choice of them. */
function partsOfDate({ year, month, day }: PartialDate): string[] {
  const parts = [year, month, day].map((part) => (part === undefined ? "" : String(part)));
  const keys = new Set([`@${parts.join("-")}`]);
  for (let mask = 7; mask > 0; mask -= 1) {
    const chosen = parts.map((part, index) => ((mask >> index) % 2 === 1 ? part : ""));
    if (chosen.some((part) => part !== "")) keys.add(`@${chosen.join("-")}`);
  }
  return year === undefined ? [...keys] : [...keys, `#${String(year)}`];
}

function kindOf(
  word: ClauseWord,
  before: ClauseWord | undefined,
  { text, lexicon }: Clauses,
  known: ReadonlySet<string>,
): ComparedWord["kind"] {
  if (isThirdPerson(lexicon, word)) return "pronoun";
  if (!word.hasContent) return "function";
  if (/^\d/u.test(word.text)) return "number";
  const begins = !before || /[.!?:"“„«]/u.test(text.slice(before.end, word.start));
  return isCapital(word, lexicon) && (!begins || known.has(word.form)) ? "name" : "word";
}

/** Forms that are mostly articles or go with the verb, and stand for nothing that a claim would have to name. */
const notPronouns: Readonly<Record<string, ReadonlySet<string>>> = {
  fr: new Set("le la les l se s en y ce c".split(" ")),
  es: new Set("el la los las lo le les se".split(" ")),
  it: new Set("il lo la i gli le li l si ne ci".split(" ")),
  pt: new Set("o a os as se lhe lhes".split(" ")),
  de: new Set("sich das die der dem den es".split(" ")),
  nl: new Set("zich het er".split(" ")),
};

const thirdPersons: ReadonlySet<PronounClass> = new Set(["masculine", "feminine", "neuter", "plural", "any"]);

function isThirdPerson({ language, pronouns, possessives }: Lexicon, { form, text }: ClauseWord): boolean {
  // "el" is an article, "él" is not.
  if (notPronouns[language]?.has(form) === true && isAscii(text)) return false;
  const classes = [...(pronouns.single.get(form) ?? []), ...(possessives.single.get(form) ?? [])];
  return classes.some((each) => thirdPersons.has(each));
}

/** A verb that can be parted is found by itself without its particle too, since that may stand in another clause. */
function partsOf(stem: string, { particles }: Lexicon): string[] {
  return [...particles]
    .filter((each) => stem.length >= each.length + 3 && stem.startsWith(each))
    .map((each) => stem.slice(each.length));
}

/** The stem of an English adjective by its comparative or superlative, which Snowball leaves whole: "happiest", "larger". */
function positiveOf(form: string): string | null {
  const [, base] = /^(\p{L}{3,})(?:er|est)$/u.exec(form) ?? [];
  if (base === undefined) return null;
  return snowballStem(base.endsWith("i") ? `${base.slice(0, -1)}y` : base, "en");
}

function keysOf({ form, stem }: ClauseWord, lexicon: Lexicon): string[] {
  const positive = lexicon.language === "en" ? positiveOf(form) : null;
  return [
    stem,
    ...partsOf(stem, lexicon),
    ...(positive === null ? [] : [positive]),
    ...lexicon.synonymGroups(stem).map((group) => `=${String(group)}`),
  ];
}
