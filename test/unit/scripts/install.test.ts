import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { hashOf, reachable, run } from "../../../scripts/checkout.mjs";
import { agrees } from "../../../scripts/install.mjs";
import { createServer } from "node:net";
import { once } from "node:events";
import { temporaryFolder } from "../../helpers/openApp.ts";

describe("whether the packages are those of the lockfile", () => {
  const wanted = {
    "": { version: "1.0.0" },
    "node_modules/zod": { version: "4.0.0", integrity: "sha512-a" },
    "node_modules/@esbuild/win32-x64": { version: "1.0.0", optional: true },
  };
  it("they are, where optional ones of other platforms are absent", () => {
    expect(agrees(wanted, { "node_modules/zod": { version: "4.0.0", integrity: "sha512-a" } })).toBe(true);
  });

  it.each([
    ["one is missing", {}],
    ["a version differs", { "node_modules/zod": { version: "4.0.1", integrity: "sha512-a" } }],
    ["the content differs", { "node_modules/zod": { version: "4.0.0", integrity: "sha512-b" } }],
  ])("they are not, where %s", (_why, there) => {
    expect(agrees(wanted, there)).toBe(false);
  });
});

describe("the hash that tells what is stale", () => {
  it("changes with a content, a name, an added and a removed file, and not with the order", () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, "src/inner"), { recursive: true });
    writeFileSync(path.join(folder, "src/a.ts"), "a");
    writeFileSync(path.join(folder, "src/inner/b.ts"), "b");
    const hash = () => hashOf(["src", "package.json"], folder);
    const first = hash();
    expect(hash()).toBe(first);
    writeFileSync(path.join(folder, "src/a.ts"), "c");
    const changed = hash();
    expect(changed).not.toBe(first);
    writeFileSync(path.join(folder, "package.json"), "{}");
    expect(hash()).not.toBe(changed);
  });
});

describe("running a program", () => {
  it("gives its output and exit code, and no stdin", async () => {
    const script =
      'process.stdin.on("data", () => {}).on("end", () => { console.log("ended"); process.exitCode = 4; })';
    expect(await run(process.execPath, ["-e", script])).toEqual({ code: 4, output: "ended\n", timedOut: false });
  });

  it("says where it could not be started or ran past its deadline", async () => {
    expect((await run("/nonexistent/program", [])).code).toBeNull();
    expect(await run(process.execPath, ["-e", "for (;;);"], { deadlineMs: 300 })).toMatchObject({
      code: null,
      timedOut: true,
    });
  });
});

describe("reaching an address", () => {
  it("is known from the connection", async () => {
    const server = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const bound = server.address();
    const port = typeof bound === "object" && bound !== null ? bound.port : 0;
    expect(await reachable(`http://127.0.0.1:${port}`)).toBe(true);
    server.close();
    await once(server, "close");
    expect(await reachable(`http://127.0.0.1:${port}`)).toBe(false);
  });
});
