import { createTexts } from "../../../electron/core/library/library.ts";
import path from "node:path";
import type { Document, OutlineEntry, Page } from "../../../electron/contract/documents.ts";
import { createEngine } from "../../../electron/core/llm/local/createEngine.ts";
import type { Engine } from "../../../electron/core/llm/local/engine.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import type { Jobs } from "../../../electron/core/jobs/jobs.ts";
import type { Child, Logger, ProcessSpawner } from "../../../electron/core/ports.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { createForecasts } from "../../../electron/core/forecast/createForecasts.ts";
import { createSummaries, type Summaries } from "../../../electron/core/summarize/createSummaries.ts";
import type { MeaningOf } from "../../../electron/core/evidence/nearness.ts";
import type { Registry } from "../../../electron/core/llm/registry.ts";
import type { WitnessOf } from "../../../electron/core/witness/witnesses.ts";
import { createIds, systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { modelOn, type ModelOnEngine } from "../../helpers/modelOn.ts";
import { exporter } from "../../helpers/exporter.ts";

export interface Application {
  readonly store: Store;
  readonly engine: Engine;
  readonly jobs: Jobs;
  readonly summaries: Summaries;
  /** the engine's processes, oldest first */
  readonly children: Child[];
  dispose(): Promise<void>;
}

/** Summaries with a real library in this data folder and, unless another is given, the real engine process. */
export function startApplication(
  folder: string,
  model: { id: string; path: string },
  options: {
    engine?: Engine;
    contextSize?: number;
    asked?: Pick<ModelOnEngine, "style" | "chunkTokens">;
    meaningOf?: MeaningOf;
    witnessOf?: WitnessOf;
    /** in place of the one on the engine */
    resolve?: Registry["resolve"];
  } = {},
): Application {
  const logger: Logger = { info() {}, warn() {}, error() {} };
  const clock = systemClock;
  const ids = createIds(clock);
  const children: Child[] = [];
  const nodes = builtSpawner();
  const spawner: ProcessSpawner = {
    spawn(entry, childOptions) {
      const child = nodes.spawn(entry, childOptions);
      children.push(child);
      return child;
    },
  };
  const store = openStore({ paths: { data: folder, resources: path.join(folder, "resources") }, clock, logger });
  store.summaries.markInterrupted();
  const jobs = createJobs({ clock, logger, ids });
  const engine = options.engine ?? createEngine({ spawner, clock, logger });
  const summaries = createSummaries({
    store,
    jobs,
    clock,
    logger,
    ids,
    settings: () => store.settings.get(),
    changed: () => {},
    appVersion: "0.0.0",
    forecasts: createForecasts({ store, texts: createTexts({ store, logger }), jobs, clock, logger, prices: () => [] }),
    exporter,
    textWorker: directTextWorker,
    ...(options.meaningOf ? { meaningOf: options.meaningOf } : {}),
    ...(options.witnessOf ? { witnessOf: options.witnessOf } : {}),
    models: {
      resolve:
        options.resolve ??
        ((_task, modelId) =>
          Promise.resolve(
            modelOn(engine, {
              id: modelId ?? model.id,
              name: "Tiny",
              path: model.path,
              options: { gpu: "cpu", threads: 1, contextSize: options.contextSize ?? 4096 },
              ...options.asked,
            }),
          )),
    },
  });
  return {
    store,
    engine,
    jobs,
    summaries,
    children,
    async dispose() {
      await jobs.dispose();
      await engine.dispose();
      store.close();
    },
  };
}

/** Puts a document that has been read into the library. */
export function addDocument(
  store: Store,
  { document, pages, outline }: { document: Document; pages: readonly Page[]; outline: readonly OutlineEntry[] },
): string {
  store.documents.put({ ...document, status: "reading" });
  store.documents.addPages(document.id, pages);
  store.documents.finish(document.id, { ...document, outline });
  return document.id;
}
