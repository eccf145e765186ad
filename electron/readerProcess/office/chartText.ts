import { flowBlock } from "../flowPages.ts";
import type { DraftBlock } from "../pageText.ts";
import { squeeze } from "../squeeze.ts";
import { paragraphsOf } from "./drawingText.ts";
import { charactersOf, childOf, childrenOf, within, type XmlElement } from "./xml.ts";

/** A chart's titles, and its numbers as a table: a column for each series, from the values kept in the file. */
export async function chartBlocks(chartSpace: XmlElement): Promise<DraftBlock[]> {
  const { formatNumber } = await import("./numberFormat.ts");
  const chart = childOf(chartSpace, "c:chart");
  const titles = [...within(chart, "c:title")].map((title) =>
    paragraphsOf(childOf(title, "c:tx", "c:rich"))
      .map(({ text }) => text)
      .join(" "),
  );
  const series = [...within(childOf(chart, "c:plotArea"), "c:ser")].map((one) => ({
    name: squeeze([...within(childOf(one, "c:tx"), "c:v")].map(charactersOf).join(" ")),
    categories: points(childOf(one, "c:cat") ?? childOf(one, "c:xVal")),
    values: points(childOf(one, "c:val") ?? childOf(one, "c:yVal")),
  }));
  const categories = new Map(series.flatMap((one) => [...one.categories]));
  const indexes = new Set([...categories.keys(), ...series.flatMap(({ values }) => [...values.keys()])]);
  const rows = [...indexes]
    .sort((one, other) => one - other)
    .map((index) => [categories.get(index) ?? "", ...series.map(({ values }) => values.get(index) ?? "")]);
  const head = ["", ...series.map(({ name }) => name)];
  return [
    ...titles.map((title) => flowBlock("caption", title)),
    ...[head, ...rows].map((cells) => flowBlock("tableRow", cells.join("\t"))),
  ];

  /** The kept values by their index; those of the outermost level where there are several. */
  function points(reference: XmlElement | null): Map<number, string> {
    const found = new Map<number, string>();
    for (const kind of ["c:numCache", "c:numLit", "c:strCache", "c:strLit", "c:lvl"]) {
      for (const cache of within(reference, kind)) {
        const format = kind.startsWith("c:num") ? charactersOf(childOf(cache, "c:formatCode")) || "General" : null;
        for (const point of childrenOf(cache, "c:pt")) {
          const index = Number(point.attributes["idx"]);
          const text = squeeze(charactersOf(childOf(point, "c:v")));
          if (!Number.isSafeInteger(index) || text === "" || found.has(index)) continue;
          found.set(
            index,
            format === null || !Number.isFinite(Number(text)) ? text : formatNumber(Number(text), format),
          );
        }
      }
    }
    return found;
  }
}
