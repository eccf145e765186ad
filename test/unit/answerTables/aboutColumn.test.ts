import { expect, it } from "vitest";
import { columnDraftSchema } from "../../../electron/contract/answerTables.ts";
import { aboutColumn } from "../../../electron/core/answerTables/aboutColumn.ts";

const source = { language: "en", sections: [], sentences: [] };

it.each([
  ["Rent", "Rental payments are due monthly.", true],
  ["Fee", "I feel fine.", false],
  ["Fee", "Fees are due monthly.", true],
  ["No.", "Nothing is owed.", false],
  ["VAT", "The VAT is 5 EUR.", true],
])("takes a label for one as a word: %s in %s", (name, quote, is) => {
  const about = aboutColumn(columnDraftSchema.parse({ name }), source);
  expect(about.speaks([{ page: 1, start: 0, quote }])).toBe(is);
});

it.each([
  ["text", "Method: a survey of 400 households.", true],
  ["text", "(3) Method. A survey of 400 households.", true],
  // A word like any other.
  ["text", "The calculation method used is the best available.", false],
  ["text", "The study asked households by a survey, its method of choice.", true],
  ["money", "Beyond the deposit a fee of 20 EUR, the method costs nothing.", true],
])("vouches for a %s only where a label heads it: %s", (kind, quote, heads) => {
  const column = columnDraftSchema.parse({ name: "Method", kind, question: "By which method did the study ask?" });
  const about = aboutColumn(column, source);
  expect(about.speaks([{ page: 1, start: 0, quote }])).toBe(true);
  expect(about.heads([{ page: 1, start: 0, quote }])).toBe(heads);
});
