import { existsSync } from "node:fs";
import type { LanguageModel } from "../../../electron/core/llm/languageModel.ts";
import type { Engine, LoadOptions } from "../../../electron/core/llm/local/engine.ts";
import { createLocalModels } from "../../../electron/core/llm/local/localModels.ts";
import { sha256, startEngine } from "../model.ts";

/** Fixed, so that the questions that are asked do not depend on the memory that is free. */
const loadOptions: LoadOptions = { gpu: "auto", threads: null, contextSize: 16_384 };

export interface FreshModel extends AsyncDisposable {
  readonly model: LanguageModel & {
    /** opens it with what it has read since it was opened last */
    readonly openAsItIs: LanguageModel["open"];
  };
  readonly engine: Engine;
}

/**
 * A model of a file, in the product's own engine process, that has read nothing whenever it is opened: what is measured first on a
 * document gives nothing to what is measured next.
 */
export async function openFresh(file: string, log: (line: string) => void): Promise<FreshModel> {
  if (!existsSync(file)) throw new Error(`There is no model file ${file}.`);
  const { engine } = startEngine(log);
  try {
    const metadata = await engine.readMetadata(file);
    const logger = { info() {}, warn: log, error: log };
    const local = createLocalModels({ engine, logger, options: () => loadOptions }).of({
      id: await sha256(file),
      name: metadata.name ?? "Model",
      path: file,
      metadata,
    });
    const model: FreshModel["model"] = {
      ...local,
      openAsItIs: local.open,
      async open(use, options) {
        await engine.unload();
        return await local.open(use, options);
      },
    };
    return { model, engine, [Symbol.asyncDispose]: () => engine.dispose() };
  } catch (thrown) {
    await engine.dispose();
    throw thrown;
  }
}
