import { createHash } from "node:crypto";
import {
  existsSync as exists,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { trialVersion } from "../../../electron/contract/trials.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import type { JobKind } from "../../../electron/contract/jobs.ts";
import type { EngineState, ModelStyle } from "../../../electron/contract/models.ts";
import type { Engine, LoadOptions } from "../../../electron/core/llm/local/engine.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import type { JobSpec } from "../../../electron/core/jobs/jobs.ts";
import { bundledEmbedding } from "../../../electron/core/llm/local/bundledEmbedding.ts";
import { createModelFiles } from "../../../electron/core/llm/local/modelFiles.ts";
import { modelOptions } from "../../../electron/core/llm/registry.ts";
import type { Memory } from "../../../electron/core/llm/local/fit.ts";
import { createIds } from "../../../electron/host/nodePorts.ts";
import { createScriptedEngine, someMetadata } from "../chat/chatRoom.ts";
import { openLibrary } from "../store/library.ts";

interface ShelfOptions {
  readMetadata?: Engine["readMetadata"];
  memory?: Memory;
  onUnload?: () => Promise<void>;
}

function openShelf(options: ShelfOptions = {}) {
  const library = openLibrary();
  const { store, clock, logger, folder } = library;
  const scripted = createScriptedEngine([]);
  const read: string[] = [];
  const engine = Object.create(scripted) as Engine;
  engine.readMetadata = async (file, signal) => {
    read.push(file);
    return (await options.readMetadata?.(file, signal)) ?? { ...someMetadata(0), bytes: statSize(file), name: null };
  };
  const loads: LoadOptions[] = [];
  engine.load = (model, loadOptions, signal) => {
    loads.push(loadOptions);
    return scripted.load(model, loadOptions, signal);
  };
  const jobs = createJobs({ clock, logger, ids: createIds(clock) });
  const changes: string[] = [];
  const models = createModelFiles({
    store,
    engine,
    jobs,
    clock,
    logger,
    paths: { data: folder, resources: path.join(folder, "resources") },
    settings: () => store.settings.get(),
    loadOptions: modelOptions(() => store.settings.get()).ofEngine,
    changed: (what, id) => void changes.push(`${what}:${id}`),
    freeMemory: () => options.memory ?? { total: 8e9, free: 4e9 },
    ...(options.onUnload ? { onUnload: options.onUnload } : {}),
  });
  const kept = () => (exists(path.join(folder, "models")) ? readdirSync(path.join(folder, "models")) : []);
  const addBytes = async (name: string, bytes: AsyncIterable<Uint8Array>) => {
    const { jobId } = await models.receive({ name, bytes });
    await jobs.finished(jobId);
    return jobId;
  };
  const addFile = async (file: string) => {
    const { jobId } = await models.receivePath(file);
    await jobs.finished(jobId);
    return jobId;
  };
  return { ...library, models, jobs, engine, loads, changes, read, kept, addBytes, addFile };
}

const statSize = (file: string): number => statSync(file).size;

async function* pieces(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    await Promise.resolve();
    yield Buffer.from(part);
  }
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("a dropped model", () => {
  it("is copied, named after its file and told by its hash", async () => {
    const shelf = openShelf();
    const jobId = await shelf.addBytes("My model.Q4.gguf", pieces("GG", "UF", " and weights"));
    const id = hash("GGUF and weights");
    expect(shelf.models.list()).toMatchObject([
      { id, name: "My model.Q4", bytes: 16, bundled: false, isDefault: true, fit: { verdict: "fits" } },
    ]);
    expect(shelf.kept()).toEqual([`My-model.Q4-${id.slice(0, 8)}.gguf`]);
    const events = [];
    for await (const event of shelf.jobs.attach(jobId)) events.push(event);
    expect(events.map(({ type }) => type)).toEqual(["started", "progress", "item", "done"]);
    expect(events[1]).toMatchObject({ stage: "copying", done: 16, total: 16 });
    expect(events[2]).toMatchObject({ item: { kind: "result", id } });
    expect(shelf.changes).toEqual([`models:${id}`]);
  });

  it("is refused at its first bytes where it is no GGUF, and the rest is not asked for", async () => {
    const shelf = openShelf();
    let asked = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        asked += 1;
        await Promise.resolve();
        yield Buffer.from("PK");
      }
    }
    await expect(shelf.addBytes("model.gguf", endless())).rejects.toMatchObject({ code: "MODEL_NOT_GGUF" });
    await expect(shelf.addBytes("model.gguf", pieces("GG"))).rejects.toMatchObject({ code: "MODEL_NOT_GGUF" });
    expect(asked).toBe(2);
    expect(shelf.kept()).toEqual([]);
    expect(shelf.read).toEqual([]);
  });

  it.each(["MODEL_TRUNCATED", "MODEL_ARCHITECTURE_UNKNOWN", "MODEL_DAMAGED"] as const)(
    "keeps nothing after %s",
    async (code) => {
      const shelf = openShelf({ readMetadata: () => Promise.reject(new AppError(code)) });
      await expect(shelf.addBytes("model.gguf", pieces("GGUF"))).rejects.toMatchObject({ code });
      expect(shelf.kept()).toEqual([]);
      expect(shelf.models.list()).toEqual([]);
    },
  );

  it("leaves no file behind where its row cannot be written, and no row where the file cannot be put in its place", async () => {
    const shelf = openShelf();
    const { put } = shelf.store.models;
    shelf.store.models.put = () => {
      throw Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
    };
    await expect(shelf.addBytes("one.gguf", pieces("GGUF"))).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(shelf.kept()).toEqual([]);
    shelf.store.models.put = put;
    const taken = `one-${hash("GGUF").slice(0, 8)}.gguf`;
    mkdirSync(path.join(shelf.folder, "models", taken));
    await expect(shelf.addBytes("one.gguf", pieces("GGUF"))).rejects.toMatchObject({ code: "INTERNAL" });
    expect(shelf.kept()).toEqual([taken]);
    expect(shelf.models.list()).toEqual([]);
  });

  it("stays in the list where its file cannot be deleted", async () => {
    const shelf = openShelf();
    await shelf.addBytes("one.gguf", pieces("GGUF"));
    const file = path.join(shelf.folder, "models", shelf.kept()[0] ?? "");
    rmSync(file);
    // Stands in for a file that another program holds, which is not deleted either.
    mkdirSync(file);
    await expect(shelf.models.remove(hash("GGUF"))).rejects.toThrow();
    expect(shelf.models.list()).toHaveLength(1);
  });

  it("that stops arriving keeps nothing", async () => {
    const shelf = openShelf();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* pieces("GGUF");
      throw new Error("connection lost");
    }
    await expect(shelf.addBytes("model.gguf", broken())).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
    expect(shelf.kept()).toEqual([]);
  });

  it("can be stopped while no bytes come", async () => {
    const shelf = openShelf();
    const begun = Promise.withResolvers<void>();
    async function* stalled(): AsyncGenerator<Uint8Array> {
      yield* pieces("GGUF");
      begun.resolve();
      await new Promise(() => {});
    }
    const received = shelf.models.receive({ name: "model.gguf", bytes: stalled() });
    await begun.promise;
    const [job] = shelf.jobs.list();
    await shelf.jobs.cancel(job?.id ?? "");
    expect(await received).toEqual({ jobId: job?.id });
    expect(shelf.kept()).toEqual([]);
  });

  it("is not doubled", async () => {
    const shelf = openShelf();
    await shelf.addBytes("one.gguf", pieces("GGUF x"));
    await shelf.addBytes("two.gguf", pieces("GGUF x"));
    const file = path.join(shelf.folder, "three.gguf");
    writeFileSync(file, "GGUF x");
    await shelf.addFile(file);
    expect(shelf.models.list().map(({ name }) => name)).toEqual(["one"]);
    expect(shelf.kept()).toHaveLength(1);
  });
});

describe("a model that lies on this machine", () => {
  it("is used in place and survives its removal from the list", async () => {
    const shelf = openShelf();
    const file = path.join(shelf.folder, "mine.gguf");
    writeFileSync(file, "GGUF mine");
    await shelf.addFile(file);
    const [model] = shelf.models.list();
    expect(shelf.models.chosen(null, "chat")).toMatchObject({ id: hash("GGUF mine"), name: "mine" });
    expect(shelf.kept()).toEqual([]);
    await shelf.models.remove(model?.id ?? "");
    expect(shelf.models.list()).toEqual([]);
    expect(exists(file)).toBe(true);
  });

  it("must be a file that can be found", async () => {
    const shelf = openShelf();
    const loop = path.join(shelf.folder, "loop.gguf");
    symlinkSync(loop, loop);
    const text = path.join(shelf.folder, "text.gguf");
    writeFileSync(text, "no model");
    await expect(shelf.addFile(path.join(shelf.folder, "none.gguf"))).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
    await expect(shelf.addFile(shelf.folder)).rejects.toMatchObject({ code: "FILE_IS_DIRECTORY" });
    await expect(shelf.addFile(loop)).rejects.toMatchObject({ code: "FILE_LINK_LOOP" });
    await expect(shelf.addFile(text)).rejects.toMatchObject({ code: "MODEL_NOT_GGUF" });
  });
});

describe("the model to use", () => {
  it("is the chosen one, else the newest that fits, the bundled one only while there is no other", async () => {
    const shelf = openShelf();
    expect(() => shelf.models.chosen(null, "chat")).toThrow(expect.objectContaining({ code: "NO_MODEL" }));
    const put = (name: string, addedAt: number, bytes: number, bundled = false, style: ModelStyle = "instruct") => {
      const file = path.join(shelf.folder, `${name}.gguf`);
      writeFileSync(file, "x");
      const metadata = { ...someMetadata(1), bytesPerContextToken: bytes, style };
      shelf.store.models.put({ id: hash(name), name, path: file, bundled, owned: false, metadata, addedAt });
    };
    put("starter", 9, 1, true, "starter");
    expect(shelf.models.chosen(null, "summary").name).toBe("starter");
    put("old", 1, 1);
    put("new", 5, 1);
    put("huge", 7, 1e9);
    expect(shelf.models.list().map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ["starter", false],
      ["huge", false],
      ["new", true],
      ["old", false],
    ]);
    expect(shelf.models.chosen(null, "chat").name).toBe("new");
    shelf.models.setDefault(hash("old"));
    expect(shelf.models.chosen(null, "chat").name).toBe("old");
    expect(shelf.models.list().find(({ isDefault }) => isDefault)?.name).toBe("old");
    expect(shelf.models.chosen(hash("huge"), "chat").name).toBe("huge");
  });

  it("is by itself the one that trials found best for the task, where two or more were tried", () => {
    const shelf = openShelf();
    const put = (name: string, addedAt: number, bytesPerContextToken = 1) => {
      const file = path.join(shelf.folder, `${name}.gguf`);
      writeFileSync(file, "x");
      const metadata = { ...someMetadata(1), bytesPerContextToken };
      shelf.store.models.put({ id: hash(name), name, path: file, bundled: false, owned: false, metadata, addedAt });
    };
    const tried = (name: string, facts: number, right: number, version = trialVersion) =>
      shelf.store.trials.put(hash(name), {
        version,
        at: 1,
        ms: 1,
        prompt: { answers: 10, ended: 1, inLanguage: 1, clean: 1 },
        loops: 0,
        verified: { sentences: 10, share: 1 },
        facts: { count: 10, share: facts, most: facts },
        questions: { asked: 10, right },
        calibration:
          name === "b" ? { pairs: 60, told: 1, auc: 1, threshold: 0.5, trueKept: 0.8, falsePassed: 0 } : null,
        speed: { read: null, written: null },
      });
    const chosen = () => [
      shelf.models.chosen(null, "summary").name,
      shelf.models.chosen(null, "chat").name,
      shelf.models.chosen(null, "summary", "checking").name,
    ];
    for (const [index, name] of ["a", "b", "c"].entries()) put(name, index);
    put("huge", 0, 1e9);
    tried("a", 0.8, 2);
    expect(chosen()).toEqual(["c", "c", "c"]);
    tried("huge", 1, 10);
    tried("b", 0.1, 9, trialVersion - 1);
    // Found by other questions, or too large: neither is compared.
    expect(chosen()).toEqual(["c", "c", "c"]);
    tried("b", 0.1, 9);
    expect(chosen()).toEqual(["a", "b", "b"]);
    expect(shelf.models.list().find(({ isDefault }) => isDefault)?.name).toBe("a");
    // One that was not tried is better than one that was found poor.
    tried("a", 0.1, 2);
    expect(chosen()).toEqual(["c", "b", "b"]);
    tried("c", 0.1, 2);
    expect(chosen()).toEqual(["c", "b", "b"]);
    shelf.models.setDefault(hash("a"));
    expect(chosen()).toEqual(["a", "a", "a"]);
  });

  it("is loaded as the settings say", async () => {
    const shelf = openShelf();
    await shelf.addBytes("one.gguf", pieces("GGUF"));
    shelf.store.settings.set({ ...shelf.store.settings.get(), gpu: "cpu", threads: 2, contextSize: 1024 });
    await shelf.models.load(hash("GGUF"));
    expect(shelf.loads).toEqual([{ gpu: "cpu", threads: 2, contextSize: 1024 }]);
  });

  it("is told to be missing where its file is gone or has another size", async () => {
    const shelf = openShelf();
    const file = path.join(shelf.folder, "mine.gguf");
    writeFileSync(file, "GGUF mine");
    await shelf.addFile(file);
    const id = hash("GGUF mine");
    shelf.models.setDefault(id);
    writeFileSync(file, "GGUF mine, longer");
    expect(() => shelf.models.chosen(null, "chat")).toThrow(expect.objectContaining({ code: "MODEL_NOT_FOUND" }));
    rmSync(file);
    expect(() => shelf.models.chosen(id, "chat")).toThrow(expect.objectContaining({ code: "MODEL_NOT_FOUND" }));
    expect(shelf.models.list()[0]?.fit.reason.code).toBe("FIT_FILE_GONE");
    expect(() => shelf.models.chosen("unknown", "chat")).toThrow(expect.objectContaining({ code: "MODEL_NOT_FOUND" }));
    // The same bytes somewhere else are the same model.
    await shelf.addBytes("again.gguf", pieces("GGUF mine"));
    expect(shelf.models.chosen(null, "chat")).toMatchObject({ id, name: "mine" });
    expect(shelf.models.list()).toHaveLength(1);
  });

  it("is measured against what is free, what the model at work would give back among it, counted once", async () => {
    const shelf = openShelf({ memory: { total: 8e9, free: 1e9 } });
    await shelf.addBytes("one.gguf", pieces("GGUF"));
    await shelf.addBytes("two.gguf", pieces("GGUF of another"));
    const freeFor = (state: Partial<EngineState>): number[] => {
      const memory = { contextBy: "usual", mostParallelism: 4, bytes: 3e9, freeBytes: 4e9, takenBytes: 2.5e9 };
      Object.defineProperty(shelf.engine, "state", { value: { memory, ...state }, configurable: true });
      return shelf.models.list().map(({ fit }) => fit.freeBytes);
    };
    expect(freeFor({ status: "ready", modelId: hash("GGUF") })).toEqual([3.5e9, 3.5e9]);
    expect(freeFor({ status: "busy", modelId: hash("GGUF") })).toEqual([3.5e9, 3.5e9]);
    // One asleep gave it back already, and one that loads has not taken it yet.
    for (const status of ["idle", "starting", "loading", "failed", "stopped"] as const)
      expect(freeFor({ status, modelId: hash("GGUF") })).toEqual([1e9, 1e9]);
  });

  it("is no longer the default once removed, its copy deleted and the engine emptied", async () => {
    const shelf = openShelf();
    await shelf.addBytes("one.gguf", pieces("GGUF"));
    const id = hash("GGUF");
    shelf.models.setDefault(id);
    await shelf.models.load(id);
    expect(shelf.engine.state).toMatchObject({ modelId: id, status: "ready" });
    await shelf.models.remove(id);
    expect(shelf.engine.state.status).toBe("stopped");
    expect(shelf.store.settings.get().defaultModelId).toBeNull();
    expect(shelf.kept()).toEqual([]);
    expect(shelf.changes).toContain("settings:null");
    await expect(shelf.models.remove(id)).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
  });
});

describe("a model that is taken out of memory", () => {
  it("stops every job that uses it, of whatever kind, after what would start another waits, and leaves the others", async () => {
    const ended: string[] = [];
    const shelf = openShelf({
      onUnload: () => {
        ended.push("paused");
        return Promise.resolve();
      },
    });
    await shelf.addBytes("one.gguf", pieces("GGUF"));
    await shelf.models.load(hash("GGUF"));
    const hold = (kind: JobKind, lane: JobSpec["lane"], usesModel: boolean) =>
      shelf.jobs.start({
        kind,
        subject: "s",
        lane,
        usesModel,
        onShutdown: "cancel",
        run: ({ signal }) =>
          new Promise((resolve) =>
            signal.addEventListener("abort", () => {
              ended.push(kind);
              resolve();
            }),
          ),
      });
    hold("merge", "summarize", true);
    hold("title", "title", true);
    hold("queue", "queue", true);
    const reading = hold("read", "read", false);
    expect(shelf.jobs.usingModel().map(({ kind }) => kind)).toEqual(["merge", "title", "queue"]);
    await shelf.models.unload();
    expect(ended[0]).toBe("paused");
    expect(ended.slice(1).toSorted()).toEqual(["merge", "queue", "title"]);
    expect(shelf.engine.state.status).toBe("stopped");
    expect(shelf.jobs.usingModel()).toEqual([]);
    await shelf.jobs.cancel(reading.id);
  });
});

describe("the bundled model", () => {
  it("is registered once, follows its file, cannot be removed, and goes with its file", async () => {
    const shelf = openShelf();
    const starter = path.join(shelf.folder, "resources/starter");
    mkdirSync(starter, { recursive: true });
    writeFileSync(path.join(starter, "tiny.gguf"), "GGUF tiny");
    await shelf.models.registerBundled();
    await shelf.models.registerBundled();
    expect(shelf.read).toHaveLength(1);
    const [model] = shelf.models.list();
    expect(model).toMatchObject({ id: hash("GGUF tiny"), name: "Starter (tiny)", bundled: true, isDefault: true });
    await expect(shelf.models.remove(model?.id ?? "")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    rmSync(path.join(starter, "tiny.gguf"));
    writeFileSync(path.join(starter, "other.gguf"), "GGUF other");
    await shelf.models.registerBundled();
    expect(shelf.models.list().map(({ id }) => id)).toEqual([hash("GGUF other")]);
  });

  it("that gives vectors is registered without being read, stands last, cannot be removed, and goes with its file", async () => {
    const shelf = openShelf();
    const file = path.join(shelf.folder, "resources", bundledEmbedding.file);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "");
    truncateSync(file, bundledEmbedding.metadata.bytes);
    await shelf.addBytes("Mine.gguf", pieces("GGUF mine"));
    const { length } = shelf.read;
    await shelf.models.registerBundled();
    await shelf.models.registerBundled();
    expect(shelf.read).toHaveLength(length);
    expect(shelf.models.list()).toMatchObject([
      { name: "Mine", isDefault: true },
      { id: bundledEmbedding.id, bundled: true, purpose: "embedding", isDefault: false },
    ]);
    await expect(shelf.models.remove(bundledEmbedding.id)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    truncateSync(file, 5);
    await shelf.models.registerBundled();
    expect(shelf.models.list()).toMatchObject([{ name: "Mine" }]);
  });

  it("that cannot be read is left out and told in the log; imports that a crash left behind are removed", async () => {
    const shelf = openShelf({ readMetadata: () => Promise.reject(new AppError("MODEL_DAMAGED")) });
    mkdirSync(path.join(shelf.folder, "resources/starter"), { recursive: true });
    writeFileSync(path.join(shelf.folder, "resources/starter/tiny.gguf"), "GGUF tiny");
    mkdirSync(path.join(shelf.folder, "models"));
    writeFileSync(path.join(shelf.folder, "models/.incoming-1.gguf"), "GG");
    await shelf.models.registerBundled();
    expect(shelf.models.list()).toEqual([]);
    expect(shelf.kept()).toEqual([]);
    expect(shelf.logger.lines.join()).toContain("tiny.gguf");
  });
});

describe("the model that is loaded when the application opens", () => {
  async function preloaded(shelf: ReturnType<typeof openShelf>): Promise<readonly string[]> {
    const asked: string[] = [];
    shelf.engine.preload = ({ name }) => void asked.push(name);
    await shelf.addBytes("Mine.gguf", pieces("GGUF mine"));
    shelf.models.preload();
    return asked;
  }

  it("is the default one", async () => {
    expect(await preloaded(openShelf())).toEqual(["Mine"]);
  });

  it("is none where the settings say so, or the memory is short", async () => {
    const shelf = openShelf();
    shelf.store.settings.set({ ...shelf.store.settings.get(), loadAtStart: false });
    expect(await preloaded(shelf)).toEqual([]);
    expect(await preloaded(openShelf({ memory: { total: 8e9, free: 1 } }))).toEqual([]);
  });
});

describe("a model that is cut into files", () => {
  const names = [1, 2, 3].map((number) => `Big-0000${number}-of-00003.gguf`);
  const contents = ["GGUF one", "GGUF two", "GGUF three"];
  const whole = contents.join("");
  const id = hash(whole);
  const metadata = () => Promise.resolve({ ...someMetadata(whole.length), name: null });
  const parts = names.map((name, index) => ({ name, bytes: contents[index]?.length ?? 0 }));
  const add = async (shelf: ReturnType<typeof openShelf>, file: Parameters<typeof shelf.models.receive>[0]) => {
    const { jobId } = await shelf.models.receive(file);
    await shelf.jobs.finished(jobId);
  };

  it("is copied part by part, named without its number and told by the hash of all its bytes", async () => {
    const shelf = openShelf({ readMetadata: metadata });
    await add(shelf, { name: names[0] ?? "", bytes: pieces("GGUF o", "neGGUF twoGG", "UF three"), parts });
    expect(shelf.models.list()).toMatchObject([{ id, name: "Big", bytes: whole.length, isDefault: true }]);
    const stem = `Big-${id.slice(0, 8)}`;
    expect(shelf.kept()).toEqual([1, 2, 3].map((number) => `${stem}-0000${number}-of-00003.gguf`));
    const copies = shelf.kept().map((name) => readFileSync(path.join(shelf.folder, "models", name), "utf8"));
    expect(copies).toEqual(contents);
    expect(path.basename(shelf.read[0] ?? "")).toMatch(/^\.incoming-.*-00001-of-00003\.gguf$/u);
    expect(shelf.models.chosen(null, "chat").path).toMatch(/-00001-of-00003\.gguf$/u);
  });

  it("is taken in place by its first part, and is the same model", async () => {
    const shelf = openShelf({ readMetadata: metadata });
    for (const [index, name] of names.entries()) writeFileSync(path.join(shelf.folder, name), contents[index] ?? "");
    await shelf.addFile(path.join(shelf.folder, names[0] ?? ""));
    expect(shelf.models.list()).toMatchObject([{ id, bytes: whole.length }]);
    await add(shelf, { name: names[0] ?? "", bytes: pieces(whole), parts });
    expect(shelf.models.list()).toHaveLength(1);
    expect(shelf.kept()).toEqual([]);
  });

  it("names the parts that are gone, and loses all copies when it is removed", async () => {
    const shelf = openShelf({ readMetadata: metadata });
    await add(shelf, { name: names[0] ?? "", bytes: pieces(whole), parts });
    const [, , third = ""] = shelf.kept();
    rmSync(path.join(shelf.folder, "models", third));
    expect(shelf.models.list()[0]?.fit.reason).toEqual({ code: "FIT_PARTS_GONE", data: { missing: [third] } });
    expect(() => shelf.models.chosen(id, "chat")).toThrow(
      expect.objectContaining({ code: "MODEL_PARTS_MISSING", data: { parts: 3, missing: [third] } }),
    );
    await shelf.models.remove(id);
    expect(shelf.kept()).toEqual([]);
  });

  it("is refused before a byte is taken where a part is missing, or another than the first comes alone", async () => {
    const shelf = openShelf();
    async function* untouched(): AsyncGenerator<Uint8Array> {
      yield* pieces("GGUF");
      throw new Error("a byte was asked for");
    }
    const [first = "", second = ""] = names;
    await expect(add(shelf, { name: first, bytes: untouched() })).rejects.toMatchObject({
      code: "MODEL_PARTS_MISSING",
      data: { parts: 3, missing: names.slice(1) },
    });
    await expect(add(shelf, { name: first, bytes: untouched(), parts: parts.slice(0, 2) })).rejects.toMatchObject({
      data: { missing: names.slice(2) },
    });
    await expect(add(shelf, { name: second, bytes: untouched() })).rejects.toMatchObject({
      code: "MODEL_UNUSABLE",
      data: { reason: "PART", part: 2, parts: 3 },
    });
    const mixed = { name: first, bytes: untouched(), parts: parts.toReversed() };
    await expect(add(shelf, mixed)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(shelf.kept()).toEqual([]);
  });
});

describe("a model that only continues texts", () => {
  function withModels(styles: Readonly<Record<string, ModelStyle>>): ReturnType<typeof openShelf> {
    const shelf = openShelf();
    for (const [index, [name, style]] of Object.entries(styles).entries()) {
      const file = path.join(shelf.folder, `${name}.gguf`);
      writeFileSync(file, "x");
      const metadata = { ...someMetadata(1), style };
      const bundled = style === "starter";
      shelf.store.models.put({ id: hash(name), name, path: file, bundled, owned: false, metadata, addedAt: index });
    }
    return shelf;
  }
  const defaults = (shelf: ReturnType<typeof openShelf>) => ({
    all: shelf.models.list().find(({ isDefault }) => isDefault)?.name,
    chat: shelf.models.list().find(({ isChatDefault }) => isChatDefault)?.name,
  });

  it("is no default where there is another, even if the settings name it", () => {
    expect(defaults(withModels({ starter: "starter", base: "base" }))).toEqual({ all: "starter", chat: undefined });
    const shelf = withModels({ starter: "starter", mine: "instruct", base: "base" });
    expect(defaults(shelf)).toEqual({ all: "mine", chat: "mine" });
    shelf.store.settings.set({ ...shelf.store.settings.get(), defaultModelId: hash("base") });
    expect(defaults(shelf)).toEqual({ all: "mine", chat: "mine" });
    expect(() => shelf.models.setDefault(hash("base"))).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", data: { reason: "MODEL_BASE", name: "base" } }),
    );
  });

  it("is asked for a summary where it is alone, and never for an answer", () => {
    const shelf = withModels({ base: "base" });
    expect(defaults(shelf)).toEqual({ all: "base", chat: undefined });
    expect(shelf.models.chosen(null, "summary").name).toBe("base");
    const refusal: unknown = expect.objectContaining({
      code: "MODEL_CANNOT_CHAT",
      data: { reason: "BASE", name: "base" },
    });
    expect(() => shelf.models.chosen(null, "chat")).toThrow(refusal);
    expect(() => shelf.models.chosen(hash("base"), "chat")).toThrow(refusal);
  });

  it("completes texts, before one that answers; the starter does neither", () => {
    const shelf = withModels({ base: "base", starter: "starter", mine: "instruct" });
    expect(shelf.models.chosen(null, "completion").name).toBe("base");
    expect(shelf.models.chosen(hash("mine"), "completion").name).toBe("mine");
    const refusal: unknown = expect.objectContaining({
      code: "MODEL_CANNOT_CHAT",
      data: { reason: "STARTER", name: "starter" },
    });
    expect(() => shelf.models.chosen(hash("starter"), "completion")).toThrow(refusal);
    expect(() => withModels({ starter: "starter" }).models.chosen(null, "chat")).toThrow(refusal);
    shelf.models.setDefault(hash("starter"));
    expect(defaults(shelf)).toEqual({ all: "starter", chat: "mine" });
  });

  it("is told by its file's name where an older file of one that answers says it nowhere else", async () => {
    const read = () => Promise.resolve({ ...someMetadata(4), style: "base" as const });
    const shelf = openShelf({ readMetadata: read });
    await shelf.addBytes("llama-2-7b-chat.Q4_K_M.gguf", pieces("GGUF"));
    await shelf.addBytes("llama-2-7b.Q4_K_M.gguf", pieces("GGUF", "2"));
    expect(
      shelf.models
        .list()
        .map(({ style }) => style)
        .toSorted(),
    ).toEqual(["base", "instruct"]);
  });
});

describe("a model of an earlier version", () => {
  /** As the migration leaves it. */
  function forget({ store: { models } }: ReturnType<typeof openShelf>): void {
    const due = new Set(models.list().map(({ id }) => id));
    const { put } = models;
    models.put = (model) => {
      due.delete(model.id);
      put(model);
    };
    models.outdated = () => models.list().filter(({ id }) => due.has(id));
  }

  it("is read again once, and then known for what it is", async () => {
    let style: ModelStyle = "instruct";
    const shelf = openShelf({ readMetadata: (file) => Promise.resolve({ ...someMetadata(statSize(file)), style }) });
    await shelf.addBytes("old.gguf", pieces("GGUF"));
    forget(shelf);
    style = "base";
    await shelf.models.reread();
    await shelf.models.reread();
    expect(shelf.read).toHaveLength(2);
    expect(shelf.models.list()[0]?.style).toBe("base");
  });

  it("that is none is told so, never used and can be removed; what only fails at the moment is tried again", async () => {
    let error: AppError | null = null;
    const read = (file: string) => (error ? Promise.reject(error) : Promise.resolve(someMetadata(statSize(file))));
    const shelf = openShelf({ readMetadata: read });
    await shelf.addBytes("mmproj.gguf", pieces("GGUF"));
    const id = hash("GGUF");
    shelf.models.setDefault(id);
    forget(shelf);
    error = new AppError("ENGINE_UNAVAILABLE");
    await shelf.models.reread();
    expect(shelf.models.list()[0]?.problem).toBeNull();
    error = new AppError("MODEL_UNUSABLE", { data: { reason: "PROJECTOR" } });
    await shelf.models.reread();
    await shelf.models.reread();
    expect(shelf.read).toHaveLength(3);
    const [row] = shelf.models.list();
    expect(row).toMatchObject({ isDefault: false, isChatDefault: false, problem: error.toProblem() });
    expect(() => shelf.models.chosen(null, "summary")).toThrow(expect.objectContaining({ code: "NO_MODEL" }));
    for (const use of [() => shelf.models.chosen(id, "summary"), () => shelf.models.setDefault(id)])
      expect(use).toThrow(expect.objectContaining({ code: "MODEL_UNUSABLE" }));
    await expect(shelf.models.load(id)).rejects.toMatchObject({ code: "MODEL_UNUSABLE" });
    await shelf.models.remove(id);
    expect(shelf.kept()).toEqual([]);
  });
});
