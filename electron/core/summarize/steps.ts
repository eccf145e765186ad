import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { Engine, LoadedModel } from "../engine/engine.ts";
import type { ResolvedModel } from "../models/createModels.ts";
import type { Logger } from "../ports.ts";
import type { Piece } from "./chunks.ts";
import { asQuoted, type DraftPoint, readPoints, withIntroductions, withoutRepeats } from "./draft.ts";
import { pieceKey, type PointPrompt } from "./prompts.ts";

/** Finished steps by key, kept through a crash. */
export interface Checkpoints {
  get(key: string): unknown;
  save(key: string, value: unknown): void;
}

export interface StepDeps {
  readonly engine: Engine;
  readonly logger: Logger;
  readonly model: Pick<ResolvedModel, "file" | "loadOptions" | "prompts" | "chunkTokens">;
  readonly checkpoints: Checkpoints;
  readonly seed: number;
  readonly temperature: number;
  readonly language: string;
  /** words that are names in the document */
  readonly known: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** One question to the model: a chunk to map or a group to merge. */
export interface Step {
  readonly key: string;
  readonly prompt: PointPrompt;
  readonly maxTokens: number;
}

/** How often a step is tried when the engine process dies under it or the model writes nothing to be read. */
const tries = 3;

export interface Steps {
  /** The points of a step that was done before with the same input, else null. */
  recall(step: Step): DraftPoint[] | null;
  /** Runs a step and keeps its result. @throws what the engine throws, after some tries */
  run(step: Step): Promise<DraftPoint[]>;
}

export function createSteps(deps: StepDeps, pieces: readonly Piece[]): Steps {
  const byKey = new Map(pieces.map((piece) => [pieceKey(piece), piece]));

  return {
    recall(step) {
      const kept = storedStepSchema.safeParse(deps.checkpoints.get(step.key));
      if (!kept.success || kept.data.input !== inputHash(deps, step)) return null;
      const points: DraftPoint[] = [];
      for (const { text, cites, cut } of kept.data.points) {
        const found = cites.map((key) => byKey.get(key));
        if (found.some((piece) => piece === undefined)) return null;
        points.push({ text, cut, cites: found.filter((piece) => piece !== undefined) });
      }
      return points;
    },
    async run(step) {
      const points = await ask(deps, step, pieces);
      const stored: StoredStep = {
        input: inputHash(deps, step),
        points: points.map(({ text, cites, cut }) => ({ text, cut, cites: cites.map(pieceKey) })),
      };
      deps.checkpoints.save(step.key, stored);
      return points;
    },
  };
}

/** Loads the model, or makes sure it still is the one loaded: another task may have put its own in place. */
export function ensureModel({ engine, model, signal }: StepDeps): Promise<LoadedModel> {
  return engine.load(model.file, model.loadOptions, signal);
}

const storedStepSchema = z.object({
  input: z.string(),
  points: z.array(z.object({ text: z.string(), cites: z.array(z.string()), cut: z.boolean() })),
});
type StoredStep = z.infer<typeof storedStepSchema>;

/** Everything an answer depends on; a check-point of another input is not used. */
function inputHash({ model, seed, temperature }: StepDeps, { prompt, maxTokens }: Step): string {
  const keys = prompt.cited.map(pieceKey);
  return createHash("sha256")
    .update(JSON.stringify([prompt.turns, prompt.grammar, keys, maxTokens, model.file.id, seed, temperature]))
    .digest("hex");
}

async function ask(deps: StepDeps, step: Step, pieces: readonly Piece[]): Promise<DraftPoint[]> {
  const { engine, signal, language } = deps;
  let lastError: AppError | null = null;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    signal.throwIfAborted();
    try {
      if (lastError) await ensureModel(deps);
      const { text, stop } = await engine.generate(
        {
          modelId: deps.model.file.id,
          turns: step.prompt.turns,
          grammar: step.prompt.grammar,
          maxTokens: step.maxTokens,
          temperature: deps.temperature,
          // The same text would come again from the same seed.
          seed: deps.seed + attempt,
          priority: "background",
        },
        { signal },
      );
      const read = readPoints(text, step.prompt.cited, stop === "end");
      const drafts = deps.model.prompts === "plain" ? read.map((point) => asQuoted(point, step.prompt.cited)) : read;
      if (drafts.length > 0 || stop === "end") {
        return withoutRepeats(drafts, language).map((point) => withIntroductions(point, pieces, language, deps.known));
      }
      lastError = new AppError("GENERATION_FAILED", { message: "The model wrote nothing that could be read." });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (signal.aborted || !mayPass.has(error.code)) throw error;
      lastError = error;
    }
    deps.logger.warn("A step of a summary is tried again", { step: step.key, attempt, code: lastError.code });
  }
  throw lastError ?? new AppError("GENERATION_FAILED");
}

const mayPass: ReadonlySet<AppError["code"]> = new Set(["ENGINE_CRASHED", "MODEL_CHANGED", "GENERATION_FAILED"]);
