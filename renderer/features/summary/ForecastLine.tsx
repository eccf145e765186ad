import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Forecast } from "../../../electron/contract/summaries.ts";
import type { SummaryOptions } from "../../../electron/contract/summaryOptions.ts";
import type { Formats } from "../../../electron/words/formats.ts";
import { type RoughTime, roughTime } from "../../../electron/words/roughTime.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { keys } from "../../lib/queries.ts";
import { useSettled } from "../../lib/useSettled.ts";

/** milliseconds without a change before the options are counted with */
const pauseMs = 400;

interface ForecastLineProps {
  readonly documentId: string;
  readonly options: SummaryOptions;
  /** null for the standard model */
  readonly modelId: string | null;
  /** the name of the endpoint that the model is of; left out for one of this computer */
  readonly endpoint?: string | undefined;
}

/** How long the summary will take here and how much memory, once that is known; its place is kept free until then. */
export function ForecastLine({ documentId, options, modelId, endpoint }: ForecastLineProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const api = useApi();
  const chosen = { options, modelId };
  const settled = JSON.parse(useSettled(JSON.stringify(chosen), pauseMs)) as typeof chosen;
  const { data: forecast } = useQuery({
    queryKey: keys.forecast(documentId, settled.modelId, settled.options),
    queryFn: ({ signal }) => api.summaries.forecast({ documentIds: [documentId], ...settled }, { signal }),
    placeholderData: keepPreviousData,
    // what was learned meanwhile makes it better
    staleTime: 0,
    gcTime: 10_000,
    // a forecast that cannot be had is left out: starting tells why
    retry: false,
  });
  return (
    <p aria-live="polite" className="-mt-1 min-h-5 text-small text-muted tabular-nums">
      {forecast && forecastWords(forecast, { t, formats }, endpoint)}
    </p>
  );
}

/**
 * "About 4 minutes on this computer, 3.1 GB of memory", or "About 2 minutes at “Cellar”, by what it took before; about €0.02 at your
 * price"; empty where nothing is known.
 */
export function forecastWords(
  forecast: Forecast,
  { t, formats }: { readonly t: TFunction; readonly formats: Pick<Formats, "money"> },
  endpoint?: string,
): string {
  const { seconds, memoryBytes, cost, basis } = forecast;
  const amount = cost && formats.money(cost.amount, cost.currency, "figure");
  if (seconds === null) return amount === null ? "" : t("summary.forecast.costAlone", { cost: amount });
  const rough = roughTime(seconds.expected);
  const time =
    memoryBytes === null
      ? timeThere(rough, endpoint ?? forecast.model.name, t)
      : timeHere(rough, { memory: memoryBytes, isRough: basis === "estimated" }, t);
  return amount === null ? time : t("summary.forecast.withCost", { time, cost: amount });
}

function timeThere({ unit, count }: RoughTime, name: string, t: TFunction): string {
  if (unit === "hours") return t("summary.forecast.hoursThere", { count, name });
  if (unit === "seconds") return t("summary.forecast.soonThere", { name });
  return t("summary.forecast.minutesThere", { count, name });
}

function timeHere(
  { unit, count }: RoughTime,
  { memory, isRough }: { readonly memory: number; readonly isRough: boolean },
  t: TFunction,
): string {
  if (unit === "hours") return t(isRough ? "summary.forecast.roughHours" : "summary.forecast.hours", { count, memory });
  if (isRough) return t("summary.forecast.roughMinutes", { count: unit === "seconds" ? 1 : count, memory });
  return unit === "seconds" ? t("summary.forecast.soon", { memory }) : t("summary.forecast.minutes", { count, memory });
}
