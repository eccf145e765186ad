import { flowBlock, rowBlock } from "../flowPages.ts";
import type { DraftBlock } from "../pageText.ts";
import { squeeze } from "../squeeze.ts";
import { paragraphsOf } from "./drawingText.ts";
import { charactersOf, childOf, childrenOf, within, type XmlElement } from "./xml.ts";

type Points = ReadonlyMap<number, string>;

interface Series {
  readonly name: string;
  readonly categories: Points;
  /** its values, and the sizes of its bubbles */
  readonly values: readonly Points[];
}

/**
 * A chart's titles, and its numbers as a table: a column for each series, from the values kept in the file. Series that are drawn over
 * places of their own have a table each.
 */
export async function chartBlocks(chartSpace: XmlElement): Promise<DraftBlock[]> {
  const { formatNumber } = await import("./numberFormat.ts");
  const isExtended = chartSpace.name === "cx:chartSpace";
  const titles = [...within(chartSpace, isExtended ? "cx:title" : "c:title")].map((title) => {
    const text = childOf(title, isExtended ? "cx:tx" : "c:tx");
    const rich = paragraphsOf(childOf(text, isExtended ? "cx:rich" : "c:rich"));
    if (rich.length > 0) return rich.map((paragraph) => paragraph.text).join(" ");
    return squeeze([...within(text, isExtended ? "cx:v" : "c:v")].map(charactersOf).join(" "));
  });
  const series = isExtended ? extendedSeries(chartSpace) : plainSeries(chartSpace);
  return [
    ...titles.filter((title) => title !== "").map((title) => flowBlock("caption", title)),
    ...alike(series).flatMap(tableOf),
  ];

  function plainSeries(from: XmlElement): Series[] {
    return [...within(childOf(from, "c:chart", "c:plotArea"), "c:ser")].map((one) => {
      const sizes = points(childOf(one, "c:bubbleSize"));
      return {
        name: squeeze([...within(childOf(one, "c:tx"), "c:v")].map(charactersOf).join(" ")),
        categories: points(childOf(one, "c:cat") ?? childOf(one, "c:xVal")),
        values: [points(childOf(one, "c:val") ?? childOf(one, "c:yVal")), ...(sizes.size > 0 ? [sizes] : [])],
      };
    });
  }

  /** The kept values by their index, those of several levels from the outermost on. */
  function points(reference: XmlElement | null): Points {
    const levels = [...within(reference, "c:lvl")];
    if (levels.length > 0) return joined(levels.map((level) => pointsOf(level, "c:pt", null)));
    const caches = ["c:numCache", "c:numLit", "c:strCache", "c:strLit"].flatMap((kind) => [...within(reference, kind)]);
    const [cache] = caches;
    if (!cache) return new Map();
    const format = cache.name.startsWith("c:num") ? charactersOf(childOf(cache, "c:formatCode")) || "General" : null;
    return pointsOf(cache, "c:pt", format);
  }

  /** The series of a chart of the newer kind: waterfall, funnel, histogram (MS-ODRAWXML 2.24.3). */
  function extendedSeries(from: XmlElement): Series[] {
    const data = new Map(
      childrenOf(childOf(from, "cx:chartData"), "cx:data").map((each) => [each.attributes["id"] ?? "", each]),
    );
    return [...within(childOf(from, "cx:chart"), "cx:series")].map((one) => {
      const own = data.get(childOf(one, "cx:dataId")?.attributes["val"] ?? "") ?? null;
      const dimension = (name: string) =>
        childrenOf(own, name).map((each) =>
          joined(
            childrenOf(each, "cx:lvl").map((level) =>
              pointsOf(level, "cx:pt", name === "cx:numDim" ? (level.attributes["formatCode"] ?? "General") : null),
            ),
          ),
        );
      return {
        name: squeeze([...within(childOf(one, "cx:tx"), "cx:v")].map(charactersOf).join(" ")),
        categories: dimension("cx:strDim")[0] ?? new Map(),
        values: dimension("cx:numDim"),
      };
    });
  }

  function pointsOf(cache: XmlElement, name: string, format: string | null): Points {
    const found = new Map<number, string>();
    for (const point of childrenOf(cache, name)) {
      const index = Number(point.attributes["idx"]);
      const text = squeeze(charactersOf(name === "c:pt" ? childOf(point, "c:v") : point));
      if (!Number.isSafeInteger(index) || text === "" || found.has(index)) continue;
      const shown = format === null ? null : (point.attributes["formatCode"] ?? format);
      found.set(index, shown === null || !Number.isFinite(Number(text)) ? text : formatNumber(Number(text), shown));
    }
    return found;
  }
}

/** Levels of categories, the innermost first, as one: an outer one holds for all up to the next. */
function joined(levels: readonly Points[]): Points {
  const [inner = new Map<number, string>(), ...outer] = levels;
  if (outer.length === 0) return inner;
  const indexes = [...new Set(levels.flatMap((level) => [...level.keys()]))].sort((one, other) => one - other);
  const held = outer.map(() => "");
  return new Map(
    indexes.map((index) => {
      for (const [at, level] of outer.entries()) held[at] = level.get(index) ?? held[at] ?? "";
      return [index, [...held.toReversed(), inner.get(index) ?? ""].filter((text) => text !== "").join(" ")];
    }),
  );
}

/** Series over the same categories together. */
function alike(series: readonly Series[]): Series[][] {
  const [first] = series;
  const isSame = ({ categories }: Series) =>
    categories.size === 0 || [...categories].every(([index, text]) => (named?.get(index) ?? text) === text);
  const named = series.find(({ categories }) => categories.size > 0)?.categories;
  if (!first) return [];
  return series.every(isSame) ? [[...series]] : series.map((one) => [one]);
}

function tableOf(series: readonly Series[]): DraftBlock[] {
  const categories = new Map(series.flatMap((one) => [...one.categories]));
  const values = series.flatMap((one) => one.values);
  const indexes = new Set([...categories.keys(), ...values.flatMap((points) => [...points.keys()])]);
  const head = ["", ...series.flatMap(({ name, values: own }) => own.map((_, index) => (index === 0 ? name : "")))];
  const rows = [...indexes]
    .sort((one, other) => one - other)
    .map((index) => [categories.get(index) ?? "", ...values.map((points) => points.get(index) ?? "")]);
  const table = { headerRows: 1 };
  return [head, ...rows].map((cells, index) => rowBlock(cells.join("\t"), { table, index, cells: [{ header: true }] }));
}
