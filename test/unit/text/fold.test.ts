import { describe, expect, it, test } from "vitest";
import { findInPages } from "../../../electron/core/library/find.ts";
import { fold, foldWithPlaces } from "../../../electron/core/text/fold.ts";
import type { Page } from "../../../electron/contract/documents.ts";

/** What people type, and what stands in a text. */
const alike: readonly (readonly [typed: string, written: string])[] = [
  ["cafe", "Cafe\u0301"],
  ["CAFÉ", "café"],
  ["rent 2024", "Ｒｅｎｔ　２０２４"],
  ["人口", "⼈⼝"],
  ["ガラス", "ｶﾞﾗｽ"],
  ["서울", "\u1109\u1165\u110b\u116e\u11af"],
  ["كتاب", "كِتَابٌ"],
  ["محمد", "محـمد"],
  ["שלום", "שָׁלוֹם"],
  ["contract", "con\u00adtract"],
  ["ещё", "еще"],
  ["αθηνα", "Αθήνα"],
  ["ΟΔΟΣ", "οδός"],
  ["strasse", "Straße"],
  ["STRAẞE", "strasse"],
  ["lodz", "Łódź"],
  ["kobenhavn", "København"],
  ["djakovo", "Djakovo"],
  ["dakovo", "Đakovo"],
  ["aerø", "Ærø"],
  ["oeuvre", "œuvre"],
  ["istanbul", "İstanbul"],
  ["office", "oﬃce"],
  ["km2", "km²"],
  ["km²", "km^2"],
  ["CO2", "CO₂"],
  ["10^6", "10⁶"],
  ["report", "report¹"],
  ["Mieter", "Mieter:innen"],
  ["l'eau", "l’eau"],
  ["pages 3-5", "pages 3–5"],
];

describe("what is folded", () => {
  it.each(alike)("“%s” finds “%s”, and its very place", (typed, written) => {
    const text = `Vor – ${written} nach`;
    const page = { number: 7, text } as Page;
    const [hit, ...others] = findInPages([page], typed);
    expect(others).toEqual([]);
    expect(hit?.page).toBe(7);
    const marked = text.slice(hit?.start, hit?.end);
    expect(written.startsWith(marked)).toBe(true);
    if (!["report¹", "Mieter:innen"].includes(written)) expect(marked).toBe(written);
  });

  it.each(alike)("is the same with and without its places: “%s”, “%s”", (typed, written) => {
    for (const text of [typed, written, `a ${written}b²`]) {
      const { text: folded, starts, ends } = foldWithPlaces(text);
      expect(folded).toBe(fold(text));
      expect([starts.length, ends.length]).toEqual([folded.length, folded.length]);
    }
  });
});

test.each([
  ["10⁶", "106"],
  ["2024³", "20243"],
  ["мой", "мои"],
  ["1,5", "15"],
])("“%s” is not “%s”", (written, other) => {
  expect(fold(written)).not.toBe(fold(other));
});

test("A query of nothing that is compared finds nothing", () => {
  expect(findInPages([{ number: 1, text: "a\u00adb" } as Page], "\u00ad")).toEqual([]);
});
