import { AppError } from "../contract/errors.ts";
import { findHeadings } from "./office/wordHeadings.ts";
import { shownTitle } from "./office/wordTitle.ts";
import { emitFlowPages, type FlowBlock } from "./flowPages.ts";
import { anchorAtEnd } from "./anchoredBlocks.ts";
import { openOdf } from "./office/openOdf.ts";
import { createSlidePages } from "./office/odfSlides.ts";
import { createOdfStyles } from "./office/odfStyles.ts";
import { createOdfTextReader, type OdfTextReader, plainValue } from "./office/odfText.ts";
import { type Cell, createSheetPages } from "./office/sheetPages.ts";
import { charactersOf, childOf, childrenOf, readXml, type XmlElement } from "./office/xml.ts";
import type { ReadFacts, Reading } from "./reading.ts";
import { annotationDraft } from "./office/odfMarkup.ts";
import type { MarkupDraft } from "./markup.ts";
import { squeeze } from "./squeeze.ts";
import { watchTitle } from "./titleProperty.ts";

type OdfFormat = "odt" | "odp" | "ods";

/** The element of the body tells what the document is. */
const bodies: Readonly<Record<string, OdfFormat>> = {
  "office:text": "odt",
  "office:presentation": "odp",
  "office:spreadsheet": "ods",
};
const styleContainers = new Set(["office:styles", "office:automatic-styles", "office:master-styles"]);
/** Columns that a sheet may have in the programs that write them. */
const mostColumns = 16_384;

/**
 * Reads an OpenDocument text, presentation or workbook, packed or flat, as it is shown after all tracked changes are accepted and
 * with comments and changes beside it, charts among it: a text in pages of a readable size, a slide or a sheet a page.
 */
export async function readOdf(reading: Reading): Promise<ReadFacts> {
  const { parts, title, objects } = await openOdf(reading);
  const watched = watchTitle(reading);
  let property = title;
  const styles = createOdfStyles();
  const text = createOdfTextReader(styles, objects);
  const sheets = createSheetPages(watched.reading);
  const slide = createSlidePages(watched.reading, styles, text);
  const flow: FlowBlock[] = [];
  let format: OdfFormat | null = null;
  /** Elements that are open outside of a taken one. */
  const path: string[] = [];

  const open = (name: string, attributes: XmlElement["attributes"]): boolean => {
    if (styleContainers.has(name) || name === "office:meta") return true;
    if (format === null && path.at(-1) === "office:body") format = bodies[name] ?? null;
    else if (format === "odt" && path.at(-1) === "office:text") return true;
    else if (format === "odp" && name === "draw:page") return true;
    else if (format === "ods" && (name === "table:table-row" || unreadInSheets.has(name))) return true;
    else if (format === "ods" && name === "table:table") {
      sheets.begin(attributes["table:name"] ?? "", styles.isHidden("table", attributes["table:style-name"]));
    }
    if (format === "ods" && name === "table:table-column" && hides({ name, attributes, children: [] })) sheets.hides();
    path.push(name);
    return false;
  };
  const take = (element: XmlElement) => {
    if (styleContainers.has(element.name)) styles.add(element);
    else if (element.name === "office:meta") property = charactersOf(childOf(element, "dc:title"));
    else if (format === "odt") flow.push(...text.blocksOf(element));
    else if (element.name === "draw:page") slide(element);
    else if (element.name === "table:table-row") {
      const cells = cellsOf(element, text, sheets.comment);
      if (hides(element) && cells.length > 0) sheets.hides();
      for (const cell of childrenOf(element)) if (missesValue(cell, text)) sheets.missesValue();
      sheets.row(cells, repeats(element, "table:number-rows-repeated"));
      for (const block of text.chartsOf(element)) sheets.block(block);
    } else if (element.name === "table:shapes") {
      for (const block of childrenOf(element).flatMap(text.blocksOf)) if (block !== "pageBreak") sheets.block(block);
    } else if (element.name === "office:forms") text.blocksOf(element);
  };
  const close = () => void path.pop();

  for (const part of parts) {
    await readXml(part, { open, take, close });
    await reading.breathe();
  }
  const found = format as OdfFormat | null;
  if (found === null) throw new AppError("DOCUMENT_DAMAGED");
  if (found === "odt") anchorAtEnd(flow, text.leftAnchors());
  if (found === "odt") emitFlowPages(findHeadings(flow, text.setOf), watched.reading);
  if (found === "ods") sheets.end();
  const shown = found === "odt" ? shownTitle(flow, text.setOf) : null;
  return { format: found, title: watched.titleFrom(property) ?? shown, language: null, notes: sheets.notes() };
}

/** Beside the rows of a sheet; `table:shapes` is taken for its text, `office:forms` for its controls, the others to be passed over. */
const unreadInSheets = new Set([
  "table:shapes",
  "table:tracked-changes",
  "table:content-validations",
  "table:named-expressions",
  "table:dde-links",
  "table:scenario",
  "table:table-source",
  "office:forms",
  "office:dde-source",
]);

function hides({ attributes }: XmlElement): boolean {
  return ["collapse", "filter"].includes(attributes["table:visibility"] ?? "");
}

function missesValue(cell: XmlElement, text: OdfTextReader): boolean {
  return (
    cell.attributes["table:formula"] !== undefined &&
    cell.attributes["office:value-type"] === undefined &&
    childrenOf(cell).every((child) => text.textOf(child) === "")
  );
}

function cellsOf(row: XmlElement, text: OdfTextReader, onEmpty: (comment: MarkupDraft) => void): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const cell of childrenOf(row)) {
    if (cell.name !== "table:table-cell" && cell.name !== "table:covered-table-cell") continue;
    const times = repeats(cell, "table:number-columns-repeated");
    const shown = childrenOf(cell)
      .map(text.textOf)
      .filter((line) => line !== "")
      .join(" ");
    const value = shown === "" ? squeeze(plainValue(cell)) : shown;
    const type = cell.attributes["office:value-type"] ?? "string";
    const spans = { columns: spanned(cell, "columns"), rows: spanned(cell, "rows") };
    const comments = childrenOf(cell, "office:annotation").map(annotationDraft);
    if (value === "") for (const comment of comments) onEmpty(comment);
    for (let time = 0; value !== "" && time < times && column + time < mostColumns; time++) {
      cells.push({
        column: column + time,
        text: value,
        isNumber: type !== "string",
        ...spans,
        ...(time === 0 ? { comments } : {}),
      });
    }
    column += times;
  }
  return cells;
}

function spanned({ attributes }: XmlElement, name: "columns" | "rows"): number {
  return Number(attributes[`table:number-${name}-spanned`] ?? 1) || 1;
}

function repeats({ attributes }: XmlElement, name: string): number {
  const times = Number(attributes[name] ?? 1);
  return Number.isSafeInteger(times) && times > 0 ? times : 1;
}
