/** A workbook before it is XLSX. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
}

/** A sheet with a head that stays where it is and can be filtered by. */
export interface Sheet {
  /** at most 31 characters, none of []:*?/\\ */
  readonly name: string;
  readonly columns: readonly {
    readonly head: string;
    /** in characters */
    readonly width: number;
    readonly hidden?: boolean;
  }[];
  readonly rows: readonly (readonly SheetCell[])[];
}

export interface SheetCell {
  /** null: nothing; a text is never a formula */
  readonly value: string | number | boolean | null;
  /** of a number, or of yes and no, as ECMA-376 part 1, 18.8.31 has it */
  readonly format?: string;
  readonly comment?: string;
  /** set off, as what is to be taken with care */
  readonly doubtful?: boolean;
}

/**
 * Days of a spreadsheet for a day as ISO 8601: a date with its format. Null for what is no whole day, and for days before March 1900,
 * which spreadsheets count differently.
 */
export function dayCell(date: string): Required<Pick<SheetCell, "value" | "format">> | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/u.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(date)) return null;
  const days = (ms - Date.UTC(1899, 11, 30)) / 86_400_000;
  return days < 61 ? null : { value: days, format: "yyyy-mm-dd" };
}

/** An amount with the number of decimals that its currency has, or more where it has more. */
export function moneyCell(amount: number, currency: string | null): Required<Pick<SheetCell, "value" | "format">> {
  const usual = currency !== null && /^[A-Z]{3}$/u.test(currency) ? usualDecimals(currency) : 2;
  const digits = digitsOf(amount, usual);
  return { value: amount, format: currency === null ? digits : `${digits} ${literal(currency)}` };
}

/** A number with its unit behind it. */
export function numberCell(number: number, unit: string | null): Required<Pick<SheetCell, "value" | "format">> {
  const format = unit === null ? "General" : `${digitsOf(number)}${literal(unit === "%" ? unit : ` ${unit}`)}`;
  return { value: number, format };
}

/** Yes and no. Excel shows its own words for them, LibreOffice the number without these. */
export function booleanCell(value: boolean, yes: string, no: string): Required<Pick<SheetCell, "value" | "format">> {
  return { value, format: `${literal(yes)};${literal(yes)};${literal(no)}` };
}

/** As many decimals as the number has, from `least` to 6; as it comes where it is too large or small for that. */
function digitsOf(number: number, least = 0): string {
  const written = String(number);
  if (written.includes("e")) return "General";
  const count = Math.min(6, Math.max(least, written.split(".")[1]?.length ?? 0));
  return count === 0 ? "#,##0" : `#,##0.${"0".repeat(count)}`;
}

/** By ISO 4217; asking for it takes longer than all else of a cell. */
const usualOf = new Map<string, number>();

function usualDecimals(currency: string): number {
  const known = usualOf.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  usualOf.set(currency, maximumFractionDigits);
  return maximumFractionDigits;
}

function literal(text: string): string {
  return `"${text.replaceAll(/[";]/gu, "")}"`;
}
