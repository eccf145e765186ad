import type { AppEvent } from "../../contract/app.ts";
import type { Settings } from "../../contract/settings.ts";
import type { MeaningOf } from "../evidence/nearness.ts";
import type { Exporter } from "../export/export.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Registry } from "../llm/registry.ts";
import type { Clock, IdSource, Logger } from "../ports.ts";
import type { Store } from "../store/store.ts";
import type { SummaryForecasts } from "./summaryWatch.ts";
import type { WitnessOf } from "../witness/witnesses.ts";
import type { TextWorker } from "../textWorker/textTask.ts";

/** What summaries need of the rest of the core. */
export interface SummariesDeps {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ids: IdSource;
  readonly settings: () => Settings;
  readonly models: Pick<Registry, "resolve">;
  /** tells what points mean by an embedding model; null where none is installed */
  readonly meaningOf?: MeaningOf;
  /** finds the model that is asked about claims whose words code cannot vouch for */
  readonly witnessOf?: WitnessOf;
  readonly changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
  readonly appVersion: string;
  readonly forecasts: SummaryForecasts;
  readonly exporter: Exporter;
  readonly textWorker: TextWorker;
  /** resolves when it is known what a document is a new version of */
  readonly recognized?: (documentId: string) => Promise<void>;
}
