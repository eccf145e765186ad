import * as z from "zod";
import { type AppError, internalError, toAppError } from "../../contract/errors.ts";
import type { Recipe } from "../../contract/summaries.ts";
import { type Sentence, isRunningText } from "../text/documentText.ts";
import { evenly } from "../text/evenly.ts";

/**
 * How near a point is to its sentences by the vectors of an embedding model, measured against sentences of the same document that
 * have nothing to do with it: what a cosine is worth differs from one model to the next, and from text to text.
 */
export const nearnessSchema = z.object({
  /** near: as far above the unrelated ones as what says the same; alike: above most of them, which proves nothing yet */
  level: z.enum(["near", "alike", "far"]),
  /** unrelated sentences that are farther from the point than its own */
  farther: z.number().int(),
  /** unrelated sentences it was measured against */
  of: z.number().int(),
});
export type Nearness = z.infer<typeof nearnessSchema>;

/** Says of points how near they are to sentences, for one run; null wherever that cannot be told. */
export interface Meaning {
  /** The model that has made vectors in this run; null where none was needed or it failed at the first. */
  usedModel(): NonNullable<Recipe["vectors"]> | null;
  nearness(text: string, cites: readonly Pick<Sentence, "text" | "index">[]): Promise<Nearness | null>;
}

/**
 * @param sentences of the document, in order; those points are measured against are taken evenly from them
 * @param countedAs the task of its calls among the costs, where they are not those of retrieval
 */
export type MeaningOf = (
  sentences: MeaningDeps["sentences"],
  signal: AbortSignal,
  countedAs?: string,
) => Meaning | null;

export interface MeaningDeps {
  readonly model: NonNullable<Recipe["vectors"]>;
  /** A vector of length 1 for each text. */
  readonly embed: (texts: readonly string[], signal: AbortSignal) => Promise<readonly Float32Array[]>;
  readonly sentences: readonly Pick<Sentence, "text" | "index" | "kind">[];
  readonly signal: AbortSignal;
  /** told once, of the first call that failed */
  readonly onFailed: (error: AppError) => void;
}

/** Texts given to the model at a time, so that a run that is stopped ends soon. */
const lot = 16;
/** Unrelated sentences a point is measured against, and those below which nothing can be told. */
const mostUnrelated = 48;
const leastUnrelated = 12;
/** Sentences next to a cited one are about the same thing. */
const neighbours = 3;
/** Shorter ones say too little to be near or far. */
const leastCharacters = 25;

/**
 * How far above the middle of the unrelated ones a sentence has to be, in their spread, and above which share of them. With averaged
 * word vectors and the summaries that authors wrote of 230 texts, near took no sentence drawn at random, 1 in 100 of the neighbours of
 * the right one, and 16 in 100 of the right ones: it is to be trusted where it speaks, not to speak often. Alike took 5, 13 and 77.
 */
const levels = { near: { spreads: 3, share: 0.97 }, alike: { spreads: 1.5, share: 0.9 } } as const;
/** Where all of them are about as far, the least difference would seem large. */
const leastSpread = 0.01;

/** A model that fails is not asked again: from there on the words alone decide. */
export function createMeaning({ model, embed, sentences, signal, onFailed }: MeaningDeps): Meaning {
  const vectors = new Map<string, Float32Array>();
  const unrelated = evenly(
    sentences.filter((sentence) => isRunningText(sentence) && sentence.text.length >= leastCharacters),
    mostUnrelated,
  );
  let failed = false;

  return {
    usedModel: () => (vectors.size > 0 ? model : null),

    async nearness(text, cites) {
      if (cites.length === 0) return null;
      const cited = cites.map((sentence) => sentence.text).join(" ");
      const others = unrelated.filter(
        (other) =>
          other.text !== text &&
          !cites.some(
            (sentence) => sentence.text === other.text || Math.abs(sentence.index - other.index) <= neighbours,
          ),
      );
      if (others.length < leastUnrelated) return null;
      const [point, own, ...rest] = (await vectorsOf([text, cited, ...others.map((other) => other.text)])) ?? [];
      if (!point || !own) return null;
      return levelOf(
        dot(point, own),
        rest.map((other) => dot(point, other)),
      );
    },
  };

  async function vectorsOf(texts: readonly string[]): Promise<Float32Array[] | null> {
    const missing = [...new Set(texts)].filter((text) => !vectors.has(text));
    for (let from = 0; from < missing.length; from += lot) {
      signal.throwIfAborted();
      if (failed) return null;
      const asked = missing.slice(from, from + lot);
      try {
        const made = await embed(asked, signal);
        if (made.length !== asked.length) {
          throw internalError("A sentence was given no vector.");
        }
        for (const [index, vector] of made.entries()) vectors.set(asked[index] ?? "", vector);
      } catch (thrown) {
        signal.throwIfAborted();
        if (!failed) onFailed(toAppError(thrown));
        failed = true;
        return null;
      }
    }
    return texts.flatMap((text) => vectors.get(text) ?? []);
  }
}

/** Median and median absolute deviation: the few of them that say the same after all do not move these. */
function levelOf(own: number, unrelated: readonly number[]): Nearness {
  const middle = median(unrelated);
  // Scaled so that it is the standard deviation of what is spread normally.
  const spread = Math.max(leastSpread, 1.4826 * median(unrelated.map((cosine) => Math.abs(cosine - middle))));
  const farther = unrelated.filter((cosine) => cosine < own).length;
  const reaches = ({ spreads, share }: (typeof levels)[keyof typeof levels]): boolean =>
    own >= middle + spreads * spread && farther >= share * unrelated.length;
  const level = reaches(levels.near) ? "near" : reaches(levels.alike) ? "alike" : "far";
  return { level, farther, of: unrelated.length };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
