import { useTranslation } from "react-i18next";
import type { Costs, Money } from "../../../electron/contract/costs.ts";
import { roughTime } from "../../../electron/words/roughTime.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useTaskWords } from "./taskWords.ts";

/** A line for each month, model and task, and their sum. */
export function CostsTable({ rows }: { rows: Costs["rows"] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const taskWords = useTaskWords();
  const sum = (of: (row: Costs["rows"][number]) => number): number => rows.reduce((all, row) => all + of(row), 0);
  const whole = (value: number): string => formats.number(Math.round(value));
  const time = (ms: number): string => {
    const { unit, figure } = roughTime(ms / 1000);
    return t(`costs.times.${unit}`, { value: figure });
  };
  const energy = (wattHours: number): string => t("costs.wattHours", { value: Number(wattHours.toPrecision(3)) });
  const number = "px-1.5 py-1.5 text-right whitespace-nowrap tabular-nums";
  const spent = spentOf(rows);
  const columns = [
    "calls",
    "read",
    "cached",
    "written",
    "time",
    "energy",
    ...(spent.length > 0 ? (["cost"] as const) : []),
  ] as const;
  return (
    <div tabIndex={0} className="mt-2 overflow-x-auto border-y border-line">
      <table className="w-full text-small">
        <thead className="text-left text-muted">
          <tr className="border-b border-line">
            <th scope="col" className="py-1.5 pr-2 font-medium">
              {t("costs.month")}
            </th>
            <th scope="col" className="px-1.5 py-1.5 font-medium">
              {t("costs.model")}
            </th>
            <th scope="col" className="px-1.5 py-1.5 font-medium">
              {t("costs.task")}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-1.5 py-1.5 text-right font-medium whitespace-nowrap">
                {t(`costs.columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={`${row.month} ${row.modelId} ${row.task}`}>
              <td className="py-1.5 pr-2 whitespace-nowrap">{formats.date(row.month)}</td>
              <td className="max-w-32 truncate px-1.5 py-1.5" title={row.model}>
                {row.model}
              </td>
              <td className="px-1.5 py-1.5 whitespace-nowrap">{taskWords(row.task)}</td>
              <td className={number}>{whole(row.calls)}</td>
              <td className={number} title={whole(row.readTokens)}>
                {formats.compact(row.readTokens)}
              </td>
              <td className={number} title={whole(row.cachedTokens)}>
                {formats.compact(row.cachedTokens)}
              </td>
              <td className={number} title={whole(row.writtenTokens)}>
                {formats.compact(row.writtenTokens)}
              </td>
              <td className={number}>{time(row.ms)}</td>
              <td className={number}>{row.wattHours === null ? t("costs.elsewhere") : energy(row.wattHours)}</td>
              {spent.length > 0 ? (
                <td className={number}>
                  {row.cost === null ? "" : formats.money(row.cost.amount, row.cost.currency, "figure")}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
        <tfoot className="border-t border-line font-medium">
          <tr>
            <th scope="row" colSpan={3} className="py-1.5 pr-2 text-left font-medium">
              {t("costs.sum")}
            </th>
            <td className={number}>{whole(sum(({ calls }) => calls))}</td>
            <td className={number} title={whole(sum(({ readTokens }) => readTokens))}>
              {formats.compact(sum(({ readTokens }) => readTokens))}
            </td>
            <td className={number} title={whole(sum(({ cachedTokens }) => cachedTokens))}>
              {formats.compact(sum(({ cachedTokens }) => cachedTokens))}
            </td>
            <td className={number} title={whole(sum(({ writtenTokens }) => writtenTokens))}>
              {formats.compact(sum(({ writtenTokens }) => writtenTokens))}
            </td>
            <td className={number}>{time(sum(({ ms }) => ms))}</td>
            <td className={number}>{energy(sum(({ wattHours }) => wattHours ?? 0))}</td>
            {spent.length > 0 ? (
              <td className={number}>
                {spent.map(({ amount, currency }) => formats.money(amount, currency, "figure")).join(" + ")}
              </td>
            ) : null}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** By currency: amounts of two are not added up. */
function spentOf(rows: Costs["rows"]): Money[] {
  const sums = new Map<string, number>();
  for (const { cost } of rows) if (cost) sums.set(cost.currency, (sums.get(cost.currency) ?? 0) + cost.amount);
  return [...sums].map(([currency, amount]) => ({ currency, amount }));
}
