import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { App } from "../../electron/api/createApp.ts";
import { writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { type Door, doors } from "../helpers/doors.ts";
import { type FaultyHub, openFaultyHub, sha256 } from "../helpers/faultyHub.ts";
import { openApp, temporaryFolder } from "../helpers/openApp.ts";

const bytes = readFileSync(writeTinyModel(path.join(temporaryFolder(), "tiny.gguf")).path);
const file = "Tiny-Q4_K_M.gguf";

describe.each(Object.entries(doors))("downloads through the %s", (_name, openDoor) => {
  let app: App;
  let door: Door;
  let hub: FaultyHub;
  beforeAll(async () => {
    hub = await openFaultyHub({ files: { [file]: { bytes } } });
    vi.stubEnv("HF_ENDPOINT", hub.address);
    vi.stubEnv("HF_TOKEN", "");
    app = await openApp();
    door = await openDoor(app);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await door.close();
    await app.dispose();
    await hub[Symbol.asyncDispose]();
  });

  it("searches and describes repositories", async () => {
    const [hit] = await door.client.hub.search({ words: "tiny" });
    expect(hit).toMatchObject({ repo: hub.repo, licence: "apache-2.0", isGated: false, downloads: 12 });
    expect(await door.client.hub.describe({ repo: hub.repo })).toMatchObject({
      repo: hub.repo,
      commit: hub.commit,
      page: `${hub.address}/${hub.repo}`,
      models: [
        {
          file,
          quantization: "Q4_K_M",
          bytes: bytes.length,
          files: [{ path: file, bytes: bytes.length, sha256: sha256(bytes) }],
        },
      ],
    });
  });

  it("keeps a token and says only that there is one", async () => {
    const { client } = door;
    expect(await client.hub.hasToken()).toBe(false);
    await client.hub.setToken({ token: "hf_kept" });
    expect(await client.hub.hasToken()).toBe(true);
    await client.hub.setToken({ token: null });
    expect(await client.hub.hasToken()).toBe(false);
  });

  it("fetches a model into the list, pauses, goes on, and forgets what is done", async () => {
    const { client } = door;
    hub.faults.push({ kind: "hold", at: 0.5 });
    const { id } = await client.downloads.start({ repo: hub.repo });
    await expect.poll(async () => (await client.downloads.list())[0]?.received, { timeout: 20_000 }).toBeGreaterThan(0);
    await client.downloads.pause({ id });
    expect(await client.downloads.list()).toMatchObject([{ id, state: "paused", modelId: null, problem: null }]);
    await client.downloads.order({ ids: [id] });
    await client.downloads.setLimit({ bytesPerSecond: 50_000_000 });
    expect((await client.settings.get()).downloadLimit).toBe(50_000_000);
    await client.downloads.resume({ id });
    await expect.poll(async () => (await client.downloads.list())[0]?.state, { timeout: 60_000 }).toBe("done");
    const model = (await client.models.list()).find((each) => each.id === sha256(bytes));
    expect(model).toMatchObject({ bundled: false, bytes: bytes.length });
    await client.downloads.cancel({ id });
    expect(await client.downloads.list()).toEqual([]);
    expect((await client.models.list()).map((each) => each.id)).toContain(sha256(bytes));
  });

  it("names what it knows nothing of", async () => {
    const { client } = door;
    await expect(client.downloads.pause({ id: "none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(client.downloads.addFound({ id: "none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(client.hub.describe({ repo: "tests/None" })).rejects.toMatchObject({ code: "HUB_NOT_FOUND" });
    expect(Array.isArray(await client.downloads.found())).toBe(true);
  });
});
