import { endsInAbbreviation, splitSentences } from "../../text/sentences.ts";

/** True where a text ends as a sentence does. */
export function endsSentence(text: string): boolean {
  return /[.!?。！？؟।]["'”’»)\]」』]*$/u.test(text) && !hasNoEnd(text);
}

/** True where a text ends in dots for what is left out. */
export function hasNoEnd(text: string): boolean {
  return /(?:…|\.{3,})["'”’»)\]]*$/u.test(text);
}

/** A text that was cut off without what follows its last whole sentence; empty where it has none. */
export function wholeSentences(text: string): string {
  for (const [, end] of splitSentences(text).toReversed()) {
    const whole = text.slice(0, end);
    // "1." at the very end may be the beginning of "1.5".
    const isOpen = end === text.trimEnd().length && /\d\.$/u.test(whole);
    if (endsSentence(whole) && !endsInAbbreviation(whole) && !isOpen) return whole;
  }
  return "";
}
