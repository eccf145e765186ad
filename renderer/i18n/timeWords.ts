import type { TFunction } from "i18next";
import { roughTime } from "../../electron/words/roughTime.ts";

/** "about 2 minutes left" */
export function leftWords(seconds: number, t: TFunction): string {
  const { unit, count } = roughTime(seconds);
  return t(`common.left.${unit}`, { count });
}
