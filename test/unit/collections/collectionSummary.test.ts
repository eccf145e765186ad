import { expect, it } from "vitest";
import type { Point } from "../../../electron/contract/summaries.ts";
import { chooseSummary, type SummarizedMember } from "../../../electron/core/collections/collectionSummary.ts";
import { aDocument, aPoint, aSummary, documentId } from "../store/samples.ts";

const collection = { id: "c", title: "Papers" };

function citedPoint(id: string, text: string, patch: Partial<Point> = {}): Point {
  return aPoint(text, {
    citations: [{ documentId: id, page: 1, start: 0, end: text.length, quote: text }],
    ...patch,
  });
}

function member(digit: string, lines: readonly string[], points: readonly Point[] | null = null): SummarizedMember {
  const id = documentId(digit);
  return {
    document: aDocument({ id, status: "ready", title: digit }),
    path: `${digit}.md`,
    summary: points && aSummary({ documentId: id, status: "done", points: [...points] }),
    digest: lines.map((text) => ({
      text,
      section: null,
      citations: [{ documentId: id, page: 1, start: 0, end: text.length, quote: text }],
    })),
  };
}

const council = member("a", [
  "The council will repair the roof of the old mill before the winter of 2026.",
  "The clerk read the minutes of the last meeting and nobody had anything to add.",
]);
const builder = member("b", [
  "The builder offers to repair the roof of the mill for 48,000 euros.",
  "Bees are kept behind the house by the builder's aunt in four wooden hives.",
]);
const letter = member("c", ["The roof of the mill leaks, and the council should repair it soon."]);

it("chooses what stands in the middle of the set, each document in turn, with citations that name the file", () => {
  const { points, parts, documents } = chooseSummary(collection, [council, builder, letter]);
  expect(documents).toEqual({ covered: 3, total: 3 });
  const ofDocuments = points.map(({ citations }) => citations[0]?.documentId);
  expect(new Set(ofDocuments)).toEqual(new Set([documentId("a"), documentId("b"), documentId("c")]));
  const texts = points.map(({ text }) => text);
  expect(texts).toContain("The council will repair the roof of the old mill before the winter of 2026.");
  expect(parts.map(({ source, points: own }) => [source, own.length])).toEqual([
    ["digest", 2],
    ["digest", 2],
    ["digest", 1],
  ]);
});

it("says the same thing once, however many documents say it", () => {
  const same = "The roof of the mill leaks, and the council should repair it soon.";
  const { points } = chooseSummary(collection, [letter, member("d", [same]), member("e", [same])]);
  expect(points.filter(({ text }) => text === same)).toHaveLength(1);
});

it("takes verified points of a summary and leaves doubtful ones out; with too few of them the digest speaks", () => {
  const id = documentId("a");
  const good = [
    citedPoint(id, "The council repairs the roof of the mill in 2026."),
    citedPoint(id, "Nobody objected to the minutes of the last meeting."),
  ];
  const doubtful = citedPoint(id, "The council sells the mill for 900,000 euros.", { support: "unsupported" });
  const [part] = chooseSummary(collection, [{ ...council, ...member("a", ["x"], [...good, doubtful]) }]).parts;
  expect(part?.source).toBe("summary");
  expect(part?.points.map(({ text }) => text)).toEqual(good.map(({ text }) => text));
  const [poor] = chooseSummary(collection, [
    { ...council, summary: aSummary({ documentId: id, status: "done", points: [doubtful] }) },
  ]).parts;
  expect(poor?.source).toBe("digest");
});

it("has a part without points for a document that could not be read, and none for an empty set", () => {
  const problem = { code: "PASSWORD_REQUIRED" as const, message: "Protected." };
  const locked: SummarizedMember = {
    document: aDocument({ id: documentId("f"), status: "failed", problem }),
    path: "locked.pdf",
    summary: null,
    digest: null,
  };
  const summary = chooseSummary(collection, [locked, letter]);
  expect(summary.parts[0]).toMatchObject({ source: "none", points: [], problem });
  expect(summary.documents).toEqual({ covered: 1, total: 2 });
  expect(chooseSummary(collection, [])).toMatchObject({ points: [], parts: [] });
});

it("is of the same documents where another reading moved their quotes, and of others where it changed their words", () => {
  const id = documentId("a");
  const quote = "The rent is 1 , 2 0 0 euros.";
  const read = (patch: Partial<Point["citations"][number]>) =>
    chooseSummary(collection, [
      member(
        "a",
        [],
        [aPoint("rent", { citations: [{ documentId: id, page: 1, start: 0, end: 28, quote, ...patch }] })],
      ),
    ]);
  const before = read({});
  const moved = read({ page: 2, start: 9, end: 37, quote: "The rent\nis 1 , 2 0 0 euros." });
  expect(moved.of).toBe(before.of);
  expect(moved.ofPlaces).not.toBe(before.ofPlaces);
  expect(read({ end: 24, quote: "The rent is 1,200 euros." }).of).not.toBe(before.of);
  // What is not in the document any more stands for nothing.
  expect(before.points).toHaveLength(1);
  expect(read({ lost: true }).points).toEqual([]);
});
