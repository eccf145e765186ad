import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { settingsSchema, type Settings } from "../../../electron/contract/settings.ts";
import type { Task } from "../../../electron/contract/tasks.ts";
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
    provenance: { kind: "endpoint", url: `http://${host}/v1`, model: "m" },
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
  const registry = createRegistry({
    remote: {
      of: (id) => offer(id, offers[id] ?? {}),
      list: (task) =>
        Object.entries(offers)
          .filter(([, { tasks }]) => !task || !tasks || tasks.includes(task))
          .map(([name, each]) => offer(name, each)),
    },
    files: {
      list: () => [],
      chosen(modelId) {
        const writing = files.filter(({ metadata }) => metadata.purpose === "chat");
        const found = modelId === null ? writing[0] : writing.find(({ id }) => id === modelId);
        if (!found) throw new AppError(modelId === null ? "NO_MODEL" : "MODEL_NOT_FOUND");
        return found;
      },
      newest: (purpose) => files.find(({ metadata }) => metadata.purpose === purpose) ?? null,
      installed: (id) => files.find((each) => each.id === id) ?? null,
    },
    engine: createScriptedEngine([]),
    encoder: { embed: () => Promise.reject(new Error()), rerank: () => Promise.reject(new Error()) } as never,
    options: modelOptions(() => settingsSchema.parse({})),
    logger: { info() {}, warn() {}, error() {} },
    chains: { clock, standings: createStandings(clock), assigned: () => taskModels },
    isLocked: () => given.isLocked ?? false,
  });
  return {
    ...registry,
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
    await expect(registry.resolve("tables", null)).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
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
});
