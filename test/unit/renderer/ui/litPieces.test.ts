import { expect, test } from "vitest";
import type { Finding } from "../../../../electron/contract/findings.ts";
import { claimSpans, litPieces, quoteLine, quoteSpans } from "../../../../renderer/ui/litPieces.ts";

const differs: Finding = {
  code: "NUMBER_DIFFERS",
  data: { text: "500", other: "300" },
  words: { start: 9, end: 12 },
  other: { quote: 1, start: 4, end: 7 },
};
const doubt: Finding = { code: "WORDS_NOT_IN_QUOTES", data: { text: "gladly" }, words: { start: 13, end: 19 } };
const whole: Finding = { code: "FEW_WORDS", data: {} };

test("The words of a claim are lit that findings are about, each by how grave it is", () => {
  expect(litPieces("She paid 500 gladly.", claimSpans([differs, doubt, whole]))).toEqual([
    { text: "She paid ", start: 0, severity: null },
    { text: "500", start: 9, severity: "contradicts" },
    { text: " ", start: 12, severity: null },
    { text: "gladly", start: 13, severity: "doubt" },
    { text: ".", start: 19, severity: null },
  ]);
});

test("Of the quotes only the one that the words are in is lit", () => {
  expect(quoteSpans([differs, doubt], 0)).toEqual([]);
  expect(quoteSpans([differs, doubt], 1)).toEqual([{ start: 4, end: 7, severity: "contradicts" }]);
});

test("Where spans overlap the gravest shows, and neighbours of one gravity are one piece", () => {
  const spans = [
    { start: 0, end: 6, severity: "doubt" },
    { start: 4, end: 8, severity: "missing" },
    { start: 8, end: 10, severity: "missing" },
  ] as const;
  expect(litPieces("abcdefghij", spans).map(({ text, severity }) => `${text}:${severity}`)).toEqual([
    "abcd:doubt",
    "efghij:missing",
  ]);
});

test("A text without findings is one piece, and what lies beyond its end is not lit", () => {
  expect(litPieces("abc", [])).toEqual([{ text: "abc", start: 0, severity: null }]);
  expect(litPieces("abc", [{ start: 2, end: 9, severity: "doubt" }]).at(-1)?.text).toBe("c");
  expect(litPieces("abc", [{ start: 5, end: 9, severity: "doubt" }])).toHaveLength(1);
});

test("A quote is read on one line", () => {
  expect(quoteLine(" The rent\n  is 300. ")).toBe("The rent is 300.");
});
