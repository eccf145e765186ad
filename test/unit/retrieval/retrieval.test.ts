import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import type { Encoder } from "../../../electron/core/llm/local/encoder.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createModelFiles } from "../../../electron/core/llm/local/modelFiles.ts";
import { createRegistry, modelOptions } from "../../../electron/core/llm/registry.ts";
import { createRetrieval, fuse } from "../../../electron/core/retrieval/retrieval.ts";
import { textOfPassage, textOfQuery } from "../../../electron/core/retrieval/instructions.ts";
import type { PassageHit, Store } from "../../../electron/core/store/store.ts";
import { createIds } from "../../../electron/host/nodePorts.ts";
import { createScriptedEngine, someMetadata } from "../chat/chatRoom.ts";
import { addReadDocument, aDocument, documentId, openLibrary } from "../store/library.ts";

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
    entail: (_model, _text, statements) => Promise.resolve(statements.map(() => 0)),
    dispose() {},
  };
  return stand;
}

function open(...purposes: readonly ("embedding" | "reranking")[]) {
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
  for (const purpose of purposes) addModel(store, folder, purpose);
  const document = aDocument({ id: documentId("a"), language: "en" });
  addReadDocument(store, document, passages);
  const encoder = scriptedEncoder();
  const registry = createRegistry({ files: models, engine, encoder, options, logger });
  const retrieval = createRetrieval({ store, models: registry, jobs, logger });
  const index = async () => {
    retrieval.index();
    for (const { id, kind } of jobs.list()) if (kind === "index") await jobs.finished(id).catch(() => {});
  };
  const search = async (words: string, question = words) => {
    const hits = await retrieval.search([document.id], { words, question }, 10);
    return hits.map(({ text }) => text);
  };
  return { ...library, models, registry, encoder, jobs, document, index, search };
}

function addModel(store: Store, folder: string, purpose: "embedding" | "reranking"): void {
  const file = path.join(folder, `${purpose}.gguf`);
  writeFileSync(file, "GGUF");
  const id = createHash("sha256").update(purpose).digest("hex");
  const metadata = { ...someMetadata(4), purpose };
  store.models.put({ id, name: purpose, path: file, bundled: false, owned: false, metadata, addedAt: 1 });
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
  const hit = (id: number): PassageHit => ({
    id,
    documentId: documentId("a"),
    index: id,
    page: 1,
    start: 0,
    end: 1,
    section: null,
    text: "",
    score: 0,
  });
  const ids = (...lists: number[][]) => fuse(lists.map((list) => list.map(hit))).map(({ id }) => id);

  it("puts first what stands in both, then what stands high in one", () => {
    expect(ids([1, 2, 3], [4, 3])).toEqual([3, 1, 4, 2]);
    expect(ids([1, 2], [])).toEqual([1, 2]);
    expect(ids([], [])).toEqual([]);
  });
});
