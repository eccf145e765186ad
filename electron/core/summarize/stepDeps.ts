import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import type { Meaning } from "../evidence/nearness.ts";
import type { FindWitness } from "../evidence/witness.ts";
import type { GenerateResult, LanguageModel, ModelName, ModelSession } from "../llm/languageModel.ts";
import type { Logger } from "../ports.ts";
import type { CountedSentence } from "./countedSentence.ts";
import type { KeptParts, Part } from "./reuse.ts";
import type { PointPrompt, PromptContext } from "./writers/prompts.ts";

/** Finished steps by key, kept through a crash. */
export interface Checkpoints {
  get(key: string): unknown;
  save(key: string, value: unknown): void;
}

export interface StepDeps {
  readonly session: ModelSession;
  readonly logger: Logger;
  readonly model: Pick<LanguageModel, "id" | "style" | "preferredChunkTokens" | "members">;
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
  /** finds the model that is asked about claims whose words code cannot vouch for; code alone decides where it is left out */
  readonly findWitness?: FindWitness;
  /** is told which of several models wrote the answer of a step, null: the one whose id they bear; absent where there is one alone */
  readonly writers?: { add(step: string, by: ModelName | null): void } | undefined;
  /** learns from what is asked and answered */
  readonly watch?: AskWatch;
  readonly signal: AbortSignal;
}

export interface AskWatch {
  /** A question to the model begins; to be told of its end, with null where it failed. */
  asking(key: string): (result: GenerateResult | null) => void;
}

/** One question to the model: a chunk to map or a group to merge. */
export interface Step {
  readonly key: string;
  readonly prompt: PointPrompt;
  readonly maxTokens: number;
  /** what may be taken over from a version before */
  readonly part?: Part;
}

export interface RepairDeps extends StepDeps, PromptContext {
  readonly options: SummaryOptions;
  /** BCP 47 of sentences, where not all are in one language */
  languageOf?(cites: readonly CountedSentence[]): string;
}
