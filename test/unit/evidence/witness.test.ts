import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { findingSchema, type Finding, type FindingCode, severityOf } from "../../../electron/contract/findings.ts";
import { verdictOf } from "../../../electron/core/evidence/verify.ts";
import { mayAsk, raisedBy, textAround, withWitness } from "../../../electron/core/evidence/witness.ts";
import { aWitness } from "../witness/aWitness.ts";

/** One of each code, whatever its data. */
const codes = findingSchema.options.map(({ shape }) => shape.code.value);
const found = (code: FindingCode): Finding => ({ code, data: { text: "x", other: "y", farther: 1, of: 2 } }) as Finding;

const fewWords = verdictOf([{ code: "FEW_WORDS", data: {} }]);
const codesOf = ({ findings }: { readonly findings: readonly Finding[] }) => findings.map(({ code }) => code);

describe("what a witness may overrule", () => {
  it("is a missing word, words apart, a name in other letters, and nothing else", () => {
    const raised = codes.filter((code) => raisedBy(verdictOf([found(code)]), 1, 0.8).support === "verified");
    const verified = codes.filter((code) => severityOf(code) === "witness");
    expect(raised.filter((code) => !verified.includes(code)).toSorted()).toEqual([
      "FEW_WORDS",
      "NAME_IN_OTHER_LETTERS",
      "WORDS_APART",
      "WORDS_NOT_IN_QUOTES",
    ]);
  });

  it("is asked about nothing that its word cannot change", () => {
    for (const code of codes) {
      const { support } = verdictOf([found(code)]);
      if (support !== "weak") expect(mayAsk(verdictOf([found(code)]))).toBe(false);
    }
    expect(mayAsk(verdictOf([found("FEW_WORDS"), found("HEDGE_LEFT_OUT")]))).toBe(false);
    expect(mayAsk(verdictOf([found("FEW_WORDS"), found("NEAR_IN_MEANING")]))).toBe(true);
    // Two witnesses that disagree are none.
    expect(mayAsk(verdictOf([found("FEW_WORDS"), found("FAR_IN_MEANING")]))).toBe(false);
  });
});

describe("a verdict that a witness raises", () => {
  it("is raised from the threshold on, and says by whom", () => {
    expect(raisedBy(fewWords, 0.79, 0.8)).toBe(fewWords);
    expect(raisedBy(fewWords, 0.8, 0.8)).toEqual({
      support: "verified",
      by: "model",
      findings: [
        { code: "FEW_WORDS", data: {} },
        { code: "FOUND_BY_MODEL", data: {} },
      ],
    });
  });

  it("stays weak in another language, where its word is kept for the vectors", () => {
    const verdict = raisedBy(verdictOf([{ code: "OTHER_LANGUAGE", data: {} }]), 1, 0.8);
    expect(verdict.support).toBe("weak");
    expect(codesOf(verdict)).toEqual(["OTHER_LANGUAGE", "FOUND_BY_MODEL"]);
  });
});

describe("claims that a witness is asked about", () => {
  const claims = [
    { claim: "a", text: "one", verdict: fewWords },
    { claim: "b", text: "two", verdict: fewWords },
    { claim: "c", text: "one", verdict: verdictOf([]) },
    { claim: "d", text: "one", verdict: fewWords },
    { claim: "e", text: "one", verdict: verdictOf([found("NUMBER_DIFFERS"), found("FEW_WORDS")]) },
  ];

  it("are the weak ones, those of one text together, and come back in their order", async () => {
    const witness = aWitness((_, claim) => (claim === "d" ? 0.9 : 0.3));
    const heard = await withWitness(claims, () => Promise.resolve(witness));
    expect(witness.asked).toEqual([
      ["one", ["a", "d"]],
      ["two", ["b"]],
    ]);
    expect(heard.map(({ verdict, probability }) => [verdict.support, probability])).toEqual([
      ["weak", 0.3],
      ["weak", 0.3],
      ["verified", null],
      ["verified", 0.9],
      ["contradicted", null],
    ]);
  });

  it("keep what code said where there is no witness, or one that cannot tell", async () => {
    const silent = { threshold: 0.8, probabilities: () => Promise.resolve([]) };
    for (const find of [undefined, () => Promise.resolve(null), () => Promise.resolve(silent)]) {
      expect((await withWitness(claims, find)).map(({ verdict }) => verdict)).toEqual(
        claims.map(({ verdict }) => verdict),
      );
    }
  });

  it("have no witness looked for where none could change anything, and stop when they are to", async () => {
    const never = () => Promise.reject(new Error("looked for"));
    expect(await withWitness([{ claim: "c", text: "one", verdict: verdictOf([]) }], never)).toHaveLength(1);
    const stopped = withWitness(claims, () => Promise.reject(new AppError("CANCELLED")));
    await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

describe("the text that a witness is shown", () => {
  const letters = [..."abcdef"];
  const sentencesOf = (length: number) => letters.map((letter, index) => ({ text: letter.repeat(length), index }));
  const shown = (quotes: readonly number[], length: number): string =>
    textAround(
      quotes.map((index) => ({ index })),
      sentencesOf(length),
    )
      .split(" ")
      .map((text) => text.slice(0, 1))
      .join("");

  it("is the whole of a short text, which is read once for all claims on it", () => {
    expect(shown([4], 800)).toBe("abcdef");
    expect(shown([], 800)).toBe("");
  });

  it("is of a longer one the quotes with a sentence on either side, each once, in the order of the document", () => {
    expect(shown([4, 0], 1000)).toBe("abdef");
    expect(shown([2, 3], 1000)).toBe("bcde");
    expect(shown([], 1000)).toBe("");
  });
});
