import { spawn } from "node:child_process";
import path from "node:path";
import { builtPrograms } from "./builtPrograms.ts";

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the built command line in a process of its own.
 * @param interruptAt sends SIGINT, or `interruptWith`, as soon as stderr contains this
 * @param closeStdout nobody reads what it prints; closeStderr, what it says meanwhile
 * @param interruptReading leaves stdin open, and sends SIGINT once the command reads it
 */
export function runCli(
  args: readonly string[],
  options: {
    interruptAt?: string;
    interruptWith?: NodeJS.Signals;
    /** done once, as soon as stderr contains this */
    at?: readonly [text: string, run: () => void];
    stdin?: string | Uint8Array;
    closeStdout?: boolean;
    closeStderr?: boolean;
    interruptReading?: boolean;
    nodeOptions?: string;
    /** beside those of this process */
    env?: Readonly<Record<string, string>>;
  } = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [path.join(builtPrograms, "cli.js"), ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...process.env,
      ...(options.nodeOptions === undefined ? {} : { NODE_OPTIONS: options.nodeOptions }),
      ...options.env,
    },
  });
  let stdout = "";
  let stderr = "";
  let interrupted = false;
  let { at } = options;
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    if (at && stderr.includes(at[0])) {
      const [, run] = at;
      at = undefined;
      run();
    }
    if (options.interruptAt !== undefined && !interrupted && stderr.includes(options.interruptAt)) {
      interrupted = true;
      child.kill(options.interruptWith ?? "SIGINT");
    }
  });
  if (options.closeStdout === true) child.stdout.destroy();
  if (options.closeStderr === true) child.stderr.destroy();
  // Who has enough of it closes it early.
  child.stdin.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  if (options.interruptReading !== true) child.stdin.end(options.stdin ?? "");
  // No pipe holds as much: when it is gone, most of it was read.
  else child.stdin.write(" ".repeat(4 * 2 ** 20), () => void child.kill("SIGINT"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** What was printed with `--json`: each line an object. */
export function linesOf(stdout: string): unknown[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}
