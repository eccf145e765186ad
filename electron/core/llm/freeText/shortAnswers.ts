import { isInAnotherLanguage } from "../../text/language.ts";
import { primaryTag } from "../../text/languageTag.ts";
import { splitSentences } from "../../text/sentences.ts";
import { stemsOf } from "../../text/stems.ts";
import { stopWordsOf } from "../../text/stopWords.ts";
import { countWords, dictionaryWords } from "../../text/words.ts";
import { answerBlocks } from "./answerBlocks.ts";
import { answerBody } from "./answerBody.ts";
import { plainText } from "./plainText.ts";
import { type AboutAnswer, wordsIn } from "./readFreeAnswer.ts";
import { readFreeLine } from "./readFreeLine.ts";
import { readSentence } from "./talk.ts";

/** What a title may be. */
export interface TitleBounds {
  /** words, about as a dictionary counts them */
  readonly least: number;
  readonly most: number;
  readonly characters: number;
}

/**
 * The title that a model wrote, without labels, quotation marks and Markdown; empty where it is too short or too long, or has a word that
 * carries meaning and does not stand in the material.
 */
export function readTitle(answer: string, about: AboutAnswer, { characters, ...words }: TitleBounds): string {
  const title = unquoted(readFreeLine(answer, { ...about, form: "title" }));
  return title.length <= characters && isNameOf(title, about.material, words) ? title : "";
}

/** True of a name of so many words, of which some carry meaning and all those stand in the texts. */
export function isNameOf(
  name: string,
  texts: readonly string[],
  { least, most }: Pick<TitleBounds, "least" | "most">,
): boolean {
  const words = comparedWords(name);
  const carrying = carryingWords(name);
  if (words.length < least || words.length > most || carrying.length === 0) return false;
  const said = new Set(texts.flatMap(comparedWords));
  return carrying.every((word) => said.has(word));
}

/** The words of a name that carry meaning, as they are compared. */
export function carryingWords(name: string): string[] {
  return comparedWords(name).filter((word) => word.length > 3 || /\d/u.test(word) || /\P{ASCII}/u.test(word));
}

/** In small letters, with the endings of English plurals taken off. */
export function comparedWords(text: string): string[] {
  return dictionaryWords(text.toLowerCase()).map((word) => word.replace(/(?<=\w{3})(?:'s|s)$/u, ""));
}

/** Characters and words of a question. */
const questionBounds = { characters: { least: 8, most: 140 }, words: { least: 3, most: 24 } };
/** Share of the words of the shorter of two questions that stand in the other from which on they ask the same. */
const sameShare = 0.8;

/**
 * The questions that a model wrote, in their order and none twice, without numbering, labels and Markdown. What is no question, is cut
 * off, too long, speaks to the reader or is in another language than asked for is left out.
 */
export function readQuestions(answer: string, about: AboutAnswer): string[] {
  const { material, language } = about;
  const has = wordsIn(material);
  const chosen: { readonly text: string; readonly stems: ReadonlySet<string> }[] = [];
  for (const block of answerBlocks(answerBody(answer, has), material)) {
    const plain = plainText(block.text, material, has).replace(questionLabel, "");
    for (const [start, end] of splitSentences(plain)) {
      const { kind, text } = readSentence(unquoted(plain.slice(start, end)), has);
      if (kind !== "statement" || !isQuestion(text, language)) continue;
      const stems = new Set(stemsOf(text, stopWordsOf(language)));
      if (stems.size > 0 && !chosen.some((other) => isSame(stems, other.stems))) chosen.push({ text, stems });
    }
  }
  const questions = chosen.map(({ text }) => text);
  return isInAnotherLanguage(questions.join("\n"), language) ? [] : questions;
}

function isQuestion(text: string, language: string): boolean {
  const { characters, words } = questionBounds;
  const count = countWords(text);
  return (
    (/[?？؟]$/u.test(text) || (primaryTag(language) === "el" && text.endsWith(";"))) &&
    text.length >= characters.least &&
    text.length <= characters.most &&
    count >= words.least &&
    count <= words.most
  );
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const shared = [...one].filter((stem) => other.has(stem)).length;
  return shared >= sameShare * Math.min(one.size, other.size);
}

/** "Question 2:", "Q1.", "Frage 3 –" */
const questionLabel =
  /^(?:q|questions?|fragen?|preguntas?|domand[ae]|perguntas?|vra(?:ag|gen)|问题|問題|質問|질문)\s*[0-9０-９]{0,2}\s*[:：.)）–-]\s*/iu;

function unquoted(text: string): string {
  return text.trim().replace(/^["“„«「]\s*(.*?)\s*["”“»」]$/u, "$1");
}
