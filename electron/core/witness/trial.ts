import { createHash } from "node:crypto";
import set from "../../../resources/calibration/pairs.json" with { type: "json" };
import type { Calibration } from "../../contract/models.ts";
import { calibrate, isHopeless, type JudgedPair } from "../evidence/calibration.ts";
import { type AskedModel, questionHash } from "./askedModels.ts";

/** Statements of which it is known whether they follow from a text. */
export interface CalibrationPair {
  /** BCP 47 */
  readonly language: string;
  /** what was changed to make the false one */
  readonly kind: string;
  readonly text: string;
  readonly true: string;
  readonly false: string;
}

export const calibrationPairs: readonly CalibrationPair[] = set.pairs;

/** Names question and pairs: a calibration by others is none. */
export const trialVersion = createHash("sha256")
  .update(JSON.stringify([questionHash, set.pairs]))
  .digest("hex");

/**
 * Tries a model on statements of which the answers are known, and ends early with one that guesses.
 *
 * @param onAsked told of the pairs that it was asked about
 * @throws what the model throws
 */
export async function tryModel(
  model: AskedModel,
  onAsked: (done: number, of: number) => void = () => {},
  pairs: readonly CalibrationPair[] = calibrationPairs,
): Promise<Calibration> {
  const judged: JudgedPair[] = [];
  for (const pair of pairs) {
    onAsked(judged.length, pairs.length);
    const [yes = 0, no = 0] = await model.probabilities(pair.text, [pair.true, pair.false]);
    judged.push({ true: yes, false: no });
    if (isHopeless(judged)) break;
  }
  return calibrate(judged);
}
