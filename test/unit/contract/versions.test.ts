import { describe, expect, it } from "vitest";
import { pairPoints } from "../../../electron/contract/versions.ts";

const point = (text: string, ...starts: readonly number[]) => ({
  text,
  citations: starts.map((start) => ({ documentId: "d", page: 1, start, end: start + 9, quote: "" })),
});

describe("two versions of a summary", () => {
  const rent = point("The monthly rent is 1,240 euros.", 0);
  const pays = point("The tenant pays a rent of 1,240 euros.", 0);
  const deposit = point("The deposit is 2,480 euros.", 10);
  const dogs = point("Dogs need a permit.", 20);
  const dogsElsewhere = point("Dogs need a permit.", 30);
  const keys = point("Keys are handed over in May.", 0);

  it("have in common what says the same, or nearly so, of the same sentences", () => {
    expect(pairPoints([rent, deposit, dogs], [dogsElsewhere, pays])).toEqual({
      both: [
        [rent, pays],
        [dogs, dogsElsewhere],
      ],
      first: [deposit],
      second: [],
    });
  });

  it("have not in common what says other things of one sentence", () => {
    expect(pairPoints([rent], [keys])).toEqual({ both: [], first: [rent], second: [keys] });
    expect(pairPoints([], [])).toEqual({ both: [], first: [], second: [] });
  });

  it("pair a point with the likest, and only once", () => {
    expect(pairPoints([keys, rent], [pays, rent]).both).toEqual([[rent, rent]]);
    expect(pairPoints([rent, pays], [rent]).first).toEqual([pays]);
  });
});
