import type { Point } from "../../contract/summaries.ts";
import type { MeaningOf } from "../evidence/nearness.ts";
import { supportOf } from "../evidence/support.ts";
import type { FindWitness } from "../evidence/witness.ts";
import type { LanguageModel, ModelSession } from "../llm/languageModel.ts";
import type { TokenBudget } from "../llm/tokenBudget.ts";
import {
  type CountedSentence,
  createSteps,
  type DraftClaim,
  type Run,
  type RunInput,
  type StepDeps,
  type Steps,
  writerFor,
} from "../summarize/summarize.ts";
import type { CollectionText } from "./collectionText.ts";

/** What the summary of a collection is written with. */
export interface Writing {
  readonly input: Pick<StepDeps, "logger" | "checkpoints" | "seed" | "temperature" | "signal" | "writers"> &
    Pick<RunInput, "options" | "onProgress"> & { readonly model: LanguageModel };
  readonly session: ModelSession;
  readonly set: CollectionText;
  readonly meaning: ReturnType<MeaningOf>;
  readonly findWitness: FindWitness | undefined;
  /** tokens of a sequence */
  readonly contextSize: number;
  readonly budget: TokenBudget;
  readonly pace: Run["pace"];
}

export function contextOf(
  { input, session, set, meaning, findWitness }: Writing,
  own: Pick<RunInput, "source" | "options" | "language">,
): RunInput {
  const { logger, model, checkpoints, seed, temperature, signal, writers, onProgress } = input;
  const writer = writerFor(model);
  return {
    session,
    logger,
    model,
    checkpoints,
    seed,
    temperature,
    signal,
    writers,
    onProgress,
    ...own,
    kind: "article",
    writer,
    written: writer.languageOf(own.source, own.options),
    known: set.known,
    meaning,
    ...(findWitness && { findWitness }),
  };
}

export function stepsOf({ set }: Writing, context: RunInput, pieces: readonly CountedSentence[]): Steps {
  return createSteps({ ...context, languageOf: set.languageOf }, context.writer, pieces);
}

export function toPoint(set: CollectionText, { written, known }: RunInput, draft: DraftClaim, id: string): Point {
  const { text, cites, origin } = draft;
  const { support, by, findings } = supportOf(draft, { language: set.languageOf(cites), written, known });
  const citations = cites.map((piece) => set.citationOf(piece));
  return {
    id,
    role: "point",
    text,
    section: null,
    citations,
    support,
    by,
    findings: [...findings],
    quoted: origin === "quoted",
  };
}
