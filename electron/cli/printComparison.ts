import { type Change, type Comparison, isLight, markupParts, type WordRun } from "../contract/compare.ts";
import { markupLine, trackedWords } from "../words/markupWords.ts";
import { words } from "./words.ts";

const { t } = words;

/** A comparison for the terminal: `[-removed-]{+added+}` as wdiff has it, with the pages of both documents. */
export function printComparison({ before, after, changes, statements, unread, markup }: Comparison): string {
  const light = changes.filter(isLight);
  const heavy = changes.filter((change) => !isLight(change));
  const lines = [
    `${before.title} → ${after.title}`,
    t("cli:compare.same", {
      same: statements.same,
      total: statements.after,
      changes: changes.length,
      heavy: heavy.length,
    }),
  ];
  if (heavy.length > 0) lines.push("", t("cli:compare.meaning"), ...heavy.map(line));
  if (light.length > 0) lines.push("", t("cli:compare.wording"), ...light.map(line));
  for (const { part, list } of markupParts(markup))
    lines.push("", t(`markup:compared.${part}`), ...list.map((one) => `- ${markupLine(one, words)}`));
  for (const { page, reason } of unread.before)
    lines.push("", t("cli:compare.unreadBefore", { page, reason: words.reason(reason) }));
  for (const { page, reason } of unread.after)
    lines.push("", t("cli:compare.unreadAfter", { page, reason: words.reason(reason) }));
  return `${lines.join("\n")}\n`;
}

function line({ kind, reasons, moved, before, after, words: runs, tracked }: Change): string {
  const pages = [before[0]?.page, after[0]?.page].map((page) => (page === undefined ? "–" : String(page))).join(" → ");
  const about = reasons.filter((reason) => reason !== "place" && (reason !== "passage" || reasons.length === 1));
  const name = t(`export:comparison.kind.${kind}`);
  const what = [
    moved && kind !== "moved" ? t("export:comparison.andMoved", { kind: name }) : name,
    ...about.map((reason) => t(`export:comparison.reason.${reason}`)),
    ...(tracked ? [trackedWords(tracked, words)] : []),
  ].join(", ");
  return `- [${pages}] (${what}) ${runs.map(marked).join("")}`;
}

function marked({ kind, text }: WordRun): string {
  if (kind === "same" || text.trim() === "") return text;
  const [bare, end] = [text.trimEnd(), text.slice(text.trimEnd().length)];
  return kind === "removed" ? `[-${bare}-]${end}` : `{+${bare}+}${end}`;
}
