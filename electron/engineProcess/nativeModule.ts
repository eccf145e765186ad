import { type LoadFnOutput, registerHooks } from "node:module";
import type * as NodeLlamaCpp from "node-llama-cpp";

export type NativeModule = typeof NodeLlamaCpp;

/**
 * Imports node-llama-cpp, the one place where that happens.
 *
 * On Linux (and for GPU binaries on Windows) node-llama-cpp loads each prebuilt binary first in a process of its own,
 * made with `child_process.fork` (`dist/bindings/utils/testBindingBinary.js`; no option turns it off). Inside Electron's
 * utility process that fork would start the application itself a second time, because the RunAsNode fuse is off. The
 * engine process is that trial process: when a binary brings it down, the shell starts it again without the GPU. So
 * the trial is replaced by its answer before the package is imported.
 */
export function importNativeModule(): Promise<NativeModule> {
  imported ??= (async () => {
    registerHooks({
      load(url, context, nextLoad) {
        if (contextModule.test(url)) return withValidation(nextLoad(url, context));
        if (!binaryTrial.test(url)) return nextLoad(url, context);
        return { format: "module", shortCircuit: true, source: "export const testBindingBinary = async () => true;" };
      },
    });
    return await import("node-llama-cpp");
  })();
  return imported;
}

let imported: Promise<NativeModule> | null = null;

const contextModule = /\/node-llama-cpp\/dist\/evaluator\/LlamaContext\/LlamaContext\.js$/u;

/**
 * Of the tokens that a predictor guesses, version 3.22.1 accepts the first at most: it compares each later one with the last of
 * a list that it never fills (`validatedTokens` in `_speculativeEvaluate`). This fills it. Where the line is not found the
 * package is left as it is, and guessing gains less.
 */
function withValidation(loaded: LoadFnOutput): LoadFnOutput {
  if (loaded.source === undefined || loaded.source === null) return loaded;
  const source = typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source);
  const accepted = "this._loadedTokenPredictions.push([evalTokens[i], [resultToken, probabilities, confidence]]);";
  return {
    ...loaded,
    source: source.replace(accepted, `${accepted} validatedTokens.push([evalTokens[i], resultToken]);`),
  };
}

const binaryTrial = /\/node-llama-cpp\/dist\/bindings\/utils\/testBindingBinary\.js$/u;
