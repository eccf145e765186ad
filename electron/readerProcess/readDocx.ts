import mammoth from "mammoth";
import { AppError } from "../contract/errors.ts";
import { emitFlowPages } from "./flowPages.ts";
import { capitalsClass, pageBreakClass, readHtmlBlocks } from "./htmlBlocks.ts";
import { capitalStyles } from "./office/capitalStyles.ts";
import { markFigures, withFigures } from "./office/docxFigures.ts";
import { openPackage } from "./office/openPackage.ts";
import type { ReadFacts, Reading } from "./reading.ts";

const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  `all-caps => span.${capitalsClass}`,
  `small-caps => span.${capitalsClass}`,
  `br[type='page'] => hr.${pageBreakClass}:fresh`,
];

/**
 * Reads a DOCX: text as it stands after all tracked changes are accepted, with notes, text boxes, charts and diagrams, without
 * comments.
 */
export async function readDocx(reading: Reading): Promise<ReadFacts> {
  const opened = await openPackage(reading.bytes, reading.limits.inflatedMb);
  const capitals = await capitalStyles(opened);
  const marked = await markFigures(opened);
  const bytes = marked?.bytes ?? reading.bytes;
  let html: string;
  try {
    const result = await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
      {
        styleMap,
        transformDocument: (document: WordElement) => showCapitals(document, capitals, false),
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
  emitFlowPages(marked ? withFigures(blocks, marked.figures) : blocks, reading);
  return { format: "docx", title: null, language: null, notes: [] };
}

/** What is looked at of mammoth's elements. */
interface WordElement {
  readonly type: string;
  readonly styleId?: string | null;
  readonly children?: readonly WordElement[];
}

/** Text whose style shows it in capitals is marked as if each stretch of it were. */
function showCapitals(element: WordElement, styles: ReadonlySet<string>, inherited: boolean): WordElement {
  const capitals = inherited || (["paragraph", "run"].includes(element.type) && styles.has(element.styleId ?? ""));
  const children = element.children?.map((child) => showCapitals(child, styles, capitals));
  const marked = capitals && element.type === "run" ? { isAllCaps: true } : {};
  return { ...element, ...(children ? { children } : {}), ...marked };
}
