import process from "node:process";
import { Worker } from "node:worker_threads";
import type { FromEngine, ToEngine } from "../core/llm/local/protocol.ts";

/** The line to the shell, over Electron's utility process or a forked Node alike. */
export interface Port {
  send(message: FromEngine): void;
  onMessage(listener: (message: ToEngine) => void): void;
}

/** Opens the line; when the shell goes away, so does this process, whatever it is doing. */
export function openPort(): Port {
  const parent = (process as { parentPort?: ElectronParentPort }).parentPort;
  if (parent) {
    return {
      send: (message) => parent.postMessage(message),
      onMessage: (listener) => parent.on("message", (event) => listener(event.data as ToEngine)),
    };
  }
  if (!process.send) throw new Error("The engine process runs only as a child of the application.");
  process.on("disconnect", () => process.exit(0));
  watchParent();
  return {
    // A message that cannot be delivered has no reader left: the disconnect that follows ends the process.
    send: (message) => void process.send?.(message, undefined, {}, () => {}),
    onMessage: (listener) => void process.on("message", (message) => listener(message as ToEngine)),
  };
}

/**
 * A template or a header that keeps this thread busy for ever keeps it from hearing that the shell is gone, too. A second
 * thread looks for the parent; the system gives orphans another one. (Electron ends its utility processes itself, and
 * Windows does not change a parent's number.)
 */
function watchParent(): void {
  if (process.platform === "win32") return;
  const watch = `
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGKILL"), 2000);
  `;
  new Worker(watch, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } }).unref();
}

/** The part of Electron's `ParentPort` that is used here; Electron itself is never imported. */
interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (event: { data: unknown }) => void): void;
}
