import { AppError, toAppError } from "../../../contract/errors.ts";
import type {
  ChatTurn,
  GenerateHandlers,
  GenerateRequest,
  GenerateResult,
  ModelSession,
  OpenOptions,
} from "../languageModel.ts";
import { delay } from "../../async/waiting.ts";
import { createLoopWatch } from "../repetition.ts";
import { createThoughtReader } from "../thoughtReader.ts";
import { createPlainCalls } from "./plainCalls.ts";
import { answerForm } from "./answerForms.ts";
import { createCallReader } from "./callReader.ts";
import { readChat, type Timings, type Usage } from "./chatStream.ts";
import { countTexts, countTurns } from "./countTokens.ts";
import { rawTokensOf } from "./estimateTokens.ts";
import { chatBody, refusedField, without, notPassedOn } from "./requests.ts";
import type { RemoteSessionDeps } from "./remoteSessionDeps.ts";
import { refusesTools } from "./toolMessages.ts";
import { embedTexts, rerankTexts } from "./vectors.ts";

/** Times that an answer is asked for again that is not of its form. */
const repeats = 2;
/** What is slower trickles: whoever waits is better off without it. */
const secondsPerToken = 5;
/** Tokens for the thoughts of a model that thinks though nobody asked it to. */
const unaskedThoughts = 2048;

export function remoteSession(deps: RemoteSessionDeps, { signal }: Pick<OpenOptions, "signal">): ModelSession {
  const { api, clock, model, endpoint, contextTokens } = deps;
  const { name, kind } = endpoint;

  /** A request that is made anew without what the server refuses. */
  async function* pieces(route: string, asked: Readonly<Record<string, unknown>>, maxTokens: number) {
    let body = { ...asked };
    const mostSeconds = endpoint.waitSeconds + maxTokens * secondsPerToken;
    for (let waits = 0; ;) {
      let begun = false;
      let isShown = false;
      try {
        const answer = await api.open(route, { purpose: "generate", signal, body, model, mostSeconds });
        begun = true;
        for await (const piece of readChat(answer, { name, key: await deps.key(), model })) {
          isShown ||= piece.text !== "" || piece.thought !== "" || piece.calls.length > 0;
          yield piece;
        }
        return;
      } catch (thrown) {
        // The requests that are answered at a time may have to share what the server says that each of them has.
        if (kind === "llamaServer" && !isShown && waits < mostWaits && isCrowded(thrown)) {
          deps.keep({ parallel: Math.max(1, deps.parallelism() - 1) });
          await delay(clock, 1000 * 2 ** waits, signal);
          waits += 1;
          continue;
        }
        if ("tools" in body && !isShown && refusesTools(thrown)) {
          deps.keep({ tools: false });
          throw withoutTools(thrown);
        }
        const field = begun ? null : refusedField(thrown, body);
        if (field === null) throw learned(thrown);
        deps.keep({ refuses: [...new Set([...deps.found().refuses, field])] });
        body = without(body, [field]);
      }
    }
  }

  function withoutTools(cause?: unknown): AppError {
    return new AppError("MODEL_CANNOT", { data: { name: model, what: "tools" }, cause });
  }

  /** A server that was started again may have another context than it had. */
  function learned(thrown: unknown): unknown {
    const { code, data } = toAppError(thrown);
    const size = data?.["contextSize"];
    if (code === "CONTEXT_TOO_SMALL" && typeof size === "number" && size !== deps.found().contextTokens) {
      deps.keep({ contextTokens: size });
    }
    return thrown;
  }

  async function write(
    request: GenerateRequest,
    handlers: GenerateHandlers,
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<GenerateResult> {
    const { onText, onThought, onToolCallPiece } = handlers;
    const found = deps.found();
    const isContinued = request.turns.at(-1)?.role === "assistant" && !request.plain;
    const mayThink = request.thinking !== undefined && !request.format;
    const factor = found.tokenFactor;
    const raw = rawTokensOf(request.turns, request.tools);
    // A server that cannot count may cut a prompt without a word.
    const expected = Math.ceil(raw * factor);
    if (!found.counts && expected + Math.min(request.maxTokens, 64) > contextTokens) {
      throw new AppError("CONTEXT_TOO_SMALL", {
        data: { reason: "PROMPT", promptTokens: expected, contextSize: contextTokens },
      });
    }
    const thoughtTokens = mayThink
      ? (request.thinking?.mostTokens ?? 0)
      : found.thinks === true && !request.plain
        ? unaskedThoughts
        : 0;
    const wanted = request.maxTokens + thoughtTokens;
    // What the prompt leaves: some servers refuse to be asked for more.
    let prompt = expected;
    if (found.counts && prompt + wanted > contextTokens) {
      prompt = await countTurns(deps, request.turns, signal, request.tools);
    }
    const maxTokens = Math.max(1, Math.min(wanted, contextTokens - prompt));
    const body = {
      ...chatBody(request, { model, kind, found, maxTokens, thinks: mayThink }),
      ...fields,
    };

    let text = "";
    let thought = "";
    let cut: NonNullable<GenerateResult["thought"]>["cut"] = null;
    let stop = "end" as GenerateResult["stop"];
    let finish: string | null = null;
    let usage: Usage | null = null;
    let timings: Timings | null = null;
    let thoughtPieces = 0;
    let answerPieces = 0;
    const began = clock.monotonic();
    let firstAt: number | null = null;
    let answerAt: number | null = null;
    const takeThought = (piece: string): void => {
      thought += piece;
      onThought?.(piece);
    };
    const echo = createEcho(isContinued ? (request.turns.at(-1)?.text ?? "") : "");
    let build: string | null = null;
    const answers = () =>
      createPlainCalls(request.tools ?? [], (piece) => {
        text += piece;
        onText?.(piece);
      });
    let answering = answers();
    const reader = createThoughtReader(
      {
        marks: request.plain ? [] : usualMarks,
        stops: [],
        from: isContinued || request.plain ? "answer" : "start",
      },
      {
        onThought: takeThought,
        onAnswer: (piece) => answering.read(piece),
        onRecall() {
          answering.end(false);
          thought += text;
          text = "";
          answering = answers();
        },
      },
    );
    const watch = () =>
      request.format ? null : createLoopWatch(request.turns.map((turn: ChatTurn) => turn.text).join("\n"));
    const answerLoops = watch();
    const thoughtLoops = watch();

    const calls = createCallReader(request.parallelToolCalls === false ? 1 : Infinity, onToolCallPiece);

    const isOver = (): boolean => {
      if (calls.isEmpty && !answering.isHolding && (reader.part === "thought" || (text === "" && thought !== ""))) {
        const end = thoughtLoops?.look(thought) ?? null;
        if (end !== null) cut = "loop";
        else if (mayThink && thoughtPieces > thoughtTokens) cut = "bound";
        return cut !== null;
      }
      const end = answerLoops?.look(text) ?? null;
      if (end !== null) {
        text = text.slice(0, end);
        stop = "loop";
        return true;
      }
      if (answerPieces <= request.maxTokens) return false;
      stop = "length";
      return true;
    };
    for await (const piece of pieces(request.plain ? "/completions" : "/chat/completions", body, maxTokens)) {
      usage = piece.usage ?? usage;
      timings = piece.timings ?? timings;
      build = piece.fingerprint ?? build;
      finish ??= piece.finish;
      if (piece.thought !== "") {
        firstAt ??= clock.monotonic();
        thoughtPieces += 1;
        takeThought(piece.thought);
      }
      if (piece.text !== "") {
        firstAt ??= clock.monotonic();
        const before = text.length;
        reader.read(echo.read(piece.text));
        if (reader.part === "thought") thoughtPieces += 1;
        else answerPieces += 1;
        if (text.length > before || answering.isHolding) answerAt ??= clock.monotonic();
      }
      if (piece.calls.length > 0 && request.tools) {
        firstAt ??= clock.monotonic();
        answerAt ??= clock.monotonic();
        answerPieces += 1;
        calls.read(piece.calls);
      }
      if (isOver()) break;
    }
    if (stop !== "loop") {
      reader.read(echo.end());
      reader.end();
    }
    const plainCalls = answering.end(stop !== "end" || finish === "length");
    // Some say the same in both ways.
    if (calls.isEmpty) calls.read(plainCalls);
    if (found.build !== null && build !== null && build !== found.build) deps.outdated();
    const ended = clock.monotonic();
    if (finish === "content_filter") throw new AppError("GENERATION_FAILED");
    if (finish === "length" && stop === "end" && cut === null) {
      if (text.trim() === "" && thought !== "" && calls.isEmpty) cut = "bound";
      else stop = "length";
    }
    const toolCalls = calls.end(stop !== "end");
    if (stop === "end" && toolCalls.length > 0) stop = "tools";
    if (toolCalls.length > 0 && found.tools !== true) deps.keep({ tools: true });
    const doesThink = thought.trim() !== "";
    if (doesThink && found.thinks !== true) deps.keep({ thinks: true });
    // A number of tokens that is too low lets prompts be planned that do not fit.
    if (usage && !found.counts && raw >= 200 && usage.promptTokens > expected) {
      deps.keep({ tokenFactor: Math.ceil((usage.promptTokens / raw) * 105) / 100 });
    }
    const completionTokens = usage?.completionTokens || thoughtPieces + answerPieces;
    const promptTokens = usage?.promptTokens ?? expected;
    const prefillMs = timings?.prefillMs ?? (firstAt ?? ended) - began;
    const result = {
      text,
      thought: doesThink
        ? {
            text: thought.trim(),
            ms: Math.round((answerAt ?? ended) - (firstAt ?? began)),
            tokens: thoughtPieces,
            cut,
          }
        : null,
      promptTokens,
      evaluatedPromptTokens:
        timings?.evaluatedPromptTokens ?? promptTokens - Math.min(promptTokens, usage?.cachedTokens ?? 0),
      completionTokens,
      stop,
      ...(toolCalls.length > 0 && { toolCalls }),
      prefillMs,
      decodeMs: timings?.decodeMs ?? ended - (firstAt ?? ended),
    };
    if (!doesThink || text.trim() !== "" || !calls.isEmpty) return result;
    if (!mayThink) {
      // Nothing was known of its thoughts, so that there was no space for them.
      if (found.thinks !== true) return added(await write(request, handlers, fields), result);
      throw new AppError("GENERATION_FAILED", { data: { reason: "STILL_THINKING", completionTokens } });
    }
    // Its thoughts used up their space: it is asked once more, for the answer alone.
    const { thinking: _, ...plainly } = request;
    const answer = await write(plainly, onText ? { onText } : {}, fields);
    return { ...added(answer, result), thought: result.thought && { ...result.thought, cut: cut ?? "end" } };
  }

  /** Nothing is asked of the server, of which most write a token at least. */
  async function readOnly({ turns, plain, tools }: GenerateRequest): Promise<GenerateResult> {
    const texts = turns.map(({ text }) => text);
    const counts = plain === true ? await countTexts(deps, [texts.join("")], signal) : [];
    const promptTokens = plain === true ? (counts[0] ?? 0) : await countTurns(deps, turns, signal, tools);
    if (promptTokens > contextTokens) {
      throw new AppError("CONTEXT_TOO_SMALL", { data: { reason: "PROMPT", promptTokens, contextSize: contextTokens } });
    }
    return {
      text: "",
      thought: null,
      promptTokens,
      evaluatedPromptTokens: promptTokens,
      completionTokens: 0,
      stop: "length",
      prefillMs: 0,
      decodeMs: 0,
    };
  }

  /** An answer of a form: what is not of it is asked for again. */
  async function writeFormed(request: GenerateRequest, handlers: GenerateHandlers): Promise<GenerateResult> {
    if (!request.format) return await write(request, handlers);
    const { turns, format } = request;
    const form = answerForm(format, deps.found());
    let spent: GenerateResult | null = null;
    let fields = form.fields;
    const onHidden = (): void => handlers.onHidden?.();
    for (let attempt = 0; ; attempt += 1) {
      const asked: readonly ChatTurn[] =
        spent === null
          ? turns
          : [...turns, { role: "assistant", text: spent.text }, { role: "user", text: form.reminder }];
      let answer: GenerateResult;
      try {
        const hidden = { onText: onHidden, onThought: onHidden };
        answer = await write({ ...request, turns: asked, seed: request.seed + attempt }, hidden, fields);
      } catch (thrown) {
        // It took the form when it was tried, and does not any more.
        if (toAppError(thrown).code !== "ENDPOINT_NOT_SUPPORTED" || Object.keys(fields).length === 0) throw thrown;
        deps.keep({ form: "none" });
        fields = {};
        continue;
      }
      spent = spent === null ? answer : added(answer, spent);
      const text = form.read(answer.text);
      if (text !== null) {
        handlers.onText?.(text);
        return { ...spent, text };
      }
      if (attempt >= repeats) {
        throw new AppError("GENERATION_FAILED", {
          data: { reason: "UNREADABLE", completionTokens: spent.completionTokens },
        });
      }
    }
  }

  async function decide(turns: readonly ChatTurn[], choices: readonly string[]): Promise<number[]> {
    const body = {
      ...chatBody(
        { turns, temperature: 0, seed: 1 },
        { model, kind, found: deps.found(), maxTokens: 1, thinks: false },
      ),
      logprobs: true,
      top_logprobs: MOST_LOGPROBS,
    };
    for await (const { firstWords } of pieces("/chat/completions", body, 1)) {
      if (!firstWords) continue;
      const shares = choices.map((choice) =>
        firstWords.reduce((sum, { token, logprob }) => {
          const isOf = (other: string): boolean => begins(other, token);
          const isItsAlone = isOf(choice) && choices.every((other) => other === choice || !isOf(other));
          return isItsAlone ? sum + Math.exp(logprob) : sum;
        }, 0),
      );
      const sum = shares.reduce((total, share) => total + share, 0);
      if (sum > 0) return shares.map((share) => share / sum);
    }
    throw new AppError("GENERATION_FAILED", { data: { reason: "UNREADABLE" } });
  }

  const { purpose, logprobs } = deps.found();
  const isChat = purpose === "chat";
  return {
    contextTokens,
    get parallelism() {
      return deps.parallelism();
    },
    get thinks() {
      return deps.found().thinks ?? false;
    },
    memoryBytes: null,
    countTexts: (texts) => countTexts(deps, texts, signal),
    countTurns: (turns, tools) => countTurns(deps, turns, signal, tools),
    async generate(request, handlers = {}) {
      const what = notPassedOn(request);
      if (what !== null) throw new AppError("MODEL_CANNOT", { data: { name: model, what } });
      if (request.tools && request.tools.length > 0 && deps.found().tools === false) throw withoutTools();
      if (request.maxTokens === 0) return await readOnly(request);
      return await writeFormed(request, handlers);
    },
    ...(isChat && logprobs && { decide: ({ turns, choices }) => decide(turns, choices) }),
    ...(purpose === "embedding" && { embed: (texts: readonly string[]) => embedTexts(deps, texts, signal) }),
    ...(purpose === "reranking" && {
      rerank: (query: string, texts: readonly string[]) => rerankTexts(deps, query, texts, signal),
    }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The second answer, with what both took. */
function added(answer: GenerateResult, before: GenerateResult): GenerateResult {
  return {
    ...answer,
    promptTokens: answer.promptTokens + before.promptTokens,
    evaluatedPromptTokens: answer.evaluatedPromptTokens + before.evaluatedPromptTokens,
    completionTokens: answer.completionTokens + before.completionTokens,
    prefillMs: answer.prefillMs + before.prefillMs,
    decodeMs: answer.decodeMs + before.decodeMs,
  };
}

/** Takes the beginning of an answer off that was given: some servers say it again before they go on. */
function createEcho(begun: string) {
  let held = "";
  let isOver = begun === "";
  return {
    read(piece: string): string {
      if (isOver) return piece;
      held += piece;
      if (begun.startsWith(held) && held.length < begun.length) return "";
      isOver = true;
      return held.startsWith(begun) ? held.slice(begun.length) : held;
    },
    end: (): string => (isOver ? "" : held),
  };
}

/** A context that was used up although nobody says that the prompt is too long for it. */
function isCrowded(thrown: unknown): boolean {
  const { code, data } = toAppError(thrown);
  return code === "CONTEXT_TOO_SMALL" && data?.["promptTokens"] === undefined && data?.["contextSize"] === undefined;
}

const mostWaits = 3;

/** Whether a token is the beginning of a word, in whatever case. */
function begins(word: string, token: string): boolean {
  const letters = token.trim().toLowerCase();
  return letters !== "" && word.toLowerCase().startsWith(letters);
}

/** What servers give at most. */
const MOST_LOGPROBS = 20;

/** Of servers that leave thoughts in the text. */
const usualMarks = [
  { open: "<think>", close: "</think>" },
  { open: "<thinking>", close: "</thinking>" },
  { open: "<thought>", close: "</thought>" },
  { open: "[THINK]", close: "[/THINK]" },
];
