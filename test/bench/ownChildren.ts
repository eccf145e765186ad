import type { ChildProcess } from "node:child_process";
import process from "node:process";

const children = new Map<ChildProcess, { readonly group: boolean }>();

/**
 * Ends the child when this process ends for any reason that leaves it a moment, Ctrl+C among them.
 * @param group it leads a process group of its own, which ends with it
 */
export function endWithUs(child: ChildProcess, { group = false }: { group?: boolean } = {}): void {
  if (children.size === 0) {
    process.on("exit", killAll);
    for (const signal of endings) process.on(signal, onEnding);
  }
  children.set(child, { group: group && process.platform !== "win32" });
  child.once("exit", () => {
    children.delete(child);
    if (children.size > 0) return;
    process.off("exit", killAll);
    for (const signal of endings) process.off(signal, onEnding);
  });
  // Not started at all: nothing to end.
  child.once("error", () => children.delete(child));
}

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Leaves by the door that ends the children; 130 as after any interruption. */
function onEnding(): void {
  process.exit(130);
}

function killAll(): void {
  for (const [child, { group }] of children) {
    try {
      if (group && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      else child.kill("SIGKILL");
    } catch {
      // It has just ended by itself.
    }
  }
}
