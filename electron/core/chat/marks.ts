import type { Citation } from "../../contract/documents.ts";
import { markPattern } from "../../contract/statements.ts";

/** An answer as it is shown and kept: `[n]` in the text is the n-th citation. */
export interface Answer {
  text: string;
  citations: Citation[];
}

export interface AnswerWriter {
  /** Takes what the model wrote and returns what the answer grew by. */
  write(text: string): string;
  /** No more text comes: gives out what was held back, except white space and a mark that was cut off. */
  end(): string;
}

/**
 * Takes out of what a model writes the marks that look like citations ("[3]", "[3, 5-7]"), because it was given no numbers and they
 * point at nothing, while the text streams: an unfinished mark is held back until it is known what it is, so that what was given out
 * never changes. Code is left alone.
 *
 * @param answer its text grows with each call
 * @param hasDocuments without documents brackets are only text
 * @param between white space that stands before what is written next
 */
export function createAnswerWriter(answer: { text: string }, hasDocuments: boolean, between = ""): AnswerWriter {
  let grown = "";
  /** a bracket that may become a mark */
  let held = "";
  /** white space that counts only if text follows */
  let space = between;
  /** a mark was removed since the last text */
  let removed = false;
  const code = createCodeTracker();

  return {
    write(text) {
      grown = "";
      for (const character of text) take(character);
      return grown;
    },
    end() {
      grown = "";
      if (held !== "" && !/^\[[\d\s,;–—-]*$/.test(held)) putAll(held);
      held = "";
      space = "";
      return grown;
    },
  };

  function take(character: string): void {
    if (held === "") {
      if (character === "[" && hasDocuments && !code.inside) held = character;
      else put(character);
      return;
    }
    if (character === "[") {
      putAll(held);
      held = character;
      return;
    }
    held += character;
    if (character === "]") {
      const mark = held;
      held = "";
      if (wholeMark.test(mark)) removed = true;
      else putAll(mark);
    } else if (!mayBecomeMark(held)) {
      const text = held;
      held = "";
      putAll(text);
    }
  }

  function putAll(text: string): void {
    for (const character of text) put(character);
  }

  function put(character: string): void {
    code.take(character);
    if (/\s/.test(character)) {
      // At the start, and on both sides of a removed mark, white space would be left over.
      if (answer.text !== "" && !(removed && space !== "")) space += character;
      return;
    }
    if (removed && /[.,;:!?)»”]/.test(character)) space = "";
    answer.text += space + character;
    grown += space + character;
    space = "";
    removed = false;
  }
}

/** The text of an answer without the marks of its citations. */
export function withoutMarks({ text, citations }: Readonly<Answer>): string {
  return text.replaceAll(markPattern, (whole, digits: string) =>
    Number(digits) >= 1 && Number(digits) <= citations.length ? "" : whole,
  );
}

const separator = String.raw`\s*(?:[-–—,;&]|and)\s*`;
const wholeMark = new RegExp(
  String.raw`^\[\s*(?:sentences?\s|s\.?\s?)?[#^]?\d{1,6}(?:${separator}[#^]?\d{1,6})*\s*\]$`,
  "i",
);
const longestMark = 80;

function mayBecomeMark(held: string): boolean {
  return held.length <= longestMark && /^\[[\d\s.,;&#^–—acdenst-]*$/i.test(held) && !held.includes("\n");
}

/** Follows inline code and fences, within which brackets are code. Inline code ends with its line at the latest. */
function createCodeTracker() {
  let opened = 0;
  let run = 0;
  return {
    take(character: string): void {
      if (character === "`") {
        run += 1;
        return;
      }
      if (run > 0) {
        if (opened === 0) opened = run;
        else if (run >= opened) opened = 0;
        run = 0;
      }
      if (character === "\n" && opened < 3) opened = 0;
    },
    get inside() {
      return opened > 0 ? run < opened : run > 0;
    },
  };
}
