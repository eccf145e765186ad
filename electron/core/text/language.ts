import type { Block, Page } from "../../contract/documents.ts";
import { hasUnspaced } from "./scripts.ts";
import { sameLanguage } from "./sameLanguage.ts";
import { languagesOfStopWords, stopWordsOf } from "./stopWords.ts";
import { wordsOf } from "./words.ts";
import { primaryTag } from "./languageTag.ts";

const mostPages = 64;
/** Characters of a stretch. */
const perStretch = 300;
const enoughLetters = 20;
/** Stretches of one page, and of a document, at most. */
const mostOfPage = 32;
const mostStretches = 192;
/** Characters of a short text that are looked at. */
const longestSample = 38_400;
/** A language that has this share of the votes of the first ties with it. */
const tie = 0.8;

/**
 * Collects prose from all over a document and tells its language as BCP 47, without a region; "und" where there is too little to tell, or
 * two languages have about as much of it.
 */
export function createLanguageSample(): {
  add(page: Pick<Page, "text" | "blocks">): void;
  /** @param declared as the file says it; decides where the text does not */
  detect(declared: string | null): Promise<string>;
} {
  let pages: string[][] = [];
  let [count, step] = [0, 1];
  return {
    add(page) {
      if (count % step === 0) pages.push(stretchesOf(proseOf(page)));
      count += 1;
      if (pages.length <= 2 * mostPages) return;
      pages = pages.filter((_, index) => index % 2 === 0);
      step *= 2;
    },
    async detect(declared) {
      const own = withoutRegion(declared);
      const all = pages.flat();
      const every = Math.max(1, all.length / mostStretches);
      const stretches = Array.from(
        { length: Math.min(all.length, mostStretches) },
        (_, index) => all[Math.floor(index * every)] ?? "",
      );
      const sample = stretches.join("\n");
      const letters = countLetters(sample);
      const script = letters === 0 ? null : scriptLanguage(sample, letters);
      if (script) return own !== null && agrees(own, script, sample) ? own : script;
      if (letters < enoughLetters) return own ?? "und";
      const { eld } = await import("eld/extrasmall");
      const found = mostIn(stretches, eld) ?? mostIn([sample], eld) ?? [];
      // A declaration that agrees is more exact (zh-Hant); one that does not is often left over from a template.
      if (own !== null && (found.length === 0 || found.includes(primaryTag(own)))) return own;
      return found.length === 1 ? (found[0] ?? "und") : "und";
    },
  };
}

const prose: ReadonlySet<Block["kind"]> = new Set(["paragraph", "listItem", "turn"]);
/** Characters from which a block is more than a label, a figure or a running head. */
const leastBlock = 40;

/** The prose of a page, which headers, labels and figures say little of; all of its text where it has hardly any. */
function proseOf({ text, blocks }: Pick<Page, "text" | "blocks">): string {
  const own = blocks
    .filter(({ kind }) => prose.has(kind))
    .map(({ start, end }) => text.slice(start, end))
    .filter((block) => block.length >= leastBlock)
    .join("\n");
  return plainLetters(2 * countLetters(own) >= countLetters(text) ? own : text);
}

const noWord = /\d|:\/\/|@|www\./u;

/** What is no word says nothing of a language; composed letters are what it is told by. */
function plainLetters(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/\u00ad/gu, "")
    .replaceAll(/\S+/gu, (word) => (noWord.test(word) && !hasUnspaced(word) ? " " : word));
}

/** Stretches from all over a text: one of a short one. */
function stretchesOf(text: string): string[] {
  const count = Math.min(mostOfPage, Math.max(1, Math.ceil(text.length / perStretch)));
  const distance = text.length / count;
  return Array.from({ length: count }, (_, index) => {
    // From the middle of each part: what stands at the beginning is often a title.
    const from = Math.max(0, Math.floor(index * distance + (distance - perStretch) / 2));
    return text.slice(from, from + perStretch);
  });
}

/** The tag of a declaration with its script, without its region: en-US and en are one language. Null where it is none. */
function withoutRegion(declared: string | null): string | null {
  if (declared === null) return null;
  try {
    const locale = new Intl.Locale(declared.trim().replaceAll("_", "-"));
    const { language, script } = locale.maximize();
    if (!/^[a-z]{2,3}$/u.test(language) || language === "und" || language === "mul" || language === "zxx") return null;
    const usual = new Intl.Locale(language).maximize().script;
    return script === undefined || script === usual ? language : `${language}-${script}`;
  } catch {
    return null;
  }
}

/** True where the script of a text can be that of the declared language: a line of Japanese can do without kana. */
function agrees(declared: string, script: string, text: string): boolean {
  const own = primaryTag(declared);
  return (
    own === script ||
    (own === "ja" && script === "zh" && countOf(chineseAlone, text) === 0) ||
    (own === "yi" && script === "he")
  );
}

interface Detector {
  detect(text: string): { getScores(): Record<string, number> };
}

/**
 * The language of most text, with those that have about as much; null where nothing speaks for any. A stretch has a vote of its
 * letters, so that a preface in another language does not decide.
 */
function mostIn(stretches: readonly string[], eld: Detector): string[] | null {
  const votes = new Map<string, number>();
  for (const stretch of stretches) {
    const letters = countLetters(stretch);
    if (letters < enoughLetters) continue;
    for (const [rank, language] of likeliest(stretch, eld).entries()) {
      // Of languages that are much alike one that is a little ahead in every stretch is the one.
      const share = rank === 0 || stretches.length < fewStretches ? 1 : 0.6;
      votes.set(language, (votes.get(language) ?? 0) + share * letters);
    }
  }
  const most = Math.max(0, ...votes.values());
  return most === 0 ? null : [...votes].filter(([, own]) => own >= tie * most).map(([language]) => language);
}

/** The languages that a text is most likely in, the likeliest first: of those that letters alone can hardly tell apart the little words decide. */
function likeliest(text: string, eld: Detector): string[] {
  const scores = Object.entries(eld.detect(text).getScores());
  const most = Math.max(0, ...scores.map(([, score]) => score));
  if (most === 0) return [];
  const near = scores.filter(([, score]) => score > most - hardlyLess).toSorted((a, b) => b[1] - a[1]);
  if (near.length < 2) return near.map(([language]) => language);
  const counted = near.map(([language]) => ({ language, stops: countStops(text, language) }));
  const stops = Math.max(...counted.map((each) => each.stops));
  return counted.filter((each) => each.stops === stops).map(({ language }) => language);
}

/** Scripts that are of one language, or nearly so. */
const ownScripts: readonly (readonly [language: string, letters: RegExp])[] = (
  [
    ["ko", "Hangul"],
    ["el", "Greek"],
    ["he", "Hebrew"],
    ["th", "Thai"],
    ["hy", "Armenian"],
    ["ka", "Georgian"],
    ["km", "Khmer"],
    ["lo", "Lao"],
    ["my", "Myanmar"],
    ["ta", "Tamil"],
    ["te", "Telugu"],
    ["kn", "Kannada"],
    ["ml", "Malayalam"],
    ["gu", "Gujarati"],
    ["pa", "Gurmukhi"],
    ["si", "Sinhala"],
  ] as const
).map(([language, script]) => [language, new RegExp(`\\p{Script=${script}}`, "gu")]);
/** Kanji that neither Chinese of the mainland nor of Taiwan has in this form, and characters that Japanese does not have. */
const japaneseAlone =
  /[円込働峠畑辻枠駅図対売読発変経済営関県検権険験戦団価広応帰択拡労続総縦継斎桜歳渋焼犠獣瀬竜粋覚観訳単厳塩実専巻従徳悪恵戻払抜拝拠挙捜摂撃暁暦様楽歓毎沢渓絵繊聴臓蔵薬蛍譲転軽辺逓遅酔釈鉄銭鋳録陥隣雑霊頼駆騒鶏黒黙歯齢気両乗亀勧圏壱姫弐弾悩戯掲桟栄涙滝畳稲穏縄覇謡賛郷闘隠髪麺]/gu;
const chineseAlone =
  /[这们为对时进过还说么吗呢您她說嗎让给该华东书买车贝见长门问间马鱼鸟发经济业营关压际电应标结统编讯语请谁资质员单动务劳续总线约级纪红這個們還沒麼你很吧]/gu;

function countOf(letters: RegExp, text: string): number {
  return text.match(letters)?.length ?? 0;
}

/** Some scripts say the language by themselves, also where Latin words are mixed in. */
function scriptLanguage(text: string, letters: number): string | null {
  const share = (script: RegExp) => countOf(script, text) / letters;
  for (const [language, script] of ownScripts) if (share(script) > (language === "ko" ? 0.25 : 0.5)) return language;
  const kana = share(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const han = share(/\p{Script=Han}/gu);
  if (kana + han < 0.25) return null;
  // A Chinese text quotes a word of Japanese at most; tables and titles in Japanese have hardly any kana.
  if (kana > 0.03 * (kana + han)) return "ja";
  return countOf(japaneseAlone, text) > countOf(chineseAlone, text) ? "ja" : "zh";
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

const fewStretches = 3;
/** Differences of eld's scores, which are from 0 to 1. */
const hardlyLess = 0.03;
const nearlyAsLikely = 0.15;
const muchMoreLikely = 0.25;

function sampleOf(text: string): string {
  return text.slice(0, longestSample).normalize("NFC");
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
