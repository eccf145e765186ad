import { mkdirSync } from "node:fs";
import path from "node:path";
import pino from "pino";
import type { Logger } from "../core/ports.ts";

/** Log of this run in `logs/` of the data folder, one JSON object a line; no document text, no prompts, no paths of documents. */
export function createFileLogger(dataFolder: string, name: string): Logger {
  const folder = path.join(dataFolder, "logs");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const destination = pino.destination({ dest: path.join(folder, `${name}.log`), sync: true, mode: 0o600 });
    // On a full disk what happens is not logged, and must happen all the same.
    let isTold = false;
    destination.on("error", (error: NodeJS.ErrnoException) => {
      if (!isTold) process.stderr.write(`The log cannot be written: ${error.code ?? error.name}\n`);
      isTold = true;
    });
    const log = pino({ base: { process: name } }, destination);
    return {
      info: (message, data) => log.info(data ?? {}, message),
      warn: (message, data) => log.warn(data ?? {}, message),
      error: (message, data) => log.error(data ?? {}, message),
    };
  } catch {
    // A data folder that cannot be written is told by the store, with a code; the log must not hide that.
    const write = (message: string) => void process.stderr.write(`${message}\n`);
    return { info: () => {}, warn: write, error: write };
  }
}
