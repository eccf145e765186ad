import { describe, expect, it } from "vitest";
import { claimsOf } from "../../../electron/core/check/claims.ts";

const claims = (text: string) => claimsOf(text).map((claim) => claim.text);

describe("what a text claims", () => {
  it("is its sentences, without headings, salutations, code and questions", () => {
    expect(
      claims(
        "Dear Mrs Okafor,\n\n## Rent\n\nThe rent rises in May. Is that much? It is 520 euros.\n\n```\nrent = 520\n```\n\n- Heating is extra",
      ),
    ).toEqual(["The rent rises in May.", "It is 520 euros.", "Heating is extra"]);
  });

  it("leaves out the marks of Markdown and notes, and says where each stands", () => {
    const text =
      "The **rent** rises to *520* euros [1], as [the letter](https://example.org/a) says.[^2]\n\n| Roof | 48,000 |";
    expect(claimsOf(text)).toEqual([
      { text: "The rent rises to 520 euros, as the letter says.", start: 0, end: text.indexOf("[^2]") },
      { text: "Roof 48,000", start: text.indexOf("|"), end: text.length },
    ]);
    expect(claims("He pays 3 * 40 euros. See [2019] UKSC 12 for it.")).toEqual([
      "He pays 3 * 40 euros.",
      "See [2019] UKSC 12 for it.",
    ]);
  });

  it("keeps a quotation with the sentence it is in, and half a pair of marks with none", () => {
    expect(claims("“Never!” she said. He left.")).toEqual(["“Never!” she said.", "He left."]);
    const quoted = "“The rent rises. It is due in May,” she said.";
    expect(claimsOf(quoted).map(({ start, end }) => quoted.slice(start, end))).toEqual([
      "The rent rises.",
      "It is due in May,” she said.",
    ]);
    expect(claims("„Die Miete steigt.“ Er zahlt.")).toEqual(["„Die Miete steigt.“", "Er zahlt."]);
    expect(claims('Smith "agreed." Jones did not.')).toEqual(['Smith "agreed."', "Jones did not."]);
  });

  it("is what its lines say where it has nothing else, and nothing where it says nothing", () => {
    expect(claims("The harbour opens\n\n…")).toEqual(["The harbour opens"]);
    expect(claims("***\n\n— … —")).toEqual([]);
    expect(claims("")).toEqual([]);
  });
});
