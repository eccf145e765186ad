import { expect, it } from "vitest";
import type { Member } from "../../../../electron/contract/collections.ts";
import { moved, queueFacts, shownState } from "../../../../renderer/features/collections/queueWords.ts";
import { aDocument, documentId } from "../../store/samples.ts";

function member(digit: string, state: Member["state"], status: Member["document"]["status"] = "ready"): Member {
  return {
    document: aDocument({ id: documentId(digit), status }),
    path: digit,
    state,
    problem: null,
    summaryId: null,
    line: null,
  };
}

it("says that a document is unreadable or being read before it says how its summary stands", () => {
  expect(shownState(member("a", "waiting", "failed"))).toBe("unreadable");
  expect(shownState(member("a", "idle", "reading"))).toBe("reading");
  expect(shownState(member("a", "waiting", "reading"))).toBe("waiting");
  expect(shownState(member("a", "done"))).toBe("done");
});

it("counts what was asked for, not what nobody asked for or what cannot be read", () => {
  const facts = queueFacts({
    members: [
      member("a", "done"),
      member("b", "running"),
      member("c", "waiting"),
      member("d", "failed"),
      member("e", "idle"),
      member("f", "failed", "failed"),
      member("1", "idle", "reading"),
    ],
  });
  expect(facts).toMatchObject({ done: 1, waiting: 1, failed: 1, idle: 1, unreadable: 1, reading: 1, total: 4 });
  expect(facts.current?.path).toBe("b");
});

it("moves a document by steps and to the top, and not past the ends", () => {
  expect(moved(["a", "b", "c"], "b", -1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], "b", 1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], "c", "first")).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b", "c"], "c", 5)).toEqual(["a", "b", "c"]);
  expect(moved(["a", "b"], "x", 1)).toEqual(["a", "b"]);
});
