import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import type { Model } from "../../../electron/contract/models.ts";
import { settingsSchema, type Settings } from "../../../electron/contract/settings.ts";
import { type Task, tasks, type TaskUse } from "../../../electron/contract/tasks.ts";
import { createStandings } from "../../../electron/core/llm/chain/standings.ts";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { LanguageModel } from "../../../electron/core/llm/languageModel.ts";
import { createRegistry, modelOptions, type WrittenTask } from "../../../electron/core/llm/registry.ts";
import type { StoredModel } from "../../../electron/core/store/store.ts";
import { createScriptedEngine, someMetadata } from "../chat/chatRoom.ts";
import { createFakeClock } from "../engine/fakeClock.ts";

type Purpose = StoredModel["metadata"]["purpose"];

function file(id: string, purpose: Purpose = "chat"): StoredModel {
  const metadata = { ...someMetadata(4), purpose };
  return { id, name: id, path: `/${id}`, bundled: false, owned: false, metadata, addedAt: 1 };
}

interface Offer {
  readonly host?: string;
  readonly tasks?: readonly Task[];
  readonly can?: "generate" | "decide" | "embed" | "rerank";
}

/** A model "endpoint:NAME/m" of an endpoint. */
function offer(name: string, { host = "10.0.0.2", can = "generate" }: Offer): LanguageModel {
  const fake = createFakeModel({ id: `endpoint:${name}/m`, name, answer: () => [] });
  const none = { generate: false, decide: false, embed: false, rerank: false, entail: false, tools: false };
  return {
    ...fake,
    provenance: { kind: "endpoint", url: `http://${host}/v1`, model: "m", endpoint: name },
    capabilities: { ...none, generate: can === "generate" || can === "decide", [can]: true },
  };
}

function opened(
  given: {
    readonly files?: readonly StoredModel[];
    readonly offers?: Readonly<Record<string, Offer>>;
    readonly isLocked?: boolean;
  },
  assigned: Partial<Record<Task, readonly string[]>> = {},
) {
  const { files = [file("newest"), file("other")], offers = {} } = given;
  const taskModels: Settings["taskModels"] = settingsSchema.shape.taskModels.parse(
    Object.fromEntries(
      Object.entries(assigned).map(([task, ids]) => [task, ids.map((modelId) => ({ modelId, shares: false }))]),
    ),
  );
  const clock = createFakeClock();
  const standings = createStandings(clock);
  function of(id: string, _model: string, task: Task): LanguageModel {
    const found = offers[id];
    if (!found) throw new AppError("ENDPOINT_UNKNOWN");
    if (found.tasks && !found.tasks.includes(task))
      throw new AppError("ENDPOINT_NOT_ALLOWED", { data: { name: id, task } });
    return offer(id, found);
  }
  const registry = createRegistry({
    remote: {
      of,
      offered: of,
      nameOf: (id) => (offers[id] ? id : null),
      allows: (id, task) => offers[id] !== undefined && (offers[id].tasks ?? tasks).includes(task),
      list: (task) =>
        Object.entries(offers)
          .filter(([, { tasks }]) => !task || !tasks || tasks.includes(task))
          .map(([name, each]) => offer(name, each)),
    },
    files: {
      list: () => files.map(({ metadata: { purpose }, ...each }) => ({ ...each, purpose }) as unknown as Model),
      chosen(modelId) {
        const writing = files.filter(({ metadata }) => metadata.purpose === "chat");
        const found = modelId === null ? writing[0] : writing.find(({ id }) => id === modelId);
        if (!found) throw new AppError(modelId === null ? "NO_MODEL" : "MODEL_NOT_FOUND");
        return found;
      },
      usual(_task, judged) {
        const [model, ...others] = files.filter(({ metadata }) => metadata.purpose === "chat");
        const reason = judged ? "trials" : others.length > 0 ? "newest" : "only";
        return model ? { model, reason } : null;
      },
      newest: (purpose) => files.find(({ metadata }) => metadata.purpose === purpose) ?? null,
      installed: (id) => files.find((each) => each.id === id) ?? null,
    },
    engine: createScriptedEngine([]),
    encoder: { embed: () => Promise.reject(new Error()), rerank: () => Promise.reject(new Error()) } as never,
    options: modelOptions(() => settingsSchema.parse({})),
    logger: { info() {}, warn() {}, error() {} },
    chains: { clock, standings, assigned: () => taskModels },
    isLocked: () => given.isLocked ?? false,
  });
  return {
    ...registry,
    standings,
    /** what a task comes to */
    use(task: Task): TaskUse {
      const found = registry.uses().find((each) => each.task === task);
      if (!found) throw new Error(task);
      return found;
    },
    /** the names of all that the task may come to, in their order */
    async names(task: WrittenTask): Promise<string[]> {
      const model = await registry.resolve(task, null);
      return (model.members ?? [{ model }]).map((member) => member.model.name);
    },
  };
}

describe("which model does what", () => {
  it("asks those that are assigned to the task, else those of what it falls back to, else the default", async () => {
    const registry = opened(
      { files: ["newest", "a", "b", "c", "d"].map((id) => file(id)), offers: { E: {} } },
      { summaries: ["a", "endpoint:E/m"], chat: ["b"], tables: ["c"] },
    );
    expect(await registry.names("summary")).toEqual(["a", "E"]);
    expect(await registry.names("checking")).toEqual(["a", "E"]);
    expect(await registry.names("chat")).toEqual(["b"]);
    expect(await registry.names("questions")).toEqual(["b"]);
    expect(await registry.names("titles")).toEqual(["b"]);
    expect(await registry.names("tables")).toEqual(["c"]);
    expect(await registry.names("completion")).toEqual(["newest"]);
    expect(registry.assigned("titles")).toBeNull();
    expect((await registry.resolve("tables", "d")).name).toBe("d");
    expect(await opened({}).names("questions")).toEqual(["newest"]);
  });

  it("asks an endpoint for what it is allowed to do alone", async () => {
    const files = [file("newest")];
    const offers = { E: { tasks: ["chat"] } } as const;
    const registry = opened({ files, offers }, { chat: ["endpoint:E/m"], tables: ["endpoint:E/m"] });
    expect(await registry.names("chat")).toEqual(["E"]);
    expect(await registry.names("questions")).toEqual(["newest"]);
    const refused = { code: "ENDPOINT_NOT_ALLOWED", data: { name: "E", task: "tables" } };
    await expect(registry.resolve("tables", null)).rejects.toMatchObject(refused);
    // Also where it is named.
    await expect(registry.resolve("tables", "endpoint:E/m")).rejects.toMatchObject(refused);
    await expect(registry.resolve("checking", "endpoint:E/m")).rejects.toMatchObject({ code: "ENDPOINT_NOT_ALLOWED" });
    expect((await registry.resolve("chat", "endpoint:E/m")).name).toBe("E");
    const chat = await registry.resolve("chat", null);
    expect([registry.isAllowed(chat, "chat"), registry.isAllowed(chat, "titles")]).toEqual([true, false]);
    expect(registry.isAllowed(await registry.resolve("questions", null), "titles")).toBe(true);
    expect(await opened({ files: [], offers }).names("chat")).toEqual(["E"]);
    await expect(opened({ files: [], offers }).resolve("tables", null)).rejects.toMatchObject({ code: "NO_MODEL" });
  });

  it("finds passages with the model that is assigned, else the one that is installed, else one of an endpoint", () => {
    const files = [file("vectors", "embedding"), file("others", "embedding"), file("newest")];
    const offers = { E: { can: "embed" }, R: { can: "rerank" }, W: {} } as const;
    const named = (assigned: Parameters<typeof opened>[1], given: Parameters<typeof opened>[0] = { files, offers }) => {
      const { installed } = opened(given, assigned);
      return [installed("embedding")?.name, installed("reranking")?.name];
    };
    expect(named({})).toEqual(["vectors", "R"]);
    expect(named({ embeddings: ["others"] })).toEqual(["others", "R"]);
    // What is gone, or cannot do it, is passed over.
    expect(named({ embeddings: ["gone", "newest", "endpoint:W/m", "endpoint:E/m"] })).toEqual(["E", "R"]);
    expect(named({}, { files: [], offers: { R: { can: "rerank", tasks: ["embeddings"] } } })).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("checks what others write with a classifier or an endpoint that tells how sure it is", async () => {
    const files = [file("newest"), file("other"), file("sure", "entailment"), file("surer", "entailment")];
    const offers = { E: { can: "decide" }, W: {} } as const;
    const checking = (...ids: string[]) => opened({ files, offers }, { checking: ids });
    expect(checking().installed("entailment")?.name).toBe("sure");
    expect(checking("surer").installed("entailment")?.name).toBe("surer");
    expect(checking("endpoint:W/m", "endpoint:E/m").installed("entailment")?.name).toBe("E");
    // It would wait for the model whose text it checks.
    expect(checking("other").installed("entailment")?.name).toBe("sure");
    expect(await checking("other").names("checking")).toEqual(["other"]);
    expect(await checking("surer").names("checking")).toEqual(["newest"]);
  });

  it("passes over endpoints beyond this computer while the lock is closed", async () => {
    const offers = { far: {}, near: { host: "127.0.0.1:8080" }, E: { can: "embed" } } as const;
    const given = { files: [file("newest")], offers, isLocked: true };
    const all = ["endpoint:far/m", "endpoint:near/m", "newest"];
    expect(await opened(given, { summaries: all }).names("summary")).toEqual(["near", "newest"]);
    expect(await opened({ ...given, isLocked: false }, { summaries: all }).names("summary")).toEqual([
      "far",
      "near",
      "newest",
    ]);
    await expect(opened(given, { chat: ["endpoint:far/m"] }).resolve("chat", null)).rejects.toMatchObject({
      code: "OFFLINE_LOCKED",
    });
    expect(await opened({ ...given, files: [] }).names("chat")).toEqual(["near"]);
    expect(opened(given, { embeddings: ["endpoint:E/m"] }).installed("embedding")).toBeNull();
  });

  it("tells what every task comes to and why, also where it is nothing", () => {
    const files = [file("newest"), file("sure", "entailment"), file("vectors", "embedding")];
    const registry = opened({ files, offers: { E: {} } }, { chat: ["endpoint:E/m", "newest"], tables: ["gone"] });
    const used = registry
      .uses()
      .map(({ task, models, reason, from, problem }) => [
        task,
        models.map(({ name }) => name),
        from ? `${reason ?? ""} ${from}` : (problem?.code ?? reason),
      ]);
    expect(used).toEqual([
      ["summaries", ["newest"], "only"],
      ["chat", ["E", "newest"], "assigned"],
      ["questions", ["E", "newest"], "otherTask chat"],
      ["tables", [], "MODEL_NOT_FOUND"],
      ["titles", [], "writer"],
      ["checking", ["sure"], "only"],
      ["embeddings", ["vectors"], "only"],
      ["reranking", [], null],
    ]);
    const trusting = opened({ files: [file("newest")], offers: { R: { can: "rerank" } } });
    expect(trusting.use("checking")).toMatchObject({ models: [{ name: "newest" }], reason: "trials" });
    expect(trusting.use("reranking")).toMatchObject({ models: [{ name: "R" }], reason: "endpoint" });
    expect(opened({ files: [] }).use("chat")).toMatchObject({ models: [], reason: null, problem: null });
  });

  it("tells of each that is assigned what keeps it from its work", () => {
    const base = { ...file("base"), metadata: { ...someMetadata(4), style: "base" as const } };
    const files = [file("newest"), file("vectors", "embedding"), base];
    const offers = { E: { tasks: ["chat"] }, far: {}, R: { can: "rerank" } } as const;
    const registry = opened(
      { files, offers, isLocked: true },
      {
        summaries: ["gone", "newest", "base", "newest", "endpoint:far/m", "endpoint:removed/m", "endpoint:E/m"],
        embeddings: ["newest", "endpoint:R/m", "vectors"],
      },
    );
    const told = (task: Task) =>
      registry.use(task).assigned.map(({ name, problem }) => [name, problem?.code ?? null] as const);
    expect(told("summaries")).toEqual([
      [null, "MODEL_NOT_FOUND"],
      ["newest", null],
      ["base", "MODEL_OTHER_STYLE"],
      ["newest", null],
      ["far", "OFFLINE_LOCKED"],
      ["m", "ENDPOINT_UNKNOWN"],
      ["E", "ENDPOINT_NOT_ALLOWED"],
    ]);
    // The same model twice is one, which nothing stands in for.
    expect(registry.use("summaries").models).toEqual([{ id: "newest", name: "newest" }]);
    expect(told("embeddings")).toEqual([
      ["newest", "MODEL_WRONG_TASK"],
      ["R", "OFFLINE_LOCKED"],
      ["vectors", null],
    ]);
  });

  it("tells which rests after it failed, until it answers again", () => {
    const registry = opened({ offers: { E: {} } }, { chat: ["endpoint:E/m", "newest"] });
    const standing = registry.standings.of("endpoint:E/m");
    const first = () => registry.use("chat").assigned[0];
    standing.begin(1).failed(new AppError("ENDPOINT_REFUSED_KEY", { data: { name: "E" } }));
    expect(first()).toMatchObject({ name: "E", isResting: true, problem: { code: "ENDPOINT_REFUSED_KEY" } });
    standing.begin(1).done(1);
    expect(first()).toMatchObject({ isResting: false, problem: null });
  });
});
