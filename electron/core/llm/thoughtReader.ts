/**
 * How a model marks what it thinks before it answers. A mark is written as its tokens read, those of them that are control tokens
 * between {@link controlStart} and {@link controlEnd}: text that merely looks like a control token is none.
 */
export interface ThoughtMarks {
  readonly open: string;
  readonly close: string;
  /** stands before an answer, after a thought or without one, and says nothing */
  readonly answer?: string;
}

export const controlStart = "\u0000";
export const controlEnd = "\u0001";

export interface ThoughtReader {
  /** start: nothing of an answer was written, and a thought may begin; call: a mark of a call was read, and all that follows is of calls */
  readonly part: "start" | "thought" | "answer" | "call";
  /** a text came that ends what is written */
  readonly isEnded: boolean;
  /** @param piece whole characters and whole control tokens */
  read(piece: string): void;
  /** The thought was closed from outside, and the answer follows. */
  close(): void;
  /** Hands out what was held back, because a mark might have followed. */
  end(): void;
}

export interface ThoughtHandlers {
  onThought(text: string): void;
  onAnswer(text: string): void;
  /** All that was handed out as the answer was a thought, whose opening mark nobody saw. */
  onRecall(): void;
  /** Calls go on so; control tokens as they are written, without their marks. Needed where there are marks of calls. */
  onCall?(text: string): void;
}

export interface ThoughtReaderOptions {
  /** empty: all of it is the answer */
  readonly marks: readonly ThoughtMarks[];
  /** texts that end an answer, as {@link ThoughtMarks} are written */
  readonly stops: readonly string[];
  /** texts that begin calls of tools, written likewise */
  readonly calls?: readonly string[];
  /** where the prompt ends */
  readonly from: ThoughtReader["part"];
}

/** Parts what a model writes into thoughts, answer and calls of tools. */
export function createThoughtReader(
  { marks, stops, calls = [], from }: ThoughtReaderOptions,
  handlers: ThoughtHandlers,
): ThoughtReader {
  let part = from;
  let held = "";
  let isEnded = false;
  /** those whose thought is open; any of them where the prompt opened it */
  let open = marks;
  let hasThought = from === "thought";
  /** the spaces before an answer or a thought are none of it */
  let isBlank = from !== "answer";
  /** Plain text may name a mark; a control token is one wherever it stands. */
  const control = marks.filter((pair) => pair.open.startsWith(controlStart));
  const patternsOf = {
    start: [...marks.flatMap((pair) => [pair.open, pair.answer ?? ""]), ...stops, ...calls],
    answer: [...control.map((pair) => pair.open), ...stops, ...calls],
  };

  function give(text: string): void {
    const words = withoutControl(text);
    const given = isBlank ? words.trimStart() : words;
    if (given === "") return;
    isBlank = false;
    if (part === "thought") handlers.onThought(given);
    else handlers.onAnswer(given);
  }

  function enter(next: ThoughtReader["part"], rest: string): true {
    part = next;
    held = rest;
    isBlank = true;
    return true;
  }

  /** Hands out what no pattern can begin in. */
  function release(patterns: readonly string[]): false {
    const keep = unfinished(held, patterns);
    give(held.slice(0, held.length - keep));
    held = held.slice(held.length - keep);
    return false;
  }

  /** True where the part changed and there may be more to do with what is held. */
  function step(): boolean {
    if (part === "call") {
      const text = held.replaceAll(controlStart, "").replaceAll(controlEnd, "");
      held = "";
      if (text !== "") handlers.onCall?.(text);
      return false;
    }
    if (part === "thought") {
      const closing = open.map((pair) => pair.close);
      const found = first(held, [...closing, ...stops]);
      if (!found) return release([...closing, ...stops]);
      give(held.slice(0, found.index));
      if (stops.includes(found.pattern)) return stop();
      return enter("start", held.slice(found.index + found.pattern.length));
    }
    if (part === "start") {
      const begin = withoutLeadingControl(held.trimStart(), patternsOf.start);
      const pair = marks.find((each) => startsWith(begin, each.open));
      if (pair) {
        open = [pair];
        hasThought = true;
        return enter("thought", begin.slice(pair.open.length));
      }
      const lead = marks.find((each) => each.answer !== undefined && startsWith(begin, each.answer))?.answer;
      if (lead !== undefined) return enter("answer", begin.slice(lead.length));
      const call = calls.find((mark) => startsWith(begin, mark));
      if (call !== undefined) return enter("call", begin.slice(call.length));
      if (begin === "" || patternsOf.start.some((pattern) => startsWith(pattern, begin))) {
        held = begin;
        return false;
      }
      return enter("answer", begin);
    }
    const strays = hasThought ? [] : marks.map((pair) => pair.close);
    const patterns = [...patternsOf.answer, ...strays];
    const found = first(held, patterns);
    if (!found) return release(patterns);
    if (strays.includes(found.pattern)) {
      hasThought = true;
      give(held.slice(0, found.index));
      handlers.onRecall();
      return enter("start", held.slice(found.index + found.pattern.length));
    }
    give(held.slice(0, found.index));
    if (stops.includes(found.pattern)) return stop();
    if (calls.includes(found.pattern)) return enter("call", held.slice(found.index + found.pattern.length));
    hasThought = true;
    open = control.filter((pair) => pair.open === found.pattern);
    return enter("thought", held.slice(found.index + found.pattern.length));
  }

  function stop(): false {
    isEnded = true;
    held = "";
    return false;
  }

  return {
    get part() {
      return part;
    },
    get isEnded() {
      return isEnded;
    },
    read(piece) {
      if (isEnded) return;
      held += piece;
      while (step());
    },
    close() {
      give(held);
      hasThought = true;
      enter("answer", "");
    },
    end() {
      if (part === "call") step();
      else give(held);
      held = "";
    },
  };
}

function first(text: string, patterns: readonly string[]): { index: number; pattern: string } | null {
  const lower = text.toLowerCase();
  let best: { index: number; pattern: string } | null = null;
  for (const pattern of patterns) {
    const index = pattern === "" ? -1 : lower.indexOf(pattern.toLowerCase());
    if (index !== -1 && (!best || index < best.index)) best = { index, pattern };
  }
  return best;
}

/** Length of the end of the text that may become one of the patterns. */
function unfinished(text: string, patterns: readonly string[]): number {
  const longest = Math.max(0, ...patterns.map((pattern) => pattern.length - 1));
  const tail = text.slice(-longest || text.length);
  for (let length = Math.min(tail.length, longest); length > 0; length -= 1) {
    const end = tail.slice(-length);
    if (patterns.some((pattern) => startsWith(pattern, end))) return length;
  }
  return 0;
}

function startsWith(text: string, beginning: string): boolean {
  return text.slice(0, beginning.length).toLowerCase() === beginning.toLowerCase();
}

/** Takes off a control token that begins none of the patterns. */
function withoutLeadingControl(text: string, patterns: readonly string[]): string {
  const end = text.startsWith(controlStart) ? text.indexOf(controlEnd) : -1;
  if (end === -1) return text;
  const mark = text.slice(0, end + 1);
  if (patterns.some((pattern) => startsWith(pattern, mark))) return text;
  return withoutLeadingControl(text.slice(end + 1).trimStart(), patterns);
}

function withoutControl(text: string): string {
  let words = "";
  let at = 0;
  for (;;) {
    const start = text.indexOf(controlStart, at);
    if (start === -1) return words + text.slice(at);
    words += text.slice(at, start);
    const end = text.indexOf(controlEnd, start);
    if (end === -1) return words;
    at = end + 1;
  }
}
