import { writeNumber } from "../listNumbers.ts";
import { childOf, childrenOf, type XmlElement } from "./xml.ts";

/** How a level of a list, or of headings, counts (ODF 1.3 part 3, 16.30 and 16.34). */
interface Level {
  /** null where it shows no number */
  readonly format: string | null;
  readonly prefix: string;
  readonly suffix: string;
  readonly start: number;
  /** so many levels are shown, this one the last */
  readonly shown: number;
  /** the whole label with `%1%` for the number of the first level, as LibreOffice writes it too */
  readonly template: string | null;
  /** a box or a tick that stands for a bullet */
  readonly bullet: string | null;
}

export type ListLevels = ReadonlyMap<number, Level>;

const formats: Readonly<Record<string, string>> = {
  "1": "decimal",
  a: "lowerLetter",
  A: "upperLetter",
  i: "lowerRoman",
  I: "upperRoman",
  "一, 二, 三, ...": "chineseCounting",
  "１, ２, ３, ...": "decimalFullWidth",
  "①, ②, ③, ...": "decimalEnclosedCircle",
  "ア, イ, ウ, ...": "aiueoFullWidth",
  "甲, 乙, 丙, ...": "ideographTraditional",
  "א, ב, ג, ...": "hebrew2",
  "А, Б, .., Аа, Аб, ... (ru)": "russianUpper",
  "а, б, .., аа, аб, ... (ru)": "russianLower",
};

/** The levels of a `text:list-style` or `text:outline-style`. */
export function levelsOf(style: XmlElement): ListLevels {
  return new Map(
    childrenOf(style).flatMap((level) => {
      const { attributes } = level;
      const number = Number(attributes["text:level"]);
      if (!Number.isSafeInteger(number)) return [];
      const format = attributes["style:num-format"] ?? "";
      const sign = attributes["text:bullet-char"] ?? "";
      return [
        [
          number,
          {
            format: format === "" ? null : (formats[format] ?? "decimal"),
            prefix: attributes["style:num-prefix"] ?? "",
            suffix: attributes["style:num-suffix"] ?? "",
            start: numberOr(attributes["text:start-value"], 1),
            shown: numberOr(attributes["text:display-levels"], 1),
            template: attributes["loext:num-list-format"] ?? null,
            bullet: /^[☐☑☒✓✔✗✘]$/u.test(sign) ? sign : null,
          },
        ] as const,
      ];
    }),
  );
}

/** Counts the items of a list, or the headings of a text. */
export class ListCount {
  readonly #counts: number[] = [];
  readonly levels: ListLevels;

  constructor(levels: ListLevels) {
    this.levels = levels;
  }

  /** The label of the next item of a level, from 1 on; empty where it has none. */
  next(level: number, start: number | null): string {
    const own = this.levels.get(level);
    const counts = this.#counts;
    counts[level] = start ?? (counts[level] === undefined ? (own?.start ?? 1) : counts[level] + 1);
    counts.length = level + 1;
    if (!own || own.format === null) return own?.bullet ?? "";
    const written = (at: number) =>
      writeNumber(counts[at] ?? this.levels.get(at)?.start ?? 1, this.levels.get(at)?.format ?? "none") ?? "";
    if (own.template !== null) {
      return own.template.replace(/%(\d+)%/gu, (_, at: string) => written(Number(at))).trim();
    }
    const parts = Array.from({ length: Math.min(own.shown, level) }, (_, index) => written(level - index)).toReversed();
    return `${own.prefix}${parts.filter((part) => part !== "").join(".")}${own.suffix}`.trim();
  }

  /** What follows on a level below this one begins anew. */
  close(level: number): void {
    this.#counts.length = Math.min(this.#counts.length, level + 1);
  }
}

/** The lists of a text, of which one may go on with another. */
export function createListCounts(): {
  /** The count for a list that is not in another. */
  begin(list: XmlElement, style: string, levels: ListLevels): ListCount;
} {
  const byId = new Map<string, ListCount>();
  const byStyle = new Map<string, ListCount>();
  return {
    begin({ attributes }, style, levels) {
      const followed = byId.get(attributes["text:continue-list"] ?? "");
      const before = attributes["text:continue-numbering"] === "true" ? byStyle.get(style) : undefined;
      const count = followed ?? before ?? new ListCount(levels);
      byStyle.set(style, count);
      const id = attributes["xml:id"] ?? attributes["text:id"];
      if (id !== undefined) byId.set(id, count);
      return count;
    },
  };
}

export function numberOr<Other>(value: string | undefined, other: Other): number | Other {
  const number = Number(value);
  return value !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : other;
}

/** The number that a heading or an item carries in the file itself. */
export function writtenNumber(element: XmlElement): string | null {
  const number = childOf(element, "text:number");
  const text =
    number?.children
      .filter((child) => typeof child === "string")
      .join("")
      .trim() ?? "";
  return text === "" ? null : text;
}
