import { describe, expect, it } from "vitest";
import { quoteAnswer } from "../../../electron/core/chat/quoteAnswer.ts";
import type { Citation } from "../../../electron/contract/documents.ts";

const sources = [
  "The rent is 1,240 euros a month.",
  "The deposit is two months of rent.",
  "The roof is the landlord's.",
].map((quote, index): Citation => ({
  documentId: "d",
  page: 1,
  start: index,
  end: index,
  quote,
}));

describe("the answer of a very small model", () => {
  it("is made of the sentences nearest to what it wrote, with their own numbers, each once", () => {
    const written =
      "The deposit is of 100 months months of rent [1]\n- The deposit of two months [3]. The roof roof is the landlord's 9";
    expect(quoteAnswer(written, sources)).toBe(
      "The deposit is two months of rent. [2]\n\nThe roof is the landlord's. [3]",
    );
  });

  it("takes what stands before and behind an abbreviation for one sentence, and a mark for the end of one", () => {
    const own = [{ quote: "The rent is paid to Mr. Alder, i.e. the landlord." }, { quote: "Pets need consent." }];
    expect(quoteAnswer("The rent is paid to Mr. Alder, i.e. the landlord [1] Pets need consent", own)).toBe(
      "The rent is paid to Mr. Alder, i.e. the landlord. [1]\n\nPets need consent. [2]",
    );
  });

  it("leaves out what is nobody's, and what the answer already has", () => {
    expect(quoteAnswer("Penguins abound in the far south.", sources)).toBe("");
    expect(quoteAnswer("The roof is the landlord's.", sources, [{ quote: "The roof is the landlord's." }])).toBe("");
  });
});
