import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import type { JobEvent } from "../../../electron/contract/jobs.ts";
import type { EngineState } from "../../../electron/contract/models.ts";
import type { Document, Page, Sentence } from "../../../electron/contract/documents.ts";
import { type Chat, createChat } from "../../../electron/core/chat/createChat.ts";
import { createTexts } from "../../../electron/core/library/library.ts";
import type { Encoder } from "../../../electron/core/llm/local/encoder.ts";
import type { GenerateResult, Thought } from "../../../electron/core/llm/languageModel.ts";
import type { ChatTurn, Engine, GenerateRequest, ModelMetadata } from "../../../electron/core/llm/local/engine.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import type { Jobs } from "../../../electron/core/jobs/jobs.ts";
import { createModelFiles, type ModelFiles } from "../../../electron/core/llm/local/modelFiles.ts";
import { createRegistry, modelOptions } from "../../../electron/core/llm/registry.ts";
import type { Retrieval } from "../../../electron/core/retrieval/retrieval.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { createIds } from "../../../electron/host/nodePorts.ts";
import { aDocument, aPage, documentId, openLibrary, type TestLibrary } from "../store/library.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { exporter } from "../../helpers/exporter.ts";
import { noRemoteModels } from "../../helpers/remoteModels.ts";

/** What the scripted engine does for one call of `generate`; made from the request where it depends on the prompt. */
export interface Line {
  readonly pieces: readonly string[];
  readonly stop?: GenerateResult["stop"];
  readonly thought?: Thought;
  /** what counts in the end, where it is not what the pieces say */
  readonly text?: string;
  /** thrown after the pieces in place of an end */
  readonly error?: AppError;
  /** holds the call after the pieces until it is stopped */
  readonly hold?: boolean;
}
export type Script = (Line | ((request: GenerateRequest) => Line))[];

export interface ScriptedEngine extends Engine {
  /** all but those for the title of a conversation */
  readonly requests: GenerateRequest[];
  readonly titleRequests: GenerateRequest[];
  /** resolves when a call that is held has given its pieces */
  held(): Promise<void>;
}

export const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0;

/** An engine that says its lines; a token is a word, and a turn takes two more. */
export function createScriptedEngine(script: Script, contextSize = 4000, title = ""): ScriptedEngine {
  const requests: GenerateRequest[] = [];
  const titleRequests: GenerateRequest[] = [];
  const lines = [...script];
  let holding = Promise.withResolvers<void>();
  let state: EngineState = {
    status: "stopped",
    modelId: null,
    modelName: null,
    loadProgress: null,
    gpu: null,
    threads: null,
    memory: null,
    contextSize: null,
    prompt: null,
    tokensPerSecond: null,
    problem: null,
  };
  const count = (turns: readonly ChatTurn[]) => turns.reduce((sum, { text }) => sum + countWords(text) + 2, 0);
  const engine: ScriptedEngine = {
    requests,
    titleRequests,
    held: () => holding.promise,
    get state() {
      return state;
    },
    onState: () => () => {},
    readMetadata: () => Promise.resolve(someMetadata(4)),
    readAdapter: () => Promise.reject(new Error("There is no adapter here.")),
    load(model) {
      state = { ...state, status: "ready", modelId: model.id, modelName: model.name, contextSize };
      return Promise.resolve({ modelId: model.id, contextSize, parallelism: 1 });
    },
    acquire: async (model, options, signal) => ({
      ...(await engine.load(model, options, signal)),
      [Symbol.dispose]() {},
    }),
    parallelism: 1,
    preload() {},
    unload() {
      state = { ...state, status: "stopped", modelId: null };
      return Promise.resolve();
    },
    countTokens: (texts) => Promise.resolve(texts.map(countWords)),
    countTurns: (turns) => Promise.resolve(count(turns)),
    async generate(request, options = {}) {
      const isTitle = request.priority === "background";
      (isTitle ? titleRequests : requests).push(request);
      const next = isTitle ? { pieces: [title] } : (lines.shift() ?? { pieces: ["Nothing", " more."] });
      const line = typeof next === "function" ? next(request) : next;
      if (line.thought) options.onThought?.(line.thought.text);
      for (const piece of line.pieces) {
        await Promise.resolve();
        if (options.signal?.aborted) throw new AppError("CANCELLED");
        options.onText?.(piece);
      }
      if (line.hold) {
        holding.resolve();
        holding = Promise.withResolvers<void>();
        await new Promise<never>((_, reject) => {
          const stop = () => reject(new AppError("CANCELLED"));
          if (options.signal?.aborted) stop();
          options.signal?.addEventListener("abort", stop, { once: true });
        });
      }
      if (line.error) throw line.error;
      return {
        text: line.text ?? line.pieces.join(""),
        thought: line.thought ?? null,
        promptTokens: count(request.turns),
        evaluatedPromptTokens: count(request.turns),
        completionTokens: countWords(line.pieces.join("")),
        stop: line.stop ?? "end",
        prefillMs: 10,
        decodeMs: 100,
      };
    },
    decide: ({ decide }) => Promise.resolve(decide.map(() => 1 / decide.length)),
    setThreads() {},
    dispose: () => Promise.resolve(),
  };
  return engine;
}

export function someMetadata(bytes: number): ModelMetadata {
  return {
    name: "Scripted",
    architecture: "llama",
    quantization: "Q4_0",
    parameters: 1000,
    trainContext: 8192,
    licence: null,
    hasChatTemplate: true,
    callsTools: false,
    bytes,
    bytesPerContextToken: 1,
    purpose: "chat",
    style: "instruct",
    chunkTokens: null,
  };
}

export interface Room extends TestLibrary {
  readonly chat: Chat;
  readonly engine: ScriptedEngine;
  readonly jobs: Jobs;
  readonly models: ModelFiles;
  readonly changes: string[];
  /** conversations whose prompt caches were deleted */
  readonly forgotten: string[];
  /** Follows the job to its end. */
  follow(jobId: string): Promise<{ events: JobEvent[]; text: string; last: JobEvent["type"] | undefined }>;
}

/** A conversation's surroundings: a real library and job queue, one model, and an engine with lines to say. */
export async function openRoom(
  script: Script = [],
  options: {
    contextSize?: number;
    /** what the model writes where it is asked for a title */
    title?: string;
    library?: TestLibrary;
    model?: boolean;
    /** what chat sees in place of the library's own messages */
    messages?: (own: Store["messages"]) => Store["messages"];
  } = {},
): Promise<Room> {
  const library = options.library ?? openLibrary();
  const { clock, logger, folder } = library;
  const messages = options.messages?.(library.store.messages) ?? library.store.messages;
  const store: Store = { ...library.store, messages };
  const ids = createIds(clock);
  const engine = createScriptedEngine(script, options.contextSize, options.title);
  const jobs = createJobs({ clock, logger, ids });
  onTestFinished(() => jobs.dispose());
  const changes: string[] = [];
  const forgotten: string[] = [];
  const changed = (what: string, id: string | null) => void changes.push(`${what}:${id}`);
  const settings = () => store.settings.get();
  const paths = { data: folder, resources: folder };
  const freeMemory = () => ({ total: 8e9, free: 4e9 });
  const runOptions = modelOptions(settings);
  const loadOptions = runOptions.ofEngine;
  const models = createModelFiles({
    store,
    engine,
    jobs,
    clock,
    logger,
    paths,
    settings,
    loadOptions,
    changed,
    freeMemory,
  });
  if (options.model !== false) addModelFile(store, folder);
  const chat = createChat({
    promptCache: { forget: (conversationId) => void forgotten.push(conversationId) },
    retrieval: wordsOnly(store),
    store,
    textWorker: directTextWorker,
    texts: createTexts({ store, logger }),
    documents: {
      jobOf: (id) => jobs.list().find(({ subject, status }) => subject === id && status === "running")?.id ?? null,
    },
    jobs,
    models: createRegistry({
      remote: noRemoteModels,
      files: models,
      engine,
      encoder: noEncoder,
      options: runOptions,
      logger,
    }),
    clock,
    logger,
    ids,
    settings,
    changed,
    exporter,
  });
  return {
    ...library,
    chat,
    engine,
    jobs,
    models,
    changes,
    forgotten,
    async follow(jobId) {
      const events: JobEvent[] = [];
      for await (const event of jobs.attach(jobId)) events.push(event);
      const text = events.map((event) => (event.type === "delta" ? event.text : "")).join("");
      return { events, text, last: events.at(-1)?.type };
    },
  };
}

const noEncoder: Encoder = {
  embed: () => Promise.reject(new AppError("INTERNAL")),
  rank: () => Promise.reject(new AppError("INTERNAL")),
  entail: () => Promise.reject(new AppError("INTERNAL")),
  countTokens: () => Promise.reject(new AppError("INTERNAL")),
  dispose() {},
};

/** Passages by their words alone, as where no model for it is installed. */
export function wordsOnly(store: Pick<Store, "documents">): Pick<Retrieval, "search"> {
  return {
    search: (ids, { words }, most) =>
      Promise.resolve(words === "" ? [] : store.documents.searchPassages(ids, words, most)),
  };
}

function addModelFile(store: Store, folder: string): void {
  const file = path.join(folder, "scripted.gguf");
  writeFileSync(file, "GGUF");
  const id = createHash("sha256").update("GGUF").digest("hex");
  const metadata = someMetadata(4);
  store.models.put({ id, name: "Scripted", path: file, bundled: false, owned: false, metadata, addedAt: 1 });
}

/** A page of paragraphs; each paragraph is a list of sentences. */
export function pageOf(number: number, paragraphs: readonly (readonly string[])[]): Page {
  const sentences: Sentence[] = [];
  const blocks: Page["blocks"] = [];
  let text = "";
  for (const paragraph of paragraphs) {
    if (text !== "") text += "\n\n";
    const start = text.length;
    for (const [index, sentence] of paragraph.entries()) {
      if (index > 0) text += " ";
      sentences.push({
        id: `p${number}.s${sentences.length + 1}`,
        start: text.length,
        end: text.length + sentence.length,
      });
      text += sentence;
    }
    blocks.push({ kind: "paragraph", start, end: text.length });
  }
  return aPage(number, text, { blocks, sentences });
}

/** Adds a read document; every paragraph is a passage of the index. */
export function addDocument(
  store: Store,
  pages: readonly (readonly (readonly string[])[])[],
  patch: Partial<Document> = {},
): Document {
  const made = pages.map((paragraphs, index) => pageOf(index + 1, paragraphs));
  const words = made.reduce((sum, { text }) => sum + countWords(text), 0);
  const document = aDocument({ id: documentId("a"), pages: pages.length, words, ...patch });
  store.documents.put(document);
  store.documents.addPages(document.id, made);
  store.documents.finish(document.id, { ...document, outline: [] });
  store.documents.setPassages(
    document.id,
    made.flatMap(({ number, text, blocks }) =>
      blocks.map(({ start, end }) => ({ page: number, start, end, section: null, text: text.slice(start, end) })),
    ),
  );
  return document;
}
