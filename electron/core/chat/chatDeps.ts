import type { AppEvent } from "../../contract/app.ts";
import type { Settings } from "../../contract/settings.ts";
import type { Exporter } from "../export/export.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Documents, Texts } from "../library/library.ts";
import type { Registry } from "../llm/registry.ts";
import type { ToolSource } from "../mcpClient/mcpClient.ts";
import type { Clock, IdSource, Logger } from "../ports.ts";
import type { Retrieval } from "../retrieval/retrieval.ts";
import type { Store } from "../store/store.ts";
import type { TextWorker } from "../textWorker/textTask.ts";

/** What conversations and their answers need of the rest of the core. */
export interface ChatDeps {
  readonly store: Store;
  readonly texts: Pick<Texts, "of">;
  readonly documents: Pick<Documents, "jobOf">;
  readonly jobs: Jobs;
  readonly textWorker: TextWorker;
  readonly models: Pick<Registry, "resolve" | "assigned" | "isAllowed">;
  readonly retrieval: Pick<Retrieval, "search">;
  readonly promptCache: { forget(conversationId: string): void };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ids: IdSource;
  readonly settings: () => Settings;
  readonly changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
  readonly exporter: Exporter;
  /** servers of tools; absent where there are none */
  readonly tools?: ToolSource;
}
