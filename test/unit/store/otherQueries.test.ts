import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../../electron/contract/settings.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaries.ts";
import type { StoredModel } from "../../../electron/core/store/store.ts";
import { aDocument, aPoint, aSummary, documentId, openLibrary } from "./library.ts";

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
        pages: { total: 2, read: 1, unread: [{ page: 2, reason: "blank" }] },
        sections: { total: 1, cited: 1 },
        chunks: { total: 1, mapped: 1 },
        truncated: false,
      },
      recipe: {
        app: "0.1.0",
        model: { name: "tiny", sha256: "0", quantization: "Q4_0" },
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
    store.summaries.remove("summary");
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
    store.summaries.remove("summary");
    expect(store.summaries.parts(aDocument().id).size).toBe(0);
    expect(() => store.summaries.saveCheckpoint("summary", "map:0", 1)).toThrow(
      expect.objectContaining({ code: "NOT_FOUND" }),
    );
  });

  it("become interrupted when the process ended in the middle", () => {
    const { store } = openLibrary();
    store.documents.put(aDocument());
    store.summaries.put(aSummary());
    store.summaries.put(aSummary({ id: "done", status: "done" }));
    expect(store.summaries.markInterrupted()).toBe(1);
    expect(store.summaries.get("summary")).toMatchObject({ status: "interrupted", jobId: null });
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
      bytes: 2 ** 40,
      bytesPerContextToken: 24_600.5,
      purpose: "chat",
      prompts: "plain",
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
    store.models.remove("other");
    expect(store.models.get("other")).toBeNull();
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
