import { describe, expect, it } from "vitest";
import type { Problem } from "../../../electron/contract/errors.ts";
import { createNotices } from "../../../electron/core/notices.ts";

const corrupt: Problem = { code: "DATABASE_CORRUPT", data: { happened: "restored" } };
const full: Problem = { code: "DISK_FULL" };
const internal: Problem = { code: "INTERNAL" };

function notices(first: readonly Problem[] = []) {
  let last = 0;
  const changes: string[] = [];
  const told = createNotices({ ids: { next: () => `n${++last}` }, changed: (what) => void changes.push(what) }, first);
  return { told, changes, codes: () => told.list().map(({ code }) => code) };
}

describe("the notices", () => {
  it("are put away by what they are and not by where they stand", () => {
    const { told, codes } = notices([corrupt, full, internal]);
    const [first, second] = told.list();
    // two windows show the same list; the one puts the first away, then the other its second
    told.dismiss(first?.id ?? "");
    told.dismiss(second?.id ?? "");
    expect(codes()).toEqual(["INTERNAL"]);
  });

  it("put away nothing for an id that is gone", () => {
    const { told, changes, codes } = notices([corrupt, full]);
    const id = told.list()[0]?.id ?? "";
    told.dismiss(id);
    told.dismiss(id);
    expect(codes()).toEqual(["DISK_FULL"]);
    expect(changes).toEqual(["notices"]);
  });

  it("tell what happens later, once for as long as it is shown", () => {
    const { told, changes, codes } = notices();
    told.tell(full);
    told.tell(full);
    expect(codes()).toEqual(["DISK_FULL"]);
    told.dismiss(told.list()[0]?.id ?? "");
    told.tell(full);
    expect(codes()).toEqual(["DISK_FULL"]);
    expect(changes).toEqual(["notices", "notices", "notices"]);
  });

  it("keep the newest where something fails again and again", () => {
    const { told } = notices();
    for (let attempt = 0; attempt < 100; attempt++) told.tell({ ...internal, data: { attempt } });
    expect(told.list().length).toBeLessThan(100);
    expect(told.list().at(-1)?.data).toEqual({ attempt: 99 });
  });
});
