import { readdirSync, readlinkSync } from "node:fs";
import type { Page } from "../../../electron/contract/documents.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import { type ReadLimits, readLimitsSchema } from "../../../electron/contract/settings.ts";
import { createReader } from "../../../electron/core/library/reading/readerClient.ts";
import type { Child, ProcessSpawner } from "../../../electron/core/ports.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { hostileFile } from "./mutate.ts";

/** A minute for what takes its time; memory that a mutated page can be thought to need. */
const limits: ReadLimits = readLimitsSchema.parse({
  seconds: 20,
  totalMinutes: 1,
  memoryMb: 700,
  inflatedMb: 50,
  pages: 500,
});
/** what the process is given beside its limit until it is ended, in milliseconds */
const graceMs = 5_000;

export interface HostileOutcome {
  readonly tried: number;
  /** what should not have happened, each with the number of its file */
  readonly faults: readonly string[];
  /** how often each outcome came: `read`, or the code of an error */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly longestMs: number;
}

/**
 * Sends mutated files through the reader process as the application does, under its limits. A fault is an error that is none of the
 * contract's, a reading beyond its limits, a file or socket outside of what the process may have, and a good file that is not read after it.
 */
export async function readHostileFiles(seed: number, from: number, count: number): Promise<HostileOutcome> {
  const children: Child[] = [];
  const real = builtSpawner();
  const spawner: ProcessSpawner = {
    spawn(entry, options) {
      const child = real.spawn(entry, options);
      children.push(child);
      return child;
    },
  };
  const reader = createReader({ spawner, clock: systemClock, logger: { info() {}, warn() {}, error() {} } });
  const faults: string[] = [];
  const outcomes: Record<string, number> = {};
  let longestMs = 0;
  try {
    for (let number = from; number < from + count; number += 1) {
      const { name, bytes } = hostileFile(seed, number);
      const started = performance.now();
      let outcome = "read";
      let characters = 0;
      try {
        await reader.read(
          { bytes, name, limits },
          {
            onPages: (pages: readonly Page[]) =>
              void (characters += pages.reduce((sum, { text }) => sum + text.length, 0)),
          },
        );
      } catch (thrown) {
        outcome = thrown instanceof AppError ? thrown.code : `not of the contract: ${String(thrown)}`;
      }
      const ms = performance.now() - started;
      longestMs = Math.max(longestMs, ms);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      const tell = (what: string): void => void faults.push(`file ${number} of seed ${seed} (${name}): ${what}`);
      if (outcome === "INTERNAL" || outcome.startsWith("not of")) tell(outcome);
      if (ms > limits.totalMinutes * 60_000 + graceMs) tell(`took ${Math.round(ms / 1000)} s`);
      if (characters > limits.inflatedMb * 2 ** 20) tell(`gave ${characters} characters`);
      for (const open of openedOutside(children.at(-1)?.pid)) tell(`opened ${open}`);
      if (number % 100 === 99) {
        const good = await reader
          .read({ bytes: Buffer.from("A good text."), name: "good.txt", limits }, { onPages() {} })
          .catch(() => null);
        if (good?.pages !== 1) tell("after it a good file was not read");
      }
    }
  } finally {
    await reader.dispose();
  }
  return { tried: count, faults, outcomes, longestMs };
}

/** Files outside the application, and sockets but those that lead to who started it, that a process has open. Linux alone tells. */
function openedOutside(pid: number | undefined): string[] {
  if (pid === undefined || process.platform !== "linux") return [];
  const allowed = (target: string): boolean =>
    /^(?:pipe|anon_inode|\/dev\/|\/proc\/|\/sys\/|\/memfd:)/u.test(target) || target.startsWith(applicationFolder());
  try {
    const targets = readdirSync(`/proc/${pid}/fd`).map((descriptor) => readlinkSync(`/proc/${pid}/fd/${descriptor}`));
    const sockets = targets.filter((target) => target.startsWith("socket:"));
    return [
      ...targets.filter((target) => !target.startsWith("socket:") && !allowed(target)),
      ...sockets.slice(mostSockets),
    ];
  } catch {
    // It has just ended.
    return [];
  }
}

/** The channel to who started it, and what standard streams may be. */
const mostSockets = 4;
