import type { TFunction } from "i18next";
import type { Formats } from "../../../electron/words/formats.ts";
import { roughTime } from "../../../electron/words/roughTime.ts";
import { type Faithfulness, type Here, reportPages } from "../../../electron/contract/catalogue.ts";

/** "Fits, about 14 tokens a second, a 30-page report in about 6 minutes"; of what does not simply fit, the pace alone, or null. */
export function paceWords(here: Here, t: TFunction, formats: Formats): string | null {
  const fits = here.fit.verdict === "fits" ? [t("catalogue.fits")] : [];
  const pace =
    here.tokensPerSecond === null ? [] : [t("catalogue.pace", { speed: formats.speed(here.tokensPerSecond) })];
  const report = here.reportSeconds === null ? [] : [reportWords(here.reportSeconds, t)];
  const words = [...fits, ...pace, ...report];
  if (words.length === 0) return null;
  const line = formats.list(words);
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
}

/** "a 30-page report in about 6 minutes" */
export function reportWords(seconds: number, t: TFunction): string {
  const { unit, count } = roughTime(seconds);
  return t(`catalogue.report.${unit}`, { pages: reportPages, count });
}

/** "46.7B weights, 12.9B of them for each token"; null where they are not known */
export function weightsWords(
  { total, active }: { total: number | null; active: number | null },
  t: TFunction,
  formats: Formats,
): string | null {
  if (total === null) return null;
  const all = formats.compact(total);
  return active === null || active >= total
    ? t("catalogue.weights", { total: all })
    : t("catalogue.activeWeights", { total: all, active: formats.compact(active) });
}

/** How much of what it wrote was found in the documents, by which measure, and when. */
export function faithfulWords({ share, measure, date }: Faithfulness, t: TFunction, formats: Formats): string {
  return t("catalogue.faithful", { share, measure, date: formats.date(date) });
}
