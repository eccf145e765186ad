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
import type { OutlineBlock } from "./collectionOutline.ts";

/** A sentence with its quotes as notes, and why it is doubtful, if it is. */
export type DocxSentence = Omit<Extract<OutlineBlock, { kind: "point" }>, "kind">;

export type DocxBlock =
  | OutlineBlock
  /** a paragraph of running text */
  | { readonly kind: "prose"; readonly sentences: readonly DocxSentence[] }
  | DocxTable;

interface DocxTable {
  readonly kind: "table";
  readonly head: readonly string[];
  /** of the columns, in per cent of the page */
  readonly widths: readonly number[];
  readonly rows: readonly (readonly DocxSentence[])[];
}

/** The outline as a DOCX (ISO/IEC 29500) whose quotes are footnotes. */
export async function outlineToDocx(blocks: readonly DocxBlock[], title: string): Promise<Uint8Array> {
  const footnotes: Record<string, { children: Paragraph[] }> = {};
  let notes = 0;
  const note = (text: string): FootnoteReferenceRun => {
    notes += 1;
    footnotes[String(notes)] = { children: [new Paragraph({ children: [run(text)] })] };
    return new FootnoteReferenceRun(notes);
  };
  const children = blocks.map((block) => toElement(block, note));
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

type Note = (text: string) => FootnoteReferenceRun;

function toElement(block: DocxBlock, note: Note): Paragraph | Table {
  switch (block.kind) {
    case "heading":
      return new Paragraph({ heading: headings[block.level], children: [run(block.text)] });
    case "text":
      return new Paragraph({ children: [run(block.text)], spacing: { after: 120 } });
    case "item":
      return new Paragraph({ children: [run(block.text)], numbering: { reference: bullets, level: 0 } });
    case "point":
      return new Paragraph({
        numbering: { reference: bullets, level: 0 },
        spacing: { after: 80 },
        children: runsOf(block, note),
      });
    case "prose":
      return new Paragraph({
        spacing: { after: 160 },
        children: block.sentences.flatMap((sentence, place) => [
          ...(place === 0 ? [] : [run(" ")]),
          ...runsOf(sentence, note),
        ]),
      });
    case "table":
      return tableOf(block, note);
    default:
      return assertNever(block);
  }
}

function runsOf({ text, notes, doubt }: DocxSentence, note: Note): ParagraphChild[] {
  return [
    run(text),
    ...notes.map(note),
    ...(doubt === null ? [] : [new TextRun({ text: clean(` (${doubt})`), italics: true })]),
  ];
}

/** A table as wide as the page, whose head comes again on each. */
function tableOf({ head, widths, rows }: DocxTable, note: Note): Table {
  const margins = { top: 60, bottom: 60, left: 90, right: 90 };
  const cell = (place: number, children: readonly ParagraphChild[]): TableCell =>
    new TableCell({
      margins,
      width: { size: widths[place] ?? 0, type: WidthType.PERCENTAGE },
      children: [new Paragraph({ children: [...children] })],
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      new TableRow({
        tableHeader: true,
        children: head.map((text, place) => cell(place, [new TextRun({ text: clean(text), bold: true })])),
      }),
      ...rows.map(
        (cells) =>
          new TableRow({
            cantSplit: true,
            children: cells.map((sentence, place) => cell(place, runsOf(sentence, note))),
          }),
      ),
    ],
  });
}

function run(text: string): TextRun {
  return new TextRun(clean(text));
}

/** XML 1.0 has no place for control characters (but for those that are spaces), for two noncharacters and for halves of surrogate pairs. */
function clean(text: string): string {
  return text.toWellFormed().replaceAll(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, "");
}
