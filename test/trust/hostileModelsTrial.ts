import { addHostileModels } from "./hostileFiles/addHostileModels.ts";
import type { Trial } from "./trial.ts";

const batch = 50;

/** Mutated GGUF files are added to a whole application and loaded by the real engine process. */
export const hostileModelsTrial: Trial = {
  name: "hostile models",
  promised:
    "No model file ends the application or holds it up: it is refused with its reason, and a good one loads after it.",
  method:
    "Copies of a small GGUF file whose head is changed by a seeded generator (counts, types, lengths, offsets, keys, bytes) are added and loaded; after every 50 a good one must load.",
  count: 1_000,
  async run({ count, seed, folder, log }) {
    const faults: string[] = [];
    const outcomes: Record<string, number> = {};
    let longestMs = 0;
    for (let from = 0; from < count; from += batch) {
      const result = await addHostileModels(folder, seed, from, Math.min(batch, count - from));
      faults.push(...result.faults);
      for (const [outcome, times] of Object.entries(result.outcomes))
        outcomes[outcome] = (outcomes[outcome] ?? 0) + times;
      longestMs = Math.max(longestMs, result.longestMs);
      log(`${from + batch} of ${count}, ${faults.length} faults`);
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
