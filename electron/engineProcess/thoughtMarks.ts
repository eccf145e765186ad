import type { Token } from "node-llama-cpp";
import type { ModelHost } from "./modelHost.ts";
import type { ThoughtMarks } from "../core/llm/thoughtReader.ts";
import { spell } from "./writing.ts";

/** How a model marks its thoughts, and how one is closed for it. */
export interface ThoughtForm {
  /** the model is known to write thoughts */
  readonly isOwn: boolean;
  readonly marks: readonly ThoughtMarks[];
  readonly closing: readonly Token[];
}

/** For models of which nothing is known. */
const usualMarks: readonly ThoughtMarks[] = [
  { open: "<think>", close: "</think>" },
  { open: "<thinking>", close: "</thinking>" },
  { open: "[THINK]", close: "[/THINK]" },
];

export function thoughtFormOf({ model, prompt }: ModelHost): ThoughtForm {
  const spelled = (text: string): string => spell(model, model.tokenize(text, true));
  const own = prompt.thoughtMarks;
  const pairs = [
    ...(own ? [{ open: own.open.text, close: own.close.text, ...(own.answer && { answer: own.answer }) }] : []),
    ...usualMarks,
  ];
  const marks = pairs.flatMap((pair): ThoughtMarks[] => {
    const { open, close, answer } = pair;
    const asTokens = { open: spelled(open), close: spelled(close), ...(answer && { answer: spelled(answer) }) };
    return asTokens.open === open && asTokens.close === close ? [pair] : [asTokens, pair];
  });
  // By the chat formats that have such a mark an empty line follows.
  const close = own?.close.text ?? "</think>";
  const closing = model.tokenize(/^\S*think\S*$/iu.test(close) ? `\n${close}\n\n` : close, true);
  return { isOwn: own !== null, marks, closing };
}

/** Whether the prompt's end begins a thought. */
export function opensThought({ model }: ModelHost, { marks }: ThoughtForm, prompt: readonly Token[]): boolean {
  const end = spell(model, prompt.slice(-TOKENS_OF_MARK)).trimEnd();
  return marks.some(({ open }) => end.endsWith(open.trimEnd()));
}

/** A mark of text has fewer, and a space behind it. */
const TOKENS_OF_MARK = 16;
