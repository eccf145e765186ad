import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../i18n/useWords.ts";
import type { Problem } from "../../electron/contract/errors.ts";
import { missingMemory } from "../lib/missingMemory.ts";

/** What went wrong, in the place where it happened: the sentence says what happened and what was kept, the code is for reports. */
export function ProblemNote({
  problem,
  title,
  actions,
}: {
  problem: Problem;
  title?: string | undefined;
  actions?: ReactNode;
}) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const shortage = missingMemory(problem, i18n.language);
  return (
    <div role="alert" className="flex gap-3 rounded-card bg-danger-soft px-4 py-3 text-ink">
      <CircleAlert aria-hidden size={18} className="mt-0.5 shrink-0 text-danger" />
      <div className="min-w-0 flex-1">
        {title ? <p className="font-semibold wrap-anywhere">{title}</p> : null}
        <p>{words.error(problem)}</p>
        {shortage ? <p className="mt-1">{t("common.missingMemory", shortage)}</p> : null}
        <p className="mt-1 font-mono text-small text-muted">{problem.code}</p>
        {actions ? <div className="mt-2 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}
