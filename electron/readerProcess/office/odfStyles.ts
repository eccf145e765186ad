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
  /** Size in points of the pages that this master page gives form to. */
  pageSize(masterPage: string | undefined): { width: number; height: number } | null;
}

/** Based upon one another no deeper than this; a circle ends here. */
const deepest = 30;

export function createOdfStyles(): OdfStyles {
  const styles = new Map<string, Style>();
  const layouts = new Map<string, { width: number; height: number }>();
  const masters = new Map<string, string>();

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
  return {
    add(container) {
      for (const element of childrenOf(container)) {
        const name = element.attributes["style:name"] ?? "";
        if (element.name === "style:style") {
          styles.set(`${element.attributes["style:family"] ?? ""} ${name}`, styleOf(element, name));
        } else if (element.name === "style:page-layout") {
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
  };
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
