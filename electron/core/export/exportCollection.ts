import type { ExportedFile, ExportFormat, SetSummary, SkippedFile } from "../../contract/collections.ts";
import type { Document } from "../../contract/documents.ts";
import { assertNever } from "../../contract/errors.ts";
import type { KeyFact } from "../../contract/summaries.ts";
import type { Store } from "../store/store.ts";
import type { Summaries } from "../summarize/createSummaries.ts";
import { documentKindOf } from "../text/documentKind.ts";
import { keyFacts } from "../extract/keyFacts.ts";
import { knownNames } from "../text/names.ts";
import { fileNameOf } from "./summaryReport.ts";
import { makeDocumentText } from "../text/documentText.ts";
import { type OutlineBlock, outlineOf } from "./collectionOutline.ts";
import { makeSetReport } from "../collections/collectionReport.ts";
import type { SetMember } from "../collections/collectionSummary.ts";

interface ExportInput {
  readonly summary: SetSummary;
  readonly members: readonly SetMember[];
  readonly skipped: readonly SkippedFile[];
  readonly store: Store;
  readonly summaries: Pick<Summaries, "machineReadable">;
}

/**
 * All results of a collection as one file. Markdown and DOCX: the set and each document, quotes as footnotes. JSON: the same with
 * the report of every document and its key facts. CSV: the key facts, one in a row.
 */
export async function exportCollection(format: ExportFormat, input: ExportInput): Promise<ExportedFile> {
  const { summary, members, skipped } = input;
  const named = (extension: string): string => fileNameOf(summary.title, extension);
  switch (format) {
    case "markdown":
      return text(named("md"), "text/markdown", toMarkdown(outlineOf(summary, members, skipped)));
    case "docx": {
      const { outlineToDocx } = await import("./docx.ts");
      const bytes = await outlineToDocx(outlineOf(summary, members, skipped), summary.title);
      return {
        fileName: named("docx"),
        mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        encoding: "base64",
        data: Buffer.from(bytes).toString("base64"),
      };
    }
    case "json":
      return text(named("json"), "application/json", `${JSON.stringify(await toJson(input), null, 2)}\n`);
    case "csv":
      return text(named("csv"), "text/csv", await toCsv(input));
    default:
      return assertNever(format);
  }
}

function text(fileName: string, mediaType: string, data: string): ExportedFile {
  return { fileName, mediaType: `${mediaType};charset=utf-8`, encoding: "text", data };
}

function toMarkdown(blocks: readonly OutlineBlock[]): string {
  const notes: string[] = [];
  const parts: string[] = [];
  let list: string[] = [];
  const closeList = (): void => {
    if (list.length > 0) parts.push(list.join("\n"));
    list = [];
  };
  for (const block of blocks) {
    switch (block.kind) {
      case "heading":
        closeList();
        parts.push(`${"#".repeat(block.level)} ${escape(block.text)}`);
        break;
      case "text":
        closeList();
        parts.push(escape(block.text));
        break;
      case "item":
        list.push(`- ${escape(block.text)}`);
        break;
      case "point": {
        const marks = block.notes.map((note) => `[^${String(notes.push(note))}]`).join("");
        list.push(`- ${escape(block.text)}${marks}${block.doubt === null ? "" : ` *(${escape(block.doubt)})*`}`);
        break;
      }
      default:
        assertNever(block);
    }
  }
  closeList();
  parts.push(notes.map((note, place) => `[^${String(place + 1)}]: ${escape(note)}`).join("\n"));
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

async function toJson({ summary, members, skipped, store, summaries }: ExportInput) {
  const documents = [];
  for (const { document, path, summary: own } of members) {
    const isRead = document.status === "ready";
    documents.push({
      path,
      problem: document.problem,
      report: isRead ? summaries.machineReadable(document.id, own?.id ?? null, "standard") : null,
      facts: isRead ? factsOf(store, document) : [],
    });
    await breathe();
  }
  return { format: "tramontane-collection", version: 1, ...makeSetReport(summary, skipped), documents };
}

/** RFC 4180 with a byte order mark, by which spreadsheets know UTF-8. */
async function toCsv({ members, store }: ExportInput): Promise<string> {
  const rows = [["file", "page", "kind", "value", "quote", "due"]];
  for (const { document, path } of members) {
    if (document.status !== "ready") continue;
    for (const { kind, label, value, due = "", citations } of factsOf(store, document)) {
      const [citation] = citations;
      const quote = citation?.quote.replaceAll(/\s+/gu, " ").trim() ?? "";
      rows.push([path, String(citation?.page ?? ""), kind, label === "" ? value : label, quote, due]);
    }
    await breathe();
  }
  return `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Facts are found by code in the whole text, so that they do not hang on what a summary chose to say. */
function factsOf(store: Store, document: Document): KeyFact[] {
  const pages = store.documents.allPages(document.id);
  const source = makeDocumentText({ document, pages, outline: store.documents.outline(document.id) });
  const known = knownNames(
    source.sentences.map((sentence) => sentence.text),
    document.language,
  );
  return keyFacts({ source, known, kind: documentKindOf(source), structure: "facts" });
}

/** A text that a spreadsheet would take for a formula is kept a text (OWASP, CSV injection). */
function cell(value: string): string {
  const plain = /^[=+\-@\t\r]/u.test(value) && !/^[+-]?[\d.,]+%?$/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Many documents are gone through: the application stays awake. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Text of a document must not become markup. */
function escape(value: string): string {
  return value.replaceAll(/[\\`*_[\]<>#|~]/gu, (mark) => `\\${mark}`);
}
