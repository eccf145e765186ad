import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { catalogueSchema } from "../../../electron/contract/catalogue.ts";
import { toAppError } from "../../../electron/contract/errors.ts";
import { settingsSchema } from "../../../electron/contract/settings.ts";
import { type Trial, trialVersion } from "../../../electron/contract/trials.ts";
import { createCatalogue } from "../../../electron/core/catalogue/createCatalogue.ts";
import { estimateModel } from "../../../electron/core/catalogue/estimateModel.ts";
import { readCatalogue } from "../../../electron/core/catalogue/readCatalogue.ts";
import { createForecasts } from "../../../electron/core/forecast/createForecasts.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { machineOf } from "../../../electron/core/llm/machineOf.ts";
import { computeFit } from "../../../electron/core/llm/local/fit.ts";
import type { LanguageModel } from "../../../electron/core/llm/languageModel.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { someMetadata } from "../chat/chatRoom.ts";
import { openLibrary, temporaryFolder } from "../store/library.ts";

const resources = path.resolve(import.meta.dirname, "../../../resources");
const gb = 1e9;

function open(memory: { total: number; free: number }) {
  const { store, clock, logger } = openLibrary();
  const jobs = createJobs({ clock, logger, ids: { next: () => "id" } });
  const catalogue = createCatalogue({
    paths: { resources },
    files: {
      list: () =>
        store.models
          .list()
          .map(({ id, path: file, metadata: { bytes } }) => ({ id, fileName: path.basename(file), bytes })),
      memory: () => memory,
    },
    settings: () => settingsSchema.parse({ gpu: "cpu" }),
    fit: computeFit,
    trials: store.trials,
    hub: { describe: (repo) => Promise.resolve({ ...repository, repo }) },
    forecasts: (texts) => createForecasts({ store, texts, jobs, clock, logger, prices: () => [] }),
  });
  return { store, catalogue };
}

/** As a hub tells of one. */
const repository = {
  repo: "someone/Model-7B-GGUF",
  commit: "0".repeat(40),
  licence: "apache-2.0",
  isGated: false,
  page: "https://huggingface.co/someone/Model-7B-GGUF",
  downloads: null,
  updatedAt: null,
  models: [4e9, 40e9].map((bytes) => ({
    file: `model-${String(bytes)}-Q4_K_M.gguf`,
    kind: "model" as const,
    quantization: "Q4_K_M",
    bytes,
    files: [{ path: `model-${String(bytes)}-Q4_K_M.gguf`, bytes, sha256: null }],
  })),
};

/** Of a model that was measured on this computer: milliseconds a token of an answer, a fifth for one of a prompt. */
function measure(
  store: Store,
  id: string,
  bytes: number,
  decodeMs: number,
  experts?: { total: number; active: number },
  file = "/measured.gguf",
): void {
  store.models.put({
    id,
    name: "Measured",
    path: file,
    bundled: false,
    owned: false,
    addedAt: 1,
    metadata: {
      ...someMetadata(0),
      bytes,
      ...(experts && {
        parameters: experts.total,
        experts: { count: 8, used: 2, activeParameters: experts.active },
      }),
    },
  });
  const machine = machineOf({ standing: () => ({ device: "cpu" }) } as unknown as LanguageModel);
  store.speeds.put(id, machine, {
    alone: {
      prefillTokens: 1000,
      prefillMs: (1000 * decodeMs) / 5,
      decodeTokens: 1000,
      decodeMs: 1000 * decodeMs,
      overheadMs: 0,
      calls: 10,
      probed: false,
      measuredAt: 1,
    },
    parallel: null,
    runs: null,
    map: null,
    merge: null,
    languages: new Map(),
  });
}

/** A trial of which this share of the sentences was verified. */
function trial(share: number): Trial {
  return {
    version: trialVersion,
    at: 1,
    ms: 1,
    prompt: { answers: 10, ended: 1, inLanguage: 1, clean: 1 },
    loops: 0,
    verified: { sentences: 10, share },
    facts: { count: 10, share: 0.8, most: 0.8 },
    questions: { asked: 5, right: 5 },
    calibration: null,
    speed: { read: null, written: null },
  };
}

describe("the list of models that comes with the application", () => {
  it("is as its schema has it, Mistral's models first", () => {
    const entries = readCatalogue({ resources });
    expect(entries.map(({ id }) => id).slice(0, 3)).toEqual(["ministral-3-3b", "ministral-3-8b", "ministral-3-14b"]);
    for (const { files, aboutBytes } of entries) {
      for (const file of files) expect(file.bytes ?? aboutBytes).toBeGreaterThan(1e8);
    }
  });

  it.each([
    [
      "a hash that is none",
      (entry: Entry) => ((entry.files[0] as Entry["files"][0]).sha256 = "abc"),
      "entries.0.files.0.sha256",
    ],
    ["a field nobody knows", (entry: Entry) => (entry["best"] = true), "entries.0"],
    ["a repository that is an address", (entry: Entry) => (entry.repo = "https://example.org/a/b"), "entries.0.repo"],
    ["a share over all", (entry: Entry) => (entry.faithfulness.share = 97), "entries.0.faithfulness.share"],
    ["no bytes at all", (entry: Entry) => ((entry.files[0] as Entry["files"][0]).bytes = null), "entries.aboutBytes"],
  ])("is refused with %s", (_, damage, field) => {
    const folder = temporaryFolder();
    cpSync(path.join(resources, "models"), path.join(folder, "models"), { recursive: true });
    const file = path.join(folder, "models/catalogue.json");
    const content = JSON.parse(readFileSync(file, "utf8")) as { entries: Entry[] };
    damage(content.entries[0] as Entry);
    writeFileSync(file, JSON.stringify(content));
    expect(problemOf(() => readCatalogue({ resources: folder }))).toMatchObject({
      code: "CATALOGUE_UNREADABLE",
      data: { reason: "WRONG", field, problem: expect.stringMatching(/./u) as unknown },
    });
  });

  it("is refused where it is not there or no JSON", () => {
    const folder = temporaryFolder();
    expect(problemOf(() => readCatalogue({ resources: folder }))).toMatchObject({ code: "CATALOGUE_UNREADABLE" });
    mkdirSync(path.join(folder, "models"));
    writeFileSync(path.join(folder, "models/catalogue.json"), "{");
    expect(problemOf(() => readCatalogue({ resources: folder }))).toMatchObject({ code: "CATALOGUE_UNREADABLE" });
  });
});

describe("what a model of the list means on this computer", () => {
  it.each([
    ["a small one", { total: 4 * gb, free: 1.5 * gb }, null],
    ["a light laptop", { total: 8 * gb, free: 5 * gb }, "ministral-3-3b"],
    ["a laptop with much open", { total: 8 * gb, free: 1 * gb }, "ministral-3-3b"],
    // The larger ones fit, and would take longer than anyone waits on a processor that nothing is known of.
    ["a large one", { total: 64 * gb, free: 50 * gb }, "ministral-3-3b"],
  ])("proposes what fits and is quick enough on %s", async (_, memory, proposal) => {
    const { catalogue } = open(memory);
    const list = await catalogue.list();
    expect(catalogueSchema.parse(list)).toEqual(list);
    expect(list.proposal).toBe(proposal);
  });

  it.each([
    [8 * gb, "ministral-3-3b"],
    [16 * gb, "ministral-3-8b"],
    [32 * gb, "ministral-3-14b"],
    [128 * gb, "ministral-3-14b"],
  ])("proposes the most faithful one that fits where the machine is quick, with %d bytes", async (total, proposal) => {
    const { store, catalogue } = open({ total, free: total * 0.8 });
    measure(store, "a".repeat(64), gb, 5);
    expect((await catalogue.list()).proposal).toBe(proposal);
  });

  it("goes by what was tried on this computer before what was published of others", async () => {
    const { store, catalogue } = open({ total: 32 * gb, free: 28 * gb });
    measure(store, "a".repeat(64), gb, 5);
    const hashOf = async (id: string) =>
      (await catalogue.list()).models.find((model) => model.id === id)?.files[0]?.sha256 ?? "";
    const [large, small] = [await hashOf("ministral-3-14b"), await hashOf("ministral-3-3b")];
    for (const id of [large, small]) measure(store, id, gb, 5);
    store.trials.put(large, trial(0.4));
    expect((await catalogue.list()).proposal).toBe("ministral-3-8b");
    store.trials.put(small, trial(0.9));
    expect((await catalogue.list()).proposal).toBe("ministral-3-3b");
  });

  it("tells what is too large and by how much, and what would fit beside fewer programs", async () => {
    const { catalogue } = open({ total: 16 * gb, free: 3 * gb });
    const { models } = await catalogue.list();
    const fitOf = (id: string) => models.find((model) => model.id === id)?.here.fit;
    expect(fitOf("ministral-3-3b")?.verdict).toBe("tight");
    expect(fitOf("ministral-3-8b")?.reason).toMatchObject({ code: "FIT_BESIDE_OTHERS", data: { freeBytes: 3 * gb } });
    const large = fitOf("mixtral-8x7b");
    expect(large?.reason).toMatchObject({ code: "FIT_LARGER_THAN_MEMORY" });
    expect(models.find(({ id }) => id === "mixtral-8x7b")?.here).toMatchObject({
      tokensPerSecond: null,
      reportSeconds: null,
    });
    expect(fitOf("nomic-embed-text-v1.5")?.verdict).toBe("fits");
  });

  it("says whether its speed was measured, scaled from another model's or assumed", async () => {
    const { store, catalogue } = open({ total: 64 * gb, free: 50 * gb });
    const paceOf = async (id: string) => (await catalogue.list()).models.find((model) => model.id === id)?.here;
    const assumed = await paceOf("ministral-3-3b");
    expect(assumed).toMatchObject({ basis: "assumed", modelId: null });
    expect(assumed?.tokensPerSecond).toBeCloseTo(1e10 / 2_147_023_008);

    // The one that comes along is too small to tell anything.
    measure(store, "a".repeat(64), 9e6, 1);
    expect(await paceOf("ministral-3-3b")).toMatchObject({ basis: "assumed" });

    measure(store, "b".repeat(64), gb, 20);
    const scaled = await paceOf("ministral-3-3b");
    expect(scaled).toMatchObject({ basis: "scaled" });
    expect(scaled?.tokensPerSecond).toBeCloseTo(50 / 2.147023008);
    expect(scaled?.reportSeconds).toBeLessThan(assumed?.reportSeconds ?? 0);

    const itself = "9ed150d4367e68df0ac8e1540f6ddc65b42d0ee26378329d1ecbca60f93fc5f8";
    measure(store, itself, 2_147_023_008, 25);
    expect(await paceOf("ministral-3-3b")).toMatchObject({ basis: "measured", tokensPerSecond: 40, modelId: itself });
  });

  it("is told of the models of a repository of the hub, and which of them are here", async () => {
    const { store, catalogue } = open({ total: 16 * gb, free: 14 * gb });
    const [small, large] = (await catalogue.describe("someone/Model-7B-GGUF", "main")).models;
    expect(small?.here).toMatchObject({ fit: { verdict: "fits" }, modelId: null, basis: "assumed" });
    expect(large?.here.fit.reason).toMatchObject({ code: "FIT_LARGER_THAN_MEMORY" });

    // Without a hash of the hub's, a file of this name and size is it.
    measure(store, "d".repeat(64), 4e9, 20, undefined, "/elsewhere/model-4000000000-Q4_K_M.gguf");
    const [here] = (await catalogue.describe("someone/Model-7B-GGUF", "main")).models;
    expect(here?.here.modelId).toBe("d".repeat(64));
    const ranking = await catalogue.describe("someone/some-reranker-GGUF", "main");
    expect(ranking.models[0]?.here).toMatchObject({ tokensPerSecond: null, reportSeconds: null });
  });

  it("foretells a mixture of experts by the weights that a token needs, and is told by one in the same way", async () => {
    const { store, catalogue } = open({ total: 64 * gb, free: 60 * gb });
    const paceOf = async (id: string) => (await catalogue.list()).models.find((model) => model.id === id)?.here;
    measure(store, "b".repeat(64), 8 * gb, 100);
    const activeBytes = (28.4e9 * 12.9) / 46.7;
    expect((await paceOf("mixtral-8x7b"))?.tokensPerSecond).toBeCloseTo((10 * 8e9) / activeBytes);

    store.models.remove("b".repeat(64));
    measure(store, "c".repeat(64), 40 * gb, 100, { total: 80e9, active: 10e9 });
    expect((await paceOf("ministral-3-8b"))?.tokensPerSecond).toBeCloseTo((10 * 5e9) / 5_198_911_904);
  });
});

describe("the estimate of a model whose file was not read", () => {
  // layers × key-value heads × (128 + 128) × 2 bytes, as the models' makers publish them
  it.each([
    ["3B", 3.4e9, 26 * 8 * 512],
    ["8B", 8.4e9, 34 * 8 * 512],
    ["14B", 13.5e9, 40 * 8 * 512],
    ["24B", 24e9, 40 * 8 * 512],
  ])("takes no less for the context of %s than it needs, and not half as much again", (_, total, truth) => {
    const { bytesPerContextToken } = estimateModel({
      purpose: "chat",
      bytes: 0.61 * total,
      quantization: "Q4_K_M",
      parameters: { total, active: total },
      context: 32_768,
    });
    expect(bytesPerContextToken / truth).toBeGreaterThan(1);
    expect(bytesPerContextToken / truth).toBeLessThan(1.5);
  });

  it.each([
    ["Q4_K_M", 0.6],
    ["Q8_0", 1.06],
    ["BF16", 2],
    ["UD-IQ2_XXS", 0.35],
  ])("goes by the quantization %s where the weights are not told", (quantization, bytesPerWeight) => {
    const unread = { purpose: "chat", bytes: 8e9 * bytesPerWeight, quantization, context: null } as const;
    const told = estimateModel({ ...unread, parameters: { total: 8e9, active: 8e9 } });
    const guessed = estimateModel({ ...unread, parameters: { total: null, active: null } });
    expect(guessed.activeBytes).toBe(unread.bytes);
    expect(guessed.bytesPerContextToken / told.bytesPerContextToken).toBeCloseTo(1, 0);
  });
});

interface Entry {
  [field: string]: unknown;
  repo: string;
  files: { sha256: string; bytes: number | null }[];
  faithfulness: { share: number };
}

function problemOf(read: () => unknown) {
  try {
    read();
  } catch (thrown) {
    return toAppError(thrown).toProblem();
  }
  throw new Error("It was not refused.");
}
