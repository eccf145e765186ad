import { answerIn } from "../evidence/answerWords.ts";
import { isDenial } from "../llm/freeText/denials.ts";
import { readSentence } from "../llm/freeText/talk.ts";

/** What a sentence of an answer is: a claim about what the documents say, or something else. */
export type AnswerSentence =
  /** without what introduces it; answers: the word before it that answers a question, as it is written */
  | { readonly kind: "claim"; readonly text: string; readonly answers?: string }
  /** says of the documents that they do not say something */
  | { readonly kind: "denial" }
  /** speaks to the reader, introduces, or says nothing of the documents */
  | { readonly kind: "remark" };

/** Tells what a sentence of an answer is, in the languages that have lists. */
export function readAnswerSentence(sentence: string): AnswerSentence {
  if (isDenial(sentence)) return { kind: "denial" };
  const answer = answerIn(sentence);
  // "Yes." is the whole answer to a question.
  if (answer && answer.rest === sentence.length) return { kind: "claim", text: sentence };
  const { kind, text } = readSentence(sentence.slice(answer?.rest ?? 0), () => false);
  if (kind !== "statement" || !/[\p{L}\p{N}]/u.test(text) || /[:：]$/u.test(text)) return { kind: "remark" };
  return { kind: "claim", text, ...(answer ? { answers: sentence.slice(answer.word.start, answer.word.end) } : {}) };
}
