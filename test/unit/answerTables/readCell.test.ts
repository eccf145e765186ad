import { describe, expect, it } from "vitest";
import type { ColumnKind } from "../../../electron/contract/answerTables.ts";
import { readCell } from "../../../electron/core/answerTables/readCell.ts";

const material = ["The rent is 1,240 euros a month.", "One cat or one dog may be kept."];
const read = (answer: string, kind: ColumnKind = "text", ended = true) => readCell(answer, { kind, material, ended });

describe("what a model answered to a column", () => {
  it("is its words without labels, Markdown and what it says about them", () => {
    expect(read("1,240 euros", "money")).toEqual(["1,240 euros"]);
    expect(read("**Answer:** 1,240 euros", "money")).toEqual(["1,240 euros"]);
    expect(read("Sure! Here is the answer:\n\n- The rent is 1,240 euros a month.")).toEqual([
      "The rent is 1,240 euros a month.",
    ]);
  });

  it.each([
    "NOT STATED",
    "Not stated.",
    "- NOT STATED",
    "NOT_STATED",
    "The text does not mention a guarantor.",
    "The document does not say it.",
    "None",
    "N/A",
    "Nicht angegeben",
    "Non précisé.",
    "Der Text enthält keine Angaben dazu.",
  ])("is nothing where it says that the text does not say it: %s", (answer) => {
    expect(read(answer)).toEqual([]);
  });

  it("keeps what is said of something that is not so", () => {
    expect(read("No, pets are not allowed.", "boolean")).toEqual(["No, pets are not allowed."]);
    expect(read("The Landlord may not charge a fee.")).toEqual(["The Landlord may not charge a fee."]);
  });

  it("is each item of a list once, without one that was cut off", () => {
    expect(read("- Pay the rent\n- Clean the stairs\n- Pay the rent", "list")).toEqual([
      "Pay the rent",
      "Clean the stairs",
    ]);
    expect(read("- Pay the rent\n- Clean the st", "list", false)).toEqual(["Pay the rent"]);
  });

  it("leaves out a loop", () => {
    const [line = "", ...others] = read("The rent is due. ".repeat(12), "text", false);
    expect(others).toEqual([]);
    expect(line.length).toBeLessThan(60);
  });
});
