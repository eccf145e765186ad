import { expect, it } from "vitest";
import { damageOnce } from "../../trust/damage.ts";
import { temporaryFolder } from "../../unit/store/library.ts";

it.each(Array.from({ length: 24 }, (_, index) => 300_000 + index))(
  "a library damaged by the seed %i is mended, or what is not there any more is told",
  async (seed) => {
    const { verdict, said } = await damageOnce(seed, temporaryFolder());
    expect({ said, isLost: verdict === "lost" }).toEqual({ said, isLost: false });
  },
);
