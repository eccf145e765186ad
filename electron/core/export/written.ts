import type { List, Nodes, PhrasingContent, RootContent, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { type Block, type Inline, type Line, lineOf, textBlock, type TextRun } from "./blocks.ts";

/**
 * What was written in Markdown, as blocks. Lists inside lists become one list, pictures their description; what has no block of its own
 * is the text it holds.
 * @param notes those that `[n]` stands for, n from 1
 */
export function writtenBlocks(markdown: string, notes: readonly string[]): Block[] {
  try {
    const root = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    return root.children.flatMap((node) => blocksOf(node, notes));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Nested deeper than the parser can follow, as nobody writes: the text as it stands.
    return [textBlock(...markdown.split("\n"))];
  }
}

function blocksOf(node: RootContent, notes: readonly string[]): Block[] {
  switch (node.type) {
    case "heading":
      return [{ kind: "heading", level: 3, text: plainText(node) }];
    case "paragraph":
      return [{ kind: "text", lines: linesOf(node.children, notes) }];
    case "code":
      return [{ kind: "code", text: node.value }];
    case "html":
      return [textBlock(node.value)];
    case "list":
      return [{ kind: "list", items: itemsOf(node, notes), isNumbered: node.ordered === true }];
    case "table":
      return [tableOf(node, notes)];
    case "blockquote":
      return node.children.flatMap((child) => blocksOf(child, notes));
    default: {
      const text = plainText(node);
      return text === "" ? [] : [textBlock(text)];
    }
  }
}

function itemsOf({ children }: List, notes: readonly string[]): Line[] {
  return children.flatMap((item) => {
    const items: Line[] = [];
    for (const child of item.children) {
      if (child.type === "list") items.push(...itemsOf(child, notes));
      else if (child.type === "paragraph") items.push(linesOf(child.children, notes).flat());
      else items.push(lineOf(plainText(child)));
    }
    return items;
  });
}

function tableOf({ children }: Table, notes: readonly string[]): Block {
  const [head = [], ...rows] = children.map((row) => row.children.map((cell) => linesOf(cell.children, notes).flat()));
  return { kind: "table", head, widths: head.map(() => Math.floor(100 / Math.max(1, head.length))), rows };
}

/** Lines end where the writer broke them. */
function linesOf(nodes: readonly PhrasingContent[], notes: readonly string[]): Line[] {
  const lines: Inline[][] = [[]];
  const add = (node: PhrasingContent, style: TextRun["style"]): void => {
    switch (node.type) {
      case "break":
        lines.push([]);
        break;
      case "strong":
        for (const child of node.children) add(child, "strong");
        break;
      case "emphasis":
        for (const child of node.children) add(child, style ?? "emphasis");
        break;
      case "delete":
        for (const child of node.children) add(child, "removed");
        break;
      case "inlineCode":
        lines.at(-1)?.push({ text: node.value, style: "code" });
        break;
      case "link":
        for (const child of node.children) add(child, style);
        break;
      default:
        lines.at(-1)?.push(...withNotes(plainText(node), style, notes));
    }
  };
  for (const node of nodes) add(node, undefined);
  return lines;
}

function withNotes(text: string, style: TextRun["style"], notes: readonly string[]): Inline[] {
  const run = (part: string): Inline => (style === undefined ? { text: part } : { text: part, style });
  return text.split(/(\[\d{1,6}\])/u).flatMap((part): Inline[] => {
    const note = notes[Number(/^\[(\d+)\]$/u.exec(part)?.[1] ?? 0) - 1];
    if (note !== undefined) return [{ note }];
    return part === "" ? [] : [run(part.replaceAll("\n", " "))];
  });
}

function plainText(node: Nodes): string {
  if ("value" in node) return node.value;
  if (node.type === "image") return node.alt ?? "";
  return "children" in node ? node.children.map((child) => plainText(child)).join("") : "";
}
