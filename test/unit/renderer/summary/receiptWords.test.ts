import { describe, expect, it } from "vitest";
import type { Coverage } from "../../../../electron/contract/summaries.ts";
import { groupUnread, pageRanges, receiptWords } from "../../../../renderer/features/summary/receiptWords.ts";
import { reasonOf } from "../../../../electron/contract/reasons.ts";

const whole: Coverage = {
  pages: { total: 31, read: 31, unread: [] },
  sections: { total: 9, cited: 8 },
  chunks: { total: 14, mapped: 14 },
  truncated: false,
};

describe("receiptWords", () => {
  it("says that every page and part was read", () => {
    expect(receiptWords(whole)).toEqual([
      { key: "allPages", values: { count: 31 } },
      { key: "allParts", values: { count: 14 } },
      { key: "cited", values: { count: 8, total: 9 } },
    ]);
  });

  it("tells sections that are spoken of from those that are only quoted or listed", () => {
    const told = (spoken: number, quoted: number, listed: number) =>
      receiptWords({ ...whole, sections: { total: 12, cited: spoken + quoted, spoken, quoted, listed } }).slice(2);
    expect(told(9, 2, 1)).toEqual([
      { key: "spoken", values: { count: 9, total: 12 } },
      { key: "quoted", values: { count: 2, total: 12 } },
      { key: "listed", values: { count: 1, total: 12 } },
    ]);
    expect(told(12, 0, 0).map(({ key }) => key)).toEqual(["spoken"]);
    expect(told(0, 10, 2).map(({ key }) => key)).toEqual(["allQuoted", "listed"]);
  });

  it("says how many parts were taken over from the version before", () => {
    const words = receiptWords({ ...whole, chunks: { total: 14, mapped: 14, reused: 12 } });
    expect(words[2]).toEqual({ key: "reused", values: { count: 12 } });
    expect(receiptWords({ ...whole, chunks: { total: 14, mapped: 14, reused: 0 } })).toHaveLength(3);
  });

  it("never calls it whole where pages or parts are missing", () => {
    const unread = [{ page: 3, reason: reasonOf("PICTURE_WITHOUT_TEXT") }];
    const words = receiptWords({
      ...whole,
      pages: { total: 31, read: 30, unread },
      chunks: { total: 14, mapped: 13 },
    });
    expect(words.map(({ key }) => key)).toEqual(["somePages", "someParts", "cited"]);
    expect(words[0]?.values).toEqual({ read: 30, count: 31 });
  });
});

describe("unread pages", () => {
  it("are grouped by reason, in order", () => {
    const groups = groupUnread([
      { page: 2, reason: reasonOf("PAGE_BLANK") },
      { page: 5, reason: reasonOf("PAGE_DAMAGED") },
      { page: 3, reason: reasonOf("PAGE_BLANK") },
    ]);
    expect(groups).toEqual([
      { reason: reasonOf("PAGE_BLANK"), pages: [2, 3] },
      { reason: reasonOf("PAGE_DAMAGED"), pages: [5] },
    ]);
  });

  it("are written as ranges", () => {
    expect(pageRanges([9, 3, 7, 8])).toEqual(["3", "7–9"]);
    expect(pageRanges([])).toEqual([]);
  });
});
