/** Bytes in the unit that suits them, powers of 1000 as file managers show: "4.4 GB". */
export function formatBytes(bytes: number, language?: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  let index = 0;
  let value = bytes;
  while (value >= 1000 && index < units.length - 1) {
    value /= 1000;
    index += 1;
  }
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[index] ?? "byte",
    unitDisplay: index === 0 ? "long" : "short",
    maximumFractionDigits: value >= 100 || index < 2 ? 0 : 1,
  }).format(value);
}
