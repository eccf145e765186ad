export { formatBytes } from "../../electron/words/formatBytes.ts";

/** A large count in short: "7.2 B". */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 }).format(count);
}

export function formatPercent(share: number): string {
  return new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** Tokens a second: one digit below 10, none above. */
export function formatSpeed(perSecond: number): string {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: perSecond < 10 ? 1 : 0 }).format(perSecond);
}
