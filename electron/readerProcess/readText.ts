import { joinsWithoutSpace } from "../core/text/scripts.ts";
import { isWrapped } from "../core/text/wrappedLines.ts";
import { titleLine } from "./documentTitle.ts";
import { contentsLines, isLedEntry } from "./contentsLines.ts";
import { emitFlowPages, type FlowBlock, flowBlock } from "./flowPages.ts";
import type { ReadFacts, Reading } from "./reading.ts";
import { findTextHeadings, type TextParagraph } from "./textHeadings.ts";
import { findTurns, type TurnStart } from "./transcriptTurns.ts";

/** Plain text: paragraphs stand between blank lines, headings alone; a form feed is a page break. */
export function readText(text: string, reading: Reading): ReadFacts {
  const title = titleLine(text);
  emitFlowPages(withContents([...textBlocks(text, { title })]), reading);
  return { format: "text", title, language: null, notes: [] };
}

function withContents(blocks: readonly FlowBlock[]): FlowBlock[] {
  const texts = blocks.map((block) => (block === "pageBreak" ? "" : block.pieces.map(({ text }) => text).join("")));
  const { lines } = contentsLines(texts, false);
  return blocks.map((block, index) =>
    block !== "pageBreak" && lines.has(index) ? flowBlock("tableOfContents", texts[index] ?? "") : block,
  );
}

const item = /^\s*(?:[-*•–]|\(?\d{1,3}[.)])\s+\S/u;

/** @param headed with this title, if any, and with headings that are told by how they stand; else all is text */
export function* textBlocks(text: string, headed?: { readonly title: string | null }): Generator<FlowBlock> {
  const startsTurn = findTurns(text);
  const parts = text.split("\f").map(paragraphsOf);
  const isTranscript = parts.some((part) => part.some(({ lines }) => lines.some((line) => startsTurn(line) !== null)));
  const headings = headed && !isTranscript ? findTextHeadings(parts.flat()) : new Map<TextParagraph, number>();
  let title = headed?.title ?? null;
  const top = title === null ? 0 : 1;
  for (const [index, part] of parts.entries()) {
    if (index > 0) yield "pageBreak";
    /** The name of a speaker that stands on a line of its own, before what is said. */
    let speaker = "";
    for (const paragraph of part) {
      let lines = paragraph.lines;
      const isTitle: boolean = title !== null && lines[0]?.includes(title) === true;
      const depth = isTitle ? 1 : headings.get(paragraph);
      if (isTitle || depth !== undefined) {
        yield flowBlock("heading", joinLines(lines.slice(0, 1)), isTitle ? 1 : top + (depth ?? 1));
        lines = lines.slice(1);
      }
      title = null;
      if (lines.length === 0) continue;
      if (speaker !== "") lines = [speaker, ...lines];
      speaker = "";
      if (lines.length === 1 && startsTurn(lines[0] ?? "") === "name") speaker = lines[0] ?? "";
      else yield* paragraphBlocks(lines, startsTurn);
    }
    if (speaker !== "") yield flowBlock("paragraph", joinLines([speaker]));
  }
}

function paragraphsOf(part: string): TextParagraph[] {
  const paragraphs: { lines: string[]; blanksBefore: number }[] = [];
  let blanks = 0;
  let open: string[] | null = null;
  for (const line of part.split("\n")) {
    if (line.trim() === "") {
      blanks++;
      open = null;
    } else if (open) {
      open.push(line);
    } else {
      open = [line];
      paragraphs.push({ lines: open, blanksBefore: blanks });
      blanks = 0;
    }
  }
  return paragraphs;
}

function* paragraphBlocks(
  lines: readonly string[],
  startsTurn: (line: string) => TurnStart | null,
): Generator<FlowBlock> {
  const wrapped = isWrapped(lines);
  let open: string[] = [];
  let kind: "paragraph" | "listItem" | "turn" = "paragraph";
  const block = () => flowBlock(kind, joinLines(open));
  for (const line of lines) {
    const begins = startsTurn(line) !== null ? "turn" : item.test(line) ? "listItem" : null;
    const indented =
      wrapped &&
      kind === "paragraph" &&
      open.length > 0 &&
      /^(?:\s{2,}|\u3000)/u.test(line) &&
      !/^\s/u.test(open.at(-1) ?? "");
    const isNext = begins !== null || indented || isLedEntry(open.at(-1) ?? "");
    if (open.length > 0 && (isNext || (!wrapped && kind === "paragraph"))) {
      yield block();
      open = [];
    }
    if (open.length === 0) kind = begins ?? "paragraph";
    open.push(line);
  }
  if (open.length > 0) yield block();
}

/** Lines as one text: a space between them, but for those scripts that have none. */
export function joinLines(lines: readonly string[]): string {
  let text = "";
  for (const line of lines) {
    const next = line.trim().replace(/\s+/gu, " ");
    const close = joinsWithoutSpace(text.at(-1) ?? "") && joinsWithoutSpace(next[0] ?? "");
    text += text === "" || close ? next : ` ${next}`;
  }
  return text;
}
