import { AppError } from "../../../contract/errors.ts";
import type {
  ChatTurn,
  GenerateHandlers,
  GenerateRequest,
  GenerateResult,
  LanguageModel,
  ModelSession,
  ModelUse,
  OpenOptions,
  Standing,
  TokenLogprob,
  Tool,
  ToolCall,
} from "../languageModel.ts";

/** A model without any weights: what it says is decided by who makes it, so that features can be tried on known answers. */
export interface FakeModel extends LanguageModel {
  /** every question asked, in order */
  readonly asked: readonly GenerateRequest[];
  /** sessions that were opened, in order, and how many of them are open still */
  readonly opened: readonly ModelUse[];
  readonly openSessions: number;
}

/** What is said, with what belongs to it. */
export interface FakeAnswer extends Partial<Pick<GenerateResult, "stop" | "stopped">> {
  /** in the pieces in which it is shown */
  readonly text: readonly string[];
  /** what was thought before it */
  readonly thought?: string;
  /** called behind the text */
  readonly toolCalls?: readonly ToolCall[];
  /** told where the request asks for them */
  readonly logprobs?: readonly TokenLogprob[];
  /** thrown behind the text */
  readonly fails?: Error;
}

export interface FakeModelOptions extends Partial<
  Pick<LanguageModel, "id" | "name" | "style" | "preferredChunkTokens">
> {
  /**
   * The answer, or the pieces of its text alone, which is cut before the first `stop` of the request. What it throws fails the call.
   */
  answer(
    request: GenerateRequest,
    call: number,
  ): Promise<FakeAnswer | readonly string[]> | FakeAnswer | readonly string[];
  /** false: it calls no tools, and a request with any fails with MODEL_CANNOT */
  readonly tools?: boolean;
  readonly contextTokens?: number;
  readonly parallelism?: number;
  /** tokens of a text; a token is four characters where it is left out */
  readonly count?: (text: string) => number;
  readonly embed?: (texts: readonly string[], how?: { readonly whole?: boolean }) => Float32Array[];
  readonly rerank?: (query: string, texts: readonly string[]) => number[];
  /** the probabilities of the choices */
  readonly decide?: (choices: readonly string[], turns: readonly ChatTurn[]) => number[];
  readonly entail?: (text: string, statements: readonly string[]) => number[];
  readonly standing?: Partial<Standing>;
}

export function createFakeModel(options: FakeModelOptions): FakeModel {
  const { contextTokens = 4096, count = (text: string) => Math.ceil(text.length / 4) } = options;
  const { embed, rerank, decide, entail } = options;
  const asked: GenerateRequest[] = [];
  const opened: ModelUse[] = [];
  let openSessions = 0;
  const id = options.id ?? "f".repeat(64);

  return {
    asked,
    opened,
    get openSessions() {
      return openSessions;
    },
    id,
    name: options.name ?? "Fake",
    provenance: { kind: "gguf", sha256: id, quantization: "F16" },
    style: options.style ?? "instruct",
    preferredChunkTokens: options.preferredChunkTokens ?? null,
    capabilities: {
      generate: true,
      decide: decide !== undefined,
      embed: embed !== undefined,
      rerank: rerank !== undefined,
      entail: entail !== undefined,
      tools: options.tools ?? true,
    },
    open(use, { signal, onLoading }) {
      if (signal.aborted) return Promise.reject(new AppError("CANCELLED"));
      opened.push(use);
      openSessions += 1;
      onLoading?.(1);
      return Promise.resolve(session(signal));
    },
    standing: () => ({
      isReady: true,
      isFree: true,
      contextTokens,
      contextRange: { least: contextTokens, most: contextTokens },
      bytes: 0,
      bytesPerContextToken: 0,
      device: "cpu",
      ...options.standing,
    }),
  };

  function session(signal: OpenOptions["signal"]): ModelSession {
    const turnsOf = (turns: GenerateRequest["turns"], tools: readonly Tool[] = []): number =>
      turns.reduce((sum, { text }) => sum + count(text) + 4, tools.length > 0 ? count(JSON.stringify(tools)) : 0);
    let isOpen = true;
    return {
      contextTokens,
      parallelism: options.parallelism ?? 1,
      memoryBytes: null,
      countTexts: (texts) => during(() => texts.map(count)),
      countTurns: (turns, tools) => during(() => turnsOf(turns, tools)),
      generate: (request, calls) => during(() => generate(request, calls)),
      ...(decide && { decide: ({ choices, turns }) => during(() => decide(choices, turns)) }),
      ...(embed && {
        embed: (texts: readonly string[], how?: { readonly whole?: boolean }) => during(() => embed(texts, how)),
      }),
      ...(rerank && {
        rerank: (query: string, texts: readonly string[]) => during(() => rerank(query, texts)),
      }),
      ...(entail && {
        entail: (text: string, statements: readonly string[]) => during(() => entail(text, statements)),
      }),
      [Symbol.asyncDispose]() {
        if (isOpen) openSessions -= 1;
        isOpen = false;
        return Promise.resolve();
      },
    };

    /** As long as the session is open and nobody has stopped it. @throws CANCELLED; INTERNAL for a session that was closed */
    async function during<T>(work: () => T | Promise<T>): Promise<T> {
      if (!isOpen) throw new AppError("INTERNAL", { cause: new Error("The session of the model was closed.") });
      throwIfStopped();
      return await Promise.race([Promise.resolve(work()), untilStopped()]);
    }

    function untilStopped(): Promise<never> {
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new AppError("CANCELLED")), { once: true });
      });
    }

    function throwIfStopped(): void {
      if (signal.aborted) throw new AppError("CANCELLED");
    }

    async function generate(request: GenerateRequest, handlers: GenerateHandlers = {}): Promise<GenerateResult> {
      const promptTokens = turnsOf(request.turns, request.tools);
      if (promptTokens >= contextTokens) {
        throw new AppError("CONTEXT_TOO_SMALL", { data: { promptTokens, contextSize: contextTokens } });
      }
      if (request.tools && request.tools.length > 0 && options.tools === false) {
        throw new AppError("MODEL_CANNOT", { data: { name: options.name ?? "Fake", what: "tools" } });
      }
      asked.push(request);
      const isRead = request.maxTokens === 0;
      const given = isRead ? { text: [], stop: "length" as const } : await options.answer(request, asked.length);
      const answer: FakeAnswer = "text" in given ? given : { text: given };
      const { thought = "", toolCalls = [], logprobs = [] } = answer;
      throwIfStopped();
      if (thought !== "") handlers.onThought?.(thought);
      const { pieces, stopped } = cutAt(answer.text, request.stop ?? []);
      for (const piece of pieces) {
        throwIfStopped();
        handlers.onText?.(piece);
      }
      if (answer.fails) throw answer.fails;
      if (request.logprobs !== undefined && logprobs.length > 0) handlers.onLogprobs?.(logprobs);
      const calls = stopped === null ? toolCalls : [];
      for (const [index, { id, name, arguments: given }] of calls.entries()) {
        const half = Math.ceil(given.length / 2);
        for (const part of ["", given.slice(0, half), given.slice(half)]) {
          handlers.onToolCallPiece?.({ index, id, name, arguments: part });
        }
      }
      const text = pieces.join("");
      const ended = stopped ?? answer.stopped ?? null;
      return {
        text,
        thought: thought === "" ? null : { text: thought, ms: 1, tokens: count(thought), cut: null },
        promptTokens,
        evaluatedPromptTokens: promptTokens,
        completionTokens: count(thought) + count(text) + calls.reduce((sum, call) => sum + count(call.arguments), 0),
        stop: stopped !== null ? "stop" : (answer.stop ?? (calls.length > 0 ? "tools" : "end")),
        ...(ended !== null && { stopped: ended }),
        ...(calls.length > 0 && { toolCalls: calls }),
        prefillMs: 1,
        decodeMs: 1,
      };
    }
  }
}

/** The pieces before the first of the texts that end an answer. */
function cutAt(
  pieces: readonly string[],
  stops: readonly string[],
): { readonly pieces: readonly string[]; readonly stopped: string | null } {
  const text = pieces.join("");
  const [first] = stops
    .map((stop) => ({ stop, at: text.indexOf(stop) }))
    .filter(({ at }) => at !== -1)
    .toSorted((a, b) => a.at - b.at);
  if (!first) return { pieces, stopped: null };
  let left = first.at;
  const kept = pieces.map((piece) => {
    const part = piece.slice(0, left);
    left -= part.length;
    return part;
  });
  return { pieces: kept.filter((piece) => piece !== ""), stopped: first.stop };
}
