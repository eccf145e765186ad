/** What other features may use of summaries. */
export { mapBounds, mergeBounds, type PointBounds, tokensAroundQuote, wholeCount, writtenTokens } from "./bounds.ts";
export { type Chunk, planChunks, tokensPerLine } from "./chunks.ts";
export type { CountedSentence } from "./countedSentence.ts";
export { createSummaries, seedOf, type Summaries } from "./createSummaries.ts";
export type { DraftClaim } from "./draft.ts";
export { keptPartsOf } from "./keptParts.ts";
export { mergeAll } from "./merge.ts";
export { groupNodes, mergeCalls } from "./mergeTree.ts";
export { type MapPlan, type MapPlanInput, planMaps, spareTokens } from "./plan.ts";
export { partsKeptWhole } from "./reuse.ts";
export { createPace, type Run, type RunInput, runSteps, stepOf } from "./runSteps.ts";
export { createSteps, type Steps } from "./stepCache.ts";
export type { RepairDeps, Step, StepDeps } from "./stepDeps.ts";
export type { SummaryForecasts, SummaryWatch } from "./summaryWatch.ts";
export { promptsHash } from "./writers/prompts.ts";
export { writerFor } from "./writers/writerFor.ts";
