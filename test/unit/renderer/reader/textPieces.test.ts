import { describe, expect, it } from "vitest";
import type { Block } from "../../../../electron/contract/documents.ts";
import { type Mark, cellsOf, cutPieces, layOut } from "../../../../renderer/features/reader/textPieces.ts";

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
    const shape = layOut("1234567", blocks).map((layout) =>
      layout.kind === "list" ? layout.items.length : layout.kind === "table" ? -layout.rows.length : layout.block.kind,
    );
    expect(shape).toEqual(["heading", 2, "paragraph", 1, -2]);
  });

  it("shows text without blocks as a paragraph, so that nothing is left out", () => {
    expect(layOut("left over", [])).toEqual([{ kind: "block", block: block("paragraph", 0, 9) }]);
    expect(layOut("  \n", [])).toEqual([]);
  });
});

describe("cellsOf", () => {
  it("cuts a row at its tabs and keeps empty cells", () => {
    const row = "Net interest\t\t230";
    const cells = cellsOf(`x${row}`, { kind: "tableRow", start: 1, end: row.length + 1 });
    expect(cells.map(({ start, end }) => `x${row}`.slice(start, end))).toEqual(["Net interest", "", "230"]);
  });
});
