import type { Sentence } from "../text/documentText.ts";

/** A sentence, or a part of one too long for a chunk, with the tokens its line in a prompt takes. */
export interface CountedSentence extends Sentence {
  readonly tokens: number;
}
