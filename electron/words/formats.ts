/** Numbers, dates, languages and lists as a language writes them. `Intl` is asked here and nowhere else; makers of formats are kept. */
export interface Formats {
  /** bytes in the unit that suits them, powers of 1000 as file managers show: "4.4 GB" */
  bytes(bytes: number): string;
  /** a large count in short: "7.2B" */
  compact(count: number): string;
  /** a computed number: two digits behind the point, of small ones three that count: "1,600.5", "0.00123" */
  figure(value: number): string;
  /** a share from 0 to 1: "42%" */
  percent(share: number): string;
  /** how many a second: one digit below 10, none above */
  speed(perSecond: number): string;
  /** a duration in seconds with one digit; the unit is said by the words around it */
  seconds(ms: number): string;
  /** a moment in milliseconds since 1970: "3 Mar 2025, 14:05" */
  moment(at: number): string;
  /** a time as ISO 8601 writes it, on its own clock, or a date alone: "3 Mar 2025, 14:05" */
  written(iso: string): string;
  /** what a language is called; its tag where it has no name, null where the text has none */
  language(tag: string): string | null;
  /** an exact number: "1,250.5" */
  number(value: number): string;
  /**
   * An amount: "€1,250.50"; without a currency as a number, behind one that is none of ISO 4217.
   * @param digits usual: those of the currency; figure: of small amounts three that count, "€0.00123"; exact: all there are, "€0.1875"
   */
  money(amount: number, currency: string | null, digits?: MoneyDigits): string;
  /** a date as far as ISO 8601 knows it: "3 Mar 2027", "Mar 2027", "2027" */
  date(iso: string): string;
  /** a duration of ISO 8601: "3 months", "1 year 6 months"; what is none stays as it is */
  period(iso: string): string;
  /** facts beside each other: "3, 7–9, 12" */
  list(items: readonly string[]): string;
}

const moneyDigits = {
  usual: {},
  figure: { minimumSignificantDigits: 2, maximumSignificantDigits: 3, roundingPriority: "morePrecision" },
  exact: { maximumFractionDigits: 10 },
} as const satisfies Record<string, Intl.NumberFormatOptions>;
type MoneyDigits = keyof typeof moneyDigits;

const made = new Map<string, Formats>();

/** @param language BCP 47 */
export function formatsOf(language: string): Formats {
  const formats = made.get(language) ?? makeFormats(language);
  made.set(language, formats);
  return formats;
}

/** A duration of ISO 8601 by its parts, see {@link durationUnits}. */
const durationPattern =
  /^P(?:([\d.,]+)Y)?(?:([\d.,]+)M)?(?:([\d.,]+)W)?(?:([\d.,]+)D)?(?:T(?:([\d.,]+)H)?(?:([\d.,]+)M)?(?:([\d.,]+)S)?)?$/u;
const durationUnits = ["year", "month", "week", "day", "hour", "minute", "second"] as const;

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

function makeFormats(language: string): Formats {
  const number = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(language, options);
    return (value: number) => format.format(value);
  };
  const whole = number({ maximumFractionDigits: 0 });
  const oneDigit = number({ maximumFractionDigits: 1 });
  const compact = number({ notation: "compact", maximumFractionDigits: 1 });
  const percent = number({ style: "percent", maximumFractionDigits: 0 });
  const figure = number({
    maximumFractionDigits: 2,
    maximumSignificantDigits: 3,
    roundingPriority: "morePrecision",
  });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const clock = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  const names = new Intl.DisplayNames([language], { type: "language" });
  const month = new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" });
  const exact = number({ maximumFractionDigits: 10 });
  const inUnit = (value: number, unit: string) => number({ style: "unit", unit, unitDisplay: "long" })(value);
  const list = new Intl.ListFormat(language, { type: "unit", style: "short" });
  return {
    bytes(bytes) {
      let index = 0;
      let value = bytes;
      while (value >= 1000 && index < units.length - 1) {
        value /= 1000;
        index += 1;
      }
      return number({
        style: "unit",
        unit: units[index] ?? "byte",
        unitDisplay: index === 0 ? "long" : "short",
        maximumFractionDigits: value >= 100 || index < 2 ? 0 : 1,
      })(value);
    },
    compact,
    figure,
    percent,
    speed: (perSecond) => (perSecond < 10 ? oneDigit(perSecond) : whole(perSecond)),
    seconds: (ms) => oneDigit(ms / 1000),
    moment: (at) => moment.format(at),
    written(iso) {
      const at = Date.parse(`${iso.slice(0, 16)}${iso.length > 10 ? "Z" : ""}`);
      // The thirteenth month of a damaged file.
      return Number.isNaN(at) ? iso : (iso.length > 10 ? clock : day).format(at);
    },
    language(tag) {
      if (tag === "" || tag === "und") return null;
      try {
        return names.of(tag) ?? tag;
      } catch (thrown) {
        // a tag a document made up: shown as it stands
        if (thrown instanceof RangeError) return tag;
        throw thrown;
      }
    },
    number: exact,
    money(amount, currency, digits = "usual") {
      if (currency === null) return exact(amount);
      if (!/^[A-Z]{3}$/iu.test(currency)) return `${exact(amount)} ${currency}`;
      return number({ style: "currency", currency, trailingZeroDisplay: "stripIfInteger", ...moneyDigits[digits] })(
        amount,
      );
    },
    date(iso) {
      const at = Date.parse(iso.slice(0, 10));
      if (Number.isNaN(at) || iso.length < 7) return iso;
      return (iso.length < 10 ? month : day).format(at);
    },
    period(iso) {
      const parts = durationPattern.exec(iso)?.slice(1) ?? [];
      const said = parts.flatMap((value, index) =>
        value === undefined ? [] : [inUnit(Number(value.replace(",", ".")), durationUnits[index] ?? "day")],
      );
      return said.length === 0 ? iso : said.join(" ");
    },
    list: (items) => list.format(items),
  };
}
