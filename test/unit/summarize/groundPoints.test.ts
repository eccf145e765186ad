import { describe, expect, it } from "vitest";
import { groundPoint } from "../../../electron/core/summarize/groundPoints.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "./textDocument.ts";

const lines = [
  "The tenant pays 900 euros a month for the old mill.",
  "The tenant may keep a dog if the landlord agrees in writing.",
  "The lease ends on 31 May 2027 and is not renewed.",
];
const shown = makeDocumentText(textDocument([lines.join(" ")])).sentences.map((piece) => ({ ...piece, tokens: 10 }));
const deps = { language: "en", written: "en", known: new Set<string>() };
const ground = (text: string, how = deps) => groundPoint(how, shown, text);
const quotesOf = (text: string): string[] | undefined => ground(text)?.cites.map(({ quote }) => quote);

describe("a statement in a model's own words", () => {
  it("gets the fewest sentences that carry it", () => {
    expect(quotesOf("The tenant pays 900 euros a month.")).toEqual([lines[0]]);
    expect(ground("The tenant pays 900 euros a month.")?.text).toBe("The tenant pays 900 euros a month.");
    expect(quotesOf("The tenant pays 900 euros a month, and the lease ends on 31 May 2027.")).toEqual([
      lines[0],
      lines[2],
    ]);
  });

  it("gets a sentence of another part where that carries it", () => {
    const first = shown.slice(0, 2);
    expect(groundPoint(deps, first, "The lease ends on 31 May 2027.")).toBeNull();
    const cites = groundPoint(
      { ...deps, known: new Set(["x"]) },
      [...first],
      "The lease ends on 31 May 2027.",
      shown,
    )?.cites;
    expect(cites?.map(({ quote }) => quote)).toEqual([lines[2]]);
  });

  it("is cited from a heading only where no sentence carries it", () => {
    const slides = [
      "# Meeting of 26 October 2023",
      "The team answers questions.",
      "## The next meeting",
      "It is open to all.",
    ];
    const all = makeDocumentText(textDocument([slides.join("\n\n")])).sentences.map((piece) => ({
      ...piece,
      tokens: 10,
    }));
    const cited = (text: string) => groundPoint(deps, all, text)?.cites.map(({ quote }) => quote);
    expect(cited("The meeting was on 26 October 2023.")?.join(" ")).toContain("Meeting of 26 October 2023");
    expect(cited("The team answers questions.")).toEqual(["The team answers questions."]);
  });

  it("ends at a joint before what is not carried", () => {
    expect(ground("The tenant pays 900 euros a month for the old mill, and 400 dollars for the garden.")?.text).toBe(
      "The tenant pays 900 euros a month for the old mill.",
    );
  });

  it("ends before a tail that code cannot vouch for, where most of it is left", () => {
    expect(
      ground("The tenant pays 900 euros a month for the old mill, covering various aspects of pleasant rural living.")
        ?.text,
    ).toBe("The tenant pays 900 euros a month for the old mill.");
    // What is left would say less than half of it.
    const told =
      "The lease ends on 31 May 2027, covering many various aspects of pleasant and quiet rural village living.";
    expect(ground(told)?.text ?? "").not.toBe("The lease ends on 31 May 2027.");
    expect(ground("The tenant may keep a dog, providing that it is small.")?.text ?? "").not.toBe(
      "The tenant may keep a dog.",
    );
  });

  it("keeps the sentences of it that are carried", () => {
    expect(ground("The lease ends on 31 May 2027. The garden costs 400 dollars.")?.text).toBe(
      "The lease ends on 31 May 2027.",
    );
  });

  it("never ends before a condition, which would change it", () => {
    const said = ground("The tenant may keep a dog, unless it weighs more than 40 pounds.");
    expect(said?.text ?? "").not.toBe("The tenant may keep a dog.");
    expect(ground("The tenant may keep a dog if it weighs less than 40 pounds.")).toBeNull();
  });

  it("is dropped where the document says otherwise or nothing of it", () => {
    expect(ground("The tenant pays 950 euros a month for the old mill.")).toBeNull();
    expect(ground("The lease is renewed.")).toBeNull();
    expect(ground("Penguins breed on icebergs in the winter.")).toBeNull();
  });

  it("keeps its number's sentence where it is in another language than the document", () => {
    const german = { ...deps, written: "de" };
    expect(ground("Der Mieter zahlt 900 Euro im Monat.", german)?.cites.map(({ quote }) => quote)).toContain(lines[0]);
  });
});
