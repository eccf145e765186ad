import { dateFromSerial, format, getFormatFromId, isDateFormat } from "numfmt";

/**
 * Formats that Excel shows in the order of the reader's own country, and those of East Asia and Thailand, which the same number names
 * in each country differently: here they take the order that no country misreads. The numbers are those of ECMA-376 part 1, 18.8.30.
 */
const plainFormats: ReadonlyMap<number, string> = new Map([
  ...[14, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58, 71, 72, 73, 74, 81].map(
    (id) => [id, "yyyy-mm-dd"] as const,
  ),
  [22, "yyyy-mm-dd hh:mm"],
  [77, "yyyy-mm-dd hh:mm"],
  [32, "h:mm"],
  [33, "h:mm:ss"],
  [75, "h:mm"],
  [76, "h:mm:ss"],
  [78, "mm:ss"],
  [79, "[h]:mm:ss"],
  [80, "mm:ss.0"],
]);
/** Times of day in some countries, days in others. */
const timesOrDays = new Set([34, 35, 55, 56]);
/** Days from 1900 to 1904. */
const daysTo1904 = 1462;

/** A number as a cell of this format shows it; in full where the format cannot be understood, a day of such a format by ISO 8601. */
export function formatNumber(value: number, code: string | number, date1904 = false): string {
  const given = typeof code === "number" ? builtIn(code, value) : code;
  // Cells of no format show what fits in them; what they hold is read in full.
  if (/^(?:general)?$/iu.test(given.trim()) && Number.isSafeInteger(value)) return String(value);
  let isDate = false;
  try {
    isDate = isDateFormat(given);
    const isDuration = /\[(?:h+|m+|s+)\]/iu.test(given);
    const serial = isDate && date1904 && !isDuration ? value + daysTo1904 : value;
    const shown = format(isDate ? withEra(given, serial) : withoutCountry(given), serial, { locale: "en" }).trim();
    return shown === "" && !given.includes(";") ? String(value) : shown.replace(/^(\D*\d[\d,]*)\.$/u, "$1");
  } catch {
    return isDate || looksLikeDate(given) ? isoDay(date1904 ? value + daysTo1904 : value) : String(value);
  }
}

function builtIn(id: number, value: number): string {
  if (timesOrDays.has(id)) return value < 1 ? "h:mm:ss" : "yyyy-mm-dd";
  return plainFormats.get(id) ?? getFormatFromId(id) ?? "General";
}

/** The country decides how a program shows points and commas, which the file does not know; its currency is kept. */
function withoutCountry(code: string): string {
  return code.replace(/\[\$([^\]-]*)-[^\]]*\]/gu, (_, currency: string) => (currency === "" ? "" : `[$${currency}]`));
}

const calendars: Readonly<Record<string, string>> = { "411": "ja-JP-u-ca-japanese", "404": "zh-TW-u-ca-roc" };

/** Years of a ruler or of a republic are counted here: `ggge` with the code of Japan or Taiwan. */
function withEra(code: string, serial: number): string {
  const country =
    /\[\$-(?:[0-9A-F]*?)0?(411|404)\]/iu.exec(code)?.[1] ?? (/(?<![\\"])g/iu.test(unquoted(code)) ? "411" : null);
  const calendar = country === null ? undefined : calendars[country];
  if (calendar === undefined || !/[ge]/iu.test(unquoted(code))) return code;
  const [year, month, day] = dateFromSerial(serial);
  const parts = new Intl.DateTimeFormat(calendar, { era: "long", year: "numeric", timeZone: "UTC" }).formatToParts(
    Date.UTC(year, month - 1, day),
  );
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  const era = part("era");
  return code
    .split(/("[^"]*"|\\.|\[[^\]]*\])/u)
    .map((piece, index) =>
      index % 2 === 1
        ? piece
        : piece
            .replace(
              /g+/giu,
              ({ length }) =>
                `\u0000${length === 1 && country === "411" ? latin(era) : length === 2 ? [...era][0] : era}\u0000`,
            )
            .replace(/e+/giu, ({ length }) => `\u0000${part("year").padStart(length > 1 ? 2 : 1, "0")}\u0000`)
            .replaceAll("\u0000", '"'),
    )
    .join("");
}

const latinEras: Readonly<Record<string, string>> = { 令和: "R", 平成: "H", 昭和: "S", 大正: "T", 明治: "M" };

function latin(era: string): string {
  return latinEras[era] ?? era;
}

/** A code without what it shows word for word. */
function unquoted(code: string): string {
  return code.replace(/"[^"]*"|\\.|\[[^\]]*\]/gu, "");
}

function looksLikeDate(code: string): boolean {
  return /y{2,}|d{1,2}.*m|m.*d{1,2}|h.*m/iu.test(unquoted(code)) && !/[0#?]/u.test(unquoted(code));
}

function isoDay(serial: number): string {
  const [year, month, day, hours, minutes] = dateFromSerial(serial) ?? [];
  if (year === undefined || month === undefined || day === undefined) return String(serial);
  const two = (part: number | undefined) => String(part ?? 0).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}${serial % 1 === 0 ? "" : ` ${two(hours)}:${two(minutes)}`}`;
}
