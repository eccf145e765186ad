/** What an answer may be. A model is held to it where it can be, by a grammar or a schema; the reader of an answer checks it all the same. */
export type AnswerFormat = PickFormat | LineFormat | JsonFormat;

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

/** An answer that is one JSON value. */
export interface JsonFormat {
  readonly kind: "json";
  /** JSON schema that it keeps to, by a grammar; null: any object */
  readonly schema: Readonly<Record<string, unknown>> | null;
}

/** Sentences a point can cite at most. */
export const mostCitations = 4;
/** What the model writes where nothing answers the question. */
export const nothingFound = "NONE";
