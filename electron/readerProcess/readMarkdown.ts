import type { ListItem, Nodes, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { emitFlowPages, type FlowBlock, flowBlock } from "./flowPages.ts";
import { readHtmlBlocks } from "./htmlBlocks.ts";
import { textBlocks } from "./readText.ts";
import type { ReadFacts, Reading } from "./reading.ts";

export function readMarkdown(text: string, reading: Reading): ReadFacts {
  emitFlowPages(markdownBlocks(text.replace(/^---\n[\s\S]*?\n(?:---|\.\.\.)\n/u, "")), reading);
  return { format: "markdown", title: null, language: null, notes: [] };
}

export function markdownBlocks(source: string): FlowBlock[] {
  try {
    return blocksOf(fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Nested deeper than the parser can follow, as nobody writes: the text as it stands.
    return [...textBlocks(source)];
  }
}

function blocksOf(node: Nodes, inList = false): FlowBlock[] {
  switch (node.type) {
    case "heading":
      return [flowBlock("heading", inlineText(node), node.depth)];
    case "paragraph":
      return [flowBlock(inList ? "listItem" : "paragraph", inlineText(node))];
    case "code":
      return [flowBlock("code", node.value)];
    case "table":
      return rowsOf(node);
    case "html":
      return readHtmlBlocks(node.value).blocks;
    case "listItem":
      return itemBlocks(node);
    case "footnoteDefinition":
      return node.children.flatMap((child) =>
        child.type === "paragraph" ? [flowBlock("footnote", inlineText(child))] : blocksOf(child, inList),
      );
    case "definition":
    case "thematicBreak":
      return [];
    default:
      return "children" in node ? node.children.flatMap((child) => blocksOf(child as Nodes, inList)) : [];
  }
}

/** An item of a list; whether a task is done is said as it is written. */
function itemBlocks(item: ListItem): FlowBlock[] {
  const mark = typeof item.checked === "boolean" ? (item.checked ? "[x] " : "[ ] ") : "";
  return item.children.flatMap((child, place) =>
    mark !== "" && place === 0 && child.type === "paragraph"
      ? [flowBlock("listItem", `${mark}${inlineText(child)}`)]
      : blocksOf(child, true),
  );
}

function rowsOf(table: Table): FlowBlock[] {
  return table.children.map((row) => flowBlock("tableRow", row.children.map(inlineText).join("\t")));
}

/** What is shown of inline nodes: link texts without addresses, no pictures, no tags. */
function inlineText(node: Nodes): string {
  switch (node.type) {
    case "text":
      return node.value.replace(/\s+/gu, " ");
    case "inlineCode":
      return node.value;
    case "break":
      return " ";
    case "html":
      return /^<br\b/iu.test(node.value) ? " " : "";
    case "image":
    case "imageReference":
    case "footnoteReference":
      return "";
    default:
      return "children" in node ? node.children.map((child) => inlineText(child as Nodes)).join("") : "";
  }
}
