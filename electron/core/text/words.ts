import * as stopword from "stopword";

/** The words of a text, lower-cased and without accents; scripts written without spaces become pairs of characters. */
export function wordsOf(text: string): string[] {
  // Most texts are ASCII, and long documents hold millions of words.
  if (asciiPattern.test(text)) return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const words: string[] = [];
  for (const [token] of fold(text).matchAll(tokenPattern)) {
    if (!unspacedPattern.test(token)) words.push(token);
    else pushPairs(words, token);
  }
  return words;
}

/** Words that carry content, cut to their stems: stop words and single letters are left out. */
export function stemsOf(text: string, stops: ReadonlySet<string>): string[] {
  const stems: string[] = [];
  for (const word of wordsOf(text)) if (!stops.has(word) && word.length > 1) stems.push(stemOf(word));
  return stems;
}

/**
 * A word without its ending, the same way in every language: the first six letters, a plural's "s" taken off before.
 * Truncation is as good as a stemmer for comparing sentences (McNamee & Mayfield 2004 found the same for retrieval) and
 * needs no language.
 */
export function stemOf(word: string): string {
  const singular = word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
  return singular.length > 6 ? singular.slice(0, 6) : singular;
}

/** Lower case, accents taken off, compatibility forms (ligatures, full width) resolved. */
export function fold(text: string): string {
  if (asciiPattern.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replaceAll(accentPattern, "").normalize("NFC").toLowerCase().replaceAll("ß", "ss");
}

/** Stop words of a language by its BCP 47 tag; those of all six main languages where it is not known. */
export function stopWordsOf(language: string): ReadonlySet<string> {
  const tag = language.toLowerCase().split("-")[0] ?? "und";
  const known = stopWordCache.get(tag);
  if (known) return known;
  const lists = stopLists[tag] ?? (tag === "und" ? mainLists : []);
  const words = new Set(lists.flat().map(fold));
  // Elided articles and what an apostrophe leaves behind.
  for (const rest of ["s", "t", "ll", "ve", "re", "d", "m", "l", "qu", "c", "j", "n"]) words.add(rest);
  stopWordCache.set(tag, words);
  return words;
}

const mainLists = [stopword.eng, stopword.fra, stopword.deu, stopword.spa, stopword.ita, stopword.por];

const stopLists: Record<string, readonly string[][]> = {
  ar: [stopword.ara],
  da: [stopword.dan],
  de: [stopword.deu],
  en: [stopword.eng],
  es: [stopword.spa],
  fi: [stopword.fin],
  fr: [stopword.fra],
  it: [stopword.ita],
  nb: [stopword.nob],
  nl: [stopword.nld],
  no: [stopword.nob],
  pl: [stopword.pol],
  pt: [stopword.por],
  ru: [stopword.rus],
  sv: [stopword.swe],
};

const stopWordCache = new Map<string, ReadonlySet<string>>();

const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const tokenPattern = new RegExp(`[${unspaced}ー]+|(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}])+`, "gu");
const unspacedPattern = new RegExp(`^[${unspaced}]`, "u");
const asciiPattern = /^\p{ASCII}*$/u;
/** Accents of Latin, Greek and Cyrillic; the vowel signs of other scripts stay. */
const accentPattern = /[\u0300-\u036f]/g;

function pushPairs(words: string[], run: string): void {
  const characters = [...run];
  if (characters.length === 1) words.push(run);
  for (let index = 0; index + 1 < characters.length; index += 1) {
    words.push(`${characters[index] ?? ""}${characters[index + 1] ?? ""}`);
  }
}
