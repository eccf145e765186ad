import { Fragment, memo } from "react";
import { useTranslation } from "react-i18next";
import type { KeyFact } from "../../../electron/contract/summaries.ts";
import { useWords } from "../../i18n/useWords.ts";
import { citationKey } from "./citedText.ts";
import { CitationMarks, numberCitations } from "./PointList.tsx";

interface FactsTableProps {
  /** names the table among the lists with citations */
  readonly listId: string;
  readonly facts: readonly KeyFact[];
}

/** Key facts that code found, by their kind, each with its citations. */
export const FactsTable = memo(function FactsTable({ listId, facts }: FactsTableProps) {
  const { t } = useTranslation();
  const words = useWords();
  const numbers = numberCitations(facts);
  const groups = [...Map.groupBy(facts.map(words.fact), ({ kind }) => kind)].map(([kind, ofKind]) => {
    const rows = bySentence(ofKind);
    // Where nobody is named, no column stands empty for it.
    return { kind, rows, hasLabels: rows.some(({ labels }) => labels.length > 0) };
  });
  return (
    <section aria-labelledby="facts-title" className="flex flex-col gap-2">
      <h3 id="facts-title" className="font-medium text-muted">
        {t("summary.keyFacts.title")}
      </h3>
      <p className="text-small text-pretty text-muted">{t("summary.keyFacts.note")}</p>
      <div className="overflow-x-auto rounded-card border border-line">
        <table className="w-full border-collapse text-left align-top" aria-labelledby="facts-title">
          <tbody>
            {groups.map(({ kind, rows, hasLabels }) => (
              <Fragment key={kind}>
                <tr className="bg-sunken">
                  <th scope="colgroup" colSpan={2} className="px-3 py-1.5 text-small font-semibold">
                    {t(`summary.keyFacts.kinds.${kind}`)}
                  </th>
                </tr>
                {rows.map(({ labels, value, due, citations }, index) => (
                  <tr
                    key={`${kind} ${index} ${labels.join()}`}
                    data-point=""
                    tabIndex={-1}
                    className="border-t border-line outline-offset-[-2px]"
                  >
                    {hasLabels && (
                      <th
                        scope="row"
                        dir="auto"
                        className="w-[28%] min-w-28 px-3 py-2 align-top font-medium wrap-anywhere text-ink"
                      >
                        {labels.length === 0 && <span className="text-faint">–</span>}
                        {labels.map((label) => (
                          <span key={label} className="block">
                            {label}
                          </span>
                        ))}
                      </th>
                    )}
                    <td
                      dir="auto"
                      colSpan={hasLabels ? 1 : 2}
                      className="px-3 py-2 align-top text-pretty wrap-anywhere"
                    >
                      {value}
                      <CitationMarks
                        citations={citations}
                        numbers={numbers}
                        id={(citation) => `${listId} ${kind}.${index} ${citationKey(citation)}`}
                      />
                      {due !== undefined && (
                        <span className="mt-0.5 block text-small text-muted">
                          {t("summary.keyFacts.when", { due })}
                        </span>
                      )}
                    </td>
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
});

interface Row extends Pick<KeyFact, "value" | "due" | "citations"> {
  readonly labels: readonly string[];
}

/** A sentence that names five people is one row of five names. */
function bySentence(facts: readonly KeyFact[]): Row[] {
  const groups = Map.groupBy(facts, ({ value, citations }) => `${value} ${citations.map(citationKey).join()}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const labels = group.map(({ label }) => label).filter((label) => label !== "");
    return [{ ...first, labels: [...new Set(labels)] }];
  });
}
