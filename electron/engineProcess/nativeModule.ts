import { registerHooks } from "node:module";
import type * as NativeExports from "./nativeExports.ts";
import { nativePatches } from "./nativePatches.ts";

export type NativeModule = typeof NativeExports;

/** Imports node-llama-cpp with what is changed of it, the one place where that happens. */
export function importNativeModule(): Promise<NativeModule> {
  imported ??= (async () => {
    // In a bundle the changes are made already, and none of these modules is loaded.
    registerHooks({
      load(url, context, nextLoad) {
        const patch = nativePatches.find(({ module }) => module.test(url));
        const loaded = nextLoad(url, context);
        if (!patch || loaded.source === undefined || loaded.source === null) return loaded;
        const source = typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source);
        return { ...loaded, source: patch.change(source) };
      },
    });
    return await import("./nativeExports.ts");
  })();
  return imported;
}

let imported: Promise<NativeModule> | null = null;
