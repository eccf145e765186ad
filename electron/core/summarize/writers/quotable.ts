import { standsAlone } from "../../extract/candidates.ts";
import type { CountedSentence } from "../countedSentence.ts";
import { sentenceSalience } from "../../extract/digest.ts";
import { sentenceLine } from "../../llm/numberedSentences.ts";
import type { PointBounds } from "../bounds.ts";
import type { DocumentText } from "../../text/documentText.ts";

/** A sentence that may be quoted, with its number in the prompt. */
export interface Quotable {
  readonly number: number;
  readonly text: string;
}

/** Sentences a very small model chooses from: twice as many as it may take, and not fewer than this. */
const fewestChoices = 3;

/**
 * The sentences of a prompt that a very small model may quote, in their order: those that can stand alone and that code would put
 * into a digest first; the model chooses among them. Where none can stand alone (a table, a list of contents), there is no choice:
 * the one with the most words speaks for them.
 *
 * @param cited sentence n of the prompt is `cited[n - 1]`
 */
export function quotableOf(source: DocumentText, cited: readonly CountedSentence[], bounds: PointBounds): Quotable[] {
  const all = cited.map((piece, index) => ({ piece, number: index + 1, text: piece.text }));
  const short = all.filter(({ text }) => text.length < bounds.characters);
  const whole = short.filter(({ piece }) => standsAlone(piece));
  const shortest = all.toSorted((a, b) => a.text.length - b.text.length).slice(0, bounds.least);
  const fitting = whole.length > 0 ? whole : wordiest(short.length > 0 ? short : shortest);
  const salience = sentenceSalience(source);
  const best = fitting
    .toSorted((a, b) => salienceOfSentence(salience, b.piece) - salienceOfSentence(salience, a.piece))
    .slice(0, Math.max(fewestChoices, 2 * bounds.most));
  // As the prompt shows it, so that to choose a line is to go on copying it.
  return best.toSorted((a, b) => a.number - b.number).map(({ number, text }) => ({ number, text: sentenceLine(text) }));
}

/** A row of figures without its header says less than nothing; a caption at least what stands below it. */
function wordiest<T extends { readonly text: string }>(fragments: readonly T[]): T[] {
  const words = ({ text }: T): number => text.match(/\p{L}{2,}/gu)?.length ?? 0;
  return fragments.toSorted((a, b) => words(b) - words(a)).slice(0, 1);
}

function salienceOfSentence(salience: ReadonlyMap<number, number>, { index }: CountedSentence): number {
  return salience.get(index) ?? -Infinity;
}
