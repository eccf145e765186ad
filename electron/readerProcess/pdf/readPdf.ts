import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Page } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import { composePage, type DraftBlock } from "../pageText.ts";
import type { ReadFacts, Reading } from "../reading.ts";
import {
  joinLines,
  type LineBlock,
  linePieces,
  rememberWords,
  textOf,
  textOfBlock,
  toLineBlocks,
  type WordMemory,
} from "./blocks.ts";
import { readFormFields } from "./formFields.ts";
import { createFontStyles, type FontStyles } from "./fontStyles.ts";
import { cleanText, readFragments, type TextGroup } from "./fragments.ts";
import { createHeadings, type Headings } from "./headings.ts";
import { openPdf } from "./openPdf.ts";
import { readOutline } from "./outline.ts";
import { type Line, orderColumns } from "./readingOrder.ts";
import { type EdgeLine, edgeLines, repeatedLines, window } from "./runningHeads.ts";

/** Reads a PDF page by page; a page waits until the pages after it show which of its lines are running heads. */
export async function readPdf(reading: Reading): Promise<ReadFacts> {
  const document = await openPdf(reading.bytes, reading.password);
  try {
    const total = document.numPages;
    if (total > reading.limits.pages) {
      throw new AppError("READ_PAGE_LIMIT", { data: { pages: total, limit: reading.limits.pages } });
    }
    const { title, language } = await readMetadata(document);
    const labels = await optional(document.getPageLabels());
    const headings = createHeadings(await readOutline(document));
    const context: PdfContext = {
      document,
      fonts: createFontStyles(),
      headings,
      memory: { compounds: new Set(), words: new Map() },
      hasForm: (await optional(document.getFieldObjects())) !== null,
      label: (number) => labelOf(labels, number),
      total,
    };
    const waiting: PageDraft[] = [];
    const edges = new Map<number, readonly EdgeLine[]>();
    const release = () => {
      const draft = waiting.shift();
      if (!draft) return;
      reading.page(finishPage(draft, context, edges));
      edges.delete(draft.number - window);
      reading.progress(draft.number, total);
    };
    for (let number = 1; number <= total; number++) {
      const draft = await draftPage(number, context);
      edges.set(number, draft.edges);
      waiting.push(draft);
      if (waiting.length > window) release();
      await reading.breathe();
    }
    while (waiting.length > 0) release();
    return { format: "pdf", title, language, notes: [] };
  } finally {
    await document.loadingTask.destroy();
  }
}

interface PdfContext {
  readonly document: PDFDocumentProxy;
  readonly fonts: FontStyles;
  readonly headings: Headings;
  readonly memory: WordMemory;
  readonly hasForm: boolean;
  readonly total: number;
  label(number: number): string | null;
}

interface PageDraft {
  readonly number: number;
  readonly size: Page["size"];
  /** columns of each writing direction */
  readonly groups: readonly (readonly Line[])[][];
  readonly edges: readonly EdgeLine[];
  /** text without a place, from a form that has no pages of its own */
  readonly loose: readonly string[];
  readonly reason: string | null;
}

async function draftPage(number: number, context: PdfContext): Promise<PageDraft> {
  const empty = { number, size: null, groups: [], edges: [], loose: [] };
  let page: PDFPageProxy;
  try {
    page = await context.document.getPage(number);
  } catch {
    return { ...empty, reason: "This page is damaged and could not be opened." };
  }
  try {
    const viewport = page.getViewport({ scale: 1 });
    const size = { width: viewport.width, height: viewport.height };
    const content = await page.getTextContent({ disableNormalization: true });
    if (context.hasForm) content.items.push(...(await readFormFields(page)));
    await context.fonts.learn(page, content);
    if (content.items.length > 0 && content.items.every((item) => "str" in item && !item.transform)) {
      const loose = content.items.flatMap((item) => ("str" in item && item.str.trim() !== "" ? [item.str.trim()] : []));
      return { ...empty, size, loose, reason: null };
    }
    const groups = readFragments(content, viewport, context.fonts.styleOf);
    const reason = groups.length === 0 ? noText : hasUnknownLetters(groups) ? unknownLetters : null;
    const ordered = groups.map((group) => (group.vertical ? verticalColumns(group) : orderColumns(group.fragments)));
    for (const line of ordered.flat(2)) {
      context.headings.count(line);
      rememberWords(context.memory, textOf(linePieces(line.segments)));
    }
    return { ...empty, size, groups: ordered, edges: edgeLines(ordered.flat(), size.height), reason };
  } catch {
    return { ...empty, reason: "This page is damaged and could not be read." };
  } finally {
    page.cleanup();
  }
}

const noText = "There is no text on this page; it is a scan, a picture or blank.";
const unknownLetters = "The letters on this page cannot be told: its fonts do not say what their shapes stand for.";

function hasUnknownLetters(groups: readonly TextGroup[]): boolean {
  const text = groups.flatMap(({ fragments }) => fragments.map((fragment) => fragment.text)).join("");
  const unknown = text.match(/[\uE000-\uF8FF\uFFFD\u{F0000}-\u{10FFFD}]/gu)?.length ?? 0;
  return unknown > 0.4 * text.replace(/\s/gu, "").length;
}

/** Vertical writing: its columns run from right to left, each is a line. */
function verticalColumns(group: TextGroup): Line[][] {
  const lines = group.fragments.map((fragment): Line => {
    const { u0, u1, v, size } = fragment;
    const segment = { fragments: [fragment], u0, u1, v, size, characters: fragment.text.length };
    return { segments: [segment], u0, u1, v, size };
  });
  lines.sort((a, b) => (Math.abs(a.u0 - b.u0) > 0.5 * a.size ? b.u0 - a.u0 : a.v - b.v));
  // Each column stands for a line of its own height, so that columns join into paragraphs.
  return [
    lines.map((line, index) => ({ ...line, u0: 0, u1: line.segments[0]?.size ?? 1, v: index * line.size * 1.2 })),
  ];
}

function finishPage(draft: PageDraft, context: PdfContext, edges: ReadonlyMap<number, readonly EdgeLine[]>): Page {
  const { number, size, reason } = draft;
  const facts = { number, label: context.label(number), size, reason };
  if (reason !== null) return composePage({ ...facts, status: "unread" }, []);
  const repeated = repeatedLines(number, edges, context.total);
  // A page of nothing but lines that are repeated (a form, a slide) keeps them.
  const running = draft.groups.flat(2).every((line) => repeated.has(line)) ? new Set<Line>() : repeated;
  const blocks = draft.groups.flatMap((columns) => {
    const kept = columns.map((lines) => lines.filter((line) => !running.has(line))).filter((lines) => lines.length > 0);
    return toLineBlocks(kept, size?.height ?? 1);
  });
  const drafts = blocks.map((block) => toDraft(block, number, context));
  for (const text of draft.loose) drafts.push({ kind: "paragraph", pieces: [{ text: cleanText(text), box: null }] });
  return composePage({ ...facts, status: "read" }, drafts);
}

function toDraft(block: LineBlock, page: number, context: PdfContext): DraftBlock {
  const level = block.kind === "tableRow" ? null : context.headings.levelOf(block, textOfBlock(block), page);
  const pieces = joinLines(block.lines, context.memory);
  if (level !== null) return { kind: "heading", level, pieces };
  const text = textOf(pieces);
  if (block.kind === "paragraph" && captionStart.test(text)) {
    return { kind: "caption", pieces };
  }
  const isNote =
    block.place > 0.6 && context.headings.isSmall(block.size) && /^(?:\[?\d{1,3}\]?|[*†‡§])[\s.)]?\s*\p{L}/u.test(text);
  return { kind: isNote && block.kind !== "tableRow" ? "footnote" : block.kind, pieces };
}

/** "Figure 1. A pipeline" or "Table 3-1 Hierarchy", but not "Figure 1 shows how". */
const captionStart =
  /^(?:Figure|Fig\.|Table|Abbildung|Abb\.|Tabelle|Tableau|Figura|Tabla)\s*\d+(?:[-–.]\d+)*(?:[.:–—]|\s*$|\s+[–—-]|\s+\p{Lu})/u;

function labelOf(labels: readonly string[] | null, number: number): string | null {
  const label = labels?.[number - 1];
  return label === undefined || label === "" || label === String(number) ? null : label;
}

async function readMetadata(document: PDFDocumentProxy): Promise<{ title: string | null; language: string | null }> {
  const metadata = await optional(document.getMetadata());
  const info = (metadata?.info ?? {}) as { Title?: unknown; Language?: unknown };
  const title = typeof info.Title === "string" ? cleanText(info.Title).trim() : "";
  const language = typeof info.Language === "string" ? info.Language.trim() : "";
  return {
    title: isTelling(title) ? title : null,
    language: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/iu.test(language) ? language : null,
  };
}

/** Titles that programs write by themselves say nothing. */
function isTelling(title: string): boolean {
  return (
    title.length > 2 &&
    !/^(?:untitled|microsoft word|document\d*|slide \d+|.*\.(?:docx?|pdf|indd|tex|dvi|qxd|fm|xlsx?|pptx?)$)/iu.test(
      title,
    )
  );
}

/** What a damaged file cannot give besides its pages is done without. */
async function optional<T>(promise: Promise<T>): Promise<T | null> {
  return promise.catch(() => null);
}
