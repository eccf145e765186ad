import { joinsWithoutSpace } from "../core/text/scripts.ts";
import { isWrapped } from "../core/text/wrappedLines.ts";
import { titleLine } from "./documentTitle.ts";
import { emitFlowPages, type FlowBlock, flowBlock } from "./flowPages.ts";
import type { ReadFacts, Reading } from "./reading.ts";
import { findTurns, type TurnStart } from "./transcriptTurns.ts";

/** Plain text: paragraphs stand between blank lines; a form feed is a page break. */
export function readText(text: string, reading: Reading): ReadFacts {
  emitFlowPages(textBlocks(text), reading);
  return { format: "text", title: titleLine(text), language: null, notes: [] };
}

const item = /^\s*(?:[-*•–]|\(?\d{1,3}[.)])\s+\S/u;

export function* textBlocks(text: string): Generator<FlowBlock> {
  const startsTurn = findTurns(text);
  for (const [index, part] of text.split("\f").entries()) {
    if (index > 0) yield "pageBreak";
    /** The name of a speaker that stands on a line of its own, before what is said. */
    let speaker = "";
    for (const paragraph of part.split(/\n[^\S\n]*\n+/u)) {
      let lines = paragraph.split("\n").filter((line) => line.trim() !== "");
      if (lines.length === 0) continue;
      if (speaker !== "") lines = [speaker, ...lines];
      speaker = "";
      if (lines.length === 1 && startsTurn(lines[0] ?? "") === "name") speaker = lines[0] ?? "";
      else yield* paragraphBlocks(lines, startsTurn);
    }
    if (speaker !== "") yield flowBlock("paragraph", joinLines([speaker]));
  }
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
    if (open.length > 0 && (begins !== null || indented || (!wrapped && kind === "paragraph"))) {
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
