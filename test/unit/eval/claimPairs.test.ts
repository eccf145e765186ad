import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";

const languages = ["en", "fr", "de", "es", "it", "pt", "nl"] as const;

const kinds = [
  "direction",
  "roles",
  "sign",
  "scale",
  "scope",
  "hedge",
  "modality",
  "condition",
  "attribution",
] as const;

const claimPair = z.strictObject({
  id: z.string().regex(/^[a-z]{2}-(?:\d{3}|t\d{2})$/),
  language: z.enum(languages),
  kind: z.enum(kinds),
  text: z.string().trim().min(40),
  true: z.string().trim().min(10),
  false: z.string().trim().min(10),
});

type ClaimPair = z.infer<typeof claimPair>;

function readPairs(name: string): readonly ClaimPair[] {
  const lines = readFileSync(new URL(`../../eval/claims/${name}`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => claimPair.parse(JSON.parse(line)));
}

function countBy(pairs: readonly ClaimPair[], field: "language" | "kind"): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const pair of pairs) counts[pair[field]] = (counts[pair[field]] ?? 0) + 1;
  return counts;
}

const measured = readPairs("pairs.jsonl");
const tuned = readPairs("tuning.jsonl");
const all = [...measured, ...tuned];

describe("the pairs of claims", () => {
  it("are as many as the figures say, and in each language and kind about alike", () => {
    expect(measured).toHaveLength(300);
    expect(countBy(measured, "language")).toEqual({ en: 44, fr: 43, de: 43, es: 43, it: 43, pt: 42, nl: 42 });
    expect(Object.keys(countBy(measured, "kind")).toSorted()).toEqual([...kinds].toSorted());
    for (const count of Object.values(countBy(measured, "kind"))) {
      expect(count).toBeGreaterThanOrEqual(33);
      expect(count).toBeLessThanOrEqual(34);
    }
  });

  it("are tuned on others, ten a language with every kind among them", () => {
    expect(tuned).toHaveLength(70);
    for (const language of languages) {
      const own = tuned.filter((pair) => pair.language === language);
      expect(own).toHaveLength(10);
      expect(new Set(own.map((pair) => pair.kind)).size).toBe(kinds.length);
    }
    expect(tuned.every((pair) => pair.id.includes("-t"))).toBe(true);
    expect(measured.some((pair) => pair.id.includes("-t"))).toBe(false);
  });

  it("have each an id of their language, a passage and claims that no other has", () => {
    expect(all.filter((pair) => !pair.id.startsWith(`${pair.language}-`))).toEqual([]);
    expect(new Set(all.map((pair) => pair.id)).size).toBe(all.length);
    expect(new Set(all.map((pair) => pair.text)).size).toBe(all.length);
    expect(new Set(all.flatMap((pair) => [pair.true, pair.false])).size).toBe(2 * all.length);
  });

  it("take no claim word for word from the passage", () => {
    const copied = all.filter(({ text, true: right, false: wrong }) => {
      const passage = plain(text);
      return passage.includes(plain(right)) || passage.includes(plain(wrong));
    });
    expect(copied.map((pair) => pair.id)).toEqual([]);
  });
});

/** The words alone, so that a full stop or a capital makes no difference. */
function plain(text: string): string {
  return ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(" ") ?? ""
  } `;
}
