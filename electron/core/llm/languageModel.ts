import type { ModelName } from "../../contract/modelName.ts";
import type { ModelStyle } from "../../contract/models.ts";
import { primaryTag } from "../text/languageTag.ts";
import type { AnswerFormat } from "./answerFormat.ts";

/** A model that can be asked, wherever it runs. Nothing here knows how: providers are in folders beside this file. */
export interface LanguageModel {
  /** names it for good: of a file its SHA-256 */
  readonly id: string;
  readonly name: string;
  readonly provenance: Provenance;
  readonly style: ModelStyle;
  /** tokens of a document it does best to see at a time; null: as many as the token budget leaves */
  readonly preferredChunkTokens: number | null;
  readonly capabilities: Capabilities;
  /** primary tags of the only languages it knows (BCP 47); left out where that is not known */
  readonly languages?: readonly string[];
  /** false where its vectors were found not to tell a right claim from a wrong one: they find passages and verify nothing */
  readonly tellsMeaning?: boolean;
  /** milliseconds that a person lets it take until it begins to answer, and between two pieces; left out where nobody said */
  readonly waitMs?: number;
  /** of several that stand in for one another, all of them: the first is the one it bears the id and the name of; absent for one alone */
  readonly members?: readonly ChainMember[];
  /** what the ledger of costs counts its calls as, and those of models that help it; left out for the task that it was chosen for */
  readonly countedAs?: string;
  /**
   * Makes the model ready and keeps it so for the session: that it has to be loaded, sleeps, dies or gives way to another one in
   * between is hidden.
   * @throws CANCELLED when the signal aborts, as does every call of the session; MODEL_NOT_FOUND, MODEL_DAMAGED, MODEL_TOO_LARGE,
   * MODEL_LOAD_FAILED, ENGINE_UNAVAILABLE
   */
  open(use: ModelUse, options: OpenOptions): Promise<ModelSession>;
  /** What it takes of this computer at this moment. */
  standing(): Standing;
}

export type { ModelName, ModelStyle };

export interface ChainMember {
  readonly model: LanguageModel;
  /** does part of the work of the one before it at the same time; else it stands in where all before it fail */
  readonly shares: boolean;
}

/**
 * chat: a person waits for it, so that it goes before all else at any time; program: another program waits for it, one of several, which are
 * answered side by side, as background work is, and rest while a chat is answered
 */
export type ModelUse = "chat" | "program" | "background";

export type Provenance =
  | {
      readonly kind: "gguf";
      readonly sha256: string;
      readonly quantization: string;
      /** the program of others that runs it, with its version; absent: the application */
      readonly runBy?: string;
    }
  | {
      readonly kind: "endpoint";
      readonly url: string;
      readonly model: string;
      /** what the endpoint is called */
      readonly endpoint: string;
    };

/** The methods of a session that a model has beyond counting. */
export interface Capabilities {
  readonly generate: boolean;
  readonly decide: boolean;
  readonly embed: boolean;
  readonly rerank: boolean;
  readonly entail: boolean;
  readonly tools: boolean;
}

export interface OpenOptions {
  readonly signal: AbortSignal;
  /** told of the share that is loaded, 0 to 1, whenever the model is loaded for this session */
  readonly onLoading?: (share: number) => void;
  /** takes the model as it is where it is ready, also where the settings have changed since it was loaded */
  readonly asItIs?: boolean;
  /** told of what calls took that their results do not say, as far as whoever runs the model knows it */
  readonly onUse?: (use: CallUse) => void;
  /** what the ledger of costs counts the session as, where not as the task that the model was chosen for */
  readonly countedAs?: string;
}

/** What a call took. Tokens are of calls other than `generate`, whose result has them. */
export interface CallUse {
  /** milliseconds of processor time of the process that ran the model; calls side by side have equal shares */
  readonly cpuMs?: number;
  /** tokens of the prompt that were evaluated */
  readonly readTokens?: number;
  /** those that stood in the prompt cache */
  readonly cachedTokens?: number;
}

export interface ModelSession extends AsyncDisposable {
  /** tokens that a prompt with its answer can have */
  readonly contextTokens: number;
  /** calls at a time that are fastest, at least 1, by what was measured until now */
  readonly parallelism: number;
  /** A call may begin whenever another ends; absent: those that begin together are fastest. */
  readonly continuous?: boolean;
  /** it may think before it answers, for which its context wants some tokens more; absent: it does not */
  readonly thinks?: boolean;
  /** bytes it takes in memory; null where that is not known */
  readonly memoryBytes: number | null;
  /** Tokens of each text. */
  countTexts(texts: readonly string[]): Promise<number[]>;
  /**
   * Tokens of the turns as the model reads them, with the tools that it is offered.
   * @throws MODEL_CANNOT where there are tools in them and the model calls none
   */
  countTurns(turns: readonly ChatTurn[], tools?: readonly Tool[]): Promise<number>;
  /**
   * @throws CONTEXT_TOO_SMALL, GENERATION_FAILED; ENGINE_CRASHED and MODEL_CHANGED only once text was shown: its caller knows what
   * was shown and goes on from there
   */
  generate(request: GenerateRequest, options?: GenerateHandlers): Promise<GenerateResult>;
  /** The probability of each choice as the answer, summing to 1. */
  decide?(request: { readonly turns: readonly ChatTurn[]; readonly choices: readonly string[] }): Promise<number[]>;
  /**
   * A vector of length 1 for each text. Of one that is longer than a passage its beginning may be read alone.
   * @param how whole: all of it is read. @throws CONTEXT_TOO_SMALL where it cannot be, with the tokens that can
   */
  embed?(texts: readonly string[], how?: { readonly whole?: boolean }): Promise<Float32Array[]>;
  /** How well each text answers the query, 0 to 1. @throws CONTEXT_TOO_SMALL where one with the query is too long */
  rerank?(query: string, texts: readonly string[]): Promise<number[]>;
  /** How likely it is that each statement follows from the text, 0 to 1. @throws CONTEXT_TOO_SMALL where the text is too long */
  entail?(text: string, statements: readonly string[]): Promise<number[]>;
}

/** Counts tokens as a model does. */
export type TokenCounter = Pick<ModelSession, "countTexts" | "countTurns">;

export interface ChatTurn {
  readonly role: "system" | "user" | "assistant";
  readonly text: string;
  /** of a turn of the assistant: the tools that it called behind its text */
  readonly toolCalls?: readonly ToolCall[];
  /** of a turn of the user: these are what the tools answered, behind which its text stands */
  readonly toolResults?: readonly ToolResult[];
}

/** A function that a model may ask its caller to run. */
export interface Tool {
  /** letters, digits, `_` and `-`, 64 at most */
  readonly name: string;
  readonly description: string;
  /** JSON schema of an object */
  readonly parameters: JsonSchema;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** auto: as it sees fit; required: at least one; name: this one */
export type ToolChoice = "auto" | "required" | { readonly name: string };

export interface ToolCall {
  /** names the call within the conversation */
  readonly id: string;
  readonly name: string;
  /** the text of a JSON object, valid by the tool's parameters where the model is held to them */
  readonly arguments: string;
}

/** What a call grew by while it is written. */
export interface ToolCallPiece {
  /** of the call among those of the answer, from 0 */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  /** joined they are the arguments of the call; of the first piece may be "" */
  readonly arguments: string;
}

export interface ToolResult {
  /** of the call */
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

/** How the next token is chosen, beside temperature and seed. What is left out is off. */
export interface Sampling {
  /** 0 to 1: the likeliest tokens that come to this share together */
  readonly topP?: number;
  /** so many of the likeliest tokens */
  readonly topK?: number;
  /** 0 to 1: tokens at least this share as likely as the likeliest */
  readonly minP?: number;
  /** -2 to 2, taken off what was written already */
  readonly presencePenalty?: number;
  /** -2 to 2, taken off for each time that it was written */
  readonly frequencyPenalty?: number;
  /** above 0; 1 is off */
  readonly repeatPenalty?: number;
  /** added to the logit of a token, by the model's number of it; -100 forbids it */
  readonly logitBias?: Readonly<Record<number, number>>;
}

/** A token that was written, and what it might have been instead. */
export interface TokenLogprob {
  readonly token: string;
  /** natural logarithm of its probability before sampling */
  readonly logprob: number;
  /** the likeliest, the likeliest first; itself among them where it is one */
  readonly top: readonly { readonly token: string; readonly logprob: number }[];
}

export interface GenerateHandlers {
  /** The answer grew by this; of a result that is shorter, or other, the result counts. */
  onText?(text: string): void;
  /** Which of several models writes what is shown from here on; never told where there is one alone. */
  onWriter?(by: ModelName): void;
  /** What was shown of the answer is taken back: another model begins it anew. Where this is left out MODEL_CHANGED is thrown instead. */
  onRestart?(): void;
  /** The model thinks, and this is what. */
  onThought?(text: string): void;
  /** The model writes what is not shown before it is whole: an answer of a form. Told as far as whoever runs the model knows it. */
  onHidden?(): void;
  /** A call of a tool begins or grows; told as far as whoever runs the model knows it before the call is whole. */
  onToolCallPiece?(piece: ToolCallPiece): void;
  /** Tokens that were written, where `logprobs` asks for them. */
  onLogprobs?(tokens: readonly TokenLogprob[]): void;
}

export interface GenerateRequest {
  /** A last turn of the assistant is continued, not answered. */
  readonly turns: readonly ChatTurn[];
  /** the texts of the turns as they stand, one behind the other, to be gone on with */
  readonly plain?: boolean;
  /** free text where it is left out */
  readonly format?: AnswerFormat;
  /** of the answer, without thoughts; 0: the prompt is read, as far as whoever runs the model can do that alone, and nothing is written */
  readonly maxTokens: number;
  /**
   * Lets a model that can think before it answers, in so many tokens at most; it does not where this is left out or the answer has a
   * format. What thinks all the same is waited for.
   */
  readonly thinking?: { readonly mostTokens: number };
  /** 0 is greedy */
  readonly temperature: number;
  readonly seed: number;
  /** names the conversation, where what is read of it may be kept to open it again at once */
  readonly cacheKey?: string;
  /** @throws MODEL_CANNOT where the model's `sampling` lacks what is asked for */
  readonly sampling?: Sampling;
  /** ends the answer before any of these, which are not shown; none of them is empty */
  readonly stop?: readonly string[];
  /** alternatives that are told for each token, 0 to 20; left out: nothing is told. @throws MODEL_CANNOT */
  readonly logprobs?: number;
  /** functions that the model may call instead of answering, or behind its answer. @throws MODEL_CANNOT without `capabilities.tools` */
  readonly tools?: readonly Tool[];
  /** auto where it is left out */
  readonly toolChoice?: ToolChoice;
  /** one call at most where it is false */
  readonly parallelToolCalls?: boolean;
  /** cuts repetition off, which is not asked for where a program decides what to do about it; true where it is left out */
  readonly endsLoops?: boolean;
}

export interface GenerateResult {
  /** which of several models that stand in for one another wrote it; absent where there is one alone */
  readonly by?: ModelName;
  /** without what the model thought; empty only where it wrote nothing at all */
  readonly text: string;
  readonly thought: Thought | null;
  readonly promptTokens: number;
  /** those of the prompt that were evaluated; the rest stood in the prompt cache */
  readonly evaluatedPromptTokens: number;
  /** all that were written, thoughts included */
  readonly completionTokens: number;
  /**
   * length: `maxTokens` or the context was used up; loop: it said the same over and over, which was cut off; stop: one of the request's
   * `stop`; tools: it called tools
   */
  readonly stop: "end" | "length" | "loop" | "stop" | "tools";
  /** the one of the request's `stop` that ended it */
  readonly stopped?: string;
  readonly toolCalls?: readonly ToolCall[];
  readonly prefillMs: number;
  readonly decodeMs: number;
}

/** What a model wrote to itself before it answered. */
export interface Thought {
  readonly text: string;
  /** milliseconds that it took to write */
  readonly ms: number;
  readonly tokens: number;
  /**
   * Why it was ended for the model: its tokens were used up, it went round in circles, the model stopped in the middle of it. null:
   * the model ended it and answered.
   */
  readonly cut: "bound" | "loop" | "end" | null;
}

export interface Standing {
  /** answers without being loaded first */
  readonly isReady: boolean;
  /** can be tried without that anybody waits for it or another model gives way */
  readonly isFree: boolean;
  /** tokens of the context that is open; null where none is */
  readonly contextTokens: number | null;
  /** tokens of the context that would be opened, at least and at most, by what memory there is */
  readonly contextRange: { readonly least: number; readonly most: number };
  /** bytes of its weights and of a token of context; 0 where that is not known */
  readonly bytes: number;
  readonly bytesPerContextToken: number;
  /** bytes of the weights that are read for a token, of a mixture of experts; as `bytes` where it is left out */
  readonly activeBytes?: number;
  /** names what it computes on */
  readonly device: string;
}

/** False where the model is known not to know one of these languages. @param languages as BCP 47 */
export function knows({ languages }: Pick<LanguageModel, "languages">, asked: readonly string[]): boolean {
  return languages === undefined || asked.every((language) => languages.includes(primaryTag(language)));
}

export function modelOfRecipe({ id, name, provenance }: Pick<LanguageModel, "id" | "name" | "provenance">): ModelName {
  if (provenance.kind !== "gguf") return { name, sha256: id, quantization: "", endpoint: provenance.endpoint };
  const { quantization, runBy } = provenance;
  return { name, sha256: id, quantization, ...(runBy !== undefined && { runBy }) };
}
