import { AppError } from "../contract/errors.ts";
import { type Reason, reasonOf } from "../contract/reasons.ts";
import { flowBlock } from "./flowPages.ts";
import { isTrue } from "./office/drawingText.ts";
import { mainPart, type OfficePackage, openPackage, titleProperty } from "./office/openPackage.ts";
import { createSlideReader } from "./office/slideShapes.ts";
import { authorsOf, slideComments } from "./office/officeComments.ts";
import { childOf, childrenOf, type XmlElement } from "./office/xml.ts";
import { composePage } from "./pageText.ts";
import type { ReadFacts, Reading } from "./reading.ts";
import { watchTitle } from "./titleProperty.ts";

/** English metric units, in which DrawingML measures, in a point. */
const emuPerPoint = 12_700;

/**
 * Reads a presentation, a page for each slide in the order they are shown, hidden ones too, with what the speaker noted below.
 * Comments stand beside it.
 */
export async function readPptx(reading: Reading): Promise<ReadFacts> {
  const opened = await openPackage(reading.bytes, reading.limits.inflatedMb);
  const main = await mainPart(opened, "ppt/presentation.xml");
  const presentation = await opened.tree(main);
  const size = sizeOf(presentation);
  const { slides, notes } = await slidesOf(opened, main, presentation);
  if (slides.length === 0) throw new AppError("DOCUMENT_NO_PAGES");
  const slideReader = createSlideReader(opened);
  const authors = await authorsOf(opened, main);
  const watched = watchTitle(reading);
  for (const [index, slide] of slides.entries()) {
    const number = index + 1;
    try {
      if (slide === null) throw new AppError("DOCUMENT_DAMAGED");
      const root = await opened.tree(slide);
      const isHidden = root.attributes["show"] !== undefined && !isTrue(root.attributes["show"]);
      const { blocks, speakerNotes } = await slideReader(slide, root);
      // Part of the page's text, which quotes point into and a search finds: it stays as it was read, whoever looks at it.
      const spoken = speakerNotes.length > 0 ? [flowBlock("caption", "Speaker notes"), ...speakerNotes] : [];
      const anchors = (await slideComments(opened, slide, authors)).map((of) => ({ at: 0, side: "both", of }) as const);
      const remarks = [flowBlock("paragraph", "", undefined, anchors)];
      const label = isHidden ? ({ code: "HIDDEN", data: { text: String(number) } } as const) : null;
      watched.reading.page(
        composePage({ number, label, status: "read", reason: null, size }, [...remarks, ...blocks, ...spoken]),
      );
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "DOCUMENT_DAMAGED") throw error;
      const reason = reasonOf("SLIDE_DAMAGED");
      reading.page(composePage({ number, label: null, status: "unread", reason, size }, []));
    }
    reading.progress(number, slides.length);
    await reading.breathe();
  }
  return { format: "pptx", title: watched.titleFrom(await titleProperty(opened)), language: null, notes };
}

/** The parts of the slides as they are shown; null for one that is missing. */
async function slidesOf(
  opened: OfficePackage,
  main: string,
  presentation: XmlElement,
): Promise<{ slides: (string | null)[]; notes: Reason[] }> {
  const targets = new Map((await opened.relations(main)).map(({ id, target }) => [id, target]));
  const listed = childrenOf(childOf(presentation, "p:sldIdLst"), "p:sldId").map(({ attributes }) => {
    const target = targets.get(attributes["r:id"] ?? "");
    return target !== undefined && opened.has(target) ? target : null;
  });
  if (listed.some((slide) => slide !== null)) return { slides: listed, notes: [] };
  const numberIn = (name: string) => Number(/^ppt\/slides\/slide(\d+)\.xml$/iu.exec(name)?.[1] ?? Number.NaN);
  const found = opened.names
    .filter((name) => !Number.isNaN(numberIn(name)))
    .sort((one, other) => numberIn(one) - numberIn(other));
  const notes = found.length > 0 ? [reasonOf("SLIDE_ORDER_DAMAGED")] : [];
  return { slides: found, notes };
}

function sizeOf(presentation: XmlElement): { width: number; height: number } | null {
  const { cx, cy } = childOf(presentation, "p:sldSz")?.attributes ?? {};
  const width = Number(cx) / emuPerPoint;
  const height = Number(cy) / emuPerPoint;
  return width > 0 && height > 0 && Number.isFinite(width * height) ? { width, height } : null;
}
