import { describe, expect, test } from "vitest";
import { raisedBy } from "../../../electron/core/evidence/witness.ts";
import { verdictOf } from "../../../electron/core/evidence/verify.ts";
import { goalsOf } from "../../eval/claims/goals.ts";
import { atThreshold, type HeardClaim } from "../../eval/claims/witness.ts";
import { aucOf, witnessReport } from "../../eval/claims/witnessReport.ts";

const weak = verdictOf([{ code: "FEW_WORDS", data: {} }]);

function heard(isTrue: boolean, probability: number | null, byCode = weak): HeardClaim {
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
    byCode,
    probability,
    verdict: probability === null ? byCode : raisedBy(byCode, probability, 0.8),
  };
}

describe("what a model adds as witness", () => {
  const claims = [
    heard(true, 0.9),
    heard(true, 0.7),
    heard(false, 0.85),
    heard(false, 0.1),
    heard(true, null, verdictOf([])),
  ];

  test("is counted at its threshold and at others, beside what code verifies", () => {
    const calibration = { threshold: 0.8, pairs: 60, told: 0.9, auc: 0.85, trueKept: 0.5, falsePassed: 0.05 };
    const report = witnessReport({ name: "Qwen", calibration, claims });
    expect(report).toContain("likelier one in 90 % of 60 calibration pairs (AUC 0.850); at its threshold of 0.800");
    expect(report).toContain("| pairs | direction | 2, 2 | 0.75 | 50 %, 50 % |");
    const row = (threshold: string) => report.split("\n").find((line) => line.startsWith(`| pairs | ${threshold} |`));
    expect(row("code alone")).toMatch(/33\.3 % .*1 of 3 \| 0\.0 % .*0 of 2/u);
    expect(row("**0.800**")).toMatch(/2 of 3 \| .*1 of 2/u);
    expect(row("0.700")).toMatch(/3 of 3 \| .*1 of 2/u);
    expect(row("0.900")).toMatch(/2 of 3 \| .*0 of 2/u);
    expect(witnessReport({ name: "Qwen", calibration: { ...calibration, threshold: null }, claims })).toContain(
      "no word",
    );
  });

  test("has goals of its own", () => {
    expect(goalsOf(claims, "model").map(({ name }) => name)).toEqual([
      "pairs: false ones verified, with the model",
      "pairs: true ones verified, with the model",
    ]);
  });

  test("leaves the verdict of code where it was not asked or may not overrule it", () => {
    const wrong = verdictOf([{ code: "NUMBER_NOT_SAID", data: { text: "5" } }]);
    expect(atThreshold(heard(true, 1, wrong), 0).verdict).toBe(wrong);
    expect(atThreshold(heard(true, null), 0).verdict).toBe(weak);
  });

  test("is measured by how often it finds a true claim likelier than a false one", () => {
    expect(aucOf([heard(true, 0.9), heard(true, 0.5)], [heard(false, 0.5), heard(false, 0.1)])).toBe(0.875);
    expect(aucOf([], [heard(false, 0.1)])).toBeNaN();
  });
});
