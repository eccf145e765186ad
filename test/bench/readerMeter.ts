import { readFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { Page } from "../../electron/contract/documents.ts";
import { AppError } from "../../electron/contract/errors.ts";
import { readLimitsSchema } from "../../electron/contract/settings.ts";
import { createReader } from "../../electron/core/library/reading/readerClient.ts";
import type { Child, ProcessSpawner } from "../../electron/core/ports.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";
import { createNodeSpawner } from "../../electron/host/nodeSpawner.ts";
import { documentsFolder } from "../helpers/realDocuments.ts";

/** The product's reader in its own process, with what it costs. */
export interface MeteredReader extends AsyncDisposable {
  /** @param file within the collection of real documents */
  read(file: string, password?: string): Promise<Reading>;
}

export interface Reading {
  readonly pages: readonly Page[];
  /** null where the file could not be read */
  readonly problem: string | null;
  /** milliseconds by the clock, from the shell, the transfer of the file and of the pages included */
  readonly ms: number;
  /** processor time that the reader took, all its threads together; null where it is not measured */
  readonly cpuMs: number | null;
  /** the most that its process has held in memory since it started; null where it is not measured */
  readonly peakBytes: number | null;
  /** what came of it, in a line */
  readonly outcome: string;
}

/** The first file that it reads waits for the start of the process, unless it is warmed up with a small one. */
export async function openReader(progress: (line: string) => void): Promise<MeteredReader> {
  const nodes = createNodeSpawner();
  let child: Child | null = null;
  const spawner: ProcessSpawner = { spawn: (entry, options) => (child = nodes.spawn(entry, options)) };
  const reader = createReader({ spawner, clock: systemClock, logger: { info() {}, warn: progress, error: progress } });
  const limits = readLimitsSchema.parse({});
  const metered: MeteredReader = {
    async read(file, password) {
      const pages: Page[] = [];
      const request = { load: () => readFile(path.join(documentsFolder, file)), name: path.basename(file), limits };
      const before = usageOf(child?.pid);
      const pid = child?.pid;
      // A process that has grown large is ended as soon as it has answered: what it took is looked at before, too.
      let last: Usage | null = null;
      const watch = setInterval(() => (last = usageOf(child?.pid) ?? last), watchMs);
      const from = performance.now();
      const facts = (problem: string | null, outcome: string): Reading => {
        const ms = performance.now() - from;
        clearInterval(watch);
        const after = usageOf(child?.pid) ?? last;
        // A process that was started for this file has no time before it.
        const spent = after && after.cpuMs - (before && pid === child?.pid ? before.cpuMs : 0);
        return { pages, problem, ms, cpuMs: spent, peakBytes: after?.peakBytes ?? null, outcome };
      };
      try {
        const result = await reader.read(password === undefined ? request : { ...request, password }, {
          onPages: (batch) => pages.push(...batch),
        });
        return facts(null, `${result.language}, ${result.pages} pages, ${result.words} words, “${result.title ?? ""}”`);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return facts(error.code, error.code);
      }
    },
    [Symbol.asyncDispose]: () => reader.dispose(),
  };
  await metered.read(warmUp);
  return metered;
}

const warmUp = "csv/semicolon.csv";

interface Usage {
  readonly cpuMs: number;
  readonly peakBytes: number;
}

const watchMs = 50;

/** What Linux tells of a process; null elsewhere and where it has gone. */
function usageOf(pid: number | undefined): Usage | null {
  if (pid === undefined || process.platform !== "linux") return null;
  try {
    // The name, in brackets, may hold spaces; the 14th and 15th field are ticks of 10 ms in user and system mode.
    const fields = readFileSync(`/proc/${String(pid)}/stat`, "latin1")
      .replace(/^.*\) /su, "")
      .split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    const peak = /^VmHWM:\s*(\d+) kB/mu.exec(readFileSync(`/proc/${String(pid)}/status`, "latin1"))?.[1];
    // Of a process that has just ended there are the ticks, but no memory.
    return peak === undefined ? null : { cpuMs: ticks * 10, peakBytes: Number(peak) * 1024 };
  } catch {
    return null;
  }
}
