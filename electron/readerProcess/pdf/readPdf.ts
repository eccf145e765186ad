import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { type Reason, reasonOf } from "../../contract/reasons.ts";
import { type PageLabel, printedLabel } from "../../contract/pageLabels.ts";
import type { Page } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import { contentsLines } from "../contentsLines.ts";
import { composePage, type DraftBlock } from "../pageText.ts";
import type { ReadFacts, Reading } from "../reading.ts";
import { type ActualTexts, createActualTexts } from "./actualText.ts";
import { readAnnotations } from "./annotations.ts";
import { commentNames, type PageComment, readComments, withComments } from "./comments.ts";
import { contentsEntries, joinBlock, type LineBlock, linePieces, textOf, textOfBlock, toLineBlocks } from "./blocks.ts";
import { leaveOutDoubled } from "./doubled.ts";
import { joinDropCaps } from "./dropCaps.ts";
import { createFontStyles, type FontStyles } from "./fontStyles.ts";
import { cleanText, readFragments, type TextGroup } from "./fragments.ts";
import { captionStart, createHeadings, type Headings } from "./headings.ts";
import { readLayers, type Layers } from "./layers.ts";
import { createWordMemory, rememberWords, type WordMemory } from "./lineEnds.ts";
import { leaveOutLineNumbers } from "./lineNumbers.ts";
import { lookCloser } from "./lookCloser.ts";
import { mentions } from "./objectStreams.ts";
import { openPdf } from "./openPdf.ts";
import { readOutline } from "./outline.ts";
import { partOverlays } from "./overlays.ts";
import { type Line, orderColumns } from "./readingOrder.ts";
import { createPageRecognizer, type PageRecognizer, type Recognized } from "./recognizePages.ts";
import { type EdgeLine, edgeLines, repeatedLines, window } from "./runningHeads.ts";
import { chooseTitle, type FrontBlock } from "./title.ts";

/** Reads a PDF page by page; a page waits until the pages after it show which of its lines are running heads. */
export async function readPdf(reading: Reading): Promise<ReadFacts> {
  const { document, isWhole } = await openPdf(reading.bytes, reading.password);
  let recognizer: PageRecognizer | null = null;
  try {
    const total = document.numPages;
    if (total > reading.limits.pages) {
      throw new AppError("READ_PAGE_LIMIT", { data: { pages: total, limit: reading.limits.pages } });
    }
    const { title: property, language } = await readMetadata(document);
    const labels = await optional(document.getPageLabels());
    const bookmarks = await readOutline(document);
    const headings = createHeadings(bookmarks);
    recognizer = createPageRecognizer(reading, language);
    const context: PdfContext = {
      document,
      fonts: createFontStyles(),
      headings,
      memory: createWordMemory(),
      layers: await readLayers(document),
      hasAnnotations: mentions(reading.bytes, ["/Widget", "/FreeText", "/Stamp"]),
      hasComments: mentions(reading.bytes, commentNames),
      actualTexts: createActualTexts(reading.bytes, reading.password),
      label: (number) => labelOf(labels, number),
      total,
      front: [],
      aside: new Set(),
      inContents: false,
    };
    const waiting: PageDraft[] = [];
    const edges = new Map<number, readonly EdgeLine[]>();
    const release = () => {
      const draft = waiting.shift();
      if (!draft) return;
      reading.page(draft.known ?? finishPage(draft, context, edges));
      edges.delete(draft.number - window);
    };
    const ahead: Promise<PageDraft>[] = [];
    const take = async () => {
      const draft = await ahead.shift();
      if (!draft) return;
      for (const line of draft.groups.flat(2)) {
        headings.count(line);
        rememberWords(context.memory, textOf(linePieces(line.segments)));
      }
      edges.set(draft.number, edgeLines(draft.groups.flat(), draft.size?.height ?? 1));
      waiting.push(draft);
      if (waiting.length > window) release();
      reading.progress(draft.number, total, draft.confidence === null ? "reading" : "recognizing");
    };
    for (let number = 1; number <= total; number++) {
      const known = reading.recognized(number);
      const draft = known ? { ...emptyDraft, number, known } : await draftPage(number, context);
      const recognized = isSettled(draft) ? null : recognizer.recognize(draft);
      if (recognized) reading.progress(number - 1 - ahead.length, total, "recognizing");
      ahead.push(recognized ? recognized.then((result) => withRecognized(draft, result)) : Promise.resolve(draft));
      if (ahead.length > recognizer.ahead) await take();
      await reading.breathe();
    }
    while (ahead.length > 0) await take();
    while (waiting.length > 0) release();
    const title = chooseTitle({ property, name: reading.name, front: context.front, bookmarks });
    const attached = await attachedFiles(document);
    const notes = [
      ...(isWhole ? [] : [reasonOf("FILE_CUT_OFF")]),
      ...(attached.length === 0 ? [] : [reasonOf("FILES_NOT_READ", { names: attached })]),
    ];
    return { format: "pdf", title, language, notes, rendered: isWhole };
  } finally {
    await recognizer?.close();
    await document.loadingTask.destroy();
  }
}

interface PdfContext {
  readonly document: PDFDocumentProxy;
  readonly fonts: FontStyles;
  readonly headings: Headings;
  readonly memory: WordMemory;
  readonly layers: Layers;
  /** whether something may be filled in, typed or stamped on a page */
  readonly hasAnnotations: boolean;
  readonly hasComments: boolean;
  readonly actualTexts: ActualTexts;
  readonly total: number;
  /** what the first page says */
  readonly front: FrontBlock[];
  /** what stood beside the text of a page: a watermark is read once */
  readonly aside: Set<string>;
  /** whether the page before ended within a table of contents */
  inContents: boolean;
  label(number: number): PageLabel | null;
}

interface PageDraft {
  readonly number: number;
  readonly size: Page["size"];
  /** the text layer as it was found */
  readonly layer: readonly TextGroup[];
  /** columns of each writing direction */
  readonly groups: readonly (readonly (readonly Line[])[])[];
  /** how many of the groups, the last ones, stand beside the text */
  readonly aside: number;
  /** text without a place, from a form that has no pages of its own */
  readonly loose: readonly string[];
  readonly comments: readonly PageComment[];
  readonly reason: Reason | null;
  /** of recognised text, 0 to 1 */
  readonly confidence: number | null;
  /** the finished page of an earlier reading */
  readonly known: Page | null;
}

const emptyDraft = {
  size: null,
  layer: [],
  groups: [],
  aside: 0,
  loose: [],
  comments: [],
  reason: null,
  confidence: null,
  known: null,
};

async function draftPage(number: number, context: PdfContext): Promise<PageDraft> {
  const empty = { ...emptyDraft, number };
  let page: PDFPageProxy;
  try {
    page = await context.document.getPage(number);
  } catch {
    return { ...empty, reason: reasonOf("PAGE_DAMAGED") };
  }
  try {
    const viewport = page.getViewport({ scale: 1 });
    const size = { width: viewport.width, height: viewport.height };
    const content = await page.getTextContent({ disableNormalization: true, includeMarkedContent: true });
    context.fonts.learn(content);
    if (content.items.length > 0 && content.items.every((item) => "str" in item && !item.transform)) {
      const loose = content.items.flatMap((item) => ("str" in item && item.str.trim() !== "" ? [item.str.trim()] : []));
      return { ...empty, size, loose };
    }
    content.items = await lookCloser(page, content.items, context.layers);
    content.items = await context.actualTexts.apply(number, content.items);
    if (context.hasAnnotations) content.items.push(...(await readAnnotations(page, context.layers.isVisible)));
    const layer = readFragments(content, viewport, context.fonts.styleOf);
    const placed = partOverlays(layer);
    const groups = placed.map((group) => (group.vertical ? verticalColumns(group) : horizontalColumns(group)));
    const comments = context.hasComments ? await readComments(page, viewport) : [];
    return { ...empty, size, layer, groups, comments, aside: placed.filter(({ isAside }) => isAside).length };
  } catch {
    return { ...empty, reason: reasonOf("PAGE_DAMAGED") };
  } finally {
    page.cleanup();
  }
}

/** Whether nothing is to be looked for in the page's picture: it is known, damaged, or a form without pages. */
function isSettled(draft: PageDraft): boolean {
  return draft.known !== null || draft.reason !== null || draft.loose.length > 0;
}

/** The page with what its picture gave. */
function withRecognized(draft: PageDraft, recognized: Recognized): PageDraft {
  if (recognized.columns)
    return { ...draft, groups: [recognized.columns], aside: 0, confidence: recognized.confidence };
  // The text layer is no worse for what was not found in the picture.
  return recognized.reason === null ? draft : { ...draft, groups: [], reason: recognized.reason };
}

function horizontalColumns({ fragments }: TextGroup): Line[][] {
  return orderColumns(joinDropCaps(leaveOutLineNumbers(leaveOutDoubled(fragments))));
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
  const { number, size, reason, confidence } = draft;
  const facts = { number, label: context.label(number), size, reason };
  if (reason !== null) return composePage({ ...facts, status: "unread" }, []);
  const repeated = repeatedLines(number, edges, context.total);
  // A page of nothing but lines that are repeated (a form, a slide) keeps them.
  const isSlide = size !== null && size.width > size.height;
  const isHeadline = (line: Line) => isSlide && context.headings.isLarge(line.size);
  const running = draft.groups.flat(2).every((line) => repeated.has(line))
    ? new Set<Line>()
    : new Set([...repeated].filter((line) => !isHeadline(line)));
  const drafts = draft.groups.flatMap((columns, index) => {
    const kept = columns.map((lines) => lines.filter((line) => !running.has(line))).filter((lines) => lines.length > 0);
    const blocks = toLineBlocks(kept, size?.height ?? 1);
    if (index >= draft.groups.length - draft.aside) return asideDrafts(blocks, context);
    const inContents = contentsEntries(blocks);
    if (number === 1) context.front.push(...frontOf(blocks, context.memory));
    return withoutLabels(
      blocks.map((block, at) => ({ ...toDraft(block, number, context, inContents.has(at)), size: block.size })),
      (text) => context.headings.bookmarkOf(text, number) !== undefined,
    );
  });
  for (const text of draft.loose) drafts.push({ kind: "paragraph", pieces: [{ text: cleanText(text), box: null }] });
  const contents = contentsLines(
    drafts.map(({ pieces }) => textOf(pieces)),
    context.inContents,
  );
  context.inContents = contents.isOpen;
  const told = drafts.map((each, index): DraftBlock =>
    contents.lines.has(index) ? { kind: "tableOfContents", pieces: each.pieces } : each,
  );
  const page = composePage(
    confidence === null
      ? { ...facts, status: "read" }
      : { ...facts, status: "ocr", confidence: Math.round(confidence * 1000) / 1000 },
    told,
  );
  return withComments(page, draft.comments);
}

/** A stamp in the margin or a watermark, which stands on every page, where it stands first. */
function asideDrafts(blocks: readonly LineBlock[], context: PdfContext): DraftBlock[] {
  return blocks.flatMap((block) => {
    const pieces = joinBlock(block, context.memory);
    const text = textOf(pieces).trim();
    if (context.aside.has(text)) return [];
    context.aside.add(text);
    return [{ kind: "paragraph", pieces }];
  });
}

function frontOf(blocks: readonly LineBlock[], memory: WordMemory): FrontBlock[] {
  return blocks
    .filter(({ kind }) => kind !== "tableRow")
    .map((block) => ({ text: textOf(joinBlock(block, memory)).trim(), size: block.size, isBold: block.bold }));
}

/** As many headings of one size as this, with no text between them, are the labels of a chart or the entries of a table of contents. */
const mostInARow = 3;

function withoutLabels(
  drafts: readonly (DraftBlock & { readonly size: number })[],
  isBookmarked: (text: string) => boolean,
): DraftBlock[] {
  const isFree = ({ kind, pieces }: DraftBlock) => kind === "heading" && !isBookmarked(textOf(pieces));
  return drafts.map((draft, index) => {
    if (!isFree(draft)) return draft;
    let from = index;
    let to = index;
    while (drafts[from - 1]?.kind === "heading") from--;
    while (drafts[to + 1]?.kind === "heading") to++;
    const alike = drafts
      .slice(from, to + 1)
      .filter((other) => isFree(other) && Math.abs(other.size - draft.size) < 0.5);
    return alike.length > mostInARow ? { kind: "paragraph", pieces: draft.pieces } : draft;
  });
}

function toDraft(block: LineBlock, page: number, context: PdfContext, isEntry: boolean): DraftBlock {
  const level = block.kind === "tableRow" || isEntry ? null : context.headings.levelOf(block, textOfBlock(block), page);
  const pieces = joinBlock(block, context.memory);
  if (level !== null) return { kind: "heading", level, pieces };
  const text = textOf(pieces);
  if (block.kind === "paragraph" && captionStart.test(text)) {
    return { kind: "caption", pieces };
  }
  const isNote =
    block.place > 0.6 &&
    context.headings.isSmall(block.size) &&
    /^(?:\[?\d{1,3}\]?|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[*†‡§])[\s.)]?\s*\p{L}/u.test(text);
  return block.kind === "tableRow"
    ? { kind: "tableRow", pieces, row: block.row }
    : { kind: isNote ? "footnote" : block.kind, pieces };
}

function labelOf(labels: readonly string[] | null, number: number): PageLabel | null {
  const label = labels?.[number - 1];
  return label === undefined || label === "" || label === String(number) ? null : printedLabel(label);
}

/** Names told at most: a portfolio may hold any number of files. */
const mostNames = 20;

/** The names of the files that lie within this one. */
async function attachedFiles(document: PDFDocumentProxy): Promise<string[]> {
  const files = await optional<ReadonlyMap<string, unknown> | null>(document.getAttachments());
  return [...(files?.keys() ?? [])].slice(0, mostNames);
}

async function readMetadata(document: PDFDocumentProxy): Promise<{ title: string; language: string | null }> {
  const metadata = await optional(document.getMetadata());
  const info = (metadata?.info ?? {}) as { Title?: unknown; Language?: unknown };
  const language = typeof info.Language === "string" ? info.Language.trim() : "";
  return {
    title: typeof info.Title === "string" ? cleanText(info.Title) : "",
    language: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/iu.test(language) ? language : null,
  };
}

/** What a damaged file cannot give besides its pages is done without. */
async function optional<T>(promise: Promise<T>): Promise<T | null> {
  return promise.catch(() => null);
}
