import { writeSync } from "node:fs";
import process from "node:process";

/** How the engine's and the reader's processes end when nobody caught what was thrown: whoever started them starts the next one. */
export const uncaughtExitCode = 70;

/** Begins the line on stderr that tells what it was. */
export const uncaughtLine = "uncaught";

/**
 * Ends a child process at what nobody caught, since what it was doing is lost and its state is not to be trusted. The shell logs the
 * line, fails what waits for an answer and starts another process.
 */
export function endOnUncaught(): void {
  const end = (thrown: unknown): void => {
    try {
      writeSync(2, `${uncaughtLine}: ${whereOf(thrown)}\n`);
    } finally {
      process.exit(uncaughtExitCode);
    }
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}

/** What kind of error was thrown and where, in one line. Not its message, which may quote a document. */
export function whereOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  const code = "code" in thrown ? ` ${String(thrown.code)}` : "";
  const frames = (thrown.stack ?? "").split("\n").filter((line) => /^\s+at /u.test(line));
  return [thrown.name + code, ...frames.slice(0, 4).map((line) => line.trim())].join(" ");
}
