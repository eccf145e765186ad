import { expect, it } from "vitest";
import type { OcrLine } from "../../../electron/readerProcess/ocr/recognizePage.ts";
import { textOfBlock, toLineBlocks } from "../../../electron/readerProcess/pdf/blocks.ts";
import { recognizedColumns } from "../../../electron/readerProcess/pdf/recognizedLines.ts";

/** A column of recognised lines from `u` on, one every 17 points from the `first` row on; a row of "" has none. */
function column(u: number, rows: readonly string[], first = 0): OcrLine[] {
  return rows.flatMap((row, index) => {
    if (row === "") return [];
    const v = 100 + 17 * (first + index);
    let u0 = u;
    const words = row.split(" ").map((text) => {
      const word = { text, u0, u1: u0 + 5 * text.length, box: [u0, v - 8, 5 * text.length, 8] as const };
      u0 = word.u1 + 3;
      return word;
    });
    return [{ words, v, size: 10 }];
  });
}

function blocksOf(columns: readonly OcrLine[][]): string[] {
  const lines = recognizedColumns({ columns, confidence: 0.9, language: "eng" });
  return toLineBlocks(lines, 792).map((block) => `${block.kind}: ${textOfBlock(block)}`);
}

const names = ["TSH", "Vitamin D", "Sodium", "Ferritin"];

it("keeps the values of a report in the rows of their names, with their units", () => {
  expect(
    blocksOf([
      column(60, names),
      column(220, ["2.4", "31", "140", "18.5"]),
      column(330, ["mIU/L", "", "mmol/L"]),
      column(330, ["µg/L"], 3),
    ]),
  ).toEqual([
    "tableRow: TSH\t2.4\tmIU/L",
    "tableRow: Vitamin D\t31\t",
    "tableRow: Sodium\t140\tmmol/L",
    "tableRow: Ferritin\t18.5\tµg/L",
  ]);
});

it("keeps what is filled into a form beside its label", () => {
  const labels = ["Name:", "Town:", "Trade:", "Born in:"];
  expect(blocksOf([column(60, labels), column(220, ["Anna Miller", "Old Mill", "baker", "Hill"])])).toEqual([
    "tableRow: Name:\tAnna Miller",
    "tableRow: Town:\tOld Mill",
    "tableRow: Trade:\tbaker",
    "tableRow: Born in:\tHill",
  ]);
});

it("reads columns of text and addresses one after the other", () => {
  const text = [
    "The lessor shall repair the heating in",
    "two days of the notice, and the",
    "lessee shall pay the rent",
  ];
  const other = ["on the first day of each month to", "the account that is named below this", "paragraph of the paper"];
  const [first = "", second = ""] = blocksOf([column(60, text), column(330, other)]).map((block) => block.slice(0, 30));
  expect([first, second].join()).not.toContain("\t");
  const sender = ["Anna Miller", "Mill Lane", "Oldtown"];
  const addressee = ["Ben Baker", "Hill Road", "Newtown"];
  expect(blocksOf([column(60, sender), column(330, addressee)]).join()).not.toContain("\t");
});
