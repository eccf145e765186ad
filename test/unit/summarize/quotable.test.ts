import { describe, expect, it } from "vitest";
import type { CountedSentence } from "../../../electron/core/summarize/countedSentence.ts";
import type { PointBounds } from "../../../electron/core/summarize/bounds.ts";
import { quotableOf } from "../../../electron/core/summarize/writers/quotable.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "./textDocument.ts";

const bounds: PointBounds = { least: 1, most: 2, words: 30, characters: 200 };

function sourceOf(text: string) {
  const source = makeDocumentText(textDocument([text]));
  const pieces: readonly CountedSentence[] = source.sentences.map((sentence) => ({ ...sentence, tokens: 10 }));
  return { source, pieces };
}

const report = [
  "The council of Port Linden decided to rebuild the old quay of the harbour in May.",
  "See below.",
  "The quay of the harbour had been closed to all boats since the storm of the winter.",
  "Why?",
  "The rebuilding of the quay costs the council of Port Linden about two million euros.",
  "It rained.",
  "A café at the quay sells ice cream in the summer and soup in the winter months.",
  "The boats of the harbour will use the eastern quay until the council opens the old one.",
  "The council expects the harbour to open the rebuilt quay to boats next year.",
].join(" ");

describe("the sentences a very small model chooses from", () => {
  it("can stand alone, are twice as many as it may take, and keep their numbers and order", () => {
    const { source, pieces } = sourceOf(report);
    const quotable = quotableOf(source, pieces, bounds);
    expect(quotable).toHaveLength(4);
    const numbers = quotable.map(({ number }) => number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    for (const { number, text } of quotable) {
      expect(text).toBe(pieces[number - 1]?.text);
      expect(text.length).toBeGreaterThan(20);
    }
    // What stands beside the matter is the last that code would choose.
    expect(quotable.map(({ text }) => text).join(" ")).not.toContain("ice cream");
  });

  it("are all there are where these are few, and never none", () => {
    const { source, pieces } = sourceOf("The mill was sold in May to the miller of the next village.");
    expect(quotableOf(source, pieces, bounds)).toHaveLength(1);
    const fragments = sourceOf("See below. Why? It rained.");
    expect(quotableOf(fragments.source, fragments.pieces, bounds).length).toBeGreaterThan(0);
  });

  it("are one alone where none can stand alone, and not a row of figures", () => {
    const table = [
      "Claims filed and approved, in thousands",
      "FY 2004 FY 2005 FY 2006",
      "$65,203 $85,516 $50,647",
      "TOTAL",
    ];
    const { source, pieces } = sourceOf(table.join("\n\n"));
    expect(quotableOf(source, pieces, bounds)).toMatchObject([{ text: table[0] }]);
  });

  it("do not send the reader elsewhere", () => {
    const { source, pieces } = sourceOf(
      `See page six for more information on the results of this evaluation. ${report}`,
    );
    expect(quotableOf(source, pieces, { ...bounds, most: 9 }).map(({ number }) => number)).not.toContain(1);
  });

  it("are the shortest where all are too long", () => {
    const long = (word: string, times: number) => `The ${`${word} `.repeat(times)}end.`;
    const { source, pieces } = sourceOf(`${long("harbour", 60)} ${long("quay", 50)}`);
    expect(quotableOf(source, pieces, bounds)).toMatchObject([{ number: 2 }]);
  });
});
