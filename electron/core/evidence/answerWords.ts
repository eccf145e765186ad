import type { Span } from "../../contract/findings.ts";
import { clausesOf } from "./clauses.ts";
import { negationsOf } from "./denial.ts";

/** A sentence that begins by answering a question. */
export interface AnsweringSentence {
  readonly says: "yes" | "no";
  /** the word that answers */
  readonly word: Span;
  /** where what follows it begins; the end of the sentence where nothing does */
  readonly rest: number;
}

const answering = /^(?:(yes|ja|oui|s[íi]|sì|sim)|no|nein|non|não|nee)(?:\s*[,.!:]+\s*|\s+[–—-]\s+|\s*$)/iu;

/** "No, …" and not "No one …", in the languages that have lists; null where a sentence answers nothing. */
export function answerIn(sentence: string): AnsweringSentence | null {
  const match = answering.exec(sentence);
  if (!match) return null;
  const [begin, yes] = match;
  const end = /^\p{L}+/u.exec(begin)?.[0].length ?? 0;
  return { says: yes === undefined ? "no" : "yes", word: { start: 0, end }, rest: begin.length };
}

/**
 * True where the first clause of a text denies or forbids; false where the language has no lists.
 *
 * @param language BCP 47
 */
export function beginsByDenying(text: string, language: string): boolean {
  const clauses = clausesOf(text, language);
  if (!clauses) return false;
  const forbids = clauses.lexicon.modals.in(clauses.words).filter(({ value }) => value === "prohibition");
  return [...negationsOf(clauses), ...forbids].some(({ from }) => clauses.words[from]?.clause === 0);
}
