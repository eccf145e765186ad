import { attribute, charactersIn, elementsOf, type HtmlElement } from "./htmlElements.ts";
import { squeeze } from "./squeeze.ts";

const undrawn = new Set(
  "defs symbol clipPath mask metadata style script pattern marker title desc linearGradient radialGradient filter".split(
    " ",
  ),
);

/**
 * The lines of text that a drawing (SVG 2) shows, in the order of the file, a line that goes on below joined to the one above it; HTML
 * inside it as the element that holds it.
 */
export function linesOfSvg(svg: HtmlElement): (string | HtmlElement)[] {
  const lines: (string | HtmlElement)[] = [];
  let above = "";
  const visit = (node: HtmlElement) => {
    if (undrawn.has(node.tagName) || isInvisible(node)) return;
    if (node.tagName === "foreignObject") {
      lines.push(node);
      return;
    }
    if (node.tagName !== "text") {
      for (const child of elementsOf(node)) visit(child);
      return;
    }
    const text = squeeze(textOf(node));
    const place = attribute(node, "x") ?? "";
    const last = lines.at(-1);
    const goesOn = typeof last === "string" && place === above && /[^.!?:;…]$/u.test(last) && /^\p{Ll}/u.test(text);
    if (goesOn) lines[lines.length - 1] = `${last} ${text}`;
    else if (text !== "") lines.push(text);
    above = place;
  };
  visit(svg);
  return lines;
}

function textOf(node: HtmlElement): string {
  return node.childNodes
    .map((child) => {
      if (!("tagName" in child)) return charactersIn(child);
      if (undrawn.has(child.tagName) || isInvisible(child)) return "";
      // A stretch with a place of its own is another line, or another column.
      const isApart = ["x", "y", "dy"].some((name) => attribute(child, name) !== null);
      return isApart ? ` ${textOf(child)}` : textOf(child);
    })
    .join("");
}

function isInvisible(node: HtmlElement): boolean {
  const style = attribute(node, "style") ?? "";
  return (
    attribute(node, "display") === "none" ||
    attribute(node, "visibility") === "hidden" ||
    /display\s*:\s*none|visibility\s*:\s*hidden/iu.test(style)
  );
}
