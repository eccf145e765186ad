import type { Page } from "../contract/documents.ts";
import { AppError } from "../contract/errors.ts";
import { whyUnread } from "./ocr/ocrReasons.ts";
import { createOcrThreads, type OcrResult } from "./ocr/ocrThreads.ts";
import { listPictures, type PictureFacts } from "./ocr/pictureFile.ts";
import { pictureSize } from "./ocr/pictureSize.ts";
import { contentsLines } from "./contentsLines.ts";
import { composePage, type DraftBlock } from "./pageText.ts";
import { joinBlock, linePieces, textOf, textOfBlock, toLineBlocks } from "./pdf/blocks.ts";
import { createHeadings } from "./pdf/headings.ts";
import { createWordMemory, rememberWords } from "./pdf/lineEnds.ts";
import { recognizedColumns } from "./pdf/recognizedLines.ts";
import type { ReadFacts, Reading } from "./reading.ts";

/** Pixels a picture may have: in colour they take 200 MB. A page of A3 at 400 dots an inch has 31 million. */
export const mostPixels = 50_000_000;

/**
 * Reads the text in a PNG, JPEG or TIFF picture; each picture of a TIFF file is a page.
 * @throws DOCUMENT_DAMAGED, READ_PICTURE_LIMIT, READ_PAGE_LIMIT
 */
export async function readPicture(reading: Reading): Promise<ReadFacts> {
  const { bytes, limits } = reading;
  const pictures = listPictures(bytes, limits.pages + 1);
  if (pictures.length > limits.pages) throw new AppError("READ_PAGE_LIMIT", { data: { limit: limits.pages } });
  if (pictures.length === 0 || pictures.some(({ width, height }) => width === 0 || height === 0)) {
    throw new AppError("DOCUMENT_DAMAGED");
  }
  const largest = Math.max(...pictures.map(({ width, height }) => width * height));
  if (largest > mostPixels) {
    throw new AppError("READ_PICTURE_LIMIT", {
      data: { megapixels: Math.round(largest / 1e6), limitMegapixels: mostPixels / 1e6 },
    });
  }
  const threads = createOcrThreads({ file: bytes, password: reading.password, limits, language: null });
  const total = pictures.length;
  try {
    const ahead: Promise<Page>[] = [];
    const take = async () => {
      const page = await ahead.shift();
      if (!page) return;
      reading.page(page);
      reading.progress(page.number, total, "recognizing");
    };
    for (const [index, picture] of pictures.entries()) {
      const number = index + 1;
      const known = reading.recognized(number);
      if (!known) reading.progress(index - ahead.length, total, "recognizing");
      ahead.push(
        known
          ? Promise.resolve(known)
          : threads
              .recognize({ kind: "picture", number, picture })
              .then((result) => toPage(number, picture, result, total)),
      );
      if (ahead.length > threads.size) await take();
    }
    while (ahead.length > 0) await take();
  } finally {
    await threads.close();
  }
  // No browser shows a TIFF file: its text is laid out.
  return { format: "image", title: null, language: null, notes: [], rendered: pictures[0]?.kind !== "tiff" };
}

function toPage(number: number, picture: PictureFacts, result: OcrResult, total: number): Page {
  const size = pictureSize(picture);
  const facts = { number, label: null, size };
  if (result.kind !== "text") {
    // One picture that cannot be decoded is a damaged file; of several the others are read.
    if (result.kind === "failed" && result.cause === "picture" && total === 1) throw new AppError("DOCUMENT_DAMAGED");
    return composePage({ ...facts, status: "unread", reason: whyUnread(result) }, []);
  }
  const columns = recognizedColumns(result.text);
  const headings = createHeadings([]);
  const memory = createWordMemory();
  for (const line of columns.flat()) {
    headings.count(line);
    rememberWords(memory, textOf(linePieces(line.segments)));
  }
  const drafts = toLineBlocks(columns, size.height).map((block): DraftBlock => {
    const pieces = joinBlock(block, memory);
    const level = block.kind === "tableRow" ? null : headings.levelOf(block, textOfBlock(block), number);
    return level === null ? { kind: block.kind, pieces, row: block.row } : { kind: "heading", level, pieces };
  });
  const { lines } = contentsLines(
    drafts.map(({ pieces }) => textOf(pieces)),
    false,
  );
  const told = drafts.map((draft, index): DraftBlock =>
    lines.has(index) ? { kind: "tableOfContents", pieces: draft.pieces } : draft,
  );
  return composePage({ ...facts, status: "ocr", reason: null, confidence: roundShare(result.text.confidence) }, told);
}

/** To a thousandth: more is no knowledge. */
export function roundShare(share: number): number {
  return Math.round(share * 1000) / 1000;
}
