import { useTranslation } from "react-i18next";
import type { WordRun } from "../../../electron/contract/compare.ts";
import { shortRuns } from "./changeRows.ts";

/** The words of a change: what went struck through, what came underlined, so that neither rests on colour alone. */
export function ChangeWords({ words }: { words: readonly WordRun[] }) {
  const { t } = useTranslation();
  return shortRuns(words).map((run, index, runs) => {
    if (run.kind === "same") return <span key={index}>{run.text}</span>;
    const [bare, rest] = [run.text.trimEnd(), run.text.slice(run.text.trimEnd().length)];
    return (
      <span key={index}>
        {run.kind === "removed" ? (
          <del className="rounded-[2px] bg-danger-soft text-danger">
            <span className="sr-only">{t("compare.removedWords")} </span>
            {bare}
          </del>
        ) : (
          <ins className="rounded-[2px] bg-accent-soft text-accent-strong decoration-accent underline-offset-2">
            <span className="sr-only">{t("compare.addedWords")} </span>
            {bare}
          </ins>
        )}
        {rest === "" && run.kind === "removed" && runs[index + 1]?.kind === "added" ? " " : rest}
      </span>
    );
  });
}
