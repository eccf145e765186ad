import { figuresOf } from "../text/figures.ts";
import type { Sentence } from "../text/documentText.ts";
import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";

/** Sentences chosen for a point: more than this would be gathered words, not what the point was written from. */
const mostChosen = 2;
/** Share of a point's words that a further sentence has to bring. */
const leastGain = 0.2;
/** A number or a date tells the sentence more surely than a word. */
const numberWeight = 2;
/** Sentences of one thought stand within this many of each other. */
const reach = 10;

/** What aligning needs of a sentence: those of one document are ordered by `index`. */
type Alignable = Pick<Sentence, "index" | "text">;

/**
 * Finds the sentences that carry a point best by their words and numbers, chosen one after the other for what each adds, near each
 * other, in the order of choice; none where none shares anything with it. Words and numbers of the sentences are read once.
 *
 * @param language BCP 47 of the points and of the sentences
 */
export function alignerFor<S extends Alignable>(sentences: readonly S[], language: string): (text: string) => S[] {
  let features: Map<string, number>[] | null = null;
  return (text) => {
    const wanted = featuresOf(text, language);
    if (weightOf(wanted) === 0) return [];
    features ??= sentences.map((sentence) => featuresOf(sentence.text, language));
    return choose(wanted, sentences, features);
  };
}

function choose<S extends Alignable>(
  wanted: ReadonlyMap<string, number>,
  sentences: readonly S[],
  features: readonly ReadonlyMap<string, number>[],
): S[] {
  const all = weightOf(wanted);
  const open = new Map(wanted);
  const chosen: S[] = [];
  while (chosen.length < mostChosen && open.size > 0) {
    let best = -1;
    let most = chosen.length === 0 ? 0 : all * leastGain;
    for (const [index, sentence] of sentences.entries()) {
      if (chosen.some((other) => other === sentence || Math.abs(other.index - sentence.index) > reach)) continue;
      // Of two that add the same the shorter says less besides.
      const gain = gainOf(open, features[index]) - sentence.text.length / 100_000;
      if (gain > most) [best, most] = [index, gain];
    }
    const sentence = sentences[best];
    if (!sentence) break;
    chosen.push(sentence);
    for (const feature of features[best]?.keys() ?? []) open.delete(feature);
  }
  return chosen;
}

/** Words by their first letters and numbers by their values, each with its weight. */
function featuresOf(text: string, language: string): Map<string, number> {
  const features = new Map<string, number>();
  for (const stem of stemsOf(text, stopWordsOf(language))) if (!/^\d/u.test(stem)) features.set(stem.slice(0, 5), 1);
  const { numbers, years, dates, periods, times } = figuresOf(text, language);
  for (const { values, kind, common } of [...numbers, ...years]) {
    if (common) continue;
    // A claim with another sign rests on the same sentence all the same: only there does it show.
    for (const value of values) features.set(`${kind} ${value.replace(/^-/u, "")}`, numberWeight);
  }
  for (const { options } of dates) {
    for (const { year, month, day } of options) {
      if (day !== undefined) features.set(`date ${String(month)}-${String(day)}`, numberWeight);
      if (month !== undefined) features.set(`month ${String(month)}`, 1);
      if (year !== undefined) features.set(`count ${String(year)}`, 1);
    }
  }
  for (const { kind, value } of periods) features.set(`${kind} ${value}`, numberWeight);
  for (const { minutes } of times) features.set(`time ${String(minutes[0])}`, numberWeight);
  return features;
}

function weightOf(features: ReadonlyMap<string, number>): number {
  return [...features.values()].reduce((sum, weight) => sum + weight, 0);
}

function gainOf(open: ReadonlyMap<string, number>, features: ReadonlyMap<string, number> | undefined): number {
  let gain = 0;
  for (const [feature, weight] of open) if (features?.has(feature) === true) gain += weight;
  return gain;
}
