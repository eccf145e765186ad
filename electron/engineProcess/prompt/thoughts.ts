import type { Token } from "node-llama-cpp";

export interface ThoughtMark {
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** What a model writes before and behind its thought. */
export interface ThoughtMarks {
  readonly open: ThoughtMark;
  readonly close: ThoughtMark;
  /** what stands before an answer without a thought; absent: nothing */
  readonly answer?: string;
}

interface Pair {
  readonly open: string;
  readonly close: string;
  readonly answer?: string;
}

/** The closing mark of a format with channels is all that stands between the thought and the answer. */
const pairs: readonly Pair[] = [
  {
    open: "<|channel|>analysis<|message|>",
    close: "<|end|><|start|>assistant<|channel|>final<|message|>",
    answer: "<|channel|>final<|message|>",
  },
  { open: "<|think|>", close: "<|end|><|begin|>assistant<|content|>", answer: "<|content|>" },
  { open: " to=self<|message|>", close: "<|eom|><|start|>assistant to=user<|message|>", answer: " to=user<|message|>" },
  { open: "<|open|>think<|sep|>", close: "<|close|>think<|sep|><|open|>response<|sep|>" },
  { open: "<|channel>thought\n", close: "<channel|>" },
  { open: "<seed:think>", close: "</seed:think>" },
  { open: "<mm:think>", close: "</mm:think>" },
  { open: "<think:opensource>", close: "</think:opensource>" },
  { open: "Here are my reasoning steps:\n", close: "[BEGIN FINAL RESPONSE]" },
  { open: "[THINK]", close: "[/THINK]" },
  { open: "<|START_THINKING|>", close: "<|END_THINKING|>" },
  { open: "<|inner_prefix|>", close: "<|inner_suffix|>" },
  { open: "<|begin_of_thought|>", close: "<|end_of_thought|>" },
  { open: "<thought>", close: "</thought>" },
  { open: "<think>", close: "</think>" },
];

/**
 * By what the template speaks of, else by the words that the vocabulary has of its own.
 * @param template its source; null where it says nothing of thoughts
 * @param tokenize with control tokens
 */
export function findThoughtMarks(template: string | null, tokenize: (text: string) => Token[]): ThoughtMarks | null {
  const isKnown = (mark: string): boolean => {
    const named = words(mark).filter((word) => /^[<[]/u.test(word));
    return named.length > 0 && named.every((word) => tokenize(word).length === 1);
  };
  // A template may put its marks together from pieces, but has each word of them somewhere.
  const speaks = (text: string): boolean => template !== null && words(text).every((word) => template.includes(word));
  const found =
    pairs.find(({ open, close }) => speaks(open) && speaks(close)) ??
    pairs.find(({ open, close }) => isKnown(open) && isKnown(close));
  if (!found) return null;
  const { open, close, ...answer } = found;
  return {
    open: { text: open, tokens: tokenize(open) },
    close: { text: close, tokens: tokenize(close) },
    ...answer,
  };
}

function words(mark: string): string[] {
  return mark.match(/<[^<>]*>|\[[^[\]]*\]|[a-z]+/gu) ?? [mark];
}
