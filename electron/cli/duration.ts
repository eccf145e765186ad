import { words } from "./words.ts";

/** Seconds up to a minute and a half, then minutes, then hours. */
export function duration(seconds: number): string {
  if (seconds < 90) return words.t("cli:seconds", { value: Math.max(1, Math.round(seconds)) });
  if (seconds < 5400) return words.t("cli:minutes", { value: Math.round(seconds / 60) });
  return words.t("cli:hours", { value: (seconds / 3600).toFixed(1) });
}
