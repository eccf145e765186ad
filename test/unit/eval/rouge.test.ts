import { describe, expect, it } from "vitest";
import { rougeL, rougeLsum, rougeN, tokensOf } from "../../eval/rouge.ts";

/*
 * Examples of google-research/rouge (rouge_scorer_test.py and its test data, Apache-2.0); the scores of the random texts
 * are those of the original program, ROUGE-1.5.5.
 */
const randomTarget = [
  "ZfbCUIUuePaiLVUlCaUXxkpu XPeWing tUHfPMuZ',-Xd Y BrUgVJing M-HV.-DgdDaY.rFDJCRing Ht-LM EKBDXkME,yz'RBr q'wtion wIojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxer tKM L",
  "KsJdPByEtAor fE-Qg Dpdbring cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMtion psing sbKao Q m qiing LMmer HqqLFXe,XPY,J XsurkMer ,ed nB'wH'bWVHjWFEing tQ.saefZwJtKrTlixYpMMsJing UCAPwNHeYVjDing c T BUySKtion gMPfJpwGw p'NvxAoping eu pBwMBKV'I DNxqelhu,PHPxDEq,mtion SN",
  "NhETebUbBk'er WOvoHMTjSRizKgH'vHiing Xu,hWxfs VkNE QhgKiLHE -HidivzoM.dO anhtion jbLQiSGDTCsuhREebUaKM dv J dVN tmbOT",
  "vMR HDm,xOAetion D,tion HJtodT.mHl UIv-p VjWH'BdyWjnfGU-OjT aEMdFICyLWfQMtion wEMfdOKing AwkeKbO 'DxqNOHBH qKtVvm OYJl mM",
];
const randomPrediction = [
  "rFDJCRtion Ht-LM EKtDXkME,yz'RBr q'wer wrojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxi",
  "n cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMer pstion sbKao Q m qier LMmed HqqLFXe,XPY,J XsurkMeo ,ed nB'wH'bWVHjWFEer tQ.saefZwJtKrTlixYpMMNJtion UCAPwNHeYVjD",
  "xfs VkJE QhgKiLHE -HidivzoM.dO anhing jbLQiSGDTCsuhREebUaKM dv J",
  "VjWH'BdyWjnfGU-OjTNaEMdFICyLWfQMing wEMfdOKijg AwkeKbO 'DxqNO",
];
const [firstTarget = "", secondTarget = ""] = randomTarget;
const [firstPrediction = "", secondPrediction = ""] = randomPrediction;
const raw = { stem: false };

describe("ROUGE-N", () => {
  it("counts shared words against each side", () => {
    const score = rougeN("testing one two", "testing", 1, raw);
    expect(score.precision).toBe(1);
    expect(score.recall).toBeCloseTo(1 / 3);
    expect(score.f1).toBeCloseTo(1 / 2);
  });

  it("counts shared pairs of words", () => {
    const score = rougeN("testing one two", "testing one", 2, raw);
    expect(score).toMatchObject({ precision: 1, recall: 1 / 2 });
    expect(score.f1).toBeCloseTo(2 / 3);
  });

  it("counts a word no more often than it stands on either side", () => {
    expect(rougeN("the cat sat", "the the the the", 1)).toMatchObject({ precision: 1 / 4, recall: 1 / 3 });
  });

  it.each([
    {
      n: 1,
      options: raw,
      target: firstTarget,
      prediction: firstPrediction,
      recall: 0.40741,
      precision: 0.6875,
      f1: 0.51163,
    },
    {
      n: 1,
      options: raw,
      target: secondTarget,
      prediction: secondPrediction,
      recall: 0.40476,
      precision: 0.65385,
      f1: 0.5,
    },
    {
      n: 1,
      options: {},
      target: firstTarget,
      prediction: firstPrediction,
      recall: 0.40741,
      precision: 0.6875,
      f1: 0.51163,
    },
    {
      n: 1,
      options: {},
      target: secondTarget,
      prediction: secondPrediction,
      recall: 0.42857,
      precision: 0.69231,
      f1: 0.52941,
    },
    {
      n: 2,
      options: raw,
      target: firstTarget,
      prediction: firstPrediction,
      recall: 0.30769,
      precision: 0.53333,
      f1: 0.39024,
    },
    {
      n: 2,
      options: {},
      target: secondTarget,
      prediction: secondPrediction,
      recall: 0.29268,
      precision: 0.48,
      f1: 0.36364,
    },
  ])("agrees with ROUGE-1.5.5: n $n, recall $recall", ({ n, options, target, prediction, recall, precision, f1 }) => {
    const score = rougeN(target, prediction, n, options);
    expect(score.recall).toBeCloseTo(recall, 5);
    expect(score.precision).toBeCloseTo(precision, 5);
    expect(score.f1).toBeCloseTo(f1, 5);
  });
});

describe("ROUGE-L", () => {
  it.each(["testing one", "testing two"])("follows the order of the words, with gaps: %s", (candidate) => {
    const score = rougeL("testing one two", candidate, raw);
    expect(score.precision).toBe(1);
    expect(score.recall).toBeCloseTo(2 / 3);
    expect(score.f1).toBeCloseTo(4 / 5);
  });

  it("takes the police example of the paper in order only", () => {
    const reference = "police killed the gunman";
    // Lin 2004, section 3.1: 3/4 for "police kill the gunman", 2/4 for "the gunman kill police".
    expect(rougeL(reference, "police kill the gunman", raw).f1).toBeCloseTo(3 / 4);
    expect(rougeL(reference, "the gunman kill police", raw).f1).toBeCloseTo(2 / 4);
  });

  it("agrees with ROUGE-1.5.5", () => {
    expect(rougeL(firstTarget, firstPrediction, raw).f1).toBeCloseTo(0.51163, 5);
    expect(rougeL(secondTarget, secondPrediction, raw).f1).toBeCloseTo(0.5, 5);
  });
});

describe("ROUGE-Lsum", () => {
  it("takes the union over the candidate's sentences, as in section 3.2 of the paper", () => {
    const score = rougeLsum("w1 w2 w3 w4 w5", "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5");
    expect(score.recall).toBeCloseTo(4 / 5);
    expect(score.precision).toBeCloseTo(4 / 10);
    expect(score.f1).toBeCloseTo(0.5333, 3);
  });

  it("counts no word twice that the candidate has once", () => {
    expect(rougeLsum("wind\nwind", "wind").recall).toBe(1 / 2);
  });

  it("agrees with ROUGE-1.5.5 on several sentences", () => {
    const score = rougeLsum(randomTarget.join("\n"), randomPrediction.join("\n"));
    expect(score.recall).toBeCloseTo(0.36538, 5);
    expect(score.precision).toBeCloseTo(0.66667, 5);
    expect(score.f1).toBeCloseTo(0.47205, 5);
  });
});

describe("words", () => {
  it("are runs of letters and digits in lower case, long ones without their ending", () => {
    expect(tokensOf("Running dogs, the B-52's: caresses")).toEqual(["run", "dog", "the", "b", "52", "s", "caress"]);
    expect(tokensOf("was bees", { stem: false })).toEqual(["was", "bees"]);
  });

  it.each([
    ["", "w1"],
    ["testing one two", ""],
    ["testing one two", "/"],
  ])("that are not there score nothing: “%s”, “%s”", (reference, candidate) => {
    const nothing = { precision: 0, recall: 0, f1: 0 };
    for (const score of [
      rougeN(reference, candidate, 2),
      rougeL(reference, candidate),
      rougeLsum(reference, candidate),
    ]) {
      expect(score).toEqual(nothing);
    }
  });
});
