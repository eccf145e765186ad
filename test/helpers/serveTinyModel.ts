import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createEngine } from "../../electron/core/llm/local/createEngine.ts";
import type { Engine } from "../../electron/core/llm/local/engine.ts";
import { createLocalModels } from "../../electron/core/llm/local/localModels.ts";
import type { LanguageModel } from "../../electron/core/llm/languageModel.ts";
import { systemClock } from "../../electron/host/systemClock.ts";
import { type TinyModelOptions, writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { builtSpawner } from "./builtPrograms.ts";
import { serveModels } from "./serveModels.ts";

export interface ServedTiny {
  readonly engine: Engine;
  readonly model: LanguageModel;
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * OpenAI's and Ollama's routes over the engine with the model “Tiny”, whose answers end only where they are stopped, or its context is
 * full.
 * @param contextSize tokens, of all places together
 */
export async function serveTinyModel(contextSize: number, more: TinyModelOptions = {}): Promise<ServedTiny> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-served-"));
  const tiny = writeTinyModel(path.join(folder, "tiny.gguf"), { endBias: -30, ...more });
  const logger = { info() {}, warn() {}, error() {} };
  const engine = createEngine({ spawner: builtSpawner(), clock: systemClock, logger });
  const options = { gpu: "cpu", threads: 1, contextSize } as const;
  const file = { id: "a".repeat(64), name: "Tiny", path: tiny.path };
  const metadata = await engine.readMetadata(tiny.path);
  const model = createLocalModels({ engine, logger, options: () => options }).of({ ...file, metadata });
  const served = await serveModels([{ model }], { isOllamaOn: true });
  return {
    engine,
    model,
    port: served.port,
    url: served.url,
    async close() {
      await served.close();
      await engine.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
