import { writeRaised } from "../raisedText.ts";
import { squeeze } from "../squeeze.ts";
import { charactersOf, childOf, childrenOf, type XmlElement } from "./xml.ts";

/**
 * A formula of Office (OMML, ECMA-376 part 1, 22.1) in a line: powers behind `^`, indices behind `_` where they are no figures, fractions with `/`, what belongs
 * together in brackets.
 */
export function formulaText(element: XmlElement): string {
  return squeeze(written(element));
}

function written(element: XmlElement | null): string {
  if (element === null) return "";
  const part = (name: string) => written(childOf(element, name));
  const value = (properties: string, name: string) => childOf(element, properties, name)?.attributes["m:val"];
  switch (element.name) {
    case "m:t":
    case "w:t":
      return charactersOf(element);
    case "w:del":
    case "w:moveFrom":
      return "";
    case "w:br":
    case "w:tab":
      return " ";
    case "m:f": {
      const [upper, lower] = [part("m:num"), part("m:den")];
      return value("m:fPr", "m:type") === "noBar" ? `${upper} ${lower}` : `${grouped(upper)}/${grouped(lower)}`;
    }
    case "m:sSup":
      return grouped(part("m:e")) + behind("^", part("m:sup"));
    case "m:sSub":
      return grouped(part("m:e")) + behind("_", part("m:sub"));
    case "m:sSubSup":
      return grouped(part("m:e")) + behind("_", part("m:sub")) + behind("^", part("m:sup"));
    case "m:sPre":
      return behind("_", part("m:sub")) + behind("^", part("m:sup")) + grouped(part("m:e"));
    case "m:limLow":
      return part("m:e") + behind("_", part("m:lim"));
    case "m:limUpp":
      return part("m:e") + behind("^", part("m:lim"));
    case "m:rad": {
      const degree = part("m:deg").trim();
      const sign = degree === "" || degree === "2" ? "√" : degree === "3" ? "∛" : degree === "4" ? "∜" : `√[${degree}]`;
      return sign + grouped(part("m:e"));
    }
    case "m:nary":
      return `${value("m:naryPr", "m:chr") ?? "∫"}${behind("_", part("m:sub"))}${behind("^", part("m:sup"))} ${part("m:e")}`;
    case "m:d": {
      const parts = childrenOf(element, "m:e").map(written);
      const separator = value("m:dPr", "m:sepChr") ?? "|";
      return (value("m:dPr", "m:begChr") ?? "(") + parts.join(separator) + (value("m:dPr", "m:endChr") ?? ")");
    }
    case "m:func":
      return ` ${part("m:fName")} ${part("m:e")}`;
    case "m:m":
      return childrenOf(element, "m:mr")
        .map((row) => childrenOf(row, "m:e").map(written).join(", "))
        .join("; ");
    case "m:eqArr":
      return childrenOf(element, "m:e").map(written).join("; ");
    case "m:oMathPara":
      return childrenOf(element).map(written).join(" ");
    default:
      return childrenOf(element).map(written).join("");
  }
}

/** A power or an index: figures in the forms that Unicode has for them, of more than one other sign in brackets. */
function behind(sign: "^" | "_", text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  if (/^[+\-−]?\d+$/u.test(trimmed)) return writeRaised(trimmed, sign === "^" ? 1 : -1, "x");
  return `${sign}${/^.$/u.test(trimmed) ? trimmed : `(${trimmed})`}`;
}

/** Above, below or under a line stands one thing, else it is put in brackets. */
function grouped(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" || /^(?:[\p{L}\p{M}]+|[\d.,]+|\([^()]*\))$/u.test(trimmed) ? trimmed : `(${trimmed})`;
}
