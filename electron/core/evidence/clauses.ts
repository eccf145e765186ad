import type { Span } from "../../contract/findings.ts";
import { fold } from "../text/fold.ts";
import { snowballStem } from "../text/snowball.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import { type Lexicon, lexiconOf } from "./lexicon/lexicon.ts";

/** A word of a claim or a quote, with what the checks of function words ask of it. */
export interface ClauseWord {
  /** as it is written */
  readonly text: string;
  /** folded; a contracted "not" is a word of its own */
  readonly form: string;
  readonly stem: string;
  /** range of the text; what is contracted into one shares it */
  readonly start: number;
  readonly end: number;
  /** clauses are counted from 0: they end at marks and begin at words such as "because" */
  readonly clause: number;
  /** counted from 0, by full stops, question and exclamation marks */
  readonly sentence: number;
  /** false of stop words, light words and single letters */
  readonly hasContent: boolean;
}

/** A text in words and clauses, in a language whose lists are known. */
export interface Clauses {
  readonly text: string;
  readonly words: readonly ClauseWord[];
  readonly lexicon: Lexicon;
}

/**
 * Reads a text in words and clauses; null where the language has no lists. What was read is kept, as every check asks for the same.
 *
 * @param language BCP 47
 */
export function clausesOf(text: string, language: string): Clauses | null {
  const lexicon = lexiconOf(language);
  if (!lexicon) return null;
  const cache = (caches[lexicon.language] ??= new Map<string, Clauses>());
  const known = cache.get(text);
  if (known) return known;
  const clauses = { text, words: readWords(text, lexicon), lexicon };
  if (cache.size >= mostCached) cache.clear();
  cache.set(text, clauses);
  return clauses;
}

const mostCached = 500;
const caches: Record<string, Map<string, Clauses>> = {};

/**
 * Content words around the words `[from, to)`, nearest first on either side: of their clause, or of all of their sentence.
 *
 * @param each at most so many on either side
 */
export function neighboursOf(
  { words }: Clauses,
  { from, to }: WordRange,
  within: "clause" | "sentence",
  each: number,
): { readonly before: readonly ClauseWord[]; readonly after: readonly ClauseWord[] } {
  return { before: take(words[from], from - 1, -1), after: take(words[to - 1], to, 1) };

  function take(origin: ClauseWord | undefined, start: number, step: 1 | -1): ClauseWord[] {
    const taken: ClauseWord[] = [];
    for (let index = start; taken.length < each; index += step) {
      const word = words[index];
      if (!word || word[within] !== origin?.[within]) break;
      if (word.hasContent) taken.push(word);
    }
    return taken;
  }
}

/** Words of a text, from `from` up to `to`. */
export interface WordRange {
  readonly from: number;
  readonly to: number;
}

/** The characters that words of a text stand at. */
export function spanOf({ words }: Clauses, { from, to }: WordRange): Span {
  return { start: words[from]?.start ?? 0, end: words[to - 1]?.end ?? 0 };
}

/** Words of a text as it has them. */
export function textAt({ text }: Clauses, { start, end }: Span): string {
  return text.slice(start, end);
}

/** True where one of the words may stand for this one. */
export function hasSameWord(words: readonly ClauseWord[], word: ClauseWord, lexicon: Lexicon): boolean {
  return words.some((other) => isSameWord(word, other, lexicon));
}

/** True of two words of which one may stand for the other: the same stem, the same group of synonyms, a compound and its last part. */
export function isSameWord(a: Pick<ClauseWord, "stem">, b: Pick<ClauseWord, "stem">, lexicon: Lexicon): boolean {
  if (a.stem === b.stem) return true;
  if (lexicon.hasCompounds && endsInOther(a.stem, b.stem)) return true;
  const groups = lexicon.synonymGroups(a.stem);
  return groups.length > 0 && lexicon.synonymGroups(b.stem).some((group) => groups.includes(group));
}

/** True of a word with a capital. Where every noun has a capital it tells no name. */
export function isCapital({ text }: ClauseWord, { language }: Lexicon): boolean {
  return language !== "de" && /^\p{Lu}/u.test(text);
}

function endsInOther(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 5 && long.endsWith(short);
}

function readWords(text: string, lexicon: Lexicon): ClauseWord[] {
  const stops = stopWordsOf(lexicon.language);
  const words: ClauseWord[] = [];
  let clause = 0;
  let sentence = 0;
  for (const match of text.matchAll(wordOrMark)) {
    const [raw] = match;
    if (endsClause.test(raw)) {
      if (words.at(-1)?.clause === clause) clause += 1;
      if (endsSentence.test(raw) && words.at(-1)?.sentence === sentence) sentence += 1;
      continue;
    }
    for (const part of partsOf(raw, lexicon.language)) {
      const form = fold(part);
      // With its accents: "è" is a verb where "e" begins a clause.
      if (lexicon.clauseWords.has(part.toLowerCase()) && words.at(-1)?.clause === clause) clause += 1;
      const stem = snowballStem(part, lexicon.language) ?? form;
      const hasContent =
        (form.length > 1 || /\p{N}/u.test(form)) &&
        !stops.has(form) &&
        !lexicon.isLight(stem) &&
        !lexicon.isFunctionWord(form);
      words.push({
        text: raw,
        form,
        stem,
        start: match.index,
        end: match.index + raw.length,
        clause,
        sentence,
        hasContent,
      });
    }
  }
  return lexicon.particles.size > 0 ? withParticles(words, lexicon) : words;
}

/** "Er lehnt den Antrag ab": where a clause ends in a particle its verb is "ablehnen". */
function withParticles(words: readonly ClauseWord[], lexicon: Lexicon): ClauseWord[] {
  const joined = [...words];
  for (const [index, word] of words.entries()) {
    if (!lexicon.particles.has(word.form) || words[index + 1]?.clause === word.clause) continue;
    for (let before = index - 1; before >= 0 && words[before]?.clause === word.clause; before -= 1) {
      const verb = joined[before];
      if (!verb || !lexicon.knowsStem(word.form + verb.stem)) continue;
      joined[before] = { ...verb, stem: word.form + verb.stem, hasContent: true };
      break;
    }
  }
  return joined;
}

/** Words in their parts: "can't" is "can" and "not", "l'accord" and "dell'accordo" are an article and a noun. */
function partsOf(raw: string, language: string): string[] {
  if (language === "en") {
    const [, verb] = /^(\p{L}+)n['’]t$/iu.exec(raw) ?? [];
    if (verb !== undefined) return [fullVerbs[verb.toLowerCase()] ?? verb, "not"];
    const [, slipped] = /^(do|does|did|is|are|was|were|has|have|had|would|could|should)nt?$/iu.exec(raw) ?? [];
    if (slipped !== undefined) return [slipped, "not"];
    if (/^cannot$/iu.test(raw)) return ["can", "not"];
    const [, owner, rest] = /^(.+?)['’](s|ll|re|ve|d|m)$/iu.exec(raw) ?? [];
    if (owner !== undefined && rest !== undefined) {
      const auxiliary = auxiliaries[rest.toLowerCase()];
      return auxiliary === undefined ? [owner] : [owner, auxiliary];
    }
    return [raw];
  }
  return raw.split(/['’]/u).filter((part) => part !== "");
}

const fullVerbs: Readonly<Record<string, string>> = { ca: "can", wo: "will", sha: "shall" };
const auxiliaries: Readonly<Record<string, string>> = { ll: "will", re: "are", ve: "have", d: "would", m: "am" };
const wordOrMark =
  /\d+(?:[.,'’\u00a0\u202f]\d+)+|[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’&]*[\p{L}\p{N}])?|[,;:.()!?"“”„«»]|\s[–—-]+\s/gu;
const endsSentence = /[.!?]/u;
const endsClause = /^[^\p{L}\p{N}]/u;
