import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { isLoop } from "../../eval/form.ts";
import { NotKeptError, recordedModel } from "../../eval/recordedModel.ts";
import { scoreKeyFacts } from "../../../electron/core/trials/keyFacts.ts";
import { type ComparedDocument, listDocuments, recordedFolder } from "../../eval/summaries/sets.ts";
import { writeDigest, writeProduct, type Written } from "../../eval/summaries/systems.ts";

/**
 * The application's summary from the answers that a released model gave to these very questions.
 * `npm run eval -- summaries --set recorded --model FILE` records them anew where prompts have changed; until then there is nothing to
 * be told from them.
 */
async function summarized(
  name: string,
  { skip }: TestContext,
): Promise<{ document: ComparedDocument; product: Written }> {
  const listed = listDocuments("recorded").find(({ id }) => id.endsWith(name));
  if (!listed) throw new Error(`There is no document ${name}.`);
  if (!existsSync(path.join(recordedFolder, "answers.jsonl"))) return skip("No answers are recorded.");
  try {
    const document = await listed.read();
    return { document, product: await writeProduct(document, recordedModel({ folder: recordedFolder })) };
  } catch (thrown) {
    if (!(thrown instanceof NotKeptError)) throw thrown;
    return skip("The prompts have changed: record the answers anew with --set recorded.");
  }
}

const lease = "harbour-street-lease.pdf";
const bill = "gold-medal-bill.txt";
/** "Note 2:", "**Rent:**", "3." or "- " before what is said */
const label = /^(?:(?:note|point|bullet)\s*\d*\s*[:.]|\*\*|\d{1,2}[.)]\s|[-*•]\s)/iu;

describe("summaries from recorded answers of a released model", () => {
  it.for([lease, bill])(
    "are whole sentences without labels and loops, none of them doubted, of %s",
    async (name, context) => {
      const { product } = await summarized(name, context);
      const { lines, marks, failed } = product;
      expect(failed).toBeNull();
      expect(lines.length).toBeGreaterThanOrEqual(4);
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines.filter((line) => label.test(line))).toEqual([]);
      expect(lines.filter((line) => !/[.!?…”"')\]]$/u.test(line))).toEqual([]);
      expect(lines.filter((line) => isLoop(line))).toEqual([]);
      expect(marks?.filter(({ support }) => support === "contradicted" || support === "unsupported")).toEqual([]);
      // What leads comes first.
      const roles = marks?.map(({ role }) => role) ?? [];
      expect(roles).toEqual(roles.toSorted((a, b) => Number(a === "point") - Number(b === "point")));
    },
  );

  it("say more of what a lease must say than its digest", async (context) => {
    const { document, product } = await summarized(lease, context);
    const { recall } = scoreKeyFacts(document.facts, product.lines);
    expect(recall).toBeGreaterThan(scoreKeyFacts(document.facts, writeDigest(document).lines).recall);
    expect(recall).toBeGreaterThanOrEqual(leastRecall);
  });
});

/** Of the key facts of the lease, by weight. */
const leastRecall = 0.5;
