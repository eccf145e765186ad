import type { Catalogue } from "../../../electron/words/catalogues.ts";
import { useWords } from "../../i18n/useWords.ts";

/** The task that a row of the ledger belongs to, by what it is counted as. */
const taskOf: Readonly<Record<string, keyof Catalogue["task"]>> = {
  summary: "summaries",
  chat: "chat",
  completion: "completion",
  questions: "questions",
  tables: "tables",
  titles: "titles",
  checking: "checking",
  embedding: "embeddings",
  reranking: "reranking",
  entailment: "checking",
  trial: "trial",
  api: "api",
};

/** What a task is called; one that is not known by its own name. */
export function useTaskWords(): (task: string) => string {
  const { t } = useWords();
  return (counted) => {
    const task = taskOf[counted];
    return task === undefined ? counted : t(`task:${task}`);
  };
}
