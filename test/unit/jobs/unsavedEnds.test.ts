import { expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { createUnsavedEnds } from "../../../electron/core/jobs/unsavedEnds.ts";

function room() {
  const lines: string[] = [];
  const written: string[] = [];
  let refusal: "DISK_FULL" | "NOT_FOUND" | null = null;
  const ends = createUnsavedEnds<string>(
    (id, end) => {
      if (refusal) throw new AppError(refusal);
      written.push(`${id} ${end}`);
    },
    { logger: { info() {}, warn() {}, error: (line) => void lines.push(line) }, what: "reply" },
  );
  return { ends, written, lines, refuse: (code: typeof refusal) => void (refusal = code) };
}

it("writes an end at once where that can be done", () => {
  const { ends, written } = room();
  expect(ends.save("a", "done")).toBeNull();
  expect(written).toEqual(["a done"]);
  expect(ends.get("a")).toBeNull();
});

it("shows an end that could not be written, says so once, and writes it when somebody looks and it can be done", () => {
  const { ends, written, lines, refuse } = room();
  refuse("DISK_FULL");
  expect(ends.save("a", "done")?.code).toBe("DISK_FULL");
  expect(ends.get("a")).toBe("done");
  expect(ends.get("a")).toBe("done");
  expect(lines).toEqual(["The end of a reply could not be saved"]);
  refuse(null);
  expect(ends.get("a")).toBeNull();
  expect(written).toEqual(["a done"]);
});

it("lets go of an end whose owner is gone or has begun anew", () => {
  const { ends, refuse } = room();
  refuse("DISK_FULL");
  ends.save("a", "done");
  ends.save("b", "done");
  ends.forget("b");
  expect(ends.get("b")).toBeNull();
  refuse("NOT_FOUND");
  ends.get("a");
  refuse("DISK_FULL");
  expect(ends.get("a")).toBeNull();
});
