import type { Page } from "../../../electron/contract/documents.ts";
import { tablesOfRows } from "../../../electron/contract/tables.ts";
import { textDocument } from "../summarize/textDocument.ts";

/** A page of rows, cells apart by tab stops, as the readers of tables make them: a row is cited from its first filled cell on. */
export function tableDocument(rows: readonly (readonly string[])[], language = "en"): ReturnType<typeof textDocument> {
  const lines = rows.map((cells) => cells.join("\t").replace(/\t+$/u, ""));
  const text = lines.join("\n");
  const made = textDocument([text], { title: "Sales", language });
  let at = 0;
  const places = lines.map((line) => {
    const start = at;
    at += line.length + 1;
    return { start, end: start + line.length, skipped: line.length - line.trimStart().length };
  });
  const blocks = places.map(({ start, end }) => ({ kind: "tableRow" as const, start, end }));
  const page = (bare: Page): Page => ({
    ...bare,
    text,
    blocks,
    tables: tablesOfRows(text, blocks),
    sentences: places.map(({ start, end, skipped }, index) => ({
      id: `p1.s${String(index + 1)}`,
      start: start + skipped,
      end,
    })),
  });
  return { ...made, document: { ...made.document, format: "csv" }, pages: made.pages.map(page) };
}
