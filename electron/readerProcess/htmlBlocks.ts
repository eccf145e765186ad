import { type DefaultTreeAdapterTypes, html as names, parse } from "parse5";
import { type FlowBlock, flowBlock, rowBlock } from "./flowPages.ts";
import { attribute, charactersIn, elementsOf, type HtmlElement, type HtmlNode, isElement } from "./htmlElements.ts";
import { isLaidOut, isRowNumber, rowsOf, type TableRow } from "./htmlTables.ts";
import { type Counting, numeral } from "./cssCounters.ts";
import { mathText, texText } from "./mathText.ts";
import { writeRaised } from "./raisedText.ts";
import { squeeze } from "./squeeze.ts";
import { linesOfSvg } from "./svgText.ts";
import { isXhtml, xhtmlAsHtml } from "./xhtml.ts";

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

export interface HtmlOptions {
  /** read as XML; where it is left out, what the page says of itself decides */
  readonly xhtml?: boolean;
}

const unread = new Set(
  "script style noscript template nav canvas iframe frame object embed audio video head datalist rt rp rtc".split(" "),
);
const flowing = new Set(
  "address article aside blockquote body center dd details dialog dir div dl dt fieldset figure footer form header hgroup html li main menu nav ol optgroup p search section summary ul table tbody thead tfoot tr td th caption figcaption pre hr h1 h2 h3 h4 h5 h6 legend".split(
    " ",
  ),
);

/** The text of an HTML page as blocks. Nothing is fetched and nothing runs; what a browser would not show is left out. */
export function readHtmlBlocks(source: string, options: HtmlOptions = {}): HtmlText {
  return readPage(source, options, 0);
}

/** A page in a frame of a page in a frame … */
const deepestFrame = 4;

function readPage(source: string, options: HtmlOptions, frames: number): HtmlText {
  const document = parse((options.xhtml ?? isXhtml(source)) ? xhtmlAsHtml(source) : source);
  settle(document);
  const root = elementsOf(document).find(({ tagName }) => tagName === "html");
  const head = root && elementsOf(root).find(({ tagName }) => tagName === "head");
  const titleNode = head && elementsOf(head).find(({ tagName }) => tagName === "title");
  const title = titleNode ? squeeze(charactersIn(titleNode)) : "";
  const walker = createWalker((framed) => (frames < deepestFrame ? readPage(framed, {}, frames + 1).blocks : []));
  if (root) walker.visit(root);
  walker.flush();
  return {
    title: title === "" ? null : title,
    language: (root && (attribute(root, "lang") || attribute(root, "xml:lang"))) || null,
    blocks: walker.blocks,
    printed: walker.printed,
  };
}

/** More than any author nests; what walks the tree may recurse. */
const deepest = 400;

/** Leaves the text alone of what is nested deeper, and puts what a shadow root shows in the place of what it stands in. */
function settle(document: DefaultTreeAdapterTypes.Document): void {
  const left: { node: DefaultTreeAdapterTypes.ParentNode; depth: number }[] = [{ node: document, depth: 0 }];
  for (let at = left.pop(); at; at = left.pop()) {
    const { node, depth } = at;
    if (depth === deepest) {
      node.childNodes = textNodesIn(node);
      continue;
    }
    node.childNodes = composed(node);
    for (const child of node.childNodes) if ("childNodes" in child) left.push({ node: child, depth: depth + 1 });
  }
}

function textNodesIn(root: DefaultTreeAdapterTypes.ParentNode): HtmlNode[] {
  const texts: HtmlNode[] = [];
  const left = root.childNodes.toReversed();
  for (let node = left.pop(); node; node = left.pop()) {
    if (node.nodeName === "#text") texts.push(node);
    else if ("childNodes" in node && !(isElement(node) && isHidden(node))) left.push(...node.childNodes.toReversed());
  }
  return texts;
}

/** What is shown inside an element: of one with a declarative shadow root that, with the element's own content in its slots. */
function composed(host: DefaultTreeAdapterTypes.ParentNode): HtmlNode[] {
  const shadow = elementsOf(host).find(
    (node): node is DefaultTreeAdapterTypes.Template =>
      node.tagName === "template" && "content" in node && attribute(node, "shadowrootmode") !== null,
  );
  if (!shadow) return host.childNodes;
  const light = host.childNodes.filter((node) => node !== shadow);
  const left: DefaultTreeAdapterTypes.ParentNode[] = [shadow.content];
  for (let node = left.pop(); node; node = left.pop()) {
    for (const child of elementsOf(node)) {
      left.push(child);
      if (child.tagName !== "slot") continue;
      const name = attribute(child, "name") ?? "";
      const given = light.filter((own) => ((isElement(own) && attribute(own, "slot")) || "") === name);
      if (given.some((own) => isElement(own) || charactersIn(own).trim() !== "")) child.childNodes = given;
    }
  }
  return shadow.content.childNodes;
}

interface Walker {
  readonly blocks: FlowBlock[];
  readonly printed: PrintedPage[];
  visit(node: HtmlNode): void;
  flush(): void;
}

type Kind = "paragraph" | "listItem" | "footnote" | "caption" | "tableOfContents";

function createWalker(readFrame: (source: string) => readonly FlowBlock[]): Walker {
  const blocks: FlowBlock[] = [];
  const printed: PrintedPage[] = [];
  const counted = new Map<HtmlElement, { next: number; step: number; counting: Counting | null }>();
  let inline = "";
  let kind: Kind = "paragraph";
  /** The number of an item, which stands before its first words. */
  let label = "";

  const emit = (as: Kind | "heading", text: string, level?: number) => {
    if (text === "") return;
    blocks.push(flowBlock(as, label === "" || beginsWith(text, label) ? text : `${label} ${text}`, level));
    label = "";
  };
  /** For what is not preceded by words of its own: code, rows. */
  const emitLabel = () => {
    if (label !== "") blocks.push(flowBlock(kind, label));
    label = "";
  };
  const flush = () => {
    const text = squeeze(inline);
    inline = "";
    emit(kind, text);
  };
  const visitAll = (nodes: readonly HtmlNode[]) => {
    for (const node of nodes) visit(node);
  };
  const inside = (as: Kind, node: HtmlElement) => {
    flush();
    const before = kind;
    kind = as;
    visitAll(node.childNodes);
    flush();
    kind = before;
  };
  const visit = (node: HtmlNode): void => {
    if (node.nodeName === "#text") inline += (node as DefaultTreeAdapterTypes.TextNode).value;
    if (!isElement(node)) return;
    if (node.tagName === "iframe" && !saysHidden(node)) {
      flush();
      blocks.push(...readFrame(attribute(node, "srcdoc") ?? ""));
      return;
    }
    if (isHidden(node)) return;
    const tag = node.tagName;
    if (isOf(node, "pagebreak")) {
      const name = attribute(node, "title") ?? attribute(node, "aria-label") ?? squeeze(textIn(node));
      if (name !== "") printed.push({ label: name, block: blocks.length, inside: inline.trim() !== "" });
      return;
    }
    const words = wordsFor(node, inline);
    if (words !== null) {
      inline += words;
      return;
    }
    if (/^h[1-6]$/u.test(tag)) {
      flush();
      emit("heading", squeeze(textIn(node)), Number(tag[1]));
      return;
    }
    switch (tag) {
      case "hr":
        flush();
        return;
      case "pre":
        flush();
        {
          const text = childrenIn(node, "").replace(/^\n+|\s+$/gu, "");
          if (text.trim() === "") return;
          emitLabel();
          blocks.push(flowBlock("code", text));
        }
        return;
      case "li": {
        flush();
        const number = numberOf(node);
        if (number !== null) label = label === "" ? number : `${label} ${number}`;
        inside(isNote(node) || kind === "footnote" ? "footnote" : kind === "tableOfContents" ? kind : "listItem", node);
        label = "";
        return;
      }
      case "figcaption":
      case "caption":
        inside("caption", node);
        return;
      case "table":
        flush();
        visitAll(node.childNodes.filter((child) => !(isElement(child) && tableParts.has(child.tagName))));
        flush();
        for (const row of rowsOf(node, isHidden)) emitRow(row);
        return;
      case "svg":
        flush();
        for (const line of linesOfSvg(node)) {
          if (typeof line === "string") inline = line;
          else visitAll(line.childNodes);
          flush();
        }
        return;
      default: {
        if (!flowing.has(tag)) {
          visitAll(node.childNodes);
          return;
        }
        if (isNote(node) || ["footnotes", "endnotes", "rearnotes"].some((name) => isOf(node, name))) {
          inside("footnote", node);
          return;
        }
        if (isContents(node) || isListOfPlaces(node)) {
          inside("tableOfContents", node);
          return;
        }
        flush();
        visitAll(node.childNodes);
        flush();
      }
    }
  };
  const emitRow = (row: TableRow) => {
    const texts = row.places.map((cell) => (cell ? squeeze(textIn(cell)) : ""));
    if (!isLaidOut(row, texts)) {
      const text = texts.join("\t").replace(/\t+$/u, "");
      if (text.trim() === "") return;
      emitLabel();
      blocks.push(rowBlock(text, row.draft));
      return;
    }
    let isFirst = true;
    for (const [index, cell] of row.places.entries()) {
      const text = texts[index] ?? "";
      if (!cell || text === "") continue;
      if (isFirst && isRowNumber(text) && texts.some((other, at) => at > index && other !== "")) {
        label = label === "" ? text : `${label} ${text}`;
      } else {
        visitAll(cell.childNodes);
        flush();
      }
      isFirst = false;
    }
  };
  /** What a browser sets before an item of an ordered list. */
  const numberOf = (item: HtmlElement): string | null => {
    const list = item.parentNode;
    if (!list || !isElement(list) || list.tagName !== "ol") return null;
    // The number of a note is said by its mark, which leads to its name.
    if ((isNote(item) || kind === "footnote") && attribute(item, "id") === null) return null;
    const known = counted.get(list) ?? countingOf(list);
    counted.set(list, known);
    const value = integer(attribute(item, "value")) ?? known.next;
    known.next = value + known.step;
    const counting = countingFrom(item) ?? known.counting;
    return counting === null ? null : `${numeral(value, counting)}.`;
  };
  return { blocks, printed, visit, flush };
}

const tableParts = new Set(["thead", "tbody", "tfoot", "tr", "colgroup", "col"]);

/** Whether a text says its number itself. */
function beginsWith(text: string, label: string): boolean {
  const own = /^[[(]?([\p{L}\p{N}.]{1,12}?)[.)\]:]+(?=\s|$)/u.exec(text)?.[1];
  return own !== undefined && own === label.replace(/^[[(]|[.)\]:]+$/gu, "");
}

function countingOf(list: HtmlElement): { next: number; step: number; counting: Counting | null } {
  const isReversed = attribute(list, "reversed") !== null;
  const items = elementsOf(list).filter((item) => item.tagName === "li" && !isHidden(item)).length;
  return {
    next: integer(attribute(list, "start")) ?? (isReversed ? items : 1),
    step: isReversed ? -1 : 1,
    counting: countingFrom(list) === undefined ? "decimal" : (countingFrom(list) ?? null),
  };
}

/** Null where it shows no numbers, undefined where it says nothing. */
function countingFrom(node: HtmlElement): Counting | null | undefined {
  const style = /list-style(?:-type)?\s*:([^;]*)/iu.exec(attribute(node, "style") ?? "")?.[1]?.toLowerCase();
  const named = style === undefined ? undefined : countings.find(([name]) => style.includes(name));
  if (named) return named[1];
  const type = attribute(node, "type");
  return type === null ? undefined : types[type];
}

const types: Readonly<Record<string, Counting | null>> = {
  "1": "decimal",
  a: "lower-alpha",
  A: "upper-alpha",
  i: "lower-roman",
  I: "upper-roman",
  disc: null,
  circle: null,
  square: null,
  none: null,
};

const countings: readonly (readonly [string, Counting | null])[] = [
  ["decimal-leading-zero", "decimal-leading-zero"],
  ["decimal", "decimal"],
  ["lower-alpha", "lower-alpha"],
  ["lower-latin", "lower-alpha"],
  ["upper-alpha", "upper-alpha"],
  ["upper-latin", "upper-alpha"],
  ["lower-roman", "lower-roman"],
  ["upper-roman", "upper-roman"],
  ["lower-greek", "lower-greek"],
  ["none", null],
  ["disc", null],
  ["circle", null],
  ["square", null],
];

function integer(text: string | null): number | null {
  const found = /^\s*[+-]?\d{1,9}/u.exec(text ?? "")?.[0];
  return found === undefined ? null : Number(found);
}

/** A note of a page or of an e-book. What stands in a line is none, but the mark of one or a place in it. */
function isNote(node: HtmlElement): boolean {
  return (
    flowing.has(node.tagName) &&
    (/^(?:foot|end)note-[\d-]+$/u.test(attribute(node, "id") ?? "") ||
      ["footnote", "endnote", "rearnote"].some((name) => isOf(node, name)))
  );
}

/** Whether an e-book calls the element this (EPUB structural semantics, DPUB-ARIA). */
function isOf(node: HtmlElement, name: string): boolean {
  return (attribute(node, "epub:type") ?? "").split(/\s+/u).includes(name) || attribute(node, "role") === `doc-${name}`;
}

/** What holds the text of a page, also where its class says that there is a table of contents in it. */
const wholeTexts = new Set(["body", "main", "article"]);

/** A table of contents, by what it says it is or by what programs call it. */
function isContents(node: HtmlElement): boolean {
  if (!flowing.has(node.tagName)) return false;
  if (isOf(node, "toc")) return true;
  const names = `${attribute(node, "id") ?? ""} ${attribute(node, "class") ?? ""}`.toLowerCase().split(/\s+/u);
  return !wholeTexts.has(node.tagName) && (names.includes("toc") || names.includes("table-of-contents"));
}

/** A list of links to places of the same page, and nothing else. */
function isListOfPlaces(node: HtmlElement): boolean {
  if (node.tagName !== "ul" && node.tagName !== "ol") return false;
  const places = linksIn(node).filter((link) => /^#./u.test(attribute(link, "href") ?? ""));
  const letters = (text: string) => text.replace(/[^\p{L}]/gu, "");
  return (
    places.length > 2 && letters(charactersIn(node)) === letters(places.map((link) => charactersIn(link)).join(""))
  );
}

function linksIn(node: HtmlElement): HtmlElement[] {
  return elementsOf(node).flatMap((child) => (child.tagName === "a" ? [child] : linksIn(child)));
}

function isHidden(node: HtmlElement): boolean {
  const tag = node.tagName;
  if (tag === "dialog" && attribute(node, "open") === null) return true;
  if (tag === "button" && !isReadButton(node)) return true;
  if (isContents(node)) return saysHidden(node);
  if (unread.has(tag) && node.namespaceURI === names.NS.HTML) return true;
  if (attribute(node, "role") === "navigation") return true;
  if (tag === "a" && isWayBack(node)) return true;
  if (isDrawnFormula(node)) return true;
  // A note of an e-book is shown where its mark is clicked.
  return saysHidden(node) && !isNote(node) && !["footnotes", "endnotes", "rearnotes"].some((name) => isOf(node, name));
}

function saysHidden(node: HtmlElement): boolean {
  const hidden = attribute(node, "hidden");
  if (hidden !== null && hidden.toLowerCase() !== "until-found") return true;
  return /display\s*:\s*none|visibility\s*:\s*hidden/iu.test(attribute(node, "style") ?? "");
}

const around = new Set("p li dt dd td th caption figcaption label legend summary h1 h2 h3 h4 h5 h6".split(" "));

/** The words of a button are read where they stand in a text or unfold one; else they are what a person may do with the page. */
function isReadButton(node: HtmlElement): boolean {
  for (let parent = node.parentNode; parent && isElement(parent); parent = parent.parentNode) {
    if (around.has(parent.tagName)) return true;
    if (flowing.has(parent.tagName)) break;
  }
  return attribute(node, "aria-expanded") !== null && /\S\s+\S+\s+\S/u.test(charactersIn(node).trim());
}

/** The arrow that leads from a note back to its mark. */
function isWayBack(node: HtmlElement): boolean {
  return (attribute(node, "href") ?? "").includes("#") && /^(?:\s|[↑↩↵⏎⤴⮐]|\uFE0E|\uFE0F)+$/u.test(charactersIn(node));
}

/** What programs draw of a formula beside its MathML, for the eye alone. */
function isDrawnFormula(node: HtmlElement): boolean {
  if (attribute(node, "aria-hidden") !== "true" || !node.parentNode || !isElement(node.parentNode)) return false;
  return elementsOf(node.parentNode).some((other) => other !== node && (other.tagName === "math" || holdsMath(other)));
}

function holdsMath(node: HtmlElement): boolean {
  return elementsOf(node).some((child) => child.tagName === "math" || holdsMath(child));
}

/** What stands in the line for an element that is more, or less, than the words in it; null for one that is those. */
function wordsFor(node: HtmlElement, before: string): string | null {
  switch (node.tagName) {
    case "br":
      return "\n";
    case "img":
      return pictureWords(node);
    case "math":
      return attribute(node, "display") === "block" ? ` ${mathText(node)} ` : mathText(node);
    case "input":
      return inputWords(node);
    case "select": {
      const chosen = optionsIn(node).filter((option) => attribute(option, "selected") !== null);
      return ` ${chosen.map((option) => attribute(option, "label") ?? squeeze(charactersIn(option))).join(", ")} `;
    }
    case "textarea":
      return ` ${charactersIn(node)} `;
    default:
  }
  const box = attribute(node, "role") ?? "";
  if (["checkbox", "radio", "switch"].includes(box) && node.tagName !== "input") {
    return `${boxMark(attribute(node, "aria-checked") === "true")}${childrenIn(node, "")}`;
  }
  const mark = noteMark(node);
  if (mark !== null) return mark;
  const shift = /vertical-align\s*:\s*(super|sub)\b/iu.exec(attribute(node, "style") ?? "")?.[1];
  if (node.tagName === "sup" || shift === "super") return writeRaised(childrenIn(node, ""), 1, before);
  if (node.tagName === "sub" || shift === "sub") return writeRaised(childrenIn(node, ""), -1, before);
  return null;
}

function boxMark(isTicked: boolean): string {
  return isTicked ? " ☒ " : " ☐ ";
}

/** Of a control that is filled in what a person typed or ticked. */
function inputWords(node: HtmlElement): string {
  const type = (attribute(node, "type") ?? "text").toLowerCase();
  if (type === "checkbox" || type === "radio") return boxMark(attribute(node, "checked") !== null);
  if (["hidden", "submit", "reset", "button", "image", "password", "file"].includes(type)) return "";
  return ` ${attribute(node, "value") ?? ""} `;
}

function optionsIn(node: HtmlElement): HtmlElement[] {
  return elementsOf(node).flatMap((child) => (child.tagName === "option" ? [child] : optionsIn(child)));
}

/** Of pictures the formulas alone are read, and the large letters that begin a word. */
function pictureWords(node: HtmlElement): string {
  const alt = squeeze(attribute(node, "alt") ?? "");
  const siblings = node.parentNode?.childNodes ?? [];
  const next = siblings[siblings.indexOf(node) + 1];
  if (/^\p{Lu}$/u.test(alt)) return next && /^\p{L}/u.test(charactersIn(next)) ? alt : "";
  const isFormula =
    /\b(?:tex|latex|math|equation|formula)\b/iu.test(
      `${attribute(node, "class") ?? ""} ${attribute(node, "role") ?? ""}`,
    ) ||
    (/[=≤≥≈∑∫√^]|\\[a-z]+/u.test(alt) && !/https?:|\.(?:png|jpe?g|gif|svg|webp)\b/iu.test(alt));
  return isFormula ? texText(alt) : "";
}

/** The mark of a note in brackets, so that it reads as no part of the word or the number before it; null for what is none. */
function noteMark(node: HtmlElement): string | null {
  if (node.tagName !== "a" && node.tagName !== "sup") return null;
  const leads = (link: HtmlElement) => link.tagName === "a" && (attribute(link, "href") ?? "").includes("#");
  const isMark =
    isOf(node, "noteref") ||
    /^(?:(?:foot|end)note-?|fn)ref/iu.test(attribute(node, "id") ?? "") ||
    (node.tagName === "a"
      ? leads(node) && elementsOf(node).some(({ tagName }) => tagName === "sup")
      : elementsOf(node).some((link) => leads(link) || isOf(link, "noteref")));
  if (!isMark) return null;
  const text = squeeze(charactersIn(node));
  if (text === "" || text.length > 12) return null;
  return /[\p{L}\p{N}]/u.test(text) && !/^[[({（【〔].*[\])}）】〕]$/u.test(text) ? `[${text}]` : text;
}

/** Text of everything inside; blocks are divided by a space. */
function textIn(node: HtmlNode, before = ""): string {
  if (node.nodeName === "#text") return (node as DefaultTreeAdapterTypes.TextNode).value;
  if (!isElement(node) || isHidden(node)) return "";
  if (node.tagName === "svg")
    return ` ${linesOfSvg(node)
      .map((line) => (typeof line === "string" ? line : childrenIn(line, "")))
      .join(" ")} `;
  const text = wordsFor(node, before) ?? childrenIn(node, before);
  return flowing.has(node.tagName) ? ` ${text} ` : text;
}

function childrenIn(node: HtmlElement, before: string): string {
  let text = "";
  for (const child of node.childNodes) text += textIn(child, text === "" ? before : text.slice(-8));
  return text;
}
