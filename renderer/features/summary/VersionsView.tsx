import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Summary } from "../../../electron/contract/summaries.ts";
import { pairPoints } from "../../../electron/contract/versions.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { Button } from "../../ui/Button.tsx";
import { Select } from "../../ui/Select.tsx";
import { useOptionWords } from "./optionWords.ts";
import { numberCitations, Sentence } from "./PointList.tsx";
import type { JudgedPoint } from "./Verdict.tsx";

interface VersionsViewProps {
  /** the summary that is shown */
  readonly first: Summary;
  /** those it can be compared with, newest first; not empty */
  readonly others: readonly Summary[];
  readonly onClose: () => void;
}

/** Two summaries of a document side by side: what both say, and what only one of them says. */
export function VersionsView({ first, others, onClose }: VersionsViewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const options = useOptionWords();
  const [chosen, setChosen] = useState(others[0]?.id ?? "");
  const second = others.find(({ id }) => id === chosen) ?? others[0];
  if (!second) return null;
  const { both, ...only } = pairPoints(first.points, second.points);
  const nameOf = ({ recipe, createdAt }: Summary) =>
    t("summary.versions.name", { version: recipe?.version ?? 1, moment: formats.moment(createdAt) });
  const numbers = { first: numberCitations(first.points), second: numberCitations(second.points) };
  const cell = (side: "first" | "second", point: JudgedPoint, key: string) => (
    <li
      key={key}
      data-point=""
      tabIndex={-1}
      dir="auto"
      className="rounded-control border border-line bg-surface px-3 py-2 font-serif text-lead leading-relaxed text-pretty wrap-anywhere outline-offset-2"
    >
      <Sentence
        point={{ ...point, id: undefined }}
        numbers={numbers[side]}
        pointId={`versions ${side} ${key}`}
        isShort
      />
    </li>
  );
  const onlyIn = (side: "first" | "second", name: string) => (
    <section className="flex min-w-0 flex-col gap-2" aria-label={t("summary.versions.only", { name })}>
      <h3 className="font-medium text-muted">{t("summary.versions.only", { name })}</h3>
      {only[side].length === 0 ? (
        <p className="text-muted">{t("summary.versions.nothing")}</p>
      ) : (
        <ul className="flex flex-col gap-2">{only[side].map((point) => cell(side, point, point.id))}</ul>
      )}
    </section>
  );
  return (
    <div role="region" aria-label={t("summary.versions.title")} className="@container h-full overflow-y-auto">
      <div
        className="mx-auto flex max-w-5xl flex-col gap-6 px-8 pt-7 pb-16"
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.defaultPrevented) return;
          event.stopPropagation();
          onClose();
        }}
      >
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button kind="quiet" size="small" onPress={onClose} autoFocus>
            <ArrowLeft size={16} aria-hidden />
            {t("actions.backToSummary")}
          </Button>
          <h2 className="text-lead font-semibold">{t("summary.versions.title")}</h2>
          {others.length > 1 && (
            <Select
              label={t("summary.versions.with")}
              isLabelHidden
              value={second.id}
              onChange={setChosen}
              choices={others.map((summary) => ({
                id: summary.id,
                label: nameOf(summary),
                detail: options.all(summary.options).join(" · "),
              }))}
            />
          )}
        </div>
        <section className="flex flex-col gap-2" aria-label={t("summary.versions.both")}>
          <h3 className="font-medium text-muted">{t("summary.versions.both")}</h3>
          {both.length === 0 && <p className="text-muted">{t("summary.versions.nothing")}</p>}
          <div className="hidden grid-cols-2 gap-3 text-small text-muted @lg:grid">
            <span>{nameOf(first)}</span>
            <span>{nameOf(second)}</span>
          </div>
          <div className="flex flex-col gap-3">
            {both.map(([one, other]) => (
              <ul key={one.id} className="grid gap-1 @lg:grid-cols-2 @lg:gap-3">
                {cell("first", one, one.id)}
                {cell("second", other, other.id)}
              </ul>
            ))}
          </div>
        </section>
        <div className="grid gap-6 @lg:grid-cols-2 @lg:gap-3">
          {onlyIn("first", nameOf(first))}
          {onlyIn("second", nameOf(second))}
        </div>
      </div>
    </div>
  );
}
