import { expect, it } from "vitest";
import { generative } from "../../../electron/core/summarize/writers/generative.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "./textDocument.ts";

const cited = makeDocumentText(textDocument(["The mill stands by the river."])).sentences.map((sentence) => ({
  ...sentence,
  tokens: 5,
}));
const bounds = { least: 1, most: 4, words: 30, characters: 270 };

/** What comes of the one point of an answer. */
function statements(point: string, language = "en"): string[] | undefined {
  return generative.read(`- ${point}`, { turns: [], cited, bounds }, true, language)?.map(({ text }) => text);
}

it("cuts a long point into its sentences, and none of them within a quotation", () => {
  const first = "In a lecture of the year 1864 Pasteur told once more of the flasks with the long and twisted necks.";
  const other = "Spallanzani heated the broth in sealed jars and saw nothing grow.";
  expect(statements(`${first} ${other} Redi covered the jars with gauze.`)).toEqual([
    first,
    other,
    "Redi covered the jars with gauze.",
  ]);
  for (const [open, close] of [
    ['"', '"'],
    ["“", "”"],
  ] as const) {
    const quoted = `${first.slice(0, -1)}, and said: ${open}Life is a germ and a germ is life. Never will this doctrine recover.${close}`;
    expect(statements(`${quoted} ${other}`)).toEqual([quoted, other]);
  }
  const german =
    "Der Vorstand sagte im März auf der Versammlung der Genossenschaft in Lindenhof vor allen Mitgliedern: „Die Heizung ist alt. Sie wird ersetzt.“";
  const last = "Karin Vogt dankte am Ende allen Helferinnen und Helfern für ihre Arbeit im letzten Jahr.";
  expect(statements(`${german} ${last}`, "de")).toEqual([german, last]);
});
