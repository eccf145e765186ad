import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import pino from "pino";
import { openBytes, sealBytes } from "../core/files/sealedFile.ts";
import type { Logger } from "../core/ports.ts";

/**
 * Log of this run in `logs/` of the data folder, one JSON object a line; no document text, no prompts, no paths of documents.
 * @param filesKey while it gives the key of an encrypted library, what is written is one: `{"sealed":"…"}`, in base64
 */
export function createFileLogger(dataFolder: string, name: string, filesKey: () => Buffer | null = () => null): Logger {
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
    const streamWrite = (line: string): string => {
      const key = filesKey();
      return key === null
        ? line
        : `${JSON.stringify({ sealed: sealBytes(key, Buffer.from(line)).toString("base64") })}\n`;
    };
    const log = pino({ base: { process: name }, hooks: { streamWrite } }, destination);
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

/** The lines of all logs of a data folder, those that are encrypted opened; what does not open is left as it is. */
export function readLogs(
  dataFolder: string,
  key: Buffer,
): { readonly name: string; readonly lines: readonly string[] }[] {
  const folder = path.join(dataFolder, "logs");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".log"))
    .map((name) => ({
      name,
      lines: readFileSync(path.join(folder, name), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => opened(line, key)),
    }));
}

function opened(line: string, key: Buffer): string {
  const sealed = /^\{"sealed":"([A-Za-z0-9+/=]+)"\}$/u.exec(line)?.[1];
  if (sealed === undefined) return line;
  try {
    return openBytes(key, Buffer.from(sealed, "base64")).toString("utf8").trim();
  } catch {
    return line;
  }
}
