import { describe, expect, it } from "vitest";
import { type Change, isLight } from "../../../electron/contract/compare.ts";
import type { Page } from "../../../electron/contract/documents.ts";
import { compareSources, type SourceComparison } from "../../../electron/core/compare/compareSources.ts";
import type { Side } from "../../../electron/core/compare/statements.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "../summarize/textDocument.ts";

interface ReadSide extends Side {
  readonly pages: ReadonlyMap<number, Page>;
}

function sideOf(pageTexts: readonly string[], language = "en"): ReadSide {
  const input = textDocument(pageTexts, { language });
  return { source: makeDocumentText(input), pages: new Map(input.pages.map((page) => [page.number, page])) };
}

function compare(
  before: string | readonly string[],
  after: string | readonly string[],
  language = "en",
): SourceComparison {
  const [left, right] = [before, after].map((text) => sideOf(typeof text === "string" ? [text] : text, language));
  if (!left || !right) throw new Error("two texts");
  const result = compareSources(left, right);
  expectQuotes(result.changes, left, right);
  return result;
}

/** Every change says where it stands, word for word, on the sides it has. */
function expectQuotes(changes: readonly Change[], before: ReadSide, after: ReadSide): void {
  for (const change of changes) {
    expect(change.before.length > 0).toBe(change.kind !== "added");
    expect(change.after.length > 0).toBe(change.kind !== "removed");
    for (const [side, citations] of [
      [before, change.before],
      [after, change.after],
    ] as const) {
      for (const { documentId, page, start, end, quote } of citations) {
        expect(documentId).toBe(side.source.id);
        expect(quote.trim()).not.toBe("");
        expect(side.pages.get(page)?.text.slice(start, end)).toBe(quote);
      }
    }
  }
}

function only(result: SourceComparison): Change {
  expect(result.changes).toHaveLength(1);
  const [change] = result.changes;
  if (!change) throw new Error("no change");
  return change;
}

function marked(change: Change): string {
  return change.words
    .map(({ kind, text }) =>
      kind === "same" ? text : kind === "removed" ? `[-${text.trim()}-]` : `{+${text.trim()}+}`,
    )
    .join(" ")
    .replaceAll(/\s+/gu, " ")
    .trim();
}

const lease = `# Rent
The tenant shall pay a rent of 1,200 euros each month. The rent is due on the first working day.
The landlord may raise the rent once a year.

# Repairs
The landlord keeps the roof and the walls in good repair. The tenant reports damage without delay.
Small repairs of up to 100 euros are for the tenant.

# Notice
Either party may end the lease with three months of notice. Notice is given in writing to Mrs Okafor.
The lease began on 1 March 2024 and nobody else lives in the house.`;

describe("a comparison", () => {
  it("finds nothing between a text and itself", () => {
    expect(compare(lease, lease)).toMatchObject({ changes: [], statements: { before: 12, after: 12, same: 12 } });
  });

  it("ignores white space, hyphenation, quotation marks, and where pages and lines end", () => {
    const before = [
      "The tenant’s “garden shed” stands behind the house and is co-operatively used by all\n",
      "of the neighbours.",
    ];
    const after = [
      'The tenant\'s "garden   shed" stands behind the house and is coopera\u00adtively used by all of the neighbours.',
    ];
    expect(compare(before, after).changes).toEqual([]);
  });

  it("ignores running heads and page numbers", () => {
    const body = (page: number): string =>
      `The boat of chapter ${String(page)} carried ropes, sails and lamps over the sea to the island.`;
    const plain = [1, 2, 3, 4].map(body);
    const furnished = [1, 2, 3, 4].map((page) => `Harbour report, draft\n${body(page)}\n${String(page + 6)}`);
    expect(compare(plain, furnished).changes).toEqual([]);
  });

  it.each<[string, string, string, Change["importance"], string]>([
    ["an amount", "1,200 euros", "1,350 euros", "amount", "[-1,200-]{+1,350+}"],
    ["a currency", "1,200 euros", "1,200 dollars", "amount", "[-euros-]{+dollars+}"],
    ["a number as a word", "three months", "six months", "number", "[-three-]{+six+}"],
    ["a date", "1 March 2024", "1 April 2024", "date", "[-March-]{+April+}"],
    ["a person", "Mrs Okafor", "Mrs Lindqvist", "name", "[-Okafor-]{+Lindqvist+}"],
    ["a duty made a permission", "tenant shall pay", "tenant may pay", "obligation", "[-shall-]{+may+}"],
    ["a permission taken back", "landlord may raise", "landlord may not raise", "obligation", "{+not+}"],
    ["a negation taken out", "without delay", "with delay", "negation", "[-without-]{+with+}"],
    ["a lost negation", "nobody else lives", "somebody else lives", "negation", "[-nobody-]{+somebody+}"],
    ["words alone", "in good repair", "in proper repair", "wording", "[-good-]{+proper+}"],
  ])("tells %s", (_, from, to, importance, words) => {
    const change = only(compare(lease, lease.replace(from, to)));
    expect(change).toMatchObject({ kind: "changed", importance, moved: false });
    expect(marked(change).replaceAll(" ", "")).toContain(words.replaceAll(" ", ""));
    expect(isLight(change)).toBe(importance === "wording");
  });

  it("knows the words of obligation and negation of other languages", () => {
    const pairs: [string, string, string, Change["importance"]][] = [
      ["de", "Der Mieter muss die Miete zahlen.", "Der Mieter kann die Miete zahlen.", "obligation"],
      ["de", "Der Mieter haftet für den Schaden.", "Der Mieter haftet nicht für den Schaden.", "negation"],
      ["de", "Die Muster GmbH liefert die Ware.", "Die Beispiel GmbH liefert die Ware.", "name"],
      ["fr", "Le locataire doit payer le loyer.", "Le locataire peut payer le loyer.", "obligation"],
      ["es", "El inquilino debe pagar la renta.", "El inquilino puede pagar la renta.", "obligation"],
      ["it", "Il conduttore deve pagare il canone.", "Il conduttore può pagare il canone.", "obligation"],
      ["pt", "O inquilino deve pagar a renda.", "O inquilino pode pagar a renda.", "obligation"],
    ];
    for (const [language, before, after, importance] of pairs) {
      expect([language, after, only(compare(before, after, language)).importance]).toEqual([
        language,
        after,
        importance,
      ]);
    }
  });

  it("tells what was added and removed, a paragraph as one change, with its section", () => {
    const insert = "The tenant keeps a dog. The dog sleeps in the hall.\n";
    const longer = lease.replace("Small repairs", `${insert}Small repairs`);
    expect(only(compare(lease, longer))).toMatchObject({
      kind: "added",
      importance: "passage",
      section: "Repairs",
      before: [],
      after: [{ page: 1, quote: insert.trim() }],
    });
    expect(only(compare(longer, lease))).toMatchObject({ kind: "removed", section: "Repairs", after: [] });
    const bound = lease.replace("Small repairs", "The tenant must not keep a dog.\nSmall repairs");
    expect(only(compare(lease, bound))).toMatchObject({
      kind: "added",
      importance: "obligation",
      reasons: ["obligation", "passage"],
    });
  });

  it("tells what moved, also with a change in it", () => {
    const paragraph = "Small repairs of up to 100 euros are for the tenant.\n";
    const moved = lease.replace(paragraph, "").replace("# Notice\n", `# Notice\n${paragraph}`);
    const change = only(compare(lease, moved));
    expect(change).toMatchObject({ kind: "moved", importance: "place", moved: true, section: "Notice" });
    expect(change.before[0]?.quote).toBe(change.after[0]?.quote);
    const raised = only(compare(lease, moved.replace("100 euros", "300 euros")));
    expect(raised).toMatchObject({ kind: "changed", importance: "amount", moved: true, reasons: ["amount", "place"] });
  });

  it("compares the numbers of clauses apart from what the clauses say", () => {
    const clauses = [
      "The rent is due monthly.",
      "The roof is kept in repair.",
      "The garden is shared by all.",
      "Notice is given in writing.",
    ];
    const numbered = (texts: readonly string[]): string =>
      texts.map((text, place) => `${String(place + 1)}. ${text}`).join("\n");
    const { changes } = compare(
      numbered(clauses),
      numbered([clauses[0] ?? "", "The hall is swept weekly.", ...clauses.slice(1)]),
    );
    expect(changes.map(({ kind, importance }) => [kind, importance])).toEqual([
      ["added", "passage"],
      ["changed", "numbering"],
      ["changed", "numbering"],
      ["changed", "numbering"],
    ]);
    // A number that begins a sentence and counts no clause is what the sentence says.
    expect(
      only(compare("12.5 litres of paint were spilt on the stairs.", "14.5 litres of paint were spilt on the stairs."))
        .importance,
    ).toBe("number");
    expect(
      only(compare("12. Mai ist der letzte Tag der Frist.", "13. Mai ist der letzte Tag der Frist.", "de")).importance,
    ).toBe("date");
  });

  it("sees one sentence that became two", () => {
    const one = "The landlord keeps the roof in good repair and the tenant waters the plants of the garden.";
    const two = "The landlord keeps the roof in good repair. The tenant waters the plants of the garden.";
    expect(only(compare(lease + `\n${one}`, lease + `\n${two}`))).toMatchObject({
      kind: "changed",
      importance: "wording",
      after: [{ quote: two }],
    });
  });

  it("puts what changes the meaning first, and what only moved or was reworded last", () => {
    const edited = lease
      .replace("in good repair", "in proper repair")
      .replace("three months", "six months")
      .replace("# Notice", "The cellar is dry and clean.\n# Notice");
    expect(compare(lease, edited).changes.map(({ importance }) => importance)).toEqual([
      "number",
      "passage",
      "wording",
    ]);
    expect(compare(lease, edited).changes.map(({ id }) => id)).toEqual(["c1", "c2", "c3"]);
  });

  it("compares documents that have nothing in common, and empty ones", () => {
    const other = "Whales sleep upright in the open sea.\n\nThey wake at the sound of a ship.";
    expect(new Set(compare(lease, other).changes.map(({ kind }) => kind))).toEqual(new Set(["added", "removed"]));
    expect(compare(lease, "").changes.every(({ kind }) => kind === "removed")).toBe(true);
    expect(compare("", lease).changes.every(({ kind }) => kind === "added")).toBe(true);
    expect(compare("", "").changes).toEqual([]);
  });
});

/** Numbers that look random and are the same in every run (Park & Miller 1988). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const nouns = "harbour crane rope anchor ledger cargo pilot lantern bridge market engine window garden clerk".split(
  " ",
);
const verbs = "lifts holds counts repairs paints guards carries measures opens describes".split(" ");

function randomSentence(pick: (below: number) => number): string {
  const noun = (): string => nouns[pick(nouns.length)] ?? "";
  const amount = pick(3) === 0 ? ` for ${String(pick(9000) + 10)} euros` : "";
  return `The ${noun()} of the ${noun()} ${verbs[pick(verbs.length)] ?? ""} a ${noun()} and the ${noun()}${amount} near mark ${String(pick(400))}.`;
}

describe("a comparison of random edits", () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
    "accounts for every word on both sides (seed %i)",
    (seed) => {
      const pick = chance(seed * 7919);
      const paragraphs = Array.from({ length: 12 + pick(30) }, () =>
        Array.from({ length: 1 + pick(5) }, () => randomSentence(pick)).join(" "),
      );
      const edited = [...paragraphs];
      for (let edit = 0; edit < 1 + pick(12); edit += 1) {
        const place = pick(edited.length);
        const paragraph = edited[place] ?? "";
        const kind = pick(6);
        if (kind === 0) edited.splice(place, 1);
        else if (kind === 1) edited.splice(place, 0, randomSentence(pick));
        else if (kind === 2) edited[place] = paragraph.replace(/\d+/u, String(pick(9999)));
        else if (kind === 3) edited[place] = paragraph.replace(" a ", " no ");
        else if (kind === 4) edited.splice(pick(edited.length), 0, ...edited.splice(place, 1));
        else
          edited[place] = paragraph
            .split(/(?<=\.) /u)
            .toReversed()
            .join(" ");
      }
      const cut = (texts: readonly string[], size: number): string[] => {
        const pages: string[] = [];
        for (let from = 0; from < texts.length; from += size) pages.push(texts.slice(from, from + size).join("\n"));
        return pages;
      };
      const [before, after] = [sideOf(cut(paragraphs, 7)), sideOf(cut(edited, 5))];
      const { changes, statements } = compareSources(before, after);
      expectQuotes(changes, before, after);
      expect(compareSources(before, after).changes).toEqual(changes);

      // What is in no change is the same on both sides, as a multiset of sentences.
      const outside = (side: Side, citations: (change: Change) => Change["before"]): string[] => {
        const cited = changes.flatMap(citations);
        return side.source.sentences
          .filter(
            ({ page, start, end }) =>
              !cited.some((cite) => cite.page === page && cite.start <= start && cite.end >= end),
          )
          .map(({ text }) => text)
          .sort();
      };
      const rest = outside(before, (change) => change.before);
      expect(rest).toEqual(outside(after, (change) => change.after));
      expect(statements.same).toBe(rest.length);
      // The runs of words make up both texts again.
      const bare = (text: string): string => text.replaceAll(/\s+/gu, "");
      for (const { words, before: from, after: to } of changes) {
        const side = (left: "added" | "removed"): string =>
          bare(
            words
              .filter(({ kind }) => kind !== left)
              .map(({ text }) => text)
              .join(""),
          );
        if (from.length > 0) expect(side("added")).toBe(bare(from.map(({ quote }) => quote).join("")));
        if (to.length > 0) expect(side("removed")).toBe(bare(to.map(({ quote }) => quote).join("")));
      }
    },
  );
});
