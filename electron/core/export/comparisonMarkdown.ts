import { type Change, type Comparison, isLight, type WordRun } from "../../contract/compare.ts";
import type { Citation } from "../../contract/documents.ts";

const names: Readonly<Record<Change["importance"], string>> = {
  amount: "amount",
  number: "number",
  date: "date",
  name: "name",
  obligation: "obligation",
  negation: "negation",
  passage: "whole passage",
  wording: "wording",
  numbering: "numbering",
  place: "place",
};

/** A comparison for a person to file or send: what changes the meaning first, each with both quotes and their pages. */
export function comparisonMarkdown({ before, after, changes, unread }: Comparison): string {
  const heavy = changes.filter((change) => !isLight(change));
  const light = changes.filter(isLight);
  const parts = [
    `# ${escape(before.title)} → ${escape(after.title)}`,
    `Earlier: ${escape(before.name)}, ${String(before.pages)} pages  \nLater: ${escape(after.name)}, ${String(after.pages)} pages`,
    ...(changes.length === 0 ? ["No differences in the text."] : []),
    ...(heavy.length > 0 ? [`## Changes of meaning (${String(heavy.length)})`, heavy.map(entry).join("\n\n")] : []),
    ...(light.length > 0
      ? [`## Wording, numbering and place (${String(light.length)})`, light.map(entry).join("\n\n")]
      : []),
  ];
  const missing = [
    ...unread.before.map(({ page, reason }) => `- earlier, page ${String(page)}: ${escape(reason)}`),
    ...unread.after.map(({ page, reason }) => `- later, page ${String(page)}: ${escape(reason)}`),
  ];
  if (missing.length > 0) parts.push("## Not compared", missing.join("\n"));
  return `${parts.join("\n\n")}\n`;
}

function entry(change: Change, place: number): string {
  const { kind, reasons, moved, section, before, after, words } = change;
  const about = reasons.filter((reason) => reason !== "passage" || reasons.length === 1).map((reason) => names[reason]);
  const where = section === null ? "" : `, ${escape(section)}`;
  const lines = [
    `${String(place + 1)}. **${kind}${moved && kind !== "moved" ? " and moved" : ""}** (${about.join(", ")}${where})`,
  ];
  if (kind === "changed") lines.push(`   ${words.map(marked).join("")}`);
  for (const quote of before) lines.push(`   - earlier, ${quoted(quote)}`);
  for (const quote of after) lines.push(`   - later, ${quoted(quote)}`);
  return lines.join("\n");
}

function marked({ kind, text }: WordRun): string {
  if (kind === "same" || text.trim() === "") return escape(text);
  const mark = kind === "removed" ? "~~" : "**";
  const [front = ""] = /^\s*/u.exec(text) ?? [];
  const [back = ""] = /\s*$/u.exec(text) ?? [];
  return `${front}${mark}${escape(text.trim())}${mark}${back}`;
}

function quoted({ page, quote }: Citation): string {
  return `p. ${String(page)}: “${escape(quote.replaceAll(/\s+/gu, " "))}”`;
}

/** Text of a document must not become markup. */
function escape(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|~]/gu, (mark) => `\\${mark}`);
}
