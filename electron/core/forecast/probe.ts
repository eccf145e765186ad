import type { DocumentKind, SummaryOptions } from "../../contract/summaryOptions.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import { measureTokenBudget } from "../llm/tokenBudget.ts";
import type { Clock } from "../ports.ts";
import type { Experience } from "../store/store.ts";
import { mapBounds, planChunks, writerFor } from "../summarize/summarize.ts";
import type { DocumentText } from "../text/documentText.ts";
import { noRuns } from "./runWatch.ts";
import { addCall, learnCalls } from "./speeds.ts";

export interface ProbeInput {
  readonly clock: Clock;
  readonly model: LanguageModel;
  readonly experience: Experience;
  readonly source: DocumentText;
  readonly options: SummaryOptions;
  readonly kind: DocumentKind;
  readonly signal: AbortSignal;
  readonly isLoaded: boolean;
}

/**
 * Tokens of sentences that the trial reads, and those it writes at most. A model that only chooses is small enough for whole parts.
 */
const trialTokens = 160;
const trialAnswer = 24;

/**
 * Tries a model on the first sentences of a document, asked as in a step of its summary, only shorter: a few seconds that tell how
 * fast it reads and writes here. It is background work, so that a chat goes before it.
 * @throws what the engine throws, CANCELLED
 */
export async function probeModel(input: ProbeInput): Promise<Experience> {
  const { clock, model, source, options, signal, experience } = input;
  const begun = clock.monotonic();
  await using session = await model.open("background", { signal });
  const loadMs = clock.monotonic() - begun;
  const countTokens = (texts: readonly string[]): Promise<number[]> => session.countTexts(texts);
  const opening = beginning(source);
  const writer = writerFor(model);
  const isPlain = model.style === "starter";
  const most = (isPlain ? model.preferredChunkTokens : null) ?? trialTokens;
  const limits = { most, target: most, least: most };
  const chunks = (await planChunks(opening, limits, countTokens)).slice(0, isPlain ? 2 : 1);
  const runs = {
    ...(experience.runs ?? noRuns),
    contextSize: session.contextTokens,
    width: session.parallelism,
    memoryBytes: session.memoryBytes ?? experience.runs?.memoryBytes ?? null,
    loadMs: input.isLoaded ? (experience.runs?.loadMs ?? null) : loadMs,
  };
  const budget = measureTokenBudget(
    session.contextTokens,
    chunks.flatMap(({ pieces }) => pieces),
  );
  let alone = experience.alone;
  for (const chunk of chunks) {
    const context = { ...input, source: opening, written: writer.languageOf(source, options) };
    const prompt = writer.map(context, chunk, 2, mapBounds(options, chunk, 2, budget));
    const result = await session.generate({
      // The rules before it are long; what they take is learned from real work.
      turns: prompt.turns.slice(-1),
      ...(prompt.format && { format: prompt.format }),
      // A line that is chosen comes whole.
      maxTokens: isPlain ? writer.answerTokens(prompt, budget) : trialAnswer,
      temperature: 0,
      seed: 1,
    });
    const sample = {
      prefillTokens: result.evaluatedPromptTokens,
      prefillMs: result.prefillMs,
      decodeTokens: result.completionTokens,
      decodeMs: result.decodeMs,
      // The first background work opens its context, which no later one does.
      overheadMs: 0,
    };
    // The last one counts: the first is slow while memory is new.
    alone = learnCalls(experience.alone, addCall(null, sample, { at: clock.now(), usual: null, probed: true }));
  }
  return { ...experience, alone, runs };
}

/** The first sentences of the document as a document of their own. */
function beginning(source: DocumentText): DocumentText {
  const most = 40;
  if (source.sentences.length <= most) return source;
  const sentences = source.sentences.slice(0, most);
  const last = sentences.at(-1)?.section ?? 0;
  return { ...source, sentences, sections: source.sections.slice(0, last + 1) };
}
