import { fold, isAscii } from "./fold.ts";
import { unspacedClass } from "./scripts.ts";

/** The words of a text, lower-cased and without accents; scripts written without spaces become pairs of characters. */
export function wordsOf(text: string): string[] {
  // Most texts are ASCII, and long documents hold millions of words.
  if (isAscii(text)) return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const words: string[] = [];
  for (const [token] of fold(text).matchAll(wordPattern)) {
    if (!unspacedPattern.test(token)) words.push(token);
    else pushPairs(words, token);
  }
  return words;
}

/** Words of a text: what stands between spaces and has a letter or digit; in scripts without spaces two characters are a word. */
export function countWords(text: string): number {
  if (isAscii(text)) return text.match(/[a-z0-9]\S*/gi)?.length ?? 0;
  let count = 0;
  const spaced = text.replace(unspacedCharacter, () => {
    count += 0.5;
    return " ";
  });
  for (const word of spaced.split(/\s+/u)) if (wordLike.test(word)) count++;
  return Math.ceil(count);
}

/** What a dictionary would call the words of a text, as they are written; of scripts without spaces too (UAX #29 and word lists). */
export function dictionaryWords(text: string): string[] {
  return [...segmenter.segment(text)].flatMap(({ segment, isWordLike }) => (isWordLike === true ? [segment] : []));
}

/** A word as it stands in a text. */
export interface WrittenWord {
  readonly word: string;
  /** range in the text it was cut from */
  readonly start: number;
  readonly end: number;
}

/**
 * The words of a text with their capitals and where they stand, for what tells names by both. Apostrophes, hyphens and "&" inside
 * belong to a word; a run of a script without spaces is one.
 */
export function writtenWords(text: string): WrittenWord[] {
  return [...text.matchAll(writtenPattern)].map((match) => {
    const [word] = match;
    return { word, start: match.index, end: match.index + word.length };
  });
}

/**
 * Runs of letters and nothing else, as they are written, and the marks that end a clause between them: for rules about the words that
 * follow one another, where digits would stand in the way and a comma counts.
 */
export function lettersAndStops(text: string): string[] {
  return text.match(/\p{L}[\p{L}\p{M}]*|[,;:.]/gu) ?? [];
}

/**
 * Words by the spaces between them, at least one; in scripts without spaces two characters are a word. Coarser than `countWords` and
 * much cheaper: the sections of a long document are cut by it while the document is opened.
 */
export function estimateWords(text: string): number {
  let words = 1;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) === 32) words += 1;
  return text.length / words > 24 ? Math.ceil(text.length / 2) : words;
}

/** A word, a number or a single mark of a text. */
export interface Token {
  /** what is compared: quotation marks, dashes, hyphens and compatibility forms are one */
  readonly key: string;
  /** the key without case and accents, for likeness; empty for marks */
  readonly folded: string;
  /** range in the text it was cut from */
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts a text into what a reader would call its words. White space, soft hyphens, hyphens within words and at the ends of lines
 * and the shapes of quotation marks and dashes make no difference; scripts without spaces are cut into characters.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(readersTokens)) {
    const [raw] = match;
    const key = keyOf(raw);
    if (key === "") continue;
    const isWord = /[\p{L}\p{N}]/u.test(raw);
    tokens.push({ key, folded: isWord ? fold(key) : "", start: match.index, end: match.index + raw.length });
  }
  return tokens;
}

/** Equal for texts that a reader would call the same. */
export function keyOfTokens(tokens: readonly Token[]): string {
  return tokens.map(({ key }) => key).join(" ");
}

const letters = `(?:(?![${unspacedClass}])[\\p{L}\\p{M}])+`;
const hyphens = "\\u00ad\\u2010\\u2011-";
const readersTokens = new RegExp(
  [
    // "1,234.56", "1 234", "12:30", "2024-03-01"; groups of thousands set apart by a space
    `\\d{1,3}(?:[\\u00a0\\u2009\\u202f']\\d{3})+(?!\\d)(?:[.,]\\d+)?`,
    `\\d+(?:[.,:/\\u2010\\u2011-]\\d+)*`,
    // words with apostrophes and hyphens in them, also where a line ends after the hyphen
    `${letters}(?:(?:['’\\u00ad]|[${hyphens}](?:[^\\S\\n]*\\n\\s*)?)${letters})*`,
    `[${unspacedClass}]`,
    `\\p{N}`,
    `\\S`,
  ].join("|"),
  "gu",
);

function keyOf(raw: string): string {
  const plain = isAscii(raw) ? raw : unify(raw);
  // Only between letters: "-5" and "2024-03" keep theirs.
  return /\p{L}-/u.test(plain) ? plain.replaceAll(/(?<=\p{L})-\s*(?=\p{L})/gu, "") : plain;
}

function unify(raw: string): string {
  return raw
    .normalize("NFKC")
    .replaceAll(/[\u00ad\u200b-\u200f\ufeff]/gu, "")
    .replaceAll(/[‘’‚‛′]/gu, "'")
    .replaceAll(/[“”„‟«»″]/gu, '"')
    .replaceAll(/[‐‑‒–—−]/gu, "-")
    .replaceAll(/[\u00a0\u2009\u202f]/gu, "");
}

const writtenPattern = /[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’&-]*[\p{L}\p{N}])?/gu;
const segmenter = new Intl.Segmenter("und", { granularity: "word" });
const wordLike = /[\p{L}\p{N}]/u;
const unspacedCharacter = new RegExp(`[${unspacedClass}]`, "gu");
const wordPattern = new RegExp(`[${unspacedClass}]+|(?:(?![${unspacedClass}])[\\p{L}\\p{N}\\p{M}])+`, "gu");
const unspacedPattern = new RegExp(`^[${unspacedClass}]`, "u");

function pushPairs(words: string[], run: string): void {
  const characters = [...run];
  if (characters.length === 1) words.push(run);
  for (let index = 0; index + 1 < characters.length; index += 1) {
    words.push(`${characters[index] ?? ""}${characters[index + 1] ?? ""}`);
  }
}
