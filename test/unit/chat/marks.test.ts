import { describe, expect, it } from "vitest";
import { createAnswerWriter, withoutMarks } from "../../../electron/core/chat/marks.ts";

function write(pieces: readonly string[], hasDocuments = true): { text: string; given: string } {
  const answer = { text: "" };
  const writer = createAnswerWriter(answer, hasDocuments);
  const given = pieces.map((piece) => writer.write(piece)).join("") + writer.end();
  return { text: answer.text, given };
}

describe("what a model writes as citations", () => {
  it.each([
    ["is taken out with its space", "B [7]. A [3], B again [7].", "B. A, B again."],
    ["also as lists, ranges and with names", "Both [3, 5], [8; 9 and 2] and [sentences 12–11].", "Both, and."],
    ["also before the stop and at the very start", "[99] One [4][4].", "One."],
    ["is not every bracket", "See [the annex] and [12a] [x] [].", "See [the annex] and [12a] [x] []."],
    ["is left alone in code", "Use `a[3]` and\n```\nb[4]\n```\nhere [5].", "Use `a[3]` and\n```\nb[4]\n```\nhere."],
    ["is found behind a backtick that stands alone", "A ` sign.\nThen [5].", "A ` sign.\nThen."],
    ["is left out where it was cut off", "One [3] and [1", "One and"],
    ["is text where it only began like one", "One [sent", "One [sent"],
  ])("%s", (_title, raw, text) => {
    expect(write([raw]).text).toBe(text);
  });

  it("goes however the text is cut into pieces, and nothing given out changes later", () => {
    const raw = "  First [3, 5-7], `x[1]` [99]; then [12].\n\nNo [mark] here [sentence 2] [4";
    const whole = write([raw]);
    expect(write([...raw])).toEqual(whole);
    for (let cut = 0; cut <= raw.length; cut += 1) {
      const pieces = write([raw.slice(0, cut), raw.slice(cut)]);
      expect(pieces).toEqual(whole);
      expect(pieces.given).toBe(whole.text);
    }
  });

  it("is only text where there are no documents", () => {
    expect(write(["a[3] = [1, 2] [99]"], false).text).toBe("a[3] = [1, 2] [99]");
  });
});

it("takes off the marks of an answer, and nothing else in brackets", () => {
  const quote = { documentId: "a", page: 1, start: 0, end: 1, quote: "A" };
  expect(withoutMarks({ text: "One. [1] Two [2] of [3].", citations: [quote, quote] })).toBe("One. Two of [3].");
});
