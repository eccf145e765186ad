import { describe, expect, it } from "vitest";
import {
  type Statement,
  type StatementsInput,
  statementsTask,
} from "../../../electron/core/collections/chooseStatements.ts";
import { subjects } from "../summarize/textDocument.ts";

const silent = { info() {}, warn() {}, error() {} };

/** The statements of each document, every one a sentence of it. */
function choose(documents: readonly (readonly string[])[], patch: Partial<StatementsInput> = {}) {
  const statements = documents.flatMap((own, document) =>
    own.map((text, place): Statement => {
      return { text, written: "en", document, place, salience: 0, quotes: [text] };
    }),
  );
  const chosen = statementsTask.run(
    {
      statements,
      documents: documents.map((own) => ({ words: own.join(" ").split(" ").length, language: "en" })),
      most: 10,
      words: 220,
      language: "en",
      focus: "",
      known: new Set(),
      ...patch,
    },
    silent,
  );
  return chosen.map(({ index, alsoSaidBy }) => ({
    text: statements[index]?.text,
    documents: [index, ...alsoSaidBy].map((each) => statements[each]?.document),
  }));
}

const about = (who: string) => subjects.map((subject) => `The ${who} wrote a remark ${subject}.`);
const documentsOf = (chosen: ReturnType<typeof choose>) => new Set(chosen.flatMap(({ documents }) => documents));

describe("the statements of a collection", () => {
  it("let every small document be heard beside a large one, in the order of the documents", () => {
    const large = [...about("harbour master"), ...about("pilot"), ...about("treasurer")];
    const small = ["The mill stands in Linden.", "Bees are kept behind the school.", "Trams run until midnight."];
    const chosen = choose([large, ...small.map((text) => [text])], { most: 5 });
    expect(documentsOf(chosen)).toEqual(new Set([0, 1, 2, 3]));
    expect(chosen.slice(-3).map(({ text }) => text)).toEqual(small);
  });

  it("are of as many documents as have a place, whatever the words, and rather what matters most in them", () => {
    const documents = subjects.map((subject) => [subject]);
    const all = choose(documents, { words: 12 });
    expect(documentsOf(all).size).toBe(subjects.length);
    const statements = documents.map(([text = ""], document): Statement => {
      const salience = document === 3 || document === 8 ? 2 : -2;
      return { text, written: "en", document, place: 0, salience, quotes: [text] };
    });
    expect(documentsOf(choose(documents, { statements, most: 2 }))).toEqual(new Set([3, 8]));
  });

  it("stand once, with all documents that say the same in whatever words", () => {
    const rent = "The tenant pays 900 euros a month for the old mill.";
    const chosen = choose([
      [rent, "The lease ends in May."],
      ["The wheel of the mill is broken.", "For the old mill the tenant pays 900 euros a month."],
      [rent],
      ["Bees are kept behind the school."],
    ]);
    const said = chosen.filter(({ text }) => text?.includes("900 euros"));
    expect(said).toHaveLength(1);
    expect(new Set(said[0]?.documents)).toEqual(new Set([0, 1, 2]));
    expect(documentsOf(chosen)).toEqual(new Set([0, 1, 2, 3]));
  });

  it("stand beside each other where documents say it alike of other numbers or names", () => {
    const lease = (place: string, rent: number) =>
      `The tenant pays ${String(rent)} euros a month to the owner for the old mill in ${place}.`;
    const texts = [lease("Linden", 900), lease("Linden", 950), lease("Weiden", 900)];
    const chosen = choose(texts.map((text) => [text]));
    expect(chosen).toEqual(texts.map((text, index) => ({ text, documents: [index] })));
  });

  it("are those that answer a question, where there is one", () => {
    const chosen = choose([about("pilot"), ["Bees are kept behind the school."]], {
      most: 1,
      focus: "Where did smugglers hide tobacco?",
    });
    expect(chosen.map(({ text }) => text)).toEqual([about("pilot")[7]]);
  });
});
