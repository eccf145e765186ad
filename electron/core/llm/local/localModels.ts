import { AppError, toAppError } from "../../../contract/errors.ts";
import type { ModelRunner } from "../../../contract/models.ts";
import type { Logger } from "../../ports.ts";
import type {
  Capabilities,
  GenerateHandlers,
  GenerateRequest,
  GenerateResult,
  LanguageModel,
  ModelSession,
  ModelUse,
  OpenOptions,
  ToolCallPiece,
} from "../languageModel.ts";
import type { Engine, LoadedModel, LoadOptions, ModelFile, ModelMetadata } from "./engine.ts";
import { leastContextSize, usualContextSize } from "./fit.ts";
import { constraintOf } from "./gbnf.ts";

/** A GGUF file of this computer, with what is known of it. */
export interface LocalFile extends ModelFile {
  readonly metadata: Pick<
    ModelMetadata,
    "quantization" | "style" | "chunkTokens" | "trainContext" | "bytes" | "bytesPerContextToken"
  > &
    Partial<Pick<ModelMetadata, "callsTools" | "parameters" | "experts" | "layers">>;
  /** left out: the application */
  readonly runBy?: ModelRunner;
}

/** What a model is, whichever process runs its file. */
export function identityOf({
  id,
  name,
  metadata,
}: LocalFile): Pick<LanguageModel, "id" | "name" | "provenance" | "style" | "preferredChunkTokens"> {
  return {
    id,
    name,
    provenance: { kind: "gguf", sha256: id, quantization: metadata.quantization },
    style: metadata.style,
    preferredChunkTokens: metadata.chunkTokens,
  };
}

/** Models that write, run by the engine process. */
export interface LocalModels {
  of(file: LocalFile): LanguageModel;
}

export interface LocalModelsDeps {
  readonly engine: Engine;
  readonly logger: Logger;
  /** of the settings, read whenever a model is opened */
  readonly options: () => LoadOptions;
}

/** Calls of a session that are made again after the engine died under them, beyond its own repeats. */
const repeats = 2;

const capabilities = {
  generate: true,
  decide: true,
  embed: false,
  rerank: false,
  entail: false,
} satisfies Partial<Capabilities>;

export function createLocalModels(deps: LocalModelsDeps): LocalModels {
  const { engine, options } = deps;
  const sessions = new Set<OpenSession>();

  return {
    of(file) {
      const { metadata } = file;
      return {
        ...identityOf(file),
        capabilities: { ...capabilities, tools: metadata.callsTools ?? false },
        open: (use, open) => openSession(deps, sessions, { file, use, open }),
        standing() {
          const { status, modelId, contextSize } = engine.state;
          const isReady = modelId === file.id && (status === "ready" || status === "busy");
          const isAtRest = status === "stopped" || status === "idle" || status === "ready" || status === "failed";
          const { gpu, contextSize: asked } = options();
          const most = Math.min(asked ?? usualContextSize, metadata.trainContext || usualContextSize);
          return {
            isReady,
            isFree: isAtRest && (modelId === null || modelId === file.id),
            contextTokens: isReady ? contextSize : null,
            contextRange: { least: Math.min(leastContextSize, most), most },
            bytes: metadata.bytes,
            bytesPerContextToken: metadata.bytesPerContextToken,
            activeBytes: activeBytesOf(metadata),
            device: gpu,
          };
        },
      };
    },
  };
}

/** Bytes of weights that are read for a token. */
export function activeBytesOf({ bytes, parameters, experts }: LocalFile["metadata"]): number {
  return experts && parameters ? bytes * (experts.activeParameters / parameters) : bytes;
}

interface OpenSession {
  readonly modelId: string;
  readonly contextTokens: number;
}

interface Opening {
  readonly file: LocalFile;
  readonly use: ModelUse;
  readonly open: OpenOptions;
}

async function openSession(
  deps: LocalModelsDeps,
  sessions: Set<OpenSession>,
  { file, use, open: { signal, onLoading, onUse, asItIs = false } }: Opening,
): Promise<ModelSession> {
  const { engine, logger, options } = deps;
  const stopWatching = engine.onState(({ status, modelId, loadProgress }) => {
    if (status === "loading" && modelId === file.id && loadProgress !== null) onLoading?.(loadProgress);
  });
  let held: (LoadedModel & Disposable) | null = null;
  let loaded: LoadedModel;
  try {
    const wanted = options();
    // What works with a larger context was planned for it: a smaller one waits for its end.
    const isTooSmall = [...sessions].some(
      ({ modelId, contextTokens }) => modelId === file.id && contextTokens > (wanted.contextSize ?? Infinity),
    );
    if (!asItIs && !isTooSmall) await engine.load(file, wanted, signal);
    held = await engine.acquire(file, wanted, signal);
    loaded = held;
  } catch (thrown) {
    held?.[Symbol.dispose]();
    stopWatching();
    throw thrown;
  }
  // Somebody waits for a chat, or a program's request, to its end; background work lets another model in between two calls.
  if (use === "background") held[Symbol.dispose]();
  const own: OpenSession = { modelId: file.id, contextTokens: loaded.contextSize };
  sessions.add(own);

  /** Makes a call while the model is loaded and stays so. */
  async function withModel<T>(call: () => Promise<T>): Promise<T> {
    // Held already: to ask once more would be to wait for whoever waits for the end of this session.
    if (use !== "background") return await call();
    using now = await engine.acquire(file, options(), signal);
    try {
      return await call();
    } finally {
      // Measured anew by what was just done.
      loaded = { ...now, parallelism: engine.parallelism };
    }
  }

  /** Again where the engine died under it or another model was in its place, as long as nothing of the answer was shown. */
  async function again<T>(call: (attempt: number) => Promise<T>, isShown: () => boolean): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await withModel(() => call(attempt));
      } catch (thrown) {
        const { code } = toAppError(thrown);
        const mayPass = code === "ENGINE_CRASHED" || code === "MODEL_CHANGED";
        if (!mayPass || isShown() || signal.aborted || attempt >= repeats) throw thrown;
        logger.warn("A question to the model is asked again", { attempt, code });
      }
    }
  }

  async function generate(
    { format, cacheKey, thinking, endsLoops = true, ...request }: GenerateRequest,
    { onText, onThought, onLogprobs, onToolCallPiece }: GenerateHandlers,
  ): Promise<GenerateResult> {
    let shown = false;
    const constraint = constraintOf(format, request);
    return await again(
      (attempt) =>
        engine.generate(
          {
            ...request,
            // The same text would come again from the same seed, and with it what it may have brought about.
            seed: request.seed + attempt,
            ...constraint,
            ...(!endsLoops && { keepLoops: true }),
            // A grammar leaves no place for thoughts.
            ...(thinking && !format ? { thinking } : {}),
            ...(cacheKey === undefined ? {} : { promptCache: { key: cacheKey } }),
            modelId: file.id,
            priority: priorityOf(use),
          },
          {
            signal,
            ...(onUse && { onUse }),
            ...(onText && {
              onText(text: string) {
                shown = true;
                onText(text);
              },
            }),
            ...(onThought && {
              onThought(text: string) {
                shown = true;
                onThought(text);
              },
            }),
            ...(onToolCallPiece && {
              onToolCallPiece(piece: ToolCallPiece) {
                shown = true;
                onToolCallPiece(piece);
              },
            }),
            ...(onLogprobs && { onLogprobs }),
          },
        ),
      () => shown,
    );
  }

  /** @throws MODEL_CANNOT with the name of the model */
  async function named<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (thrown) {
      const { code, data } = toAppError(thrown);
      const what = data?.["what"];
      if (code !== "MODEL_CANNOT" || typeof what !== "string") throw thrown;
      throw new AppError("MODEL_CANNOT", { data: { name: file.name, what }, cause: thrown });
    }
  }

  return {
    contextTokens: own.contextTokens,
    get parallelism() {
      return Math.max(1, loaded.parallelism);
    },
    thinks: loaded.thinks ?? false,
    memoryBytes: loaded.memoryBytes ?? null,
    countTexts: async (texts) => (texts.length === 0 ? [] : await withModel(() => engine.countTokens(texts, signal))),
    countTurns: (turns, tools = []) => named(() => withModel(() => engine.countTurns(turns, tools, signal))),
    generate: (request, handlers = {}) => named(() => generate(request, handlers)),
    decide: ({ turns, choices }) =>
      again(
        () =>
          engine.decide(
            {
              turns,
              decide: choices,
              maxTokens: 1,
              temperature: 0,
              seed: 1,
              modelId: file.id,
              priority: priorityOf(use),
            },
            signal,
            onUse,
          ),
        () => false,
      ),
    [Symbol.asyncDispose]() {
      sessions.delete(own);
      held[Symbol.dispose]();
      stopWatching();
      return Promise.resolve();
    },
  };
}

/** One sequence answers the chat; all others are written together, in a batch for all, which is what several programs at once want. */
function priorityOf(use: ModelUse): "chat" | "background" {
  return use === "chat" ? "chat" : "background";
}
