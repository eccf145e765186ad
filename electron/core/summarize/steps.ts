import { createHash } from "node:crypto";
import * as z from "zod";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { LanguageModel, ModelSession } from "../llm/languageModel.ts";
import type { RunWatch } from "../forecast/runWatch.ts";
import type { Logger } from "../ports.ts";
import type { CountedSentence } from "./countedSentence.ts";
import { asQuoted, type DraftClaim, readPoints, withIntroductions, withoutRepeats } from "./draft.ts";
import type { Meaning } from "../evidence/nearness.ts";
import { type PointPrompt, promptsHash } from "./prompts.ts";
import { type KeptParts, type Part, recallPart, storePart } from "./reuse.ts";
import { type Sentence, sentenceKey } from "../text/documentText.ts";
import { openClaim, storeClaim, storedClaimSchema } from "./storedClaim.ts";

/** Names the way summaries are made, for the recipe; changes whenever the same model would give another result. */
export const pipelineVersion = "map-merge-verify-repair/6";

/** Finished steps by key, kept through a crash. */
export interface Checkpoints {
  get(key: string): unknown;
  save(key: string, value: unknown): void;
}

export interface StepDeps {
  readonly session: ModelSession;
  readonly logger: Logger;
  readonly model: Pick<LanguageModel, "id" | "style" | "preferredChunkTokens">;
  readonly checkpoints: Checkpoints;
  /** parts of the versions before the document that may be taken over */
  readonly kept?: KeptParts;
  readonly seed: number;
  readonly temperature: number;
  /** BCP 47 of the document */
  readonly language: string;
  /** BCP 47 of what the model writes */
  readonly written: string;
  /** words that are names in the document */
  readonly known: ReadonlySet<string>;
  /** tells what points mean, where an embedding model is installed */
  readonly meaning?: Meaning | null;
  /** learns from what is asked and answered */
  readonly watch?: Pick<RunWatch, "asking">;
  readonly signal: AbortSignal;
}

/** One question to the model: a chunk to map or a group to merge. */
export interface Step {
  readonly key: string;
  readonly prompt: PointPrompt;
  readonly maxTokens: number;
  /** what may be taken over from a version before */
  readonly part?: Part;
}

/** How often a step is tried when the model writes nothing to be read. */
const tries = 3;

export interface Steps {
  /** The points of a step that was done before with the same input, else null. */
  recall(step: Step): DraftClaim[] | null;
  /** Runs a step and keeps its result. @throws as askModel */
  run(step: Step): Promise<DraftClaim[]>;
  /** chunks taken over from a version before, so far */
  reused(): number;
}

/** @param repair makes good what of an answer cannot be verified */
export function createSteps(
  deps: StepDeps,
  pieces: readonly CountedSentence[],
  repair: (step: Step, points: readonly DraftClaim[]) => Promise<DraftClaim[]>,
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
      const points = await repair(step, await ask(deps, step, pieces));
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

async function ask(deps: StepDeps, step: Step, pieces: readonly CountedSentence[]): Promise<DraftClaim[]> {
  const { prompt } = step;
  return askModel(deps, { ...prompt, key: step.key, maxTokens: step.maxTokens, seed: deps.seed }, (text, ended) => {
    const read = readPoints(text, prompt.cited, { ended, characters: prompt.bounds.characters });
    const drafts = deps.model.style === "starter" ? read.map((point) => asQuoted(point, prompt.cited)) : read;
    if (drafts.length === 0 && !ended) return null;
    return withoutRepeats(drafts, deps.written).map((point) =>
      withIntroductions(point, pieces, deps.written, deps.known),
    );
  });
}

export interface Question extends Pick<PointPrompt, "turns" | "format"> {
  /** names it in the log */
  readonly key: string;
  readonly maxTokens: number;
  readonly seed: number;
}

/**
 * An answer, asked for again where nothing can be read of it.
 *
 * @param read null where the answer says nothing; `ended` is false where it was cut off at its length
 * @throws what the session throws; GENERATION_FAILED after some tries
 */
export async function askModel<T>(
  deps: StepDeps,
  { key, turns, format, maxTokens, seed }: Question,
  read: (text: string, ended: boolean) => T | null,
): Promise<T> {
  const { session, signal, temperature } = deps;
  let lastError: AppError | null = null;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    signal.throwIfAborted();
    let answered: ReturnType<RunWatch["asking"]> | null = null;
    try {
      answered = deps.watch?.asking(key) ?? null;
      const result = await session.generate({
        turns,
        format,
        maxTokens,
        temperature,
        // The same text would come again from the same seed.
        seed: seed + attempt,
      });
      answered?.(result);
      answered = null;
      const answer = read(result.text, result.stop === "end");
      if (answer !== null) return answer;
      lastError = new AppError("GENERATION_FAILED", { data: { reason: "UNREADABLE" } });
    } catch (thrown) {
      answered?.(null);
      const error = toAppError(thrown);
      if (signal.aborted || error.code !== "GENERATION_FAILED") throw error;
      lastError = error;
    }
    deps.logger.warn("A step of a summary is tried again", { step: key, attempt, code: lastError.code });
  }
  throw lastError ?? new AppError("GENERATION_FAILED");
}
