import type { Token } from "node-llama-cpp";
import { createAnswerGate } from "../core/llm/answerGate.ts";
import type { GenerateHandlers, GenerateResult, TokenLogprob } from "../core/llm/languageModel.ts";
import type { LoopWatch } from "../core/llm/repetition.ts";
import {
  controlEnd,
  controlStart,
  createThoughtReader,
  type ThoughtMarks,
  type ThoughtReader,
} from "../core/llm/thoughtReader.ts";

/** What writing needs of a model. */
export interface WritingModel {
  /**
   * The tokens that the model says after these, and ends with it.
   * @param mustSpeak asked before each token: the end and empty text are no answer now
   */
  evaluate(tokens: readonly Token[], mustSpeak: () => boolean): AsyncGenerator<Token, void>;
  readonly vocabulary: Vocabulary;
  /** of the token that was said last, where that was asked for */
  readonly logprob?: () => TokenLogprob | null;
  /** milliseconds of a monotonic clock */
  now(): number;
}

export interface Vocabulary {
  detokenize(tokens: readonly Token[], special?: boolean, before?: readonly Token[]): string;
  isSpecialToken(token: Token): boolean;
}

export interface WritingRequest {
  readonly prompt: readonly Token[];
  /** tokens of the prompt that are evaluated; not all of them */
  readonly evaluated: number;
  /** where the prompt ends: before an answer, in a thought, in an answer that is to be continued, or before calls and nothing else */
  readonly from: ThoughtReader["part"];
  /** what the prompt ends in is a space */
  readonly afterSpace: boolean;
  /** of the answer */
  readonly maxTokens: number;
  /** tokens that the context holds behind the prompt, thoughts and their closing included */
  readonly room: number;
  /** of all thoughts together */
  readonly mostThoughtTokens: number;
  readonly marks: readonly ThoughtMarks[];
  readonly stops: readonly string[];
  /** closes a thought and begins the answer */
  readonly closing: readonly Token[];
  /** null: what is written keeps to a grammar, which bounds it */
  readonly watchLoops: (() => LoopWatch) | null;
  /** what the caller has an answer end before; left out: nothing */
  readonly ends?: readonly string[];
  /** how it calls tools; left out: it has none */
  readonly calls?: {
    /** texts that begin calls, as {@link ThoughtMarks} are written */
    readonly marks: readonly string[];
    /** names that a call without such a mark is known by */
    readonly names: readonly string[];
    /**
     * Calls begin, before the next token is asked for; not told where the prompt ends before them.
     * @param begin what is written of them already, behind the mark
     * @param isMarked false where they have no mark
     * @returns false where they cannot go on so, which makes it text; they can where they are marked
     */
    onBegin(begin: string, isMarked: boolean): boolean;
    /** They go on so, `begin` included. */
    onText(text: string): void;
  };
}

export interface Writing extends Pick<GenerateResult, "text" | "thought" | "stop" | "stopped"> {
  /** what was written behind the mark of calls, or from their beginning where they have none; null: it called nothing */
  readonly calls: string | null;
}

/**
 * Has a model write an answer, with what it thinks before it. A thought has a bound of its own: where it is used up, or the thought goes
 * round in circles or ends without an answer, it is closed and the answer asked for. `text` is what counts: it is shorter than what was
 * handed out where the answer went round in circles, or where the beginning turned out to be a thought.
 */
export async function writeAnswer(
  model: WritingModel,
  request: WritingRequest,
  handlers: GenerateHandlers,
): Promise<Writing> {
  const decoder = createDecoder(model.vocabulary, request.prompt);
  let text = "";
  let thought = "";
  let mayTrim = request.afterSpace;
  let calls: string | null = request.from === "call" ? "" : null;
  let logprobs: TokenLogprob[] = [];
  const gate = createAnswerGate(
    { stops: request.ends ?? [], tools: request.calls?.names ?? [] },
    {
      onText(given) {
        text += given;
        handlers.onText?.(given);
      },
      onCall: (begin) => growCalls(begin, false),
    },
  );
  /** @returns false where they cannot begin so */
  function growCalls(piece: string, isMarked: boolean): boolean {
    if (calls === null) {
      if (isMarked) gate.end();
      if (request.calls?.onBegin(piece, isMarked) === false) return false;
      calls = "";
    }
    calls += piece;
    if (piece !== "") request.calls?.onText(piece);
    return true;
  }
  const reader = createThoughtReader(
    { ...request, calls: request.calls?.marks ?? [] },
    {
      onThought(piece) {
        thought += piece;
        handlers.onThought?.(piece);
      },
      onAnswer(piece) {
        // What goes on with a call that has no mark is all of it.
        if (calls !== null) {
          growCalls(piece, false);
          return;
        }
        const given = mayTrim ? piece.replace(/^ +/u, "") : piece;
        mayTrim = false;
        if (given !== "") gate.read(given);
      },
      onRecall() {
        gate.end();
        thought += text;
        text = "";
      },
      onCall: (piece) => void growCalls(piece, true),
    },
  );
  const isCalling = (): boolean => reader.part === "call";
  /** Reads what was written, and tells when calls begin in it. */
  function read(written: string): void {
    reader.read(written);
    // The mark alone was read.
    if (isCalling() && calls === null) growCalls("", true);
  }
  /** Of tokens whose text was shown. */
  function tellLogprobs(): void {
    if (logprobs.length > 0 && calls === null && gate.stopped === null) handlers.onLogprobs?.(logprobs);
    logprobs = [];
  }
  let thoughtTokens = 0;
  let answerTokens = 0;
  let closings = 0;
  let cut: NonNullable<GenerateResult["thought"]>["cut"] = null;
  let ms = 0;
  let tokens = request.prompt.slice(request.evaluated);

  /** @returns why it is over; null where the model begins or ends a thought, or was made to end it */
  async function writePart(): Promise<Written | null> {
    const part = reader.part === "thought" ? "thought" : "answer";
    const loops = request.watchLoops?.() ?? null;
    const began = part === "thought" ? thought.length : text.length;
    const since = model.now();
    const close = (why: typeof cut, last: readonly Token[]): null => {
      reader.read(decoder.end());
      reader.close();
      cut = why;
      closings += 1;
      tokens = [...last, ...request.closing];
      return null;
    };
    // An answer that begins anew after a thought says something.
    const mustSpeak = (): boolean =>
      (thoughtTokens > 0 || cut !== null) && part === "answer" && calls === null && (text + gate.held).trim() === "";
    try {
      if (part === "thought" && thoughtTokens >= request.mostThoughtTokens) return close("bound", tokens);
      for await (const token of model.evaluate(tokens, mustSpeak)) {
        read(decoder.read(token));
        const logprob = part === "answer" && reader.part !== "thought" ? (model.logprob?.() ?? null) : null;
        if (logprob) logprobs.push(logprob);
        if (gate.held === "" && decoder.isWhole) tellLogprobs();
        if (part === "thought") thoughtTokens += 1;
        else answerTokens += 1;
        if (gate.stopped !== null) return "stop";
        if (reader.isEnded) {
          if (part === "thought") return close("end", [token]);
          return "end";
        }
        if ((reader.part === "thought") !== (part === "thought")) {
          tokens = [token];
          return null;
        }
        if (part === "thought") {
          if (loops?.look(thought.slice(began)) !== null && loops) return close("loop", [token]);
          if (thoughtTokens >= request.mostThoughtTokens) return close("bound", [token]);
          continue;
        }
        const end = calls === null ? (loops?.look(text) ?? null) : null;
        if (end !== null) {
          text = text.slice(0, end);
          return "loop";
        }
        const used = thoughtTokens + answerTokens + closings * request.closing.length;
        if (answerTokens >= request.maxTokens || used >= request.room) return "length";
      }
      if (part === "thought") return close("end", []);
      return "end";
    } finally {
      if (part === "thought") ms += model.now() - since;
    }
  }

  let stop: Written | null = null;
  while (stop === null) stop = await writePart();
  if (stop !== "loop" && !reader.isEnded && gate.stopped === null) {
    read(decoder.end());
    reader.end();
  }
  if (stop !== "loop") gate.end();
  tellLogprobs();
  // What was held back to the end may hold a stop as well.
  if (gate.stopped !== null) stop = "stop";
  const thoughts = thought.trim();
  return {
    text,
    stop,
    ...(gate.stopped !== null && { stopped: gate.stopped }),
    calls,
    thought: thoughts === "" ? null : { text: thoughts, ms: Math.round(ms), tokens: thoughtTokens, cut },
  };
}

/** Why an answer is over, as far as that shows while it is written. */
type Written = Exclude<GenerateResult["stop"], "tools">;

/** Tokens as text, as soon as their characters are whole. */
function createDecoder(vocabulary: Vocabulary, prompt: readonly Token[]) {
  let before = prompt.slice(-TOKENS_BEFORE);
  let pending: Token[] = [];
  const take = (): string => {
    if (pending.length === 0) return "";
    const text = vocabulary.detokenize(pending, false, before);
    before = [...before, ...pending].slice(-TOKENS_BEFORE);
    pending = [];
    return text;
  };
  return {
    read(token: Token): string {
      if (vocabulary.isSpecialToken(token)) {
        const text = take();
        before = [...before, token].slice(-TOKENS_BEFORE);
        return `${text}${markOf(vocabulary, token)}`;
      }
      pending.push(token);
      const isPartial = vocabulary.detokenize(pending, false, before).endsWith("\uFFFD");
      return isPartial && pending.length < LONGEST_CHARACTER ? "" : take();
    },
    end: take,
    /** nothing of a character is waited for */
    get isWhole() {
      return pending.length === 0;
    },
  };
}

/** Tokens of a character at most, where each of its bytes is one. */
const LONGEST_CHARACTER = 4;
/** Tokens by which it is told whether a space stands before a word. */
const TOKENS_BEFORE = 8;

/** Text as {@link ThoughtMarks} are written. */
export function spell(vocabulary: Vocabulary, tokens: readonly Token[]): string {
  const decoder = createDecoder(vocabulary, []);
  return tokens.map((token) => decoder.read(token)).join("") + decoder.end();
}

function markOf(vocabulary: Vocabulary, token: Token): string {
  return `${controlStart}${vocabulary.detokenize([token], true)}${controlEnd}`;
}
