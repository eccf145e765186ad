import { describe, expect, it } from "vitest";
import { type KeyFact, scoreKeyFacts } from "../../../electron/core/trials/keyFacts.ts";
import { scoreKeyFactsOfText } from "../../eval/summaries/textUnits.ts";
import { textUnits } from "../../eval/summaries/textUnits.ts";

const fact = (weight: KeyFact["weight"], ...all: string[][]): KeyFact => ({ fact: all.join(), weight, all });
const facts = [
  fact(3, ["rent", "loyer"], ["re:(?<!\\d)1[.,' ]?240(?!\\d)"]),
  fact(2, ["re:\\bété\\b"]),
  fact(3, [" act "]),
  fact(1, ["landlord's"]),
];

describe("key facts", () => {
  it("are said where each group has an alternative within one point or two neighbours", () => {
    expect(scoreKeyFacts(facts, ["The rent is due monthly.", "It is 1,240 euros."])).toMatchObject({
      recall: 3 / 9,
      recall3: 1 / 2,
    });
    const apart = ["The rent is due monthly.", "Pets are allowed.", "It is 1,240 euros."];
    expect(scoreKeyFacts(facts, apart).recall).toBe(0);
  });

  it("are looked for whatever the quotes, hyphens, spaces and capitals", () => {
    expect(scoreKeyFacts([fact(1, ["landlord's"])], ["The LANDLORD’S duty"]).recall).toBe(1);
    expect(scoreKeyFacts([fact(1, ["six-month term"])], ["a six‑month\u00a0 term"]).recall).toBe(1);
  });

  it("do not take a part of a number or of a word with accents for the whole", () => {
    expect(scoreKeyFacts(facts, ["The rent is 11,240 euros"]).recall).toBe(0);
    expect(scoreKeyFacts([fact(1, ["re:\\bt\\b"])], ["été"]).recall).toBe(0);
    expect(scoreKeyFacts([fact(1, ["re:\\bété\\b"])], ["Il fait chaud en été."]).recall).toBe(1);
  });

  it("keep the space at the end of what is looked for", () => {
    expect(scoreKeyFacts([fact(3, [" act "])], ["They react to it"]).recall).toBe(0);
    expect(scoreKeyFacts([fact(3, [" act "])], ["The act of 2009"]).recall3).toBe(1);
  });

  it("are missed by nothing but an empty summary where each is said, and all by an empty one", () => {
    expect(scoreKeyFactsOfText(facts, "").missed).toHaveLength(4);
  });
});

describe("the units of a text", () => {
  it("are lines of a list and sentences, without their marks", () => {
    expect(textUnits("Here it is:\n- The rent is due. It is high.\n2) Dr. Berg signs.\n\n\u2022 No pets!")).toEqual([
      "Here it is:",
      "The rent is due.",
      "It is high.",
      "Dr. Berg signs.",
      "No pets!",
    ]);
  });

  it("are put together where a line was broken in the middle of a sentence", () => {
    expect(
      textUnits("The landlord may enter the apartment to read the meters\nafter a notice of two days. Then he leaves."),
    ).toEqual([
      "The landlord may enter the apartment to read the meters after a notice of two days.",
      "Then he leaves.",
    ]);
  });
});
