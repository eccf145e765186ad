import { describe, expect, it } from "vitest";
import { hasDocuments, type Outcome, readTruths, sharesOf, tryDocument } from "../../corpus/structure.ts";

if (!hasDocuments) console.warn("SKIPPED: the collection of real documents is not beside this checkout");

/** `npm run structure` tries them all. */
const quick = readTruths().filter((truth) => truth.quick === true);

describe.skipIf(!hasDocuments)("the structure of real documents", () => {
  it("is what somebody wrote down who looked at them", async () => {
    const outcomes: Outcome[] = [];
    for (const truth of quick) outcomes.push(await tryDocument(truth));
    const { documents, titles, precision, recall } = sharesOf(outcomes);
    expect(documents).toBeGreaterThan(25);
    // Told together, with what is wrong.
    const isGood = titles >= 0.95 && precision >= 0.92 && recall >= 0.92;
    if (!isGood) expect.fail(`titles ${titles}, precision ${precision}, recall ${recall}\n${wrong(outcomes)}`);
  });
});

function wrong(outcomes: readonly Outcome[]): string {
  return outcomes
    .filter(({ isTitleRight, missed, invented }) => !isTitleRight || missed.length > 0 || invented.length > 0)
    .map(
      ({ truth, title, isTitleRight, missed, invented }) =>
        `${truth.file}: ${isTitleRight ? "" : `title ${title}, `}missed ${missed.map(({ text }) => text).join(" | ")}, invented ${invented.map((entry) => entry.title).join(" | ")}`,
    )
    .join("\n");
}
