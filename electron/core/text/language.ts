import { sameLanguage } from "./sameLanguage.ts";
import { languagesOfStopWords, stopWordsOf } from "./stopWords.ts";
import { wordsOf } from "./words.ts";
import { primaryTag } from "./languageTag.ts";

const mostPages = 64;
const perPage = 600;
const enoughLetters = 20;

/** Collects text from all over a document and tells its language as BCP 47; "und" where there is too little to tell. */
export function createLanguageSample(): { add(text: string): void; detect(declared: string | null): Promise<string> } {
  const pages: string[] = [];
  return {
    add(text) {
      if (pages.length < mostPages) pages.push(text.slice(0, perPage));
    },
    async detect(declared) {
      const sample = pages.join("\n");
      const letters = countLetters(sample);
      if (letters < enoughLetters) return declared ?? "und";
      const script = scriptLanguage(sample, letters);
      if (script) return declared?.toLowerCase().startsWith(script) ? declared : script;
      const { eld } = await import("eld/extrasmall");
      const language = mostPagesIn(pages, (text) => eld.detect(text).language) ?? eld.detect(sample).language;
      if (language === "") return declared ?? "und";
      // A declaration that agrees is more exact (de-AT); one that does not is often left over from a template.
      if (declared && primaryTag(declared) === language) return declared;
      return language;
    },
  };
}

/** The language of most text: a page has a vote of its letters, so that a preface in another language does not decide. */
function mostPagesIn(pages: readonly string[], languageOf: (text: string) => string): string | null {
  const votes = new Map<string, number>();
  for (const page of pages) {
    const letters = countLetters(page);
    const language = letters < enoughLetters ? "" : languageOf(page);
    if (language !== "") votes.set(language, (votes.get(language) ?? 0) + letters);
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** East Asian scripts say the language by themselves, also where Latin words are mixed in. */
function scriptLanguage(text: string, letters: number): string | null {
  const share = (script: RegExp) => (text.match(script)?.length ?? 0) / letters;
  const kana = share(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const han = share(/\p{Script=Han}/gu);
  if (share(/\p{Script=Hangul}/gu) > 0.25) return "ko";
  if (kana + han < 0.25) return null;
  return kana > 0.1 * (kana + han) ? "ja" : "zh";
}

/** Tells languages, once what knows them is loaded. */
export interface Languages {
  /** The language of a text, short as it may be, as BCP 47; "und" where nothing speaks for any. */
  of(text: string): string;
  /** The language of a claim about a text: that of the text, unless much speaks for another one. */
  ofClaim(claim: string, language: string): string;
}

export async function loadLanguages(): Promise<Languages> {
  const { eld } = await import("eld/extrasmall");
  return {
    of(text) {
      const sample = sampleOf(text);
      const letters = countLetters(sample);
      const script = letters === 0 ? "und" : scriptLanguage(sample, letters);
      if (script !== null) return script;
      const scores = eld.detect(sample).getScores();
      const most = Math.max(0, ...Object.values(scores));
      // Letters alone are little to go by in a short text, whose articles and prepositions tell more.
      const [best] = Object.entries(scores)
        .filter(([, score]) => score > most - nearlyAsLikely)
        .map(([language, score]) => ({ language, score, stops: countStops(sample, language) }))
        .toSorted((a, b) => b.stops - a.stops || b.score - a.score);
      return best && (best.stops > 0 || letters >= enoughLetters) ? best.language : "und";
    },
    ofClaim(claim, language) {
      const sample = sampleOf(claim);
      const letters = countLetters(sample);
      if (letters < enoughLetters / 2) return language;
      const script = scriptLanguage(sample, letters);
      if (script !== null) return sameLanguage(script, language) ? language : script;
      const detected = eld.detect(sample);
      const found = detected.language;
      if (found === "" || sameLanguage(found, language)) return language;
      const scores = detected.getScores();
      const own = primaryTag(language);
      const isOther =
        (scores[found] ?? 0) - (scores[own] ?? 0) >= muchMoreLikely &&
        countStops(sample, found) > Math.max(1, countStops(sample, own));
      return isOther ? found : language;
    },
  };
}

/** The language of a question as BCP 47: its own, or that of what is asked, the first that is known, where the question says too little. */
export type QuestionLanguage = (question: string) => string;

/** @param asked languages of what is asked, as BCP 47 */
export async function loadQuestionLanguage(asked: readonly string[]): Promise<QuestionLanguage> {
  const languages = await loadLanguages();
  const fallback = asked.find((language) => language !== "und") ?? "und";
  return (question) => {
    const found = languages.of(question);
    return found === "und" ? fallback : found;
  };
}

/** Differences of eld's scores, which are from 0 to 1. */
const nearlyAsLikely = 0.15;
const muchMoreLikely = 0.25;

function sampleOf(text: string): string {
  return text.slice(0, mostPages * perPage);
}

function countLetters(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}

function countStops(text: string, language: string): number {
  const stops = stopWordsOf(language);
  return wordsOf(text).filter((word) => word.length > 1 && stops.has(word)).length;
}

/** Words of which some are stop words in most sentences. */
const enoughWords = 12;

/**
 * True where much speaks for it that a text is in another language than this one, by its script and its stop words alone: at once, and
 * not for a line or two. Languages whose stop words are not known are told by their script.
 *
 * @param language BCP 47
 */
export function isInAnotherLanguage(text: string, language: string): boolean {
  const own = primaryTag(language);
  const sample = sampleOf(text);
  const letters = countLetters(sample);
  if (own === "und" || own === "" || letters < enoughLetters / 2) return false;
  const script = scriptLanguage(sample, letters);
  // A line of Japanese can do without kana.
  if (script !== null) return script !== own && !(script === "zh" && own === "ja" && letters < 2 * enoughLetters);
  if (letters < 2 * enoughLetters) return false;
  if (shareOf(sample, scriptOf(own), letters) < 0.3) return true;
  const words = wordsOf(sample).filter((word) => word.length > 1);
  if (words.length < enoughWords) return false;
  const counts = languagesOfStopWords.map((other) => ({ other, stops: countIn(words, other) }));
  const most = counts.toSorted((a, b) => b.stops - a.stops)[0];
  if (!most || most.other === own) return false;
  if (!languagesOfStopWords.includes(own)) return most.stops > 0.3 * words.length;
  return most.stops >= 1.3 * countIn(words, own) + 2;
}

function countIn(words: readonly string[], language: string): number {
  const stops = stopWordsOf(language);
  return words.filter((word) => stops.has(word)).length;
}

/** The script that a language is written in, as ISO 15924. */
function scriptOf(language: string): string {
  try {
    return new Intl.Locale(language).maximize().script ?? "Latn";
  } catch {
    return "Latn";
  }
}

function shareOf(text: string, script: string, letters: number): number {
  const scripts = { Jpan: "Han", Kore: "Hang", Hans: "Han", Hant: "Han" }[script] ?? script;
  return (text.match(new RegExp(`\\p{Script=${scripts}}`, "gu"))?.length ?? 0) / letters;
}
