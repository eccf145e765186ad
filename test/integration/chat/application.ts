import { wordsOnly } from "../../unit/chat/chatRoom.ts";
import path from "node:path";
import { type Chat, createChat } from "../../../electron/core/chat/createChat.ts";
import { createEncoder } from "../../../electron/core/llm/local/encoder.ts";
import { createRegistry, modelOptions } from "../../../electron/core/llm/registry.ts";
import { createEngine } from "../../../electron/core/llm/local/createEngine.ts";
import type { Engine } from "../../../electron/core/llm/local/engine.ts";
import { openPromptCacheFolder } from "../../../electron/core/llm/local/promptCache/promptCacheFolder.ts";
import { createTexts } from "../../../electron/core/library/library.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import type { Jobs } from "../../../electron/core/jobs/jobs.ts";
import { createModelFiles, type ModelFiles } from "../../../electron/core/llm/local/modelFiles.ts";
import type { Child, Logger, ProcessSpawner } from "../../../electron/core/ports.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { createIds, systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { exporter } from "../../helpers/exporter.ts";
import { noRemoteModels } from "../../helpers/remoteModels.ts";

export interface Application {
  readonly store: Store;
  readonly engine: Engine;
  readonly jobs: Jobs;
  readonly models: ModelFiles;
  readonly chat: Chat;
  /** the engine's processes, oldest first */
  readonly children: Child[];
  dispose(): Promise<void>;
}

/** Chat and models with a real library and engine process in this data folder. */
export function startApplication(folder: string): Application {
  const logger: Logger = { info() {}, warn() {}, error() {} };
  const clock = systemClock;
  const ids = createIds(clock);
  const paths = { data: folder, resources: path.join(folder, "resources") };
  const children: Child[] = [];
  const nodes = builtSpawner();
  const spawner: ProcessSpawner = {
    spawn(entry, options) {
      const child = nodes.spawn(entry, options);
      children.push(child);
      return child;
    },
  };
  const store = openStore({ paths, clock, logger });
  store.messages.markPartial();
  const settings = () => store.settings.get();
  const changed = () => {};
  const jobs = createJobs({ clock, logger, ids });
  const promptCache = openPromptCacheFolder({
    folder: path.join(folder, "states"),
    key: store.settings.promptCacheKey(),
    conversationIds: store.conversations.list().map(({ id }) => id),
    modelIds: store.models.list().map(({ id }) => id),
    limits: { leastGainMs: 0 },
    onProblem(error) {
      throw error;
    },
  });
  const engine = createEngine({ spawner, clock, logger, promptCache });
  const runOptions = modelOptions(settings);
  const loadOptions = runOptions.ofEngine;
  const models = createModelFiles({ store, engine, jobs, clock, logger, paths, settings, loadOptions, changed });
  const encoder = createEncoder({ spawner, clock, logger, options: runOptions.ofEncoder });
  const chat = createChat({
    promptCache,
    retrieval: wordsOnly(store),
    store,
    textWorker: directTextWorker,
    texts: createTexts({ store, logger }),
    documents: { jobOf: () => null },
    jobs,
    models: createRegistry({ remote: noRemoteModels, files: models, engine, encoder, options: runOptions, logger }),
    clock,
    logger,
    ids,
    settings,
    changed,
    exporter,
  });
  return {
    store,
    engine,
    jobs,
    models,
    chat,
    children,
    async dispose() {
      await jobs.dispose();
      encoder.dispose();
      await engine.dispose();
      store.close();
    },
  };
}
