import { expect, it } from "vitest";
import {
  choiceNames,
  standardOptions,
  storedOptionsSchema,
  summaryOptionNames,
  type SummaryOptions,
  summaryOptionsSchema,
  summaryOptionTable,
  textNames,
} from "../../../electron/contract/summaryOptions.ts";
import { help } from "../../../electron/cli/help.ts";
import { parseOptions } from "../../../electron/cli/options.ts";
import { catalogues } from "../../../electron/words/catalogues.ts";
import { aDocument, aSummary, openLibrary } from "../store/library.ts";

/** Other than the standard in every option. */
const others = summaryOptionsSchema.parse({
  ...Object.fromEntries(textNames.map((name) => [name, "The rent"])),
  ...Object.fromEntries(choiceNames.map((name) => [name, summaryOptionTable[name].values.at(-1)])),
});

it("is what was asked for without options: the standard in each", () => {
  expect(standardOptions).toEqual({
    length: "standard",
    focus: "",
    language: "document",
    audience: "general",
    structure: "auto",
    mode: "auto",
  });
  for (const name of summaryOptionNames) expect(others[name]).not.toBe(standardOptions[name]);
});

it("has words for every option and every value", () => {
  const words = catalogues.en.option;
  expect(Object.keys(words).sort()).toEqual([...summaryOptionNames].sort());
  for (const name of choiceNames) {
    expect(Object.keys(words[name].value)).toEqual([...summaryOptionTable[name].values]);
  }
});

it("is kept whole by the store, each option by itself", () => {
  const { store } = openLibrary();
  store.documents.put(aDocument());
  store.summaries.put(aSummary({ options: others }));
  expect(store.summaries.get(aSummary().id)?.options).toEqual(others);
});

it("takes the standard for a stored value it does not know, and only for that one", () => {
  const later: Record<keyof SummaryOptions, string> = { ...others, audience: "lawyers" };
  expect(storedOptionsSchema.parse(later)).toEqual({ ...others, audience: "general" });
  // As an older version stored it, before there were other options.
  expect(storedOptionsSchema.parse({ length: "short", focus: "rent" })).toEqual({
    ...standardOptions,
    length: "short",
    focus: "rent",
  });
});

it("is asked for on the command line, whose help names every option and value", () => {
  const asked = summaryOptionNames.flatMap((name) => [`--${name}`, others[name]]);
  expect(parseOptions("summarize", ["a.pdf", ...asked]).summary).toEqual(others);
  const text = help();
  for (const name of summaryOptionNames) expect(text).toContain(`\n      --${name} `);
  for (const name of choiceNames) {
    for (const value of summaryOptionTable[name].values) expect(text).toMatch(new RegExp(`[ ,]${value}[ ,;\\n]`, "u"));
  }
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(118);
  expect(() => parseOptions("summarize", ["a.pdf", "--focus", "x".repeat(501)])).toThrow(
    expect.objectContaining({ code: "USAGE", data: { reason: "TOO_LONG", option: "focus", most: 500 } }),
  );
});
