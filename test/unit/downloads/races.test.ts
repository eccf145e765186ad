import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { openFaultyHub, sha256 } from "../../helpers/faultyHub.ts";
import { temporaryFolder } from "../store/library.ts";
import { openStand, someModel, type StandOptions } from "./stand.ts";

const bytes = someModel(300_000);
const name = "Tiny-Q4_K_M.gguf";
const hash = sha256(bytes);
const held = { kind: "hold", at: 0.5 } as const;

/** Nothing comes any more of what is held. */
const isHeld = (stand: ReturnType<typeof openStand>, id: string) =>
  expect.poll(() => stand.find(id).received, { interval: 5 }).toBe(bytes.length / 2);

/** Stands still before a model is kept, the first time. */
function stopAtKeeping({ isDeaf = false } = {}) {
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let times = 0;
  const keeping: StandOptions["keeping"] = async (signal) => {
    times += 1;
    if (times > 1) return;
    reached.resolve();
    signal.addEventListener("abort", () => goOn.resolve());
    await goOn.promise;
    if (signal.aborted && !isDeaf) throw new AppError("CANCELLED");
  };
  return { keeping, reached: reached.promise };
}

describe("a download that is being finished", () => {
  it("is paused before it is a model, and goes on without a byte", async () => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } } });
    const { keeping, reached } = stopAtKeeping();
    const stand = openStand(hub.address, { keeping });
    const { id } = await stand.start({ repo: hub.repo });
    await reached;
    expect(stand.find(id).state).toBe("checking");
    await stand.downloads.pause(id);
    expect([stand.find(id).state, stand.models.size]).toEqual(["paused", 0]);
    await stand.downloads.resume(id);
    expect(await stand.ended(id)).toMatchObject({ state: "done", modelId: hash });
    expect(hub.served()).toBe(bytes.length);
  });

  it("is cancelled before it is a model, with what there is of it; what is a model already stays one", async () => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } } });
    for (const isDeaf of [false, true]) {
      const { keeping, reached } = stopAtKeeping({ isDeaf });
      const stand = openStand(hub.address, { keeping });
      const { id } = await stand.start({ repo: hub.repo });
      await reached;
      await stand.downloads.cancel(id);
      expect([stand.downloads.list(), stand.partial(), stand.models.size]).toEqual([[], [], isDeaf ? 1 : 0]);
    }
  });

  it("is done at the next start where the process ended before that was written down", async () => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } } });
    const stand = openStand(hub.address);
    const full = new AppError("DISK_FULL");
    const written = stand.store.downloads.setState;
    const setState = vi.spyOn(stand.store.downloads, "setState").mockImplementation((id, state) => {
      if (state.state !== "waiting") throw full;
      written(id, state);
    });
    const { id } = await stand.start({ repo: hub.repo });
    expect(await stand.ended(id)).toMatchObject({ state: "failed", problem: { code: "DISK_FULL" } });
    expect([stand.models.size, stand.partial()]).toEqual([1, []]);
    setState.mockRestore();
    await stand.reopen();
    stand.downloads.resumeAll();
    expect(await stand.ended(id)).toMatchObject({ state: "done", modelId: hash, received: bytes.length });
    expect(hub.served()).toBe(bytes.length);
  });
});

describe("a download that is asked for again", () => {
  it("is one, however often at once, and another name of its bytes is done with it", async () => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes }, "Same-Q8_0.gguf": { bytes } } });
    const stand = openStand(hub.address);
    const all = await Promise.all(["Q4_K_M", name, "Q8_0"].map((file) => stand.start({ repo: hub.repo, file })));
    expect(new Set(all.map(({ id }) => id)).size).toBe(2);
    for (const { id } of all) expect(await stand.ended(id)).toMatchObject({ state: "done", modelId: hash });
    expect([hub.served(), stand.partial()]).toEqual([bytes.length, []]);
  });

  it("is that of the newer file, while the older one is on its way", async () => {
    const newer = someModel(310_000, 9);
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults: [held] });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    await stand.until(id, ({ received }) => received > 0);
    hub.files[name] = { bytes: newer };
    hub.commit = "d".repeat(40);
    expect((await stand.start({ repo: hub.repo })).id).toBe(id);
    const done = await stand.ended(id);
    expect(done).toMatchObject({ state: "done", modelId: sha256(newer), commit: hub.commit });
    expect([...stand.models.keys()]).toEqual([sha256(newer)]);
  });

  it("leaves what is there of an older file where the newer one has no room", async () => {
    let free = 1e9;
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults: [held] });
    const stand = openStand(hub.address, { freeBytes: () => Promise.resolve(free) });
    const { id } = await stand.start({ repo: hub.repo });
    await stand.until(id, ({ received }) => received > 0);
    await stand.downloads.pause(id);
    const before = stand.find(id);
    hub.files[name] = { bytes: someModel(900_000, 9) };
    free = 64 * 1024 * 1024;
    await expect(stand.start({ repo: hub.repo })).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(stand.find(id)).toEqual(before);
  });
});

describe("a download between pause and resume", () => {
  it("does what it was told last", async () => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults: [held, held] });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    await stand.until(id, ({ received }) => received > 0);
    await Promise.all([stand.downloads.pause(id), stand.downloads.resume(id), stand.downloads.pause(id)]);
    expect(stand.find(id).state).toBe("paused");
    await Promise.all([stand.downloads.resume(id), stand.downloads.pause(id), stand.downloads.resume(id)]);
    hub.faults.length = 0;
    expect(["running", "checking"]).toContain((await stand.until(id, ({ state }) => state !== "waiting")).state);
    const ended = await Promise.allSettled([stand.downloads.cancel(id), stand.downloads.resume(id)]);
    expect(ended).toMatchObject([{ status: "fulfilled" }, { status: "rejected", reason: { code: "NOT_FOUND" } }]);
    expect([stand.downloads.list(), stand.partial()]).toEqual([[], []]);
  });

  it("says that it wants a token where that was taken away, and keeps what it has", async () => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults: [held], token: "hf_secret" });
    const options: StandOptions = { token: "hf_secret" };
    const stand = openStand(hub.address, options);
    const { id } = await stand.start({ repo: hub.repo });
    await isHeld(stand, id);
    await stand.downloads.pause(id);
    const { received } = stand.find(id);
    options.token = null;
    await stand.downloads.resume(id);
    const problem = { code: "HUB_GATED", data: { reason: "NO_TOKEN" } };
    expect(await stand.ended(id)).toMatchObject({ state: "failed", problem, received });
    options.token = "hf_secret";
    await stand.downloads.resume(id);
    expect(await stand.ended(id)).toMatchObject({ state: "done", problem: null });
    expect([hub.served(), hub.leaked]).toEqual([bytes.length, []]);
  });

  it("begins anew where its file was deleted by hand, be it while it is written", async () => {
    const faults = [held, { kind: "cut", at: 0.5 } as const];
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults });
    const stand = openStand(hub.address);
    const partial = path.join(stand.folder, "models", "partial");
    const { id } = await stand.start({ repo: hub.repo });
    await isHeld(stand, id);
    await stand.downloads.pause(id);
    rmSync(partial, { recursive: true });
    expect(stand.find(id)).toMatchObject({ state: "paused", received: 0 });
    const wait = stand.clock.setTimeout;
    vi.spyOn(stand.clock, "setTimeout").mockImplementationOnce((run, ms) => {
      rmSync(path.join(partial, `${id}.gguf`));
      return wait(run, ms);
    });
    await stand.downloads.resume(id);
    expect(await stand.ended(id)).toMatchObject({ state: "done", modelId: hash });
    expect(stand.bytesOf(hash)).toEqual(bytes);
  });

  it("is stopped while a file of another program is being added for it", async () => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } } });
    const home = temporaryFolder();
    const folder = path.join(home, ".lmstudio", "models", "tests", "Tiny-GGUF");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "Mine.gguf"), bytes);
    const reached = Promise.withResolvers<void>();
    const stand = openStand(hub.address, {
      home,
      link(_file, _known, signal) {
        reached.resolve();
        const { promise, reject } = Promise.withResolvers<string>();
        signal.addEventListener("abort", () => reject(new AppError("CANCELLED")));
        return Promise.resolve({ jobId: "job", modelId: promise });
      },
    });
    const { id } = await stand.start({ repo: hub.repo });
    await reached.promise;
    await stand.downloads.pause(id);
    expect([stand.find(id).state, hub.served()]).toEqual(["paused", 0]);
  });
});

it("says for how long nothing has come, and tells no speed then", async () => {
  await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults: [held] });
  const stand = openStand(hub.address);
  const { id } = await stand.start({ repo: hub.repo });
  await isHeld(stand, id);
  await new Promise<void>((resolve) => void stand.clock.setTimeout(resolve, 2000));
  expect(stand.find(id)).toMatchObject({ silentSeconds: null, bytesPerSecond: bytes.length / 4 });
  await new Promise<void>((resolve) => void stand.clock.setTimeout(resolve, 5000));
  expect(stand.find(id)).toMatchObject({ state: "running", silentSeconds: 7, bytesPerSecond: null, secondsLeft: null });
});
