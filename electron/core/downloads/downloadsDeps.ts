import type { AppEvent } from "../../contract/app.ts";
import type { Settings } from "../../contract/settings.ts";
import type { Hub } from "../hub/hub.ts";
import type { Clock, IdSource, Logger, Paths } from "../ports.ts";
import type { Store } from "../store/store.ts";
import type { FoundFiles } from "./createFoundFiles.ts";

export interface DownloadsDeps {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ids: IdSource;
  readonly paths: Paths;
  readonly settings: () => Settings;
  readonly changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
  /** whether the model of this id is in the list with all its files */
  readonly hasModel: (id: string) => boolean;
  /** makes a model of files that are given away */
  readonly keep: (
    files: { readonly id: string; readonly files: readonly string[]; readonly name: string },
    signal: AbortSignal,
  ) => Promise<void>;
  /**
   * Adds a file where it lies; the id is what its hash must be. Resolves with the model's id when the job has ended, which it does when
   * the signal aborts.
   */
  readonly link: (
    file: string,
    known: { readonly name: string; readonly id?: string },
    signal: AbortSignal,
  ) => Promise<{ jobId: string; modelId: Promise<string> }>;
  readonly foundFiles: FoundFiles;
  /** bytes that are free for this user where the folder lies; measured where not given */
  readonly freeBytes?: (folder: string) => Promise<number>;
}
