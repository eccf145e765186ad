import { datesOf } from "./dates.ts";
import { periodsOf } from "./periods.ts";
import { fold } from "./fold.ts";
import { stopWordsOf } from "./stopWords.ts";
import { lettersAndStops, type WrittenWord, writtenWords } from "./words.ts";

/** A name of a text: a run of capitalised words in the middle of a sentence, an acronym, or a code such as "B12". */
export interface NameFact {
  readonly text: string;
  readonly words: readonly string[];
}

/**
 * Names of a point. A capitalised word that only begins a sentence is no name, unless it is known to be one. Where nouns are
 * capitalised (German) only acronyms and codes can be told.
 *
 * @param known words that are names in this document, from {@link knownNames}
 */
export function namesOf(text: string, language: string, known: ReadonlySet<string> = new Set()): NameFact[] {
  const stops = stopWordsOf(language);
  const nouns = capitalisesNouns(language);
  const tokens = nameTokens(text).filter(({ word }) => !titles.has(fold(word)));
  const content = tokens.filter(({ word }) => !stops.has(fold(word)));
  // In a title every word has a capital, and none of them means anything.
  const isTitle = content.length > 4 && content.every(({ word }) => /^\p{Lu}/u.test(word));
  const dates = [...datesOf(text, language), ...periodsOf(text, language)];
  const names: NameFact[] = [];
  let run: NameToken[] = [];
  const close = (): void => {
    const first = run[0];
    if (first?.initial === true && !isSign(first) && !known.has(fold(first.word))) run = run.slice(1);
    if (run.length > 0) names.push({ text: textOf(text, run), words: run.flatMap(wordsOfToken) });
    run = [];
  };
  for (const [index, token] of tokens.entries()) {
    const inDate = dates.some(({ start, end }) => token.start < end && token.end > start);
    const capital = !nouns && !isTitle && /^\p{Lu}/u.test(token.word) && !isPronoun(token.word, language);
    const isName = isSign(token) || (capital && (token.initial || !stops.has(fold(token.word))));
    if (inDate || !isName) {
      close();
      continue;
    }
    const before = tokens[index - 1];
    if (token.initial || (before && !/^\s+$/u.test(text.slice(before.end, token.start)))) close();
    run.push(token);
  }
  close();
  return names;
}

/** Words of a document that stand capitalised inside sentences and never in lower case. */
export function knownNames(texts: Iterable<string>, language: string): Set<string> {
  const capitals = new Set<string>();
  if (capitalisesNouns(language)) return capitals;
  const small = new Set<string>();
  for (const text of texts) {
    let first = true;
    for (const word of lettersAndStops(text)) {
      if (word.length === 1) continue;
      if (!/^\p{Lu}/u.test(word)) small.add(word);
      else if (!first) capitals.add(word);
      first = false;
    }
  }
  const names = new Set<string>();
  for (const word of capitals) if (!small.has(word.toLowerCase())) names.add(fold(word));
  return names;
}

/** Names that stand nowhere in the quotes, neither in full nor as their initials. */
export function namesMissing(names: readonly NameFact[], quotes: readonly string[]): NameFact[] {
  const tokens = quotes.flatMap(nameTokens);
  const words = new Set(tokens.flatMap(wordsOfToken));
  const initials = quotes.map((quote) =>
    nameTokens(quote)
      .filter(({ word }) => /^\p{Lu}/u.test(word))
      .map(({ word }) => fold(word).charAt(0))
      .join(""),
  );
  return names.filter(({ words: wanted, text }) => {
    if (wanted.every((word) => hasWord(words, word))) return false;
    const letters = fold(text).replaceAll(/[^\p{L}]/gu, "");
    if (/^[\p{Lu}.]{2,}s?$/u.test(text) && initials.some((run) => run.includes(letters))) return false;
    const short = wanted.map((word) => word.charAt(0)).join("");
    return !(wanted.length > 1 && words.has(short));
  });
}

interface NameToken extends WrittenWord {
  /** begins a sentence */
  readonly initial: boolean;
}

function nameTokens(text: string): NameToken[] {
  return writtenWords(text)
    .filter(({ word }) => /\p{L}/u.test(word))
    .map((token) => {
      const before = text.slice(0, token.start).trimEnd();
      const initial = before === "" || /[.!?:;。！？][\])"'”’»]*$|^["'“‘«(¿¡–—•-]+$/u.test(before);
      return { ...token, initial: initial && !isAfterAbbreviation(before) };
    });
}

/** "Dr. Smith": the stop belongs to the title. */
function isAfterAbbreviation(before: string): boolean {
  return /(?:^|[\s(])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|M|Mme|Hr|Fr|Sra|Dott|Sig|No|Art|vs|bzw|ca|etc|e\.g|i\.e|z\.B)\.$/u.test(
    before,
  );
}

/** Acronyms, codes and words with a capital inside: names wherever they stand. */
function isSign({ word }: NameToken): boolean {
  return /^(?=(?:.*\p{Lu}){2})[\p{Lu}\p{N}&.'’-]+s?$/u.test(word) || /\p{Ll}\p{Lu}/u.test(word) || isCode(word);
}

/** Letters and digits in one word, such as "B12", "A4" or "Q3", but not "3rd" or "10kg". */
function isCode(word: string): boolean {
  return /\p{L}-?\d/u.test(word) && /^\p{Lu}/u.test(word);
}

/** Forms of address are no part of the name. */
const titles: ReadonlySet<string> = new Set(
  "dr mr mrs ms prof professor sir madam mme mlle monsieur madame herr frau sr sra senor senora dott sig".split(" "),
);

function isPronoun(word: string, language: string): boolean {
  return language.toLowerCase().startsWith("en") && /^I(?:['’]\p{L}+)?$/u.test(word);
}

function textOf(text: string, run: readonly NameToken[]): string {
  return text.slice(run[0]?.start ?? 0, run.at(-1)?.end ?? 0);
}

function wordsOfToken({ word }: NameToken): string[] {
  const bare = fold(word)
    .replace(/['’]s?$/u, "")
    .replace(/^(?:[dlcjmnst]|qu)['’]/u, "");
  const parts = bare.split(/[-&'’]/u).filter((part) => part !== "");
  return parts.length > 0 ? parts : [bare];
}

/** The word, its plural or a form of it: "German" for "Germany". */
function hasWord(words: ReadonlySet<string>, wanted: string): boolean {
  if (words.has(wanted)) return true;
  if (wanted.length < 3) return false;
  for (const word of words) {
    const [short, long] = word.length < wanted.length ? [word, wanted] : [wanted, word];
    const slack = short.length >= 5 ? 3 : short.length >= 3 ? 1 : 0;
    if (long.length - short.length <= slack && long.startsWith(short)) return true;
  }
  return false;
}

function capitalisesNouns(language: string): boolean {
  return /^(?:de|lb|und)\b/iu.test(language);
}
