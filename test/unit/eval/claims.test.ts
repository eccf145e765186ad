import { describe, expect, test } from "vitest";
import type { Finding } from "../../../electron/contract/findings.ts";
import { verdictOf } from "../../../electron/core/evidence/verify.ts";
import { countFindings, ratesOf, wilson } from "../../eval/claims/figures.ts";
import { baselineOf, goalsOf, worseThan } from "../../eval/claims/goals.ts";
import { documentOf, type JudgedClaim, judgeClaims } from "../../eval/claims/judge.ts";
import { wrongExamples } from "../../eval/claims/report.ts";

const missing: Finding = { code: "NAME_NOT_IN_QUOTES", data: { text: "Vega" } };
const doubt: Finding = { code: "FEW_WORDS", data: {} };

function judged(isTrue: boolean, findings: readonly Finding[] = [], rest: Partial<JudgedClaim> = {}): JudgedClaim {
  return {
    set: "pairs",
    id: "1",
    language: "en",
    kind: "direction",
    claim: "Vega moved.",
    isTrue,
    against: { quotes: [] },
    quotes: [],
    around: "",
    verdict: verdictOf(findings),
    ...rest,
  };
}

describe("the interval of a share", () => {
  test("is Wilson's", () => {
    const half = wilson({ part: 5, whole: 10 });
    expect(half.share).toBe(0.5);
    expect(half.low).toBeCloseTo(0.2366, 4);
    expect(half.high).toBeCloseTo(0.7634, 4);
  });

  test("keeps within 0 and 1", () => {
    const none = wilson({ part: 0, whole: 10 });
    expect(none.low).toBe(0);
    expect(none.high).toBeCloseTo(0.2775, 4);
    const all = wilson({ part: 10, whole: 10 });
    expect(all.low).toBeCloseTo(0.7225, 4);
    expect(all.high).toBeCloseTo(1, 10);
    expect(all.high).toBeLessThanOrEqual(1);
  });
});

test("What is verified and what is objected to is counted apart for true and false claims", () => {
  const claims = [
    judged(true),
    judged(true, [missing]),
    judged(true, [doubt]),
    judged(false),
    judged(false, [missing]),
  ];
  expect(ratesOf(claims)).toEqual({
    trueVerified: { part: 1, whole: 3 },
    falseVerified: { part: 1, whole: 2 },
    trueObjected: { part: 1, whole: 3 },
    falseObjected: { part: 1, whole: 2 },
  });
});

test("A finding counts once for a claim that has it twice", () => {
  const claims = [judged(true, [missing, missing]), judged(false, [missing]), judged(false, [missing, doubt])];
  expect(countFindings(claims)).toEqual([
    { code: "NAME_NOT_IN_QUOTES", severity: "missing", onTrue: 1, onFalse: 2 },
    { code: "FEW_WORDS", severity: "doubt", onTrue: 0, onFalse: 1 },
  ]);
});

describe("goals", () => {
  const metOf = (claims: readonly JudgedClaim[]) =>
    Object.fromEntries(goalsOf(claims).map(({ name, met }) => [name, met]));

  test("are met at their bounds and missed beyond them", () => {
    const falseOnes = [judged(false), ...Array.from({ length: 9 }, () => judged(false, [doubt]))];
    expect(metOf(falseOnes)).toEqual({ "pairs: false ones verified": true });
    expect(metOf([...falseOnes, judged(false)])).toEqual({ "pairs: false ones verified": false });
  });

  test("are told only of sets that were judged", () => {
    expect(Object.keys(metOf([judged(true, [], { set: "own" })]))).toEqual(["own: true ones verified"]);
  });

  test("of facts ask for the right verdict of every one", () => {
    const right = judged(false, [missing], { set: "facts", right: ["unsupported", "contradicted"] });
    const wrong = judged(false, [doubt], { set: "facts", right: ["unsupported", "contradicted"] });
    expect(metOf([right])).toEqual({ "facts: right verdicts": true });
    expect(metOf([right, wrong])).toEqual({ "facts: right verdicts": false });
  });
});

describe("the gate", () => {
  const worse = (before: readonly JudgedClaim[], after: readonly JudgedClaim[]) =>
    worseThan(baselineOf(before, goalsOf(before)), baselineOf(after, goalsOf(after)), goalsOf(after));
  const weak = judged(false, [doubt]);

  test("fails when more false claims are verified", () => {
    const before = [judged(false), weak, weak];
    expect(worse(before, before)).toEqual([]);
    expect(worse(before, [judged(false), judged(false), weak])).toEqual([
      "pairs: 2 of 3 false claims are verified; they were 1 of 3",
    ]);
  });

  test("fails when a goal that was met is missed", () => {
    expect(worse([judged(true)], [judged(true, [doubt])])).toEqual([
      "pairs: true ones verified: 0.0 % (0.0 to 79.3), 0 of 1; ≥ 40 % was met",
    ]);
  });

  test("does not hold an absent set against a run", () => {
    expect(worse([judged(true), weak], [])).toEqual([]);
  });
});

describe("examples of wrong verdicts", () => {
  test("are of the kind that is asked for", () => {
    const claims = [
      judged(false, [], { id: "a" }),
      judged(false, [], { id: "b", kind: "negation" }),
      judged(true, [missing], { id: "c" }),
    ];
    expect(wrongExamples(claims, "direction", 10)).toContain("pairs a, direction: verified");
    expect(wrongExamples(claims, "direction", 10)).not.toContain("pairs b");
    expect(wrongExamples(claims, "NAME_NOT_IN_QUOTES", 10)).toContain("pairs c, direction: unsupported");
  });

  test("never are those of the set that nothing is tuned on", () => {
    expect(wrongExamples([judged(false, [], { set: "own", id: "kept" })], "", 10)).not.toContain("kept");
  });
});

test("A claim is held against its quotes as they are, or against those found in its document", async () => {
  const rest = { set: "own", id: "1", language: "en", kind: "direction", isTrue: true } as const;
  const claim = "The ferry sails at noon from Harwich.";
  const document = ["The company is old. The ferry sails at noon from Harwich.", "Tickets are sold on board."];
  const [found, given] = await judgeClaims([
    { ...rest, claim, against: { document } },
    { ...rest, claim, against: { quotes: ["Tickets are sold on board."] } },
  ]);
  expect(found?.quotes).toEqual(["The ferry sails at noon from Harwich."]);
  expect(found?.verdict.support).toBe("verified");
  expect(given?.verdict.support).toBe("unsupported");
});

test("Paragraphs become the sentences that a document of them has", async () => {
  const { sentences } = await documentOf(["One is here. Two is there.", "Three stands alone."], "en");
  expect(sentences.map(({ text }) => text)).toEqual(["One is here.", "Two is there.", "Three stands alone."]);
});
