import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { NotKeptError, recordedModel } from "../../eval/recordedModel.ts";
import { isLoop } from "../../eval/form.ts";
import { compareOn } from "../../eval/summaries/compare.ts";
import type { Compared } from "../../eval/summaries/report.ts";
import { listDocuments, recordedFolder } from "../../eval/summaries/sets.ts";

/**
 * Summaries from the answers that a released model gave to these very questions. `npm run eval -- summaries --set recorded --model FILE`
 * records them anew where prompts have changed; until then there is nothing to be told from them.
 */
async function summarized(name: string, { skip }: TestContext): Promise<Compared> {
  if (!existsSync(path.join(recordedFolder, "answers.jsonl"))) skip("No answers are recorded.");
  const document = listDocuments("recorded").find(({ id }) => id.endsWith(name));
  if (!document) throw new Error(`There is no document ${name}.`);
  try {
    return await compareOn(await document.read(), recordedModel({ folder: recordedFolder }));
  } catch (thrown) {
    if (!(thrown instanceof NotKeptError)) throw thrown;
    return skip("The prompts have changed: record the answers anew with --set recorded.");
  }
}

const documents = ["harbour-street-lease.pdf", "gold-medal-bill.txt"];
/** "Note 2:", "**Rent:**", "3." or "- " before what is said */
const label = /^(?:(?:note|point|bullet)\s*\d*\s*[:.]|\*\*|\d{1,2}[.)]\s|[-*•]\s)/iu;

describe("summaries from recorded answers of a released model", () => {
  it.for(documents)("are whole sentences without labels and loops, all with a mark, of %s", async (name, context) => {
    const { written } = await summarized(name, context);
    const { lines, marks, failed } = written.product;
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
  });
});
