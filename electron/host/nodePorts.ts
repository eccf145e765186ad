import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Child, ChildOptions, Clock, IdSource, Paths, Ports, ProcessSpawner } from "../core/ports.ts";
import { createFileLogger } from "./fileLogger.ts";
import { createSystemPower } from "./systemPower.ts";

/** The ports of a shell that runs on plain Node: the local server, the command line and the tests. */

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout(run, ms) {
    const timer = setTimeout(run, ms);
    return { clear: () => clearTimeout(timer) };
  },
};

/** UUID version 7 (RFC 9562): 48 bits of milliseconds, then random. */
export function createIds(clock: Clock): IdSource {
  return {
    next() {
      const bytes = randomBytes(16);
      bytes.writeUIntBE(clock.now(), 0, 6);
      bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
      bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
      const hex = bytes.toString("hex");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}

/** Path of a child's program: the TypeScript source when run from source, the bundle beside us when bundled. */
export function childEntry(entry: "engine" | "reader"): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const bundled = path.join(here, `${entry}Process.js`);
  return existsSync(bundled) ? bundled : path.join(here, "..", `${entry}Process`, "main.ts");
}

export function createNodeSpawner(): ProcessSpawner {
  return {
    spawn(entry, options: ChildOptions = {}): Child {
      const child = fork(childEntry(entry), [], {
        serialization: "advanced",
        stdio: ["ignore", "ignore", "pipe", "ipc"],
        env: { ...process.env, ...options.env },
        execArgv: [...(options.execArgv ?? [])],
      });
      const stderr = child.stderr ? createInterface({ input: child.stderr }) : null;
      // A message sent while the child dies is lost with it; its exit is the event that counts.
      child.on("error", () => {});
      return {
        pid: child.pid,
        send: (message) => {
          if (child.connected) child.send(message as never, () => {});
        },
        onMessage: (listener) => void child.on("message", listener),
        onExit: (listener) => void child.once("exit", (code, signal) => listener({ code, signal })),
        onStderr: (listener) => void stderr?.on("line", listener),
        kill: () => void child.kill("SIGKILL"),
      };
    },
  };
}

/** All ports of a shell on plain Node. `name` names the log file. */
export function createNodePorts(paths: Paths, name: string): Ports {
  return {
    clock: systemClock,
    ids: createIds(systemClock),
    logger: createFileLogger(paths.data, name),
    paths,
    spawner: createNodeSpawner(),
    power: createSystemPower(systemClock),
  };
}
