import type { Token } from "node-llama-cpp";
import type { GenerateHandlers, GenerateResult } from "../core/llm/languageModel.ts";
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
  /** where the prompt ends: before an answer, in a thought, or in an answer that is to be continued */
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
}

export type Writing = Pick<GenerateResult, "text" | "thought" | "stop">;

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
  const reader = createThoughtReader(request, {
    onThought(piece) {
      thought += piece;
      handlers.onThought?.(piece);
    },
    onAnswer(piece) {
      const given = mayTrim ? piece.replace(/^ +/u, "") : piece;
      mayTrim = false;
      text += given;
      if (given !== "") handlers.onText?.(given);
    },
    onRecall() {
      thought += text;
      text = "";
    },
  });
  let thoughtTokens = 0;
  let answerTokens = 0;
  let closings = 0;
  let cut: NonNullable<GenerateResult["thought"]>["cut"] = null;
  let ms = 0;
  let tokens = request.prompt.slice(request.evaluated);

  /** @returns why it is over; null where the model begins or ends a thought, or was made to end it */
  async function writePart(): Promise<Writing["stop"] | null> {
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
    const mustSpeak = (): boolean => (thoughtTokens > 0 || cut !== null) && part === "answer" && text.trim() === "";
    try {
      if (part === "thought" && thoughtTokens >= request.mostThoughtTokens) return close("bound", tokens);
      for await (const token of model.evaluate(tokens, mustSpeak)) {
        reader.read(decoder.read(token));
        if (part === "thought") thoughtTokens += 1;
        else answerTokens += 1;
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
        const end = loops?.look(text) ?? null;
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

  let stop: Writing["stop"] | null = null;
  while (stop === null) stop = await writePart();
  if (stop !== "loop" && !reader.isEnded) {
    reader.read(decoder.end());
    reader.end();
  }
  const thoughts = thought.trim();
  return {
    text,
    stop,
    thought: thoughts === "" ? null : { text: thoughts, ms: Math.round(ms), tokens: thoughtTokens, cut },
  };
}

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
