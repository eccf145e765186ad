import { AppError } from "../../../contract/errors.ts";
import type {
  ChatTurn,
  GenerateRequest,
  GenerateResult,
  LanguageModel,
  ModelSession,
  ModelUse,
  OpenOptions,
  Standing,
} from "../languageModel.ts";

/** A model without any weights: what it says is decided by who makes it, so that features can be tried on known answers. */
export interface FakeModel extends LanguageModel {
  /** every question asked, in order */
  readonly asked: readonly GenerateRequest[];
  /** sessions that were opened, in order, and how many of them are open still */
  readonly opened: readonly ModelUse[];
  readonly openSessions: number;
}

export interface FakeModelOptions extends Partial<
  Pick<LanguageModel, "id" | "name" | "style" | "preferredChunkTokens">
> {
  /** the answer in the pieces in which it is shown; what it throws fails the call */
  answer(request: GenerateRequest, call: number): Promise<readonly string[]> | readonly string[];
  readonly contextTokens?: number;
  readonly parallelism?: number;
  /** tokens of a text; a token is four characters where it is left out */
  readonly count?: (text: string) => number;
  readonly embed?: (texts: readonly string[]) => Float32Array[];
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
      tools: false,
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
    const turnsOf = (turns: GenerateRequest["turns"]): number =>
      turns.reduce((sum, { text }) => sum + count(text) + 4, 0);
    let isOpen = true;
    return {
      contextTokens,
      parallelism: options.parallelism ?? 1,
      memoryBytes: null,
      countTexts: (texts) => during(() => texts.map(count)),
      countTurns: (turns) => during(() => turnsOf(turns)),
      generate: (request, calls) => during(() => generate(request, calls?.onText)),
      ...(decide && { decide: ({ choices, turns }) => during(() => decide(choices, turns)) }),
      ...(embed && { embed: (texts: readonly string[]) => during(() => embed(texts)) }),
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

    async function generate(request: GenerateRequest, onText?: (text: string) => void): Promise<GenerateResult> {
      const promptTokens = turnsOf(request.turns);
      if (promptTokens >= contextTokens) {
        throw new AppError("CONTEXT_TOO_SMALL", { data: { promptTokens, contextSize: contextTokens } });
      }
      asked.push(request);
      const pieces = await options.answer(request, asked.length);
      for (const piece of pieces) {
        throwIfStopped();
        onText?.(piece);
      }
      const text = pieces.join("");
      return {
        text,
        thought: null,
        promptTokens,
        evaluatedPromptTokens: promptTokens,
        completionTokens: count(text),
        stop: "end",
        prefillMs: 1,
        decodeMs: 1,
      };
    }
  }
}
