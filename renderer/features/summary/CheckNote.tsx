import { History } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Checked, isCheckedBefore } from "../../../electron/contract/summaries.ts";

/** Says of verdicts that an earlier version of the check gave them, and whether they are made anew; nothing of those of this one. */
export function CheckNote({ check }: { check: Checked }) {
  const { t } = useTranslation();
  if (!isCheckedBefore(check)) return null;
  return (
    <p className="flex items-start gap-1.5 text-small text-pretty text-muted">
      <History size={14} strokeWidth={1.8} aria-hidden className="mt-0.5 shrink-0" />
      {check.problem === null ? t("summary.checked.again") : t(`summary.checked.${check.problem}`)}
    </p>
  );
}
