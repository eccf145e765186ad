import { AppError } from "../../contract/errors.ts";
import { flowBlock } from "../flowPages.ts";
import type { DraftBlock } from "../pageText.ts";
import { chartBlocks } from "./chartText.ts";
import {
  type Bullet,
  bulletIn,
  chosen,
  diagramItems,
  type DrawnParagraph,
  numberedItems,
  paragraphsOf,
  tableRows,
} from "./drawingText.ts";
import type { OfficePackage } from "./openPackage.ts";
import { type Box, inReadingOrder } from "./readingOrder.ts";
import { childOf, childrenOf, within, type XmlElement } from "./xml.ts";

export interface SlideText {
  readonly blocks: DraftBlock[];
  readonly speakerNotes: DraftBlock[];
}

/** The place of a text on a slide that a layout gives form to. */
interface Placeholder {
  readonly type: string;
  readonly index: string | null;
}

interface Shape {
  readonly box: Box | null;
  readonly isTitle: boolean;
  /** of its largest letters, in hundredths of a point; 0 where the layout decides */
  readonly fontSize: number;
  readonly blocks: readonly DraftBlock[];
}

/** A layout or master: its placeholders, and for a master how it sets body text. */
interface Model {
  readonly shapes: readonly XmlElement[];
  readonly bodyStyle: XmlElement | null;
}

/** Repeated on every slide, so no part of what it says. */
const repeated = new Set(["dt", "ftr", "sldNum", "hdr"]);
const titles = new Set(["title", "ctrTitle"]);
const emuPerPoint = 12_700;

/** Reads the shapes of slides; layouts and masters are read once. @throws DOCUMENT_DAMAGED */
export function createSlideReader(opened: OfficePackage): (part: string, slide: XmlElement) => Promise<SlideText> {
  const models = new Map<string, Promise<readonly Model[]>>();

  return async (part, slide) => {
    const relations = await opened.relations(part);
    const layout = relations.find(({ type }) => type === "slideLayout")?.target;
    const inherited = layout === undefined ? [] : await modelsOf(layout);
    const tree = childOf(slide, "p:cSld", "p:spTree");
    const rightToLeft = isRightToLeft(tree);
    const shapes = await shapesOf(tree, part, inherited, rightToLeft);
    const title = shapes.filter(({ isTitle }) => isTitle);
    const others = shapes.filter(({ isTitle }) => !isTitle);
    const rest = title.length > 0 ? others : nameBySize(others);
    const notesPart = relations.find(({ type }) => type === "notesSlide")?.target;
    return {
      blocks: [...title, ...inReadingOrder(rest, rightToLeft)].flatMap(({ blocks }) => blocks),
      speakerNotes: notesPart === undefined ? [] : await notesIn(notesPart),
    };
  };

  /** The layout and the master behind it. */
  function modelsOf(layout: string): Promise<readonly Model[]> {
    const known = models.get(layout);
    if (known) return known;
    const reading = (async () => {
      const master = (await opened.relations(layout)).find(({ type }) => type === "slideMaster")?.target;
      const found = await Promise.all([layout, master].map((part) => optional(part)));
      return found.flatMap((root) =>
        root === null
          ? []
          : [
              {
                shapes: [...within(root, "p:sp")],
                bodyStyle: childOf(root, "p:txStyles", "p:bodyStyle"),
              },
            ],
      );
    })();
    models.set(layout, reading);
    return reading;
  }

  /** A part that a slide can be read without. */
  async function optional(part: string | undefined): Promise<XmlElement | null> {
    if (part === undefined || !opened.has(part)) return null;
    try {
      return await opened.tree(part);
    } catch (error) {
      if (error instanceof AppError && error.code === "DOCUMENT_DAMAGED") return null;
      throw error;
    }
  }

  async function shapesOf(
    tree: XmlElement | null,
    part: string,
    inherited: readonly Model[],
    rightToLeft: boolean,
  ): Promise<Shape[]> {
    const shapes: Shape[] = [];
    for (const element of childrenOf(tree).flatMap(chosen)) {
      switch (element.name) {
        case "p:sp":
          shapes.push(...textShape(element, inherited));
          break;
        case "p:grpSp": {
          // What was grouped belongs together: it is read as one.
          const inside = inReadingOrder(await shapesOf(element, part, inherited, rightToLeft), rightToLeft);
          const blocks = inside.flatMap(({ blocks }) => blocks);
          shapes.push({ box: boxIn(childOf(element, "p:grpSpPr", "a:xfrm")), isTitle: false, fontSize: 0, blocks });
          break;
        }
        case "p:graphicFrame": {
          const box = boxIn(childOf(element, "p:xfrm"));
          shapes.push({ box, isTitle: false, fontSize: 0, blocks: await graphicBlocks(element, part) });
          break;
        }
        default:
      }
    }
    return shapes;
  }

  /** A table, or the text of a chart or a diagram, which are parts of their own. */
  async function graphicBlocks(frame: XmlElement, part: string): Promise<DraftBlock[]> {
    const data = childOf(frame, "a:graphic", "a:graphicData");
    const table = childOf(data, "a:tbl");
    if (table) return tableRows(table);
    const chart = (childOf(data, "c:chart") ?? childOf(data, "cx:chart"))?.attributes["r:id"];
    const diagram = childOf(data, "dgm:relIds")?.attributes["r:dm"];
    const target = (await opened.relations(part)).find(({ id }) => id === (chart ?? diagram))?.target;
    const root = await optional(target);
    if (root === null) return [];
    return chart === undefined ? diagramItems(root) : chartBlocks(root);
  }

  async function notesIn(part: string): Promise<DraftBlock[]> {
    const root = await optional(part);
    return [...within(root, "p:sp")]
      .filter((shape) => placeholderOf(shape)?.type === "body")
      .flatMap((shape) => numberedItems(childOf(shape, "p:txBody")))
      .map(({ text }) => flowBlock("paragraph", text));
  }
}

function textShape(shape: XmlElement, inherited: readonly Model[]): Shape[] {
  const placeholder = placeholderOf(shape);
  if (placeholder && repeated.has(placeholder.type)) return [];
  const body = childOf(shape, "p:txBody");
  const paragraphs = paragraphsOf(body);
  if (paragraphs.length === 0) return [];
  const models = placeholder === null ? [] : inherited.flatMap((model) => matching(model, placeholder));
  const own = boxIn(childOf(shape, "p:spPr", "a:xfrm"));
  const box = own ?? models.map((model) => boxIn(childOf(model, "p:spPr", "a:xfrm"))).find((found) => found !== null);
  if (placeholder && titles.has(placeholder.type)) {
    const text = paragraphs.map((paragraph) => paragraph.text).join(" ");
    return [{ box: box ?? null, isTitle: true, fontSize: 0, blocks: [flowBlock("heading", text, 1)] }];
  }
  const styles = [body, ...models.map((model) => childOf(model, "p:txBody"))].map((from) =>
    childOf(from, "a:lstStyle"),
  );
  const isBody = placeholder !== null && ["body", "obj"].includes(placeholder.type);
  if (isBody) styles.push(...inherited.map(({ bodyStyle }) => bodyStyle));
  const blocks = numberedItems(body, (paragraph) => bulletOf(paragraph, styles)).map(({ text, isItem }) =>
    flowBlock(isItem ? "listItem" : "paragraph", text),
  );
  const sizes = [...within(shape, "a:rPr")].map(({ attributes }) => Number(attributes["sz"] ?? 0) || 0);
  return [{ box: box ?? null, isTitle: false, fontSize: Math.max(0, ...sizes), blocks }];
}

/** Longer texts, in characters, are no heading, however large. */
const longestHeading = 120;

/** On a slide whose title is no placeholder, the one text in the largest letters is the heading. */
function nameBySize(shapes: readonly Shape[]): Shape[] {
  const largest = Math.max(0, ...shapes.map(({ fontSize }) => fontSize));
  const candidates = shapes.filter(({ fontSize }) => fontSize === largest);
  const [title] = candidates;
  const [block] = title?.blocks ?? [];
  const text = block?.pieces.map((piece) => piece.text).join("") ?? "";
  const isHeading =
    largest > 0 &&
    shapes.length > 1 &&
    candidates.length === 1 &&
    title?.blocks.length === 1 &&
    block?.kind === "paragraph" &&
    text.length <= longestHeading;
  if (!isHeading) return [...shapes];
  return shapes.map((shape) => (shape === title ? { ...shape, blocks: [flowBlock("heading", text, 1)] } : shape));
}

function bulletOf({ bullet, level }: DrawnParagraph, styles: readonly (XmlElement | null)[]): Bullet {
  if (bullet !== null) return bullet;
  for (const style of styles) {
    const set = bulletIn(childOf(style, `a:lvl${level + 1}pPr`));
    if (set !== null) return set;
  }
  return false;
}

function placeholderOf(shape: XmlElement): Placeholder | null {
  const properties = childrenOf(shape).find(({ name }) => /^p:nv\w+Pr$/u.test(name));
  const placeholder = childOf(properties, "p:nvPr", "p:ph");
  if (!placeholder) return null;
  return { type: placeholder.attributes["type"] ?? "obj", index: placeholder.attributes["idx"] ?? null };
}

/** The model's placeholder that a slide's one takes its place and form from: of the same index, else of the same kind. */
function matching({ shapes, bodyStyle }: Model, wanted: Placeholder): XmlElement[] {
  const isMaster = bodyStyle !== null;
  const kind = (type: string) => (titles.has(type) ? "title" : ["obj", "subTitle"].includes(type) ? "body" : type);
  const byIndex = shapes.find((shape) => {
    const found = placeholderOf(shape);
    return !isMaster && wanted.index !== null && found?.index === wanted.index;
  });
  const byKind = shapes.find((shape) => {
    const found = placeholderOf(shape);
    return found !== null && kind(found.type) === kind(wanted.type);
  });
  const found = byIndex ?? byKind;
  return found ? [found] : [];
}

function boxIn(transform: XmlElement | null): Box | null {
  const offset = childOf(transform, "a:off")?.attributes;
  const extent = childOf(transform, "a:ext")?.attributes;
  const [x, y, width, height] = [offset?.["x"], offset?.["y"], extent?.["cx"], extent?.["cy"]].map(
    (value) => Number(value) / emuPerPoint,
  );
  if (x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)) return null;
  return { x, y, width: width || 0, height: height || 0 };
}

function isRightToLeft(tree: XmlElement | null): boolean {
  const paragraphs = [...within(tree, "a:p")].map((paragraph) => childOf(paragraph, "a:pPr")?.attributes["rtl"]);
  return paragraphs.filter((value) => value === "1" || value === "true").length * 2 > paragraphs.length;
}
