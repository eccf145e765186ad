import type { VirtualItem } from "@tanstack/react-virtual";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { Column, Total } from "../../../electron/contract/answerTables.ts";
import { useAnswerWords } from "./answerWords.ts";

interface TotalsLineProps {
  readonly totals: readonly Total[];
  readonly columns: readonly Column[];
  readonly shown: readonly VirtualItem[];
  readonly firstWidth: number;
  readonly style: CSSProperties;
}

/** What the figures of the rows that are shown come to, at the bottom of the table. */
export function TotalsLine({ totals, columns, shown, firstWidth, style }: TotalsLineProps) {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" className="sticky bottom-0 z-20" style={style}>
      <div role="row" className="relative h-full border-t border-line bg-rail">
        <div
          role="rowheader"
          className="sticky left-0 z-10 flex h-full items-center border-r border-line bg-rail px-3 text-small text-muted"
          style={{ width: firstWidth }}
        >
          {t("tables.totals.title")}
        </div>
        {shown.map(({ index, start, size }) => {
          const column = columns[index];
          const own = totals.filter(({ columnId }) => columnId === column?.id);
          return column && own.length > 0 ? (
            <div
              key={column.id}
              role="gridcell"
              className="absolute top-0 h-full px-3"
              style={{ insetInlineStart: start, width: size }}
            >
              <Totals own={own} columns={columns} kind={column.kind} />
            </div>
          ) : null;
        })}
      </div>
    </div>
  );
}

/** Of several units the one of most documents is shown, the others where it is pointed at. */
function Totals({ own, columns, kind }: { own: readonly Total[]; columns: readonly Column[]; kind: Column["kind"] }) {
  const { t } = useTranslation();
  const words = useAnswerWords();
  // periods are compared, not added up
  const figure = (one: Total) =>
    kind === "period"
      ? t("tables.totals.median", { median: words.total(one, one.median, columns) })
      : t("tables.totals.sum", { sum: words.total(one, one.sum, columns) });
  const whole = (one: Total) =>
    t("tables.totals.all", {
      count: one.count,
      sum: words.total(one, one.sum, columns),
      median: words.total(one, one.median, columns),
      least: words.total(one, one.least, columns),
      most: words.total(one, one.most, columns),
    });
  const [first, ...others] = own.toSorted((a, b) => b.count - a.count);
  if (!first) return null;
  return (
    <span
      title={[first, ...others].map(whole).join("\n")}
      className="flex h-full items-center justify-end gap-1.5 text-small tabular-nums"
    >
      <span className="truncate">{figure(first)}</span>
      {others.length > 0 ? (
        <span className="shrink-0 rounded-small bg-sunken px-1 text-muted">
          {t("tables.cell.more", { count: others.length })}
        </span>
      ) : null}
      <span className="sr-only">{others.map(whole).join(" ")}</span>
    </span>
  );
}
