import { flowBlock } from "./flowPages.ts";
import { composePage, type DraftBlock } from "./pageText.ts";
import type { ReadFacts, Reading } from "./reading.ts";

/** Lines after which a page may end before the next part of the file that stands at the margin, and at the latest does. */
const enoughLines = 60;
const fullLines = 100;
const fullCharacters = 12_000;
/** A part without blank lines is divided when it is longer. */
const longPart = 40;
/** A longer line, such as those of minified code, is divided. */
const longLine = 2000;

/** A file of source code as it stands, in pages of 60 to 100 lines labelled with the numbers of their lines. */
export function readCode(text: string, reading: Reading): ReadFacts {
  const pages = pagesOf(codeParts(text));
  for (const [index, parts] of pages.entries()) {
    const first = parts[0]?.line ?? 1;
    const last = parts.at(-1);
    const data = { first, last: (last?.line ?? first) + (last?.lines.length ?? 1) - 1 };
    const label = pages.length === 1 ? null : ({ code: "LINES", data } as const);
    const page = { number: index + 1, label, status: "read", reason: null, size: null } as const;
    reading.page(composePage(page, blocksOf(parts)));
  }
  return { format: "code", title: null, language: null, notes: [] };
}

/** The same parts as blocks, for code inside another document. */
export function codeBlocks(text: string): DraftBlock[] {
  return blocksOf(codeParts(text));
}

interface Part {
  /** the number of its first line, from 1 */
  readonly line: number;
  readonly lines: readonly string[];
}

/** What stands between blank lines or begins at the margin after something indented: a function, a class, a group of statements. */
function codeParts(text: string): Part[] {
  const parts: Part[] = [];
  let open: string[] = [];
  let start = 1;
  const close = (next: number) => {
    for (let at = 0; at < open.length;) {
      const length = open.length - at <= longPart ? open.length - at : lengthOfPart(open, at);
      parts.push({ line: start + at, lines: open.slice(at, at + length) });
      at += length;
    }
    open = [];
    start = next;
  };
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") {
      close(index + 2);
      continue;
    }
    const before = open.at(-1);
    if (before !== undefined && beginsAtMargin(before, line)) close(index + 1);
    open.push(line);
  }
  close(0);
  return parts;
}

function beginsAtMargin(before: string, line: string): boolean {
  if (
    indentOf(line) > 0 ||
    /^(?:[)\]}>]|<\/|#?(?:else|elif|elsif|endif|except|finally|catch|end|fi|done|esac)\b)/u.test(line)
  ) {
    return false;
  }
  return indentOf(before) > 0 || /^[)\]}]/u.test(before);
}

/** How many lines of a long part belong together: up to the least indented line among the next, the last one of several. */
function lengthOfPart(lines: readonly string[], at: number): number {
  let best = longPart;
  for (let length = longPart; length >= longPart / 2; length--) {
    const line = lines[at + length];
    if (line === undefined || /^\s*[)\]}]/u.test(line)) continue;
    if (indentOf(line) < indentOf(lines[at + best] ?? "")) best = length;
  }
  return best;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function pagesOf(parts: readonly Part[]): Part[][] {
  const pages: Part[][] = [];
  let open: Part[] = [];
  let lines = 0;
  let characters = 0;
  for (const part of parts) {
    const long = part.lines.reduce((sum, line) => sum + line.length + 1, 0);
    const isFull = lines + part.lines.length > fullLines || characters + long > fullCharacters;
    if (open.length > 0 && (isFull || (lines >= enoughLines && indentOf(part.lines[0] ?? "") === 0))) {
      pages.push(open);
      open = [];
      lines = 0;
      characters = 0;
    }
    open.push(part);
    lines += part.lines.length;
    characters += long;
  }
  if (open.length > 0) pages.push(open);
  return pages;
}

/** Parts that belong together with the blank lines between them: the inside of a function, statements that follow each other. */
function blocksOf(parts: readonly Part[]): DraftBlock[] {
  const blocks: DraftBlock[] = [];
  let open: string[] = [];
  let next = 0;
  let isFlat = true;
  const close = () => {
    if (open.length > 0) blocks.push(flowBlock("code", open.join("\n")));
    open = [];
    isFlat = true;
  };
  for (const { line, lines } of parts) {
    const isInside = indentOf(lines[0] ?? "") > 0;
    const flat = !isInside && lines.every((one) => indentOf(one) === 0);
    if (open.length + lines.length > longPart || !(isInside || (isFlat && flat))) close();
    if (open.length > 0) open.push(...Array.from({ length: Math.min(2, line - next) }, () => ""));
    isFlat &&= flat;
    next = line + lines.length;
    if (lines.every((one) => one.length <= longLine)) open.push(...lines);
    else {
      close();
      blocks.push(...lines.flatMap(cutLine).map((piece) => flowBlock("code", piece)));
    }
  }
  close();
  return blocks;
}

/** Pieces of a line of at most 2,000 characters, cut after a separator where there is one. */
function cutLine(line: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < line.length;) {
    const piece = line.slice(at, at + longLine);
    const isLast = at + longLine >= line.length;
    const cut = isLast
      ? piece.length
      : Math.max(piece.lastIndexOf(" "), piece.lastIndexOf(";"), piece.lastIndexOf(",")) + 1;
    const length = cut > longLine / 2 || isLast ? cut : longLine;
    pieces.push(piece.slice(0, length));
    at += length;
  }
  return pieces;
}
