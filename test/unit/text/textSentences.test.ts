import { describe, expect, it } from "vitest";
import { sentencesOfText } from "../../../electron/core/text/textSentences.ts";

const cut = (text: string) =>
  sentencesOfText(text).map(({ kind, start, end, text: said }) => [kind, text.slice(start, end), said]);
const kinds = (text: string) => sentencesOfText(text).map(({ kind, text: said }) => `${kind}: ${said}`);

describe("the sentences of a text without pages", () => {
  it("stand at their places, whatever their lines begin with", () => {
    expect(
      cut("# Rent\n\n> The rent rises\n> in May. It is due\n> on the first.\n\n- Heating is extra.\n  2) Water too"),
    ).toEqual([
      ["heading", "Rent", "Rent"],
      ["paragraph", "The rent rises\n> in May.", "The rent rises in May."],
      ["paragraph", "It is due\n> on the first.", "It is due on the first."],
      ["listItem", "Heating is extra.", "Heating is extra."],
      ["listItem", "Water too", "Water too"],
    ]);
  });

  it("take a short line alone before text for a heading, and lines that stand for themselves for none", () => {
    expect(kinds("Payment terms\n\nThe rent is due on the first.")).toEqual([
      "heading: Payment terms",
      "paragraph: The rent is due on the first.",
    ]);
    expect(kinds("Dear Mrs Okafor,\n\nThe rent rises.")[0]).toBe("heading: Dear Mrs Okafor,");
    expect(kinds("Rent 500 euros\n\nIt is due on the first.")[0]).toBe("paragraph: Rent 500 euros");
    expect(kinds("Revenue rose\nCosts fell\nStaff grew")).toEqual([
      "paragraph: Revenue rose",
      "paragraph: Costs fell",
      "paragraph: Staff grew",
    ]);
    expect(kinds("Revenue rose\n\nCosts fell")).toEqual(["paragraph: Revenue rose", "paragraph: Costs fell"]);
  });

  it("go on over the lines a program broke, without a space where the script has none", () => {
    const wrapped =
      "The board met on 3 March 2025 in the town hall\nand decided to repair the roof for 48,000 euros\nbefore the winter.";
    expect(kinds(wrapped)).toEqual([`paragraph: ${wrapped.replaceAll("\n", " ")}`]);
    const chinese = `${"董事会于三月三日在市政厅开会并决定修理屋顶以免冬天漏水并保护书籍不受损失和其他的影响以及安".repeat(1)}\n全。`;
    expect(kinds(chinese)).toEqual([`paragraph: ${chinese.replace("\n", "")}`]);
  });

  it("are as many as there are lines", () => {
    expect(sentencesOfText("- a\n".repeat(130_000))).toHaveLength(130_000);
  });

  it("are cut between words where they have no end", () => {
    const endless = "12 400 ".repeat(1000).trimEnd();
    const parts = sentencesOfText(endless);
    expect(parts.map(({ text }) => text).join(" ")).toBe(endless);
    expect(Math.max(...parts.map(({ text }) => text.length))).toBeLessThanOrEqual(2000);
    expect(sentencesOfText("字".repeat(4500)).map(({ start, end }) => end - start)).toEqual([2000, 2000, 500]);
  });

  it("leave out rules, tell rows and code apart, and know the ends of lines of Windows", () => {
    expect(kinds("| Item | Cost |\n|---|---:|\n| Roof | 48,000 |\n\n---\n\n```\nx = 1\n```\nDone.")).toEqual([
      "tableRow: | Item | Cost |",
      "tableRow: | Roof | 48,000 |",
      "code: x = 1",
      "paragraph: Done.",
    ]);
    expect(kinds("The rent rises.\r\n\r\nIt is due.\r\n")).toEqual([
      "paragraph: The rent rises.",
      "paragraph: It is due.",
    ]);
    expect(kinds("The rent rises\fIt is due")).toEqual(["paragraph: The rent rises", "paragraph: It is due"]);
    expect(kinds(" \n\n")).toEqual([]);
  });
});
