import { createHash } from "node:crypto";
import {
  existsSync as exists,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import type { JobKind } from "../../../electron/contract/jobs.ts";
import type { EngineState } from "../../../electron/contract/models.ts";
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
    expect(shelf.models.chosen(null)).toMatchObject({ id: hash("GGUF mine"), name: "mine" });
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
    expect(() => shelf.models.chosen(null)).toThrow(expect.objectContaining({ code: "NO_MODEL" }));
    const put = (name: string, addedAt: number, bytes: number, bundled = false) => {
      const file = path.join(shelf.folder, `${name}.gguf`);
      writeFileSync(file, "x");
      const metadata = { ...someMetadata(1), bytesPerContextToken: bytes };
      shelf.store.models.put({ id: hash(name), name, path: file, bundled, owned: false, metadata, addedAt });
    };
    put("starter", 9, 1, true);
    expect(shelf.models.chosen(null).name).toBe("starter");
    put("old", 1, 1);
    put("new", 5, 1);
    put("huge", 7, 1e9);
    expect(shelf.models.list().map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ["starter", false],
      ["huge", false],
      ["new", true],
      ["old", false],
    ]);
    expect(shelf.models.chosen(null).name).toBe("new");
    shelf.models.setDefault(hash("old"));
    expect(shelf.models.chosen(null).name).toBe("old");
    expect(shelf.models.list().find(({ isDefault }) => isDefault)?.name).toBe("old");
    expect(shelf.models.chosen(hash("huge")).name).toBe("huge");
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
    expect(() => shelf.models.chosen(null)).toThrow(expect.objectContaining({ code: "MODEL_NOT_FOUND" }));
    rmSync(file);
    expect(() => shelf.models.chosen(id)).toThrow(expect.objectContaining({ code: "MODEL_NOT_FOUND" }));
    expect(shelf.models.list()[0]?.fit.reason.code).toBe("FIT_FILE_GONE");
    expect(() => shelf.models.chosen("unknown")).toThrow(expect.objectContaining({ code: "MODEL_NOT_FOUND" }));
    // The same bytes somewhere else are the same model.
    await shelf.addBytes("again.gguf", pieces("GGUF mine"));
    expect(shelf.models.chosen(null)).toMatchObject({ id, name: "mine" });
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
