import { describe, expect, it } from "vitest";
import type { Citation } from "../../../electron/contract/documents.ts";
import type { Finding } from "../../../electron/contract/findings.ts";
import type { Held } from "../../../electron/core/check/groundTask.ts";
import { joinTask } from "../../../electron/core/check/joinTask.ts";
import { verdictOf } from "../../../electron/core/evidence/verify.ts";
import { documentId } from "../store/samples.ts";

const silent = { info() {}, warn() {}, error() {} };
const cite = (digit: string, quote: string): Citation => ({
  documentId: documentId(digit),
  page: 1,
  start: 0,
  end: quote.length,
  quote,
});
const held = (findings: readonly Finding[], ...citations: Citation[]): Held => ({
  verdict: verdictOf(findings),
  citations,
  context: citations.map(({ quote }) => quote).join(" "),
});
const join = (text: string, ...all: Held[]) => {
  const documents = all.map((each, index) => ({ language: "en", title: `Report ${index + 1}`, held: [each] }));
  return joinTask.run({ claims: [{ text, written: "en" }], documents }, silent)[0];
};

const weak: Finding = { code: "FEW_WORDS", data: {} };
const missing: Finding = { code: "NUMBER_NOT_IN_QUOTES", data: { text: "52,000" } };
const differs: Finding = { code: "NUMBER_DIFFERS", data: { text: "52,000", other: "48,000" } };

describe("what a claim comes to in several documents", () => {
  const [a, b, c] = [cite("a", "One."), cite("b", "Two."), cite("c", "Three.")];

  it("is that of the document it names by its title", () => {
    const [first, second] = [held([], a), held([missing], b)];
    expect(join("As Report 2 says, one.", first, second)).toMatchObject({ verdict: { support: "unsupported" } });
    expect(join("As the report says, one.", first, second)).toMatchObject({ verdict: { support: "verified" } });
  });

  it("is the best of them, with the quotes of that one alone", () => {
    expect(join("Two.", held([weak], a), held([], b), held([missing], c))).toMatchObject({
      verdict: { support: "verified", by: "code" },
      citations: [b],
      contradictions: [],
    });
    expect(join("Two.", held([missing], a), held([differs], b), held([weak], c))).toMatchObject({
      verdict: { support: "weak" },
      citations: [c],
    });
  });

  it("comes with what the others say against it, however well one supports it", () => {
    const contradictions = [{ findings: [differs], citations: [b] }];
    expect(join("One.", held([], a), held([differs], b))).toMatchObject({ citations: [a], contradictions });
    expect(join("One.", held([differs], a), held([differs], b))).toMatchObject({
      verdict: { support: "contradicted" },
      citations: [a],
      contradictions,
    });
  });

  it("is weak with the quotes of two where each has a part of it, and never verified by two alone", () => {
    const roof = cite("a", "The roof was repaired by Okafor and the wall was painted.");
    const cost = cite("b", "The wall was painted for 52,000 euros.");
    const claim = "The roof was repaired by Okafor and the wall was painted for 52,000 euros.";
    const both = join(claim, held([missing], roof), held([missing], cost));
    expect(both?.verdict).toEqual(verdictOf([{ code: "WORDS_APART", data: { text: claim } }]));
    expect(both?.verdict.support).toBe("weak");
    expect(both?.citations).toEqual([roof, cost]);
    expect(both?.context).toBe(`${roof.quote} ${cost.quote}`);
    const wrong = claim.replace("52,000", "62,000");
    expect(join(wrong, held([missing], roof), held([missing], cost))?.verdict.support).toBe("unsupported");
    // What one of them denies is not made up by another.
    expect(join(claim, held([differs], roof), held([missing], cost))?.verdict.support).toBe("contradicted");
  });
});
