import { writeNumber } from "../listNumbers.ts";
import { boxIn, isSymbolFont, symbolText } from "../symbolFonts.ts";
import { isOn, type ParagraphLook, type WordStyle, type WordStyles } from "./wordStyles.ts";
import { childOf, childrenOf, within, type XmlElement } from "./xml.ts";

/** The number of a paragraph as it stands before it, with the space that parts them; "" for a bullet. */
export type NumberOf = (style: WordStyle, own: ParagraphLook) => string | null;

interface Level {
  readonly start: number;
  readonly format: string;
  /** digits that a number has at least, as in 001 */
  readonly width: number;
  /** with %1 to %9 for the numbers of the levels */
  readonly text: string;
  readonly legal: boolean;
  /** the level, from 1, after which it begins anew; 0: never */
  readonly restart: number | null;
  readonly style: string | undefined;
  readonly space: string;
  readonly hidden: boolean;
  readonly font: string | undefined;
}

interface List {
  readonly abstract: string;
  readonly levels: readonly (Level | undefined)[];
  /** values that a level begins with at its first use in this list */
  readonly starts: ReadonlyMap<number, number>;
}

/** Longer ones, in characters, no one writes. */
const longest = 200;
const mostLevels = 9;

/**
 * Counts the automatic numbers of paragraphs (ECMA-376 part 1, 17.9), which are asked for in the order of the document. Lists of one
 * abstract definition count together.
 */
export function createNumbering(root: XmlElement | null, styles: WordStyles): NumberOf {
  const abstracts = new Map(
    childrenOf(root, "w:abstractNum").map((element) => [element.attributes["w:abstractNumId"] ?? "", element]),
  );
  const numbers = new Map(childrenOf(root, "w:num").map((element) => [element.attributes["w:numId"] ?? "", element]));
  const lists = new Map<string, List | null>();
  /** by abstract definition: the value of each level that was used */
  const counters = new Map<string, (number | undefined)[]>();
  const begun = new Set<string>();

  return (style, own) => {
    const numId = own.numId ?? style.numId;
    if (numId === undefined || numId === "0") return null;
    const list = listOf(numId);
    if (!list) return null;
    const byStyle = list.levels.findIndex((level) => level?.style !== undefined && style.ids.includes(level.style));
    const at = own.level ?? style.level ?? Math.max(0, byStyle);
    const level = list.levels[at];
    if (!level) return null;
    const counter = counters.get(list.abstract) ?? [];
    counters.set(list.abstract, counter);
    const override = list.starts.get(at);
    const before = override !== undefined && !begun.has(`${numId}.${at}`) ? undefined : counter[at];
    counter[at] = before === undefined ? (override ?? level.start) : before + 1;
    begun.add(`${numId}.${at}`);
    for (let below = at + 1; below < mostLevels; below++) {
      const restart = list.levels[below]?.restart ?? below;
      if (restart > at) counter[below] = undefined;
    }
    return labelOf(list, at, level, counter);
  };

  function labelOf(list: List, at: number, level: Level, counter: readonly (number | undefined)[]): string {
    if (level.hidden) return "";
    if (level.format === "bullet") {
      const sign = isSymbolFont(level.font) ? symbolText(level.font ?? "", level.text) : level.text;
      const box = boxIn(sign.trim());
      return box === null ? "" : `${box} `;
    }
    const text = level.text.replace(/%([1-9])/gu, (_, digit: string) => {
      const place = Number(digit) - 1;
      const other = list.levels[place];
      if (place > at || !other) return "";
      const value = counter[place] ?? list.starts.get(place) ?? other.start;
      const isFigures = level.legal && !["none", "decimalZero"].includes(other.format);
      return (writeNumber(value, isFigures ? "decimal" : other.format) ?? "").padStart(other.width, "0");
    });
    return text.trim() === "" || text.length > longest ? "" : `${text.trim()}${level.space}`;
  }

  function listOf(numId: string): List | null {
    const ready = lists.get(numId);
    if (ready !== undefined) return ready;
    const element = numbers.get(numId);
    const abstract = element === undefined ? undefined : abstractOf(element);
    let list: List | null = null;
    if (element && abstract) {
      const levels = levelsOf(abstract);
      const starts = new Map<number, number>();
      for (const override of childrenOf(element, "w:lvlOverride")) {
        const at = levelIn(override);
        if (at === null) continue;
        const other = childOf(override, "w:lvl");
        if (other) levels[at] = levelFrom(other);
        const start = numberIn(childOf(override, "w:startOverride"));
        if (start !== null) starts.set(at, start);
      }
      list = { abstract: abstract.attributes["w:abstractNumId"] ?? "", levels, starts };
    }
    lists.set(numId, list);
    return list;
  }

  /** The definition that a list leads to, by way of a style for lists where it names one. */
  function abstractOf(number: XmlElement): XmlElement | undefined {
    const named = abstracts.get(childOf(number, "w:abstractNumId")?.attributes["w:val"] ?? "");
    const link = childOf(named, "w:numStyleLink")?.attributes["w:val"];
    if (link === undefined) return named;
    const other = numbers.get(styles.listOf(link) ?? "");
    const linked = abstracts.get(childOf(other, "w:abstractNumId")?.attributes["w:val"] ?? "");
    return linked && !childOf(linked, "w:numStyleLink") ? linked : named;
  }
}

function levelsOf(abstract: XmlElement): (Level | undefined)[] {
  const levels: (Level | undefined)[] = Array.from({ length: mostLevels }, () => undefined);
  for (const element of childrenOf(abstract, "w:lvl")) {
    const at = levelIn(element);
    if (at !== null) levels[at] = levelFrom(element);
  }
  return levels;
}

function levelFrom(element: XmlElement): Level {
  const value = (name: string) => childOf(element, name)?.attributes["w:val"];
  const [format] = within(element, "w:numFmt");
  // "001, 002, 003, ..."
  const custom = /^(0*1),/u.exec(format?.attributes["w:format"] ?? "")?.[1];
  const gap = value("w:suff") ?? "tab";
  const legal = childOf(element, "w:isLgl");
  return {
    start: numberIn(childOf(element, "w:start")) ?? 0,
    format: format?.attributes["w:val"] ?? "decimal",
    width: custom?.length ?? 0,
    text: value("w:lvlText") ?? "",
    legal: legal !== null && isOn(legal.attributes["w:val"]),
    restart: numberIn(childOf(element, "w:lvlRestart")),
    style: value("w:pStyle"),
    space: gap === "nothing" ? "" : " ",
    hidden: childrenOf(childOf(element, "w:rPr"), "w:vanish").some(({ attributes }) => isOn(attributes["w:val"])),
    font: childOf(element, "w:rPr", "w:rFonts")?.attributes["w:ascii"],
  };
}

function levelIn({ attributes }: XmlElement): number | null {
  const level = Number(attributes["w:ilvl"]);
  return Number.isInteger(level) && level >= 0 && level < mostLevels ? level : null;
}

function numberIn(element: XmlElement | null): number | null {
  const value = Number(element?.attributes["w:val"]);
  return element !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
