import type { DefaultTreeAdapterTypes } from "parse5";

export type HtmlNode = DefaultTreeAdapterTypes.ChildNode;
export type HtmlElement = DefaultTreeAdapterTypes.Element;

/** An element of HTML, SVG or MathML. */
export function isElement(node: DefaultTreeAdapterTypes.Node): node is HtmlElement {
  return "tagName" in node;
}

export function attribute(node: HtmlElement, name: string): string | null {
  return node.attrs.find((attr) => attr.name === name)?.value ?? null;
}

export function elementsOf(node: DefaultTreeAdapterTypes.ParentNode): HtmlElement[] {
  return node.childNodes.filter(isElement);
}

/** The characters inside, whatever they stand in. */
export function charactersIn(node: DefaultTreeAdapterTypes.Node): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(charactersIn).join("") : "";
}
