import { setImmediate } from "node:timers/promises";
import type { OutlineEntry, Page } from "../contract/documents.ts";
import { AppError, assertNever } from "../contract/errors.ts";
import type { ReadLimits } from "../contract/settings.ts";
import { countWords } from "../core/text/countWords.ts";
import type { ReadResult, ReadStage } from "../core/library/reading/reader.ts";
import { type Detected, detectFormat, isEncryptedOffice } from "./detectFormat.ts";
import { createLanguageSample } from "./language.ts";
import { headingsOf, renumber } from "./pageText.ts";
import { emitFlowPages } from "./flowPages.ts";
import { createInside } from "./readInside.ts";
import { readText } from "./readText.ts";
import type { ReadFacts, Reading } from "./reading.ts";

/** Pages and characters that make a batch. */
const batchPages = 32;
const batchCharacters = 200_000;

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
  let pages = 0;
  let words = 0;
  let withText = 0;
  let damaged = 0;
  const flush = () => {
    if (batch.length > 0) emit.pages(batch);
    batch = [];
    characters = 0;
  };
  const outermost: Omit<Reading, "inside"> = {
    ...request,
    bytes,
    page(given) {
      pages++;
      if (pages > limits.pages) throw new AppError("READ_PAGE_LIMIT", { data: { limit: limits.pages } });
      const page = renumber(given, pages);
      if (/[\p{L}\p{N}]/u.test(page.text)) withText++;
      if (page.reason?.includes("damaged")) damaged++;
      words += countWords(page.text);
      sample.add(page.text);
      outline.push(...headingsOf(page));
      batch.push(page);
      characters += page.text.length;
      // Recognising a page takes seconds: it is handed over at once, so that it is kept whatever comes.
      if (batch.length >= batchPages || characters > batchCharacters || page.status === "ocr") flush();
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
    notes: [...detected.notes, ...facts.notes],
    rendered: facts.rendered ?? false,
  };
}

/** Only the parser that is needed is loaded. */
async function readFormat(detected: Detected, reading: Reading): Promise<ReadFacts> {
  switch (detected.format) {
    case "pdf":
      return (await import("./pdf/readPdf.ts")).readPdf(reading);
    case "docx":
      return (await import("./readDocx.ts")).readDocx(reading);
    case "odp":
    case "ods":
    case "odt":
      return (await import("./readOdf.ts")).readOdf(reading);
    case "pptx":
      return (await import("./readPptx.ts")).readPptx(reading);
    case "xlsx":
      return (await import("./readXlsx.ts")).readXlsx(reading);
    case "html": {
      const { readHtmlBlocks } = await import("./htmlBlocks.ts");
      const { title, language, blocks } = readHtmlBlocks(detected.text);
      emitFlowPages(blocks, reading);
      return { format: "html", title, language, notes: [] };
    }
    case "markdown":
      return (await import("./readMarkdown.ts")).readMarkdown(detected.text, reading);
    case "text":
      return readText(detected.text, reading);
    case "rtf":
      return (await import("./rtf/readRtf.ts")).readRtf(reading);
    case "epub":
      return (await import("./readEpub.ts")).readEpub(reading);
    case "csv":
      return (await import("./readCsv.ts")).readCsv(detected.text, reading);
    case "eml":
      return (await import("./readMail.ts")).readMessage(reading);
    case "mbox":
      return (await import("./readMail.ts")).readMailbox(reading);
    case "subtitles":
      return (await import("./readSubtitles.ts")).readSubtitles(detected.text, reading);
    case "ipynb":
      return (await import("./readNotebook.ts")).readNotebook(detected.text, reading);
    case "code":
      return (await import("./readCode.ts")).readCode(detected.text, reading);
    case "image":
      return (await import("./readPicture.ts")).readPicture(reading);
    default:
      return assertNever(detected);
  }
}

/** Headings that name a part every document may have, in the languages the reader meets most. */
const partNames =
  /^(?:(?:table of )?contents|abstract|summary|introduction|inhalt(?:sverzeichnis)?|zusammenfassung|einleitung|sommaire|table des matières|résumé|índice|contenido|resumen|indice|sommario|sumário|inhoud|目次|目录|차례)$/iu;

/** The first of the highest headings on the first pages that is more than the name of a part. */
function titleFrom(outline: readonly OutlineEntry[]): string | null {
  const near = outline.filter(({ page, title }) => page <= 2 && !partNames.test(title.trim()));
  const highest = Math.min(...near.map(({ level }) => level));
  return near.find(({ level }) => level === highest)?.title ?? null;
}
