import { withSentences } from "../words/withSentences.ts";
import { createWords } from "../words/words.ts";

export const words = createWords();

/** A result or an error as one line for programs: code and data, with a sentence for people. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(withSentences(value, words))}\n`;
}
