import { describe, expect, it } from "vitest";
import { faultyDownload, type FaultyRun } from "./faultyDownloads.ts";
import { openStand } from "./stand.ts";

/** How many are tried; the long form tries 500. */
const count = process.env["TRAMONTANE_LONG"] === "1" ? 500 : 40;

describe(`${count} downloads with faults`, () => {
  it("are accepted only where they are right, and begin anew only where they must", async () => {
    const stand = openStand("http://127.0.0.1:1");
    const runs: FaultyRun[] = [];
    for (let seed = 1; seed <= count; seed += 1) runs.push(await faultyDownload(stand, seed));
    expect(runs.filter(({ isAccepted, isRight }) => isAccepted && !isRight).map(({ told }) => told)).toEqual([]);
    // What always comes damaged is the only thing that is not fetched in the end.
    const given = runs.filter(({ isAccepted, told }) => !isAccepted && told.includes(": none "));
    expect(given.map(({ told }) => told)).toEqual([]);
    const ratio = (of: readonly FaultyRun[]): number =>
      of.reduce((sum, { served }) => sum + served, 0) / of.reduce((sum, { needed }) => sum + needed, 0);
    console.info(
      `${count} downloads: ${runs.filter(({ isAccepted }) => isAccepted).length} accepted, ${ratio(runs.filter(({ isAccepted }) => isAccepted)).toFixed(3)} of the bytes that they needed`,
    );
    expect(ratio(runs.filter(({ isAccepted }) => isAccepted))).toBeLessThan(1.2);
  });
});
