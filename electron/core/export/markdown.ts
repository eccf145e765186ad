import { assertNever } from "../../contract/errors.ts";
import { oneSpaced } from "../text/oneLine.ts";
import type { Block, Entry, Inline, Line, Table, TextRun } from "./blocks.ts";

/** The blocks as Markdown (CommonMark, with GFM's tables and footnotes); what documents say in them becomes no markup. */
export function toMarkdown(blocks: readonly Block[]): string {
  const notes: string[] = [];
  const mark = (note: string): string => `[^${String(notes.push(escapeMarkdown(note)))}]`;
  const parts = blocks.map((block) => partOf(block, mark));
  parts.push(notes.map((note, index) => `[^${String(index + 1)}]: ${note}`).join("\n"));
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** Takes a note down and gives the mark that stands for it. */
type Mark = (note: string) => string;

function partOf(block: Block, mark: Mark): string {
  switch (block.kind) {
    case "heading":
      return `${"#".repeat(block.level)} ${escapeMarkdown(oneSpaced(block.text))}`;
    case "text":
      return block.lines.map((line) => toText(line, mark)).join("  \n");
    case "prose":
      return block.sentences.map((sentence) => toText(sentence, mark)).join(" ");
    case "list":
      return block.items
        .map((item, index) => `${block.isNumbered ? `${String(index + 1)}.` : "-"} ${toText(item, mark)}`)
        .join("\n");
    case "table":
      return tableOf(block, mark);
    case "entries":
      return block.entries.map((entry, index) => entryOf(entry, index, mark)).join("\n\n");
    case "code":
      return `\`\`\`\n${block.text}\n\`\`\``;
    case "written":
      return writtenOf(block.markdown, block.notes, mark);
    default:
      return assertNever(block);
  }
}

function tableOf({ head, rows }: Table, mark: Mark): string {
  const row = (cells: readonly Line[]): string =>
    `| ${cells.map((cell) => oneSpaced(toText(cell, mark))).join(" | ")} |`;
  return [row(head), `|${" --- |".repeat(head.length)}`, ...rows.map(row)].join("\n");
}

function entryOf({ title, text, quotes }: Entry, index: number, mark: Mark): string {
  const lines = [`${String(index + 1)}. ${toText(title, mark)}`];
  if (text !== null) lines.push(`   ${toText(text, mark)}`);
  for (const quote of quotes) lines.push(`   - ${toText(quote, mark)}`);
  return lines.join("\n");
}

/** A note that is named twice is one note. */
function writtenOf(markdown: string, notes: readonly string[], mark: Mark): string {
  const marks = notes.map(mark);
  return markdown.replace(/\[(\d{1,6})\]/gu, (whole, digits: string) => marks[Number(digits) - 1] ?? whole);
}

function toText(line: Line, mark: Mark): string {
  return line.map((inline) => inlineOf(inline, mark)).join("");
}

function inlineOf(inline: Inline, mark: Mark): string {
  return "note" in inline ? mark(inline.note) : runOf(inline);
}

const signs = { strong: "**", emphasis: "*", removed: "~~", code: "`" } as const;

/** Signs stand close to the words they hold, or they are none. */
function runOf({ text, style }: TextRun): string {
  if (style === undefined || text.trim() === "") return escapeMarkdown(text);
  const [front = ""] = /^\s*/u.exec(text) ?? [];
  const [back = ""] = /\s*$/u.exec(text) ?? [];
  const inner = style === "code" ? text.trim() : escapeMarkdown(text.trim());
  return `${front}${signs[style]}${inner}${signs[style]}${back}`;
}

/** Takes from signs what they mean in Markdown. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|~]/gu, (sign) => `\\${sign}`);
}
