import path from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Child, ProcessSpawner } from "../core/ports.ts";
import type { ElectronApi } from "./electronApi.ts";

const serviceNames = { engine: "Tramontane engine", reader: "Tramontane reader" } as const;

/** Starts the engine and the reader as Electron utility processes. @param folder where `engineProcess.js` and `readerProcess.js` lie */
export function createUtilitySpawner(
  { utilityProcess }: Pick<ElectronApi, "utilityProcess">,
  folder: string,
  killProcess: (pid: number) => void = (pid) => process.kill(pid, "SIGKILL"),
): ProcessSpawner {
  return {
    spawn(entry, options = {}): Child {
      const child = utilityProcess.fork(path.join(folder, `${entry}Process.js`), [], {
        env: { ...process.env, ...options.env },
        execArgv: [...(options.execArgv ?? [])],
        serviceName: serviceNames[entry],
        stdio: ["ignore", "ignore", "pipe"],
      });
      let ended = false;
      child.once("exit", () => (ended = true));
      const stderr = child.stderr ? createInterface({ input: Readable.from(child.stderr) }) : null;
      return {
        get pid() {
          return child.pid;
        },
        send: (message) => {
          if (!ended) child.postMessage(message);
        },
        onMessage: (listener) => void child.on("message", listener),
        onExit: (listener) => void child.once("exit", (code) => listener({ code, signal: null })),
        onStderr: (listener) => void stderr?.on("line", listener),
        kill: () => {
          if (ended) return;
          // `UtilityProcess.kill` asks with SIGTERM, which a process that hangs in native code may never answer.
          if (child.pid === undefined) child.kill();
          else killNow(child.pid, killProcess);
        },
      };
    },
  };
}

function killNow(pid: number, killProcess: (pid: number) => void): void {
  try {
    killProcess(pid);
  } catch (error) {
    // It ended by itself in the same moment; the exit event tells.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
