import { readFileSync } from "node:fs";
import os from "node:os";

/**
 * Processor time of the whole machine in milliseconds since its start, and its logical cores. That of this process is left out: it
 * works where the engine has just answered and waits to be asked, and is no program to make room for.
 */
export interface CpuMeter {
  read(): { readonly busyMs: number; readonly logicalCores: number };
  /** logical cores this process may use (affinity, container limits) */
  readonly usableCores: number;
}

export function systemMeter(): CpuMeter {
  return {
    usableCores: os.availableParallelism(),
    read() {
      const cpus = os.cpus();
      const own = process.cpuUsage();
      let busyMs = stolenMs() - (own.user + own.system) / 1000;
      for (const { times } of cpus) busyMs += times.user + times.nice + times.sys + times.irq;
      return { busyMs, logicalCores: Math.max(1, cpus.length) };
    },
  };
}

/** What a hypervisor gave to other machines, where it says so; Node leaves it out of its times. */
function stolenMs(): number {
  if (process.platform !== "linux") return 0;
  try {
    return stolenTicks(readFileSync("/proc/stat", "latin1")) * MS_A_TICK;
  } catch {
    // A hardened system may hide it; there the time of a token must tell.
    return 0;
  }
}

/** USER_HZ, the same on every Linux that Node runs on. */
const MS_A_TICK = 10;

/** The eighth number of the first line of /proc/stat (proc(5)). */
export function stolenTicks(stat: string): number {
  const [name, ...times] = (stat.split("\n", 1)[0] ?? "").split(/\s+/u);
  const stolen = Number(times[7]);
  return name === "cpu" && Number.isFinite(stolen) ? stolen : 0;
}
