import {
  AlignmentType,
  Document,
  FootnoteReferenceRun,
  HeadingLevel,
  LevelFormat,
  Packer,
  Paragraph,
  type ParagraphChild,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from "docx";
import { assertNever } from "../../contract/errors.ts";
import type { Block, Entry, Inline, Line, Table as TableBlock, TextRun as Run } from "./blocks.ts";
import { writtenBlocks } from "./written.ts";

/** The blocks as a DOCX (ISO/IEC 29500) whose notes are footnotes. */
export async function toDocx(blocks: readonly Block[], title: string): Promise<Uint8Array> {
  const footnotes: Record<string, { children: Paragraph[] }> = {};
  let notes = 0;
  const note = (text: string): FootnoteReferenceRun => {
    notes += 1;
    footnotes[String(notes)] = { children: [new Paragraph({ children: [run(text)] })] };
    return new FootnoteReferenceRun(notes);
  };
  const children = blocks.flatMap((block) => elementsOf(block, note));
  const document = new Document({
    title: clean(title),
    creator: "Tramontane",
    styles: { default: { document: { run: { font: "Calibri", size: 22 } } } },
    numbering: {
      config: [
        {
          reference: bullets,
          levels: [
            {
              level: 0,
              format: LevelFormat.BULLET,
              text: "•",
              alignment: AlignmentType.LEFT,
              style: { paragraph: { indent: { left: 360, hanging: 260 } } },
            },
            {
              level: 1,
              format: LevelFormat.BULLET,
              text: "–",
              alignment: AlignmentType.LEFT,
              style: { paragraph: { indent: { left: 720, hanging: 260 } } },
            },
          ],
        },
      ],
    },
    footnotes,
    sections: [{ children }],
  });
  return Packer.toBuffer(document);
}

const bullets = "points";
const headings = { 1: HeadingLevel.TITLE, 2: HeadingLevel.HEADING_1, 3: HeadingLevel.HEADING_2 } as const;

/** Takes a note down and gives the run that stands for it. */
type Note = (text: string) => FootnoteReferenceRun;

function elementsOf(block: Block, note: Note): (Paragraph | Table)[] {
  switch (block.kind) {
    case "heading":
      return [new Paragraph({ heading: headings[block.level], children: [run(block.text)] })];
    case "text":
      return [
        new Paragraph({
          children: block.lines.flatMap((line, index) => [
            ...(index === 0 ? [] : [lineBreak()]),
            ...runsOf(line, note),
          ]),
          spacing: { after: 120 },
        }),
      ];
    case "prose":
      return [
        new Paragraph({
          spacing: { after: 160 },
          children: block.sentences.flatMap((sentence, index) => [
            ...(index === 0 ? [] : [run(" ")]),
            ...runsOf(sentence, note),
          ]),
        }),
      ];
    case "list":
      return block.items.map((item, index) => {
        const children = runsOf(item, note);
        if (block.isNumbered) return numbered(index, children);
        const spacing = block.isCompact ? {} : { spacing: { after: 80 } };
        return new Paragraph({ numbering: { reference: bullets, level: 0 }, ...spacing, children });
      });
    case "table":
      return [tableOf(block, note)];
    case "entries":
      return block.entries.flatMap((entry, index) => entryOf(entry, index, note));
    case "code":
      return [
        new Paragraph({
          spacing: { after: 120 },
          children: block.text
            .split("\n")
            .flatMap((line, index) => [
              ...(index === 0 ? [] : [lineBreak()]),
              new TextRun({ text: clean(line), ...styles.code }),
            ]),
        }),
      ];
    case "written":
      return writtenBlocks(block.markdown, block.notes).flatMap((inner) => elementsOf(inner, note));
    default:
      return assertNever(block);
  }
}

/** Word counts a list from its start only where each has a numbering of its own: the number is written instead. */
function numbered(index: number, children: readonly ParagraphChild[]): Paragraph {
  return new Paragraph({
    indent: { left: 360, hanging: 360 },
    spacing: { after: 80 },
    children: [run(`${String(index + 1)}. `), ...children],
  });
}

function entryOf({ title, text, quotes }: Entry, index: number, note: Note): Paragraph[] {
  const spacing = { after: 80 };
  return [
    numbered(index, runsOf(title, note)),
    ...(text === null ? [] : [new Paragraph({ indent: { left: 360 }, spacing, children: runsOf(text, note) })]),
    ...quotes.map(
      (quote) => new Paragraph({ numbering: { reference: bullets, level: 1 }, spacing, children: runsOf(quote, note) }),
    ),
  ];
}

function runsOf(line: Line, note: Note): ParagraphChild[] {
  return line.map((inline) => inlineOf(inline, note));
}

function inlineOf(inline: Inline, note: Note): ParagraphChild {
  return "note" in inline ? note(inline.note) : styled(inline);
}

const styles = {
  strong: { bold: true },
  emphasis: { italics: true },
  removed: { strike: true },
  code: { font: "Consolas" },
} as const satisfies Record<NonNullable<Run["style"]>, object>;

function styled({ text, style }: Run): TextRun {
  return style === undefined ? run(text) : new TextRun({ text: clean(text), ...styles[style] });
}

/** A table as wide as the page, whose head comes again on each. */
function tableOf({ head, widths, rows }: TableBlock, note: Note): Table {
  const margins = { top: 60, bottom: 60, left: 90, right: 90 };
  const cell = (column: number, children: readonly ParagraphChild[]): TableCell =>
    new TableCell({
      margins,
      width: { size: widths[column] ?? 0, type: WidthType.PERCENTAGE },
      children: [new Paragraph({ children: [...children] })],
    });
  const strong = (line: Line): Line =>
    line.map((inline) => ("note" in inline ? inline : { text: inline.text, style: "strong" }));
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      new TableRow({
        tableHeader: true,
        children: head.map((line, column) => cell(column, runsOf(strong(line), note))),
      }),
      ...rows.map(
        (cells) =>
          new TableRow({
            cantSplit: true,
            children: cells.map((line, column) => cell(column, runsOf(line, note))),
          }),
      ),
    ],
  });
}

function lineBreak(): TextRun {
  return new TextRun({ break: 1 });
}

function run(text: string): TextRun {
  return new TextRun(clean(text));
}

/** XML 1.0 has no place for control characters (but for those that are spaces), for two noncharacters and for halves of surrogate pairs. */
function clean(text: string): string {
  return text.toWellFormed().replaceAll(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, "");
}
