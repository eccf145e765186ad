import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow } from "docx";
import { documentOf } from "./documents.ts";

/** Words on a page. */
const perPage = 450;
/** Paragraphs after which a table stands. */
const perTable = 12;

/** A Word file of so many pages of generated text, with headings and tables; the same each time. */
export async function makeWordFile(pages: number): Promise<Uint8Array> {
  const paragraphs = documentOf("generated", pages * perPage, 1)
    .text.split(/\n\s*\n/u)
    .filter((text) => text.trim() !== "");
  const children = paragraphs.flatMap((text, index) => {
    const isHeading = text.startsWith("#");
    const plain = text.replace(/^#+\s*/u, "");
    const paragraph = new Paragraph({ text: plain, ...(isHeading ? { heading: HeadingLevel.HEADING_1 } : {}) });
    return index % perTable === perTable - 1 ? [paragraph, tableOf(plain.split(" "))] : [paragraph];
  });
  return await Packer.toBuffer(new Document({ sections: [{ children }] }));
}

/** Five rows of four words. */
function tableOf(words: readonly string[]): Table {
  const cell = (text: string) => new TableCell({ children: [new Paragraph(text)] });
  return new Table({
    rows: Array.from(
      { length: 5 },
      (_, row) => new TableRow({ children: [0, 1, 2, 3].map((column) => cell(words[4 * row + column] ?? "–")) }),
    ),
  });
}
