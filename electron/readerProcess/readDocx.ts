import mammoth from "mammoth";
import { AppError } from "../contract/errors.ts";
import { emitFlowPages } from "./flowPages.ts";
import { capitalsClass, pageBreakClass, readHtmlBlocks } from "./htmlBlocks.ts";
import type { ReadFacts, Reading } from "./reading.ts";
import { countInflated } from "./zip.ts";

const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  `all-caps => span.${capitalsClass}`,
  `br[type='page'] => hr.${pageBreakClass}:fresh`,
];

/** Reads a DOCX: text as it stands after all tracked changes are accepted, with notes and text boxes, without comments. */
export async function readDocx(reading: Reading): Promise<ReadFacts> {
  await countInflated(reading.bytes, reading.limits.inflatedMb);
  let html: string;
  try {
    const result = await mammoth.convertToHtml(
      { buffer: Buffer.from(reading.bytes.buffer, reading.bytes.byteOffset, reading.bytes.byteLength) },
      {
        styleMap,
        // Pictures are left in the file.
        convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: "" })),
        externalFileAccess: false,
      },
    );
    html = result.value;
  } catch (error) {
    throw new AppError("DOCUMENT_DAMAGED", { cause: error });
  }
  const { blocks } = readHtmlBlocks(html);
  emitFlowPages(blocks, reading);
  return { format: "docx", title: null, language: null, notes: [] };
}
