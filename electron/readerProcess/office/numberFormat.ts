import { SSF } from "@e965/xlsx";

interface Formatter {
  format(format: string | number, value: number, options: { date1904: boolean }): string;
  get_table(): Readonly<Record<number, string>>;
}

const formatter = SSF as Formatter;

/**
 * Formats that Excel shows in the order of the reader's own country: here they take the order that no country misreads.
 * The numbers are those of ECMA-376 part 1, 18.8.30.
 */
const plainDates: Readonly<Record<number, string>> = { 14: "yyyy-mm-dd", 22: "yyyy-mm-dd hh:mm" };

/** A number as a cell of this format shows it; in full where the format cannot be understood. */
export function formatNumber(value: number, format: string | number, date1904 = false): string {
  const code = typeof format === "number" ? (plainDates[format] ?? format) : format;
  try {
    const shown = formatter.format(code, value, { date1904 }).trim();
    return shown === "" && hidesNothing(code) ? String(value) : shown;
  } catch {
    return String(value);
  }
}

/** Some formats, such as `;;;`, are there to show nothing. */
function hidesNothing(code: string | number): boolean {
  return typeof code === "number" || !code.includes(";");
}
