import type { Document } from "../../contract/documents.ts";
import type { Forecast } from "../../contract/summaries.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import type { LanguageModel, ModelSession } from "../llm/languageModel.ts";
import type { MapPlan } from "./plan.ts";
import type { AskWatch } from "./stepDeps.ts";

/** Watches a summary being made, so that what the next one will take can be told. */
export interface SummaryWatch extends AskWatch {
  /** The model is being made ready; to be told when it is. */
  loading(): (session: Pick<ModelSession, "contextTokens" | "memoryBytes">) => void;
  /**
   * The chunks are known; returns the milliseconds the steps will take, null where there is nothing to go by.
   * @param parallelism steps at a time
   */
  planned(plan: MapPlan, parallelism: number): Promise<number | null>;
  /** The summary is made: what its steps came to is learned as well. */
  made(): void;
  /** Keeps what was learned; at the end, however it came. */
  keep(): void;
}

/** Tells what summaries will take on this computer, from what it saw of those before. */
export interface SummaryForecasts {
  /**
   * What summaries of these documents will take, one after the other.
   * @param mayProbe loads the model and tries it for some seconds where nothing is known of its speed and nothing else is at work
   * @throws CANCELLED, CONTEXT_TOO_SMALL, and what loading the model throws
   */
  forecast(
    documents: readonly Document[],
    options: SummaryOptions,
    model: LanguageModel,
    how: { readonly mayProbe: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<Forecast>;
  /** Watches a summary that begins now. */
  watch(document: Document, options: SummaryOptions, model: LanguageModel): SummaryWatch;
}
