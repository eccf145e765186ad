import type { BundleReport } from "../../../electron/contract/bundle.ts";
import { useWords } from "../../i18n/useWords.ts";

/** What is wrong with a bundle, each file by its name. */
export function FindingList({ report }: { report: Pick<BundleReport, "findings" | "wrong"> }) {
  const { t } = useWords();
  const { findings, wrong } = report;
  return (
    <div className="mt-3 rounded-card bg-danger-soft px-4 py-3">
      <p role="alert">{t("bundle.in.wrong", { count: wrong })}</p>
      <ul
        tabIndex={0}
        aria-label={t("bundle.in.findings")}
        className="mt-2 flex max-h-48 flex-col gap-1 overflow-auto text-small"
      >
        {findings.map(({ path, what }) => (
          <li key={`${path} ${what}`} className="wrap-anywhere">
            <span className="font-mono">{path}</span> {t(`bundle:finding.${what}`)}
          </li>
        ))}
        {wrong > findings.length ? <li>{t("bundle.in.more", { count: wrong - findings.length })}</li> : null}
      </ul>
    </div>
  );
}
