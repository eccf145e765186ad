import { describe, expect, it } from "vitest";
import type { Block } from "../../../../electron/contract/documents.ts";
import { tablesOfRows } from "../../../../electron/contract/tables.ts";
import { type Mark, cutPieces, gridOf, layOut } from "../../../../renderer/features/reader/textPieces.ts";

const text = "The tenant pays 900 euros a month.";
const mark = (start: number, end: number, kind: Mark["kind"] = "quote", target = false): Mark => ({
  start,
  end,
  kind,
  target,
});

describe("cutPieces", () => {
  it("keeps every letter in order, whatever is marked", () => {
    const pieces = cutPieces(text, 4, 30, [mark(0, 10), mark(8, 19, "hit"), mark(25, 34)]);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text.slice(4, 30));
  });

  it("marks exactly the range", () => {
    const pieces = cutPieces(text, 0, text.length, [mark(16, 25)]);
    expect(pieces.filter((piece) => piece.mark).map((piece) => piece.text)).toEqual(["900 euros"]);
  });

  it("shows the hit one stands on over other hits and over the quote", () => {
    const pieces = cutPieces(text, 0, text.length, [
      mark(4, 25),
      mark(16, 19, "currentHit", true),
      mark(16, 19, "hit"),
    ]);
    expect(pieces.find((piece) => piece.text === "900")).toMatchObject({ mark: "currentHit", target: true });
    expect(pieces.filter((piece) => piece.mark === "quote").map((piece) => piece.text)).toEqual([
      "tenant pays ",
      " euros",
    ]);
  });

  it("names the first piece of the range the view goes to, also where it began in an earlier block", () => {
    const pieces = cutPieces(text, 11, text.length, [mark(4, 19, "quote", true)]);
    expect(pieces.filter((piece) => piece.target).map((piece) => piece.text)).toEqual(["pays 900"]);
  });
});

describe("cutPieces of comments and changes", () => {
  const beside = (start: number, end: number, kind: Mark["kind"], note: string): Mark => ({
    ...mark(start, end, kind),
    note,
  });

  it("has pieces without text for places, with what is told of all marks there", () => {
    const pieces = cutPieces(text, 0, text.length, [
      beside(16, 16, "deletion", "Deleted: 800"),
      beside(16, 19, "insertion", "Inserted"),
      beside(11, 25, "comment", "Comment: Why?"),
      beside(34, 34, "deletion", "Deleted: The end."),
      mark(34, 34, "quote", true),
    ]);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(pieces.filter(({ text: shown }) => shown === "")).toMatchObject([
      { start: 16, mark: "deletion", note: "Deleted: 800", target: false },
      { start: 34, mark: "quote", note: "Deleted: The end.", target: true },
    ]);
    expect(pieces.find((piece) => piece.text === "900")).toMatchObject({
      mark: "comment",
      note: "Inserted\n\nComment: Why?",
    });
  });
});

describe("layOut", () => {
  const block = (kind: Block["kind"], start: number, end: number): Block => ({ kind, start, end });

  it("puts list items and table rows that follow each other together", () => {
    const blocks = [
      block("heading", 0, 1),
      block("listItem", 1, 2),
      block("listItem", 2, 3),
      block("paragraph", 3, 4),
      block("listItem", 4, 5),
      block("tableRow", 5, 6),
      block("tableRow", 6, 7),
    ];
    const shape = layOut({ text: "1234567", blocks, tables: tablesOfRows("1234567", blocks) }).map((layout) =>
      layout.kind === "list"
        ? layout.items.length
        : layout.kind === "table"
          ? -layout.table.rows.length
          : layout.block.kind,
    );
    expect(shape).toEqual(["heading", 2, "paragraph", 1, -2]);
  });

  it("shows text without blocks as a paragraph, so that nothing is left out", () => {
    expect(layOut({ text: "left over", blocks: [], tables: [] })).toEqual([
      { kind: "block", block: block("paragraph", 0, 9) },
    ]);
    expect(layOut({ text: "  \n", blocks: [], tables: [] })).toEqual([]);
  });
});

describe("gridOf", () => {
  const cell = (column: number, spans: { columns?: number; rows?: number } = {}) => ({
    start: column,
    end: column + 1,
    column,
    ...spans,
  });
  const shapeOf = (rows: ReturnType<typeof gridOf>["body"]) =>
    rows.map(({ cells }) => cells.map((one) => (one ? `${one.column}x${one.columns ?? 1}x${one.rows ?? 1}` : null)));

  it("leaves a place empty where no cell stands and none reaches", () => {
    const rows = [[cell(0, { rows: 2 }), cell(1, { columns: 2 })], [cell(2)], [cell(1)]].map((cells, index) => ({
      start: index,
      end: index,
      cells,
    }));
    const { head, body } = gridOf({ start: 0, end: 3, headerRows: 0, units: [], rows });
    expect(head).toEqual([]);
    expect(shapeOf(body)).toEqual([
      ["0x1x2", "1x2x1"],
      [null, "2x1x1"],
      [null, "1x1x1", null],
    ]);
  });

  it("ends a heading with the header rows", () => {
    const rows = [[cell(0, { rows: 9 })], [cell(0)]].map((cells, index) => ({ start: index, end: index, cells }));
    const { head, body } = gridOf({ start: 0, end: 2, headerRows: 1, units: [], rows });
    expect([shapeOf(head), shapeOf(body)]).toEqual([[["0x1x1"]], [["0x1x1"]]]);
  });
});
