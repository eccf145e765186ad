import { renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { I18nextProvider } from "react-i18next";
import { expect, it } from "vitest";
import type { Filter, PlacedNote } from "../../../../electron/contract/answerTables.ts";
import { useAnswerWords } from "../../../../renderer/features/tables/answerWords.ts";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { aCell, anAnswer, columns, euros } from "./samples.ts";

const { result } = renderHook(() => useAnswerWords(), {
  wrapper: ({ children }: { children: ReactNode }) => <I18nextProvider i18n={createI18n()}>{children}</I18nextProvider>,
});
const words = result.current;

it("says values as the language writes them", () => {
  expect(words.value(euros(1250.5))).toBe("€1,250.50");
  expect(words.value(euros(900))).toBe("€900");
  expect(words.value({ kind: "money", amount: 900, currency: null })).toBe("900");
  expect(words.value({ kind: "number", number: 85.5, unit: "m²" })).toBe("85.5 m²");
  expect(words.value({ kind: "date", date: "2027-03-01" })).toBe("Mar 1, 2027");
  expect(words.value({ kind: "date", date: "2027-03" })).toBe("Mar 2027");
  expect(words.value({ kind: "date", date: "2027" })).toBe("2027");
  expect(words.value({ kind: "period", period: "P1Y6M" })).toBe("1 year 6 months");
  expect(words.value({ kind: "period", period: "P14D" })).toBe("14 days");
  expect(words.value({ kind: "boolean", boolean: false })).toBe("No");
});

it("shows the first of several answers, all items of a list, and what a person put in their place", () => {
  const rents = [anAnswer("900 euros", euros(900)), anAnswer("950 euros", euros(950), { support: "weak", by: null })];
  expect(words.face(aCell(rents), "money")).toEqual({ text: "€900", more: 1, isCorrected: false, isDoubtful: true });
  const items = ["a cellar", "a garden"].map((text) => anAnswer(text, { kind: "text", text }));
  expect(words.face(aCell(items), "list")).toMatchObject({ text: "a cellar; a garden", more: 0, isDoubtful: false });
  const correction = { text: "905 EUR", value: euros(905), at: 1, by: "Ada" };
  expect(words.face(aCell(rents, { correction }), "money")).toEqual({
    text: "€905",
    more: 0,
    isCorrected: true,
    isDoubtful: false,
  });
  // words that do not fit the kind are shown as they are
  expect(words.face(aCell([anAnswer("as agreed", null)]), "money").text).toBe("as agreed");
});

it("says filters", () => {
  const say = (columnId: string, test: Filter["test"], not = false) => words.filter({ columnId, test, not }, columns);
  expect(say("document", { op: "contains", text: "mill" })).toBe("Document contains “mill”");
  expect(say("rent", { op: "between", least: 500, most: null, unit: "EUR" })).toBe("Rent at least €500");
  expect(say("rent", { op: "between", least: null, most: null, unit: "EUR" })).toBe("Rent in EUR");
  expect(say("ends", { op: "between", least: "2027-01-01", most: "2027-12-31", unit: null })).toBe(
    "Ends from Jan 1, 2027 to Dec 31, 2027",
  );
  expect(say("ends", { op: "between", least: "2027", most: "2027", unit: null })).toBe("Ends is 2027");
  expect(say("pets", { op: "yes" }, true)).toBe("not: Pets: yes");
  expect(say("rent", { op: "is", state: "notStated" })).toBe("Rent: Not stated");
});

it("says what stands out", () => {
  const note = (given: Omit<PlacedNote, "filters">) => words.note({ ...given, filters: [] } as PlacedNote);
  expect(note({ code: "MISSING", data: { column: "Notice", count: 3 } })).toBe("3 documents do not state “Notice”.");
  const sum = { column: "Rent", text: "€9,400", file: "mill.pdf" };
  expect(note({ code: "OUTLIER", data: { ...sum, times: 10 } })).toBe(
    "Rent €9,400 in mill.pdf is 10 times the median.",
  );
  expect(note({ code: "OUTLIER", data: { ...sum, times: 0.1 } })).toBe("Rent €9,400 in mill.pdf is 10% of the median.");
});
