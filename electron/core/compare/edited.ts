import type { Token } from "../text/words.ts";

/** One of two versions of a text, with what changed in it. */
export interface Edited {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** the tokens that the other version has not, in their order */
  readonly spans: readonly Span[];
  /** BCP 47 */
  readonly language: string;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** True where something inside the range changed. */
export function changesIn({ spans }: Pick<Edited, "spans">, { start, end }: Span): boolean {
  return spans.some((span) => span.start < end && span.end > start);
}

/** The tokens that changed. */
export function changedTokens(edited: Edited): Token[] {
  return edited.tokens.filter((token) => changesIn(edited, token));
}
