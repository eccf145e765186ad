import { describe, expect, it } from "vitest";
import { AppError } from "../../../../electron/contract/errors.ts";
import { missingMemory } from "../../../../renderer/lib/missingMemory.ts";

describe("missingMemory", () => {
  it("tells in gigabytes what a model lacks", () => {
    const data = { missingBytes: 4.3e9, needBytes: 9.1e9, freeBytes: 4.8e9 };
    const told = missingMemory(new AppError("MODEL_TOO_LARGE", { data }).toProblem());
    expect(told).toEqual({ missing: "4.3 GB", need: "9.1 GB", free: "4.8 GB" });
  });

  it("tells nothing of other problems, nor where the numbers are not known", () => {
    expect(missingMemory({ code: "NO_MODEL", data: { missingBytes: 1 } })).toBeNull();
    expect(missingMemory(new AppError("MODEL_TOO_LARGE").toProblem())).toBeNull();
    expect(missingMemory({ code: "MODEL_TOO_LARGE", data: { needBytes: 5 } })).toBeNull();
  });
});
