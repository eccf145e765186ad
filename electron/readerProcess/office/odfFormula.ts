import { writeRaised } from "../raisedText.ts";
import { squeeze } from "../squeeze.ts";
import { charactersOf, childrenOf, within, type XmlElement } from "./xml.ts";

/** The formula that an object is (MathML), in a line of letters and signs; else the annotation of the program that wrote it. */
export function formulaText(math: XmlElement): string {
  const text = squeeze(row(childrenOf(math)));
  if (text !== "") return text;
  return squeeze([...within(math, "math:annotation")].map(charactersOf).join(" "));
}

function textOf(element: XmlElement): string {
  const parts = childrenOf(element);
  const [first, second, third] = parts;
  switch (element.name) {
    case "math:mi":
    case "math:mn":
    case "math:mo":
    case "math:mtext":
    case "math:ms":
      // Signs that no formula shows: application, times, comma, plus.
      return squeeze(charactersOf(element)).replace(/[\u2061-\u2064]/gu, "");
    case "math:annotation":
    case "math:annotation-xml":
    case "math:mphantom":
      return "";
    case "math:semantics":
      return first ? textOf(first) : "";
    case "math:mfrac":
      return `${grouped(first)}/${grouped(second)}`;
    case "math:msqrt":
      return `√${inBrackets(row(parts))}`;
    case "math:mroot":
      return `${writeRaised(of(second), 1, "")}√${grouped(first)}`;
    case "math:msup":
    case "math:mover":
      return scripted(first, undefined, second);
    case "math:msub":
    case "math:munder":
      return scripted(first, second, undefined);
    case "math:msubsup":
    case "math:munderover":
      return scripted(first, second, third);
    case "math:mfenced":
      return `${element.attributes["open"] ?? "("}${parts.map(textOf).join(",")}${element.attributes["close"] ?? ")"}`;
    case "math:mtable":
      return parts.map(textOf).join("; ");
    case "math:mtr":
      return parts.map(textOf).join(" ");
    default:
      return row(parts);
  }
}

/** One after the other; words, as sin, stand apart from what is beside them. */
function row(parts: readonly XmlElement[]): string {
  let text = "";
  for (const part of parts) {
    const next = textOf(part);
    const touches = /[\p{L}\p{N}]$/u.test(text) && /^[\p{L}\p{N}]/u.test(next);
    const isWord = /\p{L}{2}$/u.test(text) || /^\p{L}{2}/u.test(next) || (/\d$/u.test(text) && /^\d/u.test(next));
    text += touches && isWord ? ` ${next}` : next;
  }
  return text;
}

function scripted(base: XmlElement | undefined, below: XmlElement | undefined, above: XmlElement | undefined): string {
  const text = of(base);
  const [low, high] = [of(below), of(above)];
  const from = low === "" ? "" : writeRaised(low, -1, text);
  const to = high === "" ? "" : writeRaised(high, 1, text || "x");
  return `${text}${from === low && low !== "" ? `_${inBrackets(low)}` : from}${to === high && high !== "" ? `^${inBrackets(high)}` : to}`;
}

function of(element: XmlElement | undefined): string {
  return element ? textOf(element) : "";
}

function grouped(element: XmlElement | undefined): string {
  return inBrackets(of(element));
}

/** In brackets where it is more than one name or number. */
function inBrackets(text: string): string {
  return /^(?:[\p{L}\p{M}]+|[\p{N}.,]+|\(.*\))$/u.test(text) ? text : `(${text})`;
}
