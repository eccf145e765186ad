import { describe, expect, it, test } from "vitest";
import type { Finding } from "../../../../electron/contract/findings.ts";
import { oneLine, oneSpaced } from "../../../../electron/core/text/oneLine.ts";
import {
  claimSpans,
  excerptOf,
  litPieces,
  quoteLine,
  quoteSpans,
  spanInQuote,
  spansOf,
  wordsOnPage,
} from "../../../../renderer/ui/litPieces.ts";

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

describe("the words of a quote on its page", () => {
  const quotes = [
    "The rent is 900 euros.",
    "The rent\n is  900\t\teuros.",
    "  \n The\u00a0rent\r\nis 900 euros.\n",
    "Die\u3000Miete \u2028 beträgt 900 €, 𝟗𝟎𝟎 in Zahlen",
  ];

  it("stand where those of its line do, however its lines are broken", () => {
    for (const quote of quotes) {
      const line = oneLine(quote);
      expect(quoteLine(quote)).toBe(line);
      for (let start = 0; start < line.length; start += 1) {
        for (let end = start + 1; end <= line.length; end += 1) {
          const span = spanInQuote(quote, { start, end });
          const words = line.slice(start, end);
          expect(oneSpaced(quote.slice(span.start, span.end))).toBe(words);
        }
      }
    }
  });

  it("are nothing where nothing is meant, and end with the quote where they would go beyond it", () => {
    const quote = " The rent.\n";
    expect(spanInQuote(quote, { start: 4, end: 4 })).toEqual({ start: 5, end: 5 });
    expect(spanInQuote(quote, { start: 4, end: 99 })).toEqual({ start: 5, end: 10 });
    expect(spanInQuote(quote, { start: 50, end: 60 })).toEqual({ start: 10, end: 10 });
  });

  it("are ranges of the text of the page", () => {
    const page = "Before. The rent\nis 900 euros. After.";
    const quote = "The rent\nis 900 euros.";
    const at = quoteLine(quote).indexOf("900");
    const [span] = wordsOnPage({ quote, start: page.indexOf(quote) }, [{ start: at, end: at + 3 }]);
    expect(page.slice(span?.start, span?.end)).toBe("900");
  });
});

describe("an excerpt", () => {
  const long = `${"word ".repeat(80)}nine hundred ${"other ".repeat(80)}`.trim();
  const start = long.indexOf("nine");
  const spans = [{ start, end: start + "nine hundred".length, severity: "contradicts" }] as const;

  it("of a long text holds what is lit, cut between words", () => {
    const excerpt = excerptOf(long, spans, 100);
    const [lit] = excerpt.spans;
    expect(excerpt.text.slice(lit?.start, lit?.end)).toBe("nine hundred");
    expect(excerpt.text).toMatch(/^… word (?:\w+ )*other …$/u);
    expect(excerpt.text.length).toBeLessThan(130);
  });

  it("of a short text, of one with nothing lit, and of one lit over its length is the whole", () => {
    expect(excerptOf("A rent.", [{ start: 2, end: 6, severity: "doubt" }]).text).toBe("A rent.");
    expect(excerptOf(long, [], 100).text).toBe(long);
    expect(excerptOf(long, [{ start: 0, end: long.length, severity: "doubt" }], 100).text).toBe(long);
  });
});

it("lights the same words in the parts of a text", () => {
  const spans = [{ start: 3, end: 9, severity: "doubt" }] as const;
  expect(spansOf(spans, 0, 5)).toEqual([{ start: 3, end: 5, severity: "doubt" }]);
  expect(spansOf(spans, 5)).toEqual([{ start: 0, end: 4, severity: "doubt" }]);
  expect(spansOf(spans, 9)).toEqual([]);
});
