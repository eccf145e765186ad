import type { ColumnDraft, ColumnKind } from "../../contract/answerTables.ts";
import prompts from "../../../resources/prompts/table.json" with { type: "json" };
import { languageRule } from "../llm/languageRule.ts";
import { fillLines, fillTemplate } from "../llm/promptTemplate.ts";

/** ask: of all that is shown; again: of the passages that may answer it; plainly: without a way out, where they speak of it. */
export type Look = "ask" | "again" | "plainly";

/** Tokens of an answer. */
export const answerTokens: Readonly<Record<ColumnKind, number>> = {
  text: 80,
  number: 32,
  money: 32,
  date: 32,
  period: 32,
  boolean: 60,
  choice: 40,
  list: 200,
  party: 40,
};

/** The question of a column as a model is asked it. @param language BCP 47 of the document, which the answer is written in */
export function cellQuestion(column: ColumnDraft, language: string, look: Look): string {
  const question = column.question === "" ? fillTemplate(prompts.question, { name: column.name }) : column.question;
  return fillLines(prompts[look], {
    question,
    hint: column.hint,
    kindRule: fillTemplate(prompts.kind[column.kind], { choices: column.choices.join(", ") }),
    languageRule: languageRule(language),
  });
}
