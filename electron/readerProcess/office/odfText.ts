import type { BlockKind } from "../../contract/documents.ts";
import { type FlowBlock, flowBlock } from "../flowPages.ts";
import type { DraftBlock } from "../pageText.ts";
import { squeeze } from "../squeeze.ts";
import type { OdfStyles } from "./odfStyles.ts";
import { charactersOf, childrenOf, within, type XmlElement } from "./xml.ts";

/** What holds no text of the document: deleted text, comments, forms, descriptions of pictures, scripts. */
const unread = new Set([
  "text:tracked-changes",
  "text:script",
  "text:hidden-text",
  "text:note-citation",
  "text:sequence-decls",
  "text:variable-decls",
  "text:user-field-decls",
  "text:alphabetical-index-auto-mark-file",
  "text:table-of-content-source",
  "text:illustration-index-source",
  "text:table-index-source",
  "text:object-index-source",
  "text:user-index-source",
  "text:alphabetical-index-source",
  "text:bibliography-source",
  "text:ruby-text",
  "office:annotation",
  "office:forms",
  "office:event-listeners",
  "office:binary-data",
  "presentation:notes",
  "draw:object-ole",
  "svg:title",
  "svg:desc",
  "table:tracked-changes",
  "table:shapes",
]);

/** Repeated cells of a table in a text are empty ones; more than this many are not meant to be read. */
const mostRepeated = 64;

export interface OdfTextReader {
  /** An element of the body as blocks, with page breaks where the author set them. */
  blocksOf(element: XmlElement): FlowBlock[];
  /** All text of an element on one line, without its notes and charts. */
  textOf(element: XmlElement): string;
  /** The charts in an element: their titles and the numbers they were drawn from. */
  chartsOf(element: XmlElement): DraftBlock[];
}

/**
 * Reads the text of an OpenDocument file (ISO/IEC 26300) as it is shown.
 *
 * @param charts those that lie beside the text, by their folder
 */
export function createOdfTextReader(
  styles: OdfStyles,
  charts: ReadonlyMap<string, XmlElement> = new Map(),
): OdfTextReader {
  /** An object in the text: a chart, or what is shown as a picture alone. */
  function object(element: XmlElement): DraftBlock[] {
    const folder = /^(?:\.\/)?([^/]+)\/?$/u.exec(element.attributes["xlink:href"] ?? "")?.[1];
    const [inside] = within(element, "office:chart");
    const found = inside ?? (folder === undefined ? undefined : charts.get(folder));
    if (!found) return [];
    const titles = [...titlesIn(found)].map((title) => charactersOf(title)).map(squeeze);
    const rows: FlowBlock[] = [];
    for (const numbers of within(found, "table:table")) table(numbers, rows);
    return [
      ...titles.filter((title) => title !== "").map((title) => flowBlock("caption", title)),
      ...rows.filter((block): block is DraftBlock => block !== "pageBreak" && textIn(block) !== ""),
    ];
  }

  function visit(element: XmlElement, kind: "paragraph" | "listItem" | "footnote", out: FlowBlock[]): void {
    const { name, attributes } = element;
    if (unread.has(name) || attributes["text:display"] === "none") return;
    switch (name) {
      case "text:h":
      case "text:p":
        paragraph(element, kind, out);
        return;
      case "text:list":
        for (const child of childrenOf(element)) visit(child, kind === "footnote" ? kind : "listItem", out);
        return;
      case "table:table":
        table(element, out);
        return;
      case "draw:object":
        out.push(...object(element));
        return;
      case "text:section":
        if (styles.isHidden("section", attributes["text:style-name"])) return;
        break;
      default:
    }
    for (const child of childrenOf(element)) visit(child, kind, out);
  }

  function paragraph(element: XmlElement, kind: BlockKind, out: FlowBlock[]): void {
    const style = element.attributes["text:style-name"];
    const after: FlowBlock[] = [];
    const text = squeeze(inline(element, styles.capitals("paragraph", style), after));
    if (styles.breaksBefore("paragraph", style)) out.push("pageBreak");
    if (text !== "" && !styles.isHidden("paragraph", style)) {
      if (element.name === "text:h" && kind !== "footnote") {
        out.push(flowBlock("heading", text, Number(element.attributes["text:outline-level"] ?? 1) || 1));
      } else if (kind === "paragraph" && styles.isBasedOn(style, "Title")) out.push(flowBlock("heading", text, 1));
      else out.push(flowBlock(kind, text));
    }
    out.push(...after);
    if (styles.breaksAfter("paragraph", style)) out.push("pageBreak");
  }

  /** Text inside a paragraph; notes and text boxes, which are anchored in it, come `after`. */
  function inline(element: XmlElement, capitals: boolean, after: FlowBlock[]): string {
    return element.children
      .map((child) => {
        if (typeof child === "string") return capitals ? child.toUpperCase() : child;
        if (unread.has(child.name)) return "";
        switch (child.name) {
          case "text:s":
          case "text:tab":
          case "text:line-break":
            return " ";
          case "text:note":
            for (const part of childrenOf(child, "text:note-body")) {
              for (const block of childrenOf(part)) visit(block, "footnote", after);
            }
            return "";
          case "text:span": {
            const style = child.attributes["text:style-name"];
            if (styles.isHidden("text", style)) return "";
            return inline(child, capitals || styles.capitals("text", style), after);
          }
          default:
            if (child.name.startsWith("draw:") && child.name !== "draw:a") {
              visit(child, "paragraph", after);
              return "";
            }
            return inline(child, capitals, after);
        }
      })
      .join("");
  }

  function table(element: XmlElement, out: FlowBlock[]): void {
    if (styles.breaksBefore("table", element.attributes["table:style-name"])) out.push("pageBreak");
    for (const row of rowsOf(element)) {
      const cells = childrenOf(row).filter(
        ({ name }) => name === "table:table-cell" || name === "table:covered-table-cell",
      );
      const contents = cells.map((cell) => {
        const blocks: FlowBlock[] = [];
        for (const child of childrenOf(cell)) visit(child, "paragraph", blocks);
        return blocks.filter((block): block is DraftBlock => block !== "pageBreak");
      });
      const [only] = contents;
      // A frame in the form of a table, as headed papers have it, is no row.
      if (contents.length === 1 && only && only.length > 1 && only.some(({ kind }) => kind !== "paragraph")) {
        out.push(...only);
        continue;
      }
      const isNote = ({ kind }: DraftBlock) => kind === "footnote";
      const texts = contents.flatMap((blocks, index) => {
        const text = blocks
          .filter((block) => !isNote(block))
          .map(textIn)
          .join(" ");
        const times = Number(cells[index]?.attributes["table:number-columns-repeated"] ?? 1) || 1;
        return [text, ...Array.from({ length: Math.min(Math.max(1, times), mostRepeated) - 1 }, () => "")];
      });
      out.push(flowBlock("tableRow", texts.join("\t")), ...contents.flatMap((blocks) => blocks.filter(isNote)));
    }
  }

  return {
    blocksOf(element) {
      const out: FlowBlock[] = [];
      visit(element, "paragraph", out);
      return out;
    },
    chartsOf: (element) => [...within(element, "draw:object")].flatMap(object),
    textOf(element) {
      const out: FlowBlock[] = [];
      visit(withoutObjects(element), "paragraph", out);
      return out
        .flatMap((block) => (block === "pageBreak" || block.kind === "footnote" ? [] : [textIn(block)]))
        .join(" ");
    },
  };
}

/** The titles of a chart and of its axes. */
function* titlesIn(chart: XmlElement): Generator<XmlElement> {
  for (const child of childrenOf(chart)) {
    if (child.name === "chart:title" || child.name === "chart:subtitle") yield child;
    else if (child.name !== "table:table") yield* titlesIn(child);
  }
}

function withoutObjects(element: XmlElement): XmlElement {
  if (within(element, "draw:object").next().done === true) return element;
  const children = element.children
    .filter((child) => typeof child === "string" || child.name !== "draw:object")
    .map((child) => (typeof child === "string" ? child : withoutObjects(child)));
  return { ...element, children };
}

/** The rows of a table, those of its head and of its groups among them, not those of tables inside. */
function* rowsOf(table: XmlElement): Generator<XmlElement> {
  for (const child of childrenOf(table)) {
    if (child.name === "table:table-row") yield child;
    else if (/^table:table-(?:header-rows|row-group|rows)$/u.test(child.name)) yield* rowsOf(child);
  }
}

function textIn({ pieces }: DraftBlock): string {
  return squeeze(pieces.map(({ text }) => text).join(""));
}

/** What a cell holds that has no text of its own: the value as it is kept. */
export function plainValue({ attributes }: XmlElement): string {
  return (
    attributes["office:string-value"] ??
    attributes["office:date-value"] ??
    attributes["office:time-value"] ??
    attributes["office:boolean-value"]?.toUpperCase() ??
    attributes["office:value"] ??
    ""
  );
}
