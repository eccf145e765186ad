/** What an answer may be. A model is held to it where it can be, by a grammar or a schema; the reader of an answer checks it all the same. */
export type AnswerFormat = PickFormat | LineFormat;

/** An answer made of given lines, word for word: each at most once, and in their order. */
export interface PickFormat {
  readonly kind: "pick";
  /** without line breaks */
  readonly lines: readonly string[];
  /** as many lines as there are where there are fewer than `least` */
  readonly least: number;
  readonly most: number;
}

/** One line of plain words, without marks of a list, a heading, a quotation or a citation. */
export interface LineFormat {
  readonly kind: "line";
  /** characters at most */
  readonly longest: number;
}

/** Sentences a point can cite at most. */
export const mostCitations = 4;
/** What the model writes where nothing answers the question. */
export const nothingFound = "NONE";
