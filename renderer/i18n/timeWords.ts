import type { TFunction } from "i18next";

/** "about 2 minutes left" */
export function leftWords(seconds: number, t: TFunction): string {
  const minutes = seconds / 60;
  if (minutes < 0.75) return t("catalogue.downloads.leftSoon");
  if (minutes < 90) return t("catalogue.downloads.leftMinutes", { count: Math.max(1, Math.round(minutes)) });
  return t("catalogue.downloads.leftHours", { count: Math.round(minutes / 60) });
}
