import prompts from "../../../../resources/prompts/tableQuestion.json" with { type: "json" };
import type { TableQuestion } from "../../../contract/answerTables.ts";
import type { ModelSession } from "../../llm/languageModel.ts";
import { fillLines } from "../../llm/promptTemplate.ts";
import { fold } from "../../text/fold.ts";
import { oneLine } from "../../text/oneLine.ts";
import { askedTokens, isFormOf, isStop } from "./columnsNamed.ts";
import { type AskedTable, readQuestion } from "./readQuestion.ts";

const answerTokens = 48;

/**
 * What a model takes a question to mean: the column and the condition that it names, read by code. Null where it names none, or a value
 * that the question does not.
 *
 * @throws what the session throws
 */
export async function questionByModel(
  session: Pick<ModelSession, "generate">,
  question: string,
  table: AskedTable,
): Promise<TableQuestion | null> {
  const columns = table.columns.map(
    ({ name, question: asked }) => `- ${name}${asked === "" ? "" : `: ${oneLine(asked)}`}`,
  );
  const text = fillLines(prompts.user, { columns: columns.join("\n"), question: oneLine(question) });
  const { text: answer } = await session.generate({
    turns: [{ role: "user", text }],
    maxTokens: answerTokens,
    temperature: 0,
    seed: 1,
  });
  return readCondition(answer, question, table);
}

/** The first line of the form "column | condition" with a column of the table. */
export function readCondition(answer: string, question: string, table: AskedTable): TableQuestion | null {
  for (const line of answer.split("\n")) {
    const [name = "", condition] = line.split("|").map((part) => part.replaceAll(/[*_`"“”]/gu, "").trim());
    const bare = fold(name.replace(/^[-\d.)\s]+|:.*$|^column\s*:?\s*/giu, ""));
    const column = table.columns.find((each) => fold(each.name) === bare);
    if (!column || condition === undefined || condition === "" || !isOfQuestion(condition, question)) continue;
    const bareCondition = condition.replace(/^contains\s+(.*)$/iu, '"$1"').replace(/^(yes|no)$/iu, "");
    const read = readQuestion(`${column.name} ${bareCondition}`, { ...table, columns: [column] });
    const { view } = read;
    if (column.kind === "boolean" && /^no$/iu.test(condition)) {
      view.filters.splice(0, view.filters.length, { columnId: column.id, test: { op: "no" }, not: false });
    }
    if (view.filters.length === 0 && view.sort.length === 0) continue;
    const said = askedTokens(`${column.name} ${column.words.join(" ")} ${condition}`).map(({ folded }) => folded);
    const { left } = readQuestion(question, table);
    return { view, left: left.filter((word) => !said.some((each) => isFormOf(each, fold(word)))), by: "model" };
  }
  return null;
}

/** Answers come from the table: figures and names of a condition are those of the question. */
function isOfQuestion(condition: string, question: string): boolean {
  const asked = askedTokens(question).map(({ folded }) => folded);
  return askedTokens(condition).every(({ text, folded }) => {
    const isValue = /\d/u.test(text) || (/^\p{Lu}/u.test(text) && !isStop(folded) && !conditionWords.has(folded));
    return !isValue || asked.includes(folded);
  });
}

/** Words that a condition may begin with, and so with a capital. */
const conditionWords = new Set(
  "before after over under between contains highest lowest newest oldest latest earliest yes no not missing sorted".split(
    " ",
  ),
);
