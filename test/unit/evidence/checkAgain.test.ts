import { expect, it } from "vitest";
import type { Finding } from "../../../electron/contract/findings.ts";
import { checkAgain } from "../../../electron/core/evidence/checkAgain.ts";
import { sentenceKey } from "../../../electron/core/text/documentText.ts";
import { isAgainst } from "../../../electron/core/evidence/verify.ts";
import { aPoint, documentId } from "../store/samples.ts";

const quote = "The tenant of the old mill\npays a rent of 900 euros to the council at the beginning of each month.";
const citations = [{ documentId: documentId("a"), page: 1, start: 0, end: quote.length, quote }];
const context = { language: "en", known: new Set<string>() };
/** Other words, but two of them, for what the quote says. */
const reworded = "Whoever lives in the building gives the town 900 euros at regular times, as a rent.";
const near: Finding = { code: "NEAR_IN_MEANING", data: { farther: 48, of: 48 } };
const confirmed: Finding = { code: "FOUND_BY_MODEL", data: {} };

it("verifies by code what an earlier check doubted and its quotes say, and says so", () => {
  const old = aPoint("The tenant of the old mill pays a rent of 900 euros.", {
    citations,
    support: "weak",
    by: null,
    findings: [{ code: "LEGACY", data: { text: "Few of its words stand in its quotes." } }],
  });
  expect(checkAgain(old, context)).toEqual({ ...old, support: "verified", by: "code", findings: [] });
});

it("reads a quote that runs over lines as one line", () => {
  const text = quote.replace("\n", " ");
  expect(checkAgain(aPoint(text, { citations }), context)).toMatchObject({ support: "verified", by: "code" });
});

it("takes back what an earlier check verified where code is against it, whoever verified it", () => {
  const text = "The tenant pays a rent of 950 euros.";
  for (const by of ["code", "vectors", "model", null] as const) {
    const again = checkAgain(aPoint(text, { citations, by, findings: [near, confirmed] }), context);
    expect(isAgainst(again)).toBe(true);
    expect(again).toMatchObject({ text, citations, by: null });
  }
});

it("keeps verified by vectors what is near in meaning and has nothing against it", () => {
  const old = aPoint(reworded, { citations, by: null, findings: [{ code: "FEW_WORDS", data: {} }, near, confirmed] });
  const again = checkAgain(old, context);
  expect(again).toMatchObject({ support: "verified", by: "vectors" });
  expect(again.findings).toContainEqual(near);
});

it("keeps verified by the model what that verified, and makes weak what it found when no threshold was set", () => {
  const findings: Finding[] = [{ code: "FEW_WORDS", data: {} }, confirmed];
  const verified = aPoint(reworded, { citations, by: "model", findings });
  expect(checkAgain(verified, context)).toMatchObject({ support: "verified", by: "model" });
  const found = aPoint(reworded, { citations, support: "weak", by: null, findings });
  expect(checkAgain(found, context)).toMatchObject({ support: "weak", by: null });
});

it("does not let a yes that counted beside the vectors come to count by itself", () => {
  // Not only its words differ: the name is written in other letters, so that the vectors are no witness any more.
  const text = "Жилец of the old mill pays a rent of 900 euros to the council.";
  const findings: Finding[] = [{ code: "FEW_WORDS", data: {} }, near, confirmed];
  const again = checkAgain(aPoint(text, { citations, by: null, findings }), { ...context, known: new Set(["Жилец"]) });
  expect(again.by).not.toBe("model");
});

it("leaves a sentence of the document as it is", () => {
  const old = aPoint("Words that stand nowhere, 12 of them.", { citations, quoted: true, by: null });
  expect(checkAgain(old, context)).toEqual({ ...old, by: "code" });
});

it("makes weak what rests on a number that is hard to read on the scan", () => {
  const [citation] = citations;
  if (!citation) throw new Error("There is no citation.");
  const verified = aPoint("The tenant of the old mill pays a rent of 900 euros.", { citations });
  const doubtful = new Map([[sentenceKey(citation), ["900"]]]);
  expect(checkAgain(verified, context, doubtful)).toMatchObject({
    support: "weak",
    by: null,
    findings: [{ code: "NUMBER_HARD_TO_READ", data: { text: "900" } }],
  });
  const quoted = checkAgain(aPoint(citation.quote, { citations, quoted: true }), context, doubtful);
  expect(quoted).toMatchObject({ support: "weak", by: null, findings: [{ code: "NUMBER_HARD_TO_READ" }] });
  expect(checkAgain(quoted, context)).toMatchObject({ support: "verified", by: "code", findings: [] });
});
