import { symbolText } from "../symbolFonts.ts";
import { childOf, childrenOf, type XmlElement } from "./xml.ts";
import { isOn } from "./wordStyles.ts";

/**
 * What a field of Word shows whose result is not kept with it: the box of a form, the chosen entry of its list, a sign, the letters of
 * a formula or of a word with its reading above. "" where the result says it.
 *
 * @param form `w:ffData`
 */
export function fieldText(instruction: string, form: XmlElement | null): string {
  const [kind = "", ...rest] = instruction.trim().split(/\s+/u);
  switch (kind.toUpperCase()) {
    case "FORMCHECKBOX": {
      const box = childOf(form, "w:checkBox");
      const set = childOf(box, "w:checked") ?? childOf(box, "w:default");
      return set !== null && isOn(set.attributes["w:val"]) ? "☒" : "☐";
    }
    case "FORMDROPDOWN": {
      const list = childOf(form, "w:ddList");
      const chosen = childOf(list, "w:result") ?? childOf(list, "w:default");
      return childrenOf(list, "w:listEntry")[Number(chosen?.attributes["w:val"] ?? 0)]?.attributes["w:val"] ?? "";
    }
    case "SYMBOL":
      return symbolOf(rest);
    case "EQ":
      // Longer ones no one writes.
      return instruction.length > 2000 ? "" : equation(instruction.replace(/^\s*EQ\s/iu, ""));
    default:
      return "";
  }
}

function symbolOf([code = "", ...switches]: readonly string[]): string {
  const number = Number(code);
  if (!Number.isInteger(number) || number < 32 || number > 0xffff) return "";
  const font = /\\f\s+"?([^"\\]+?)"?\s*(?:\\|$)/iu.exec(switches.join(" "))?.[1];
  const sign = String.fromCodePoint(number);
  return font === undefined ? sign : symbolText(font, sign);
}

/** A field EQ (ECMA-376 part 1, 17.16.5.14): fractions with `/`, of letters one above the other the lower ones. */
function equation(source: string): string {
  let at = 0;
  const isClosing = () => at >= source.length || source[at] === ")";

  /** Up to what ends it: a bracket that was not opened in it, or a sign that parts its arguments. */
  const run = (inArguments: boolean): string => {
    let text = "";
    while (at < source.length) {
      const sign = source[at] ?? "";
      if (inArguments && (sign === ")" || sign === "," || sign === ";")) break;
      if (sign === "\\") text += command();
      else if (sign === "(") {
        at++;
        text += `(${run(true)}`;
        while (source[at] === "," || source[at] === ";") text += (source[at++] ?? "") + run(true);
        if (source[at] === ")") at++;
        text += ")";
      } else {
        text += sign;
        at++;
      }
    }
    return text;
  };
  const command = (): string => {
    const rest = source.slice(at);
    // A switch, its options and their numbers, up to the bracket of what it is about.
    const [opening, name = ""] =
      /^\\([a-z])[a-z]*\s*-?\d*(?:\s*\\(?:[a-z]+\s*-?\d*|[^a-z\s]))*\s*\(/iu.exec(rest) ?? [];
    if (opening === undefined) {
      const [whole = "\\", format] = /^\\(?:(\*)\s*(?:"[^"]*"|\S+)\s*|.|$)/u.exec(rest) ?? [];
      at += whole.length;
      return format === undefined && /^\\[^a-z\s]$/iu.test(whole) ? whole.slice(1) : "";
    }
    at += opening.length;
    const parts: string[] = [];
    do {
      parts.push(run(true));
    } while (!isClosing() && at++ >= 0);
    at++;
    switch (name.toLowerCase()) {
      case "f":
        return parts.join("/");
      case "r":
        return parts.length > 1 ? `√[${parts[0]}](${parts[1]})` : `√(${parts[0] ?? ""})`;
      case "o":
        // The reading of a word stands raised before it.
        return parts.at(-1) ?? "";
      case "b":
        return `(${parts.join(",")})`;
      default:
        return parts.join(" ");
    }
  };
  return run(false).replace(/\s+/gu, " ").trim();
}
