import {
  AlignmentType,
  Document,
  FootnoteReferenceRun,
  HeadingLevel,
  LevelFormat,
  Packer,
  Paragraph,
  TextRun,
} from "docx";
import type { OutlineBlock } from "./outline.ts";

/** The outline as a DOCX (ISO/IEC 29500) whose quotes are footnotes. */
export async function outlineToDocx(blocks: readonly OutlineBlock[], title: string): Promise<Uint8Array> {
  const footnotes: Record<string, { children: Paragraph[] }> = {};
  let notes = 0;
  const note = (text: string): FootnoteReferenceRun => {
    notes += 1;
    footnotes[String(notes)] = { children: [new Paragraph({ children: [run(text)] })] };
    return new FootnoteReferenceRun(notes);
  };
  const children = blocks.map((block) => toParagraph(block, note));
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

function toParagraph(block: OutlineBlock, note: (text: string) => FootnoteReferenceRun): Paragraph {
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
        children: [
          run(block.text),
          ...block.notes.map(note),
          ...(block.doubt === null ? [] : [new TextRun({ text: clean(` (${block.doubt})`), italics: true })]),
        ],
      });
  }
}

function run(text: string): TextRun {
  return new TextRun(clean(text));
}

/** XML 1.0 has no place for control characters (but for those that are spaces), for two noncharacters and for halves of surrogate pairs. */
function clean(text: string): string {
  return text.toWellFormed().replaceAll(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, "");
}
