import { flowBlock } from "../flowPages.ts";
import type { DraftBlock } from "../pageText.ts";
import { squeeze } from "../squeeze.ts";
import { charactersOf, childOf, childrenOf, within, type XmlElement } from "./xml.ts";

/** A paragraph of DrawingML. */
export interface DrawnParagraph {
  readonly text: string;
  /** 0 to 8 */
  readonly level: number;
  /** null where the style decides */
  readonly bullet: boolean | null;
  readonly rightToLeft: boolean;
}

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
export function bulletIn(properties: XmlElement | null): boolean | null {
  for (const { name } of childrenOf(properties)) {
    if (name === "a:buNone") return false;
    if (name === "a:buChar" || name === "a:buAutoNum" || name === "a:buBlip") return true;
  }
  return null;
}

/** The rows of a table; a merged cell stands where it begins. */
export function tableRows(table: XmlElement): DraftBlock[] {
  return childrenOf(table, "a:tr").map((row) => {
    const cells = childrenOf(row, "a:tc").map((cell) =>
      isTrue(cell.attributes["hMerge"]) || isTrue(cell.attributes["vMerge"])
        ? ""
        : paragraphsOf(childOf(cell, "a:txBody"))
            .map(({ text }) => text)
            .join(" "),
    );
    return flowBlock("tableRow", cells.join("\t"));
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
  return childrenOf(paragraph)
    .flatMap((child) => (child.name === "mc:AlternateContent" ? childrenOf(childrenOf(child)[0]) : [child]))
    .map((child) => {
      switch (child.name) {
        case "a:r": {
          const text = charactersOf(childOf(child, "a:t"));
          return childOf(child, "a:rPr")?.attributes["cap"] === "all" ? text.toUpperCase() : text;
        }
        case "a:br":
          return " ";
        case "a:fld":
          return child.attributes["type"] === "slidenum" ? "" : charactersOf(childOf(child, "a:t"));
        case "a:pPr":
        case "a:endParaRPr":
          return "";
        default:
          // Formulas: their letters in order.
          return [...within(child, "m:t")].map(charactersOf).join("");
      }
    })
    .join("");
}
