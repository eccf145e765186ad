import { expect, it } from "vitest";
import { makePassages } from "../../../electron/core/library/passages.ts";
import { hasEvalSets, readEntries, readEntry } from "../../eval/passages.ts";
import { readLease } from "../../eval/questionSearch.ts";
import { readRephrased } from "../../eval/searches.ts";

const all = readRephrased();
if (!hasEvalSets())
  console.warn("The questions in other words are looked up in the sample alone: the evaluation sets are absent.");

it("has 150 questions, each of which one passage of its document answers, half of them without a word of content of it", async () => {
  expect(new Set(all.map(({ question }) => question)).size).toBe(150);
  const unplaced: string[] = [];
  let placed = 0;
  let withoutWord = 0;
  const entriesOf = new Map(
    hasEvalSets()
      ? [...new Set(all.map(({ set }) => set))].filter((set) => set !== "lease").map((set) => [set, readEntries(set)])
      : [],
  );
  for (const [document, questions] of Map.groupBy(all, (each) => each.document)) {
    const set = questions[0]?.set ?? "";
    if (set !== "lease" && !hasEvalSets()) continue;
    const entry = entriesOf.get(set)?.find(({ id }) => id === document);
    const read = entry ? await readEntry(set, entry) : await readLease();
    const passages = makePassages(read.pages, read.outline);
    for (const question of questions) {
      const answers = passages.filter(({ text }) => question.isAnswer(text));
      if (answers.length !== 1) unplaced.push(question.question);
      placed += 1;
      if (!question.sharesWord(answers[0]?.text ?? "")) withoutWord += 1;
    }
  }
  expect(unplaced).toEqual([]);
  expect(withoutWord / placed).toBeGreaterThanOrEqual(0.5);
});
