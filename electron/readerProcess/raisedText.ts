const raised = formsOf("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ");
const lowered = formsOf("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎");

/** What stands beside figures that are set raised or lowered, and stays as it is. */
const besides = /^[\s,;*†‡§¶]$/u;

/** What is raised behind a number or an abbreviation and read like letters on the line: 1st, 2e, Mme, Acme TM. */
const ordinals =
  /^(?:st|nd|rd|th|ers?|res?|ères?|[eè]mes?|e|es|nde?|ter?|os|as|[rt]a|[dmrtv]o|mes?|mme|mlles?|lles?|gr|[tm]r|r|tm|sm)$/iu;

/**
 * Text that is set raised (1) or lowered (-1) as it is written in a line: figures and signs in Unicode's own forms, so that 10⁶ is no
 * 106; a power or a mark without such forms behind `^`, what is lowered and would read otherwise behind `_`. The letters of "1st", "Mme"
 * and "Vmax" stay level.
 *
 * @param before what stands before it in the line
 */
export function writeRaised(text: string, raise: -1 | 0 | 1, before: string): string {
  const trimmed = text.trim();
  if (raise === 0 || trimmed === "") return text;
  const forms = raise > 0 ? raised : lowered;
  const signs = [...text];
  if (/\d/u.test(trimmed) && signs.every((sign) => forms.has(sign) || besides.test(sign))) return written(signs, forms);
  // With nothing to part it from, without letters and figures, or in brackets it cannot be taken for something else.
  if (!/[\p{L}\p{N})\]]$/u.test(before)) return text;
  if (raise > 0 && /^[+\-−–]$/u.test(trimmed)) return written(signs, forms);
  if (!/[\p{L}\p{N}]/u.test(trimmed) || /^[[({].*[\])}]$/u.test(trimmed)) return text;
  if (raise > 0 && (trimmed === "o" || trimmed === "a")) return trimmed === "o" ? "º" : "ª";
  const isLevel = raise > 0 ? ordinals.test(trimmed) : /^[\p{L}\p{M}]+$/u.test(trimmed) && !/\p{N}$/u.test(before);
  if (isLevel) return text;
  // A phrase is set small, and is no power.
  if (trimmed.length > 12 || /\p{L}\s+\p{L}{2}/u.test(trimmed)) return ` ${text}`;
  const sign = raise > 0 ? "^" : "_";
  return text.replace(trimmed, () => (/^[\p{L}\p{M}]+$/u.test(trimmed) ? `${sign}${trimmed}` : `${sign}(${trimmed})`));
}

function written(signs: readonly string[], forms: ReadonlyMap<string, string>): string {
  return signs.map((sign) => forms.get(sign) ?? sign).join("");
}

function formsOf(level: string, set: string): ReadonlyMap<string, string> {
  const forms = [...set];
  return new Map([...level].map((sign, index) => [sign, forms[index] ?? sign]));
}
