import * as stopword from "stopword";
import { fold } from "./fold.ts";
import { primaryTag } from "./languageTag.ts";

/** Stop words of a language by its BCP 47 tag; those of all six main languages where it is not known. */
export function stopWordsOf(language: string): ReadonlySet<string> {
  const tag = primaryTag(language);
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

/** Those whose stop words are known, as the first part of BCP 47. */
export const languagesOfStopWords: readonly string[] = Object.keys(stopLists);

const stopWordCache = new Map<string, ReadonlySet<string>>();
