/**
 * Keeps what a model thinks before it answers out of the answer: text between `<think>` and `</think>`, or `[THINK]` and
 * `[/THINK]`, where the answer begins with it. Where the opening mark was part of the prompt only the closing one comes: then
 * all that came before it was thought, and `onReset` says that it is to be taken back.
 */
export function createThinkingFilter(handlers: { onText(text: string): void; onReset(): void }): ThinkingFilter {
  let state: "start" | "thinking" | "answer" = "start";
  let held = "";
  let closing = "";
  let thought = false;

  return {
    write(text) {
      held += text;
      while (step());
    },
    end() {
      if (state !== "thinking" && held !== "") handlers.onText(held);
      held = "";
    },
    get thinking() {
      return state === "thinking";
    },
  };

  /** True where the state changed and there may be more to do with what is held. */
  function step(): boolean {
    switch (state) {
      case "start": {
        const begin = held.trimStart().toLowerCase();
        const pair = pairs.find(({ open }) => begin.startsWith(open));
        if (pair) {
          held = held.trimStart().slice(pair.open.length);
          closing = pair.close;
          thought = true;
          state = "thinking";
          return true;
        }
        if (begin === "" || pairs.some(({ open }) => open.startsWith(begin))) return false;
        state = "answer";
        return true;
      }
      case "thinking": {
        const at = held.toLowerCase().indexOf(closing);
        if (at < 0) {
          held = held.slice(-closing.length + 1);
          return false;
        }
        held = held.slice(at + closing.length);
        state = "start";
        return true;
      }
      case "answer": {
        if (!thought) {
          const lower = held.toLowerCase();
          const stray = pairs.find(({ close }) => lower.includes(close));
          if (stray) {
            held = held.slice(lower.indexOf(stray.close) + stray.close.length);
            thought = true;
            state = "start";
            handlers.onReset();
            return true;
          }
        }
        const keep = thought ? 0 : unfinishedClosing(held);
        const text = held.slice(0, held.length - keep);
        held = held.slice(held.length - keep);
        if (text !== "") handlers.onText(text);
        return false;
      }
    }
  }
}

export interface ThinkingFilter {
  write(text: string): void;
  /** Hands out what was held back. */
  end(): void;
  /** whether the model is still thinking */
  readonly thinking: boolean;
}

const pairs = [
  { open: "<think>", close: "</think>" },
  { open: "<thinking>", close: "</thinking>" },
  { open: "[think]", close: "[/think]" },
];

/** Length of the end of the text that may become a closing mark. */
function unfinishedClosing(text: string): number {
  const longest = Math.max(...pairs.map(({ close }) => close.length)) - 1;
  const tail = text.slice(-longest).toLowerCase();
  for (let length = tail.length; length > 0; length -= 1) {
    const end = tail.slice(-length);
    if (pairs.some(({ close }) => close.startsWith(end))) return length;
  }
  return 0;
}
