/** How many zeros a word or letter behind a number adds. */
export interface Scale {
  readonly zeros: number;
  readonly length: number;
  /** false where the letter may be something else: "5m" */
  readonly isSure: boolean;
  /** named together with it: "5 TEUR", "3 Md€" */
  readonly currency?: { readonly code: string; readonly length: number };
}

/**
 * The scale at the beginning of a text, as " million", "k" or " Mrd."; null where there is none. Words may follow one another ("5
 * thousand million", "2 mil millones").
 *
 * @param tag the language, without region: a billion is 10^9 in English and Brazilian, 10^12 elsewhere
 * @param currency ISO 4217 of what stands before the number, so that a letter behind it is a scale
 */
export function scaleAt(text: string, tag: string, currency: string | null): Scale | null {
  const joined = withCurrency.exec(text)?.groups;
  if (joined) {
    const whole = withCurrency.exec(text)?.[0] ?? "";
    const zeros = joined["thousand"] !== undefined ? 3 : joined["million"] !== undefined ? 6 : 9;
    const code = joined["currency"] === "€" || joined["currency"] === "EUR" ? "EUR" : "CHF";
    return { zeros, length: whole.length, isSure: true, currency: { code, length: 0 } };
  }
  const letter = letterPattern.exec(text);
  const [whole, name] = letter ?? [];
  if (whole !== undefined && name !== undefined) {
    const zeros = letters[name] ?? letters[name.toLowerCase()] ?? 0;
    const isSure =
      currency !== null || /^[kK]$/u.test(name) || (name === "M" && /^\s?[$€£]/u.test(text.slice(whole.length)));
    // A space before the letter leaves it a unit, but for those that are none.
    if (!/^\s/u.test(whole) || currency !== null || name === "M" || name === "k")
      return { zeros, length: whole.length, isSure };
  }
  let length = 0;
  let zeros = 0;
  for (let rest = text; ; rest = text.slice(length)) {
    const match = wordPattern.exec(rest);
    if (!match?.groups || (/cr$/iu.test(match[0]) && currency !== "INR")) break;
    const own = zerosOf(match.groups, tag);
    if (own === null) break;
    zeros += own;
    length += match[0].length;
  }
  return length > 0 ? { zeros, length, isSure: true } : null;
}

/** The plain decimal with its point moved to the right. */
export function shift(value: string, zeros: number): string {
  const sign = value.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = value.slice(sign.length).split(".");
  const digits = fraction.padEnd(zeros, "0");
  const front = `${whole}${digits.slice(0, zeros)}`.replace(/^0+(?=\d)/u, "");
  const back = digits.slice(zeros).replace(/0+$/u, "");
  return `${sign}${front}${back === "" ? "" : `.${back}`}`;
}

const withCurrency =
  /^\s?(?:(?<thousand>T|k|Tsd\.?\s?)|(?<million>Mio\.?\s?|M)|(?<milliard>Mrd\.?\s?|Mds?\s?))(?<currency>€|EUR|CHF)(?!\p{L})/u;
const letterPattern = /^\s?(mm|MM|[kKmMbB])(?![\p{L}\d²³/])/u;
const letters: Readonly<Record<string, number>> = { k: 3, m: 6, mm: 6, b: 9 };

const wordPattern =
  /^[\s\u00a0\u202f-]?(?:(?<hundred>hundreds?|hundert|honderd)|(?<thousand>thousands?|tausend|tsd\.?|mille|mil|mila|duizend)|(?<lakh>lakhs?|lacs?)|(?<million>millions?|millionen|mio\.?|mln\.?|mn|millones|millón|milioni|milione|milhões|milhão|miljoen)|(?<crore>crores?|cr)|(?<milliard>milliarden?|mrd\.?|milliards?|mds?(?![.\p{L}])|miliardi|miliardo|mld\.?|miljard|bn|bln)|(?<billion>billions?|billionen|bio\.|billón|billones|bilhões|bilhão|biljoen)|(?<long>biliões|bilião|bilioni|bilione)|(?<trillion>trillions?|trillionen|trn|tn|trilhões|trilhão)|(?<east>[万萬])|(?<hundredMillion>[億亿])|(?<eastTrillion>兆))(?!\p{L}(?<![€円元元]))/iu;

function zerosOf(groups: Record<string, string | undefined>, tag: string): number | null {
  const [name] = Object.entries(groups).find(([, value]) => value !== undefined) ?? [];
  const isShort = !["de", "fr", "es", "it", "nl"].includes(tag);
  if (name === "hundred") return 2;
  if (name === "billion") return isShort ? 9 : 12;
  if (name === "trillion") return isShort ? 12 : 18;
  return zeros[name ?? ""] ?? null;
}

const zeros: Readonly<Record<string, number>> = {
  thousand: 3,
  lakh: 5,
  million: 6,
  crore: 7,
  milliard: 9,
  long: 12,
  east: 4,
  hundredMillion: 8,
  eastTrillion: 12,
};
