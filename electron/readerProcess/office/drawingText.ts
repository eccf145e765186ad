import { flowBlock, rowBlock } from "../flowPages.ts";
import { writeNumber } from "../listNumbers.ts";
import type { DraftBlock } from "../pageText.ts";
import { writeRaised } from "../raisedText.ts";
import { squeeze } from "../squeeze.ts";
import { isSymbolFont, symbolText } from "../symbolFonts.ts";
import { formulaText } from "./formulaText.ts";
import { charactersOf, childOf, childrenOf, type XmlElement } from "./xml.ts";

/** A paragraph of DrawingML. */
export interface DrawnParagraph {
  readonly text: string;
  /** 0 to 8 */
  readonly level: number;
  /** null where the style decides */
  readonly bullet: Bullet | null;
  readonly rightToLeft: boolean;
}

/** What stands before a paragraph: false nothing, true a sign without a meaning, a box or a tick, or a number of a kind from a start on. */
export type Bullet = boolean | string | { readonly type: string; readonly start: number };

/** The paragraphs of a text body that are not empty. */
export function paragraphsOf(body: XmlElement | null): DrawnParagraph[] {
  return childrenOf(body, "a:p").flatMap((paragraph) => {
    const text = squeeze(textOfParagraph(paragraph));
    if (text === "") return [];
    const properties = childOf(paragraph, "a:pPr");
    const level = Math.min(8, Math.max(0, Number(properties?.attributes["lvl"] ?? 0) || 0));
    const rightToLeft = isTrue(properties?.attributes["rtl"]);
    return [{ text, level, bullet: bulletIn(properties), rightToLeft }];
  });
}

/** What the properties of a paragraph say of its bullet; null where they are silent. */
export function bulletIn(properties: XmlElement | null): Bullet | null {
  for (const { name, attributes } of childrenOf(properties)) {
    if (name === "a:buNone") return false;
    if (name === "a:buAutoNum") {
      return { type: attributes["type"] ?? "arabicPeriod", start: Number(attributes["startAt"] ?? 1) || 1 };
    }
    if (name === "a:buBlip") return true;
    if (name === "a:buChar") {
      const sign = attributes["char"] ?? "";
      const shown = symbolText(childOf(properties, "a:buFont")?.attributes["typeface"] ?? "", sign);
      return /^[☐☑☒✓✔✗✘]$/u.test(shown) ? shown : true;
    }
  }
  return null;
}

/** The paragraphs of a body with the numbers and ticked boxes that stand before them, where the styles name none but their own. */
export function numberedItems(
  body: XmlElement | null,
  bulletOf: (paragraph: DrawnParagraph) => Bullet | null = ({ bullet }) => bullet,
): { readonly text: string; readonly isItem: boolean }[] {
  /** of each level the numbering that is open and the number it has come to */
  let open: { readonly key: string; number: number }[] = [];
  return paragraphsOf(body).map((paragraph) => {
    const { text, level } = paragraph;
    const bullet = bulletOf(paragraph) ?? false;
    open = open.slice(0, level + 1);
    if (typeof bullet !== "object") {
      open = open.slice(0, level);
      return { text: typeof bullet === "string" ? `${bullet} ${text}` : text, isItem: bullet !== false };
    }
    const key = `${bullet.type} ${bullet.start}`;
    const last = open[level];
    const number = last?.key === key ? last.number + 1 : bullet.start;
    open[level] = { key, number };
    return { text: `${autoNumber(number, bullet.type)} ${text}`, isItem: true };
  });
}

/** Kinds of numbers of DrawingML (ECMA-376 part 1, 20.1.10.61) by those of lists in Word. */
const numberKinds: readonly [RegExp, string][] = [
  [/^alphaLc/u, "lowerLetter"],
  [/^alphaUc/u, "upperLetter"],
  [/^romanLc/u, "lowerRoman"],
  [/^romanUc/u, "upperRoman"],
  [/^circleNum/u, "decimalEnclosedCircle"],
  [/^ea1/u, "chineseCounting"],
  [/^thaiNum/u, "thaiNumbers"],
  [/^hindiNum/u, "hindiNumbers"],
  [/^hebrew/u, "hebrew2"],
  [/^arabic1/u, "arabicAlpha"],
  [/^arabic2/u, "arabicAbjad"],
];

function autoNumber(value: number, type: string): string {
  const number = writeNumber(value, numberKinds.find(([kind]) => kind.test(type))?.[1] ?? "decimal") ?? String(value);
  if (type.endsWith("ParenBoth")) return `(${number})`;
  if (type.endsWith("ParenR")) return `${number})`;
  return type.endsWith("Period") ? `${number}.` : number;
}

/** All elements of this name below, as `within` in what is shown of alternatives. */
export function* withinShown(element: XmlElement | null, name: string): Generator<XmlElement> {
  for (const child of childrenOf(element).flatMap(chosen)) {
    if (child.name === name) yield child;
    else yield* withinShown(child, name);
  }
}

/** The rows of a table; a merged cell stands where it begins. */
export function tableRows(table: XmlElement): DraftBlock[] {
  const properties = childOf(table, "a:tblPr")?.attributes;
  const namesRows = isTrue(properties?.["firstCol"]);
  const drafted = { headerRows: isTrue(properties?.["firstRow"]) ? 1 : null };
  return childrenOf(table, "a:tr").map((row, index) => {
    const cells = childrenOf(row, "a:tc").map((cell) =>
      isTrue(cell.attributes["hMerge"]) || isTrue(cell.attributes["vMerge"])
        ? ""
        : numberedItems(childOf(cell, "a:txBody"))
            .map(({ text }) => text)
            .join(" "),
    );
    const spans = childrenOf(row, "a:tc").map(({ attributes }, column) => ({
      columns: Number(attributes["gridSpan"] ?? 1) || 1,
      rows: Number(attributes["rowSpan"] ?? 1) || 1,
      header: namesRows && column === 0,
    }));
    return rowBlock(cells.join("\t"), { table: drafted, index, cells: spans });
  });
}

/** The points of a SmartArt diagram, each before those below it, from the data it was drawn from. */
export function diagramItems(data: XmlElement): DraftBlock[] {
  const points = new Map(
    childrenOf(childOf(data, "dgm:ptLst"), "dgm:pt").map((point) => [point.attributes["modelId"] ?? "", point]),
  );
  const below = new Map<string, { readonly id: string; readonly order: number }[]>();
  for (const { attributes } of childrenOf(childOf(data, "dgm:cxnLst"), "dgm:cxn")) {
    if ((attributes["type"] ?? "parOf") !== "parOf") continue;
    const { srcId: from = "", destId: id = "", srcOrd: order = "0" } = attributes;
    const known = below.get(from);
    if (known) known.push({ id, order: Number(order) });
    else below.set(from, [{ id, order: Number(order) }]);
  }
  const items: DraftBlock[] = [];
  const visited = new Set<string>();
  const isRoot = ({ attributes }: XmlElement) => attributes["type"] === "doc";
  // Points that nothing leads to come last.
  const waiting = [...points]
    .sort(([, one], [, other]) => Number(isRoot(other)) - Number(isRoot(one)))
    .map(([id]) => id);
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    if (visited.has(id)) continue;
    visited.add(id);
    const point = points.get(id);
    if (["node", "asst"].includes(point?.attributes["type"] ?? "node")) {
      items.push(...paragraphsOf(childOf(point, "dgm:t")).map(({ text }) => flowBlock("listItem", text)));
    }
    const next = below.get(id)?.sort((one, other) => one.order - other.order) ?? [];
    waiting.unshift(...next.map((point) => point.id));
  }
  return items;
}

/** What is shown of alternatives: the first that is written in a language known here. */
export function chosen(element: XmlElement): XmlElement[] {
  if (element.name !== "mc:AlternateContent") return [element];
  const choices = [...childrenOf(element, "mc:Choice"), ...childrenOf(element, "mc:Fallback")];
  const known = choices.find((choice) => childrenOf(choice).some(({ name }) => !name.startsWith("other:")));
  return childrenOf(known).flatMap(chosen);
}

export function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true" || value === "on";
}

function textOfParagraph(paragraph: XmlElement): string {
  let text = "";
  for (const child of childrenOf(paragraph).flatMap((each) =>
    each.name === "mc:AlternateContent" ? childrenOf(childrenOf(each)[0]) : [each],
  )) {
    switch (child.name) {
      case "a:r":
        text += textOfRun(child, text);
        break;
      case "a:br":
        text += " ";
        break;
      case "a:fld":
        if (child.attributes["type"] !== "slidenum") text += textOfRun(child, text);
        break;
      case "a:pPr":
      case "a:endParaRPr":
        break;
      default:
        text += formulaText(child);
    }
  }
  return text;
}

function textOfRun(run: XmlElement, before: string): string {
  const properties = childOf(run, "a:rPr");
  const typed = charactersOf(childOf(run, "a:t"));
  const font = ["a:sym", "a:latin"].map((name) => childOf(properties, name)?.attributes["typeface"]);
  const inFont = isSymbolFont(font[1])
    ? font[1]
    : isSymbolFont(font[0]) && /[\uF000-\uF0FF]/u.test(typed)
      ? font[0]
      : null;
  const text = inFont ? symbolText(inFont, typed) : typed;
  const shown = properties?.attributes["cap"] === "all" ? text.toUpperCase() : text;
  const baseline = Number.parseFloat(properties?.attributes["baseline"] ?? "0");
  return writeRaised(shown, baseline > 0 ? 1 : baseline < 0 ? -1 : 0, before);
}
