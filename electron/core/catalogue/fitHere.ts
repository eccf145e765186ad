import type { ModelFit } from "../../contract/models.ts";
import { reasonOf } from "../../contract/reasons.ts";
import type { EstimatedModel } from "./estimateModel.ts";

/** As `computeFit` of the engine has it. */
export type Fitting = (
  model: Pick<EstimatedModel, "bytes" | "bytesPerContextToken" | "trainContext">,
  wanted: number | null,
  memory: Memory,
) => ModelFit;

/** In bytes. */
export interface Memory {
  readonly total: number;
  readonly free: number;
}

/** Of a computer's memory, what is left for a model where a person closes what else is open. */
const leftByTheSystem = 0.75;

/**
 * How a model that is not here yet fits: by what is free now, and where that is not enough, by what would be free if other programs were
 * closed. @param wanted tokens of context by the settings; null: the usual
 */
export function fitHere(fit: Fitting, model: EstimatedModel, wanted: number | null, memory: Memory): ModelFit {
  const now = fit(model, wanted, memory);
  if (now.verdict !== "tooLarge") return now;
  const alone = fit(model, wanted, withoutOthers(memory));
  if (alone.verdict === "tooLarge") return alone;
  const facts = { needBytes: alone.needBytes, freeBytes: Math.max(0, Math.floor(memory.free)) };
  return { ...alone, ...facts, verdict: "tight", reason: reasonOf("FIT_BESIDE_OTHERS", facts) };
}

/** Tokens of context with which parts of a document are large enough to be summarized well. */
const goodContext = 8192;
/** Of the memory that a model may take without that other programs feel it. */
const comfortable = 0.85;

/** It fits with a context that summaries do well with, and leaves other programs their room. */
export function fitsWell(fit: Fitting, model: EstimatedModel, memory: Memory): boolean {
  const { total, free } = withoutOthers(memory);
  return fit(model, goodContext, { total, free: free * comfortable }).verdict !== "tooLarge";
}

function withoutOthers({ total, free }: Memory): Memory {
  return { total, free: Math.max(free, total * leftByTheSystem) };
}
