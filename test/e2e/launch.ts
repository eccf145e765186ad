import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { _electron, type ElectronApplication, type Page } from "@playwright/test";

const root = path.resolve(import.meta.dirname, "../..");

/** A running Tramontane with a data folder of its own, as its user starts it. */
export interface RunningApp {
  /** the one-time address; empty in Electron */
  readonly address: string;
  /** the window; null for the local server, whose address a browser opens */
  readonly window: Page | null;
  readonly data: string;
  /** process of the model, once there is one */
  enginePid(): Promise<number | null>;
  isRunning(): boolean;
  /** whether it was ended by `kill`, so that what it was at could not be put away */
  wasKilled(): boolean;
  /** Ends the process as a power cut would, with no chance to put anything away. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startInBrowser(data: string): Promise<RunningApp> {
  const server = built("server.js");
  const child = spawn(process.execPath, [server, "--headless", "--data-dir", data], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}: ${stderr}`)));
  });
  return {
    address,
    window: null,
    data,
    enginePid: () => Promise.resolve(childNamed(child.pid ?? 0, "engineProcess")),
    isRunning: () => isRunning(child),
    wasKilled: () => child.signalCode === "SIGKILL",
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
  };
}

/** The real window, driven through Electron's own debugging interface. */
export async function startInElectron(data: string): Promise<RunningApp> {
  const executablePath = electronBinary();
  if (executablePath === null) throw new Error("There is no Electron binary.");
  const app = await _electron.launch({
    executablePath,
    // Chromium's sandbox does not start as root
    args: [built("main.js"), ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
    env: { ...definedEnvironment(), TRAMONTANE_DATA_DIR: data },
  });
  const window = await app.firstWindow();
  const child = app.process();
  return {
    address: "",
    window,
    data,
    enginePid: () => serviceOf(app),
    isRunning: () => isRunning(child),
    wasKilled: () => child.signalCode === "SIGKILL",
    kill: () => end(child, "SIGKILL"),
    async stop() {
      if (isRunning(child)) await app.close();
    },
  };
}

/** Electron's program where it was downloaded; null where it was not, as on a computer without the internet. */
export function electronBinary(): string | null {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(root, "node_modules/electron/dist");
  const note = path.join(root, "node_modules/electron/path.txt");
  const file = path.join(folder, existsSync(note) ? readFileSync(note, "utf8") : "electron");
  return existsSync(file) ? file : null;
}

function built(name: string): string {
  const file = path.join(root, "dist/electron", name);
  if (!existsSync(file)) throw new Error("Build first: npm run build");
  return file;
}

async function serviceOf(app: ElectronApplication): Promise<number | null> {
  const metrics = await app.evaluate((electron) => electron.app.getAppMetrics());
  return metrics.find(({ serviceName, name }) => /engine/i.test(`${serviceName} ${name}`))?.pid ?? null;
}

function childNamed(parent: number, name: string): number | null {
  for (const line of execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n")) {
    const [, pid, ppid, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(ppid) === parent && args?.includes(name)) return Number(pid);
  }
  return null;
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
