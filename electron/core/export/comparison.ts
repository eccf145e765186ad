import { type Change, type Comparison, isLight, markupParts } from "../../contract/compare.ts";
import { markupLine, trackedWords } from "../../words/markupWords.ts";
import type { Words } from "../../words/words.ts";
import { type Block, compactList, type Entry, heading, textBlock, type TextRun } from "./blocks.ts";
import { oneLine } from "../text/oneLine.ts";

export function comparisonTitle({ before, after }: Comparison): string {
  return `${before.title} → ${after.title}`;
}

/** For a person to file or send: what changes the meaning first, each with both quotes and their pages. */
export function comparisonBlocks(comparison: Comparison, words: Words): Block[] {
  const { before, after, changes, unread, markup } = comparison;
  const { t } = words;
  const blocks: Block[] = [
    heading(1, comparisonTitle(comparison)),
    textBlock(
      t("export:comparison.before", { name: before.name, count: before.pages }),
      t("export:comparison.after", { name: after.name, count: after.pages }),
    ),
  ];
  if (changes.length === 0) blocks.push(textBlock(t("export:comparison.same")));
  const group = (title: string, of: readonly Change[]): void => {
    if (of.length > 0)
      blocks.push(heading(2, title), { kind: "entries", entries: of.map((each) => entryOf(each, words)) });
  };
  const heavy = changes.filter((change) => !isLight(change));
  const light = changes.filter(isLight);
  group(t("export:comparison.meaning", { number: heavy.length }), heavy);
  group(t("export:comparison.wording", { number: light.length }), light);
  for (const { part, list } of markupParts(markup))
    blocks.push(heading(2, t(`markup:compared.${part}`)), compactList(list.map((one) => markupLine(one, words))));
  const missing = [
    ...unread.before.map(({ page, reason }) =>
      t("export:comparison.unreadBefore", { page, reason: words.reason(reason) }),
    ),
    ...unread.after.map(({ page, reason }) =>
      t("export:comparison.unreadAfter", { page, reason: words.reason(reason) }),
    ),
  ];
  if (missing.length > 0) blocks.push(heading(2, t("export:comparison.unread")), compactList(missing));
  return blocks;
}

export function comparisonJson(comparison: Comparison) {
  return { format: "tramontane-comparison", version: 1, ...comparison };
}

/** A row for each change; the names of the columns are the same in every language, for programs. */
export function comparisonRows({ changes }: Comparison): string[][] {
  const quotes = (citations: Change["before"]): string[] => [
    [...new Set(citations.map(({ page }) => page))].join(" "),
    citations.map(({ quote }) => oneLine(quote)).join(" "),
  ];
  return [
    ["kind", "moved", "importance", "reasons", "section", "page before", "before", "page after", "after"],
    ...changes.map(({ kind, moved, importance, reasons, section, before, after }) => [
      kind,
      moved ? "yes" : "no",
      importance,
      reasons.join(" "),
      section ?? "",
      ...quotes(before),
      ...quotes(after),
    ]),
  ];
}

function entryOf(change: Change, words: Words): Entry {
  const { t } = words;
  const { kind, moved, reasons, section, before, after, tracked } = change;
  const about = reasons
    .filter((reason) => reason !== "passage" || reasons.length === 1)
    .map((reason) => t(`export:comparison.reason.${reason}`));
  const what =
    moved && kind !== "moved"
      ? t("export:comparison.andMoved", { kind: t(`export:comparison.kind.${kind}`) })
      : t(`export:comparison.kind.${kind}`);
  return {
    title: [
      { text: what, style: "strong" },
      {
        text: ` (${[...about, ...(section === null ? [] : [section]), ...(tracked ? [trackedWords(tracked, words)] : [])].join(", ")})`,
      },
    ],
    text: kind === "changed" ? change.words.map(runOf) : null,
    quotes: [
      ...before.map(({ page, quote }) => [
        { text: t("export:comparison.quoteBefore", { page, quote: oneLine(quote) }) },
      ]),
      ...after.map(({ page, quote }) => [{ text: t("export:comparison.quoteAfter", { page, quote: oneLine(quote) }) }]),
    ],
  };
}

const styles = { same: undefined, removed: "removed", added: "strong" } as const;

function runOf({ kind, text }: Change["words"][number]): TextRun {
  const style = styles[kind];
  return style === undefined ? { text } : { text, style };
}
