import { describe, expect, it } from "vitest";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { extractOf, rankings, selectorNames } from "../../eval/selection.ts";
import { textDocument } from "../summarize/textDocument.ts";

const sentences = [
  "Good morning to everyone who came here today.",
  "The harbour closed for a week after the storm.",
  "A storm damaged many boats in the harbour.",
  "The ferry was delayed until Monday by the storm.",
  "Tea was served in the hall at four.",
];
const source = makeDocumentText(textDocument([`# Harbour\n${sentences.join(" ")}`]));
const textsOf = (
  name: (typeof selectorNames)[number],
  references: readonly string[],
  budget: number,
): readonly string[] => extractOf(rankings(source, references, budget)[name](), budget).texts;

describe("sentences of a whole document", () => {
  it("fill the budget and not more, whichever system chooses", () => {
    for (const name of selectorNames) {
      const words = textsOf(name, ["A storm damaged many boats. The ferry was delayed."], 12).join(" ").split(" ");
      expect(words.length).toBeLessThanOrEqual(12);
      expect(words.length).toBeGreaterThan(5);
    }
  });

  it("stand in the order of the document, the one chosen last cut off", () => {
    const [first, second, third] = source.sentences.filter(({ kind }) => kind !== "heading");
    const ranked = [third, first, second].flatMap((unit) => unit ?? []);
    expect(extractOf(ranked, 12).texts).toEqual(["Good morning to everyone", sentences[2]]);
    expect(extractOf(ranked, 0).texts).toEqual([]);
  });

  it("are the first ones of the lead, without the heading", () => {
    expect(textsOf("lead", [""], 17)).toEqual(sentences.slice(0, 2));
  });

  it("are those of the summary for the oracle, the nearest of several summaries", () => {
    const summary = "A storm damaged many boats in the harbour. The ferry was delayed until Monday.";
    expect(textsOf("oracle", [summary], 17)).toEqual([sentences[2], sentences[3]]);
    expect(textsOf("oracle", ["Nothing alike at all", summary], 17)).toEqual([sentences[2], sentences[3]]);
    expect(textsOf("oracle", ["Wholly unrelated"], 17)).toEqual([]);
  });
});
