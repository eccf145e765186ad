import { damageOnce } from "./damage.ts";
import type { Trial } from "./trial.ts";

export const damageTrial: Trial = {
  name: "damage",
  promised:
    "A damaged library is mended, or the newest good backup is brought back; what is not there any more is told.",
  method:
    "Libraries with and without backups, closed or as a crash leaves them, of which bits are flipped, pages zeroed, overwritten and exchanged, files cut off, emptied or taken away, are opened and compared with what was acknowledged. Of a library that a crash left, a bit lost within a word cannot be told unless it is encrypted, whose pages are authenticated.",
  count: 100,
  async run({ count, seed, folder, log }) {
    const said = new Map<string, number>();
    const lost: string[] = [];
    const counts = { kept: 0, told: 0, lost: 0 };
    for (let index = 0; index < count; index += 1) {
      const result = await damageOnce(seed * 100_000 + index, folder);
      counts[result.verdict] += 1;
      if (result.verdict === "lost") {
        lost.push(result.said);
        log(`${index}: ${result.said}`);
      }
      const outcome = result.said.split(": ").at(-1) ?? "";
      said.set(outcome, (said.get(outcome) ?? 0) + 1);
    }
    return {
      tried: count,
      lost: counts.lost,
      remarks: [...lost, `All was there in ${counts.kept}; in ${counts.told} what was not there was told.`],
    };
  },
};
