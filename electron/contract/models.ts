import * as z from "zod";
import { problemSchema } from "./errors.ts";
import { calibrationSchema } from "./calibration.ts";
import { reasonSchema } from "./reasons.ts";
import { storedTrialSchema } from "./trials.ts";

export { type Calibration, calibrationSchema } from "./calibration.ts";

export const modelFitSchema = z.object({
  verdict: z.enum(["fits", "tight", "tooLarge"]),
  /** bytes the model and a context of `contextSize` tokens need */
  needBytes: z.number(),
  freeBytes: z.number(),
  /** context this machine can hold, in tokens; 0 when too large */
  contextSize: z.number().int(),
  reason: reasonSchema,
});
export type ModelFit = z.infer<typeof modelFitSchema>;

/**
 * instruct: follows rules in a system prompt; starter: was trained on the plain prompts of this application and only chooses;
 * base: was taught no answers and continues whatever text it is given
 */
export const modelStyleSchema = z.enum(["instruct", "starter", "base"]);
export type ModelStyle = z.infer<typeof modelStyleSchema>;

/** A mixture of experts: parts of its layers of which each token is computed with some only. */
export const expertsSchema = z.object({
  /** in a layer */
  count: z.number().int(),
  /** of them that a token is computed with */
  used: z.number().int(),
  /** weights that a token is computed with */
  activeParameters: z.number(),
});
export type Experts = z.infer<typeof expertsSchema>;

/** Which program runs a model: the application itself, or the llama-server that a person named. */
export const modelRunnerSchema = z.enum(["app", "server"]);
export type ModelRunner = z.infer<typeof modelRunnerSchema>;

export const modelSchema = z.object({
  /** SHA-256 of the file */
  id: z.string(),
  name: z.string(),
  fileName: z.string(),
  bytes: z.number(),
  architecture: z.string(),
  quantization: z.string(),
  /** number of weights; null where the file does not say */
  parameters: z.number().nullable(),
  /** of a mixture of experts; null where every token is computed with all weights */
  experts: expertsSchema.nullable(),
  /** tokens the model was trained for */
  trainContext: z.number().int(),
  licence: z.string().nullable(),
  hasChatTemplate: z.boolean(),
  /** its chat template has a place for tools that it may call */
  callsTools: z.boolean(),
  /** what it is made for: to write, to find passages (by vectors, or by ranking them), or to tell whether a statement follows */
  purpose: z.enum(["chat", "embedding", "reranking", "entailment"]),
  /** of a model that writes, how it can be asked */
  style: modelStyleSchema,
  /** why it cannot be used, where it was added before that was known; null where it can */
  problem: problemSchema.nullable(),
  /** part of the application: cannot be removed */
  bundled: z.boolean(),
  isDefault: z.boolean(),
  /** answers in a chat where no other is chosen: the default model if it can, else one that can */
  isChatDefault: z.boolean(),
  /** how well it checks statements; null where it was not tried yet */
  calibration: calibrationSchema.nullable(),
  /** what it was found to be good for; null where it was not tried yet */
  trial: storedTrialSchema.nullable(),
  runBy: modelRunnerSchema,
  fit: modelFitSchema,
  addedAt: z.number(),
});
export type Model = z.infer<typeof modelSchema>;

export const engineStateSchema = z.object({
  status: z.enum(["stopped", "starting", "idle", "loading", "ready", "busy", "restarting", "failed"]),
  /** the loaded model, or the one being loaded */
  modelId: z.string().nullable(),
  modelName: z.string().nullable(),
  /** 0 to 1 while loading */
  loadProgress: z.number().nullable(),
  /** "cpu", "metal", "cuda" or "vulkan", and why it was chosen */
  gpu: z
    .object({ type: z.enum(["cpu", "metal", "cuda", "vulkan"]), reason: reasonSchema, layers: z.number().int() })
    .nullable(),
  threads: z
    .object({
      count: z.number().int(),
      reason: reasonSchema,
      /** threads that read prompts, where they are not as many as those that write; else null */
      reading: z.number().int().nullable(),
    })
    .nullable(),
  contextSize: z.number().int().nullable(),
  /** how the memory was shared out when the model was loaded; null where none is */
  memory: z
    .object({
      /** what kept the context from being longer */
      contextBy: z.enum(["settings", "usual", "training", "memory"]),
      /** sequences that background work may run at the same time; the chat has one of its own */
      mostParallelism: z.number().int(),
      /** bytes of the weights and the caches of all sequences */
      bytes: z.number(),
      /** bytes that were free before */
      freeBytes: z.number(),
      /** by which the computer's free memory shrank */
      takenBytes: z.number(),
    })
    .nullable(),
  /** how conversations are written where not as the file's own chat template has it; null: they are */
  prompt: reasonSchema.nullable(),
  tokensPerSecond: z.number().nullable(),
  problem: problemSchema.nullable(),
});
export type EngineState = z.infer<typeof engineStateSchema>;

export interface ModelLayers {
  readonly count: number;
  /** of them, the last ones, that are mixtures of experts */
  readonly withExperts: number;
  /** of the weights of all experts */
  readonly expertBytes: number;
}

/** What a GGUF file says of itself, read in the engine process under a time limit. */
export interface ModelMetadata {
  readonly name: string | null;
  readonly architecture: string;
  readonly quantization: string;
  readonly parameters: number | null;
  /** of a mixture of experts; left out where it is none, and where an earlier version read the file */
  readonly experts?: Experts | null;
  /** how its weights lie in layers, by which they are shared out between GPU and main memory; left out where an earlier version read the file */
  readonly layers?: ModelLayers;
  readonly trainContext: number;
  readonly licence: string | null;
  readonly hasChatTemplate: boolean;
  /** its chat template speaks of tools and of calls; whether it writes them so that they can be read shows when it is loaded */
  readonly callsTools: boolean;
  /** bytes of the file */
  readonly bytes: number;
  /** bytes of KV cache a token of context takes with the default cache type, estimated from the metadata */
  readonly bytesPerContextToken: number;
  /** what it is made for: to write, to give texts vectors, to score how well a text answers a question, or whether a statement follows */
  readonly purpose: "chat" | "embedding" | "reranking" | "entailment";
  readonly style: ModelStyle;
  /** tokens of a document it does best to see at a time; null: as many as the token budget leaves */
  readonly chunkTokens: number | null;
}
