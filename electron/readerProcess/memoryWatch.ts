import { Worker } from "node:worker_threads";
import { memoryLimitLine } from "../core/library/reading/readerProtocol.ts";

/**
 * Ends this process within a quarter of a second of holding more than `limitMb` (2^20 bytes), from a thread of its own, since a parser that
 * swells leaves no turn to anyone. The shell watches too where the platform lets it; this covers the others.
 */
export function watchMemory(limitMb: number): void {
  const worker = new Worker(
    `const { writeSync } = require("node:fs");
     setInterval(() => {
       if (process.memoryUsage.rss() <= ${limitMb} * 2 ** 20) return;
       writeSync(2, ${JSON.stringify(`${memoryLimitLine}\n`)});
       process.kill(process.pid, "SIGKILL");
     }, 200);`,
    { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } },
  );
  worker.unref();
}
