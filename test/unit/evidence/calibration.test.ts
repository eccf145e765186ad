import { describe, expect, it } from "vitest";
import { calibrate, isHopeless, type JudgedPair } from "../../../electron/core/evidence/calibration.ts";
import { seededRandom } from "../../../electron/engineProcess/choosing.ts";

/** Of a witness that finds true statements this much likelier, in its logits, than false ones. */
function pairsOf(count: number, gap: number, random: () => number): JudgedPair[] {
  const logit = (): number => [0, 0, 0, 0].reduce((sum) => sum + random() - 0.5, 0) * 2;
  const probability = (value: number): number => 1 / (1 + Math.exp(-value));
  return Array.from({ length: count }, () => ({ true: probability(logit() + gap), false: probability(logit()) }));
}

describe("a calibration", () => {
  it("puts the threshold just above the false statements that must not pass: of sixty, two may", () => {
    const pairs = Array.from({ length: 60 }, (_, index) => ({ true: 0.99, false: 0.4 + index / 120 }));
    const { threshold, falsePassed, trueKept, told, auc } = calibrate(pairs);
    expect(threshold).toBeGreaterThan(0.4 + 57 / 120);
    expect(threshold).toBeLessThan(0.4 + 58 / 120);
    expect(falsePassed).toBeCloseTo(2 / 60);
    expect([trueKept, told, auc]).toEqual([1, 1, 1]);
  });

  it("asks for a margin: the fewer pairs, the smaller the share of false ones that may be seen to pass", () => {
    const passed = (count: number): number | null => {
      const pairs = Array.from({ length: count }, (_, index) => ({ true: 0.99, false: 0.5 + index / (3 * count) }));
      const { threshold, falsePassed } = calibrate(pairs);
      return threshold === null ? null : Math.round(falsePassed * count);
    };
    expect([20, 21, 22, 60, 80, 120].map(passed)).toEqual([null, null, 0, 2, 4, 7]);
  });

  it("lets more than 10 of 100 false statements through in no more than one of ten calibrations", () => {
    const random = seededRandom(7);
    const all = pairsOf(20_000, 2, random).map((pair) => pair.false);
    const runs = Array.from({ length: 400 }, () => {
      const { threshold } = calibrate(pairsOf(60, 2, random));
      return threshold !== null && all.filter((each) => each >= threshold).length / all.length > 0.1;
    });
    expect(runs.filter(Boolean).length / runs.length).toBeLessThanOrEqual(0.13);
  });

  it("gives a witness that guesses no threshold, whatever it guesses", () => {
    const random = seededRandom(3);
    const able = Array.from({ length: 400 }, () => calibrate(pairsOf(60, 0, random)).threshold !== null);
    expect(able.filter(Boolean).length).toBeLessThanOrEqual(4);
    for (const same of [0, 0.5, 1]) {
      const pairs = Array.from({ length: 60 }, () => ({ true: same, false: same }));
      expect(calibrate(pairs)).toMatchObject({ threshold: null, told: 0.5, auc: 0.5, trueKept: 0 });
    }
  });

  it("gives none to one that is as sure of false statements as of the true ones that it keeps", () => {
    const pairs = Array.from({ length: 60 }, (_, index) => ({ true: 1, false: index < 3 ? 1 : 0 }));
    const { threshold, told } = calibrate(pairs);
    expect(threshold).toBeNull();
    expect(told).toBeCloseTo(58.5 / 60);
  });

  it("takes nothing that is likelier wrong than right for a yes", () => {
    const pairs = Array.from({ length: 60 }, () => ({ true: 0.4, false: 0.1 }));
    expect(calibrate(pairs).threshold).toBeNull();
    const surer = Array.from({ length: 60 }, () => ({ true: 0.9, false: 0.001 }));
    expect(calibrate(surer).threshold).toBeGreaterThanOrEqual(0.5);
  });
});

describe("a trial", () => {
  it("ends after twenty pairs with a witness that guesses, and not with one that can tell", () => {
    const guesses = Array.from({ length: 20 }, () => ({ true: 0.5, false: 0.5 }));
    expect(isHopeless(guesses.slice(1))).toBe(false);
    expect(isHopeless(guesses)).toBe(true);
    const random = seededRandom(11);
    const given = Array.from({ length: 200 }, () => isHopeless(pairsOf(20, 1.5, random)));
    expect(given.filter(Boolean).length).toBeLessThanOrEqual(2);
  });
});
