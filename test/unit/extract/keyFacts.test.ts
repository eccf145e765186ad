import { tablesOfRows } from "../../../electron/contract/tables.ts";
import { describe, expect, it } from "vitest";
import type { Page } from "../../../electron/contract/documents.ts";
import type { KeyFact } from "../../../electron/contract/summaries.ts";
import type { SummaryOptions } from "../../../electron/contract/summaryOptions.ts";
import { documentKindOf } from "../../../electron/core/text/documentKind.ts";
import { keyFacts } from "../../../electron/core/extract/keyFacts.ts";
import { knownNames } from "../../../electron/core/text/names.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { createWords } from "../../../electron/words/words.ts";
import { textDocument } from "../summarize/textDocument.ts";
import { tableDocument } from "./tableDocument.ts";

type Input = ReturnType<typeof textDocument>;

function factsOf(input: Input, structure: SummaryOptions["structure"] = "facts"): KeyFact[] {
  const source = makeDocumentText(input);
  const known = knownNames(
    source.sentences.map(({ text }) => text),
    source.language,
  );
  const facts = keyFacts({ source, known, kind: documentKindOf(source), structure });
  for (const { citations } of facts) {
    expect(citations.length).toBeGreaterThan(0);
    for (const { page, start, end, quote } of citations) {
      expect(input.pages[page - 1]?.text.slice(start, end)).toBe(quote);
    }
  }
  return facts;
}

const words = createWords();
const labels = (facts: readonly KeyFact[], kind: KeyFact["kind"]): string[] =>
  facts.flatMap((fact) => (fact.kind === kind ? [fact.label] : []));

describe("the key facts of a lease", () => {
  const lease = textDocument([
    [
      "# Lease",
      "This lease is made on 4 March 2024 between Anna Bergman (the “Landlord”) and Peter Holm (the “Tenant”).",
      "“Premises” means the flat on the second floor of the house in Mill Lane.",
      "The Tenant shall pay a rent of €1,250.00 on the first day of each month.",
      "Anna Bergman lets the flat to Peter Holm from 1 May 2024.",
      "The Landlord must repair the heating before the winter.",
      "Its furniture is listed in Annex B and its keys in Annex B as well.",
      "A deposit of 3,750 euros was paid, and 12 % of it was kept.",
    ].join("\n"),
  ]);
  const facts = factsOf(lease);

  it("are its people, dates, amounts, duties and terms, each with its sentence", () => {
    expect(labels(facts, "name")).toEqual(expect.arrayContaining(["Anna Bergman", "Peter Holm"]));
    expect(labels(facts, "name")).not.toContain("Annex B");
    expect(labels(facts, "date")).toEqual(["4 March 2024", "1 May 2024"]);
    expect(labels(facts, "amount")).toEqual(["€1,250.00", "3,750 euros", "12 %"]);
    expect(labels(facts, "obligation")).toEqual(["The Tenant", "The Landlord"]);
    expect(labels(facts, "definition")).toEqual(["Landlord", "Tenant", "Premises"]);
    expect(facts.find(({ label }) => label === "3,750 euros")?.value).toContain("A deposit of 3,750 euros");
  });

  it("are not looked for where the summary has none", () => {
    expect(factsOf(lease, "points")).toEqual([]);
  });
});

it("finds duties and dates in the language of the document", () => {
  const facts = factsOf(
    textDocument(["Der Mieter muss die Miete von 900 Euro bis zum 03.05.2024 überweisen. Der Garten bleibt offen."], {
      language: "de",
    }),
  );
  expect(labels(facts, "obligation")).toEqual(["Der Mieter"]);
  expect(labels(facts, "date")).toEqual(["03.05.2024"]);
  expect(labels(facts, "amount")).toEqual(["900 Euro"]);
});

it("keeps a long document's table readable", () => {
  const text = Array.from(
    { length: 200 },
    (_, place) => `The clerk must pay ${String(place + 100)} euros to the mill.`,
  );
  const facts = factsOf(textDocument([text.join(" ")]));
  expect(labels(facts, "amount")).toHaveLength(12);
  expect(labels(facts, "obligation")).toHaveLength(12);
});

describe("a table", () => {
  const rows = [
    ["Day", "Region", "Sold", "Year"],
    ...Array.from({ length: 10 }, (_, place) => [
      `2024-03-${String(place + 10)}`,
      place % 2 === 0 ? "North" : "South",
      place === 6 ? "9,000" : String(100 + place * 10),
      String(2015 + place),
    ]),
  ];
  const facts = factsOf(tableDocument(rows), "points").map(words.fact);

  it("is told by its rows, and each column by its type, range and total", () => {
    expect(facts.find(({ kind }) => kind === "table")?.value).toBe("10 rows, 4 columns");
    const column = (label: string): string | undefined =>
      facts.find((fact) => fact.kind === "column" && fact.label === label)?.value;
    expect(column("Day")).toBe("dates, 2024-03-10 to 2024-03-19");
    expect(column("Region")).toBe("text, 2 different: North; South");
    expect(column("Sold")).toBe("numbers, 100 to 9,000, total 10,290, average 1,029");
    // the sum of years says nothing
    expect(column("Year")).toBe("numbers, 2015 to 2024");
  });

  it("cites the header, the rows of the smallest and the largest value, and the row that stands out", () => {
    const quotes = (kind: KeyFact["kind"], label: string): string[] =>
      facts.find((fact) => fact.kind === kind && fact.label === label)?.citations.map(({ quote }) => quote) ?? [];
    expect(quotes("column", "Sold")).toEqual([0, 1, 7].map((place) => rows[place]?.join("\t")));
    expect(quotes("outlier", "Sold")).toEqual([rows[7]?.join("\t")]);
    expect(labels(facts, "outlier")).toEqual(["Sold"]);
  });

  it("of negative and missing values counts both", () => {
    const made = factsOf(
      tableDocument([
        ["Account", "Balance"],
        ["A", "-10"],
        ["B", "(5)"],
        ["C", ""],
        ["D", "40"],
        ["E", "20"],
      ]),
      "points",
    );
    expect(made.map(words.fact).find(({ label, kind }) => label === "Balance" && kind === "column")?.value).toBe(
      "numbers, -10 to 40, total 45, average 11.25, 1 empty cell",
    );
  });
});

it("finds the numbers of the tables in a text, and nothing of tables of words", () => {
  const story = Array.from(
    { length: 12 },
    () => "The harbour has a long quay and many boats lie there in summer.",
  ).join("\n");
  const rows = [
    ["Who", "Where"],
    ["Anna", "Quay"],
    ["Ben", "Mill"],
    ["Tom", "Hall"],
  ];
  const numbers = [
    ["Item", "2023", "Paid"],
    ["Rent", "500", "yes"],
    ["Food", "(300)", "no"],
    ["Total", "200", ""],
  ];
  const text = [rows, numbers].map((table) => table.map((cells) => cells.join("\t")).join("\n")).join("\nIts costs:\n");
  const made = textDocument([`${story}\n${text}`]);
  const pages = made.pages.map((page): Page => {
    const blocks = page.blocks.map((block) =>
      page.text.slice(block.start, block.end).includes("\t") ? { ...block, kind: "tableRow" as const } : block,
    );
    return { ...page, blocks, tables: tablesOfRows(page.text, blocks) };
  });
  const facts = factsOf({ ...made, pages });
  expect(facts.flatMap(({ kind, data }) => (data ? [kind] : []))).toEqual(["table", "column"]);
  expect(facts.find(({ label }) => label === "2023")?.data).toMatchObject({ total: 200, count: 2, totals: 1 });
  expect(factsOf({ ...made, pages }, "points")).toEqual([]);
});
