import type { EngineState, ModelMetadata } from "../../../contract/models.ts";
import type {
  CallUse,
  ChatTurn,
  GenerateHandlers,
  GenerateRequest as Asked,
  GenerateResult,
  JsonSchema,
  Sampling,
  Tool,
} from "../languageModel.ts";
import type { Problem } from "../../../contract/errors.ts";

export interface ModelFile {
  /** SHA-256 of the file, the model's id */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** LoRA files that change it, each with its scale; left out: none. Of a model with adapters the id names them too */
  readonly adapters?: readonly { readonly path: string; readonly scale: number }[];
}

/** What a LoRA file says of itself. */
export interface AdapterMetadata {
  readonly name: string | null;
  readonly architecture: string;
  /** of the model that it was trained on, as the file has it */
  readonly baseName: string | null;
  readonly alpha: number | null;
  readonly rank: number;
  readonly bytes: number;
  /** by model, why the adapter is none of it; null where it fits */
  readonly refusals: Readonly<Record<string, Problem | null>>;
}

export interface LoadOptions {
  readonly gpu: "auto" | "cpu";
  /** null: follow the spare cores */
  readonly threads: number | null;
  /** tokens per sequence; null: what fits the memory, at most 16,384 and at most the training context */
  readonly contextSize: number | null;
  /** false: without guessing tokens by lookup, to measure what it gains */
  readonly lookup?: boolean;
}

export interface LoadedModel {
  readonly modelId: string;
  /** tokens one sequence can hold */
  readonly contextSize: number;
  /** sequences at which background work runs best, by what was measured until now (the chat has one of its own) */
  readonly parallelism: number;
  /** it may think before it answers; absent: it does not */
  readonly thinks?: boolean;
  /** bytes that its weights and the context of all sequences take; absent where that is not known */
  readonly memoryBytes?: number;
}

export type { ChatTurn, GenerateHandlers, GenerateResult, ModelMetadata };
export type OnUse = (use: CallUse) => void;

/** What a model is asked, as its process takes it. Turns are rendered with the model's own chat template. */
export interface GenerateRequest extends Pick<
  Asked,
  | "turns"
  | "plain"
  | "maxTokens"
  | "thinking"
  | "temperature"
  | "seed"
  | "stop"
  | "logprobs"
  | "tools"
  | "toolChoice"
  | "parallelToolCalls"
> {
  /** the model that must answer; where another is loaded by then the call fails with MODEL_CHANGED */
  readonly modelId?: string;
  /** writes on whatever it repeats */
  readonly keepLoops?: boolean;
  /** left out: the 40 likeliest tokens, of them those that come to 0.95 */
  readonly sampling?: Sampling;
  /** GBNF; the output always matches it unless `stop` is "length" */
  readonly grammar?: string;
  /** of an answer with tools, instead of a grammar: what calls none of them is a JSON value of this schema; null: any object */
  readonly valueOrCalls?: { readonly schema: JsonSchema | null };
  /** instead of a grammar: the model writes nothing of its own */
  readonly choice?: Choice;
  /** instead of an answer: how likely it would be each of these, of which there is one at least */
  readonly decide?: readonly string[];
  /** chat goes before background work at any time */
  readonly priority: "chat" | "background";
  /** the conversation this belongs to, where what is read of it may be kept to open it again at once */
  readonly promptCache?: { readonly key: string };
}

/** An answer made of given lines, word for word: each at most once, and in their order. */
export interface Choice {
  /** without line breaks */
  readonly lines: readonly string[];
  /** as many lines as there are where there are fewer than `least` */
  readonly least: number;
  readonly most: number;
}

/**
 * The shell's view of the engine process. All calls wait for their turn; when the process dies it is started again, the
 * model loaded again, and calls that have shown no text yet are repeated by themselves (up to 2 times each). A call that
 * has already called `onText`, `onThought` or `onToolCallPiece` rejects with ENGINE_CRASHED: its caller knows what was shown and continues from there.
 */
export interface Engine {
  readonly state: EngineState;
  /** sequences at which background work runs best with the loaded model, by what was measured until now */
  readonly parallelism: number;
  onState(listener: (state: EngineState) => void): () => void;
  /** @throws MODEL_NOT_FOUND, MODEL_NOT_GGUF, MODEL_TRUNCATED, MODEL_DAMAGED, MODEL_ARCHITECTURE_UNKNOWN */
  readMetadata(path: string, signal?: AbortSignal): Promise<ModelMetadata>;
  /** @throws as readMetadata; MODEL_UNUSABLE where it is no LoRA file */
  readAdapter(
    path: string,
    models: readonly Pick<ModelFile, "id" | "path">[],
    signal?: AbortSignal,
  ): Promise<AdapterMetadata>;
  /**
   * Makes this model the loaded one; at once where it already is, with the same options. Long work asks before each round of calls: the
   * best parallelism may have changed, or another model be in its place.
   * @throws as readMetadata, MODEL_TOO_LARGE (data: needBytes, freeBytes, missingBytes), ADAPTER_WRONG_BASE, MODEL_LOAD_FAILED, ENGINE_UNAVAILABLE
   */
  load(model: ModelFile, options: LoadOptions, signal?: AbortSignal): Promise<LoadedModel>;
  /**
   * As load, but takes the model with the options it is loaded with where it is, and keeps every other one from its place until
   * the hold is disposed. Threads follow the options at once.
   */
  acquire(model: ModelFile, options: LoadOptions, signal?: AbortSignal): Promise<LoadedModel & Disposable>;
  /**
   * Begins to load a model before anybody asks for it. A load of another model goes first, and a failure is only logged: who
   * asks for the model is told by his own load.
   */
  preload(model: ModelFile, options: LoadOptions): void;
  unload(): Promise<void>;
  /** Tokens of each text with the loaded model's tokenizer, without special tokens. */
  countTokens(texts: readonly string[], signal?: AbortSignal): Promise<number[]>;
  /** Tokens of the turns rendered with the chat template, with these tools. @throws MODEL_CANNOT as {@link Engine.generate} */
  countTurns(turns: readonly ChatTurn[], tools?: readonly Tool[], signal?: AbortSignal): Promise<number>;
  /**
   * The handlers are called with pieces of text, every 16 ms or, on two cores and fewer, 50 ms at most.
   * @throws CANCELLED when the signal aborts (what was shown stays the caller's), CONTEXT_TOO_SMALL, MODEL_CHANGED, ENGINE_CRASHED,
   * GENERATION_FAILED; MODEL_CANNOT where its template has no tools, or no grammar holds it to the schema of one
   */
  generate(
    request: GenerateRequest,
    options?: GenerateHandlers & { readonly signal?: AbortSignal; readonly onUse?: OnUse },
  ): Promise<GenerateResult>;
  /** The probability of each of the lines of `decide` as the answer, summing to 1. @throws as generate */
  decide(
    request: GenerateRequest & { readonly decide: readonly string[] },
    signal?: AbortSignal,
    onUse?: OnUse,
  ): Promise<number[]>;
  /** Follows a change of the settings without loading again where that is possible. */
  setThreads(threads: number | null): void;
  dispose(): Promise<void>;
}
