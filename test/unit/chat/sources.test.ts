import { describe, expect, it } from "vitest";
import type { Page } from "../../../electron/contract/documents.ts";
import { numberSources } from "../../../electron/core/chat/sources.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { aPage, documentId } from "../store/library.ts";
import { pageOf } from "./chatRoom.ts";

const sourceOf = (...pages: Page[]) =>
  makeDocumentText({
    document: { id: documentId("a"), title: "The mill", language: "en", pages: pages.length, unread: [] },
    pages,
    outline: [],
  });

/** A page of rows as blocks; each row is one sentence without the tabs around it. */
function tableOf(rows: readonly string[]): Page {
  const text = rows.join("\n");
  let at = 0;
  const ranges = rows.map((row) => {
    const start = at;
    at += row.length + 1;
    return { row, start, end: start + row.length };
  });
  return aPage(1, text, {
    blocks: ranges.map(({ start, end }) => ({ kind: "tableRow", start, end })),
    sentences: ranges.map(({ row, start }, index) => {
      const from = start + row.length - row.trimStart().length;
      return { id: `p1.s${index + 1}`, start: from, end: from + row.trim().length };
    }),
  });
}

describe("the documents of a prompt", () => {
  it("have a line for each paragraph, under the number of its page", () => {
    const source = sourceOf(pageOf(1, [["One.", "Two."], ["Three."]]), pageOf(2, [["Four."]]));
    expect(numberSources([{ source, sentences: source.sentences }], "instruct").text).toBe(
      "Document: The mill\nPage 1\n[1] One. [2] Two.\n[3] Three.\nPage 2\n[4] Four.",
    );
  });

  it("say where sentences of a page were left out, and under which heading a passage stands", () => {
    const source = sourceOf(pageOf(1, [["One.", "Two.", "Three."]]), pageOf(2, [["Four."]]));
    const sentences = source.sentences.filter(({ text }) => text !== "Two.");
    const sectionOf = ({ page }: { page: number }) => (page === 2 ? "Repairs" : null);
    expect(numberSources([{ source, sentences, sectionOf }], "instruct").text).toBe(
      "Document: The mill\nPage 1\n[1] One.\n…\n[2] Three.\nPage 2, Repairs\n[3] Four.",
    );
  });

  it("have a line for each row of a table, but for one whose first cell is empty", () => {
    const source = sourceOf(tableOf(["Year\tRent\t", "2024\t1,240", "\t\tcold", "2025\t1,310"]));
    expect(numberSources([{ source, sentences: source.sentences }], "instruct").text).toBe(
      "Document: The mill\nPage 1\n[1] Year Rent\n[2] 2024 1,240 [3] cold\n[4] 2025 1,310",
    );
  });

  it("have a line for what follows an empty line where no blocks are known", () => {
    const source = sourceOf(
      aPage(1, "One. Two.\n\nThree.", {
        blocks: [],
        sentences: [
          { id: "p1.s1", start: 0, end: 4 },
          { id: "p1.s2", start: 5, end: 9 },
          { id: "p1.s3", start: 11, end: 17 },
        ],
      }),
    );
    expect(numberSources([{ source, sentences: source.sentences }], "instruct").text).toBe(
      "Document: The mill\nPage 1\n[1] One. [2] Two.\n[3] Three.",
    );
  });
});
