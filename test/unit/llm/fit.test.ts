import { describe, expect, it } from "vitest";
import { computeFit } from "../../../electron/core/llm/local/fit.ts";
import { words } from "../../helpers/words.ts";

const gb = 1e9;
/** about a 7 B model in four bits with an f16 cache; two contexts take twice the bytes a token */
const model = { bytes: 4.1 * gb, bytesPerContextToken: 65_536, trainContext: 32_768 };

describe("the fit of a model", () => {
  it("is good with room to spare, for the usual context at most", () => {
    const fit = computeFit(model, null, { total: 16 * gb, free: 12 * gb });
    expect(fit).toMatchObject({ verdict: "fits", contextSize: 16_384, freeBytes: 12 * gb });
    expect(fit.needBytes).toBe(4.1 * gb + 16_384 * 131_072);
  });

  it("is for what the model was trained for at most", () => {
    const small = { ...model, trainContext: 8192 };
    expect(computeFit(small, null, { total: 16 * gb, free: 12 * gb }).contextSize).toBe(8192);
    expect(computeFit(small, 10_000, { total: 16 * gb, free: 12 * gb }).contextSize).toBe(8192);
    expect(computeFit(small, 4096, { total: 16 * gb, free: 12 * gb }).contextSize).toBe(4096);
  });

  it("is none where the context of the settings does not fit, which is not made smaller", () => {
    expect(computeFit(model, 20_000, { total: 8 * gb, free: 5 * gb })).toMatchObject({
      verdict: "tooLarge",
      contextSize: 0,
    });
  });

  it("is tight where memory holds less context, and where nearly all of it is needed", () => {
    const less = computeFit(model, null, { total: 8 * gb, free: 5 * gb });
    expect(less).toMatchObject({ verdict: "tight", contextSize: Math.floor((0.9 * gb) / 131_072) });
    expect(words.reason(less.reason)).toContain("6,866 tokens instead of 16,384");
    expect(less.needBytes).toBeLessThanOrEqual(5 * gb);
    const nearly = computeFit(model, null, { total: 8 * gb, free: 6.5 * gb });
    expect(nearly).toMatchObject({ verdict: "tight", contextSize: 16_384 });
    expect(words.reason(nearly.reason)).toBe("Tight: it needs 6.2 GB of the 6.5 GB that are free.");
  });

  it("is none where not even a small context fits, and says by how much", () => {
    const fit = computeFit(model, null, { total: 8 * gb, free: 3 * gb });
    expect(fit).toMatchObject({ verdict: "tooLarge", contextSize: 0 });
    expect(fit.needBytes - fit.freeBytes).toBe(4.1 * gb + 2048 * 131_072 - 3 * gb);
    expect(words.reason(fit.reason)).toBe("Too large by 1.4 GB: it needs 4.4 GB and 3 GB are free.");
    expect(words.reason(computeFit(model, null, { total: 4 * gb, free: 3 * gb }).reason)).toContain(
      "larger than this computer's memory",
    );
  });

  it("asks no more of a tiny model than it was trained for", () => {
    const tiny = { bytes: 1e6, bytesPerContextToken: 500, trainContext: 512 };
    expect(computeFit(tiny, null, { total: gb, free: 2e6 })).toMatchObject({ verdict: "fits", contextSize: 512 });
  });
});
