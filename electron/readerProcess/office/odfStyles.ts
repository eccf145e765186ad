import { styleOf as paragraphStyle } from "../rtf/styles.ts";
import { type ListLevels, levelsOf, numberOr } from "./odfNumbers.ts";
import { childOf, childrenOf, type XmlElement } from "./xml.ts";

/** What a style says that changes the text or its pages; a style it is based on may say the rest. */
interface Style {
  readonly name: string;
  readonly displayName: string | null;
  readonly parent: string | null;
  readonly breakBefore: boolean | null;
  readonly breakAfter: boolean | null;
  readonly capitals: boolean | null;
  readonly isHidden: boolean | null;
  readonly raise: -1 | 0 | 1 | null;
  /** of the heading that it makes of a paragraph; 0 for none */
  readonly outlineLevel: number | null;
  readonly listStyle: string | null;
  readonly isBold: boolean | null;
  /** in points */
  readonly size: number | null;
}

export interface OdfStyles {
  /** Takes in `office:styles`, `office:automatic-styles` or `office:master-styles`. */
  add(container: XmlElement): void;
  breaksBefore(family: string, name: string | undefined): boolean;
  breaksAfter(family: string, name: string | undefined): boolean;
  /** Whether text is shown in capitals, however it was typed. */
  capitals(family: string, name: string | undefined): boolean;
  isHidden(family: string, name: string | undefined): boolean;
  /** Whether a paragraph is of the style of this name, or of one based on it. */
  isBasedOn(name: string | undefined, base: string): boolean;
  /** 1 for what is set above the line, -1 below it */
  raise(name: string | undefined): -1 | 0 | 1;
  /** The level of the heading that a paragraph of this style is, by its outline level or the name of the style; null for no heading. */
  headingLevel(name: string | undefined): number | null;
  /** Whether letters are bold, by the style of their span, if any, and of their paragraph. */
  isBold(span: string | undefined, paragraph: string | undefined): boolean;
  /** Points of letters by the same; 0 where nothing says it. */
  sizeOf(span: string | undefined, paragraph: string | undefined): number;
  /** The list style that a paragraph style names. */
  listStyle(name: string | undefined): string | null;
  listLevels(name: string | undefined): ListLevels;
  /** How headings are numbered. */
  outlineLevels(): ListLevels;
  /** Size in points of the pages that this master page gives form to. */
  pageSize(masterPage: string | undefined): { width: number; height: number } | null;
}

/** Based upon one another no deeper than this; a circle ends here. */
const deepest = 30;

export function createOdfStyles(): OdfStyles {
  const styles = new Map<string, Style>();
  const layouts = new Map<string, { width: number; height: number }>();
  const masters = new Map<string, string>();
  const lists = new Map<string, ListLevels>();
  let outline: ListLevels = new Map();

  const found = <Value>(family: string, name: string | undefined, of: (style: Style) => Value | null): Value | null => {
    let at = name;
    for (let depth = 0; at !== undefined && depth < deepest; depth++) {
      const style = styles.get(`${family} ${at}`);
      const value = style ? of(style) : null;
      if (value !== null) return value;
      at = style?.parent ?? undefined;
    }
    return null;
  };
  const letters = <Value>(
    span: string | undefined,
    paragraph: string | undefined,
    of: (style: Style) => Value | null,
  ): Value | null => found("text", span, of) ?? found("paragraph", paragraph, of) ?? found("paragraph", "", of);
  return {
    add(container) {
      for (const element of childrenOf(container)) {
        const name = element.attributes["style:name"] ?? "";
        if (element.name === "style:style" || element.name === "style:default-style") {
          styles.set(`${element.attributes["style:family"] ?? ""} ${name}`, styleOf(element, name));
        } else if (element.name === "text:list-style") lists.set(name, levelsOf(element));
        else if (element.name === "text:outline-style") outline = levelsOf(element);
        else if (element.name === "style:page-layout") {
          const { "fo:page-width": width, "fo:page-height": height } =
            childOf(element, "style:page-layout-properties")?.attributes ?? {};
          const [w, h] = [points(width), points(height)];
          if (w !== null && h !== null && w > 0 && h > 0) layouts.set(name, { width: rounded(w), height: rounded(h) });
        } else if (element.name === "style:master-page") {
          masters.set(name, element.attributes["style:page-layout-name"] ?? "");
        }
      }
    },
    breaksBefore: (family, name) => found(family, name, ({ breakBefore }) => breakBefore) ?? false,
    breaksAfter: (family, name) => found(family, name, ({ breakAfter }) => breakAfter) ?? false,
    capitals: (family, name) => found(family, name, ({ capitals }) => capitals) ?? false,
    isHidden: (family, name) => found(family, name, ({ isHidden }) => isHidden) ?? false,
    isBasedOn: (name, base) =>
      found("paragraph", name, (style) => (style.name === base || style.displayName === base ? true : null)) ?? false,
    raise: (name) => found("text", name, ({ raise }) => raise) ?? 0,
    headingLevel: (name) =>
      found(
        "paragraph",
        name,
        (style) =>
          style.outlineLevel ?? paragraphStyle((style.displayName ?? style.name).replaceAll("_20_", " "), null).level,
      ) || null,
    isBold: (span, paragraph) => letters(span, paragraph, ({ isBold }) => isBold) ?? false,
    sizeOf: (span, paragraph) => letters(span, paragraph, ({ size }) => size) ?? 0,
    listStyle: (name) => found("paragraph", name, ({ listStyle }) => listStyle),
    listLevels: (name) => lists.get(name ?? "") ?? new Map(),
    outlineLevels: () => outline,
    pageSize: (masterPage) => layouts.get(masters.get(masterPage ?? "") ?? "") ?? null,
  };
}

function styleOf(element: XmlElement, name: string): Style {
  const properties: Record<string, string> = {};
  for (const child of childrenOf(element)) {
    if (child.name.endsWith("-properties")) Object.assign(properties, child.attributes);
  }
  const breaks = (value: string | undefined) => (value === undefined ? null : value === "page");
  const master = element.attributes["style:master-page-name"];
  const weight = properties["fo:font-weight"];
  const transform = properties["fo:text-transform"];
  const shown = [
    properties["text:display"] === undefined ? null : properties["text:display"] === "none",
    properties["table:display"] === undefined ? null : properties["table:display"] === "false",
    properties["presentation:visibility"] === undefined ? null : properties["presentation:visibility"] === "hidden",
  ];
  return {
    name,
    displayName: element.attributes["style:display-name"] ?? null,
    parent: element.attributes["style:parent-style-name"] ?? null,
    // A new kind of page begins on a new page.
    breakBefore: master === undefined || master === "" ? breaks(properties["fo:break-before"]) : true,
    breakAfter: breaks(properties["fo:break-after"]),
    capitals: transform === undefined ? null : transform === "uppercase",
    isHidden: shown.find((value) => value !== null) ?? null,
    raise: raiseOf(properties["style:text-position"]),
    outlineLevel: numberOr(element.attributes["style:default-outline-level"], null),
    listStyle: element.attributes["style:list-style-name"] ?? null,
    isBold: weight === undefined ? null : weight === "bold" || Number(weight) >= 600,
    size: points(properties["fo:font-size"]),
  };
}

/** Of a text position such as `super 58%` or `-33% 58%`. */
function raiseOf(position: string | undefined): -1 | 0 | 1 | null {
  const place = position?.split(" ")[0];
  if (place === undefined) return null;
  if (place === "super" || place === "sub") return place === "super" ? 1 : -1;
  const share = Number.parseFloat(place);
  return share > 0 ? 1 : share < 0 ? -1 : 0;
}

/** A length such as "2.54cm" in points; null where it is none. */
export function points(length: string | undefined): number | null {
  const [, number, unit] = /^(-?[\d.]+)(cm|mm|in|pt|pc|px)$/u.exec(length ?? "") ?? [];
  const size = Number(number) * (pointsPer[unit ?? ""] ?? Number.NaN);
  return Number.isFinite(size) ? size : null;
}

const pointsPer: Readonly<Record<string, number>> = { cm: 72 / 2.54, mm: 7.2 / 2.54, in: 72, pt: 1, pc: 12, px: 0.75 };

function rounded(size: number): number {
  return Math.round(size * 10) / 10;
}
