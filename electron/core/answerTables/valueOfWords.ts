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
  if (column.kind === "party") return { kind: "party", party: text };
  // What in a document may be a year or a clause is here what was meant.
  if ((column.kind === "number" || column.kind === "money") && /^-?\d{1,15}(?:[.,]\d{1,2})?$/u.test(text)) {
    const number = Number(text.replace(",", "."));
    return column.kind === "number"
      ? { kind: "number", number, unit: column.unit }
      : { kind: "money", amount: number, currency: null };
  }
  if (column.kind === "period" && /^P(?=[\dT])(?:\d+[YMWD])*(?:T(?:\d+[HM])+)?$/u.test(text)) {
    return { kind: "period", period: text };
  }
  for (const each of [language, "en"]) {
    const [read] = valuesOf(text, column, each, { cell: true });
    if (read) return read.value;
  }
  return null;
}
