import type { Statement } from "./chat.ts";

/** A mark `[n]` of a citation, with the space before it. */
export const markPattern = /\s?\[(\d{1,6})\]/gu;

/** The marks behind a statement, up to where the text goes on. */
const marks = /^(?:\s?\[\d{1,6}\])+/u;

/** Where a statement with its marks ends in the text of its message. */
export function endOfStatement(text: string, { end }: Pick<Statement, "end">): number {
  return end + (marks.exec(text.slice(end))?.[0].length ?? 0);
}

/** The text of a message with what there is to say of each statement in brackets behind its marks; null says nothing. */
export function withVerdicts(
  { text, statements }: { readonly text: string; readonly statements: readonly Statement[] },
  wordOf: (statement: Statement) => string | null,
): string {
  let written = "";
  let from = 0;
  for (const statement of statements) {
    const word = wordOf(statement);
    if (word === null) continue;
    const end = endOfStatement(text, statement);
    written += `${text.slice(from, end)} (${word})`;
    from = end;
  }
  return written + text.slice(from);
}
