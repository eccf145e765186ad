import type { Problem } from "../../../contract/errors.ts";
import type { Reason } from "../../../contract/reasons.ts";
import type { TokenLogprob, Tool, ToolCallPiece } from "../languageModel.ts";
import type { AdapterMetadata, ChatTurn, GenerateRequest, GenerateResult, ModelFile, ModelMetadata } from "./engine.ts";

/** The messages between the shell and the engine process. Both ends are ours; the types are the agreement. */

export interface EngineMethods {
  readonly metadata: { readonly params: { readonly path: string }; readonly result: ModelMetadata };
  readonly adapter: {
    readonly params: { readonly path: string; readonly models: readonly Pick<ModelFile, "id" | "path">[] };
    readonly result: AdapterMetadata;
  };
  readonly load: { readonly params: LoadParams; readonly result: LoadReport & LoadedGenerator };
  readonly countTokens: { readonly params: { readonly texts: readonly string[] }; readonly result: number[] };
  readonly countTurns: {
    readonly params: { readonly turns: readonly ChatTurn[]; readonly tools: readonly Tool[] };
    readonly result: number;
  };
  /** Keeps what the sequences hold of conversations, for a process that is about to end. */
  readonly keepPrompts: { readonly params: null; readonly result: null };
  readonly loadEncoder: { readonly params: EncoderParams; readonly result: null };
  readonly embed: {
    readonly params: { readonly texts: readonly string[]; readonly whole: boolean };
    readonly result: Float32Array[];
  };
  readonly rank: {
    readonly params: { readonly query: string; readonly texts: readonly string[] };
    readonly result: number[];
  };
  readonly entail: {
    readonly params: { readonly text: string; readonly statements: readonly string[] };
    readonly result: number[];
  };
  readonly generate: { readonly params: GenerateRequest; readonly result: GenerateReport };
}

export interface LoadedGenerator extends Pick<GenerateReport, "parallelism"> {
  /** it may think before it answers */
  readonly thinks: boolean;
}

export interface GenerateReport extends GenerateResult {
  /** of what was to be decided between */
  readonly probabilities?: readonly number[];
  /** sequences that background work is best run at from here on, by what was measured */
  readonly parallelism: number;
}

export type EngineMethod = keyof EngineMethods;

export interface LoadParams {
  readonly path: string;
  readonly adapters: NonNullable<ModelFile["adapters"]>;
  readonly gpu: "auto" | "cpu";
  /** why the CPU was asked for, where the shell decided it; shown to people */
  readonly gpuReason: Reason | null;
  /** threads for the first evaluation */
  readonly threads: number;
  readonly contextSize: number | null;
  /** whether what was written before may be guessed to come again */
  readonly lookup: boolean;
  /** leave the file's own chat template unread, because it hung or crashed the process before */
  readonly ignoreTemplate: boolean;
  /** where and how prompt caches of conversations are kept; null: nowhere */
  readonly promptCache: PromptCacheParams | null;
}

export interface PromptCacheParams {
  readonly folder: string;
  /** 32 bytes, for the tags of the files */
  readonly key: Uint8Array;
  /** SHA-256 of the model's file, or of its id with its adapters */
  readonly modelId: string;
  /** milliseconds without a request to a sequence until what it holds is kept */
  readonly quietMs: number;
  /** milliseconds of reading that a prompt cache must save to be kept or restored */
  readonly leastGainMs: number;
  /** of all prompt caches together */
  readonly mostBytes: number;
}

export interface EncoderParams {
  readonly path: string;
  readonly gpu: "auto" | "cpu";
  readonly threads: number;
  readonly purpose: EncoderPurpose;
}

/** What a model that reads texts and writes none is made for. */
export type EncoderPurpose = Exclude<ModelMetadata["purpose"], "chat">;

export interface LoadReport {
  readonly contextSize: number;
  /** sequences that the memory holds for background work */
  readonly mostParallelism: number;
  readonly gpu: {
    readonly type: "cpu" | "metal" | "cuda" | "vulkan";
    readonly reason: Reason;
    readonly layers: number;
  };
  readonly memory: {
    /** what kept the context from being longer */
    readonly contextBy: "settings" | "usual" | "training" | "memory";
    /** bytes of the weights and the caches of all sequences, by the plan */
    readonly bytes: number;
    /** bytes that were free before */
    readonly freeBytes: number;
    /** by which the computer's free memory shrank */
    readonly takenBytes: number;
  };
  /** cores that are useful for arithmetic, as llama.cpp counts them */
  readonly mathCores: number;
  /** how conversations are written where not as the file's own chat template has it; null: they are */
  readonly prompt: Reason<"PROMPT_GUESSED" | "PROMPT_PLAIN"> | null;
}

/** Threads for batches of prompts and for batches that write. */
export interface ThreadCounts {
  readonly prefill: number;
  readonly decode: number;
}

/** Batches of one kind that were evaluated since the last pulse. */
export interface BatchTimes {
  readonly phase: keyof ThreadCounts;
  /** tokens of each; for a prompt rounded up to a power of two */
  readonly width: number;
  readonly threads: number;
  readonly batches: number;
  /** median, in milliseconds */
  readonly msPerToken: number;
}

/** What the process is doing while it may hang or die, so that the shell knows what to leave out next time. */
export type EnginePhase = "runtime" | "weights" | "context" | "template" | "promptCache" | "evaluation";

export type ToEngine =
  | {
      [M in EngineMethod]: {
        readonly type: "call";
        readonly id: number;
        readonly method: M;
        readonly params: EngineMethods[M]["params"];
      };
    }[EngineMethod]
  | { readonly type: "cancel"; readonly id: number }
  /** Deletes the prompt caches of a conversation; null: of all. */
  | { readonly type: "forget"; readonly key: string | null }
  | { readonly type: "threads"; readonly counts: ThreadCounts };

export type FromEngine =
  | { readonly type: "hello" }
  /** `cpuMs`: the call's share of the processor time of the process while it ran */
  | { readonly type: "result"; readonly id: number; readonly result: unknown; readonly cpuMs: number }
  | { readonly type: "error"; readonly id: number; readonly problem: Problem }
  | { readonly type: "text" | "thought"; readonly id: number; readonly text: string }
  | { readonly type: "logprobs"; readonly id: number; readonly tokens: readonly TokenLogprob[] }
  | { readonly type: "toolCall"; readonly id: number; readonly piece: ToolCallPiece }
  | { readonly type: "phase"; readonly phase: EnginePhase | null }
  | { readonly type: "loadProgress"; readonly fraction: number }
  /** Something was evaluated since the last one. `cpuMs` is the processor time of the process so far. */
  | {
      readonly type: "pulse";
      readonly progressed: boolean;
      readonly cpuMs: number;
      readonly tokensPerSecond: number | null;
      readonly work: readonly BatchTimes[];
    };

/** Milliseconds between two pulses while the process works. */
export const PULSE_MS = 500;
