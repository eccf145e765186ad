import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../../electron/contract/settings.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import type { CallSums, Experience, StoredModel } from "../../../electron/core/store/store.ts";
import { aDocument, aPoint, aSummary, documentId, openLibrary } from "./library.ts";
import { reasonOf } from "../../../electron/contract/reasons.ts";

describe("summaries", () => {
  it("come back as they were put, newest first", () => {
    const { store } = openLibrary();
    store.documents.put(aDocument());
    const asked = summaryOptionsSchema.parse({
      length: "sentence",
      focus: "rent",
      language: "de",
      audience: "plain",
      structure: "facts",
      mode: "contract",
    });
    const summary = aSummary({
      status: "done",
      jobId: null,
      title: "The lease",
      options: asked,
      kind: "contract",
      facts: [
        {
          kind: "date",
          label: "1 May 2024",
          value: "The rent is due from 1 May 2024.",
          citations: [
            { documentId: documentId("a"), page: 1, start: 0, end: 32, quote: "The rent is due from 1 May 2024." },
          ],
        },
      ],
      points: [aPoint("Rent is due monthly.")],
      sections: [{ index: 0, heading: "Rent", firstPage: 1, lastPage: 2, points: [aPoint("Rent is due monthly.")] }],
      coverage: {
        pages: { total: 2, read: 1, unread: [{ page: 2, reason: reasonOf("PAGE_BLANK") }] },
        sections: { total: 1, cited: 1 },
        chunks: { total: 1, mapped: 1 },
        truncated: false,
      },
      recipe: {
        app: "0.1.0",
        model: { name: "tiny", sha256: "0", quantization: "Q4_0" },
        version: 1,
        seed: 1,
        temperature: 0.3,
        prompts: "0",
        pipeline: "1",
        options: asked,
      },
      timings: { readMs: 1, digestMs: 2, mapMs: 3.5, mergeMs: 4, verifyMs: 5, totalMs: 15.5 },
      chunks: { done: 1, total: 1 },
    });
    store.summaries.put(aSummary({ id: "older", createdAt: 0 }));
    store.summaries.put(summary);
    expect(store.summaries.get("summary")).toEqual(summary);
    expect(store.summaries.list(documentId("a")).map((each) => each.id)).toEqual(["summary", "older"]);
    expect(store.summaries.list(documentId("b"))).toEqual([]);
    expect(() => store.summaries.put(aSummary({ documentId: documentId("b") }))).toThrow(
      expect.objectContaining({ code: "NOT_FOUND" }),
    );
    store.summaries.remove("summary", 5);
    expect(store.summaries.get("summary")).toBeNull();
  });

  it("keep their check-points when they are put again, and lose them when cleared or removed", () => {
    const { store } = openLibrary();
    store.documents.put(aDocument());
    store.summaries.put(aSummary());
    store.summaries.saveCheckpoint("summary", "map:0", { points: [1] });
    store.summaries.saveCheckpoint("summary", "map:1", null);
    store.summaries.saveCheckpoint("summary", "map:0", { points: [2] });
    store.summaries.put(aSummary({ chunks: { done: 2, total: 3 } }));
    expect(store.summaries.checkpoints("summary")).toEqual(
      new Map<string, unknown>([
        ["map:0", { points: [2] }],
        ["map:1", null],
      ]),
    );
    store.summaries.saveCheckpoint("summary", "part:a", { points: [3] });
    store.summaries.clearCheckpoints("summary");
    // Parts stay as long as the summary, for new versions of the document.
    expect(store.summaries.checkpoints("summary")).toEqual(new Map([["part:a", { points: [3] }]]));
    expect(store.summaries.parts(aDocument().id)).toEqual(new Map([["part:a", { points: [3] }]]));
    store.summaries.remove("summary", 5);
    expect(store.summaries.parts(aDocument().id).size).toBe(0);
    expect(() => store.summaries.saveCheckpoint("summary", "map:0", 1)).toThrow(
      expect.objectContaining({ code: "NOT_FOUND" }),
    );
  });

  it("lie in the bin unseen, come back with their check-points, and are purged after a while", () => {
    const { store } = openLibrary();
    store.documents.put(aDocument());
    store.summaries.put(aSummary({ status: "done", points: [aPoint("The wheel is new.")] }));
    store.summaries.saveCheckpoint("summary", "part:a", 1);
    store.summaries.remove("summary", 5);
    expect(store.summaries.get("summary")).toBeNull();
    expect(store.summaries.list(documentId("a"))).toEqual([]);
    expect(store.search.all("wheel", 5)).toEqual([]);
    expect(() => store.summaries.remove("summary", 6)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
    store.purge(5);
    store.summaries.restore("summary");
    expect(store.summaries.list(documentId("a")).map(({ id }) => id)).toEqual(["summary"]);
    expect(store.summaries.parts(documentId("a")).size).toBe(1);
    expect(store.search.all("wheel", 5).map(({ id }) => id)).toEqual(["summary"]);
    store.summaries.remove("summary", 5);
    store.purge(6);
    expect(() => store.summaries.restore("summary")).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });

  it("become interrupted when the process ended in the middle", () => {
    const { store } = openLibrary();
    store.documents.put(aDocument());
    store.summaries.put(aSummary());
    store.summaries.put(aSummary({ id: "done", status: "done" }));
    for (const key of ["map:0", "map:1", "lead"]) store.summaries.saveCheckpoint("summary", key, {});
    expect(store.summaries.markInterrupted()).toBe(1);
    // Two parts were finished since it was stored.
    expect(store.summaries.get("summary")).toMatchObject({ status: "interrupted", jobId: null, chunks: { done: 2 } });
    expect(store.summaries.get("done")?.status).toBe("done");
  });
});

describe("models", () => {
  const model: StoredModel = {
    id: "sha",
    name: "Tiny",
    path: "/models/tiny.gguf",
    bundled: false,
    owned: true,
    addedAt: 5,
    metadata: {
      name: null,
      architecture: "llama",
      quantization: "Q4_0",
      parameters: 4.3e8,
      trainContext: 4096,
      licence: "apache-2.0",
      hasChatTemplate: true,
      callsTools: false,
      bytes: 2 ** 40,
      bytesPerContextToken: 24_600.5,
      purpose: "chat",
      style: "starter",
      chunkTokens: 600,
    },
  };

  it("come back as they were put, newest first", () => {
    const { store } = openLibrary();
    store.models.put(model);
    store.models.put({
      ...model,
      id: "other",
      addedAt: 6,
      metadata: { ...model.metadata, parameters: null, chunkTokens: null },
    });
    store.models.put({ ...model, name: "Renamed" });
    expect(store.models.get("sha")).toEqual({ ...model, name: "Renamed" });
    expect(store.models.list().map((each) => each.id)).toEqual(["other", "sha"]);
    store.models.setBrokenTemplate("sha", "1.2.3");
    store.models.put({ ...model, name: "Renamed again" });
    expect(store.models.brokenTemplate("sha")).toBe("1.2.3");
    expect(store.models.brokenTemplate("other")).toBeNull();
    store.models.remove("other");
    expect(store.models.get("other")).toBeNull();
  });

  it("are to be read again where a version read them that did not know of layers and experts", () => {
    const { store } = openLibrary();
    store.models.put(model);
    expect(store.models.outdated()).toEqual([model]);
    const metadata = { ...model.metadata, layers: { count: 4, withExperts: 3, expertBytes: 900 } };
    store.models.put({ ...model, metadata });
    expect(store.models.outdated()).toEqual([]);
    expect(store.models.get("sha")?.metadata).toEqual(metadata);
  });

  it("keep why one cannot be used until it is put again", () => {
    const { store } = openLibrary();
    store.models.put(model);
    const problem = { code: "MODEL_UNUSABLE", data: { reason: "ADAPTER" } } as const;
    store.models.setProblem("sha", problem);
    expect(store.models.get("sha")).toEqual({ ...model, problem });
    expect(store.models.outdated()).toEqual([]);
    store.models.put(model);
    expect(store.models.get("sha")).toEqual(model);
  });
});

describe("calibrations of models", () => {
  const calibration = { threshold: 0.83, pairs: 60, told: 0.86, auc: 0.8, trueKept: 0.55, falsePassed: 0.05 };

  it("come back as they were kept, also that a model may verify nothing", () => {
    const { store } = openLibrary();
    expect(store.models.calibration("sha")).toBeNull();
    store.models.setCalibration("sha", { version: "1", calibration });
    expect(store.models.calibration("sha")).toEqual({ version: "1", calibration });
    const unable = { ...calibration, threshold: null, trueKept: 0, falsePassed: 0 };
    store.models.setCalibration("sha", { version: "2", calibration: unable });
    expect(store.models.calibration("sha")).toEqual({ version: "2", calibration: unable });
  });
});

describe("settings", () => {
  it("start with the defaults and keep what is set", () => {
    const { store } = openLibrary();
    const defaults = settingsSchema.parse({});
    expect(store.settings.get()).toEqual(defaults);
    const changed = {
      ...defaults,
      theme: "dark" as const,
      summaryLength: "sentence" as const,
      readLimits: { ...defaults.readLimits, seconds: 5 },
    };
    store.settings.set(changed);
    expect(store.settings.get()).toEqual(changed);
  });
});

describe("what was learned of models", () => {
  const calls: CallSums = {
    prefillTokens: 1000.5,
    prefillMs: 2000.25,
    decodeTokens: 100,
    decodeMs: 1000,
    overheadMs: 30,
    calls: 1.95,
    probed: false,
    measuredAt: 5,
  };
  const steps = {
    plannedPrompt: 1000,
    readPrompt: 800,
    plannedAnswer: 400,
    writtenAnswer: 100,
    points: 10,
    repairPrompt: 300,
    repairAnswer: 50,
    repairCalls: 4,
    pricedMs: 900.5,
    tookMs: 1000,
  };
  const experience: Experience = {
    alone: { ...calls, probed: true },
    parallel: calls,
    runs: {
      loadMs: 900.5,
      contextSize: 4096,
      memoryBytes: 3.1e9,
      width: 3,
      gapMs: 12.5,
      bias: -0.1,
      spread: null,
      runs: 1,
    },
    map: steps,
    merge: { ...steps, points: 3 },
    languages: new Map([
      ["en", { tokens: 100, characters: 400 }],
      ["ja", { tokens: 90, characters: 100 }],
    ]),
  };

  it("comes back as it was put, for this model and machine", () => {
    const { store } = openLibrary();
    const nothing = { alone: null, parallel: null, runs: null, map: null, merge: null, languages: new Map() };
    expect(store.speeds.get("sha", "cpu x4")).toEqual(nothing);
    store.speeds.put("sha", "cpu x4", experience);
    expect(store.speeds.get("sha", "cpu x4")).toEqual(experience);
    expect(store.speeds.get("other", "cpu x4")).toEqual(nothing);
    const later = { ...experience, parallel: { ...calls, measuredAt: 6 }, languages: new Map() };
    store.speeds.put("sha", "cpu x4", later);
    expect(store.speeds.get("sha", "cpu x4")).toEqual({ ...later, languages: experience.languages });
  });

  it("on another machine is how much the model writes, not how fast", () => {
    const { store } = openLibrary();
    store.speeds.put("sha", "cpu x4", experience);
    expect(store.speeds.get("sha", "cpu x8")).toEqual({ ...experience, alone: null, parallel: null, runs: null });
  });

  it("of all models of a machine lists those that are installed, with their size", () => {
    const { store } = openLibrary();
    store.models.put({
      id: "sha",
      name: "Tiny",
      path: "/models/tiny.gguf",
      bundled: false,
      owned: true,
      addedAt: 5,
      metadata: {
        name: null,
        architecture: "llama",
        quantization: "Q4_0",
        parameters: null,
        trainContext: 4096,
        licence: null,
        hasChatTemplate: true,
        callsTools: false,
        bytes: 1234,
        bytesPerContextToken: 5,
        purpose: "chat",
        style: "starter",
        chunkTokens: null,
      },
    });
    store.speeds.put("sha", "cpu x4", { ...experience, parallel: null });
    store.speeds.put("gone", "cpu x4", experience);
    expect(store.speeds.ofMachine("cpu x4")).toEqual([{ bytes: 1234, sums: { ...calls, probed: true } }]);
    expect(store.speeds.ofMachine("cpu x8")).toEqual([]);
  });
});
