import { expect, it } from "vitest";
import type { Change, WordRun } from "../../../../electron/contract/compare.ts";
import type { Citation } from "../../../../electron/contract/documents.ts";
import {
  countReasons,
  filterChanges,
  firstDifferent,
  nameBeside,
  shortRuns,
} from "../../../../renderer/features/compare/changeRows.ts";
import { aChange } from "./samples.ts";

const changes: Change[] = [
  aChange({ id: "c1", importance: "amount", reasons: ["amount", "date"] }),
  aChange({ id: "c2", importance: "date", reasons: ["date"] }),
  aChange({ id: "c3", importance: "wording", reasons: ["wording"] }),
];
const idsOf = (list: readonly Change[]): string[] => list.map(({ id }) => id);

it("counts each reason, weightiest first, and filters by any of those chosen", () => {
  expect(countReasons(changes)).toEqual([
    { reason: "amount", count: 1 },
    { reason: "date", count: 2 },
    { reason: "wording", count: 1 },
  ]);
  const all = filterChanges(changes, new Set());
  expect([idsOf(all.heavy), idsOf(all.light)]).toEqual([["c1", "c2"], ["c3"]]);
  const some = filterChanges(changes, new Set(["amount", "wording"]));
  expect([idsOf(some.heavy), idsOf(some.light)]).toEqual([["c1"], ["c3"]]);
});

it("cuts what is the same to what stands around the changes, and never a changed word", () => {
  const long = "word ".repeat(60);
  const runs: WordRun[] = [
    { kind: "same", text: long },
    { kind: "removed", text: "two " },
    { kind: "added", text: "three " },
    { kind: "same", text: long },
    { kind: "added", text: "twice " },
    { kind: "same", text: `${long}end.` },
  ];
  const short = shortRuns(runs);
  expect(short.map(({ kind }) => kind)).toEqual(runs.map(({ kind }) => kind));
  expect(short.filter(({ kind }) => kind !== "same")).toEqual(runs.filter(({ kind }) => kind !== "same"));
  expect(short[0]?.text).toMatch(/^… (?:word )+$/u);
  expect(short[3]?.text).toMatch(/^(?:word )+… (?:word )+$/u);
  expect(short[5]?.text).toMatch(/word …$/u);
  expect(short.map(({ text }) => text).join("").length).toBeLessThan(400);
  expect(shortRuns([{ kind: "same", text: "Short enough." }])).toEqual([{ kind: "same", text: "Short enough." }]);
});

it("goes to the page on which a statement over two pages differs", () => {
  const quote = (page: number, text: string): Citation => ({
    documentId: "d",
    page,
    start: 0,
    end: text.length,
    quote: text,
  });
  const own = [quote(3, "The tenant shall pay the rent"), quote(4, "within ten days.")];
  expect(firstDifferent(own, [quote(8, "The tenant shall pay the rent within six days.")])).toBe(own[1]);
  expect(firstDifferent(own, [quote(8, "The tenant may pay the rent within ten days.")])).toBe(own[0]);
  expect(firstDifferent([], own)).toBeNull();
});

it("tells versions that share a title apart by their file names", () => {
  expect(nameBeside({ title: "Lease", name: "a.pdf" }, { title: "Lease", name: "b.pdf" })).toBe("a.pdf");
  expect(nameBeside({ title: "Lease", name: "a.pdf" }, { title: "Rent", name: "b.pdf" })).toBe("Lease");
  expect(nameBeside({ title: "Lease", name: "a.pdf" }, { title: "Lease", name: "a.pdf" })).toBe("Lease");
});
