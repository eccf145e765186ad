import { AppError } from "../../../contract/errors.ts";
import type { ProgramGate } from "../../net/outlet.ts";
import type { Clock, ProgramStarter } from "../../ports.ts";
import type { Machine } from "./planServer.ts";
import { neededOptions } from "./planServer.ts";

export interface AskDeps {
  readonly programs: ProgramStarter;
  readonly gate: ProgramGate;
  readonly clock: Clock;
}

/** As the ledger has it. */
export const programName = "llama-server";
/** What the program would take its own settings from, beside those that it is given. */
export const foreignSettings = "LLAMA_";

/** milliseconds in which it must answer what it is; the driver of a GPU may take some of them */
const mostAnswerMs = 30_000;
const mostLines = 5000;

/**
 * Has the program at the path say what it is.
 * @returns its version in its own words
 * @throws OFFLINE_LOCKED, LLAMA_SERVER_UNUSABLE
 */
export async function askVersion(deps: AskDeps, path: string): Promise<string> {
  const unusable = (reason: "NOT_EXECUTABLE" | "OTHER" | "OLD") =>
    new AppError("LLAMA_SERVER_UNUSABLE", { data: { name: path, reason } });
  const said = await run(deps, path, ["--version"]);
  if (said === null) throw unusable("NOT_EXECUTABLE");
  const version = versionIn(said);
  if (version === null) throw unusable("OTHER");
  const help = (await run(deps, path, ["--help"])) ?? "";
  // Other programs of llama.cpp have the same versions.
  if (!/(?:^|[\s,])--port\b/mu.test(help)) throw unusable("OTHER");
  if (!neededOptions.every((option) => help.includes(option))) throw unusable("OLD");
  return version;
}

/** The version that it has now: another may have been installed since it was taken. null where it does not say. @throws OFFLINE_LOCKED */
export async function askVersionAgain(deps: AskDeps, path: string): Promise<string | null> {
  return versionIn((await run(deps, path, ["--version"])) ?? "");
}

function versionIn(said: string): string | null {
  return /^version: *(.+)$/mu.exec(said)?.[1]?.trim().slice(0, 200) ?? null;
}

/** The GPUs that it can use, by its own word. @throws OFFLINE_LOCKED */
export async function askGpu(deps: AskDeps, path: string): Promise<Machine["gpu"]> {
  const said = (await run(deps, path, ["--list-devices"])) ?? "";
  let totalBytes = 0;
  let freeBytes = 0;
  for (const [, total, free] of said.matchAll(/^\s+\S+: .*\((\d+) MiB, (\d+) MiB free\)\s*$/gmu)) {
    totalBytes += Number(total) * mib;
    freeBytes += Number(free) * mib;
  }
  return totalBytes > 0 ? { totalBytes, freeBytes } : null;
}

const mib = 1024 * 1024;

/** All that it writes until it ends; null where it cannot be run, or does not end in time. */
async function run({ programs, gate, clock }: AskDeps, path: string, args: readonly string[]): Promise<string | null> {
  const allowed = gate.allow(programName);
  const lines: string[] = [];
  const program = programs.start(path, args, { withoutEnv: foreignSettings });
  const end = (): void => program.kill();
  allowed.signal.addEventListener("abort", end, { once: true });
  let isLate = false;
  const timer = clock.setTimeout(() => {
    isLate = true;
    program.kill();
  }, mostAnswerMs);
  program.onLine((line) => {
    if (lines.length < mostLines) lines.push(line);
  });
  const { code, error } = await new Promise<{ code: number | null; error: string | null }>((resolve) =>
    program.onExit(resolve),
  );
  timer.clear();
  allowed.signal.removeEventListener("abort", end);
  // Shells say with these that a file is none that can be run.
  const isRun = error === null && !isLate && code !== 126 && code !== 127;
  allowed.ended(isRun ? "done" : "failed");
  if (allowed.signal.aborted) throw new AppError("OFFLINE_LOCKED", { data: { reason: "PROGRAM", name: programName } });
  return isRun ? lines.join("\n") : null;
}
