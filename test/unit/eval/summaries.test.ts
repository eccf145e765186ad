import { describe, expect, it } from "vitest";
import { summaryGates } from "../../eval/gates.ts";
import { holdsName, holdsNumber, plainNames, plainNumbers } from "../../eval/plainFacts.ts";
import { redundancyOf, type SummaryMeasures, type SummaryResult } from "../../eval/summaries.ts";
import { judgeCitations, supports } from "../../eval/support.ts";

const missing = (text: string, ...quotes: string[]): string[] =>
  plainNumbers(text)
    .filter((fact) => !holdsNumber(quotes, fact))
    .map((fact) => fact.text);

describe("numbers found without the product's own check", () => {
  it("are the same however they are written", () => {
    expect(missing("It costs 1,200 euros.", "The price is 1200 EUR")).toEqual([]);
    expect(missing("It costs 1200 euros.", "Der Preis beträgt 1.200 €")).toEqual([]);
    expect(missing("Twenty-five boats lay there.", "25 boats were counted")).toEqual([]);
    expect(missing("It grew by 2.50 %.", "growth of 2.5 per cent")).toEqual([]);
    expect(missing("on 3 March 2021", "On March 3, 2021, the harbour froze.")).toEqual([]);
    expect(missing("at ３ o’clock", "at 3 o’clock")).toEqual([]);
  });

  it("are missing where the quotes have others, another unit or another month", () => {
    expect(missing("It costs 1,210 euros.", "The price is 1200 EUR")).toEqual(["1,210"]);
    expect(missing("It costs 1.5 dollars.", "It costs 15 dollars")).toEqual(["1.5"]);
    expect(missing("It grew by 5 %.", "It grew by 5 boats")).toEqual(["percent"]);
    expect(missing("since April 2021", "since March 2021")).toEqual(["month 4"]);
    expect(missing("three boats", "four boats")).toEqual(["three"]);
  });
});

describe("names found without the product's own check", () => {
  it("are words with a capital inside a sentence, and abbreviations anywhere", () => {
    expect(plainNames("Rents in Hamburg rose. NASA and Mrs Lee’s crew paid.")).toEqual([
      "Hamburg",
      "NASA",
      "Mrs",
      "Lee",
    ]);
  });

  it("are held as whole words in any case", () => {
    expect(holdsName(["the NASA report"], "nasa")).toBe(true);
    expect(holdsName(["the Hamburgers"], "Hamburg")).toBe(false);
  });
});

describe("citations", () => {
  const rent = "The rent of the flat is 900 euros a month.";
  const pets = "Pets need the written consent of the landlord.";

  it("support what says the same in other words, with the same numbers", () => {
    expect(supports("The flat’s monthly rent is 900 euros.", [rent])).toBe(true);
    expect(supports("The flat’s monthly rent is 950 euros.", [rent])).toBe(false);
    expect(supports("The landlord sells the house.", [rent, pets])).toBe(false);
    expect(supports("Anything.", [])).toBe(false);
  });

  it("count where they are needed or suffice, as one beside the point does not", () => {
    expect(judgeCitations(rent, [rent, pets])).toEqual({ supported: true, precise: 1 });
    const both = "The rent of the flat is 900 euros a month; pets need the written consent of the landlord.";
    expect(judgeCitations(both, [rent, pets])).toEqual({ supported: true, precise: 2 });
    expect(judgeCitations(both, [pets])).toEqual({ supported: false, precise: 0 });
  });
});

describe("redundancy", () => {
  it("is 1 of points that repeat each other, 0 of one alone", () => {
    expect(redundancyOf(["The rent is due.", "The rent is due."])).toBe(1);
    expect(redundancyOf(["The rent is due."])).toBe(0);
    expect(redundancyOf(["The rent is due.", "Nobody fishes here."])).toBe(0);
  });
});

const good: SummaryMeasures = {
  words: 50,
  shown: { verified: 10, weak: 0, contradicted: 0, unsupported: 0, quoted: 0 },
  citations: { all: 10, valid: 10, precise: 10 },
  supported: { of: 10, right: 10 },
  numbers: { of: 100, right: 99 },
  names: { of: 5, right: 5 },
  wrong: [],
  coverage: { sections: 10, whole: 4, shown: 9, said: 9 },
  loops: 0,
  complete: true,
  redundancy: 0.1,
  rouge: { r1: 0.3, r2: 0.1, rl: 0.3 },
  digestRouge: { r1: 0.3, r2: 0.1, rl: 0.3 },
};

const missed = (...measures: (SummaryMeasures | null)[]): string[] => {
  const summaries = measures.map((one, place): SummaryResult => ({
    id: String(place),
    title: "",
    failed: one ? null : "GENERATION_FAILED",
    points: [],
    sections: [],
    measures: one,
    seconds: 1,
  }));
  return summaryGates([{ set: "papers", summaries }])
    .filter(({ met }) => !met)
    .map(({ name }) => name.split(":")[0] ?? "");
};

describe("the gates of whole summaries", () => {
  it("are met at their bounds, and absent without a summary", () => {
    expect(missed(good)).toEqual([]);
    expect(summaryGates([{ set: "papers", summaries: [] }])).toEqual([]);
  });

  it("are missed by one wrong citation, by one wrong number too many and by sections left out", () => {
    expect(missed({ ...good, citations: { ...good.citations, valid: 9 } })).toEqual([
      "every citation of a summary stands word for word at its place",
    ]);
    expect(missed({ ...good, numbers: { of: 100, right: 98 } })).toEqual([
      "numbers in what is shown as verified stand in its quotes",
    ]);
    expect(missed({ ...good, coverage: { ...good.coverage, shown: 8, said: 8 } })).toEqual([
      "sections cited, on average",
    ]);
  });

  it("are missed by summaries that say less than their digests", () => {
    const worse = { ...good, digestRouge: { ...good.rouge, r2: 0.2 } };
    expect(missed(worse, worse)).toEqual(["R2 of the summary not below the digest's by more than noise"]);
    expect(missed(worse, good)).toEqual([]);
  });

  it("are missed by a verified loop", () => {
    expect(missed({ ...good, loops: 1 })).toEqual(["no verified point says the same again and again"]);
  });

  it("are missed by a receipt that counts otherwise, and by a summary that is cut off or failed", () => {
    expect(missed({ ...good, coverage: { ...good.coverage, said: 10 } })).toEqual([
      "the receipt counts the sections that are cited",
    ]);
    const cutOff = "every document gets a summary, none cut off";
    expect(missed(good, { ...good, complete: false })).toEqual([cutOff]);
    expect(missed(good, null)).toEqual([cutOff, "sections cited, on average"]);
  });
});
