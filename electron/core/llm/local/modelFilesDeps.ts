import type { AppEvent } from "../../../contract/app.ts";
import type { Settings } from "../../../contract/settings.ts";
import type { Engine, LoadOptions } from "./engine.ts";
import type { Memory } from "./fit.ts";
import type { Jobs } from "../../jobs/jobs.ts";
import type { Clock, Logger, Paths } from "../../ports.ts";
import type { Store } from "../../store/store.ts";

/** A model that comes as bytes. */
export interface IncomingModel {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** of a model that is cut into several files, whose bytes come one after the other: all of them, the first one by `name` */
  readonly parts?: readonly { readonly name: string; readonly bytes: number }[];
}

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
