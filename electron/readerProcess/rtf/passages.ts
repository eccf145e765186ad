import { type FlowBlock, flowBlock } from "../flowPages.ts";
import type { ParagraphSet } from "../office/paragraphSet.ts";
import type { DraftBlock } from "../pageText.ts";
import { writeRaised } from "../raisedText.ts";
import { type RowDefinition, type RtfRow, rowBlocks } from "./tables.ts";

/** What is known of a paragraph when it ends. */
export interface ParagraphFacts {
  readonly kind: "heading" | "paragraph" | "listItem" | "caption" | "tableOfContents";
  readonly level: number;
  readonly inTable: boolean;
  readonly breakBefore: boolean;
}

/** Whether they are bold, and the size of the smallest in half points. */
type Letters = Pick<ParagraphSet, "bold" | "size">;

/** Text that stands by itself: the body, a note, a text box. */
interface Story {
  readonly kind: "body" | "note" | "box";
  text: string;
  /** the number or bullet that the list gives the paragraph */
  marker: string;
  /** paragraphs of the cell that is open, and the cells before it in its row */
  cell: string[];
  cells: string[][];
  /** rows of the table that is open, each with the notes that are marked in it */
  rows: RtfRow[];
  readonly blocks: FlowBlock[];
  /** how the letters of the paragraph that is open are set */
  letters: Letters;
  /** notes of the paragraph that is open */
  notes: FlowBlock[];
}

/** Makes blocks of what a file says one after the other; notes follow the paragraph or the row that has their mark. */
export interface Passages {
  /** `raise`: 1 for what is set above the line, -1 below it */
  add(text: string, raise: -1 | 0 | 1, letters: Letters): void;
  /** How a block of the body is set, where it is a paragraph. */
  setOf(block: DraftBlock): ParagraphSet | undefined;
  addMarker(text: string): void;
  endParagraph(facts: ParagraphFacts): void;
  endCell(): void;
  /** @param defined what the file says of the row, where it does */
  endRow(defined?: RowDefinition): void;
  breakPage(facts: ParagraphFacts): void;
  /** False where it lies inside too many others: then what it says belongs to the one that is open. */
  begin(kind: "note" | "box"): boolean;
  /** Ends what {@link begin} began, with the paragraph that is open in it. */
  end(facts: ParagraphFacts): void;
  finish(facts: ParagraphFacts): void;
  /** Takes the blocks of the body that are complete. */
  take(): readonly FlowBlock[];
}

/** A text box in a note in a text box is already more than programs make. */
const deepest = 8;

const noLetters: Letters = { bold: true, size: Infinity };

export function createPassages(): Passages {
  const body = story("body");
  const outer: Story[] = [];
  const sets = new WeakMap<DraftBlock, ParagraphSet>();
  let open = body;

  const emitNotes = () => {
    for (const note of open.notes) open.blocks.push(note);
    open.notes = [];
  };
  const emit = (block: FlowBlock) => {
    open.blocks.push(block);
    emitNotes();
  };
  /** The columns of a table are known when all its rows are. */
  const endTable = () => {
    for (const block of rowBlocks(open.rows.splice(0))) open.blocks.push(block);
  };
  const paragraph = (text: string, { kind, level }: ParagraphFacts, letters?: Letters) => {
    if (text === "") return;
    endTable();
    const block = open.kind === "note" ? flowBlock("footnote", text) : flowBlock(kind, text, level);
    if (letters && letters.size < Infinity) sets.set(block, { ...letters, isTitle: false });
    emit(block);
  };
  const taken = (): string => {
    const marker = squeeze(open.marker);
    const text = squeeze(open.text);
    open.marker = "";
    open.text = "";
    open.letters = noLetters;
    // Numbers and boxes are part of the text, bullets are not, of which one is a small o.
    return /[\p{L}\p{N}☐☑☒✓✔✗✘]/u.test(marker) && marker !== "o" && text !== "" ? `${marker} ${text}` : text;
  };
  const passages: Passages = {
    setOf: (block) => sets.get(block),
    add(text, raise, { bold, size }) {
      open.text += writeRaised(text, raise, open.text);
      if (/\p{L}/u.test(text))
        open.letters = { bold: open.letters.bold && bold, size: Math.min(open.letters.size, size) };
    },
    addMarker: (text) => void (open.marker += text),
    endParagraph(facts) {
      if (facts.inTable) {
        const text = taken();
        if (text !== "") open.cell.push(text);
        return;
      }
      if (open.cells.length > 0 || open.cell.length > 0) {
        // A table whose last row is never closed.
        const { text, marker } = open;
        open.text = "";
        open.marker = "";
        passages.endRow();
        open.text = text;
        open.marker = marker;
      }
      endTable();
      if (facts.breakBefore) open.blocks.push("pageBreak");
      const isListed = open.marker !== "" && facts.kind === "paragraph";
      const { letters } = open;
      paragraph(taken(), isListed ? { ...facts, kind: "listItem" } : facts, letters);
    },
    endCell() {
      const text = taken();
      open.cells.push(text === "" ? open.cell : [...open.cell, text]);
      open.cell = [];
    },
    endRow(defined) {
      if (open.cell.length > 0 || open.text.trim() !== "") passages.endCell();
      const { cells } = open;
      open.cells = [];
      if (cells.flat().length === 0) return;
      if (open.kind === "note") {
        const row = cells.map((cell) => cell.join(" ")).join("\t");
        emit(flowBlock("footnote", row));
        return;
      }
      open.rows.push({ cells, defined: defined?.cells.length === cells.length ? defined : null, notes: open.notes });
      open.notes = [];
    },
    breakPage(facts) {
      if (facts.inTable || open.kind !== "body") return;
      passages.endParagraph(facts);
      open.blocks.push("pageBreak");
    },
    begin(kind) {
      if (outer.length >= deepest) return false;
      outer.push(open);
      open = story(kind);
      return true;
    },
    end(facts) {
      finishStory(facts);
      const { kind, blocks } = open;
      open = outer.pop() ?? body;
      endTable();
      const place = kind === "note" ? open.notes : open.blocks;
      for (const block of blocks) place.push(block);
    },
    finish(facts) {
      while (outer.length > 0) passages.end(facts);
      finishStory(facts);
    },
    take: () => body.blocks.splice(0),
  };
  const finishStory = (facts: ParagraphFacts) => {
    passages.endParagraph(facts);
    if (open.cells.length > 0 || open.cell.length > 0) passages.endRow();
    endTable();
    emitNotes();
  };
  return passages;
}

function story(kind: Story["kind"]): Story {
  return { kind, text: "", marker: "", cell: [], cells: [], rows: [], letters: noLetters, blocks: [], notes: [] };
}

/** White space as one space, without marks that only say where a word may be divided. */
function squeeze(text: string): string {
  return text
    .replace(/[\u00AD\u200B\uFEFF]/gu, "")
    .replace(/[\s\u00A0]+/gu, " ")
    .trim();
}
