import { setImmediate } from "node:timers/promises";
import { type ReasonCode, reasonOf } from "../contract/reasons.ts";
import type { OutlineEntry, Page } from "../contract/documents.ts";
import { AppError } from "../contract/errors.ts";
import type { ReadLimits } from "../contract/settings.ts";
import { countWords } from "../core/text/words.ts";
import type { ReadResult, ReadStage } from "../core/library/reading/reader.ts";
import { type Detected, detectFormat, isEncryptedOffice } from "./detectFormat.ts";
import { createLanguageSample } from "../core/text/language.ts";
import { isTitle } from "./documentTitle.ts";
import { headingsOf, renumber } from "./pageText.ts";
import { createInside } from "./readInside.ts";
import { binaryReaders, textReaders } from "./readers.ts";
import type { ReadFacts, Reading } from "./reading.ts";

/** Pages and characters that make a batch. */
const batchPages = 32;
const batchCharacters = 200_000;
/** Milliseconds after which what there is is handed over, so that one sees that the reading gets on. */
const batchMs = 1000;

/**
 * Reads one document from its bytes; finished pages are handed over in order, a batch at a time.
 * @throws the document codes of the error table
 */
export async function readDocument(
  request: {
    readonly bytes: Uint8Array;
    readonly name: string;
    readonly password: string | null;
    readonly limits: ReadLimits;
    /** as in `ReadRequest` */
    readonly recognized?: readonly Page[];
  },
  emit: { pages(pages: readonly Page[]): void; progress(done: number, total: number, stage: ReadStage): void },
): Promise<ReadResult> {
  const { limits } = request;
  const size = request.bytes.byteLength;
  if (size > limits.fileMb * 2 ** 20) {
    throw new AppError("FILE_TOO_LARGE", { data: { bytes: size, limitMb: limits.fileMb } });
  }
  const bytes = isEncryptedOffice(request.bytes)
    ? await (await import("./office/decryptOffice.ts")).decryptOffice(request.bytes, request.password)
    : request.bytes;
  const recognized = new Map(request.recognized?.map((page) => [page.number, page]));
  const outline: OutlineEntry[] = [];
  const sample = createLanguageSample();
  let batch: Page[] = [];
  let characters = 0;
  /** The first page is handed over at once: there is something to look at while the others are read. */
  let flushed = Number.NEGATIVE_INFINITY;
  let pages = 0;
  let words = 0;
  let withText = 0;
  let damaged = 0;
  const markup = { comments: 0, changes: 0 };
  const flush = () => {
    if (batch.length > 0) emit.pages(batch);
    batch = [];
    characters = 0;
    flushed = performance.now();
  };
  const outermost: Omit<Reading, "inside"> = {
    ...request,
    bytes,
    page(given) {
      pages++;
      if (pages > limits.pages) throw new AppError("READ_PAGE_LIMIT", { data: { limit: limits.pages } });
      const page = renumber(given, pages);
      if (/[\p{L}\p{N}]/u.test(page.text)) withText++;
      if (page.reason && damages.has(page.reason.code)) damaged++;
      for (const { kind } of page.markup ?? []) markup[kind === "comment" ? "comments" : "changes"]++;
      words += countWords(page.text);
      sample.add(page);
      outline.push(...headingsOf(page));
      batch.push(page);
      characters += page.text.length;
      // Recognising a page takes seconds: it is handed over at once, so that it is kept whatever comes.
      const isFull = batch.length >= batchPages || characters > batchCharacters;
      if (isFull || page.status === "ocr" || performance.now() - flushed > batchMs) flush();
    },
    progress: (done, total, stage = "reading") => emit.progress(done, total, stage),
    recognized: (number) => recognized.get(number),
    breathe: () => setImmediate(),
  };
  const reading: Reading = { ...outermost, inside: createInside(outermost, readFormat) };
  const detected = await detectFormat(bytes, request.name);
  const facts = await readFormat(detected, reading);
  if (pages === 0) throw new AppError(facts.format === "pdf" ? "DOCUMENT_NO_PAGES" : "DOCUMENT_EMPTY");
  if (withText === 0)
    throw new AppError(damaged === pages ? "DOCUMENT_DAMAGED" : "DOCUMENT_NO_TEXT", { data: { pages } });
  flush();
  return {
    format: facts.format,
    title: facts.title ?? titleFrom(outline),
    language: await sample.detect(facts.language),
    pages,
    words,
    outline,
    notes: [
      ...detected.notes,
      ...facts.notes,
      ...(markup.comments > 0 ? [reasonOf("COMMENTS_BESIDE", { count: markup.comments })] : []),
      ...(markup.changes > 0 ? [reasonOf("CHANGES_BESIDE", { count: markup.changes })] : []),
    ],
    rendered: facts.rendered ?? false,
  };
}

async function readFormat(detected: Detected, reading: Reading): Promise<ReadFacts> {
  return "text" in detected
    ? textReaders[detected.format](detected.text, reading)
    : binaryReaders[detected.format](reading);
}

/** The first of the highest headings on the first pages that is more than the name of a part. */
function titleFrom(outline: readonly OutlineEntry[]): string | null {
  const near = outline.filter(({ page, title }) => page <= 2 && isTitle(title));
  const highest = Math.min(...near.map(({ level }) => level));
  return near.find(({ level }) => level === highest)?.title ?? null;
}

/** A document all of whose pages are like these is damaged, not one without text. */
const damages: ReadonlySet<ReasonCode> = new Set(["PAGE_DAMAGED", "SLIDE_DAMAGED", "SHEET_REST_DAMAGED"]);
