import type { AnswerValue, ColumnDraft } from "../../contract/answerTables.ts";
import { valuesOf } from "../extract/answers/values.ts";

/**
 * Words that a person wrote, in the kind of the column; null where they do not fit it.
 *
 * @param language of the document (BCP 47); English is understood beside it
 */
export function valueOfWords(column: ColumnDraft, text: string, language: string): AnswerValue | null {
  if (text === "") return null;
  // As they are: nobody frames what goes into a cell.
  if (column.kind === "text" || column.kind === "list") return { kind: "text", text };
  if (column.kind === "period" && /^P(?=[\dT])(?:\d+[YMWD])*(?:T(?:\d+[HM])+)?$/u.test(text)) {
    return { kind: "period", period: text };
  }
  for (const each of [language, "en"]) {
    const [read] = valuesOf(text, column, each, { cell: true });
    if (read) return read.value;
  }
  return null;
}
