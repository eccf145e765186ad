import { readHostileFiles } from "./hostileFiles/readHostile.ts";
import { seeds } from "./hostileFiles/seeds.ts";
import type { Trial } from "./trial.ts";

const batch = 200;

/** Mutated files of every format go through the real reader process. */
export const hostileFilesTrial: Trial = {
  name: "hostile files",
  promised:
    "No file that is opened ends the application, holds it up beyond its limits or makes it open anything else.",
  method: `Files mutated by a seeded generator out of ${seeds.length} small ones of all formats (bytes, entries of archives, XML, PDF, MIME, JSON, RTF, CSV), read by the reader process under its limits.`,
  count: 9_000,
  async run({ count, seed, log }) {
    const faults: string[] = [];
    const outcomes: Record<string, number> = {};
    let longestMs = 0;
    for (let from = 0; from < count; from += batch) {
      const result = await readHostileFiles(seed, from, Math.min(batch, count - from));
      faults.push(...result.faults);
      for (const [outcome, times] of Object.entries(result.outcomes))
        outcomes[outcome] = (outcomes[outcome] ?? 0) + times;
      longestMs = Math.max(longestMs, result.longestMs);
      if ((from / batch) % 5 === 4) log(`${from + batch} of ${count}, ${faults.length} faults`);
    }
    const told = Object.entries(outcomes)
      .toSorted(([, one], [, other]) => other - one)
      .map(([outcome, times]) => `${outcome} ${times}`);
    return {
      tried: count,
      lost: faults.length,
      remarks: [
        ...faults.slice(0, 20),
        `Outcomes: ${told.join(", ")}; the longest took ${(longestMs / 1000).toFixed(1)} s.`,
      ],
    };
  },
};
