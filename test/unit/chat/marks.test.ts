import { describe, expect, it } from "vitest";
import { type Answer, createMarkWriter, keepExact, toPromptMarks } from "../../../electron/core/chat/marks.ts";
import type { Citation } from "../../../electron/contract/documents.ts";
import { documentId } from "../store/library.ts";

/** Thirty sentences, "Sentence 1." to "Sentence 30.", ten on a page. */
const sources: Citation[] = Array.from({ length: 30 }, (_, index) => {
  const quote = `Sentence ${index + 1}.`;
  const place = index % 10;
  return {
    documentId: documentId("a"),
    page: Math.floor(index / 10) + 1,
    start: place * 20,
    end: place * 20 + quote.length,
    quote,
  };
});

function write(
  pieces: readonly string[],
  from: Answer = { text: "", citations: [] },
  known: Citation[] | null = sources,
) {
  const answer: Answer = { text: from.text, citations: [...from.citations] };
  const writer = createMarkWriter(answer, known);
  const given = pieces.map((piece) => writer.write(piece)).join("") + writer.end();
  return { text: answer.text, quotes: answer.citations.map(({ quote }) => quote), given, answer };
}

describe("marks of an answer", () => {
  it.each([
    [
      "are numbered in the order of their first mention",
      "B [7]. A [3], B again [7].",
      "B [1]. A [2], B again [1].",
      [7, 3],
    ],
    ["may stand in lists", "Both [3, 5] and [8; 9 and 2].", "Both [1][2] and [3][4][5].", [3, 5, 8, 9, 2]],
    ["may be ranges", "All of it [3-5].", "All of it [1][2][3].", [3, 4, 5]],
    ["may be ranges with a dash, backwards, and named", "So [sentences 12–11].", "So [1][2].", [11, 12]],
    ["go over the edge of a page", "So [10-11].", "So [1][2].", [10, 11]],
    ["are written once beside each other", "So [4][4] and [4, 6].", "So [1] and [1][2].", [4, 6]],
    [
      "that name no sentence are removed with their space",
      "One [99], two [0] and three [31].",
      "One, two and three.",
      [],
    ],
    ["lose only what names no sentence", "One [3, 99].", "One [1].", [3]],
    ["over half a document are removed", "All [1-30].", "All.", []],
    ["at the very start leave no space", "[99] One.", "One.", []],
    ["leave other brackets alone", "See [the annex] and [12a] [x] [].", "See [the annex] and [12a] [x] [].", []],
    ["leave code alone", "Use `a[3]` and\n```\nb[4]\n```\nhere [5].", "Use `a[3]` and\n```\nb[4]\n```\nhere [1].", [5]],
    ["are found after a backtick that stands alone", "A ` sign.\nThen [5].", "A ` sign.\nThen [1].", [5]],
    ["that were cut off are left out", "One [3] and [1", "One [1] and", [3]],
    ["keep text that only began like one", "One [sent", "One [sent", []],
  ])("%s", (_title, raw, text, cited) => {
    const whole = write([raw]);
    expect(whole.text).toBe(text);
    expect(whole.quotes).toEqual(cited.map((number) => `Sentence ${number}.`));
  });

  it("come out the same however the text is cut into pieces, and nothing given out changes later", () => {
    const raw = "  First [3, 5-7], `x[1]` [99]; then [12].\n\nNo [mark] here [sentence 2] [4";
    const whole = write([raw]);
    expect(write([...raw])).toEqual(whole);
    for (let cut = 0; cut <= raw.length; cut += 1) {
      const pieces = write([raw.slice(0, cut), raw.slice(cut)]);
      expect(pieces).toEqual(whole);
      expect(pieces.given).toBe(whole.text);
    }
  });

  it("go on counting where an answer goes on", () => {
    const first = write(["One [9]."]);
    const second = write([" Two [9][4]."], first.answer);
    expect(second.text).toBe("One [1]. Two [1][2].");
    expect(second.given).toBe(" Two [1][2].");
    expect(second.quotes).toEqual(["Sentence 9.", "Sentence 4."]);
  });

  it("are only text where there are no documents", () => {
    expect(write(["a[3] = [1, 2] [99]"], undefined, null).text).toBe("a[3] = [1, 2] [99]");
  });

  it("become numbers of another prompt, or go where their sentence is not in it", () => {
    const { answer } = write(["One [9]. Two [4]."]);
    expect(toPromptMarks(answer, sources)).toBe("One [9]. Two [4].");
    expect(toPromptMarks(answer, sources.slice(3, 6))).toBe("One. Two [1].");
    expect(toPromptMarks({ text: "No mark [1].", citations: [] }, sources)).toBe("No mark [1].");
  });

  it("of quotes that no longer stand at their place are removed and the rest numbered anew", () => {
    const { answer } = write(["One [9], two [4], three [5]."]);
    const kept = keepExact(answer, ({ quote }) => quote !== "Sentence 9.");
    expect(kept.text).toBe("One, two [1], three [2].");
    expect(kept.citations.map(({ quote }) => quote)).toEqual(["Sentence 4.", "Sentence 5."]);
  });
});
