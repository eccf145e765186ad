import { onlyNamesSubject } from "../evidence/selfReference.ts";
import { countWords } from "../text/words.ts";
import type { DraftClaim } from "./draft.ts";
import { isRunningText } from "../text/documentText.ts";

/** Words of a sentence that says something, at least. */
const leastSaying = 5;
const address = /\b(?:https?:\/\/|www\.)\S+/gu;

/**
 * True of a point that names a subject and says nothing of it, of a heading, of a question, of a list of names, and of one that is mostly
 * addresses.
 *
 * @param language BCP 47 of the point
 */
export function isEmpty({ text, cites }: DraftClaim, language: string): boolean {
  if (onlyNamesSubject(text, language) || /[?？]["'”’»)]*$/u.test(text)) return true;
  if (/\p{Lu}/u.test(text) && !/(?<![\p{L}\p{N}])\p{Ll}/u.test(text)) return true;
  const addresses = text.match(address)?.join("").length ?? 0;
  if (addresses > text.length / 3) return true;
  return countWords(text) < leastSaying || (cites.length > 0 && !cites.some(isRunningText));
}
