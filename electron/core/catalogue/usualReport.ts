import { type Document, type Page, readingVersion } from "../../contract/documents.ts";
import { reportPages } from "../../contract/catalogue.ts";
import { type DocumentText, makeDocumentText } from "../text/documentText.ts";

/** No document of a library has this id, which is no hash of anything. */
const id = "0".repeat(64);

/** Stands for a report of {@link reportPages} pages of about 500 words: the document that no library has by which speeds are told. */
export function usualReport(): { readonly document: Document; readonly text: DocumentText } {
  const pages = Array.from({ length: reportPages }, (_, index) => page(index + 1));
  const document: Document = {
    id,
    name: "report.pdf",
    format: "pdf",
    title: "Report",
    bytes: 0,
    pages: reportPages,
    words: reportPages * paragraphs * sentences * words,
    language: "en",
    status: "ready",
    problem: null,
    unread: [],
    notes: [],
    rendered: false,
    pinned: false,
    createdAt: 0,
    updatedAt: 0,
    readMs: null,
    reading: { version: readingVersion, problem: null },
  };
  return { document, text: makeDocumentText({ document, pages, outline: [] }) };
}

const paragraphs = 5;
const sentences = 5;
const words = 20;

function page(number: number): Page {
  const result: Page = {
    number,
    label: null,
    text: "",
    blocks: [],
    tables: [],
    sentences: [],
    status: "read",
    reason: null,
    size: null,
    runs: [],
  };
  for (let paragraph = 0; paragraph < paragraphs; paragraph += 1) {
    const start = result.text.length;
    for (let sentence = 0; sentence < sentences; sentence += 1) {
      const from = result.text.length;
      // With the space before each word six letters, as in English.
      result.text += `${"Thing ".repeat(words).trimEnd()}.`;
      const id = `p${String(number)}.s${String(result.sentences.length + 1)}`;
      result.sentences.push({ id, start: from, end: result.text.length });
      result.text += sentence < sentences - 1 ? " " : "";
    }
    result.blocks.push({ kind: "paragraph", start, end: result.text.length });
    result.text += "\n";
  }
  return result;
}
