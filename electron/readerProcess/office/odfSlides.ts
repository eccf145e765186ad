import type { DraftBlock } from "../pageText.ts";
import { composePage } from "../pageText.ts";
import { type FlowBlock, flowBlock } from "../flowPages.ts";
import type { Reading } from "../reading.ts";
import { annotationDraft } from "./odfMarkup.ts";
import { type OdfStyles, points } from "./odfStyles.ts";
import type { OdfTextReader } from "./odfText.ts";
import { type Box, inReadingOrder } from "./readingOrder.ts";
import { childrenOf, type XmlElement } from "./xml.ts";

/** Repeated on every slide, so no part of what it says. */
const repeated = new Set(["header", "footer", "date-time", "page-number"]);

interface Shape {
  readonly box: Box | null;
  readonly isTitle: boolean;
  readonly blocks: readonly DraftBlock[];
}

/** Makes a page of each slide, hidden ones too, with what the speaker noted below. */
export function createSlidePages(
  reading: Reading,
  styles: OdfStyles,
  text: OdfTextReader,
): (slide: XmlElement) => void {
  let number = 0;
  return (slide) => {
    number++;
    const shapes = childrenOf(slide).flatMap(shapesOf);
    const title = shapes.filter(({ isTitle }) => isTitle);
    const rest = shapes.filter(({ isTitle }) => !isTitle);
    const notes = childrenOf(slide, "presentation:notes")
      .flatMap((page) => childrenOf(page))
      .filter(({ attributes }) => attributes["presentation:class"] === "notes")
      .flatMap((frame) => drafts(childrenOf(frame).flatMap(text.blocksOf)));
    const blocks = [...title, ...inReadingOrder(rest, false)].flatMap((shape) => shape.blocks);
    const anchors = childrenOf(slide, "office:annotation").map(
      (annotation) => ({ at: 0, side: "both", of: annotationDraft(annotation) }) as const,
    );
    blocks.unshift(flowBlock("paragraph", "", undefined, anchors));
    // Part of the page's text, which quotes point into and a search finds: it stays as it was read, whoever looks at it.
    if (notes.length > 0) blocks.push(flowBlock("caption", "Speaker notes"), ...notes);
    const isHidden = styles.isHidden("drawing-page", slide.attributes["draw:style-name"]);
    const label = isHidden ? ({ code: "HIDDEN", data: { text: String(number) } } as const) : null;
    const size = styles.pageSize(slide.attributes["draw:master-page-name"]);
    reading.page(composePage({ number, label, status: "read", reason: null, size }, blocks));
  };

  function shapesOf(element: XmlElement): Shape[] {
    if (!/^(?:draw|dr3d):/u.test(element.name)) return [];
    const kind = element.attributes["presentation:class"] ?? "";
    if (repeated.has(kind)) return [];
    if (element.name === "draw:g") {
      const inside = inReadingOrder(childrenOf(element).flatMap(shapesOf), false);
      const [first] = inside;
      return first ? [{ box: first.box, isTitle: false, blocks: inside.flatMap(({ blocks }) => blocks) }] : [];
    }
    if (kind === "title") {
      const heading = text.textOf(element);
      return heading === "" ? [] : [{ box: boxOf(element), isTitle: true, blocks: [flowBlock("heading", heading, 1)] }];
    }
    const blocks = drafts(text.blocksOf(element));
    return blocks.length === 0 ? [] : [{ box: boxOf(element), isTitle: false, blocks }];
  }
}

function drafts(blocks: readonly FlowBlock[]): DraftBlock[] {
  return blocks.filter((block): block is DraftBlock => block !== "pageBreak");
}

function boxOf({ attributes }: XmlElement): Box | null {
  // A turned shape names its place in the last step of its transformation.
  const [, moveX, moveY] = /translate\s*\(\s*(\S+?)[\s,]+(\S+?)\s*\)/u.exec(attributes["draw:transform"] ?? "") ?? [];
  const x = points(attributes["svg:x"] ?? attributes["svg:x1"] ?? moveX);
  const y = points(attributes["svg:y"] ?? attributes["svg:y1"] ?? moveY);
  if (x === null || y === null) return null;
  return { x, y, width: points(attributes["svg:width"]) ?? 0, height: points(attributes["svg:height"]) ?? 0 };
}
