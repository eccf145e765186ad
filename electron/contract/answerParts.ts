import type { Message, Statement, ToolUse } from "./chat.ts";
import { endOfStatement, markPattern } from "./statements.ts";

/** A stretch of an answer's text, or the calls of tools that stand between two of them. */
export type AnswerPart =
  | {
      readonly kind: "text";
      readonly text: string;
      /** those that end in it, in places of its own text */
      readonly statements: readonly Statement[];
      /** which of the message's the first of them is; -1 where there is none */
      readonly firstStatement: number;
    }
  | { readonly kind: "uses"; readonly uses: readonly ToolUse[] };

/** An answer in the order of what was done: text before a call, the call, the text behind it. Calls in a row are one part. */
export function answerParts({
  text,
  citations,
  statements,
  toolUses = [],
}: Pick<Message, "text" | "citations" | "statements" | "toolUses">): AnswerPart[] {
  const parts: AnswerPart[] = [];
  let from = 0;
  const put = (to: number): void => {
    const own = text.slice(from, to);
    if (own.trim() !== "") {
      const isIn = ({ end }: Statement): boolean => end > from && end <= to;
      parts.push({
        kind: "text",
        text: own,
        statements: statements.filter(isIn).map((statement) => ({
          ...statement,
          start: Math.max(0, statement.start - from),
          end: statement.end - from,
        })),
        firstStatement: statements.findIndex(isIn),
      });
    }
    from = to;
  };
  for (const use of toolUses) {
    put(Math.max(from, placeOf(use.at, { text, citations, statements })));
    const last = parts.at(-1);
    if (last?.kind === "uses") parts.splice(-1, 1, { kind: "uses", uses: [...last.uses, use] });
    else parts.push({ kind: "uses", uses: [use] });
  }
  put(text.length);
  return parts;
}

/** Where a place of the text without its marks is with them: behind the marks of what ends there, and in no statement. */
function placeOf(
  at: number,
  { text, citations, statements }: Pick<Message, "text" | "citations" | "statements">,
): number {
  let place = at;
  for (const { 0: mark, 1: digits, index } of text.matchAll(markPattern)) {
    if (index > place) break;
    if (Number(digits) >= 1 && Number(digits) <= citations.length) place += mark.length;
  }
  place = Math.min(place, text.length);
  const cut = statements.find(({ start, end }) => start < place && place < end);
  return cut ? endOfStatement(text, cut) : place;
}
