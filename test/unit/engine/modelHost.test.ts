import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { withFewer } from "../../../electron/engineProcess/modelHost.ts";

describe("a context for which the memory has gone", () => {
  const tried: number[] = [];
  const openUpTo = (room: number) => (sequences: number) => {
    tried.push(sequences);
    return sequences <= room ? Promise.resolve(sequences) : Promise.reject(new AppError("MODEL_TOO_LARGE"));
  };

  it("is made with half as many sequences, and half of that", async () => {
    expect(await withFewer(8, openUpTo(3))).toBe(2);
    expect(tried).toEqual([8, 4, 2]);
  });

  it("is refused where not even one fits, or for any other reason at once", async () => {
    await expect(withFewer(4, openUpTo(0))).rejects.toMatchObject({ code: "MODEL_TOO_LARGE" });
    tried.length = 0;
    const broken = (sequences: number): Promise<never> => {
      tried.push(sequences);
      return Promise.reject(new AppError("MODEL_LOAD_FAILED"));
    };
    await expect(withFewer(4, broken)).rejects.toMatchObject({ code: "MODEL_LOAD_FAILED" });
    expect(tried).toEqual([4]);
  });
});
