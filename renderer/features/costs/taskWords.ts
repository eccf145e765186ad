import { useTranslation } from "react-i18next";

const known = [
  "summary",
  "chat",
  "completion",
  "questions",
  "tables",
  "titles",
  "checking",
  "embedding",
  "reranking",
  "entailment",
  "trial",
] as const;

/** What a task is called; one that is not known by its own name. */
export function useTaskWords(): (task: string) => string {
  const { t } = useTranslation();
  return (task) => {
    const name = known.find((each) => each === task);
    return name === undefined ? task : t(`costs.tasks.${name}`);
  };
}
