import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { bundleVersion } from "../../../electron/contract/bundle.ts";
import { checkBundle } from "../../../electron/core/bundle/checkBundle.ts";
import { type BundleContent, makeBundle } from "../../../electron/core/bundle/makeBundle.ts";
import { mountSmallDisk } from "../../helpers/smallDisk.ts";

let folder: string;
let stick: string;
let content: BundleContent;
const signal = new AbortController().signal;
const silent = { signal, progress() {} };

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-bundle-"));
  stick = path.join(folder, "stick");
  const write = (name: string, bytes: number): string => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, Buffer.alloc(bytes, name));
    return file;
  };
  const files = [write("a-00001-of-00002.gguf", 3_000_000), write("a-00002-of-00002.gguf", 10)];
  write("app/tramontane", 100);
  write("app/lib/one.so", 200);
  if (process.platform !== "win32") symlinkSync("lib/one.so", path.join(folder, "app/link.so"));
  write("licences/MIT.txt", 50);
  content = {
    madeBy: "1.0.0",
    models: [{ id: "a".repeat(64), name: "A", licence: "apache-2.0", files }],
    application: path.join(folder, "app"),
    others: [
      { from: path.join(folder, "licences"), to: "licences" },
      { from: path.join(folder, "nowhere"), to: "catalogue" },
    ],
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const make = () => makeBundle(stick, content, silent);
const check = () => checkBundle(stick, { ...silent, isHere: () => false });
const at = (file: string): string => path.join(stick, file);
const first = "models/aaaaaaaaaaaa/a-00001-of-00002.gguf";

it("writes what it was given and finds it as it was written", async () => {
  const { files } = await make();
  expect(files.map((file) => file.path)).toEqual([
    first,
    "models/aaaaaaaaaaaa/a-00002-of-00002.gguf",
    "licences/MIT.txt",
    "application/lib/one.so",
    "application/tramontane",
  ]);
  const { report } = await check();
  expect(report).toMatchObject({ madeBy: "1.0.0", hasApplication: true, files: 5, bytes: 3_000_360, findings: [] });
  expect(report.models).toEqual([
    { id: "a".repeat(64), name: "A", bytes: 3_000_010, licence: "apache-2.0", isHere: false },
  ]);
  // What systems strew about is not held against it.
  writeFileSync(at(".DS_Store"), "");
  expect((await check()).report.findings).toEqual([]);
});

it("goes on where it was stopped, and copies again what is not the same", async () => {
  const stopped = new AbortController();
  const progress = (done: number): void => {
    if (done > 1_000_000) stopped.abort();
  };
  await expect(makeBundle(stick, content, { signal: stopped.signal, progress })).rejects.toThrow("abort");
  await expect(check()).rejects.toMatchObject({ code: "BUNDLE_INVALID", data: { reason: "UNFINISHED" } });
  expect(existsSync(at(`${first}.part`))).toBe(true);
  // Where what was written is of another file, it counts for nothing.
  writeFileSync(at(`${first}.part`), Buffer.alloc(2_000_000, "x"));
  await make();
  expect((await check()).report.findings).toEqual([]);

  const before = statSync(at(first)).mtimeMs;
  await make();
  expect(statSync(at(first)).mtimeMs).toBe(before);
  await makeBundle(stick, { ...content, application: null }, silent);
  expect((await check()).report).toMatchObject({ hasApplication: false, findings: [] });
});

describe("a bundle that is not as it was written", () => {
  beforeEach(async () => void (await make()));

  it.each<[string, () => void, object[]]>([
    ["a file is missing", () => rmSync(at(first)), [{ path: first, what: "MISSING" }]],
    ["a file is shorter", () => truncateSync(at(first), 5), [{ path: first, what: "SIZE" }]],
    [
      "a file is longer",
      () => appendFileSync(at("licences/MIT.txt"), "x"),
      [{ path: "licences/MIT.txt", what: "SIZE" }],
    ],
    ["one bit is changed", () => flipBit(at(first), 2_345_678), [{ path: first, what: "CHANGED" }]],
    [
      "a file is there that is not its own",
      () => writeFileSync(at("run.exe"), ""),
      [{ path: "run.exe", what: "EXTRA" }],
    ],
    ["a file became a link", () => linkAway(at(first)), [{ path: first, what: "LINK" }]],
    ["a folder became a link", () => linkAway(at("licences")), [{ path: "licences/MIT.txt", what: "LINK" }]],
  ])("is told where %s", async (_name, change, findings) => {
    change();
    // A folder that is a link is itself no file of the bundle.
    expect((await check()).report.findings).toEqual(expect.arrayContaining(findings));
  });

  it.each<[string, (manifest: Manifest) => unknown, object]>([
    ["of a newer version", (manifest) => ({ ...manifest, version: 99, new: 1 }), { reason: "NEWER", version: 99 }],
    ["of something else", () => ({ name: "other" }), { reason: "MANIFEST_DAMAGED" }],
    ["with a model of no file", (manifest) => ({ ...manifest, files: [] }), { reason: "MANIFEST_DAMAGED" }],
    ["that is no JSON", () => undefined, { reason: "MANIFEST_DAMAGED" }],
  ])("is refused with a manifest %s", async (_name, change, data) => {
    rewrite(change);
    await expect(check()).rejects.toMatchObject({ code: "BUNDLE_INVALID", data });
  });

  it("is refused with a manifest that was changed, or without one", async () => {
    flipBit(at("manifest.json"), 60);
    await expect(check()).rejects.toMatchObject({ data: { reason: "MANIFEST_DAMAGED" } });
    rmSync(at("manifest.json"));
    await expect(check()).rejects.toMatchObject({ data: { reason: "NO_MANIFEST" } });
    rmSync(stick, { recursive: true });
    await expect(check()).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
  });

  it.each(["../outside", "/etc/passwd", "models/../../x", "C:/x", "a\\b", "models//x", "./x"])(
    "reads nothing by the path %s",
    async (file) => {
      writeFileSync(path.join(folder, "outside"), "x");
      rewrite((manifest) => ({
        ...manifest,
        files: [...manifest.files, { path: file, bytes: 1, sha256: "0".repeat(64) }],
      }));
      expect((await check()).report.findings).toEqual([{ path: file, what: "OUTSIDE" }]);
    },
  );

  it("follows no link out of it", async () => {
    rewrite((manifest) => ({ ...manifest, links: [{ path: "application/out", target: "../../outside" }] }));
    symlinkSync("../../outside", at("application/out"));
    expect((await check()).report.findings).toContainEqual({ path: "application/out", what: "LINK" });
  });
});

it("writes over nothing that is no bundle", async () => {
  mkdirSync(stick);
  writeFileSync(at("thesis.docx"), "x");
  await expect(make()).rejects.toMatchObject({ code: "BUNDLE_INVALID", data: { reason: "NOT_EMPTY" } });
  expect(existsSync(at("manifest.json.part"))).toBe(false);
});

it("says of a full disk that it is full, and goes on once there is room", async () => {
  const disk = mountSmallDisk(2);
  if (!disk) return;
  try {
    stick = path.join(disk.folder, "stick");
    await expect(make()).rejects.toMatchObject({ code: "DISK_FULL" });
    await expect(check()).rejects.toMatchObject({ data: { reason: "UNFINISHED" } });
  } finally {
    disk.unmount();
  }
});

type Manifest = { readonly files: readonly object[]; readonly version: typeof bundleVersion };

function rewrite(change: (manifest: Manifest) => unknown): void {
  const changed = change(JSON.parse(readFileSync(at("manifest.json"), "utf8")) as Manifest);
  const text = changed === undefined ? "{" : JSON.stringify(changed);
  writeFileSync(at("manifest.json"), text);
  writeFileSync(at("manifest.json.sha256"), createHash("sha256").update(text).digest("hex"));
}

function flipBit(file: string, index: number): void {
  const bytes = readFileSync(file);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

function linkAway(file: string): void {
  const away = path.join(folder, "away");
  renameSync(file, away);
  symlinkSync(away, file);
}
