import type { LanguageModel, ModelStyle } from "../../electron/core/llm/languageModel.ts";
import type { Engine, LoadOptions } from "../../electron/core/llm/local/engine.ts";
import { createLocalModels } from "../../electron/core/llm/local/localModels.ts";

export interface ModelOnEngine {
  readonly id: string;
  readonly name?: string;
  readonly path?: string;
  readonly quantization?: string;
  readonly style?: ModelStyle;
  readonly chunkTokens?: number | null;
  readonly options?: LoadOptions;
}

/** A model as features see it, on this engine. */
export function modelOn(engine: Engine, model: ModelOnEngine): LanguageModel {
  const { id, name = "Model", path = "/nowhere/model.gguf", quantization = "F16", style = "instruct" } = model;
  const options = model.options ?? { gpu: "cpu", threads: 1, contextSize: null };
  const local = createLocalModels({ engine, logger: { info() {}, warn() {}, error() {} }, options: () => options });
  const { chunkTokens = null } = model;
  const metadata = { quantization, style, chunkTokens, trainContext: 0, bytes: 0, bytesPerContextToken: 0 };
  return local.of({ id, name, path, metadata });
}
