import type { TokenBudget } from "../llm/tokenBudget.ts";
import { createHash } from "node:crypto";
import * as z from "zod";
import { type Sentence, sentenceKey } from "../text/documentText.ts";
import { askModel } from "./askModel.ts";
import type { CountedSentence } from "./countedSentence.ts";
import { type DraftClaim, withIntroductions, withoutRepeats } from "./draft.ts";
import { recallPart, storePart } from "./reuse.ts";
import type { RepairDeps, Step, StepDeps } from "./stepDeps.ts";
import { openClaim, storeClaim, storedClaimSchema } from "./storedClaim.ts";
import type { PointWriter } from "./writers/pointWriter.ts";
import { promptsHash } from "./writers/prompts.ts";

/** Names the way summaries are made, for the recipe; changes whenever the same model would give another result. */
export const pipelineVersion = "map-merge-verify-repair/6";

export interface Steps {
  /** The points of a step that was done before with the same input, else null. */
  recall(step: Step): DraftClaim[] | null;
  /** Runs a step and keeps its result. @throws as askModel */
  run(step: Step): Promise<DraftClaim[]>;
  /** chunks taken over from a version before, so far */
  reused(): number;
}

/** Steps in the way of this writer, taken from the check-points where they were done before. */
export function createSteps(
  deps: RepairDeps,
  writer: PointWriter,
  pieces: readonly CountedSentence[],
  budget: TokenBudget,
): Steps {
  const keyOf = storedKeys(pieces);
  const byKey = new Map(pieces.map((piece) => [keyOf(piece), piece]));
  let reused = 0;
  const save = (step: Step, points: readonly DraftClaim[], isReused: boolean): void => {
    const stored: StoredStep = {
      input: inputHash(deps, step),
      points: points.map((point) => ({ ...storeClaim(point), cites: point.cites.map(keyOf) })),
      reused: isReused,
    };
    deps.checkpoints.save(step.key, stored);
    if (step.part) deps.checkpoints.save(step.part.key, storePart(step.part, points, pieces));
    if (isReused && step.part?.merges === false) reused += 1;
  };

  return {
    reused: () => reused,
    recall(step) {
      const kept = storedStepSchema.safeParse(deps.checkpoints.get(step.key));
      if (!kept.success || kept.data.input !== inputHash(deps, step)) {
        const taken = step.part ? recallPart(step.part, deps.kept, pieces) : null;
        if (taken) save(step, taken, true);
        return taken;
      }
      const points: DraftClaim[] = [];
      for (const point of kept.data.points) {
        const found = point.cites.map((key) => byKey.get(key));
        if (found.some((piece) => piece === undefined)) return null;
        points.push({ ...openClaim(point), cites: found.filter((piece) => piece !== undefined) });
      }
      if (kept.data.reused === true && step.part?.merges === false) reused += 1;
      return points;
    },
    async run(step) {
      const points = await writer.repair(deps, step, await ask(deps, writer, step, pieces), budget);
      save(step, points, false);
      return points;
    },
  };
}

const storedStepSchema = z.object({
  input: z.string(),
  points: z.array(storedClaimSchema.extend({ cites: z.array(z.string()) })),
  /** taken over from a version before */
  reused: z.boolean().optional(),
});
type StoredStep = z.infer<typeof storedStepSchema>;

/** How check-points name sentences: those of one document, without its id, by their page and range. */
function storedKeys(pieces: readonly Sentence[]): (sentence: Sentence) => string {
  const isOne = pieces.every(({ documentId }) => documentId === pieces[0]?.documentId);
  return isOne ? ({ page, start, end }) => `${String(page)}:${String(start)}:${String(end)}` : sentenceKey;
}

/** Everything a result depends on; a check-point of another input is not used. */
function inputHash({ model, seed, temperature, written }: StepDeps, { prompt, maxTokens }: Step): string {
  const keys = prompt.cited.map(storedKeys(prompt.cited));
  const answer = [prompt.turns, prompt.format, keys, maxTokens, model.id, seed, temperature];
  return createHash("sha256")
    .update(JSON.stringify([...answer, written, promptsHash, pipelineVersion]))
    .digest("hex");
}

async function ask(
  deps: StepDeps,
  writer: PointWriter,
  step: Step,
  pieces: readonly CountedSentence[],
): Promise<DraftClaim[]> {
  const { prompt } = step;
  return askModel(deps, { ...prompt, key: step.key, maxTokens: step.maxTokens, seed: deps.seed }, (text, ended) => {
    const drafts = writer.read(text, prompt, ended);
    if (drafts.length === 0 && !ended) return null;
    return withoutRepeats(drafts, deps.written).map((point) =>
      withIntroductions(point, pieces, deps.written, deps.known),
    );
  });
}
