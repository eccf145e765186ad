import { performance } from "node:perf_hooks";
import type { LlamaContextSequence, LlamaGrammar, LlamaGrammarEvaluationState, Token } from "node-llama-cpp";
import { AppError } from "../contract/errors.ts";
import type { ChatTurn, GenerateHandlers, GenerateRequest } from "../core/llm/local/engine.ts";
import type { Tool, ToolCall } from "../core/llm/languageModel.ts";
import type { EnginePhase, GenerateReport } from "../core/llm/local/protocol.ts";
import { probabilitiesOf } from "./deciding.ts";
import { chooseLines, seededRandom } from "./choosing.ts";
import { createBatchPause } from "./batchPause.ts";
import { createLookupPredictor, dropGuesses } from "./lookup.ts";
import type { ModelHost } from "./modelHost.ts";
import { createPromptCacheFiles, type PromptCacheFiles, type PromptCacheParams } from "./promptCacheFiles.ts";
import { type BatchWatch, orderOf, TILE } from "./batching.ts";
import { keyValueBytesPerToken } from "./metadata.ts";
import { createReadingPace } from "./readingPace.ts";
import { createReadingTurns } from "./readingTurns.ts";
import { createParallelism } from "./parallelism.ts";
import { importNativeModule } from "./nativeModule.ts";
import { evaluateAtPace, type Slot } from "./pacing.ts";
import { createLogprobs, samplingOf } from "./sampling.ts";
import { createLoopWatch } from "../core/llm/repetition.ts";
import { type Calling, createCalling } from "./tools/calling.ts";
import type { PromptMessage } from "./prompt/promptFormat.ts";
import { opensThought, thoughtFormOf } from "./thoughtMarks.ts";
import { spell, writeAnswer } from "./writing.ts";

/** Answers requests over the sequences of a loaded model. */
export interface Generator {
  readonly promptCache: PromptCacheFiles;
  countTokens(texts: readonly string[]): number[];
  countTurns(turns: readonly ChatTurn[], tools: readonly Tool[]): number;
  generate(request: GenerateRequest, signal: AbortSignal, handlers: GenerateHandlers): Promise<GenerateReport>;
  /** sequences that background work is best run at, by what was measured so far */
  readonly parallelism: number;
  /** the model marks thoughts, by its template */
  readonly thinks: boolean;
}

export interface GenerationWatch {
  enter(phase: EnginePhase | null): void;
  /** a batch was evaluated; `generated` is 1 for a new token, 0 for a piece of a prompt */
  onProgress(generated: 0 | 1): void;
  /** milliseconds of a monotonic clock; the process's own where it is left out */
  now?(): number;
}

export async function createGenerator(
  host: ModelHost,
  watch: GenerationWatch,
  promptCacheParams: PromptCacheParams | null = null,
): Promise<Generator> {
  const native = await importNativeModule();
  const { LlamaGrammarEvaluationState: GrammarState } = native;
  const { model, context, prompt: chatPrompt } = host;
  const form = thoughtFormOf(host);
  /** Anything, as long as it says something. */
  const spoken = await compileGrammar(host, SPOKEN);

  function makeSlot(sequence: LlamaContextSequence, forChat: boolean, index: number): Slot {
    // While a chat is being answered all else rests.
    const isAlone = (): boolean => forChat || background.filter(({ busy }) => busy).length === 1;
    const lookup = host.guesses ? createLookupPredictor(isAlone, () => watch.now?.() ?? performance.now()) : null;
    return { sequence, lookup, forChat, order: orderOf(index), busy: false, writing: false };
  }

  const bytesPerToken = keyValueBytesPerToken(model.fileInfo);
  const chatSlot = makeSlot(context.getSequence(), true, 0);
  let background: readonly Slot[] = [];
  let opening: Promise<void> | null = null;
  const pace = createReadingPace();
  const reading = createReadingTurns({
    most: () => (chatsActive > 0 ? 0 : pace.tokensIn(mayChatSoon() ? PATIENCE_IN_TALK_MS : PATIENCE_MS)),
    size: context.batchSize,
  });
  const pause = createBatchPause();
  const parallel = createParallelism(host.report.mostParallelism);
  const onBatch: BatchWatch["onBatch"] = ({ writing, read }) => {
    const at = performance.now();
    parallel.onBatch(writing, at);
    pace.onBatch(read, at);
  };
  host.watchBatches({
    chat: { writing: () => 0, reading: () => false, onBatch },
    background: {
      writing: () => background.filter(({ writing }) => writing).length,
      reading: () => reading.busy,
      onBatch,
    },
  });
  const waiting: { readonly forChat: boolean; readonly take: (slot: Slot) => void }[] = [];
  /** chat requests at work; background ones rest meanwhile */
  let chatsActive = 0;
  let whenChatsEnd: (() => void)[] = [];
  /** told when nothing of the background is being evaluated */
  let whenQuiet: (() => void)[] = [];
  /** when a chat was last answered, by the monotonic clock */
  let lastChat = -Infinity;
  const promptCache = await createPromptCacheFiles(host, promptCacheParams, {
    readingSpeed: () => pace.tokensPerSecond,
    onFile: () => watch.enter("promptCache"),
    onRest: () => watch.enter(chatSlot.busy || background.some(({ busy }) => busy) ? "evaluation" : null),
  });

  /** The texts as they stand, one behind the other, to be gone on with. */
  function renderPlain(turns: readonly ChatTurn[]): Prompt {
    const { bos, shouldPrependBosToken } = model.tokens;
    const text = model.tokenize(turns.map((turn) => turn.text).join(""));
    return { tokens: shouldPrependBosToken && bos !== null ? [bos, ...text] : text, stops: [], isInThought: false };
  }

  /**
   * @param thinks whether the model may think: a thought that the prompt begins is closed where it may not
   * @throws MODEL_CANNOT where there are tools and the model is not known to call any
   */
  function render(turns: readonly ChatTurn[], tools: readonly Tool[], thinks: boolean): Prompt {
    if (!chatPrompt.calls && (tools.length > 0 || turns.some(isOfTools))) throw cannotCall();
    if (host.templateIsUntrusted) watch.enter("template");
    try {
      const { messages, answer } = conversationOf(turns);
      const tokens = chatPrompt.withThinking(thinks).tokens(messages, answer, tools);
      const { eos } = model.tokens;
      const stops = eos === null ? [] : [spell(model, [eos])];
      if (!opensThought(host, form, tokens)) return { tokens, stops, isInThought: false };
      return thinks
        ? { tokens, stops, isInThought: true }
        : { tokens: [...tokens, ...form.closing], stops, isInThought: false };
    } catch (error) {
      // A template may refuse one conversation and write another.
      throw new AppError("GENERATION_FAILED", { cause: error });
    } finally {
      if (host.templateIsUntrusted) watch.enter(null);
    }
  }

  async function callingOf(request: GenerateRequest, handlers: GenerateHandlers): Promise<Calling> {
    const { calls } = chatPrompt;
    if (!calls) throw cannotCall();
    return await createCalling(
      {
        form: calls,
        model,
        compile: (grammar) => compileGrammar(host, grammar),
        newState: (grammar) => new GrammarState({ model, grammar }),
      },
      request,
      handlers,
    );
  }

  /** The free sequence that already holds the longest beginning of the prompt. */
  async function takeSlot(forChat: boolean, prompt: readonly Token[], signal: AbortSignal): Promise<Slot> {
    if (!forChat) {
      await waitForTurn(false, signal);
      await openBackground();
    }
    throwIfAborted(signal);
    const free = (forChat ? [chatSlot] : background).filter(({ busy }) => !busy);
    const best = free.toSorted((a, b) => sharedLength(b, prompt) - sharedLength(a, prompt))[0];
    if (best) {
      best.busy = true;
      return best;
    }
    return await new Promise((resolve, reject) => {
      const entry = {
        forChat,
        take(slot: Slot) {
          signal.removeEventListener("abort", onAbort);
          resolve(slot);
        },
      };
      const onAbort = (): void => {
        const index = waiting.indexOf(entry);
        if (index !== -1) waiting.splice(index, 1);
        reject(new AppError("CANCELLED"));
      };
      signal.addEventListener("abort", onAbort, { once: true });
      waiting.push(entry);
    });
  }

  async function openBackground(): Promise<void> {
    opening ??= host
      .openBackground()
      .then((opened) => {
        background = Array.from({ length: opened.totalSequences }, (_, index) =>
          makeSlot(opened.getSequence(), false, index),
        );
      })
      .finally(() => {
        if (background.length === 0) opening = null;
      });
    await opening;
  }

  function giveSlot(slot: Slot): void {
    const index = waiting.findIndex((entry) => entry.forChat === slot.forChat);
    const [next] = index === -1 ? [] : waiting.splice(index, 1);
    if (next) next.take(slot);
    else slot.busy = false;
  }

  function throwIfAborted(signal: AbortSignal): void {
    if (signal.aborted) throw new AppError("CANCELLED");
  }

  /** Who has just asked something is likely to ask again. */
  function mayChatSoon(): boolean {
    return performance.now() - lastChat < TALK_MS;
  }

  function mustRest(forChat: boolean): boolean {
    return !forChat && chatsActive > 0;
  }

  /**
   * Waits until no batch of the background is under way. node-llama-cpp would give two contexts half the threads each, until a
   * moment after the last batch of one of them.
   */
  async function waitForQuiet(): Promise<void> {
    while (reading.queued || background.some(({ writing }) => writing))
      await new Promise<void>((resolve) => whenQuiet.push(resolve));
    if (background.some(({ busy }) => busy)) await threadsFreed();
  }

  function tellQuiet(): void {
    const told = whenQuiet;
    whenQuiet = [];
    for (const resolve of told) resolve();
  }

  /** Background work stops here, between two evaluations, as long as a chat is being answered. */
  async function waitForTurn(forChat: boolean, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    while (mustRest(forChat)) {
      await new Promise<void>((resolve) => {
        whenChatsEnd.push(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      throwIfAborted(signal);
    }
  }

  /**
   * Takes over what another sequence holds of the beginning of a prompt, where copying is quicker than reading: the instructions
   * before the parts of a document are read once in all, not once for each sequence.
   */
  async function borrow(slot: Slot, body: readonly Token[]): Promise<void> {
    const others = background.filter((other) => other !== slot);
    const lender = others.toSorted((a, b) => sharedLength(b, body) - sharedLength(a, body))[0];
    if (!lender) return;
    const common = sharedLength(lender, body);
    const gained = common - slot.sequence.nextTokenIndex;
    const copyMs = (context.contextSize * bytesPerToken) / COPIED_BYTES_PER_MS;
    if (gained < TILE || (gained / pace.tokensPerSecond) * 1000 < copyMs) return;
    await betweenBatches(slot, () => copySequence(slot.sequence, lender.sequence, common));
  }

  /** Does what needs the context of the sequence and would have to wait for those that write in it. */
  function betweenBatches(slot: Slot, work: () => Promise<void>): Promise<void> {
    // Beside a chat nothing writes in its context.
    return slot.forChat ? work() : pause.take(work);
  }

  /**
   * Evaluates the prompt up to its last tokens in pieces, so that stopping and a chat that comes in between need not wait
   * for all of it. What the sequence holds of it already is kept.
   * @param kept tokens that are evaluated with the first of the answer, at least 1
   */
  async function prefill(slot: Slot, prompt: readonly Token[], kept: number, signal: AbortSignal): Promise<void> {
    const { sequence } = slot;
    const body = prompt.slice(0, -1);
    await betweenBatches(slot, () => sequence.adaptStateToTokens(body, false));
    let mayBorrow = !slot.forChat;
    while (prompt.length - sequence.nextTokenIndex > kept) {
      throwIfAborted(signal);
      const left = body.length - sequence.nextTokenIndex;
      const length = slot.forChat ? Math.min(left, context.batchSize) : await reading.take(left, signal);
      try {
        // Its turn has come: who read the same beginning has read it.
        if (mayBorrow) await borrow(slot, body);
        mayBorrow = false;
        const from = sequence.nextTokenIndex;
        const piece = body.slice(from, from + length);
        if (piece.length > 0)
          await sequence.evaluateWithoutGeneratingNewTokens(piece, { evaluationPriority: slot.order });
      } finally {
        if (!slot.forChat) {
          reading.give(length);
          tellQuiet();
        }
      }
      watch.onProgress(0);
    }
    await waitForTurn(slot.forChat, signal);
  }

  function resumeBackground(): void {
    if (chatsActive > 0) return;
    reading.look();
    for (const resume of whenChatsEnd) resume();
    whenChatsEnd = [];
  }

  return {
    get parallelism() {
      return parallel.width;
    },
    thinks: form.isOwn,
    promptCache,
    countTokens: (texts) => texts.map((text) => model.tokenize(text, false, "trimLeadingSpace").length),
    countTurns: (turns, tools) => render(turns, tools, true).tokens.length,

    async generate(request, signal, handlers) {
      const forChat = request.priority === "chat";
      const tools = request.tools ?? [];
      const isBound = request.grammar !== undefined || request.valueOrCalls !== undefined;
      const mustCall = tools.length > 0 && request.toolChoice !== undefined && request.toolChoice !== "auto";
      const isFree = !isBound && !mustCall && !request.choice && !request.decide;
      const rendered = request.plain
        ? renderPlain(request.turns)
        : render(request.turns, tools, isFree && request.thinking !== undefined);
      const calling = tools.length > 0 ? await callingOf(request, handlers) : null;
      const prompt = rendered.tokens;
      const budget = context.contextSize - prompt.length - RESERVED_TOKENS;
      if (budget < Math.min(request.maxTokens, SMALLEST_ANSWER)) {
        throw new AppError("CONTEXT_TOO_SMALL", {
          data: { promptTokens: prompt.length, contextSize: context.contextSize },
        });
      }
      const grammar = request.grammar === undefined ? null : await compileGrammar(host, request.grammar);
      const slot = await takeSlot(forChat, prompt, signal);
      if (forChat) chatsActive++;
      const started = performance.now();
      const evaluatedBefore = slot.sequence.tokenMeter.usedInputTokens;
      let evaluatedPromptTokens = 0;
      /** The prompt's last token, from which the answer follows, is metered as output. */
      const countPrompt = (): void => {
        evaluatedPromptTokens = slot.sequence.tokenMeter.usedInputTokens - evaluatedBefore + 1;
      };
      let firstToken: number | null = null;
      let completionTokens = 0;
      let text = "";
      let thought: GenerateReport["thought"] = null;
      let stopped: string | undefined;
      let toolCalls: readonly ToolCall[] = [];
      try {
        watch.enter("evaluation");
        if (forChat) await waitForQuiet();
        await promptCache.open(slot.sequence, request.promptCache?.key ?? null, prompt, signal);
        // In a chat the last piece and the first word take one batch; what is read beside others has its turns.
        await prefill(slot, prompt, forChat && !request.choice ? context.batchSize : 1, signal);
        const turn = {
          async before() {
            while (mustRest(forChat) || (!forChat && pause.isWanted)) {
              slot.writing = false;
              slot.lookup?.interrupt();
              tellQuiet();
              await waitForTurn(forChat, signal);
              if (!forChat) await pause.over();
            }
            throwIfAborted(signal);
            slot.writing = true;
          },
          after() {
            if (firstToken === null) {
              firstToken = performance.now();
              countPrompt();
            }
            completionTokens++;
            watch.onProgress(1);
          },
        };
        const maxTokens = Math.min(request.maxTokens, budget);
        let stop: GenerateReport["stop"];
        let probabilities: readonly number[] | null = null;
        if (maxTokens === 0) {
          countPrompt();
          stop = "length";
        } else if (request.decide) {
          countPrompt();
          probabilities = await probabilitiesOf({
            choices: request.decide,
            tokenize: (text) => chatPrompt.tokenizeAnswer(text),
            end: model.tokens.eot ?? model.tokens.eos,
            async evaluate(path, candidates) {
              await turn.before();
              const behind = [...prompt, ...path];
              // Back to where the choices part, from whatever was read of another one.
              await betweenBatches(slot, () => slot.sequence.adaptStateToTokens(behind.slice(0, -1), false));
              const logits = await logitsBehind(slot, behind.slice(slot.sequence.nextTokenIndex), candidates);
              firstToken ??= performance.now();
              watch.onProgress(1);
              return logits;
            },
          });
          stop = "end";
        } else if (request.choice) {
          countPrompt();
          const chosen = await chooseLines({
            choice: request.choice,
            start: prompt.slice(-1),
            // Behind a line break a line goes on in the middle of a text.
            tokenize: (line) =>
              line.startsWith("\n") ? model.tokenize(line, false, "trimLeadingSpace") : chatPrompt.tokenizeAnswer(line),
            end: model.tokens.eot ?? model.tokens.eos,
            temperature: request.temperature,
            random: seededRandom(request.seed),
            mostTokens: maxTokens,
            async evaluate(tokens, candidates) {
              await turn.before();
              const logits = await logitsBehind(slot, tokens, candidates);
              firstToken ??= performance.now();
              watch.onProgress(1);
              return logits;
            },
          });
          ({ text, tokens: completionTokens } = chosen);
          stop = chosen.cut ? "length" : "end";
          handlers.onText?.(text);
        } else {
          const { sequence } = slot;
          const grammarState = grammar && new GrammarState({ model, grammar });
          const last = request.turns.at(-1);
          const isContinued = request.plain === true || (last?.role === "assistant" && last.text !== "");
          const most = request.thinking?.mostTokens ?? MOST_UNASKED_THOUGHT;
          const said: Token[] = [];
          const sampling = samplingOf(request, native, model, said);
          const logprobs = createLogprobs(request.logprobs, model);
          const written = await writeAnswer(
            {
              async *evaluate(tokens, mustSpeak) {
                let speaking: LlamaGrammarEvaluationState | null = null;
                const grammarEvaluationState = (): LlamaGrammarEvaluationState | undefined => {
                  const held = grammarState ?? calling?.grammarState();
                  if (held) return held;
                  if (!mustSpeak()) return undefined;
                  return (speaking ??= new GrammarState({ model, grammar: spoken }));
                };
                const options = {
                  // Without penalties, which would keep a model from quoting; llama.cpp's own default is none.
                  temperature: request.temperature,
                  seed: request.seed,
                  ...sampling,
                  evaluationPriority: slot.order,
                  grammarEvaluationState,
                };
                let isFirst = completionTokens === 0;
                // What is changed by what was written, or told of each token, leaves nothing to guess.
                const isGuided = (): boolean =>
                  logprobs !== null || sampling.repeatPenalty !== undefined || calling !== null || mustSpeak();
                const steps = evaluateAtPace(slot, tokens, options, turn, isGuided, logprobs?.metadata ?? null);
                for await (const token of steps) {
                  // A state that cannot go back is kept where the next prompt will begin like this one.
                  if (isFirst && sequence.needsCheckpoints) await sequence.takeCheckpoint();
                  isFirst = false;
                  said.push(token);
                  yield token;
                }
              },
              vocabulary: model,
              ...(logprobs && { logprob: () => logprobs.last }),
              now: () => watch.now?.() ?? performance.now(),
            },
            {
              prompt,
              evaluated: sequence.nextTokenIndex,
              from: rendered.isInThought
                ? "thought"
                : calling?.isRequired
                  ? "call"
                  : (isFree || calling) && !isContinued
                    ? "start"
                    : "answer",
              afterSpace: isContinued && /\s$/u.test(request.turns.at(-1)?.text ?? ""),
              maxTokens,
              room: budget,
              mostThoughtTokens: Math.max(0, Math.min(most, budget - Math.min(maxTokens, budget / 2))),
              marks: isFree && !request.plain ? form.marks : [],
              stops: rendered.stops,
              closing: form.closing,
              ends: request.stop ?? [],
              ...(calling && { calls: calling.writing }),
              watchLoops:
                isFree && !request.keepLoops
                  ? () => createLoopWatch(request.turns.map(({ text }) => text).join("\n"))
                  : null,
            },
            handlers,
          );
          ({ text, thought, stop, stopped } = written);
          toolCalls = calling?.calls() ?? [];
          // It only began like a call.
          if (stop === "end" && toolCalls.length === 0) text += written.calls ?? "";
          if (stop === "end" && toolCalls.length > 0) stop = "tools";
          if (sequence.needsCheckpoints) await sequence.takeCheckpoint();
        }
        if (thought && text.trim() === "" && toolCalls.length === 0)
          throw new AppError("GENERATION_FAILED", { data: { reason: "STILL_THINKING", completionTokens } });
        const ended = performance.now();
        const decodeStart: number = firstToken ?? ended;
        return {
          text,
          thought,
          promptTokens: prompt.length,
          evaluatedPromptTokens,
          completionTokens,
          stop,
          ...(stopped !== undefined && { stopped }),
          ...(toolCalls.length > 0 && { toolCalls }),
          prefillMs: decodeStart - started,
          decodeMs: ended - decodeStart,
          parallelism: parallel.width,
          ...(probabilities && { probabilities }),
        };
      } catch (error) {
        if (signal.aborted) throw new AppError("CANCELLED", { cause: error });
        if (error instanceof AppError) throw error;
        throw new AppError("GENERATION_FAILED", { cause: error });
      } finally {
        slot.writing = false;
        tellQuiet();
        // Where it fails the process is on its way out.
        if (slot.lookup) await betweenBatches(slot, () => dropGuesses(slot.sequence)).catch(() => {});
        promptCache.close(slot.sequence);
        if (forChat) {
          chatsActive--;
          lastChat = performance.now();
          if (chatsActive === 0) void threadsFreed().then(resumeBackground);
        }
        giveSlot(slot);
        if (!chatSlot.busy && background.every(({ busy }) => !busy)) {
          parallel.onRest();
          pace.onRest();
          watch.enter(null);
        }
      }
    },
  };
}

/** What a slow memory copies; llama.cpp copies all cells of a sequence, used or not. */
const COPIED_BYTES_PER_MS = 1_000_000;
/** Between node-llama-cpp's own limit (one token short of the context) and ours. */
const RESERVED_TOKENS = 4;
/** An answer whose token budget is below this is refused rather than cut off at once. */
const SMALLEST_ANSWER = 32;
/** Tokens of a thought that nobody asked for and that is waited for all the same. */
const MOST_UNASKED_THOUGHT = 1024;
const SPOKEN = String.raw`root ::= [ \t\r\n]* [^ \t\r\n] [^\x00]*`;
/** How long a chat may have to wait for a batch of background work, at most: out of the blue, and in the middle of a talk. */
const PATIENCE_MS = 750;
const PATIENCE_IN_TALK_MS = 120;
/** A talk is over when nothing was asked for so long. */
const TALK_MS = 120_000;

interface Prompt {
  readonly tokens: readonly Token[];
  /** texts that end an answer, as marks are written */
  readonly stops: readonly string[];
  /** its end begins a thought */
  readonly isInThought: boolean;
}

/** A context that has nothing queued gives its threads back with its next timer of no time. */
function threadsFreed(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

/**
 * Makes a sequence hold the beginning of another one. node-llama-cpp has a method for it that its types do not show; without it
 * the prompt is read.
 */
async function copySequence(to: LlamaContextSequence, from: LlamaContextSequence, tokens: number): Promise<void> {
  const copy: unknown = Reflect.get(to, "_copyStateFromOtherSequence");
  if (typeof copy !== "function" || to.needsCheckpoints) return;
  const isCopied: unknown = await Reflect.apply(copy, to, [from, tokens]);
  if (isCopied !== true) await to.clearHistory();
}

/** Evaluates tokens and tells the logits of some that could come next. */
async function logitsBehind(
  { sequence, order }: Slot,
  tokens: readonly Token[],
  candidates: readonly Token[],
): Promise<ReadonlyMap<Token, number>> {
  const asked = { generateNext: { logits: { filter: { tokens: candidates } } } };
  const outputs = await sequence.controlledEvaluate(
    tokens.map((token, index) => (index === tokens.length - 1 ? [token, asked] : token)),
    { evaluationPriority: order },
  );
  return outputs[tokens.length - 1]?.next.logits ?? new Map<Token, number>();
}

function sharedLength(slot: Slot, prompt: readonly Token[]): number {
  return slot.sequence.compareContextTokens([...prompt]).firstDifferentIndex;
}

async function compileGrammar({ model }: ModelHost, grammar: string): Promise<LlamaGrammar> {
  try {
    return await model.llama.createGrammar({ grammar });
  } catch (error) {
    throw new AppError("GENERATION_FAILED", { cause: error });
  }
}

/**
 * Turns as messages, and the text that is to be continued; "" for none. Neighbours of one role are joined, because many templates refuse
 * them.
 */
function conversationOf(turns: readonly ChatTurn[]): {
  readonly messages: readonly PromptMessage[];
  readonly answer: string;
} {
  const messages: PromptMessage[] = [];
  for (const { role, text, toolCalls, toolResults } of turns) {
    const last = messages.at(-1);
    const isJoined = last?.role === role && !toolResults && !(role === "assistant" && last.toolCalls);
    if (last && isJoined) {
      const content = last.content + (role === "assistant" || last.content === "" ? "" : "\n\n") + text;
      messages[messages.length - 1] = { ...last, content, ...(toolCalls && { toolCalls }) };
    } else messages.push({ role, content: text, ...(toolCalls && { toolCalls }), ...(toolResults && { toolResults }) });
  }
  const last = messages.at(-1);
  if (last?.role !== "assistant" || last.toolCalls) return { messages, answer: "" };
  // A word begins with its space in most vocabularies, so a text to be continued must not end with one.
  return { messages: messages.slice(0, -1), answer: last.content.replace(/ +$/u, "") };
}

function isOfTools({ toolCalls, toolResults }: ChatTurn): boolean {
  return toolCalls !== undefined || toolResults !== undefined;
}

/** Whoever runs the model knows its name. */
function cannotCall(): AppError {
  return new AppError("MODEL_CANNOT", { data: { name: "", what: "tools" } });
}
