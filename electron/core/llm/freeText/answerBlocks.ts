import { oneLine } from "../../text/oneLine.ts";
import { joinsWithoutSpace } from "../../text/scripts.ts";
import { isWrapped } from "../../text/wrappedLines.ts";
import { withoutLabels } from "../labels.ts";

/** A piece of an answer: an item, a heading, a paragraph or the row of a table. */
export interface AnswerBlock {
  readonly kind: "heading" | "item" | "paragraph" | "row";
  /** items: by how many columns they are indented; headings: their level, 7 where one is only stressed; else 0 */
  readonly depth: number;
  /** an item that was numbered, not marked */
  readonly isNumbered: boolean;
  /** on one line, without the marks of its kind; emphasis and numbering stay */
  readonly text: string;
  /** nothing follows, so that it is unfinished where the answer is */
  readonly isLast: boolean;
}

/**
 * Cuts a Markdown text into its blocks, in their order. What stands in a fence for a programming language is left out. Models write
 * Markdown that no parser for it takes as they meant it: items without a space behind the mark, bold lines as headings, rows without
 * their head.
 *
 * @param material sentences of the document, which tell its own numerals from numbering
 */
export function answerBlocks(text: string, material: readonly string[]): AnswerBlock[] {
  const blocks: { kind: AnswerBlock["kind"]; depth: number; isNumbered: boolean; lines: string[] }[] = [];
  const add = (kind: AnswerBlock["kind"], lines: string[], depth = 0, isNumbered = false): void => {
    blocks.push({ kind, depth, isNumbered, lines });
  };
  let lines: string[] = [];
  let table: Table = { rows: [], hasHead: false };
  let fence: { readonly mark: string; readonly isText: boolean } | null = null;
  let isAfterBlank = true;
  const close = (): void => {
    for (const paragraph of paragraphsOf(lines)) add("paragraph", paragraph);
    for (const words of rowsOf(table)) add("row", [words]);
    lines = [];
    table = { rows: [], hasHead: false };
  };
  for (const written of text.split("\n")) {
    const line = written.replace(quoting, "").replaceAll("\t", "    ").trimEnd();
    const said = line.trim();
    const opened: RegExpExecArray | null = fencePattern.exec(said);
    if (opened) {
      close();
      const mark: string = opened[1] ?? "";
      if (!fence) fence = { mark, isText: textFence.test(opened[2] ?? "") };
      else if (mark.startsWith(fence.mark)) fence = null;
      continue;
    }
    if (fence && !fence.isText) continue;
    if (said !== "" && tableRule.test(said) && said.includes("|")) {
      table.hasHead = table.rows.length === 1;
      continue;
    }
    if (said === "" || rule.test(said)) {
      close();
      isAfterBlank = true;
      continue;
    }
    const indent = line.length - line.trimStart().length;
    const item = itemOf(said, material);
    const last = blocks.at(-1);
    const heading = hash.exec(said);
    const isRow = item === null && !heading && (row.test(said) || (table.rows.length > 0 && said.startsWith("|")));
    if (isRow !== table.rows.length > 0) close();
    if (isRow) {
      table.rows.push(cellsOf(said));
    } else if (heading) {
      close();
      add("heading", [said.replace(hash, "").replace(/\s#{1,6}$/u, "")], heading[1]?.length ?? 1);
    } else if (stressedLine.test(said)) {
      close();
      add("heading", [said], 7);
    } else if (item !== null) {
      close();
      add("item", [item], indent, item === said && !stressedName.test(said));
    } else if (
      last?.kind === "item" &&
      lines.length === 0 &&
      (indent > last.depth || (!isAfterBlank && !(last.isNumbered && isTitleOf(last.lines, said))))
    ) {
      last.lines.push(said);
    } else lines.push(said);
    isAfterBlank = false;
  }
  close();
  const isOpen = !/\n\s*$/u.test(text);
  return blocks.flatMap(({ lines, ...block }, index) => {
    const parts = inParts(oneLine(lineOf(lines))).filter((words) => /[\p{L}\p{N}]/u.test(words));
    return parts.map((words, part) => {
      const isLast = isOpen && index === blocks.length - 1 && part === parts.length - 1;
      return { ...block, text: words, isLast };
    });
  });
}

/** Characters of a block; what is longer has no end of its own, and is cut so that no work on it grows with its square. */
const mostCharacters = 4000;

function inParts(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  while (text.length - start > mostCharacters) {
    const space = text.lastIndexOf(" ", start + mostCharacters);
    const end = space > start ? space : start + mostCharacters;
    parts.push(text.slice(start, end));
    start = end;
  }
  return [...parts, text.slice(start).trim()];
}

interface Table {
  readonly rows: string[][];
  hasHead: boolean;
}

/** Marks of quoting; one before a number can be a sign of it ("> 50 mg"). */
const quoting = /^\s*(?:>(?!\s*\p{N})\s?)+/u;
const fencePattern = /^(`{3,}|~{3,})\s*([\w+-]*)$/u;
const textFence = /^(?:|markdown|md|text|txt|plain|plaintext|none)$/iu;
const rule = /^(?:[-=_*~]\s*){3,}$/u;
const tableRule = /^[\s|:-]*-[\s|:-]*$/u;
const hash = /^(#{1,6})\s+(?=\S)/u;
const row = /^\|.*\|$|\S\s\|\s\S/u;
/** "**Rent**", "__Rent:__" as the whole of a line */
const stressedLine = /^(\*\*|__)(?=\S)[^*_]{1,100}(?<=\S)\1\s*[:：]?$/u;
/** "**Rent:** 1,240 euros", one of several lines that each begin so */
const stressedName = /^(\*\*|__)(?=\p{L})[^*_]{1,80}(?:[:：]\1|\1\s?[:：])\s/u;
const bullet = /^(?:[-*+•‣▪◦●○■□–—]\s+(?:\[[ xX]\]\s+)?|[•‣▪●]|[-–](?=\p{L}{2})|\*(?=[\p{L}\p{N}][^*]*$))/u;
/** The mark of the document's own list behind that of the answer, with the number of its clause: "- • 4.1.1 There is". */
const copiedMark = /^[•‣▪◦●○■□]\s*(?:\d{1,2}(?:\.\d{1,2}){2,}\.?\s+(?=\p{Lu}))?/u;
/** What `withoutLabels` may take for numbering; whether it is any is a matter of content. */
const numbered = /^(?:\*\*)?(?:[([]?(?:[0-9０-９]{1,3}|\p{L}|[ivx]{1,4})[\]).）．、:：]|[①-⑳]|#[0-9])/u;

/** The words of a line that is an item, numbering left at them; null for other lines. */
function itemOf(line: string, material: readonly string[]): string | null {
  const mark = bullet.exec(line)?.[0];
  if (mark !== undefined) {
    // A minus is a sign of the number behind it where the document has it so.
    if (/^[–-]\s+\p{N}/u.test(line) && withoutLabels(line, material) === line) return null;
    return line.slice(mark.length).replace(copiedMark, "");
  }
  if (stressedName.test(line)) return line;
  if (!numbered.test(line)) return null;
  const bare = line.replaceAll(/\*\*|__/gu, "");
  return withoutLabels(bare, material).length < bare.length ? line : null;
}

/** "1. The flat" before "The landlord lets …": a few words, and then a line that begins anew. */
function isTitleOf(lines: readonly string[], next: string): boolean {
  const words = lines.join(" ");
  return words.split(" ").length <= 6 && !/[.!?:,;]$/u.test(words.slice(3)) && /^\p{Lu}/u.test(next);
}

/** Lines without a blank one between them, as paragraphs: a small letter begins none. */
function paragraphsOf(lines: readonly string[]): string[][] {
  const wrapped = isWrapped(lines);
  const paragraphs: string[][] = [];
  for (const line of lines) {
    const last = paragraphs.at(-1);
    if (last && ((wrapped && !named.test(line)) || /^\p{Ll}/u.test(line))) last.push(line);
    else paragraphs.push([line]);
  }
  return paragraphs;
}

/** "Rent: 1,240 euros" */
const named = /^\p{Lu}[^.:：!?,;]{0,30}[:：]\s/u;

/** Lines as one; those of scripts without spaces join without one. */
function lineOf(lines: readonly string[]): string {
  return lines
    .flatMap((line, index) => {
      const before = lines[index - 1]?.at(-1) ?? "";
      const isClose = index === 0 || (joinsWithoutSpace(before) && joinsWithoutSpace(line[0] ?? ""));
      return isClose ? [line] : [" ", line];
    })
    .join("");
}

function cellsOf(line: string): string[] {
  return line
    .replaceAll(/^\||\|$/gu, "")
    .split("|")
    .map((cell) => oneLine(cell));
}

/** Rows as words: the first cell names what the others say, each by its column's head where there are several. */
function rowsOf({ rows, hasHead }: Table): string[] {
  const head = hasHead ? rows[0] : undefined;
  return rows.slice(hasHead ? 1 : 0).map((cells) => {
    const [name = "", ...values] = cells;
    const said = values.flatMap((value, index) => {
      if (!/[\p{L}\p{N}]/u.test(value)) return [];
      const column = values.length > 1 ? (head?.[index + 1] ?? "") : "";
      return [column === "" ? value : `${column} ${value}`];
    });
    if (name === "") return said.join(", ");
    return said.length === 0 ? name : `${name}: ${said.join(", ")}`;
  });
}
