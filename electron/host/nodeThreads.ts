import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Thread, ThreadStarter } from "../core/ports.ts";

/** Heap of a thread in MB: the text of the longest document and all that is made of it. */
const heapMb = 2048;

/** Threads of Node, which Electron has as well. @param programs folder of the built programs; by default that of this one */
export function createNodeThreads(programs?: string): ThreadStarter {
  return {
    start(entry): Thread {
      const worker = new Worker(threadEntry(entry, programs), { resourceLimits: { maxOldGenerationSizeMb: heapMb } });
      worker.unref();
      let failure: Error | null = null;
      worker.on("error", (error) => (failure = error instanceof Error ? error : new Error(String(error))));
      return {
        send: (message) => worker.postMessage(message),
        onMessage(listener) {
          worker.on("message", listener);
          // A listener takes hold of the event loop again.
          worker.unref();
        },
        onExit: (listener) => void worker.once("exit", () => listener(failure)),
        stop: () => void worker.terminate(),
      };
    },
  };
}

/** Path of a thread's program: the TypeScript source when run from source, the bundle beside us when bundled. */
function threadEntry(entry: Parameters<ThreadStarter["start"]>[0], programs?: string): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const bundled = path.join(programs ?? here, `${entry}Thread.js`);
  return existsSync(bundled) ? bundled : path.join(here, "..", `${entry}Thread`, "main.ts");
}
