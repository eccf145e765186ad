import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type HubFault, openFaultyHub, sha256 } from "../../helpers/faultyHub.ts";
import { mountSmallDisk } from "../../helpers/smallDisk.ts";
import { temporaryFolder } from "../store/library.ts";
import { openStand, someModel } from "./stand.ts";

const bytes = someModel(600_000);
const name = "Tiny-Q4_K_M.gguf";

describe("a download", () => {
  it("is fetched by its commit, checked by its hash and kept as a model", async () => {
    await using hub = await openFaultyHub({ files: { "README.md": { bytes: Buffer.from("x") }, [name]: { bytes } } });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    const done = await stand.ended(id);
    expect(done).toMatchObject({
      state: "done",
      modelId: sha256(bytes),
      commit: hub.commit,
      checkedBy: "sha256",
      quantization: "Q4_K_M",
      received: bytes.length,
      problem: null,
    });
    expect(stand.bytesOf(sha256(bytes))).toEqual(bytes);
    expect(hub.served()).toBe(bytes.length);
    expect(stand.partial()).toEqual([]);
  });

  const passing: [string, HubFault[]][] = [
    ["a cut in the middle", [{ kind: "cut", at: 0.5 }]],
    [
      "an address that is too old",
      [
        { kind: "expired", status: 403 },
        { kind: "cut", at: 0.3 },
        { kind: "expired", status: 410 },
      ],
    ],
    [
      "a hub that is busy",
      [
        { kind: "busy", status: 429, retryAfter: "7" },
        { kind: "busy", status: 503 },
      ],
    ],
    ["the page of a network", [{ kind: "cut", at: 0.4 }, { kind: "page" }, { kind: "page" }]],
    ["a trickle", [{ kind: "trickle", at: 1 }]],
    ["a range that begins elsewhere", [{ kind: "cut", at: 0.4 }, { kind: "shifted" }]],
    [
      "a length that is wrong once",
      [
        { kind: "length", by: -1000 },
        { kind: "cut", at: 0.2 },
        { kind: "length", by: 1000 },
      ],
    ],
  ];
  it.each(passing)("goes on after %s, and nothing comes twice", async (_, faults) => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    expect(await stand.ended(id)).toMatchObject({ state: "done", problem: null });
    expect(stand.bytesOf(sha256(bytes))).toEqual(bytes);
    expect(hub.served() - hub.lost()).toBeLessThan(bytes.length * 1.25);
  });

  const restarting: [string, HubFault[]][] = [
    ["the whole file where the rest was asked for", [{ kind: "cut", at: 0.5 }, { kind: "whole" }]],
    ["a range that is refused", [{ kind: "cut", at: 0.5 }, { kind: "416" }]],
    ["the rest of another file", [{ kind: "cut", at: 0.5 }, { kind: "other" }]],
    ["a bit that is another", [{ kind: "bit", at: 0.5 }]],
  ];
  it.each(restarting)("begins anew for %s", async (_, faults) => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    expect(await stand.ended(id)).toMatchObject({ state: "done", problem: null });
    expect(stand.bytesOf(sha256(bytes))).toEqual(bytes);
  });

  it("is refused where the hub always sends something else, and nothing is kept of it", async () => {
    const faults = Array.from({ length: 4 }, (): HubFault => ({ kind: "bit", at: 0.5 }));
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    expect(await stand.ended(id)).toMatchObject({
      state: "failed",
      problem: { code: "DOWNLOAD_WRONG", data: { reason: "HASH" } },
      received: 0,
    });
    expect(stand.models.size).toBe(0);
  });

  it("is accepted by its size alone where the hub names no hash, and says so", async () => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes, isHashed: false } } });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    expect(await stand.ended(id)).toMatchObject({ state: "done", checkedBy: "size" });
  });

  it("is not begun where the hub has another file than the one that was chosen", async () => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } } });
    const stand = openStand(hub.address);
    const error = { code: "DOWNLOAD_WRONG", data: { reason: "OTHER", name } };
    await expect(stand.start({ repo: hub.repo, sha256: "0".repeat(64) })).rejects.toMatchObject(error);
    expect(hub.served()).toBe(0);
  });

  it("takes no more bytes a second than the limit allows", async () => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } } });
    const stand = openStand(hub.address);
    stand.downloads.setLimit(100_000);
    const { id } = await stand.start({ repo: hub.repo });
    await stand.ended(id);
    const waited = stand.clock.waited.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(5900);
    expect(waited).toBeLessThan(6100);
  });

  it("waits as long as the hub asks for", async () => {
    await using hub = await openFaultyHub({
      files: { [name]: { bytes } },
      faults: [{ kind: "busy", status: 429, retryAfter: "240" }],
    });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    await stand.ended(id);
    expect(stand.clock.waited).toEqual([240_000]);
  });

  it("fails when nothing comes for long, keeps what it has and goes on when it is told to", async () => {
    const busy = Array.from({ length: 10 }, (): HubFault => ({ kind: "busy", status: 503 }));
    await using hub = await openFaultyHub({
      files: { [name]: { bytes } },
      faults: [{ kind: "cut", at: 0.5 }, ...busy],
    });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    const failed = await stand.ended(id);
    expect(failed).toMatchObject({ state: "failed", problem: { code: "HUB_ANSWER", data: { status: 503 } } });
    expect(failed.received).toBeGreaterThan(bytes.length * 0.4);
    await stand.downloads.resume(id);
    expect(await stand.ended(id)).toMatchObject({ state: "done" });
  });

  it("fetches from a mirror first, shows it no token, and from the hub where the mirror has nothing", async () => {
    await using mirror = await openFaultyHub({ files: { [name]: { bytes } }, token: "never" });
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, token: "hf_secret" });
    const stand = openStand(hub.address, { mirrors: [`${mirror.address}/`], token: "hf_secret" });
    const { id } = await stand.start({ repo: hub.repo });
    expect(await stand.ended(id)).toMatchObject({ state: "done" });
    expect([mirror.served(), hub.served()]).toEqual([0, bytes.length]);
    expect(hub.leaked).toEqual([]);
  });

  it("begins anew where the file was replaced while it was paused, and never joins the two", async () => {
    const newer = someModel(700_000, 9);
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults: [{ kind: "hold", at: 0.5 }] });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    await stand.until(id, ({ received }) => received > 0);
    await stand.downloads.pause(id);
    expect(stand.find(id)).toMatchObject({ state: "paused", problem: null });
    hub.files[name] = { bytes: newer };
    await stand.downloads.resume(id);
    expect(await stand.ended(id)).toMatchObject({ state: "done", modelId: sha256(newer), bytes: newer.length });
    expect(stand.bytesOf(sha256(newer))).toEqual(newer);
  });
});

describe("the queue of downloads", () => {
  const second = someModel(50_000, 3);
  const files = () => ({ "A-Q4_K_M.gguf": { bytes }, "B-Q8_0.gguf": { bytes: second } });

  it("fetches one at a time, in the order that it is given", async () => {
    await using hub = await openFaultyHub({ files: files(), faults: [{ kind: "hold", at: 0.2 }] });
    const stand = openStand(hub.address);
    const a = await stand.start({ repo: hub.repo, file: "A-Q4_K_M.gguf" });
    const b = await stand.start({ repo: hub.repo, file: "Q8_0" });
    await stand.until(a.id, ({ received }) => received > 0);
    expect(stand.downloads.list().map(({ state }) => state)).toEqual(["running", "waiting"]);
    stand.downloads.order([b.id]);
    await stand.downloads.pause(a.id);
    expect(await stand.ended(b.id)).toMatchObject({ state: "done" });
    expect(stand.downloads.list().map(({ id, state }) => [id, state])).toEqual([
      [a.id, "paused"],
      [b.id, "done"],
    ]);
  });

  it("takes in nothing that has no room beside what waits", async () => {
    await using hub = await openFaultyHub({ files: files(), faults: [{ kind: "hold", at: 0.2 }] });
    const stand = openStand(hub.address, { freeBytes: () => Promise.resolve(64 * 1024 * 1024 + 620_000) });
    await stand.start({ repo: hub.repo, file: "A-Q4_K_M.gguf" });
    await expect(stand.start({ repo: hub.repo, file: "Q8_0" })).rejects.toMatchObject({
      code: "DISK_FULL",
      data: { reason: "DOWNLOAD" },
    });
    expect(stand.downloads.list()).toHaveLength(1);
  });

  it("goes on at the next start with what ran, and deletes what no row names", async () => {
    await using hub = await openFaultyHub({ files: files(), faults: [{ kind: "hold", at: 0.5 }] });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo, file: "Q4_K_M" });
    await stand.until(id, ({ received }) => received > 0);
    writeFileSync(path.join(stand.folder, "models", "partial", "forgotten.gguf"), "GGUF");
    await stand.reopen();
    stand.downloads.resumeAll();
    expect(await stand.ended(id)).toMatchObject({ state: "done" });
    expect(stand.partial()).toEqual([]);
  });

  it("forgets what was cancelled with what there is of it", async () => {
    await using hub = await openFaultyHub({ files: files(), faults: [{ kind: "hold", at: 0.5 }] });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo, file: "Q4_K_M" });
    await stand.until(id, ({ received }) => received > 0);
    await stand.downloads.cancel(id);
    expect([stand.downloads.list(), stand.partial()]).toEqual([[], []]);
  });

  it("keeps what was written to a disk that is full, and goes on when there is room", async () => {
    await using hub = await openFaultyHub({ files: files() });
    const stand = openStand(hub.address);
    const folder = path.join(stand.folder, "models", "partial");
    mkdirSync(folder, { recursive: true });
    const disk = mountSmallDisk(1, folder);
    if (!disk) return;
    onTestFinished(disk.unmount);
    const filler = path.join(folder, "filler");
    const { id } = await stand.start({ repo: hub.repo, file: "Q8_0" });
    await stand.ended(id);
    writeFileSync(filler, Buffer.alloc(600 * 1024));
    const large = await stand.start({ repo: hub.repo, file: "Q4_K_M" });
    const full = await stand.ended(large.id);
    expect(full).toMatchObject({ state: "failed", problem: { code: "DISK_FULL" } });
    expect(full.received).toBeGreaterThan(0);
    rmSync(filler);
    await stand.downloads.resume(large.id);
    expect(await stand.ended(large.id)).toMatchObject({ state: "done" });
    expect(stand.bytesOf(sha256(bytes))).toEqual(bytes);
  });
});

describe("which model is meant", () => {
  it("is asked where several could be", async () => {
    const files = { "A-Q8_0.gguf": { bytes }, "A-Q2_K.gguf": { bytes }, "mmproj-A.gguf": { bytes } };
    await using hub = await openFaultyHub({ files });
    const stand = openStand(hub.address);
    await expect(stand.start({ repo: hub.repo })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      data: { reason: "WHICH_MODEL", allowed: ["A-Q2_K.gguf", "A-Q8_0.gguf"] },
    });
    const missing = { code: "HUB_NOT_FOUND", data: { reason: "FILE", name: "Q5_0" } };
    await expect(stand.start({ repo: hub.repo, file: "Q5_0" })).rejects.toMatchObject(missing);
    await expect(stand.start({ repo: "tests/None" })).rejects.toMatchObject({ code: "HUB_NOT_FOUND" });
  });
});

it("asks for a file by its name, whatever is in it, and says where a repository has none", async () => {
  const odd = "Folder é/Tiny (1) #2 %41 ?x=&y+'\"-Q4_K_M.gguf";
  await using hub = await openFaultyHub({ files: { [odd]: { bytes } } });
  const stand = openStand(hub.address);
  const { id } = await stand.start({ repo: hub.repo });
  expect(await stand.ended(id)).toMatchObject({ state: "done", file: odd });
  delete hub.files[odd];
  hub.files["mmproj-Tiny-Q8_0.gguf"] = { bytes };
  const none = { code: "HUB_NOT_FOUND", data: { reason: "NO_MODEL" } };
  await expect(stand.start({ repo: hub.repo })).rejects.toMatchObject(none);
});

describe("a model that another program has", () => {
  it("is used where it lies", async () => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } } });
    const home = temporaryFolder();
    const linked: string[] = [];
    const stand = openStand(hub.address, {
      home,
      link(file, known) {
        linked.push(file, known.id ?? "");
        return Promise.resolve({ jobId: "job", modelId: Promise.resolve(sha256(bytes)) });
      },
    });
    const folder = path.join(home, ".lmstudio", "models", "tests", "Tiny-GGUF");
    mkdirSync(folder, { recursive: true });
    // As long as it, and another one.
    writeFileSync(path.join(folder, "Alike.gguf"), someModel(bytes.length, 5));
    writeFileSync(path.join(folder, "Mine.gguf"), bytes);
    expect((await stand.downloads.found()).map(({ program, name: called, repo }) => [program, called, repo])).toEqual([
      ["lmStudio", "Alike.gguf", "tests/Tiny-GGUF"],
      ["lmStudio", "Mine.gguf", "tests/Tiny-GGUF"],
    ]);
    const { id } = await stand.start({ repo: hub.repo });
    expect(await stand.ended(id)).toMatchObject({ state: "done", foundBy: "lmStudio", modelId: sha256(bytes) });
    expect(linked).toEqual([path.join(folder, "Mine.gguf"), sha256(bytes)]);
    expect(hub.served()).toBe(0);
  });
});
