import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { addHostileModels } from "../../trust/hostileFiles/addHostileModels.ts";
import { hostileFile } from "../../trust/hostileFiles/mutate.ts";
import { readHostileFiles } from "../../trust/hostileFiles/readHostile.ts";
import { seeds } from "../../trust/hostileFiles/seeds.ts";

describe("hostile files", () => {
  it("are the same in every run, and reach every format", () => {
    const names = new Set<string>();
    for (let number = 0; number < 300; number += 1) {
      const one = hostileFile(1, number);
      expect(hostileFile(1, number).bytes.equals(one.bytes)).toBe(true);
      names.add(one.name);
    }
    expect(names.size).toBe(seeds.length);
  });

  it("neither end the reader for good, nor hold it up, nor make it open anything", async () => {
    const { faults, outcomes } = await readHostileFiles(1, 0, 200);
    expect(faults).toEqual([]);
    // Some are read, and some refused: the changes are neither too small nor too large.
    expect(outcomes["read"]).toBeGreaterThan(20);
    expect(Object.keys(outcomes).length).toBeGreaterThan(2);
  });

  it("of models are refused with a reason, and a good one loads after them", async () => {
    const { faults, outcomes } = await addHostileModels(temporaryFolder(), 1, 0, 24);
    expect(faults).toEqual([]);
    expect(Object.keys(outcomes).length).toBeGreaterThan(2);
  });
});
