import { type DefaultTreeAdapterTypes, html as names, parse } from "parse5";
import { type FlowBlock, flowBlock } from "./flowPages.ts";
import { squeeze } from "./squeeze.ts";

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

export interface HtmlText {
  readonly title: string | null;
  readonly language: string | null;
  readonly blocks: FlowBlock[];
  /** where an e-book says that a page of its printed edition begins, in the order of the blocks */
  readonly printed: readonly PrintedPage[];
}

export interface PrintedPage {
  readonly label: string;
  /** index of the block before which the page begins, or inside which */
  readonly block: number;
  readonly inside: boolean;
}

const unread = new Set(
  "script style noscript template nav svg math canvas iframe frame object embed audio video head button select textarea datalist menu dialog".split(
    " ",
  ),
);
const flowing = new Set(
  "address article aside blockquote body center dd details div dl dt fieldset figure footer form header hgroup html li main ol p section summary ul table tbody thead tfoot tr td th caption figcaption pre hr h1 h2 h3 h4 h5 h6 legend".split(
    " ",
  ),
);

/** The text of an HTML page as blocks. Nothing is fetched and nothing runs; what a browser would not show is left out. */
export function readHtmlBlocks(source: string): HtmlText {
  const document = parse(source);
  flattenDeep(document);
  const root = document.childNodes.find((node): node is Element => isElement(node) && node.tagName === "html");
  const head = root?.childNodes.find((node) => isElement(node) && node.tagName === "head");
  const titleNode =
    head && "childNodes" in head ? head.childNodes.find((node) => isElement(node) && node.tagName === "title") : null;
  const title = titleNode ? squeeze(textIn(titleNode)) : "";
  const walker = createWalker();
  if (root) walker.visit(root);
  walker.flush();
  return {
    title: title === "" ? null : title,
    language: (root && attribute(root, "lang")) || null,
    blocks: walker.blocks,
    printed: walker.printed,
  };
}

/** More than any author nests; what walks the tree may recurse. */
const deepest = 400;

/** Leaves the text alone of what is nested deeper. */
function flattenDeep(document: DefaultTreeAdapterTypes.Document): void {
  const left: { node: DefaultTreeAdapterTypes.ParentNode; depth: number }[] = [{ node: document, depth: 0 }];
  for (let at = left.pop(); at; at = left.pop()) {
    const { node, depth } = at;
    if (depth === deepest) node.childNodes = textNodesIn(node);
    else for (const child of node.childNodes) if ("childNodes" in child) left.push({ node: child, depth: depth + 1 });
  }
}

function textNodesIn(root: DefaultTreeAdapterTypes.ParentNode): Node[] {
  const texts: Node[] = [];
  const left = root.childNodes.toReversed();
  for (let node = left.pop(); node; node = left.pop()) {
    if (node.nodeName === "#text") texts.push(node);
    else if ("childNodes" in node && !(isElement(node) && isHidden(node))) left.push(...node.childNodes.toReversed());
  }
  return texts;
}

interface Walker {
  readonly blocks: FlowBlock[];
  readonly printed: PrintedPage[];
  visit(node: Node): void;
  flush(): void;
}

function createWalker(): Walker {
  const blocks: FlowBlock[] = [];
  const printed: PrintedPage[] = [];
  let inline = "";
  let kind: "paragraph" | "listItem" | "footnote" | "caption" = "paragraph";

  const flush = () => {
    const text = squeeze(inline);
    inline = "";
    if (text !== "") blocks.push(flowBlock(kind, text));
  };
  const inside = (as: typeof kind, node: Element) => {
    flush();
    const before = kind;
    kind = as;
    for (const child of node.childNodes) visit(child);
    flush();
    kind = before;
  };
  const visit = (node: Node): void => {
    if (node.nodeName === "#text") inline += (node as DefaultTreeAdapterTypes.TextNode).value;
    if (!isElement(node) || isHidden(node)) return;
    const tag = node.tagName;
    if (isOf(node, "pagebreak")) {
      const label = attribute(node, "title") ?? attribute(node, "aria-label") ?? squeeze(textIn(node));
      if (label !== "") printed.push({ label, block: blocks.length, inside: inline.trim() !== "" });
      return;
    }
    if (attribute(node, "class") === capitalsClass) {
      inline += textIn(node);
      return;
    }
    if (/^h[1-6]$/u.test(tag)) {
      flush();
      const text = squeeze(textIn(node));
      if (text !== "") blocks.push(flowBlock("heading", text, Number(tag[1])));
      return;
    }
    switch (tag) {
      case "br":
        inline += "\n";
        return;
      case "hr":
        flush();
        if (attribute(node, "class") === pageBreakClass) blocks.push("pageBreak");
        return;
      case "pre":
        flush();
        {
          const text = textIn(node).replace(/^\n+|\s+$/gu, "");
          if (text.trim() !== "") blocks.push(flowBlock("code", text));
        }
        return;
      case "img":
        return;
      case "li":
        inside(isNote(node) || kind === "footnote" ? "footnote" : "listItem", node);
        return;
      case "figcaption":
      case "caption":
        inside("caption", node);
        return;
      case "tr":
        flush();
        row(node);
        return;
      default: {
        if (isNote(node)) {
          inside("footnote", node);
          return;
        }
        if (!flowing.has(tag)) {
          for (const child of node.childNodes) visit(child);
          return;
        }
        flush();
        for (const child of node.childNodes) visit(child);
        flush();
      }
    }
  };
  const row = (node: Element) => {
    const cells = node.childNodes.filter(
      (child): child is Element =>
        isElement(child) && (child.tagName === "td" || child.tagName === "th") && !isHidden(child),
    );
    const isLayout =
      cells.length <= 1 && cells.some((cell) => holds(cell, /^(?:h[1-6]|table|ul|ol)$/u) || textIn(cell).length > 1500);
    if (isLayout) {
      for (const cell of cells) {
        for (const child of cell.childNodes) visit(child);
        flush();
      }
      return;
    }
    const text = cells.map((cell) => squeeze(textIn(cell))).join("\t");
    if (text.trim() !== "") blocks.push(flowBlock("tableRow", text.replace(/\t+$/u, "")));
  };
  return { blocks, printed, visit, flush };
}

/** A note of a DOCX or of an e-book. */
function isNote(node: Element): boolean {
  return (
    /^(?:foot|end)note-/u.test(attribute(node, "id") ?? "") ||
    ["footnote", "endnote", "rearnote"].some((name) => isOf(node, name))
  );
}

/** Whether an e-book calls the element this (EPUB structural semantics, DPUB-ARIA). */
function isOf(node: Element, name: string): boolean {
  return (attribute(node, "epub:type") ?? "").split(/\s+/u).includes(name) || attribute(node, "role") === `doc-${name}`;
}

/** The class of the rule that stands for a page break in what the DOCX reader makes. */
export const pageBreakClass = "page-break";

/** The class of text that is shown in capitals, however it was typed. */
export const capitalsClass = "all-capitals";

function isElement(node: Node): node is Element {
  return "tagName" in node && node.namespaceURI === names.NS.HTML;
}

function isHidden(node: Element): boolean {
  if (unread.has(node.tagName)) return true;
  if (node.attrs.some(({ name }) => name === "hidden")) return true;
  if (attribute(node, "role") === "navigation") return true;
  // The arrow that leads from a note of a DOCX back to its mark.
  if (node.tagName === "a" && /^#(?:foot|end)note-ref-/u.test(attribute(node, "href") ?? "")) return true;
  return /display\s*:\s*none|visibility\s*:\s*hidden/iu.test(attribute(node, "style") ?? "");
}

function holds(node: Element, tags: RegExp): boolean {
  return node.childNodes.some((child) => isElement(child) && (tags.test(child.tagName) || holds(child, tags)));
}

/** Text of everything inside; blocks are divided by a space. */
function textIn(node: Node): string {
  if (node.nodeName === "#text") return (node as DefaultTreeAdapterTypes.TextNode).value;
  if (!isElement(node) || (isHidden(node) && node.tagName !== "title")) return "";
  if (node.tagName === "br") return "\n";
  const inner = node.childNodes.map(textIn).join("");
  const text = attribute(node, "class") === capitalsClass ? inner.toUpperCase() : inner;
  return flowing.has(node.tagName) ? ` ${text} ` : text;
}

function attribute(node: Element, name: string): string | null {
  return node.attrs.find((attr) => attr.name === name)?.value ?? null;
}
