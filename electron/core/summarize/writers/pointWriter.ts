import type { TokenBudget } from "../../llm/tokenBudget.ts";
import type { SummaryOptions } from "../../../contract/summaryOptions.ts";
import type { DocumentText } from "../../text/documentText.ts";
import type { PointBounds } from "../bounds.ts";
import type { Chunk } from "../chunks.ts";
import type { CountedSentence } from "../countedSentence.ts";
import type { DraftClaim } from "../draft.ts";
import type { RepairDeps, Step } from "../stepDeps.ts";
import type { PointPrompt, PromptContext } from "./prompts.ts";

/**
 * How a kind of model comes to the points of a summary. Generative: it writes in its own words, which code grounds, and code
 * chooses the whole. Extractive: it chooses sentences, also among those that it chose before, and code does the rest.
 */
export interface PointWriter {
  /** tokens of a document that it does best to see at a time, where the model does not say; null: as many as the context holds well */
  readonly chunkTokens: number | null;
  /** BCP 47 of its points. */
  languageOf(source: Pick<DocumentText, "language">, options: SummaryOptions): string;
  /** What is asked about a chunk. */
  map(context: PromptContext, chunk: Chunk, parts: number, bounds: PointBounds): PointPrompt;
  /** Tokens that an answer takes at most. */
  answerTokens(prompt: Pick<PointPrompt, "bounds" | "cited">, budget: TokenBudget): number;
  /**
   * The points of an answer; null where it cannot be used, so that it is asked for again.
   * @param ended false where it was cut off at its length
   * @param language BCP 47 that it should be in
   */
  read(answer: string, prompt: PointPrompt, ended: boolean, language: string): DraftClaim[] | null;
  /**
   * Makes good what of an answer code cannot verify.
   * @param document all sentences, where they are those of one document
   */
  repair(
    deps: RepairDeps,
    step: Step,
    points: readonly DraftClaim[],
    document?: readonly CountedSentence[],
  ): DraftClaim[];
  /** The sentences of a prompt that it chooses from; null where it writes its own. */
  choices(source: DocumentText, cited: readonly CountedSentence[], bounds: PointBounds): CountedSentence[] | null;
}
