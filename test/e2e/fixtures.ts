import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { test as base, type Page } from "@playwright/test";

const root = path.resolve(import.meta.dirname, "../..");

/** A running Tramontane with a data folder of its own, as its user starts it. */
export interface RunningApp {
  readonly address: string;
  readonly data: string;
  readonly pid: number;
  /** Ends the process as a power cut would. */
  kill(): Promise<void>;
  /** Starts again on the same data folder. */
  restart(): Promise<RunningApp>;
  stop(): Promise<void>;
}

export const test = base.extend<{ app: RunningApp; open: (app?: RunningApp) => Promise<Page> }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern
  app: async ({}, use) => {
    const data = mkdtempSync(path.join(os.tmpdir(), "tramontane-e2e-"));
    const started: ChildProcess[] = [];
    const app = await startApp(data, started);
    await use(app);
    await Promise.all(started.map((child) => end(child, "SIGTERM")));
    rmSync(data, { recursive: true, force: true });
  },
  open: async ({ app, page }, use) => {
    await use(async (running = app) => {
      await page.goto(running.address);
      await page.getByRole("main").waitFor();
      return page;
    });
  },
});
export { expect } from "@playwright/test";

async function startApp(data: string, started: ChildProcess[]): Promise<RunningApp> {
  const server = path.join(root, "dist/electron/server.js");
  if (!existsSync(server)) throw new Error("Build first: npm run build");
  const child = spawn(process.execPath, [server, "--headless", "--data-dir", data], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}: ${stderr}`)));
  });
  return {
    address,
    data,
    pid: child.pid ?? 0,
    kill: () => end(child, "SIGKILL"),
    restart: async () => {
      await end(child, "SIGTERM");
      return startApp(data, started);
    },
    stop: () => end(child, "SIGTERM"),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

/** Drops files on the window as a person would, without a file dialog. */
export async function dropFiles(page: Page, files: readonly { name: string; path: string }[]): Promise<void> {
  const contents = files.map(({ name, path: file }) => ({ name, base64: readFileSync(file).toString("base64") }));
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, contents);
  for (const type of ["dragenter", "dragover", "drop"])
    await page.dispatchEvent("body", type, { dataTransfer: transfer });
}

/** Real documents beside the checkout; null where they are absent (the tests that need them skip and say so). */
export const sharedDocuments = existsSync(path.resolve(root, "../shared/documents"))
  ? path.resolve(root, "../shared/documents")
  : null;
