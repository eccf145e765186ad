import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What a process and those that it started hold. On Linux, which tells it under `/proc`. */
export interface Held {
  /** processes below this one, this one not counted */
  readonly processes: number;
  /** open file descriptors by what they are: "socket", "pipe", "anon_inode:[eventpoll]", or the path of a file; of all processes */
  readonly descriptors: ReadonlyMap<string, number>;
  /** bytes of V8's heap in use after all garbage was collected; of this process */
  readonly heapBytes: number;
  /** bytes of memory that the processes below this one have in RAM */
  readonly residentBytes: number;
}

/** Why {@link held} cannot tell; null where it can. */
export const cannotTell = process.platform === "linux" ? null : "only Linux tells what a process holds";

export function held(): Held {
  // Before the folders of /proc are open.
  const heapBytes = heapInUse();
  const below = descendants(process.pid);
  const descriptors = new Map<string, number>();
  for (const link of [process.pid, ...below].flatMap(linksOf)) descriptors.set(link, (descriptors.get(link) ?? 0) + 1);
  const residentBytes = below.reduce((sum, pid) => sum + residentOf(pid), 0);
  return { processes: below.length, descriptors, heapBytes, residentBytes };
}

/** What more is held than before, in sentences. @param memory the share by which the heap may have grown */
export function grown(before: Held, now: Held, memory: number): string[] {
  const found: string[] = [];
  if (now.processes > before.processes) found.push(`${before.processes} processes became ${now.processes}`);
  for (const [what, count] of now.descriptors) {
    const was = before.descriptors.get(what) ?? 0;
    if (count > was) found.push(`${was} of ${what} became ${count}`);
  }
  const share = now.heapBytes / before.heapBytes - 1;
  if (share > memory) {
    const [was, is] = [before.heapBytes, now.heapBytes].map((bytes) => (bytes / 1e6).toFixed(1));
    found.push(`the heap grew from ${was} MB to ${is} MB, by ${(share * 100).toFixed(1)} %`);
  }
  return found;
}

let collect: (() => void) | null = null;

function heapInUse(): number {
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  // What only a finalizer of the first round let go is gone after the second.
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

function descendants(root: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => {
      const [state, parent] = read(`/proc/${name}/stat`).split(") ").at(-1)?.split(" ") ?? [];
      return state === undefined || parent === undefined ? [] : [{ pid: Number(name), parent: Number(parent) }];
    });
  const below = (pid: number): number[] =>
    parents.filter(({ parent }) => parent === pid).flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(root);
}

/** What the descriptors of a process stand for, without the numbers that tell one socket or pipe from another. */
function linksOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      return [readlinkSync(`${folder}/${name}`).replace(/^(socket|pipe):\[\d+\]$/u, "$1")];
    } catch {
      // It was closed meanwhile, such as the one that listed the folder.
      return [];
    }
  });
}

function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** "" of a process that has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
