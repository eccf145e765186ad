import type { TokenBudget } from "../llm/tokenBudget.ts";
import type { JobStage } from "../../contract/jobs.ts";
import type { Clock } from "../ports.ts";
import type { DraftClaim } from "./draft.ts";
import { partKey } from "./partKey.ts";
import { pipelineVersion, type Steps } from "./stepCache.ts";
import type { Step, StepDeps } from "./stepDeps.ts";
import { untitledText } from "./untitledText.ts";
import type { PointWriter } from "./writers/pointWriter.ts";
import type { PointPrompt, PromptContext } from "./writers/prompts.ts";

/** What steps need: those of a document and of a collection are run alike. */
export interface RunInput extends StepDeps, PromptContext {
  readonly writer: PointWriter;
  onProgress(stage: JobStage, done: number, total: number, leftMs: number | null): void;
}

export interface Run {
  readonly input: RunInput;
  readonly steps: Pick<Steps, "recall" | "run">;
  readonly budget: TokenBudget;
  readonly pace: Pace;
}

interface StepRun extends Run {
  readonly list: readonly Step[];
  onDone(index: number, points: DraftClaim[], recalled: boolean): void;
  /** The points so far of a step whose answer is being written. */
  onPreview?(index: number, points: readonly DraftClaim[]): void;
}

/**
 * Steps as many at a time as the model does best: steps that start together read their prompts together and then
 * write together, which a batch does faster than both mixed; where several models or a server answer, the next begins when one ends. What
 * was finished is kept even where one beside it failed.
 */
export async function runSteps({ input, steps, list, onDone, onPreview }: StepRun): Promise<void> {
  const open: { index: number; step: Step }[] = [];
  for (const [index, step] of list.entries()) {
    const known = steps.recall(step);
    if (known) onDone(index, known, true);
    else open.push({ index, step });
  }
  const { session, signal } = input;
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for (const { index, step } of open) {
    if (signal.aborted || failures.length > 0) break;
    const runOne = async (): Promise<void> => {
      const points = await steps.run(step, onPreview && ((drafts) => onPreview(index, drafts)));
      onDone(index, points, false);
    };
    const one = runOne()
      .catch((thrown: unknown) => void failures.push(thrown))
      .finally(() => running.delete(one));
    running.add(one);
    while (running.size >= session.parallelism && failures.length === 0) {
      await (session.continuous === true ? Promise.race(running) : Promise.all(running));
    }
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
  signal.throwIfAborted();
}

export function stepOf(writer: PointWriter, prompt: PointPrompt, budget: TokenBudget): Omit<Step, "key"> {
  return { prompt, maxTokens: writer.answerTokens(prompt, budget) };
}

/** The title of the document, and which part of it this is, make it no other part. */
export function untitled<I extends RunInput>(input: I): I {
  return { ...input, source: untitledText(input.source) };
}

export function keyOf({ model, temperature, written }: RunInput, prompt: PointPrompt): string {
  return partKey(prompt, { modelId: model.id, temperature, written, pipeline: pipelineVersion });
}

export interface Pace {
  done(recalled: boolean): void;
  expect(steps: number): void;
  leftMs(): number | null;
}

/**
 * Estimates what is left from the steps finished in this run; those recalled from check-points took no time.
 * @param expectedMs of all steps, to go by before the first is finished; null where nothing is known
 */
export function createPace(clock: Clock, steps: number, expectedMs: number | null): Pace {
  let expected = steps;
  let finished = 0;
  let ran = 0;
  let begun = clock.monotonic();
  return {
    done(recalled) {
      finished += 1;
      if (!recalled) ran += 1;
      else if (ran === 0) begun = clock.monotonic();
    },
    expect(count) {
      expected = count;
    },
    leftMs() {
      const share = Math.max(0, expected - finished) / Math.max(1, expected);
      if (ran === 0) return expectedMs && Math.max(0, Math.round(expectedMs * share - (clock.monotonic() - begun)));
      return Math.round(((clock.monotonic() - begun) / ran) * Math.max(0, expected - finished));
    },
  };
}
