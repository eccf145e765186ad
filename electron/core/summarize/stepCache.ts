import { createHash } from "node:crypto";
import * as z from "zod";
import { type Sentence, sentenceKey } from "../text/documentText.ts";
import { type ModelName, modelNameSchema } from "../../contract/modelName.ts";
import { askModel, isUnreadable } from "./askModel.ts";
import type { CountedSentence } from "./countedSentence.ts";
import { type DraftClaim, withoutRepeats } from "./draft.ts";
import { recallPart, storePart } from "./reuse.ts";
import type { RepairDeps, Step, StepDeps } from "./stepDeps.ts";
import { openClaim, storeClaim, storedClaimSchema } from "./storedClaim.ts";
import type { PointWriter } from "./writers/pointWriter.ts";
import { promptsHash } from "./writers/prompts.ts";

/** Names the way summaries are made, for the recipe; changes whenever the same model would give another result. */
export const pipelineVersion = "write-ground-choose/2";

export interface Steps {
  /** The points of a step that was done before with the same input, else null. */
  recall(step: Step): DraftClaim[] | null;
  /**
   * Runs a step and keeps its result.
   * @param onPreview told of the points so far while an answer in free text is written
   * @throws as askModel
   */
  run(step: Step, onPreview?: (points: readonly DraftClaim[]) => void): Promise<DraftClaim[]>;
  /** chunks taken over from a version before, so far */
  reused(): number;
}

/** Steps in the way of this writer, taken from the check-points where they were done before. */
export function createSteps(deps: RepairDeps, writer: PointWriter, pieces: readonly CountedSentence[]): Steps {
  const keyOf = storedKeys(pieces);
  const document = isOneDocument(pieces) ? pieces : undefined;
  const byKey = new Map(pieces.map((piece) => [keyOf(piece), piece]));
  let reused = 0;
  const save = (step: Step, { points, by }: Written, isReused: boolean): void => {
    const stored: StoredStep = {
      input: inputHash(deps, step),
      points: points.map((point) => ({ ...storeClaim(point), cites: point.cites.map(keyOf) })),
      reused: isReused,
      ...(by && { by }),
    };
    deps.checkpoints.save(step.key, stored);
    if (step.part) deps.checkpoints.save(step.part.key, { ...storePart(step.part, points, pieces), ...(by && { by }) });
    deps.writers?.add(step.key, by);
    if (isReused && step.part?.merges === false) reused += 1;
  };

  return {
    reused: () => reused,
    recall(step) {
      const kept = storedStepSchema.safeParse(deps.checkpoints.get(step.key));
      if (!kept.success || kept.data.input !== inputHash(deps, step)) {
        const taken = step.part ? recallPart(step.part, deps.kept, pieces) : null;
        if (!taken || !mayHaveWritten(deps.model, taken.by)) return null;
        save(step, taken, true);
        return taken.points;
      }
      const points: DraftClaim[] = [];
      for (const point of kept.data.points) {
        const found = point.cites.map((key) => byKey.get(key));
        if (found.some((piece) => piece === undefined)) return null;
        points.push({ ...openClaim(point), cites: found.filter((piece) => piece !== undefined) });
      }
      if (kept.data.reused === true && step.part?.merges === false) reused += 1;
      deps.writers?.add(step.key, kept.data.by ?? null);
      return points;
    },
    async run(step, onPreview) {
      const repaired = (drafts: readonly DraftClaim[]): DraftClaim[] => writer.repair(deps, step, drafts, document);
      const preview =
        onPreview && !step.prompt.format
          ? (drafts: readonly DraftClaim[]): void => onPreview(repaired(drafts))
          : undefined;
      let by: ModelName | null = null;
      const onWriter = (model: ModelName): void => void (by = model);
      const points = repaired(await ask(deps, writer, { step, preview, onWriter }).catch(nothingToBeUsed(step)));
      save(step, { points, by }, false);
      return points;
    },
  };
}

const storedStepSchema = z.object({
  input: z.string(),
  points: z.array(storedClaimSchema.extend({ cites: z.array(z.string()) })),
  /** taken over from a version before */
  reused: z.boolean().optional(),
  /** which of several models wrote them */
  by: modelNameSchema.optional(),
});
type StoredStep = z.infer<typeof storedStepSchema>;

/** How check-points name sentences: those of one document, without its id, by their page and range. */
function storedKeys(pieces: readonly Sentence[]): (sentence: Sentence) => string {
  return isOneDocument(pieces)
    ? ({ page, start, end }) => `${String(page)}:${String(start)}:${String(end)}`
    : sentenceKey;
}

function isOneDocument(pieces: readonly Sentence[]): boolean {
  return pieces.every(({ documentId }) => documentId === pieces[0]?.documentId);
}

/** Everything a result depends on; a check-point of another input is not used. */
function inputHash({ model, seed, temperature, written }: StepDeps, { prompt, maxTokens }: Step): string {
  const keys = prompt.cited.map(storedKeys(prompt.cited));
  const answer = [prompt.turns, prompt.format, keys, maxTokens, model.id, seed, temperature];
  return createHash("sha256")
    .update(JSON.stringify([...answer, written, promptsHash, pipelineVersion]))
    .digest("hex");
}

/** What is said freely of a part may be of no use, in other words as well: then nothing is said of it. */
function nothingToBeUsed({ prompt }: Step): (thrown: unknown) => DraftClaim[] {
  return (thrown) => {
    if (prompt.format || !isUnreadable(thrown)) throw thrown;
    return [];
  };
}

/** @param by null: the model whose id the part bears */
function mayHaveWritten({ id, members = [] }: StepDeps["model"], by: ModelName | null): boolean {
  return by === null || by.sha256 === id || members.some(({ model }) => model.id === by.sha256);
}

interface Written {
  readonly points: DraftClaim[];
  readonly by: ModelName | null;
}

interface Asked {
  readonly step: Step;
  readonly onWriter: (by: ModelName) => void;
  readonly preview: ((drafts: readonly DraftClaim[]) => void) | undefined;
}

async function ask(deps: StepDeps, writer: PointWriter, { step, preview, onWriter }: Asked): Promise<DraftClaim[]> {
  const { prompt } = step;
  const read = (text: string, ended: boolean): DraftClaim[] | null => {
    const drafts = writer.read(text, prompt, ended, deps.written);
    if (drafts === null || (drafts.length === 0 && !ended)) return null;
    return withoutRepeats(drafts, deps.written);
  };
  let previewed = 0;
  const onText =
    preview &&
    ((written: string): void => {
      const end = written.lastIndexOf("\n");
      if (end === previewed) return;
      previewed = end;
      const drafts = end > 0 ? read(written.slice(0, end), true) : null;
      if (drafts) preview(drafts);
    });
  const { key, maxTokens } = step;
  return askModel(deps, { ...prompt, key, maxTokens, seed: deps.seed, onText, onWriter }, read);
}
