import { describe, expect, it } from "vitest";
import { documentAddress, pageAddress, readAddress } from "../../../../electron/serve/mcp/addresses.ts";
import { firstWithin, readFrom } from "../../../../electron/serve/mcp/bounds.ts";
import { fuseHits, wordsToFind } from "../../../../electron/serve/mcp/fuseHits.ts";
import { shareOf, summarySpans } from "../../../../electron/serve/mcp/jobs.ts";
import type { SearchHit } from "../../../../electron/contract/search.ts";

const pages = [
  { number: 1, text: "The harbour opens at nine." },
  { number: 2, text: "Seven boats 🛶🛶🛶 wait for it." },
  { number: 3, text: "" },
  { number: 4, text: "The end." },
];
const whole = pages.map(({ text }) => text).join("");

describe("reading on from a place", () => {
  it.each([1, 2, 3, 5, 8, 13, 40, 1000])(
    "gives all text once, %i characters at a time, and no half of a character",
    (most) => {
      let text = "";
      let place: { page: number; start: number } | null = { page: 1, start: 0 };
      for (let calls = 0; place && calls < 200; calls += 1) {
        const from: { page: number; start: number } = place;
        const left = pages.filter(({ number }) => number >= from.page);
        // A character of two units needs room for both.
        const { read, next } = readFrom(left, from, Math.max(most, 2));
        for (const each of read) {
          expect(pages[each.page - 1]?.text.slice(each.start).startsWith(each.text)).toBe(true);
          expect(each.text.isWellFormed()).toBe(true);
          text += each.text;
        }
        place = next;
      }
      expect([place, text]).toEqual([null, whole]);
    },
  );

  it("goes on behind the end of a page with the next one", () => {
    expect(readFrom(pages.slice(0, 2), { page: 1, start: 999 }, 100).read.map(({ text }) => text)).toEqual([
      "",
      pages[1]?.text,
    ]);
  });
});

describe("what fits an answer", () => {
  it("is the first items and the number of the others", () => {
    expect(firstWithin(["aaaa", "bbbb", "cccc"], 13)).toEqual({ items: ["aaaa", "bbbb"], left: 1 });
    expect(firstWithin(["a".repeat(50), "b"], 13)).toEqual({ items: ["a".repeat(50)], left: 1 });
    expect(firstWithin([], 13)).toEqual({ items: [], left: 0 });
  });
});

describe("an address", () => {
  const id = "0123456789abcdef".repeat(4);
  it("is read as it was written, whole or as an id of search", () => {
    expect(readAddress(documentAddress(id))).toEqual({ id, page: null });
    expect(readAddress(pageAddress(id, 12))).toEqual({ id, page: 12 });
    expect(readAddress(`${id}/page/3`)).toEqual({ id, page: 3 });
    for (const wrong of ["", id.slice(1), `${id}/page/0`, `${id}/page/x`, `file:///${id}`, `${id}/../${id}`]) {
      expect(readAddress(wrong)).toBeNull();
    }
  });
});

describe("hits of words one by one", () => {
  const hit = (id: string, page: number | null = 1): SearchHit => ({
    kind: "document",
    id,
    documentId: id,
    conversationId: null,
    page,
    title: id,
    snippet: [],
    updatedAt: 0,
  });
  it("come in the order of how many of the words found them, then of their ranks", () => {
    const [a, b, c] = [hit("a"), hit("b"), hit("c")];
    expect(fuseHits([[a, b], [c, b, b], [c]]).map(({ id }) => id)).toEqual(["c", "b", "a"]);
    expect(fuseHits([])).toEqual([]);
  });
  it("are of words with three letters at least, longest first, each once", () => {
    expect(wordsToFind("Is the Roof the roof, or 48,000?")).toEqual(["roof", "the", "000"]);
    expect(wordsToFind("?!")).toEqual([]);
  });
});

describe("how far a job is", () => {
  it("grows from stage to stage and is at its end at last", () => {
    const shares = [
      shareOf(summarySpans, "queued", 0, 0),
      shareOf(summarySpans, "loading", 50, 100),
      shareOf(summarySpans, "mapping", 0, 4),
      shareOf(summarySpans, "mapping", 4, 4),
      shareOf(summarySpans, "merging", 1, 2),
      shareOf(summarySpans, "verifying", 9, 3),
    ];
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
  });
});
