/** Lets through what is written of an answer, but for what ends it and what calls a tool. */
export interface AnswerGate {
  /** what is held back, since it may become either */
  readonly held: string;
  /** the text that ended the answer; null while none has */
  readonly stopped: string | null;
  /** @returns false where the answer is over, or goes on with a call, of which the rest of this piece is the beginning */
  read(piece: string): boolean;
  /** Lets go of what is held: nothing comes behind it. */
  end(): void;
}

export interface AnswerGateOptions {
  /** texts that end an answer and are not shown; none of them is empty */
  readonly stops: readonly string[];
  /** names of tools, of which a call in plain JSON is known at the beginning of an answer */
  readonly tools: readonly string[];
}

export interface AnswerGateHandlers {
  onText(text: string): void;
  /** The answer is a call in JSON, which begins so. @returns false where it cannot go on as one, and is text */
  onCall(begin: string): boolean;
}

export function createAnswerGate({ stops, tools }: AnswerGateOptions, handlers: AnswerGateHandlers): AnswerGate {
  let held = "";
  let stopped: string | null = null;
  let isCall = false;
  let mayCall = tools.length > 0;
  /** what was let through says nothing */
  let isBlank = true;

  function give(text: string): void {
    if (text === "") return;
    isBlank &&= text.trim() === "";
    handlers.onText(text);
  }

  return {
    get held() {
      return held;
    },
    get stopped() {
      return stopped;
    },
    read(piece) {
      if (stopped !== null || isCall) return false;
      held += piece;
      const call = isBlank && mayCall ? plainCall(held, tools) : null;
      if (call === "maybe") return true;
      if (call !== null) {
        isCall = handlers.onCall(held.slice(call.at));
        mayCall = false;
        if (isCall) {
          held = "";
          return false;
        }
      }
      const first = firstOf(held, stops);
      if (first) {
        const text = held.slice(0, first.at);
        held = "";
        stopped = first.stop;
        give(text);
        return false;
      }
      const kept = unfinished(held, stops);
      const text = held.slice(0, held.length - kept);
      held = held.slice(held.length - kept);
      give(text);
      return true;
    },
    end() {
      const text = held;
      held = "";
      if (stopped === null && !isCall) give(text);
    },
  };
}

function firstOf(text: string, stops: readonly string[]): { readonly at: number; readonly stop: string } | null {
  let best: { readonly at: number; readonly stop: string } | null = null;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    if (at !== -1 && (!best || at < best.at)) best = { at, stop };
  }
  return best;
}

/** Length of the end of the text that may become one of these. */
function unfinished(text: string, stops: readonly string[]): number {
  const longest = Math.max(0, ...stops.map((stop) => stop.length - 1));
  for (let length = Math.min(text.length, longest); length > 0; length -= 1) {
    const end = text.slice(-length);
    if (stops.some((stop) => stop.startsWith(end))) return length;
  }
  return 0;
}

/** What models put around calls where they forget the marks of their own template; within it calls may stand in a list. */
export const plainOpeners = [
  { open: "```json", close: "```" },
  { open: "```", close: "```" },
  ...["tools", "tool", "function_call", "response", "json"].map((tag) => ({ open: `<${tag}>`, close: `</${tag}>` })),
] as const;
const openers = ["", ...plainOpeners.map(({ open }) => open)].flatMap((open) => [open, `${open}[`]);

/** Where a call in plain JSON begins in an answer; "maybe" where what comes next tells; null where it is none. */
function plainCall(text: string, tools: readonly string[]): { readonly at: number } | "maybe" | null {
  const begin = text.trimStart();
  let mayBe = false;
  for (const opener of openers) {
    const found = behind(begin, opener);
    if (found === "maybe") mayBe = true;
    if (found === "maybe" || found === null) continue;
    const { json } = found;
    const written = json.replaceAll(/\s/gu, "");
    for (const name of tools) {
      const head = `{"name":"${name}"`;
      if (written.startsWith(head)) return { at: text.length - json.length };
      if (head.startsWith(written)) mayBe = true;
    }
  }
  return mayBe ? "maybe" : null;
}

/** What follows the opener, white space aside; "maybe" where the text may go on to it; null where it does not. */
function behind(text: string, opener: string): { readonly json: string } | "maybe" | null {
  const isList = opener.endsWith("[");
  const tag = isList ? opener.slice(0, -1) : opener;
  if (!text.startsWith(tag)) return tag.startsWith(text) ? "maybe" : null;
  const rest = text.slice(tag.length).trimStart();
  if (!isList) return { json: rest };
  if (rest === "") return "maybe";
  return rest.startsWith("[") ? { json: rest.slice(1).trimStart() } : null;
}
