import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import type { Encoder } from "../../../electron/core/llm/local/encoder.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { bundledEmbedding } from "../../../electron/core/llm/local/bundledEmbedding.ts";
import { createModelFiles } from "../../../electron/core/llm/local/modelFiles.ts";
import { createRegistry, modelOptions } from "../../../electron/core/llm/registry.ts";
import { quietMs } from "../../../electron/core/retrieval/indexing.ts";
import { createRetrieval, fuse } from "../../../electron/core/retrieval/retrieval.ts";
import { textOfPassage, textOfQuery } from "../../../electron/core/retrieval/instructions.ts";
import type { PassageHit, Store } from "../../../electron/core/store/store.ts";
import { createIds } from "../../../electron/host/nodePorts.ts";
import { createScriptedEngine, someMetadata } from "../chat/chatRoom.ts";
import { addReadDocument, aDocument, documentId, openLibrary } from "../store/library.ts";
import { noRemoteModels } from "../../helpers/remoteModels.ts";

/** What the passages are about, as a model of meaning would see it: the sea, money, or neither. */
const meanings = [/harbour|quay|boats|anchorage/iu, /rent|euros|pay|fee/iu, /./u];
const passages = [
  "The harbour opens at nine.",
  "Boats wait at the quay until the tide has come.",
  "The tenant pays 900 euros.",
  "Nobody may smoke in the hall.",
];

interface Stand extends Encoder {
  readonly embedded: string[];
  problem: AppError | null;
}

function scriptedEncoder(): Stand {
  const embedded: string[] = [];
  const stand: Stand = {
    embedded,
    problem: null,
    embed(_model, texts) {
      if (stand.problem) return Promise.reject(stand.problem);
      embedded.push(...texts);
      return Promise.resolve(
        texts.map((text) => {
          const place = meanings.findIndex((meaning) => meaning.test(text));
          return Float32Array.from(meanings, (_, index) => (index === place ? 1 : 0));
        }),
      );
    },
    // The longest text answers best.
    rank: (_model, _query, texts) =>
      stand.problem ? Promise.reject(stand.problem) : Promise.resolve(texts.map((text) => text.length / 1000)),
    countTokens: () => Promise.reject(new AppError("INTERNAL")),
    entail: (_model, _text, statements) => Promise.resolve(statements.map(() => 0)),
    dispose() {},
  };
  return stand;
}

function open(...added: readonly ("embedding" | "reranking" | "bundled")[]) {
  const library = openLibrary();
  const { store, clock, logger, folder } = library;
  const engine = createScriptedEngine([]);
  const jobs = createJobs({ clock, logger, ids: createIds(clock) });
  onTestFinished(() => jobs.dispose());
  const paths = { data: folder, resources: folder };
  const settings = () => store.settings.get();
  const options = modelOptions(settings);
  const loadOptions = options.ofEngine;
  const models = createModelFiles({
    store,
    engine,
    jobs,
    clock,
    logger,
    paths,
    settings,
    loadOptions,
    changed() {},
  });
  for (const each of added) addModel(store, folder, each);
  const document = aDocument({ id: documentId("a"), language: "en" });
  addReadDocument(store, document, passages);
  const encoder = scriptedEncoder();
  const registry = createRegistry({ remote: noRemoteModels, files: models, engine, encoder, options, logger });
  const retrieval = createRetrieval({ store, models: registry, jobs, clock, logger });
  onTestFinished(() => retrieval[Symbol.dispose]());
  const index = async () => {
    retrieval.index();
    clock.advance(quietMs);
    for (const { id, kind } of jobs.list()) if (kind === "index") await jobs.finished(id).catch(() => {});
  };
  const search = async (words: string, question = words) => {
    const hits = await retrieval.search([document.id], { words, question }, 10);
    return hits.map(({ text }) => text);
  };
  return { ...library, models, registry, retrieval, encoder, jobs, document, index, search };
}

function addModel(store: Store, folder: string, added: "embedding" | "reranking" | "bundled"): void {
  const file = path.join(folder, `${added}.gguf`);
  writeFileSync(file, "GGUF");
  const bundled = added === "bundled";
  const id = bundled ? bundledEmbedding.id : createHash("sha256").update(added).digest("hex");
  const metadata = { ...someMetadata(4), purpose: bundled ? ("embedding" as const) : added };
  store.models.put({ id, name: added, path: file, bundled, owned: false, metadata, addedAt: 1 });
}

describe("a search for passages", () => {
  it("goes by the words alone where no model for it is installed", async () => {
    const { search, index, encoder, jobs } = open();
    await index();
    expect(jobs.list()).toEqual([]);
    expect(await search("quay")).toEqual([passages[1]]);
    expect(await search("", "And what is due?")).toEqual([]);
    expect(encoder.embedded).toEqual([]);
  });

  it("finds what means the same in other words with an embedding model, and first what both find", async () => {
    const { search, index } = open("embedding");
    await index();
    expect(new Set((await search("anchorage")).slice(0, 2))).toEqual(new Set(passages.slice(0, 2)));
    expect((await search("quay anchorage"))[0]).toBe(passages[1]);
    expect((await search("", "What is the fee?"))[0]).toBe(passages[2]);
  });

  it("embeds a passage once, and anew when the document is read again", async () => {
    const { index, encoder, store, document } = open("embedding");
    await index();
    await index();
    expect(encoder.embedded).toEqual(passages);
    addReadDocument(store, document, ["One new passage."]);
    await index();
    expect(encoder.embedded).toEqual([...passages, "One new passage."]);
  });

  it("gives a question's documents the vectors they lack, where these are few", async () => {
    const { search, encoder, store, document } = open("embedding");
    expect((await search("", "What is the fee?"))[0]).toBe(passages[2]);
    expect(encoder.embedded.toSorted()).toEqual(["What is the fee?", ...passages].toSorted());
    await search("", "What is the fee?");
    expect(encoder.embedded).toHaveLength(passages.length + 2);

    const many = Array.from({ length: 33 }, (_, index) => `The boats of row ${String(index)}.`);
    addReadDocument(store, document, many);
    expect(await search("boats")).toHaveLength(10);
    expect(encoder.embedded).toHaveLength(passages.length + 3);
  });

  it("puts what was found in the order of a reranking model", async () => {
    const { search, index } = open("embedding", "reranking");
    await index();
    const found = await search("harbour");
    expect(found).toEqual(found.toSorted((a, b) => b.length - a.length));
    expect(found.length).toBeGreaterThan(1);
  });

  it("goes by the words where a model fails, and says so in the log", async () => {
    const { search, index, encoder, logger, jobs } = open("embedding", "reranking");
    encoder.problem = new AppError("ENGINE_CRASHED");
    await index();
    expect(jobs.list().map(({ status }) => status)).toEqual(["failed"]);
    expect(await search("harbour OR quay")).toEqual(expect.arrayContaining([passages[0], passages[1]]));
    expect(logger.lines.join("\n")).toContain("the words alone decide");
  });

  it("forgets the vectors of a model that was removed", async () => {
    const { search, index, models, registry, store, document } = open("embedding");
    await index();
    const model = registry.installed("embedding");
    await models.remove(model?.id ?? "");
    expect(store.vectors.nearest(model?.id ?? "", [document.id], new Float32Array([1, 0, 0]), 9)).toEqual([]);
    expect(await search("", "What is the fee?")).toEqual([]);
  });
});

describe("passages without vectors", () => {
  it("are given theirs when nothing else is done, also where other work begins meanwhile", async () => {
    const { retrieval, encoder, store, document, jobs, clock } = open("embedding");
    const many = Array.from({ length: 20 }, (_, index) => `Row ${String(index)}.`);
    addReadDocument(store, document, many);
    const other = (): { end: () => Promise<void> } => {
      const held = Promise.withResolvers<void>();
      const { id } = jobs.start({
        kind: "read",
        subject: "x",
        lane: "read",
        usesModel: false,
        onShutdown: "cancel",
        run: () => held.promise,
      });
      return {
        end: async () => {
          held.resolve();
          await jobs.finished(id);
        },
      };
    };
    const reading = other();
    retrieval.index();
    clock.advance(quietMs);
    expect(jobs.list().map(({ kind }) => kind)).toEqual(["read"]);
    await reading.end();

    const embed = encoder.embed.bind(encoder);
    let summary: ReturnType<typeof other> | null = null;
    encoder.embed = (...call) => {
      summary ??= other();
      return embed(...call);
    };
    const indexed = async (): Promise<number> => {
      clock.advance(quietMs);
      for (const { id, kind } of jobs.list()) if (kind === "index") await jobs.finished(id);
      return encoder.embedded.length;
    };
    expect(await indexed()).toBe(16);
    expect(await indexed()).toBe(16);
    await (summary as ReturnType<typeof other> | null)?.end();
    expect(await indexed()).toBe(20);
  });
});

describe("the embedding model that comes along", () => {
  const german = ["Der Hafen öffnet um neun Uhr und schließt am Abend.", "Niemand darf im Treppenhaus rauchen."];

  function openBundled() {
    const opened = open("bundled");
    const { store, retrieval } = opened;
    const other = aDocument({ id: documentId("b"), language: "de" });
    addReadDocument(store, other, german);
    const ask = async (id: string, question: string) =>
      (await retrieval.search([id], { words: "", question }, 10)).map(({ text }) => text);
    return { ...opened, other, ask };
  }

  it("is asked about texts in its language alone, and in that language", async () => {
    const { index, encoder, document, other, ask } = openBundled();
    await index();
    expect(encoder.embedded.toSorted()).toEqual(passages.toSorted());
    expect((await ask(document.id, "What is the fee?"))[0]).toBe(passages[2]);
    encoder.embedded.length = 0;
    expect(await ask(document.id, "Wie hoch ist die Gebühr für die Wohnung?")).toEqual([]);
    expect(await ask(other.id, "What is the fee?")).toEqual([]);
    expect(encoder.embedded).toEqual([]);
  });

  it("finds passages and verifies nothing, which one that was added does", () => {
    const { retrieval, store, folder } = openBundled();
    const { signal } = new AbortController();
    expect(retrieval.meaningOf([], signal)).toBeNull();
    addModel(store, folder, "embedding");
    expect(retrieval.meaningOf([], signal)).not.toBeNull();
  });

  it("gives way to one that was added, and can be switched off", () => {
    const { registry, store, folder } = openBundled();
    const installed = () => registry.installed("embedding")?.name;
    expect(installed()).toBe("bundled");
    store.settings.set({ ...store.settings.get(), bundledEmbedding: false });
    expect(installed()).toBeUndefined();
    expect(registry.hasModel()).toBe(false);
    addModel(store, folder, "embedding");
    expect(installed()).toBe("embedding");
    store.settings.set({ ...store.settings.get(), bundledEmbedding: true });
    expect(installed()).toBe("embedding");
  });
});

describe("a model that finds passages", () => {
  it("is neither the default nor loaded to write", async () => {
    const { models, registry } = open("embedding");
    await expect(registry.resolve("chat", null)).rejects.toMatchObject({ code: "NO_MODEL" });
    const id = registry.installed("embedding")?.id ?? "";
    await expect(registry.resolve("summary", id)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(models.load(id)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(models.list()).toMatchObject([{ purpose: "embedding", isDefault: false }]);
  });

  it("is given what it was trained to see before a question and a passage", () => {
    expect(textOfQuery("nomic-embed-text-v1.5", "Who?")).toBe("search_query: Who?");
    expect(textOfPassage("multilingual-e5-small", "He.")).toBe("passage: He.");
    expect(textOfQuery("all-MiniLM-L6-v2", "Who?")).toBe("Who?");
  });
});

describe("the fusion of two lists", () => {
  const hit = (id: number, text = "The quay and the boats."): PassageHit => ({
    id,
    documentId: documentId("a"),
    index: id,
    page: 1,
    start: 0,
    end: 1,
    section: null,
    text,
    score: 0,
  });
  const ids = (byWords: readonly PassageHit[], byMeaning: readonly PassageHit[], words = "boat quay") =>
    fuse(byWords, byMeaning, words).map(({ id }) => id);
  const hits = (...list: number[]) => list.map((id) => hit(id));

  it("puts first what stands in both, then what stands high in one", () => {
    expect(ids(hits(1, 2, 3), hits(4, 3))).toEqual([3, 1, 4, 2]);
    expect(ids([], hits(2, 1))).toEqual([2, 1]);
    expect(ids([], [])).toEqual([]);
  });

  it("counts a passage found by words for as much as the share of them in it", () => {
    const byMeaning = hits(5, 6, 7, 8, 9);
    expect(ids([hit(1)], byMeaning, "boat quay")).toEqual([1, 5, 6, 7, 8, 9]);
    expect(ids([hit(1)], byMeaning, "boat anchorage harbour")).toEqual([5, 6, 7, 8, 9, 1]);
  });
});
