import type { BlockKind } from "../../contract/documents.ts";
import { type FlowBlock, flowBlock, rowBlock } from "../flowPages.ts";
import type { DraftBlock } from "../pageText.ts";
import { joinBlocks, joinCells } from "../anchoredBlocks.ts";
import { type Anchor, type MarkupDraft, squeezeAnchors } from "../markup.ts";
import { writeRaised } from "../raisedText.ts";
import { squeeze } from "../squeeze.ts";
import type { DraftCell } from "../tables.ts";
import { controlsIn, fieldMark } from "./odfControls.ts";
import { formulaText } from "./odfFormula.ts";
import { annotationDraft, replyTo, trackedChanges } from "./odfMarkup.ts";
import { createListCounts, ListCount, numberOr, writtenNumber } from "./odfNumbers.ts";
import type { OdfStyles } from "./odfStyles.ts";
import type { ParagraphSet } from "./paragraphSet.ts";
import { charactersOf, childOf, childrenOf, within, type XmlElement } from "./xml.ts";

/** What holds no text of the document: deleted text, comments, which stand beside it, forms, descriptions of pictures, scripts. */
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
  "text:number",
  "office:annotation",
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

type Kind = Extract<BlockKind, "paragraph" | "listItem" | "footnote" | "tableOfContents">;

const emptyCell = { text: "", anchors: [] };

export interface OdfTextReader {
  /** An element of the body as blocks, with page breaks where the author set them. */
  blocksOf(element: XmlElement): FlowBlock[];
  /** All text of an element on one line, without its notes and charts. */
  textOf(element: XmlElement): string;
  /** The charts in an element: their titles and the numbers they were drawn from. */
  chartsOf(element: XmlElement): DraftBlock[];
  /** comments and changes that no text came behind */
  leftAnchors(): Anchor[];
  /** How a block is set, where it is a paragraph. */
  setOf(block: DraftBlock): ParagraphSet | undefined;
}

/**
 * Reads the text of an OpenDocument file (ISO/IEC 26300) as it is shown.
 *
 * @param objects the charts and formulas that lie beside the text, by their folder
 */
export function createOdfTextReader(
  styles: OdfStyles,
  objects: ReadonlyMap<string, XmlElement> = new Map(),
): OdfTextReader {
  /** what the controls of forms show, by their id */
  const controls = new Map<string, string>();
  const sets = new WeakMap<DraftBlock, ParagraphSet>();
  const listCounts = createListCounts();
  let headings: ListCount | null = null;
  /** The list that is open, and how deep it is nested in others. */
  let list: { readonly count: ListCount; readonly level: number } | null = null;
  /** the label of the item whose first paragraph is next */
  let label = "";
  /** what was inserted and deleted, by its id */
  const changed = new Map<string, MarkupDraft>();
  /** comments that may end or be answered, by their names */
  const annotations = new Map<string, MarkupDraft>();
  /** Comments and changes that wait for the next block. */
  const pending: Anchor[] = [];
  /** those of the paragraph that is being read */
  let anchors: Anchor[] | null = null;

  /** Notes a comment or a change `at` a place of the paragraph; false: the element is none. */
  function isMarkup(element: XmlElement, at: number): boolean {
    const put = (side: Anchor["side"], of: MarkupDraft | undefined) => {
      if (of) (anchors ?? pending).push({ at: anchors ? at : 0, side, of });
    };
    const { name, attributes } = element;
    switch (name) {
      case "text:tracked-changes":
        for (const [id, draft] of trackedChanges(element)) changed.set(id, draft);
        return true;
      case "text:change":
        put("both", changed.get(attributes["text:change-id"] ?? ""));
        return true;
      case "text:change-start":
      case "text:change-end":
        put(name === "text:change-start" ? "start" : "end", changed.get(attributes["text:change-id"] ?? ""));
        return true;
      case "office:annotation": {
        const draft = annotationDraft(element);
        const named = attributes["office:name"];
        const parent = annotations.get(attributes["loext:parent-name"] ?? "");
        if (parent) replyTo(parent, draft);
        // One without an end is about a place.
        else put("both", draft);
        if (named !== undefined) annotations.set(named, parent ?? draft);
        return true;
      }
      case "office:annotation-end":
        put("end", annotations.get(attributes["office:name"] ?? ""));
        return true;
      default:
        return false;
    }
  }

  /** An object in the text: a chart, or what is shown as a picture alone. */
  function object(element: XmlElement): DraftBlock[] {
    const formula = formulaIn(element);
    if (formula !== null) return formula === "" ? [] : [flowBlock("paragraph", formula)];
    const folder = /^(?:\.\/)?([^/]+)\/?$/u.exec(element.attributes["xlink:href"] ?? "")?.[1];
    const [inside] = within(element, "office:chart");
    const found = inside ?? objectOf(folder);
    if (!found) return [];
    const titles = [...titlesIn(found)].map((title) => charactersOf(title)).map(squeeze);
    const rows: FlowBlock[] = [];
    for (const numbers of within(found, "table:table")) table(numbers, rows);
    return [
      ...titles.filter((title) => title !== "").map((title) => flowBlock("caption", title)),
      ...rows.filter((block): block is DraftBlock => block !== "pageBreak" && textIn(block) !== ""),
    ];
  }

  function objectOf(folder: string | undefined): XmlElement | undefined {
    return folder === undefined ? undefined : objects.get(folder);
  }

  /** The letters of a formula; null where the object is none. */
  function formulaIn(element: XmlElement): string | null {
    const folder = /^(?:\.\/)?([^/]+)\/?$/u.exec(element.attributes["xlink:href"] ?? "")?.[1];
    const math = childOf(element, "math:math") ?? objectOf(folder);
    return math?.name === "math:math" ? formulaText(math) : null;
  }

  function listItems(element: XmlElement, kind: "listItem" | "footnote", out: FlowBlock[]): void {
    const outer = list;
    const own = element.attributes["text:style-name"];
    const named = own ?? (outer ? undefined : listStyleWithin(element)) ?? "";
    const level = (outer?.level ?? 0) + 1;
    const isOther =
      outer && own !== undefined && styles.listLevels(own) !== outer.count.levels && styles.listLevels(own).size > 0;
    const count = outer && !isOther ? outer.count : listCounts.begin(element, named, styles.listLevels(named));
    if (outer && element.attributes["text:continue-numbering"] !== "true") count.close(level - 1);
    list = { count, level };
    for (const item of childrenOf(element)) {
      label = item.name === "text:list-item" && !isNested(item) ? labelOf(item, count, level) : "";
      for (const child of childrenOf(item)) visit(child, kind, out);
    }
    label = "";
    list = outer;
  }

  function labelOf(item: XmlElement, count: ListCount, level: number): string {
    const counted = count.next(level, numberOr(item.attributes["text:start-value"], null));
    return writtenNumber(item) ?? counted;
  }

  /** The style that the first paragraph of a list brings along. */
  function listStyleWithin(element: XmlElement): string | undefined {
    const [first] = [...within(element, "text:p"), ...within(element, "text:h")];
    return styles.listStyle(first?.attributes["text:style-name"]) ?? undefined;
  }

  function headingLabel({ attributes }: XmlElement, level: number): string {
    if (attributes["text:is-list-header"] === "true") return "";
    headings ??= new ListCount(styles.outlineLevels());
    const start = numberOr(attributes["text:start-value"], null);
    return headings.next(level, start ?? (attributes["text:restart-numbering"] === "true" ? 1 : null));
  }

  function visit(element: XmlElement, kind: Kind, out: FlowBlock[]): void {
    const { name, attributes } = element;
    if (isMarkup(element, 0) || unread.has(name) || attributes["text:display"] === "none") return;
    switch (name) {
      case "text:h":
      case "text:p":
        paragraph(element, kind, out);
        return;
      case "text:list":
        listItems(element, kind === "footnote" ? kind : "listItem", out);
        return;
      case "office:forms":
        for (const [id, text] of controlsIn(element)) controls.set(id, text);
        return;
      case "draw:control": {
        const text = controls.get(attributes["draw:control"] ?? "") ?? "";
        if (text !== "") out.push(flowBlock("paragraph", text));
        return;
      }
      case "table:table":
        table(element, out);
        return;
      case "draw:object":
        out.push(...object(element));
        return;
      case "text:table-of-content":
      case "text:illustration-index":
      case "text:table-index":
        for (const child of childrenOf(element)) visit(child, kind === "paragraph" ? "tableOfContents" : kind, out);
        return;
      case "text:index-title":
        for (const child of childrenOf(element)) visit(child, "paragraph", out);
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
    const before = pending.splice(0);
    const outer = anchors;
    const own: Anchor[] = [];
    anchors = own;
    const raw = inline(element, styles.capitals("paragraph", style), after);
    anchors = outer;
    const said = squeeze(raw);
    const isHeading = element.name === "text:h" && kind !== "footnote";
    const level = isHeading
      ? Number(element.attributes["text:outline-level"] ?? 1) || 1
      : kind === "paragraph"
        ? styles.headingLevel(style)
        : null;
    const number =
      label !== ""
        ? label
        : isHeading && said !== "" && !list
          ? headingLabel(element, level ?? 1) || writtenNumber(element) || ""
          : "";
    const text = number === "" || said === "" ? said : `${number} ${said}`;
    if (said !== "") label = "";
    if (styles.breaksBefore("paragraph", style)) out.push("pageBreak");
    const placed = [...before, ...squeezeAnchors(raw, own, text.length - said.length)];
    if (text === "" || styles.isHidden("paragraph", style))
      pending.unshift(...placed.map((anchor) => ({ ...anchor, at: 0 })));
    else {
      const isTitle = level === null && kind === "paragraph" && styles.isBasedOn(style, "Title");
      const block =
        level !== null || isTitle
          ? flowBlock("heading", text, level ?? 1, placed)
          : flowBlock(kind, text, undefined, placed);
      sets.set(block, { ...lettersOf(element, style), isTitle });
      out.push(block);
    }
    out.push(...after);
    if (styles.breaksAfter("paragraph", style)) out.push("pageBreak");
  }

  /** Whether all letters of a paragraph are bold, and the size of its smallest, in half points. */
  function lettersOf(element: XmlElement, paragraph: string | undefined): { bold: boolean; size: number } {
    let bold = true;
    let size = Infinity;
    const visitSpan = ({ children }: XmlElement, span: string | undefined): void => {
      for (const child of children) {
        if (typeof child !== "string") {
          if (child.name === "text:note" || child.name.startsWith("draw:") || unread.has(child.name)) continue;
          visitSpan(child, child.name === "text:span" ? (child.attributes["text:style-name"] ?? span) : span);
        } else if (/\p{L}/u.test(child)) {
          bold &&= styles.isBold(span, paragraph);
          size = Math.min(size, 2 * styles.sizeOf(span, paragraph));
        }
      }
    };
    visitSpan(element, undefined);
    return { bold, size: Number.isFinite(size) ? size : 0 };
  }

  /** Text inside a paragraph; notes and text boxes, which are anchored in it, come `after`. `before` stands in front of it. */
  function inline(
    element: XmlElement,
    capitals: boolean,
    after: FlowBlock[],
    before = "",
    raise: -1 | 0 | 1 = 0,
  ): string {
    let text = "";
    for (const child of element.children) {
      if (typeof child === "string") {
        text += writeRaised(capitals ? child.toUpperCase() : child, raise, before + text);
      } else if (!isMarkup(child, before.length + text.length) && !unread.has(child.name))
        text += inlineElement(child, capitals, after, before + text, raise);
    }
    return text;
  }

  function inlineElement(
    child: XmlElement,
    capitals: boolean,
    after: FlowBlock[],
    before: string,
    raise: -1 | 0 | 1,
  ): string {
    switch (child.name) {
      case "text:s":
      case "text:tab":
      case "text:line-break":
        return " ";
      case "text:note":
        inStory(() => {
          for (const part of childrenOf(child, "text:note-body")) {
            for (const block of childrenOf(part)) visit(block, "footnote", after);
          }
        });
        return "";
      case "text:span": {
        const style = child.attributes["text:style-name"];
        if (styles.isHidden("text", style)) return "";
        return inline(child, capitals || styles.capitals("text", style), after, before, styles.raise(style) || raise);
      }
      // A prompt that waits for an entry.
      case "loext:content-control":
        return child.attributes["loext:showing-place-holder"] === "true"
          ? ""
          : inline(child, capitals, after, before, raise);
      case "field:fieldmark":
        return fieldMark(child) ?? inline(child, capitals, after, before, raise);
      case "draw:control":
        return controls.get(child.attributes["draw:control"] ?? "") ?? "";
      default: {
        if (!child.name.startsWith("draw:") || child.name === "draw:a")
          return inline(child, capitals, after, before, raise);
        const object = child.name === "draw:frame" ? childOf(child, "draw:object") : null;
        const formula = object && formulaIn(object);
        if (formula !== null) return formula;
        inStory(() => visit(child, "paragraph", after));
        return "";
      }
    }
  }

  /** What stands apart from the text has no part in its lists. */
  function inStory(read: () => void): void {
    const outer = { list, label, anchors };
    list = null;
    label = "";
    anchors = null;
    read();
    ({ list, label, anchors } = outer);
  }

  function table(element: XmlElement, out: FlowBlock[]): void {
    if (styles.breaksBefore("table", element.attributes["table:style-name"])) out.push("pageBreak");
    const rows = [...rowsOf(element)];
    const isHead = ({ isHeading }: OdfRow) => isHeading;
    const headings = rows.filter(isHead).length;
    const drafted = { headerRows: headings > 0 && rows.slice(0, headings).every(isHead) ? headings : null };
    for (const [index, { row }] of rows.entries()) {
      label = "";
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
        const cell = joinBlocks(
          blocks.filter((block) => !isNote(block)),
          " ",
        );
        const times = Number(cells[index]?.attributes["table:number-columns-repeated"] ?? 1) || 1;
        const more = Array.from({ length: Math.min(Math.max(1, times), mostRepeated) - 1 }, () => emptyCell);
        return [cell, ...more];
      });
      const whole = joinCells(texts);
      const spans = cells.flatMap((cell): (DraftCell | null)[] => {
        const span = (name: string) => Number(cell.attributes[`table:number-${name}-spanned`] ?? 1) || 1;
        const times = Number(cell.attributes["table:number-columns-repeated"] ?? 1) || 1;
        return [
          { columns: span("columns"), rows: span("rows") },
          ...Array.from({ length: Math.min(Math.max(1, times), mostRepeated) - 1 }, () => null),
        ];
      });
      out.push(
        rowBlock(whole.text, { table: drafted, index, cells: spans }, whole.anchors),
        ...contents.flatMap((blocks) => blocks.filter(isNote)),
      );
    }
  }

  return {
    setOf: (block) => sets.get(block),
    leftAnchors: () => pending.splice(0),
    blocksOf(element) {
      const out: FlowBlock[] = [];
      visit(element, "paragraph", out);
      return out;
    },
    chartsOf: (element) => [...within(element, "draw:object")].flatMap(object),
    textOf(element) {
      const out: FlowBlock[] = [];
      const known = pending.length;
      visit(withoutObjects(element), "paragraph", out);
      pending.splice(known);
      return out
        .flatMap((block) => (block === "pageBreak" || block.kind === "footnote" ? [] : [textIn(block)]))
        .join(" ");
    },
  };
}

/** An item that holds a list alone has no number of its own. */
function isNested(item: XmlElement): boolean {
  return childrenOf(item)[0]?.name === "text:list";
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
  const isKept = (child: XmlElement) => child.name !== "draw:object" || childOf(child, "math:math") !== null;
  const children = element.children
    .filter((child) => typeof child === "string" || isKept(child))
    .map((child) => (typeof child === "string" ? child : withoutObjects(child)));
  return { ...element, children };
}

interface OdfRow {
  readonly row: XmlElement;
  readonly isHeading: boolean;
}

/** The rows of a table, those of its head and of its groups among them, not those of tables inside. */
function* rowsOf(table: XmlElement, isHeading = false): Generator<OdfRow> {
  for (const child of childrenOf(table)) {
    if (child.name === "table:table-row") yield { row: child, isHeading };
    else if (/^table:table-(?:header-rows|row-group|rows)$/u.test(child.name))
      yield* rowsOf(child, isHeading || child.name === "table:table-header-rows");
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
