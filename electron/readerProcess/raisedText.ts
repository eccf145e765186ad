const raised = formsOf("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ");
const lowered = formsOf("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎");

/** What stands beside figures that are set raised or lowered, and stays as it is. */
const besides = /^[\s,;*†‡§¶]$/u;

/**
 * Text that is set raised (1) or lowered (-1) as it is written in a line: figures and signs in Unicode's own forms, so that 10⁶ is no
 * 106; a power without such forms behind `^`. Letters behind letters or figures, as in "1st" and "Mme", stay level.
 *
 * @param before what stands before it in the line
 */
export function writeRaised(text: string, raise: -1 | 0 | 1, before: string): string {
  const trimmed = text.trim();
  if (raise === 0 || trimmed === "") return text;
  const forms = raise > 0 ? raised : lowered;
  const signs = [...text];
  if (/\d/u.test(trimmed)) {
    if (signs.every((sign) => forms.has(sign) || besides.test(sign))) return written(signs, forms);
    const isPower = raise > 0 && trimmed.length <= 12 && /[\p{L}\d)\]]$/u.test(before);
    return isPower ? text.replace(trimmed, () => `^(${trimmed})`) : text;
  }
  if (raise > 0 && /^[+\-−–]$/u.test(trimmed) && /[\p{L}\d)]$/u.test(before)) return written(signs, forms);
  // A letter as the power of a number: 2ⁿ.
  if (
    raise > 0 &&
    /^[a-z]$/u.test(trimmed) &&
    /(?:^|[^\p{L}])(?:\p{L}|\d+)$/u.test(before) &&
    /^[nkmxyij]$/u.test(trimmed)
  ) {
    return written(signs, forms).replace(/^[a-z]$/u, "^$&");
  }
  return text;
}

function written(signs: readonly string[], forms: ReadonlyMap<string, string>): string {
  return signs.map((sign) => forms.get(sign) ?? sign).join("");
}

function formsOf(level: string, set: string): ReadonlyMap<string, string> {
  const forms = [...set];
  return new Map([...level].map((sign, index) => [sign, forms[index] ?? sign]));
}
