import { expect, it } from "vitest";
import { columnDraftSchema } from "../../../electron/contract/answerTables.ts";
import { valueOfWords } from "../../../electron/core/answerTables/valueOfWords.ts";

it.each([
  [{ kind: "number" }, "1200", { kind: "number", number: 1200, unit: null }],
  [{ kind: "number", unit: "m²" }, "85,5", { kind: "number", number: 85.5, unit: "m²" }],
  [{ kind: "number" }, "1.200", { kind: "number", number: 1200, unit: null }],
  [{ kind: "money" }, "1200", { kind: "money", amount: 1200, currency: null }],
  [{ kind: "money" }, "1.200,50 €", { kind: "money", amount: 1200.5, currency: "EUR" }],
  [{ kind: "party" }, "acme", { kind: "party", party: "acme" }],
  [{ kind: "date" }, "soon", null],
])("takes what a person writes as what was meant: %j, %s", (column, text, value) => {
  expect(valueOfWords(columnDraftSchema.parse({ name: "Column", ...column }), text, "de")).toEqual(value);
});
