import { expect, it } from "vitest";
import type { Citation } from "../../../electron/contract/documents.ts";
import { anchorsIn } from "../../../electron/core/evidence/anchors.ts";

const documentId = "a".repeat(64);

function cited(quote: string, page = 1, start = 0): Citation {
  return { documentId, page, start, end: start + quote.length, quote };
}

function anchored(texts: readonly string[], citation: Citation): Citation {
  const now = anchorsIn(texts.map((text, index) => ({ number: index + 1, text })))(citation);
  if (now.lost !== true) expect(texts[now.page - 1]?.slice(now.start, now.end)).toBe(now.quote);
  return now;
}

it("finds a quote that moved on its page, and takes the words of the new text", () => {
  const text = "LEASE\nThe rent is 1,200 euros.\nNo animals.";
  expect(anchored([text], cited("The rent is 1 , 2 0 0 euros.", 1, 0))).toEqual(
    cited("The rent is 1,200 euros.", 1, text.indexOf("The")),
  );
  expect(anchored(["The tenant\npays the\u00a0rent."], cited("The tenant pays the rent."))).toEqual(
    cited("The tenant\npays the\u00a0rent."),
  );
});

it("takes the nearest of several places, on its own page first, then on the nearest page", () => {
  const row = "Total 12";
  const page = `${row}\n${"x".repeat(50)}\n${row}\n${"y".repeat(50)}\n${row}`;
  const [first, second, third] = [0, page.indexOf(row, 5), page.lastIndexOf(row)];
  for (const [from, to] of [
    [4, first],
    [second - 9, second],
    [second + 9, second],
    [page.length + 40, third],
  ] as const) {
    expect(anchored([row, page], cited(row, 2, from))).toEqual(cited(row, 2, to));
  }
  expect(anchored([row, "", "", row, row], cited(row, 3))).toMatchObject({ page: 4 });
  expect(anchored([row], cited(row, 9))).toMatchObject({ page: 1 });
});

it("does not find a short quote inside of words, and finds a long one that has grown together with others", () => {
  const text = "The casino 10 opened. There is no 1 in it.";
  expect(anchored([text], cited("no 1", 1, 8))).toEqual(cited("no 1", 1, text.lastIndexOf("no 1")));
  expect(anchored(["The casino 10 opened."], cited("no 1"))).toEqual({ ...cited("no 1"), lost: true });
  expect(anchored(["The tenant pays the rent each month."], cited("he tenant pays the rent each month."))).toEqual(
    cited("he tenant pays the rent each month.", 1, 1),
  );
  expect(anchored(["他说。东京塔很高。"], cited("东京塔很高"))).toEqual(cited("东京塔很高", 1, 3));
});

it("keeps what is not there any more, marked, and finds it again when it is", () => {
  const gone = cited("The rent is 106 euros.", 2, 7);
  const lost = anchored(["The rent is 10^6 euros.", ""], gone);
  expect(lost).toEqual({ ...gone, lost: true });
  expect(anchored(["The rent is 106 euros."], lost)).toEqual(cited("The rent is 106 euros."));
  expect(anchored(["text"], cited(" "))).toMatchObject({ lost: true });
});
