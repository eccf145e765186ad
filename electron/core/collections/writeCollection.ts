import { createHash } from "node:crypto";
import prompts from "../../../resources/prompts/collection.json" with { type: "json" };
import { checkVersion } from "../../contract/findings.ts";
import type { MeaningOf } from "../evidence/nearness.ts";
import { measureTokenBudget } from "../llm/tokenBudget.ts";
import type { Clock } from "../ports.ts";
import type { CollectionResult } from "../store/store.ts";
import { createPace, promptsHash, type StepDeps } from "../summarize/summarize.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import type { WitnessOf } from "../witness/witnesses.ts";
import type { ChosenSummary, SummarizedMember } from "./collectionSummary.ts";
import { makeCollectionText } from "./collectionText.ts";
import { composeCollection } from "./composeCollection.ts";
import { mergeCollection } from "./mergeCollection.ts";
import type { Writing } from "./writing.ts";

/** SHA-256 of the prompt templates of a collection, for the recipe. */
export const collectionPromptsHash = createHash("sha256")
  .update(JSON.stringify([prompts, promptsHash]))
  .digest("hex");

/** Names the way sets are written; changes whenever the same model would give another result. */
export const collectionPipelineVersion = "choose-lead-or-merge-verify/2";

export type WriteCollectionInput = Writing["input"] & {
  readonly title: string;
  readonly members: readonly SummarizedMember[];
  /** without a model, from the same members */
  readonly chosen: ChosenSummary;
  readonly textOf: Parameters<typeof makeCollectionText>[2];
  readonly textWorker: TextWorker;
  readonly meaningOf?: MeaningOf | undefined;
  readonly witnessOf?: WitnessOf | undefined;
  readonly clock: Clock;
};

export type WrittenCollection = Omit<CollectionResult, "recipe"> & {
  readonly vectors: NonNullable<ReturnType<NonNullable<StepDeps["meaning"]>["usedModel"]>> | null;
};

/**
 * Writes the summary of a collection from the verified points of its documents: of a model that writes, chosen by code with a beginning
 * in the model's words; of one that only chooses sentences, merged by it. Each step is taken from the check-points where it was finished
 * before.
 *
 * @throws INVALID_INPUT where fewer than two documents have anything to say, and what the engine throws
 */
export async function writeCollection(input: WriteCollectionInput): Promise<WrittenCollection> {
  const { model, signal, chosen, onProgress } = input;
  onProgress("loading", 0, 0, null);
  await using session = await model.open("background", { signal });
  const contextSize = session.contextTokens;
  const set = await makeCollectionText(input.title, input.members, input.textOf, (texts) => session.countTexts(texts));
  const writing: Writing = {
    input,
    session,
    set,
    meaning: input.meaningOf?.(set.sentences, signal) ?? null,
    findWitness: input.witnessOf?.(model, session, signal),
    contextSize,
    budget: measureTokenBudget(contextSize, set.pieces),
    pace: createPace(input.clock, 1, null),
  };
  const written =
    model.style === "instruct"
      ? await composeCollection(writing, input.textWorker)
      : await mergeCollection(writing, chosen);
  return {
    ...written,
    of: chosen.of,
    check: { version: checkVersion, problem: null },
    vectors: writing.meaning?.usedModel() ?? null,
  };
}
