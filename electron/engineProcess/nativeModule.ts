import { registerHooks } from "node:module";
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
        if (!binaryTrial.test(url)) return nextLoad(url, context);
        return { format: "module", shortCircuit: true, source: "export const testBindingBinary = async () => true;" };
      },
    });
    return await import("node-llama-cpp");
  })();
  return imported;
}

let imported: Promise<NativeModule> | null = null;

const binaryTrial = /\/node-llama-cpp\/dist\/bindings\/utils\/testBindingBinary\.js$/u;
