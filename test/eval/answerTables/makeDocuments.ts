import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { utils, write } from "@e965/xlsx";
import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from "docx";
import type { PhrasingContent, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import Papa from "papaparse";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import { evalFolder, readEntries } from "../passages.ts";
import { type AnswerCase, folder } from "./truth.ts";

/** A document as a file. */
export interface MadeFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

const documentsFolder = path.resolve(evalFolder, "../documents");

/** The file of a case: made of its source, the same text each time, or a real one; null where it does not lie beside the checkout. */
export async function fileOf({ id, document }: AnswerCase): Promise<MadeFile | null> {
  if ("file" in document) return realFile(id, document.file);
  const text = readFileSync(path.join(folder, "sources", document.source), "utf8");
  const bytes =
    document.as === "docx"
      ? await toWord(text)
      : document.as === "xlsx"
        ? toSheet(text)
        : new TextEncoder().encode(text);
  return { fileName: `${id}.${document.as}`, bytes };
}

function realFile(id: string, file: string): MadeFile | null {
  if (file.startsWith("resources/")) {
    return { fileName: path.basename(file), bytes: readFileSync(path.join(applicationFolder(), file)) };
  }
  const [set, entryId] = file.split(".jsonl#");
  if (set === undefined || entryId === undefined) {
    const whole = path.join(documentsFolder, file);
    return existsSync(whole) ? { fileName: path.basename(file), bytes: readFileSync(whole) } : null;
  }
  if (!existsSync(path.join(evalFolder, `${set}.jsonl`))) return null;
  const entry = readEntries(set).find((each) => each.id === entryId);
  if (!entry) throw new Error(`There is no ${file}.`);
  return { fileName: `${id}.txt`, bytes: new TextEncoder().encode(entry.text) };
}

const headings = [HeadingLevel.TITLE, HeadingLevel.HEADING_1, HeadingLevel.HEADING_2] as const;

async function toWord(markdown: string): Promise<Uint8Array> {
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const document = new Document({ sections: [{ children: tree.children.flatMap(wordBlocks) }] });
  return new Uint8Array(await Packer.toBuffer(document));
}

function wordBlocks(node: RootContent): (Paragraph | Table)[] {
  switch (node.type) {
    case "heading":
      return [new Paragraph({ heading: headings[node.depth - 1] ?? headings[2], children: runsOf(node.children) })];
    case "paragraph":
      return [new Paragraph({ children: runsOf(node.children) })];
    case "list":
      return node.children.flatMap((item) =>
        item.children.flatMap((child) =>
          child.type === "paragraph" ? [new Paragraph({ bullet: { level: 0 }, children: runsOf(child.children) })] : [],
        ),
      );
    case "table": {
      // Markdown asks for a head; a table without one begins with an empty row.
      const rows = node.children.filter(({ children }) => children.some((cell) => cell.children.length > 0));
      return [
        new Table({
          rows: rows.map(
            ({ children }) =>
              new TableRow({
                children: children.map(
                  (cell) => new TableCell({ children: [new Paragraph({ children: runsOf(cell.children) })] }),
                ),
              }),
          ),
        }),
      ];
    }
    default:
      throw new Error(`A source has what is not made into Word: ${node.type}.`);
  }
}

type Style = { readonly bold?: boolean; readonly strike?: boolean };

function runsOf(nodes: readonly PhrasingContent[], style: Style = {}): TextRun[] {
  return nodes.flatMap((node) => {
    if (node.type === "strong") return runsOf(node.children, { ...style, bold: true });
    if (node.type === "delete") return runsOf(node.children, { ...style, strike: true });
    if ("children" in node) return runsOf(node.children, style);
    return "value" in node ? [new TextRun({ ...style, text: node.value.replaceAll("\n", " ") })] : [];
  });
}

/** Numbers and dates become cells of their types, as a program that writes invoices makes them. */
function toSheet(csv: string): Uint8Array {
  const { data } = Papa.parse<string[]>(csv.trim());
  const rows = data.map((row) =>
    row.map((cell) => {
      if (/^-?\d+(?:\.\d+)?$/u.test(cell)) return Number(cell);
      return /^\d{4}-\d\d-\d\d$/u.test(cell) ? new Date(`${cell}T00:00:00Z`) : cell === "" ? null : cell;
    }),
  );
  const sheet = utils.aoa_to_sheet(rows, { UTC: true, cellDates: true, dateNF: "dd/mm/yyyy" });
  const book = utils.book_new(sheet, "Invoice");
  return new Uint8Array(write(book, { type: "buffer", bookType: "xlsx" }) as Uint8Array);
}
