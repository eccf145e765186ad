import { execFile, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { extractAll, listPackage, statFile } from "@electron/asar";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { writeElectronStandIn } from "../../helpers/electronStandInFolder.ts";
import { shippedPackages } from "../../../scripts/notices.mjs";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";

/**
 * Packs the application for this platform against a folder that stands in for Electron, and looks at what came out.
 * Linux only: the other platforms rename and sign parts of the real thing.
 */
const root = path.resolve(import.meta.dirname, "../../..");
const lockfileSchema = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });
const packageSchema = z.object({ name: z.string(), version: z.string() });
const execute = promisify(execFile);
const isLinux = process.platform === "linux";
if (!isLinux) console.warn("Packing is tested on Linux only");

const folder = temporaryFolder();
const unpackedApp = path.join(
  folder,
  "out",
  process.arch === "x64" ? "linux-unpacked" : `linux-${process.arch}-unpacked`,
);
const archive = path.join(unpackedApp, "resources/app.asar");
/** the archive and what lies beside it as plain files, so that plain Node can run them */
const extracted = path.join(folder, "extracted");
let files: string[] = [];

describe.skipIf(!isLinux)("the packed application", () => {
  beforeAll(async () => {
    const standIn = path.join(folder, "electron");
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(path.join(root, "node_modules/electron/package.json"), "utf8")));
    await writeElectronStandIn(standIn, version);
    const overrides = [`-c.electronDist=${standIn}`, `-c.directories.output=${path.join(folder, "out")}`];
    const result = spawnSync(
      process.execPath,
      [path.join(root, "scripts/package.mjs"), "--linux", "dir", ...overrides],
      { cwd: root, encoding: "utf8" },
    );
    if (result.status !== 0) throw new Error(`${result.stdout}\n${result.stderr}`);
    files = listPackage(archive, { isPack: false }).map((file) => file.slice(1));
    extractAll(archive, extracted);
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has its fuses set: no Node mode, no inspection, cookies encrypted, only the archive", async () => {
    const wire = await getCurrentFuseWire(path.join(unpackedApp, "tramontane"));
    expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.EnableCookieEncryption]).toBe(FuseState.ENABLE);
    expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(FuseState.ENABLE);
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
    expect(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(FuseState.DISABLE);
  });

  it("holds the programs, the interface, the samples and the icon", () => {
    const programs = ["main.js", "preload.cjs", "engineProcess.js", "readerProcess.js", "ocrThread.js"];
    for (const file of [
      "package.json",
      ...programs.map((name) => `dist/electron/${name}`),
      "dist/renderer/index.html",
      "resources/samples/harbour-street-lease.pdf",
      "resources/starter/starter-Q8_0.gguf",
      "resources/starter/README.md",
      "resources/starter/SOURCES.md",
      "resources/embedding/all-MiniLM-L6-v2-Q8_0.gguf",
      "resources/embedding/README.md",
      "resources/licences/all-minilm-l6-v2.txt",
      "resources/icons/icon.png",
    ]) {
      expect(files).toContain(file);
    }
  });

  it("holds no source, no test, no script and no source map of ours", () => {
    const ours = files.filter((file) => !file.startsWith("node_modules"));
    const strangers = ours.filter((file) => !/^(dist|resources|package\.json$|LICENSE)/.test(file));
    expect(strangers).toEqual([]);
    expect(ours.filter((file) => /\.(ts|tsx|map|py|sh)$|samples\/source/.test(file))).toEqual([]);
  });

  it("holds no package that only development needs", () => {
    const { packages } = lockfileSchema.parse(JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")));
    const packed = new Set(
      files.flatMap((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+(?=\/package\.json$)/.exec(file) ?? []),
    );
    expect(packed.size).toBeGreaterThan(50);
    expect([...packed].filter((name) => packages[name]?.dev)).toEqual([]);
  });

  it("carries the notices of every package in it, and no font under the GPL", () => {
    expect(existsSync(path.join(`${archive}.unpacked`, "resources/licences/THIRD_PARTY_NOTICES.md"))).toBe(true);
    const noticed = new Set(shippedPackages().map(({ name, version }) => `${name} ${version}`));
    const packed = files
      .filter((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\/package\.json$/.test(file))
      .map((file) => packageSchema.parse(JSON.parse(readFileSync(path.join(extracted, file), "utf8"))))
      .map(({ name, version }) => `${name} ${version}`);
    expect(packed.length).toBeGreaterThan(50);
    expect(packed.filter((one) => !noticed.has(one))).toEqual([]);
    expect(files.filter((file) => /liberation/i.test(file))).toEqual([]);
  });

  it("has its native parts beside the archive, for this platform only", () => {
    const native = files.filter((file) => /\.(node|so|dll|dylib)(\.\d+)*$/.test(file));
    const packedInside = native.filter((file) => !("unpacked" in statFile(archive, file)));
    expect(packedInside).toEqual([]);
    expect(native.filter((file) => !existsSync(path.join(`${archive}.unpacked`, file)))).toEqual([]);
    expect(native).toContain(`node_modules/better-sqlite3-multiple-ciphers/prebuilds/linux-${process.arch}.node`);
    expect(native).toContain(
      `node_modules/@node-llama-cpp/linux-${process.arch}/bins/linux-${process.arch}/llama-addon.node`,
    );
    const otherPlatform = /darwin|win32|mac-|win-|musl|riscv/;
    const otherProcessor = process.arch === "x64" ? /arm/ : /x64/;
    expect(native.filter((file) => otherPlatform.test(file) || otherProcessor.test(file))).toEqual([]);
    expect(readdirSync(path.join(`${archive}.unpacked`, "resources/samples"))).toContain("harbour-street-lease.pdf");
  });

  it("holds every package its programs import, and each one loads", async () => {
    const { metafile } = await build({
      entryPoints: readdirSync(path.join(root, "dist/electron"))
        .filter((name) => name.endsWith(".js"))
        .map((name) => path.join(root, "dist/electron", name)),
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
      packages: "external",
      outdir: folder,
      logLevel: "silent",
    });
    const imported = new Set(
      Object.values(metafile.inputs)
        .flatMap(({ imports }) => imports)
        .filter(({ external, path: name }) => external && !/^(node:|electron$)/.test(name))
        .map(({ path: name }) => name)
        // Of llama.cpp's builds the one for this computer is tried below.
        .filter((name) => !name.startsWith("@node-llama-cpp/")),
    );
    expect(imported).toContain("better-sqlite3-multiple-ciphers");
    const script = `for (const name of ${JSON.stringify([...imported])}) { try { await import(name); } catch (error) { console.log(name + ": " + error.message); } }`;
    const { stdout } = await execute(process.execPath, ["--input-type=module", "-e", script], { cwd: extracted });
    expect(stdout).toBe("");
  });

  it("reads the sample with its own reader process", async () => {
    const sample = path.join(extracted, "resources/samples/harbour-street-lease.pdf");
    const cli = path.join(extracted, "dist/electron/cli.js");
    const args = [cli, "read", sample, "--json", "--data-dir", path.join(folder, "data")];
    const { stdout } = await execute(process.execPath, args, { maxBuffer: 1 << 26 });
    const { pages } = z.object({ pages: z.array(z.object({ text: z.string() })) }).parse(JSON.parse(stdout));
    expect(pages).toHaveLength(4);
    expect(pages[0]?.text).toContain("The rent is 1,240 euros a month.");
  });

  it("runs a model in its own engine process, with the prebuilt library it carries", async () => {
    const model = writeTinyModel(path.join(folder, "tiny.gguf")).path;
    const cli = path.join(extracted, "dist/electron/cli.js");
    const args = [cli, "chat", "--model", model, "--data-dir", path.join(folder, "data")];
    const running = execute(process.execPath, args);
    running.child.stdin?.end("Hello");
    expect((await running).stdout.trim()).not.toBe("");
  });
});
