import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Costs } from "../../../electron/contract/costs.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { Select } from "../../ui/Select.tsx";

type Row = Costs["rows"][number];

const measures = {
  tokens: ({ readTokens, writtenTokens }: Row) => readTokens + writtenTokens,
  time: ({ ms }: Row) => ms,
  energy: ({ wattHours }: Row) => wattHours ?? 0,
} as const;
type Measure = keyof typeof measures;

/** Months that are drawn. */
const mostMonths = 12;
/** Models with a colour of their own; the others share the last one. */
const colors = [
  "var(--color-accent)",
  "var(--color-warn)",
  "var(--color-good)",
  "var(--color-danger)",
  "var(--color-edge)",
] as const;

/** A bar for each of the last months, of what its models did. The table beside it tells the same to who does not see it. */
export function CostsPlot({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [measure, setMeasure] = useState<Measure>("tokens");
  const valueOf = measures[measure];
  const said = (value: number): string =>
    measure === "tokens"
      ? t("costs.tokens", { count: value })
      : measure === "time"
        ? t("costs.times.hours", { value: value / 3_600_000 })
        : t("costs.wattHours", { value });
  const months = [...new Set(rows.map(({ month }) => month))].toSorted().slice(-mostMonths);
  const models = [...sumsBy(rows, ({ modelId }) => modelId, valueOf)]
    .toSorted(([, a], [, b]) => b - a)
    .map(([id]) => id);
  const nameOf = new Map(rows.toReversed().map(({ modelId, model }) => [modelId, model]));
  const shown = models.slice(0, models.length > colors.length ? colors.length - 1 : colors.length);
  const series = [
    ...shown.map((id) => ({ key: id, name: nameOf.get(id) ?? "", has: (row: Row) => row.modelId === id })),
    ...(models.length > shown.length
      ? [{ key: "others", name: t("costs.others"), has: (row: Row) => !shown.includes(row.modelId) }]
      : []),
  ].map((one, place) => ({ ...one, color: colors[place] ?? colors[0] }));
  const bars = months.map((month) => {
    const own = rows.filter((row) => row.month === month);
    const parts = series.map(({ key, name, color, has }) => ({
      key,
      name,
      color,
      value: own.filter(has).reduce((sum, row) => sum + valueOf(row), 0),
    }));
    return { month, parts, value: parts.reduce((sum, { value }) => sum + value, 0) };
  });
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);

  return (
    <figure className="mt-8">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <figcaption className="text-small font-medium text-muted">{t("costs.byMonth")}</figcaption>
        <Select<Measure>
          label={t("costs.measure")}
          isLabelHidden
          className="w-48"
          value={measure}
          onChange={setMeasure}
          choices={(Object.keys(measures) as Measure[]).map((id) => ({ id, label: t(`costs.measures.${id}`) }))}
        />
      </div>
      <div role="img" aria-label={t("costs.byMonth")} className="mt-3 flex h-44 items-end gap-2 border-b border-line">
        {bars.map(({ month, parts, value }) => (
          <div
            key={month}
            title={[
              `${formats.date(month)}: ${said(value)}`,
              ...parts.filter((part) => part.value > 0).map((part) => `${part.name}: ${said(part.value)}`),
            ].join("\n")}
            className="flex h-full max-w-20 min-w-0 flex-1 flex-col justify-end"
          >
            <span className="mb-1 truncate text-center text-small text-muted tabular-nums">
              {measure === "tokens"
                ? formats.compact(value)
                : formats.figure(measure === "time" ? value / 3_600_000 : value)}
            </span>
            <div
              className="flex min-h-px flex-col-reverse overflow-hidden rounded-t-small"
              style={{ height: `${String((value / most) * 82)}%` }}
            >
              {parts.map((part) => (
                <div key={part.key} style={{ backgroundColor: part.color, flexGrow: part.value, flexBasis: 0 }} />
              ))}
            </div>
          </div>
        ))}
      </div>
      <div aria-hidden className="mt-1 flex gap-2">
        {bars.map(({ month }) => (
          <span key={month} className="max-w-20 min-w-0 flex-1 truncate text-center text-small text-muted">
            {formats.date(month)}
          </span>
        ))}
      </div>
      <ul className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-small text-muted">
        {series.map(({ key, name, color }) => (
          <li key={key} className="flex min-w-0 items-center gap-2">
            <span aria-hidden className="size-2.5 shrink-0 rounded-small" style={{ backgroundColor: color }} />
            <span className="truncate">{name}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function sumsBy(rows: readonly Row[], keyOf: (row: Row) => string, valueOf: (row: Row) => number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + valueOf(row));
  return sums;
}
