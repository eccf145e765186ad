import { attribute, charactersIn, elementsOf, type HtmlElement } from "./htmlElements.ts";
import { writeRaised } from "./raisedText.ts";
import { squeeze } from "./squeeze.ts";

/** A formula (MathML Core) in a line of letters and signs: fractions with a slash, exponents raised. */
export function mathText(math: HtmlElement): string {
  const text = squeeze(row(elementsOf(math)));
  if (text !== "") return text;
  return texText(attribute(math, "alttext") ?? squeeze(charactersIn(math)));
}

/** TeX without the marks that only tell how large it is set. */
export function texText(tex: string): string {
  const inner = /^\s*\{\\(?:display|text)style\s([\s\S]*)\}\s*$/u.exec(tex)?.[1] ?? tex;
  return squeeze(inner.replace(/^\s*\$+|\$+\s*$|\\(?:display|text)style\b/gu, ""));
}

/** Signs that no formula shows: application, times, comma, plus. */
const invisible = /[\u2061-\u2064]/gu;

function textOf(node: HtmlElement): string {
  const parts = elementsOf(node);
  const [first, second, third] = parts;
  switch (node.tagName) {
    case "mi":
    case "mn":
    case "mo":
    case "ms":
      return squeeze(charactersIn(node)).replace(invisible, "");
    case "mtext":
      return charactersIn(node);
    case "mspace":
      return " ";
    case "mphantom":
    case "annotation":
    case "annotation-xml":
    case "none":
    case "mprescripts":
      return "";
    case "semantics":
    case "maction":
      return first ? textOf(first) : "";
    case "mfrac":
      return first && second ? `${grouped(first)}/${grouped(second)}` : row(parts);
    case "msqrt":
      return `√${wrapped(row(parts))}`;
    case "mroot":
      return first && second ? `${writeRaised(textOf(second), 1, "")}√${wrapped(textOf(first))}` : row(parts);
    case "msup":
      return scripted(first, undefined, second);
    case "msub":
      return scripted(first, second, undefined);
    case "msubsup":
    case "munderover":
      return scripted(first, second, third);
    case "munder":
      return first && second && isSign(second) ? row(parts) : scripted(first, second, undefined);
    case "mover":
      return first && second && isSign(second) ? row(parts) : scripted(first, undefined, second);
    case "mfenced": {
      const separator = (attribute(node, "separators") ?? ",").trim()[0] ?? "";
      return `${attribute(node, "open") ?? "("}${parts.map(textOf).join(separator)}${attribute(node, "close") ?? ")"}`;
    }
    case "mtable":
      return parts.map(textOf).join("; ");
    case "mtr":
    case "mlabeledtr":
      return parts.map(textOf).join(" ");
    default:
      return row(parts);
  }
}

/** One after the other; a word of letters, as sin, stands apart from the letters beside it. */
function row(parts: readonly HtmlElement[]): string {
  let text = "";
  let before = "";
  for (const part of parts) {
    const next = textOf(part);
    const touches = /[\p{L}\p{N}]$/u.test(text) && /^[\p{L}\p{N}]/u.test(next);
    const isWord = /\p{L}{2}$/u.test(before) || /^\p{L}{2}/u.test(next) || (/\d$/u.test(text) && /^\d/u.test(next));
    text += touches && isWord ? ` ${next}` : next;
    if (next !== "") before = next;
  }
  return text;
}

function scripted(
  base: HtmlElement | undefined,
  below: HtmlElement | undefined,
  above: HtmlElement | undefined,
): string {
  const text = base ? textOf(base) : "";
  const low = below ? squeeze(textOf(below)) : "";
  const high = above ? squeeze(textOf(above)) : "";
  const from = low === "" ? "" : writeRaised(low, -1, text === "" ? "" : `${text}0`);
  const to = high === "" ? "" : /^[\p{L}]+$/u.test(high) ? `^${high}` : writeRaised(high, 1, text || "x");
  return `${text}${from}${to}`;
}

/** An accent, a bar, a brace: no letters and figures. */
function isSign(node: HtmlElement): boolean {
  return !/[\p{L}\p{N}]/u.test(charactersIn(node));
}

function grouped(node: HtmlElement): string {
  return wrapped(textOf(node));
}

/** In brackets where it is more than one name or number. */
function wrapped(text: string): string {
  return /^(?:[\p{L}\p{M}]+|[\p{N}.,]+|\(.*\))$/u.test(text.trim()) ? text.trim() : `(${text.trim()})`;
}
