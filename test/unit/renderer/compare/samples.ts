import type { Change, Comparison } from "../../../../electron/contract/compare.ts";

/** A change of the contract, of which a test names only what it is about. */
export function aChange(patch: Partial<Change> = {}): Change {
  return {
    id: "c1",
    kind: "changed",
    importance: "wording",
    reasons: ["wording"],
    moved: false,
    section: null,
    before: [{ documentId: "a", page: 1, start: 0, end: 3, quote: "One" }],
    after: [{ documentId: "b", page: 2, start: 0, end: 3, quote: "Two" }],
    words: [
      { kind: "removed", text: "One" },
      { kind: "added", text: "Two" },
    ],
    ...patch,
  };
}

export function aComparison(patch: Partial<Comparison> = {}): Comparison {
  return {
    before: { id: "a", name: "old.txt", title: "Old", pages: 3, language: "en" },
    after: { id: "b", name: "new.txt", title: "New", pages: 3, language: "en" },
    changes: [],
    statements: { before: 9, after: 9, same: 9 },
    unread: { before: [], after: [] },
    compareMs: 1,
    ...patch,
  };
}
