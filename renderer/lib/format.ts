/** Bytes in the unit that suits them, powers of 1000 as file managers show: "4.4 GB". */
export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  let index = 0;
  let value = bytes;
  while (value >= 1000 && index < units.length - 1) {
    value /= 1000;
    index += 1;
  }
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: units[index] ?? "byte",
    unitDisplay: index === 0 ? "long" : "short",
    maximumFractionDigits: value >= 100 || index < 2 ? 0 : 1,
  }).format(value);
}

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
