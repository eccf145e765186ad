import { readFileSync } from "node:fs";

/** Linux pages are 4 KiB on all processors Tramontane ships for. */
const pageBytes = 4096;

/** Memory a process holds in RAM, in bytes; null where the platform does not tell (the reader then watches itself) or the process is gone. */
export function residentBytes(pid: number | undefined): number | null {
  if (pid === undefined || process.platform !== "linux") return null;
  try {
    const resident = Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]);
    return Number.isFinite(resident) ? resident * pageBytes : null;
  } catch {
    // The process ended between two looks; its exit is reported by itself.
    return null;
  }
}
