import type { SummarySection } from "../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../electron/contract/summaryOptions.ts";
import type { LanguageModel } from "../../electron/core/llm/languageModel.ts";
import type { Clock } from "../../electron/core/ports.ts";
import { type PipelineResult, runPipeline } from "../../electron/core/summarize/pipeline.ts";
import { writerFor } from "../../electron/core/summarize/writers/writerFor.ts";
import { documentKindOf } from "../../electron/core/text/documentKind.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";
import type { EvalDocument } from "./passages.ts";

/** A summary of standard length, made by the product's own pipeline. */
export interface ProductSummary extends PipelineResult {
  readonly sections: readonly SummarySection[];
  readonly milliseconds: ProductTimes;
}

/** Milliseconds from the call until … */
export interface ProductTimes {
  /** … the first point is shown, checked */
  readonly first: number;
  /** … the points of the whole are shown, checked */
  readonly points: number;
  /** … nothing more is to come */
  readonly all: number;
}

export const productOptions = summaryOptionsSchema.parse({});

/**
 * Summarizes a document as the window shows it, written greedily.
 *
 * @param shown is filled with the sections as they come, so that a run that fails has its own too
 * @throws as runPipeline
 */
export async function summarizeAsProduct(
  { source, known }: EvalDocument,
  model: LanguageModel,
  { clock = systemClock, shown = [] }: { clock?: Clock; shown?: SummarySection[] } = {},
): Promise<ProductSummary> {
  const saved = new Map<string, unknown>();
  const begun = clock.monotonic();
  let first = NaN;
  let pointsMs = NaN;
  const keep = (sections: readonly SummarySection[]): void => {
    for (const section of sections) shown[section.index] = section;
    if (Number.isNaN(first) && sections.some(({ points }) => points.length > 0)) first = clock.monotonic() - begun;
  };
  const writer = writerFor(model);
  const result = await runPipeline({
    model,
    logger: { info() {}, warn() {}, error() {} },
    clock,
    times: { mapMs: 0, mergeMs: 0, verifyMs: 0 },
    checkpoints: { get: (key) => saved.get(key), save: (key, value) => void saved.set(key, value) },
    seed: 1,
    temperature: 0,
    language: source.language,
    writer,
    written: writer.languageOf(source, productOptions),
    known,
    kind: documentKindOf(source),
    signal: new AbortController().signal,
    source,
    options: productOptions,
    onLoading() {},
    onPlan: (_, sections) => keep(sections),
    onPoints() {
      if (Number.isNaN(pointsMs)) pointsMs = clock.monotonic() - begun;
    },
    onChunk: (_, sections) => keep(sections),
    onProgress() {},
  });
  const all = clock.monotonic() - begun;
  const points = Number.isNaN(pointsMs) ? all : pointsMs;
  const milliseconds = { first: Number.isNaN(first) ? points : first, points, all };
  return { ...result, sections: shown, milliseconds };
}
