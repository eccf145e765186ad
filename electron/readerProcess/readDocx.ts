import path from "node:path";
import { AppError } from "../contract/errors.ts";
import { type Reason, reasonOf } from "../contract/reasons.ts";
import { isTitle } from "./documentTitle.ts";
import { emitFlowPages, type FlowBlock, flowBlock } from "./flowPages.ts";
import { chartBlocks } from "./office/chartText.ts";
import { diagramItems } from "./office/drawingText.ts";
import { mainPart, type OfficePackage, openPackage, type Relation, titleProperty } from "./office/openPackage.ts";
import { anchorAtEnd } from "./anchoredBlocks.ts";
import { limitUnfolding } from "./office/unfolding.ts";
import { findHeadings } from "./office/wordHeadings.ts";
import { wordComments } from "./office/wordMarkup.ts";
import { createNumbering } from "./office/wordNumbering.ts";
import { createWordStyles, isOn } from "./office/wordStyles.ts";
import { isShown, shownTitle } from "./office/wordTitle.ts";
import { createWordTextReader, type WordContext, type WordTextReader } from "./office/wordText.ts";
import { childOf, childrenOf, readXml, type XmlElement } from "./office/xml.ts";
import type { DraftBlock } from "./pageText.ts";
import type { ReadFacts, Reading } from "./reading.ts";
import { usableTitle } from "./titleProperty.ts";

/**
 * Reads a DOCX: text as it stands after all tracked changes are accepted, with automatic numbers, notes, text boxes, charts, diagrams,
 * formulas and imported chapters, comments and changes beside it, without hidden text and prompts of empty controls. Of headers and footers what has a
 * number that stands nowhere else.
 */
export async function readDocx(reading: Reading): Promise<ReadFacts> {
  const opened = await openPackage(reading.bytes, reading.limits.inflatedMb);
  const main = await mainPart(opened, "word/document.xml");
  const relations = await opened.relations(main);
  const tree = (type: string) => optionalTree(opened, relations.find((one) => one.type === type)?.target);
  const styles = createWordStyles(await tree("styles"));
  const settings = await tree("settings");
  const { parts, notes } = await partsOf(opened, relations, reading);
  const format = (kind: string, usual: string) =>
    childOf(settings, `w:${kind}Pr`, "w:numFmt")?.attributes["w:val"] ?? usual;
  const numbering = await tree("numbering");
  const context: WordContext = {
    styles,
    numberOf: createNumbering(numbering, styles),
    notes: {
      footnote: notesIn(await tree("footnotes"), "w:footnote"),
      endnote: notesIn(await tree("endnotes"), "w:endnote"),
    },
    noteFormats: { footnote: format("footnote", "decimal"), endnote: format("endnote", "lowerRoman") },
    parts,
    comments: wordComments(await tree("comments"), await tree("commentsExtended")),
  };
  const text = createWordTextReader(context);
  const sections: XmlElement[] = [];
  const body: FlowBlock[] = [];
  const unfold = limitUnfolding(reading.limits.inflatedMb);
  const count = (blocks: readonly FlowBlock[]) => {
    for (const block of blocks) if (block !== "pageBreak") unfold(charactersIn(block).length);
    return blocks;
  };
  const open: string[] = [];
  await readXml(opened.stream(main), {
    open(name) {
      if (open.at(-1) === "w:body") return true;
      open.push(name);
      return false;
    },
    close: () => void open.pop(),
    take(element) {
      const section = element.name === "w:sectPr" ? element : childOf(element, "w:pPr", "w:sectPr");
      if (section) sections.push(section);
      body.push(...count(text.blocksOf(element)));
    },
  });
  body.push(...count(text.end()));
  anchorAtEnd(body, text.leftAnchors());
  const around = await aroundPages(opened, relations, {
    sections,
    isEvenOdd: isSet(childOf(settings, "w:evenAndOddHeaders")),
    context: { ...context, numberOf: createNumbering(numbering, styles) },
    body,
  });
  const blocks = findHeadings(body, text.setOf);
  emitFlowPages([...around.header, ...blocks, ...around.footer], reading);
  const unread = text.unread;
  return {
    format: "docx",
    title: await titleOf(opened, { name: reading.name, body, setOf: text.setOf }),
    language: null,
    notes: [...notes, ...(unread > 0 ? [reasonOf("OBJECTS_UNREAD", { count: unread })] : [])],
  };
}

/** A part that the text can be read without. */
async function optionalTree(opened: OfficePackage, part: string | undefined): Promise<XmlElement | null> {
  if (part === undefined || !opened.has(part)) return null;
  try {
    return await opened.tree(part);
  } catch (error) {
    if (error instanceof AppError && error.code === "DOCUMENT_DAMAGED") return null;
    throw error;
  }
}

function notesIn(root: XmlElement | null, name: string): ReadonlyMap<string, XmlElement> {
  return new Map(childrenOf(root, name).map((note) => [note.attributes["w:id"] ?? "", note]));
}

/** What lies beside the text and is shown in it. */
async function partsOf(
  opened: OfficePackage,
  relations: readonly Relation[],
  reading: Reading,
): Promise<{ parts: Map<string, readonly FlowBlock[]>; notes: Reason[] }> {
  const parts = new Map<string, readonly FlowBlock[]>();
  const notes: Reason[] = [];
  for (const { id, type, target } of relations) {
    if (type === "aFChunk" && opened.has(target)) {
      const imported = await importedBlocks(await bytesOf(opened, target), path.posix.basename(target), reading);
      parts.set(id, imported.blocks);
      notes.push(...imported.notes);
    } else if (type === "chart" || type === "diagramData") {
      const root = await optionalTree(opened, target);
      if (root) parts.set(id, type === "chart" ? await chartBlocks(root) : diagramItems(root));
    }
  }
  return { parts, notes };
}

/** A chapter that the file holds as it was imported: as HTML, text, RTF or Word. */
async function importedBlocks(
  bytes: Uint8Array,
  name: string,
  reading: Reading,
): Promise<{ blocks: FlowBlock[]; notes: readonly Reason[] }> {
  const start = Buffer.from(bytes.subarray(0, 4096)).toString("latin1");
  if (/^(?:[\w-]+:.*(?:\r?\n[ \t].*)*\r?\n)*content-type:\s*(?:multipart\/|text\/)/iu.test(start)) {
    const { readBody } = await import("./readMail.ts");
    return { blocks: await readBody(bytes), notes: [] };
  }
  const blocks: FlowBlock[] = [];
  // A piece of a page says by nothing but its elements what it is.
  const isPiece = /^\s*<(?:p|div|h[1-6]|table|span|ul|ol|body|b|i)[\s>]/iu.test(start);
  const notes = await reading.inside({
    bytes,
    name: isPiece ? `${name}.html` : name,
    page(page) {
      for (const { kind, level, start, end } of page.blocks)
        blocks.push(flowBlock(kind, page.text.slice(start, end), level));
    },
  });
  return { blocks, notes };
}

async function bytesOf(opened: OfficePackage, part: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.stream(part)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The number of the page and what changes with every print. */
const changing = /^\s*(?:PAGE|NUMPAGES|SECTION|SECTIONPAGES|PAGEREF|DATE|TIME|PRINTDATE|FILENAME|STYLEREF)\b/iu;

/** Of headers and footers what has a date or a number that the text does not have: once, the headers before it, the footers behind. */
async function aroundPages(
  opened: OfficePackage,
  relations: readonly Relation[],
  {
    sections,
    isEvenOdd,
    context,
    body,
  }: {
    readonly sections: readonly XmlElement[];
    readonly isEvenOdd: boolean;
    readonly context: WordContext;
    readonly body: readonly FlowBlock[];
  },
): Promise<{ header: FlowBlock[]; footer: FlowBlock[] }> {
  const found: { header: FlowBlock[]; footer: FlowBlock[] } = { header: [], footer: [] };
  const targets = new Map(relations.map(({ id, target }) => [id, target]));
  const known = new Set<string>();
  let said: string | null = null;
  for (const section of sections) {
    for (const kind of ["header", "footer"] as const) {
      for (const { attributes } of childrenOf(section, `w:${kind}Reference`)) {
        const target = targets.get(attributes["r:id"] ?? "");
        const type = attributes["w:type"] ?? "default";
        const isUsed =
          type === "default" ||
          (type === "first" ? isSet(childOf(section, "w:titlePg")) : type === "even" && isEvenOdd);
        if (target === undefined || !isUsed || known.has(target)) continue;
        known.add(target);
        const root = await optionalTree(opened, target);
        if (!root) continue;
        const text = createWordTextReader({ ...context, parts: new Map(), withoutFields: changing });
        for (const block of [...childrenOf(root).flatMap(text.blocksOf), ...text.end()]) {
          if (block === "pageBreak") continue;
          const words = charactersIn(block);
          said ??= plain(body.map((one) => (one === "pageBreak" ? "" : charactersIn(one))).join(" "));
          if (known.has(words) || !hasOwnNumber(words, said)) continue;
          known.add(words);
          found[kind].push(flowBlock(block.kind === "heading" ? "paragraph" : block.kind, words));
        }
      }
    }
  }
  return found;
}

/** Whether what stands from its first to its last figure stands nowhere in the text; a page's number is none. */
function hasOwnNumber(words: string, said: string): boolean {
  if (/^\P{L}*(?:\p{L}+\.?\s*)?\d{1,3}\P{L}*$/u.test(words)) return false;
  const numbers = /\d(?:.*\d)?/su.exec(words)?.[0];
  return numbers !== undefined && !said.includes(plain(numbers));
}

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/gu, "");
}

/** The title that the file states, unless the text begins with another one. */
async function titleOf(
  opened: OfficePackage,
  {
    name,
    body,
    setOf,
  }: {
    readonly name: string;
    readonly body: readonly FlowBlock[];
    readonly setOf: WordTextReader["setOf"];
  },
): Promise<string | null> {
  const property = usableTitle(await titleProperty(opened), name);
  const stated = property !== null && isTitle(property) ? property : null;
  const shown = shownTitle(body, setOf);
  return shown === null || (stated !== null && isShown(stated, body)) ? stated : shown;
}

function isSet(property: XmlElement | null): boolean {
  return property !== null && isOn(property.attributes["w:val"]);
}

function charactersIn({ pieces }: DraftBlock): string {
  return pieces.map(({ text }) => text).join("");
}
