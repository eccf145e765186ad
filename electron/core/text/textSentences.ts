import type { BlockKind } from "../../contract/documents.ts";
import { oneLine } from "./oneLine.ts";
import { joinsWithoutSpace } from "./scripts.ts";
import { splitSentences } from "./sentences.ts";
import { isWrapped } from "./wrappedLines.ts";

/** A sentence of a text that has no pages, such as one that was pasted. */
export interface TextSentence {
  /** position among the sentences of the text, from 0 */
  readonly index: number;
  /** range in the text, in UTF-16 code units; marks of headings, lists and quoted lines before it left out */
  readonly start: number;
  readonly end: number;
  /** the range on one line */
  readonly text: string;
  readonly kind: Extract<BlockKind, "heading" | "paragraph" | "listItem" | "tableRow" | "code">;
}

/** Cuts plain text, or Markdown, into its sentences; rules and the lines under the heads of tables are none. */
export function sentencesOfText(text: string): TextSentence[] {
  const sentences: TextSentence[] = [];
  for (const { kind, start, end } of withHeadings(text, blocksOf(text))) {
    const block = unbroken(text.slice(start, end));
    const ranges = kind === "tableRow" || kind === "code" ? [[0, block.length] as const] : splitSentences(block);
    for (const [from, to] of ranges.flatMap(([from, to]) => inParts(block, from, to))) {
      const range = { start: start + from, end: start + to };
      sentences.push({ index: sentences.length, ...range, text: lineOf(text.slice(range.start, range.end)), kind });
    }
  }
  return sentences;
}

interface TextBlock {
  readonly kind: TextSentence["kind"];
  readonly start: number;
  readonly end: number;
  /** stands between blank lines, or the ends of the text */
  readonly isAlone: boolean;
}

interface Line {
  readonly text: string;
  /** where what it says begins, after marks of quoting, and where it ends, in the whole text */
  readonly start: number;
  readonly end: number;
}

const quoting = /^\s*(?:>+\s?)*/u;
const item = /^\s*(?:[-*+•–▪◦]|\(?\d{1,3}[.)]|\(?\p{L}\))\s+(?=\S)/u;
const hash = /^\s*#{1,6}\s+/u;
const rule = /^\s*(?:[-=_*~]\s*){3,}$/u;
const row = /^\s*\|.*\|\s*$/u;
const rowRule = /^[\s|:-]+$/u;
const fence = /^\s*(?:```|~~~)/u;

function blocksOf(text: string): TextBlock[] {
  const blocks: TextBlock[] = [];
  let open: Line[] = [];
  let inCode = false;
  const close = (): void => {
    for (const block of paragraphBlocks(open)) blocks.push(block);
    open = [];
  };
  for (const line of linesOf(text)) {
    if (fence.test(line.text)) {
      close();
      inCode = !inCode;
    } else if (line.text.trim() === "") close();
    else if (inCode) blocks.push({ kind: "code", ...trimmed(line), isAlone: false });
    else if (hash.test(line.text)) {
      close();
      blocks.push({ kind: "heading", ...trimmed(line, hash), isAlone: true });
    } else if (rule.test(line.text) || (row.test(line.text) && rowRule.test(line.text))) close();
    else if (row.test(line.text)) {
      close();
      blocks.push({ kind: "tableRow", ...trimmed(line), isAlone: false });
    } else open.push(line);
  }
  close();
  return blocks;
}

const blank: Line = { text: "", start: 0, end: 0 };

function* linesOf(text: string): Generator<Line> {
  for (const match of text.matchAll(/[^\n\f]+/gu)) {
    const [whole] = match;
    // Two ends of lines in a row: what is between them is blank.
    if (text[match.index - 1] === "\f" || /[\n\f]/u.test(text[match.index - 2] ?? "")) yield blank;
    const start = match.index + (quoting.exec(whole)?.[0].length ?? 0);
    const end = match.index + whole.length;
    yield { text: text.slice(start, end), start, end };
  }
}

/** Lines without a blank one between them: one paragraph, or items, or lines that each stand for themselves. */
function paragraphBlocks(lines: readonly Line[]): TextBlock[] {
  const wrapped = isWrapped(lines.map(({ text }) => text));
  const blocks: TextBlock[] = [];
  for (const line of lines) {
    const isItem = item.test(line.text);
    const last = blocks.at(-1);
    const { start, end } = trimmed(line, isItem ? item : undefined);
    const goesOn = wrapped || last?.kind === "listItem" || goesOnIn(line.text);
    if (last && !isItem && goesOn) blocks[blocks.length - 1] = { ...last, end };
    else blocks.push({ kind: isItem ? "listItem" : "paragraph", start, end, isAlone: lines.length === 1 });
  }
  return blocks;
}

/** A small letter begins no sentence. */
function goesOnIn(line: string): boolean {
  return /^\s*\p{Ll}/u.test(line);
}

/** Where the words of a line are, without a mark before them. */
function trimmed({ text, start, end }: Line, mark?: RegExp): { start: number; end: number } {
  const marked = mark?.exec(text)?.[0].length ?? 0;
  const said = text.slice(marked);
  return {
    start: start + marked + (said.length - said.trimStart().length),
    end: end - (said.length - said.trimEnd().length),
  };
}

/** A short line that stands alone before other text and ends as no sentence does is its heading, or a salutation. */
function withHeadings(text: string, blocks: readonly TextBlock[]): TextBlock[] {
  return blocks.map((block, index) => {
    const next = blocks[index + 1];
    const stands = next && isTitle(block) && (!isTitle(next) || text[block.end - 1] === ",");
    return stands ? { ...block, kind: "heading" } : block;
  });

  function isTitle({ kind, start, end, isAlone }: TextBlock): boolean {
    if (kind === "heading") return true;
    const said = text.slice(start, end);
    const words = said.split(/\s+/u);
    const hasNumber = words.slice(1).some((word) => /\d/u.test(word));
    return (
      kind === "paragraph" && isAlone && !hasNumber && words.length <= 12 && !/[.!?…。！？;:]["'”’»“)]*$/u.test(said)
    );
  }
}

/** Characters of a sentence; what is longer was never one, and is cut so that no work on it grows with its square. */
const mostCharacters = 2000;

function inParts(text: string, from: number, to: number): (readonly [start: number, end: number])[] {
  const parts: (readonly [number, number])[] = [];
  let start = from;
  while (to - start > mostCharacters) {
    const space = text.lastIndexOf(" ", start + mostCharacters);
    const end = space > start ? space : start + mostCharacters;
    parts.push([start, end]);
    start = end;
    while (start < to && text[start] === " ") start += 1;
  }
  if (start < to) parts.push([start, to]);
  return parts;
}

/** The same characters at the same places, on one line and without the marks of notes, which would stand between two sentences. */
function unbroken(text: string): string {
  return text.replaceAll(/[\n\r](?:[^\S\n]*>+)*|\[\^?\d{1,3}\]/gu, (mark) => " ".repeat(mark.length));
}

/** A stretch of a text on one line, without the marks of quoting that its lines begin with. */
export function lineOf(text: string): string {
  const lines = text.split(/[\n\r]+/u).map((line, index) => (index === 0 ? line : line.replace(quoting, "")).trim());
  return oneLine(
    lines.reduce((said, line) => {
      const isClose = joinsWithoutSpace(said.at(-1) ?? "") && joinsWithoutSpace(line[0] ?? "");
      return isClose ? `${said}${line}` : `${said} ${line}`;
    }),
  );
}
