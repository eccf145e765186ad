import type { AppEvent } from "../../../contract/app.ts";
import type { Settings } from "../../../contract/settings.ts";
import type { Engine, LoadOptions } from "./engine.ts";
import type { Memory } from "./fit.ts";
import type { Jobs } from "../../jobs/jobs.ts";
import type { Clock, Logger, Paths } from "../../ports.ts";
import type { Store } from "../../store/store.ts";

/** What the files of models need of the rest of the core. */
export interface ModelFilesDeps {
  readonly store: Store;
  readonly engine: Engine;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly paths: Paths;
  readonly settings: () => Settings;
  /** how models are to be loaded now */
  readonly loadOptions: () => LoadOptions;
  readonly changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
  /** told of a model that was added */
  readonly onAdded?: (id: string) => void;
  /** makes whatever would load the model again by itself wait for the person; resolves when it waits */
  readonly onUnload?: () => Promise<void>;
  /** the machine's memory in bytes; measured where not given */
  readonly freeMemory?: () => Memory;
}
