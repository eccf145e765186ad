import { currencyAfter } from "./currencies.ts";
import { scaleAt } from "./scales.ts";
import { unitAt } from "./units.ts";

/**
 * The unit that the heading of a column says of its values, as it writes it: "EUR million" of "Revenue (EUR million)", "kg" of "Weight in
 * kg", "%" of "%"; null where it says none.
 *
 * @param tag the language, without region
 */
export function unitOfHeading(heading: string, tag = "en"): string | null {
  const text = heading.trim();
  const bracketed = /[([（［]([^()[\]（）［］]{1,24})[)\]）］]\s*$/u.exec(text)?.[1];
  const named = /(?:(?<!\p{L})(?:in|en|em)\s|[,/|:]\s?)([^,/|:]{1,24})$/iu.exec(text)?.[1];
  const trailing = /\s(\p{Sc}|%|‰)$/u.exec(text)?.[1];
  // A word alone is what a column counts, or its name: "Days", "Year".
  const whole = /[\p{Sc}%‰°]|^[A-Z]{3}(?!\p{L})/u.test(text) ? text : undefined;
  for (const part of [whole, bracketed, named, trailing]) {
    const unit = part?.replace(/^(?:in|en|em)\s/iu, "").trim();
    if (unit !== undefined && unit !== "" && isUnit(unit, tag)) return unit;
  }
  return null;
}

/** Units, currencies and scales and nothing beside them: "€ m", "kg/m²", "Mio. EUR", "% of GDP" is none. */
function isUnit(text: string, tag: string): boolean {
  let rest = text;
  for (let isFirst = true; rest !== ""; isFirst = false) {
    const length =
      currencyAfter(rest)?.length ??
      // A letter alone is a scale beside a currency, and a unit elsewhere.
      (isFirst ? undefined : scaleAt(rest, tag, "EUR")?.length) ??
      scaleAt(rest, tag, null)?.length ??
      unitAt(rest)?.length ??
      0;
    if (length === 0) return false;
    rest = rest.slice(length).replace(/^[\s.’'/]+(?:(?:in|of|de|en|per|pro|por|par)\s)?/iu, "");
  }
  return true;
}
