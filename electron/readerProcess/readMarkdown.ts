import type { Nodes, Parents } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { isTitle } from "./documentTitle.ts";
import { emitFlowPages, type FlowBlock, flowBlock } from "./flowPages.ts";
import { frontMatterOf } from "./frontMatter.ts";
import { readHtmlBlocks } from "./htmlBlocks.ts";
import { textBlocks } from "./readText.ts";
import type { ReadFacts, Reading } from "./reading.ts";

export function readMarkdown(source: string, reading: Reading): ReadFacts {
  const { fields, text } = frontMatterOf(source);
  const body = markdownBlocks(text, true);
  const title = fields["title"] !== undefined && isTitle(fields["title"]) ? fields["title"] : null;
  // Named as in the file: part of the text that quotes point into.
  const said = ["author", "authors", "date"].flatMap((name) =>
    fields[name] === undefined ? [] : [flowBlock("paragraph", `${name}: ${fields[name]}`)],
  );
  const heading = title === null || beginsWith(body, title) ? [] : [flowBlock("heading", title, 1)];
  emitFlowPages([...heading, ...said, ...body], reading);
  return { format: "markdown", title, language: fields["lang"] ?? fields["language"] ?? null, notes: [] };
}

function beginsWith(blocks: readonly FlowBlock[], title: string): boolean {
  const [first] = blocks;
  const flat = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase();
  return (
    first !== undefined && first !== "pageBreak" && flat(first.pieces.map(({ text }) => text).join("")) === flat(title)
  );
}

/**
 * Markdown as GitHub reads it (CommonMark, GFM), HTML inside it as a browser does.
 *
 * @param isStart whether a document begins here: a first line that is all bold is then its heading
 */
export function markdownBlocks(source: string, isStart = false): FlowBlock[] {
  try {
    const tree = fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    const [first] = tree.children;
    const [bold, more] = first?.type === "paragraph" ? first.children : [];
    if (isStart && bold?.type === "strong" && !more) {
      tree.children[0] = { type: "heading", depth: 1, children: bold.children };
    }
    return readHtmlBlocks(htmlOf(tree), { xhtml: false }).blocks;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Nested deeper than the parser can follow, as nobody writes: the text as it stands.
    return [...textBlocks(source)];
  }
}

function htmlOf(node: Nodes): string {
  switch (node.type) {
    case "text":
      return escaped(node.value);
    case "inlineCode":
      return `<code>${escaped(node.value)}</code>`;
    case "html":
      return contained(node.value);
    case "break":
      return "<br>";
    case "heading":
      return `<h${node.depth}>${inside(node)}</h${node.depth}>`;
    case "paragraph":
      return `<p>${inside(node)}</p>`;
    case "blockquote":
      return `<blockquote>${inside(node)}</blockquote>`;
    case "code":
      // A line feed right behind the tag is not read.
      return `<pre>\n${escaped(node.value)}</pre>`;
    case "list": {
      const tag = node.ordered === true ? "ol" : "ul";
      return `<${tag}${tag === "ol" ? ` start="${node.start ?? 1}"` : ""}>${inside(node)}</${tag}>`;
    }
    case "listItem": {
      // Whether a task is done is said as it is written.
      const mark = typeof node.checked === "boolean" ? (node.checked ? "[x] " : "[ ] ") : "";
      return `<li>${mark === "" ? inside(node) : inside(node).replace(/^(?:<p>)?/u, `$&${mark}`)}</li>`;
    }
    case "link":
      // Where a link leads tells a table of contents.
      return node.url.startsWith("#") ? `<a href="${escaped(node.url)}">${inside(node)}</a>` : inside(node);
    case "table":
      return `<table>${node.children.map((row, index) => rowOf(row, index === 0 ? "th" : "td")).join("")}</table>`;
    case "footnoteReference":
      return `<sup role="doc-noteref">${escaped(node.label ?? node.identifier)}</sup>`;
    case "footnoteDefinition":
      return `<div role="doc-footnote">${inside(node)}</div>`;
    case "image":
    case "imageReference":
      return `<img alt="${escaped(node.alt ?? "")}">`;
    case "thematicBreak":
      return "<hr>";
    default:
      return "children" in node ? inside(node) : "";
  }
}

function inside(node: Parents): string {
  return node.children.map(htmlOf).join("");
}

function rowOf(row: Parents, tag: "th" | "td"): string {
  return `<tr>${row.children.map((cell) => `<${tag}>${"children" in cell ? inside(cell) : ""}</${tag}>`).join("")}</tr>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** As text what would swallow all that follows because it is never closed. */
function contained(html: string): string {
  const swallows =
    "title textarea style xmp iframe noembed noframes script plaintext select template noscript svg math object";
  return html.replace(/<([a-z]+)\b/giu, (whole, name: string, at: number) => {
    const tag = name.toLowerCase();
    const isClosed = html.toLowerCase().indexOf(`</${tag}`, at) >= 0 || /^<[^>]*\/>/u.test(html.slice(at));
    return swallows.split(" ").includes(tag) && !isClosed ? `&lt;${name}` : whole;
  });
}
