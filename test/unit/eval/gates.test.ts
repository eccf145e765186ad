import { describe, expect, it } from "vitest";
import type { DigestResult } from "../../eval/digests.ts";
import { digestGates, gainOver } from "../../eval/gates.ts";
import type { SetName } from "../../eval/passages.ts";
import { type SelectorName, selectorNames } from "../../eval/selection.ts";

/** Documents where each system has the R2 given, and R1 five times as much. */
function documents(r2: Partial<Record<SelectorName, readonly number[]>>, valid = 3): DigestResult[] {
  return (r2.digest ?? []).map((_, place) => ({
    id: String(place),
    title: "",
    budget: 100,
    systems: Object.fromEntries(
      selectorNames.map((name) => {
        const value = r2[name]?.[place] ?? 0;
        return [name, { rouge: { r1: value * 5, r2: value, rl: value }, texts: [] }];
      }),
    ) as unknown as DigestResult["systems"],
    shown: {
      lines: ["a", "b", "c"],
      words: 3,
      milliseconds: 1,
      valid,
      sections: 1,
      cited: 1,
      repeated: 0,
      numbers: { found: 0, wanted: 0, both: 0 },
      names: { found: 0, wanted: 0, both: 0 },
    },
  }));
}

const missed = (sets: Partial<Record<SetName, DigestResult[]>>): string[] =>
  digestGates(Object.entries(sets).map(([set, each]) => ({ set: set as SetName, documents: each })))
    .filter(({ met }) => !met)
    .map(({ name }) => name);

const clearly = { digest: [0.2, 0.21, 0.22, 0.2], lead: [0.1, 0.12, 0.1, 0.11], textRank: [0.05, 0.05, 0.05, 0.05] };
const byChance = { digest: [0.4, 0.1, 0.1, 0.1], lead: [0.1, 0.15, 0.15, 0.15] };

describe("the gates of the digest", () => {
  it("are all met where it is clearly ahead", () => {
    expect(missed({ papers: documents(clearly), articles: documents(clearly) })).toEqual([]);
  });

  it("are missed where one opponent is ahead, whichever it is", () => {
    for (const name of ["lead", "textRank", "lexRankMmr"] as const) {
      const behind = documents({ ...clearly, [name]: [0.3, 0.3, 0.3, 0.3] });
      expect(missed({ papers: documents(clearly), textbook: documents(clearly), articles: behind })).toEqual([
        "R2 of the digest above the best of lead, TextRank and LexRank+MMR: articles",
      ]);
    }
  });

  it("do not take a gain within noise for one", () => {
    const gain = gainOver(documents(byChance), "lead");
    expect(gain.mean).toBeGreaterThan(0);
    expect(gain.low).toBeLessThan(0);
    expect(missed({ papers: documents(byChance), articles: documents(clearly) })).toEqual([
      "by more than noise on at least 2 sets",
    ]);
  });

  it("want more of meetings than to be ahead", () => {
    const low = { digest: [0.04, 0.041, 0.042, 0.04], lead: [0.01, 0.01, 0.01, 0.01] };
    expect(missed({ papers: documents(clearly), articles: documents(clearly), meetings: documents(low) })).toEqual([
      "R1 on meetings at least 28",
      "R2 on meetings at least 5",
    ]);
  });

  it("want every citation to be right", () => {
    expect(missed({ papers: documents(clearly, 2), articles: documents(clearly) })).toEqual([
      "every line of a digest is a quote that stands where its citation says",
    ]);
  });
});
