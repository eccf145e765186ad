import { isInAnotherLanguage } from "../../text/language.ts";
import { splitSentences } from "../../text/sentences.ts";
import { answerBlocks } from "./answerBlocks.ts";
import { answerBody } from "./answerBody.ts";
import { withoutLoop } from "./loops.ts";
import { plainText } from "./plainText.ts";
import { type AboutAnswer, wordsIn } from "./readFreeAnswer.ts";
import { wholeSentences } from "./sentenceEnds.ts";
import { readSentence } from "./talk.ts";

export interface AboutLine extends AboutAnswer {
  /** a title has no stop at its end */
  readonly form: "title" | "sentence";
}

/**
 * Reads what a model wrote when it was asked for a title or for one sentence: the first line that says anything, without labels, Markdown,
 * quotation marks and what the model says about its answer. Empty where there is none, or in another language than asked for.
 */
export function readFreeLine(answer: string, about: AboutLine): string {
  const { material, language, form, ended } = about;
  const has = wordsIn(material);
  for (const { text, isLast } of answerBlocks(answerBody(answer, has), material)) {
    const plain = plainText(text, material, has);
    const unlooped = withoutLoop(plain);
    const isCut = (isLast && !ended) || unlooped?.isWhole === false;
    const whole = isCut ? wholeSentences(unlooped?.text ?? plain) : (unlooped?.text ?? plain);
    for (const [start, end] of splitSentences(whole)) {
      const { kind, text: bare } = readSentence(whole.slice(start, end), has);
      if (kind === "refusal") return "";
      const said = plainText(bare, material, has);
      if (kind === "talk" || kind === "remark" || said === "") continue;
      if (isInAnotherLanguage(said, language)) return "";
      return form === "title"
        ? said.replace(/(?<!\b\p{Lu})[\s.:;,，、。：；]+$/u, "")
        : said.replace(/\s*[:：;,]$/u, "");
    }
  }
  return "";
}
