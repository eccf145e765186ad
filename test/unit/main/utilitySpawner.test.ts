import { type ChildProcess, fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ElectronApi } from "../../../electron/main/electronApi.ts";
import { createUtilitySpawner } from "../../../electron/main/utilitySpawner.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A real Node process behind the interface of Electron's utility process. */
function spawner(program: string) {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "engineProcess.js"), program);
  const forks: { file: string; options: Record<string, unknown> }[] = [];
  const utilityProcess = {
    fork(file: string, args: string[], options: { env: NodeJS.ProcessEnv; execArgv: string[] }) {
      forks.push({ file, options });
      const child = fork(file, args, { ...options, stdio: ["ignore", "ignore", "pipe", "ipc"] });
      children.push(child);
      return Object.assign(child, { postMessage: (message: unknown) => child.send(message as object) });
    },
  };
  const api = { utilityProcess } as unknown as Pick<ElectronApi, "utilityProcess">;
  return { forks, folder, spawner: createUtilitySpawner(api, folder) };
}

describe("the engine and the reader in the window's application", () => {
  it("are utility processes with their own environment", async () => {
    const {
      spawner: processes,
      forks,
      folder,
    } = spawner(
      'process.on("message", (m) => process.send({ m, pool: process.env.UV_THREADPOOL_SIZE, path: !!process.env.PATH }));',
    );
    const child = processes.spawn("engine", {
      env: { UV_THREADPOOL_SIZE: "1" },
      execArgv: ["--max-old-space-size=300"],
    });
    const answer = new Promise((resolve) => child.onMessage(resolve));
    child.send({ hello: 1 });
    expect(await answer).toEqual({ m: { hello: 1 }, pool: "1", path: true });
    expect(forks[0]?.file).toBe(path.join(folder, "engineProcess.js"));
    expect(forks[0]?.options).toMatchObject({
      execArgv: ["--max-old-space-size=300"],
      serviceName: "Tramontane engine",
      stdio: ["ignore", "ignore", "pipe"],
    });
  });

  it("tell their last words and their end", async () => {
    const { spawner: processes } = spawner('console.error("out of memory"); process.exitCode = 3;');
    const child = processes.spawn("engine");
    const line = new Promise((resolve) => child.onStderr(resolve));
    const exit = new Promise((resolve) => child.onExit(resolve));
    expect(await line).toBe("out of memory");
    expect(await exit).toEqual({ code: 3, signal: null });
    // What is sent to a process that has ended is lost, without a word.
    child.send({});
    child.kill();
  });

  it("end at once even where they hang and ignore a polite signal", async () => {
    const { spawner: processes } = spawner('process.on("SIGTERM", () => {}); process.send("busy"); for (;;);');
    const child = processes.spawn("engine");
    const exit = new Promise<unknown>((resolve) => child.onExit(resolve));
    await new Promise((resolve) => child.onMessage(resolve));
    child.kill();
    expect(await exit).toEqual({ code: null, signal: null });
  });
});
