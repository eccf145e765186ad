import { describe, expect, it } from "vitest";
import type { Run } from "../../../../electron/contract/documents.ts";
import { rangeBoxes, runsRightToLeft } from "../../../../renderer/features/reader/runBoxes.ts";

const byLength = (text: string) => text.length;

/** A page whose runs stand one below the other at 10 points a letter, 20 points a line. */
function pageOf(lines: readonly string[]): { text: string; runs: Run[] } {
  const runs: Run[] = [];
  let at = 0;
  for (const [index, line] of lines.entries()) {
    runs.push([at, at + line.length, 50, 100 + index * 20, line.length * 10, 12]);
    at += line.length + 1;
  }
  return { text: lines.join("\n"), runs };
}

describe("rangeBoxes", () => {
  it("lights the whole box of a run that is quoted whole", () => {
    const page = pageOf(["The rent is due", "on the first day"]);
    expect(rangeBoxes(page, 0, 15, byLength)).toEqual([{ x: 50, y: 100, width: 150, height: 12 }]);
  });

  it("lights the proportional part of a run the range begins or ends in", () => {
    const page = pageOf(["The rent is due", "on the first day"]);
    expect(rangeBoxes(page, 4, 16 + 6, byLength)).toEqual([
      { x: 90, y: 100, width: 110, height: 12 },
      { x: 50, y: 120, width: 60, height: 12 },
    ]);
  });

  it("follows the letters' own widths when they are measured", () => {
    const page = { text: "iiiiWW", runs: [[0, 6, 0, 0, 80, 10]] satisfies Run[] };
    const measure = (text: string) => [...text].reduce((sum, letter) => sum + (letter === "W" ? 20 : 10), 0);
    expect(rangeBoxes(page, 4, 6, measure)).toEqual([{ x: 40, y: 0, width: 40, height: 10 }]);
  });

  it("measures from the right in a run that reads from the right", () => {
    const page = { text: "שלום עולם", runs: [[0, 9, 100, 50, 90, 12]] satisfies Run[] };
    expect(rangeBoxes(page, 0, 4, byLength)).toEqual([{ x: 150, y: 50, width: 40, height: 12 }]);
  });

  it("goes by the ink of the words where it is known", () => {
    const page = { text: "on the day", runs: [[0, 10, 0, 0, 100, 10]] satisfies Run[] };
    // justified: the spaces are wider than the letters say
    const edges = () => [[0, 15] as const, [35, 60] as const, [75, 100] as const];
    expect(rangeBoxes(page, 3, 10, byLength, edges)).toEqual([{ x: 35, y: 0, width: 65, height: 10 }]);
    expect(rangeBoxes(page, 0, 6, byLength, edges)).toEqual([{ x: 0, y: 0, width: 60, height: 10 }]);
    expect(rangeBoxes(page, 4, 5, (text) => text.length * 3, edges)[0]?.x).toBeCloseTo(35 + 25 / 3);
  });

  it("does not trust ink that makes a word far wider than its letters", () => {
    const page = { text: "a long word", runs: [[0, 11, 0, 0, 110, 10]] satisfies Run[] };
    const edges = () => [[0, 50] as const, [55, 60] as const, [65, 110] as const];
    expect(rangeBoxes(page, 7, 11, byLength, edges)).toEqual([{ x: 70, y: 0, width: 40, height: 10 }]);
  });

  it("takes the ink from the right where the run reads from the right", () => {
    const page = { text: "שלום עולם", runs: [[0, 9, 0, 0, 100, 12]] satisfies Run[] };
    const edges = () => [[0, 40] as const, [60, 100] as const];
    expect(rangeBoxes(page, 0, 4, byLength, edges)).toEqual([{ x: 60, y: 0, width: 40, height: 12 }]);
  });

  it("makes one box of words that stand side by side on a line, and two of two columns", () => {
    const text = "rent due May";
    const runs: Run[] = [
      [0, 4, 50, 100, 40, 12],
      [5, 8, 95, 100, 30, 12],
      [9, 12, 300, 100, 30, 12],
    ];
    expect(rangeBoxes({ text, runs }, 0, 12, byLength)).toEqual([
      { x: 50, y: 100, width: 75, height: 12 },
      { x: 300, y: 100, width: 30, height: 12 },
    ]);
  });

  it("lights turned text whole, because its direction is not known", () => {
    const page = { text: "SUMMARY TABLES", runs: [[0, 14, 500, 100, 12, 140]] satisfies Run[] };
    expect(rangeBoxes(page, 8, 14, byLength)).toEqual([{ x: 500, y: 100, width: 12, height: 140 }]);
  });

  it("lights nothing where the range holds only white space or no run", () => {
    const page = pageOf(["one two"]);
    expect(rangeBoxes(page, 3, 4, byLength)).toEqual([]);
    expect(rangeBoxes(page, 40, 50, byLength)).toEqual([]);
  });
});

describe("runsRightToLeft", () => {
  it("goes by the first letter, not by digits or signs before it", () => {
    expect(runsRightToLeft("12. مرحبا")).toBe(true);
    expect(runsRightToLeft("(a) שלום")).toBe(false);
    expect(runsRightToLeft("2024")).toBe(false);
  });
});
