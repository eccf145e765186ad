import type { GenerateRequest } from "../../electron/core/llm/local/engine.ts";
import type { ProbeRecord } from "./frameProbe.ts";

/** What was on the screen after a frame of it was drawn. */
export interface Paint {
  /** milliseconds since 1970 */
  readonly at: number;
  /** letters of the answer */
  readonly letters: number;
}

/** An answer as the page showed it. */
export interface ShownAnswer {
  readonly request: GenerateRequest;
  /** tokens a second from the first text that left the engine's process to the last that was painted */
  readonly shown: number;
  /** tokens a second by the engine's own clock */
  readonly written: number;
  /** milliseconds of each token from the engine to the paint that shows it */
  readonly delays: readonly number[];
}

/**
 * Each piece of text was painted with the first paint that shows as many letters as were written with it. Letters alone are
 * counted, because the page lays the text out as Markdown and shows no mark of it. A piece holds as many tokens as its letters are
 * worth; they were written one after the other since the piece before, and waited in the engine's process for the last of them.
 * @param text what the page shows at the end
 * @throws Error where a letter that was written is missing in it
 */
export function matchPaints(records: readonly ProbeRecord[], paints: readonly Paint[], text: string): ShownAnswer {
  const question = records.find((record) => record.kind === "question");
  const end = records.find((record) => record.kind === "end");
  const frames = records.filter((record) => record.kind === "frame");
  const [first, last] = [frames[0], paints.at(-1)];
  if (!question || !end || !first || !last) throw new Error("There is no question, no text or no paint.");
  // The first token comes with the prompt.
  const tokens = end.completionTokens - 1;
  const letters = frames.reduce((sum, frame) => sum + lettersOf(frame.text), 0);
  let written = 0;
  let before = first.at;
  let pieces = 0;
  const delays: number[] = [];
  for (const { at, text } of frames) {
    written += lettersOf(text);
    const paint = paints.find((one) => one.letters >= written);
    if (!paint) break;
    pieces += 1;
    const count = Math.max(1, Math.round((tokens * lettersOf(text)) / letters));
    for (let later = count - 1; later >= 0; later -= 1) delays.push(paint.at - at + (later * (at - before)) / count);
    before = at;
  }
  if (lettersOf(text) !== written || pieces < frames.length)
    throw new Error(`The page shows ${lettersOf(text)} of the ${written} letters that the engine wrote.`);
  return {
    request: question.request,
    shown: (tokens * 1000) / (last.at - first.at),
    written: (tokens * 1000) / end.decodeMs,
    delays,
  };
}

function lettersOf(text: string): number {
  return text.replace(/\P{L}/gu, "").length;
}
