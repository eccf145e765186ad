import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BundleManifest } from "../../../electron/contract/bundle.ts";
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
    models: [{ id: hashOf(files), name: "A", licence: "apache-2.0", files }],
    adapters: [],
    application: path.join(folder, "app"),
    others: [
      { from: path.join(folder, "licences"), to: "licences" },
      { from: path.join(folder, "nowhere"), to: "catalogue" },
    ],
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const make = () => makeBundle(stick, content, silent);
const nothing = { model: () => false, adapter: () => false };
const check = () => checkBundle(stick, { here: nothing, reading: silent });
const look = () => checkBundle(stick, { here: nothing, reading: null });
const at = (file: string): string => path.join(stick, file);
const hashOf = (files: readonly string[]): string => {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex");
};
const first = "models/30fa9549ecc4/a-00001-of-00002.gguf";

it("writes what it was given and finds it as it was written", async () => {
  const { files } = await make();
  expect(files.map((file) => file.path)).toEqual([
    first,
    "models/30fa9549ecc4/a-00002-of-00002.gguf",
    "licences/MIT.txt",
    "application/lib/one.so",
    "application/tramontane",
  ]);
  const { report } = await check();
  expect(report).toMatchObject({ madeBy: "1.0.0", hasApplication: true, files: 5, bytes: 3_000_360, findings: [] });
  expect(report.models).toEqual([
    { id: content.models[0]?.id, name: "A", bytes: 3_000_010, licence: "apache-2.0", isHere: false },
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
  await expect(makeBundle(stick, content, { signal: stopped.signal, progress })).rejects.toMatchObject({
    code: "CANCELLED",
  });
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
    ["with a model twice", (manifest) => twice(manifest, (model) => model), { reason: "MANIFEST_DAMAGED" }],
    [
      "with a file of two models",
      (manifest) => twice(manifest, (model) => ({ ...model, id: "b".repeat(64) })),
      { reason: "MANIFEST_DAMAGED" },
    ],
    [
      "with a model of another length",
      (manifest) => ({ ...manifest, models: manifest.models.map((model) => ({ ...model, bytes: 1 })) }),
      { reason: "MANIFEST_DAMAGED" },
    ],
    [
      "with a name that is a path",
      (manifest) => ({
        ...manifest,
        models: manifest.models.map((model) => ({
          ...model,
          files: model.files.map((file) => ({ ...file, name: "../x.gguf" })),
        })),
      }),
      { reason: "MANIFEST_DAMAGED" },
    ],
    [
      "with a negative length",
      (manifest) => ({ ...manifest, files: manifest.files.map((file) => ({ ...file, bytes: -1 })) }),
      { reason: "MANIFEST_DAMAGED" },
    ],
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

  it("tells of names that are one on many sticks, and of a model that is another one", async () => {
    const [licence] = ["licences/MIT.txt"];
    const other = "licences/mit.TXT";
    writeFileSync(at(other), readFileSync(at(licence)));
    rewrite((manifest) => ({
      ...manifest,
      files: [...manifest.files, { ...manifest.files.find((file) => file.path === licence), path: other }],
    }));
    expect((await check()).report.findings).toEqual([{ path: other, what: "SAME_NAME" }]);
    rmSync(at(other));
    rewrite((manifest) => ({
      ...manifest,
      models: manifest.models.map((model) => ({ ...model, id: "b".repeat(64) })),
      files: manifest.files.filter((file) => file.path !== other),
    }));
    expect((await check()).report.findings).toEqual([{ path: first, what: "OTHER_MODEL" }]);
  });

  it("finds files whose names a stick wrote in another form", async () => {
    const composed = "licences/Mit é.txt";
    renameSync(at("licences/MIT.txt"), at("licences/MIT é.txt".normalize("NFD")));
    rewrite((manifest) => ({
      ...manifest,
      files: manifest.files.map((file) => (file.path === "licences/MIT.txt" ? { ...file, path: composed } : file)),
    }));
    expect((await check()).report.findings).toEqual([]);
  });

  it("names what is missing or of another size without reading a file, and how much there is of it", async () => {
    truncateSync(at(first), 5);
    flipBit(at("licences/MIT.txt"), 3);
    for (let index = 0; index < 250; index++) writeFileSync(at(`extra${String(index)}`), "");
    const { report } = await look();
    expect(report).toMatchObject({ wrong: 251 });
    expect(report.findings).toHaveLength(200);
    expect(report.findings[0]).toEqual({ path: first, what: "SIZE" });
    expect(report.findings.every(({ path: file }) => file !== "licences/MIT.txt")).toBe(true);
  });

  it("is made again where its manifest was damaged", async () => {
    flipBit(at("manifest.json"), 60);
    await make();
    expect((await check()).report.findings).toEqual([]);
  });

  it("follows no link out of it by way of another link", async () => {
    rewrite((manifest) => ({
      ...manifest,
      links: [
        { path: "application/here", target: "." },
        { path: "application/out", target: "here/here/../../outside" },
      ],
    }));
    rmSync(at("application/link.so"));
    symlinkSync(".", at("application/here"));
    symlinkSync("here/here/../../outside", at("application/out"));
    // "application/here" is "application" itself, so that the way up ends above the bundle.
    expect((await check()).report.findings).toEqual([{ path: "application/out", what: "LINK" }]);
    mkdirSync(path.join(folder, "outside"));
    expect((await check()).report.findings).toEqual([{ path: "application/out", what: "LINK" }]);
  });

  it("writes nowhere that a link in the folder leads", async () => {
    const away = path.join(folder, "away");
    mkdirSync(away);
    writeFileSync(path.join(away, "kept"), "kept");
    for (const file of [first, "manifest.json", "manifest.json.sha256", "licences"])
      rmSync(at(file), { recursive: true });
    symlinkSync(path.join(away, "kept"), at("manifest.json.sha256"));
    symlinkSync(path.join(away, "kept"), at("manifest.json.part"));
    symlinkSync(path.join(away, "kept"), at(`${first}.part`));
    symlinkSync(away, at("licences"));
    await make();
    expect(readdirSync(away)).toEqual(["kept"]);
    expect(readFileSync(path.join(away, "kept"), "utf8")).toBe("kept");
    expect((await check()).report.findings).toEqual([]);
  });

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

it("cuts what is longer than a stick can hold, goes on with the pieces, and knows them for the one model", async () => {
  const cutting = { ...silent, longest: 1_000_000 };
  const { models } = await makeBundle(stick, content, cutting);
  expect(models[0]?.files.map(({ pieces }) => pieces)).toEqual([
    [`${first}.001`, `${first}.002`, `${first}.003`],
    ["models/30fa9549ecc4/a-00002-of-00002.gguf"],
  ]);
  expect(statSync(at(`${first}.003`)).size).toBe(1_000_000);
  expect((await check()).report.findings).toEqual([]);
  const before = statSync(at(`${first}.001`)).mtimeMs;
  rmSync(at(`${first}.002`));
  expect((await check()).report.findings).toEqual([{ path: `${first}.002`, what: "MISSING" }]);
  await makeBundle(stick, content, cutting);
  expect(statSync(at(`${first}.001`)).mtimeMs).toBe(before);
  // Whole again where that is asked for; nothing of the pieces stays.
  await make();
  expect((await check()).report.findings).toEqual([]);
});

it("takes adapters along, and says of one whose model is neither in it nor here that it is without", async () => {
  const from = path.join(folder, "tuning.gguf");
  writeFileSync(from, "tuning");
  const adapter = { id: hashOf([from]), name: "Tuning", from, bases: [content.models[0]?.id ?? ""] };
  content = { ...content, adapters: [adapter] };
  await make();
  const told = { id: adapter.id, name: "Tuning", bytes: 6, isHere: false };
  expect((await check()).report.adapters).toEqual([{ ...told, hasBase: true }]);
  await makeBundle(stick, { ...content, models: [] }, silent);
  expect((await check()).report.adapters).toEqual([{ ...told, hasBase: false }]);
  const { report } = await checkBundle(stick, { here: { ...nothing, model: () => true }, reading: null });
  expect(report.adapters).toEqual([{ ...told, hasBase: true }]);
});

it("takes a stick on which systems left their own", async () => {
  mkdirSync(path.join(stick, "System Volume Information"), { recursive: true });
  writeFileSync(at("System Volume Information/IndexerVolumeGuid"), "x");
  writeFileSync(at(".DS_Store"), "x");
  await make();
  expect((await check()).report.findings).toEqual([]);
});

it("refuses a bundle in the application that it is to hold, names that are one, and a file in the place of a folder", async () => {
  const inside = makeBundle(path.join(folder, "app/stick"), content, silent);
  await expect(inside).rejects.toMatchObject({ data: { reason: "INSIDE" } });
  rmSync(path.join(folder, "app/stick"), { recursive: true });
  writeFileSync(path.join(folder, "licences/mit.txt"), "x");
  await expect(make()).rejects.toMatchObject({ data: { reason: "SAME_NAME", first: "licences/mit.txt" } });
  await expect(makeBundle(path.join(folder, "app/tramontane"), content, silent)).rejects.toMatchObject({
    data: { reason: "NOT_EMPTY" },
  });
});

it("says of a stick that goes away in the middle that it is gone", async () => {
  const progress = (): void => rmSync(stick, { recursive: true, force: true });
  await expect(makeBundle(stick, content, { signal, progress })).rejects.toMatchObject({
    code: "BUNDLE_INVALID",
    data: { reason: "GONE" },
  });
  expect(existsSync(stick)).toBe(false);
});

it("says of a disk that fills in the middle that it is full, of one that is read only that it cannot be written to", async () => {
  const disk = mountSmallDisk(4);
  if (!disk) return;
  try {
    stick = path.join(disk.folder, "stick");
    const filler = path.join(disk.folder, "filler");
    const progress = (): void => {
      if (!existsSync(filler)) writeFileSync(filler, Buffer.alloc(2 ** 21));
    };
    await expect(makeBundle(stick, content, { signal, progress })).rejects.toMatchObject({ code: "DISK_FULL" });
    await expect(check()).rejects.toMatchObject({ data: { reason: "UNFINISHED" } });
    rmSync(filler);
    await make();
    expect(spawnSync("mount", ["-o", "remount,ro", disk.folder]).status).toBe(0);
    expect((await check()).report.findings).toEqual([]);
    await expect(make()).rejects.toMatchObject({ code: "BUNDLE_INVALID", data: { reason: "READ_ONLY" } });
    expect((await check()).report.findings).toEqual([]);
  } finally {
    disk.unmount();
  }
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

type Manifest = BundleManifest;

function twice(manifest: Manifest, change: (model: Manifest["models"][number] | undefined) => object | undefined) {
  return { ...manifest, models: [...manifest.models, change(manifest.models[0])] };
}

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
