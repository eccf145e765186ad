import { expect, it } from "vitest";
import type { FactData, KeyFact } from "../../../electron/contract/summaries.ts";
import { withSentences } from "../../../electron/words/withSentences.ts";
import { createWords } from "../../../electron/words/words.ts";

const words = createWords();

const column = { column: 3, count: 4, empty: 0 };
const numbers = {
  type: "numbers",
  ...column,
  totals: 0,
  least: 1,
  most: 2000,
  leastCell: "1",
  mostCell: "2 k",
  total: 2003.5,
  mean: 500.875,
  unit: null,
} as const;

it.each<[FactData, string, string]>([
  [{ type: "table", rows: 1, columns: 2 }, "", "1 row, 2 columns"],
  [numbers, "Column 3", "numbers, 1 to 2 k, total 2,003.5, average 500.88"],
  [{ ...numbers, unit: "CHF" }, "Column 3", "numbers, 1 to 2 k, total 2,003.5 CHF, average 500.88 CHF"],
  [{ ...numbers, total: null, mean: null, empty: 2 }, "Column 3", "numbers, 1 to 2 k, 2 empty cells"],
  [{ type: "dates", ...column, from: "1.3.", to: "5.3." }, "Column 3", "dates, 1.3. to 5.3."],
  [
    { type: "texts", ...column, different: 4, examples: ["a", "b", "c"] },
    "Column 3",
    "text, all different: a; b; c; …",
  ],
  [{ type: "texts", ...column, different: 2, examples: ["a", "b"] }, "Column 3", "text, 2 different: a; b"],
  [{ type: "outlier", column: 3, cell: "9", value: 9 }, "Column 3", "9 stands far from the other values"],
])("words what was computed: %o", (data, label, value) => {
  expect(words.fact({ label: "", value: "", data })).toEqual({ label, value, data });
  expect(words.fact({ label: "Sold", value: "", data }).label).toBe("Sold");
});

it("leaves a fact as it is of which nothing was computed", () => {
  const fact: KeyFact = { kind: "name", label: "Ada", value: "Ada came.", citations: [] };
  expect(words.fact(fact)).toBe(fact);
});

it("words facts in results for programs, beside their numbers", () => {
  const fact = { kind: "column", label: "", value: "", data: numbers, citations: [] };
  expect(withSentences({ facts: [fact] }, words)).toEqual({
    facts: [{ ...fact, label: "Column 3", value: "numbers, 1 to 2 k, total 2,003.5, average 500.88" }],
  });
});
