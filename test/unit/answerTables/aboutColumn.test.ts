import { expect, it } from "vitest";
import { columnDraftSchema } from "../../../electron/contract/answerTables.ts";
import { aboutColumn } from "../../../electron/core/answerTables/aboutColumn.ts";

it.each([
  ["Rent", "Rental payments are due monthly.", true],
  ["Fee", "I feel fine.", false],
  ["Fee", "Fees are due monthly.", true],
  ["No.", "Nothing is owed.", false],
  ["VAT", "The VAT is 5 EUR.", true],
])("takes a label for one as a word: %s in %s", (name, quote, is) => {
  const isAbout = aboutColumn(columnDraftSchema.parse({ name }), { language: "en", sections: [], sentences: [] });
  expect(isAbout([{ page: 1, start: 0, quote }])).toBe(is);
});
