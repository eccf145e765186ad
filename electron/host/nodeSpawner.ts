import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Child, ChildOptions, ProcessSpawner } from "../core/ports.ts";

type Entry = Parameters<ProcessSpawner["spawn"]>[0];

/** Starts children as forks of Node. This module loads nothing else of the application, so that one can be started first of all. */
export interface NodeSpawner extends ProcessSpawner {
  /** Starts a child before anybody asks for it: who first asks for one with the same options gets it. */
  startEarly(entry: Entry, options: ChildOptions): void;
  /** Ends the child that was started early if nobody wanted it. */
  endEarly(): void;
}

/** @param programs folder of the built programs; where it is left out, the bundles beside this module or else the sources */
export function createNodeSpawner(programs?: string): NodeSpawner {
  const forkChild = (entry: Entry, options: ChildOptions): Child => forkProgram(programOf(entry, programs), options);
  let early: { readonly entry: Entry; readonly options: ChildOptions; readonly child: Child } | null = null;
  return {
    spawn(entry, options = {}) {
      if (early?.entry !== entry || !isDeepStrictEqual(early.options, options)) return forkChild(entry, options);
      const { child } = early;
      early = null;
      return child;
    },
    startEarly(entry, options) {
      early = { entry, options, child: forkChild(entry, options) };
    },
    endEarly() {
      early?.child.kill();
      early = null;
    },
  };
}

function forkProgram(program: string, options: ChildOptions): Child {
  const child = fork(program, [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, ...options.env },
    execArgv: [...(options.execArgv ?? [])],
  });
  const messages = createOutlet<unknown>();
  const exits = createOutlet<{ code: number | null; signal: string | null }>();
  const lines = createOutlet<string>();
  child.on("message", messages.push);
  child.once("exit", (code, signal) => exits.push({ code, signal }));
  if (child.stderr) createInterface({ input: child.stderr }).on("line", lines.push);
  // A message sent while the child dies is lost with it; its exit is the event that counts.
  child.on("error", () => {});
  return {
    pid: child.pid,
    send: (message) => {
      if (child.connected) child.send(message as never, () => {});
    },
    onMessage: messages.open,
    onExit: exits.open,
    onStderr: lines.open,
    kill: () => void child.kill("SIGKILL"),
  };
}

/** Keeps what comes until somebody listens, who is told of it after having begun to. */
function createOutlet<T>(): { push(item: T): void; open(listener: (item: T) => void): void } {
  const kept: T[] = [];
  const listeners: ((item: T) => void)[] = [];
  return {
    push(item) {
      if (listeners.length === 0) kept.push(item);
      for (const listener of listeners) listener(item);
    },
    open(listener) {
      listeners.push(listener);
      queueMicrotask(() => {
        for (const item of kept.splice(0)) listener(item);
      });
    },
  };
}

/** The built program of a child, or its TypeScript source where nothing was built beside this module. */
function programOf(entry: Entry, programs?: string): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const bundled = path.join(programs ?? here, `${entry}Process.js`);
  return programs !== undefined || existsSync(bundled) ? bundled : path.join(here, "..", `${entry}Process`, "main.ts");
}
