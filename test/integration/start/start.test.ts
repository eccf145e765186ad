import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../helpers/openApp.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const address = /^http:\/\/127\.0\.0\.1:\d+\/\S+$/;

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, "scripts/build.mjs")], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}, 300_000);

/** What `npm start` runs once all is installed and built; ended as soon as it has said its address. */
async function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(
    process.execPath,
    [path.join(root, "scripts/start.mjs"), ...args, "--data-dir", temporaryFolder()],
    { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const exited = once(child, "exit");
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const stdout: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    stdout.push(line);
    const response = await fetch(line, { redirect: "manual" });
    await response.text();
    child.kill("SIGTERM");
    expect(response.status).toBeLessThan(400);
  }
  await exited;
  return { stdout, stderr };
}

describe("npm start", () => {
  it("--headless prints the address, which opens, and nothing else", async () => {
    const { stdout, stderr } = await start(["--headless"]);
    expect(stdout).toEqual([expect.stringMatching(address)]);
    expect(stderr).toBe("");
  });

  it.skipIf(process.platform !== "linux")(
    "says in one line why there is no window, and serves the browser",
    async () => {
      // no display, and no program that could open a browser
      const env = { DISPLAY: "", WAYLAND_DISPLAY: "", PATH: temporaryFolder() };
      const { stdout, stderr } = await start([], env);
      expect(stdout).toEqual([expect.stringMatching(address)]);
      expect(stderr.split("\n")[0]).toBe(
        "There is no display for a window. Opening the same interface in the browser.",
      );
    },
  );
});
