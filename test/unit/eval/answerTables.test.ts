import { describe, expect, it } from "vitest";
import type { Answer, AnswerValue, ColumnKind } from "../../../electron/contract/answerTables.ts";
import { fileOf } from "../../eval/answerTables/makeDocuments.ts";
import { holds, judgeCell, type Outcome } from "../../eval/answerTables/judge.ts";
import { figuresOf, judgeDocument } from "../../eval/answerTables/report.ts";
import {
  type AnswerCase,
  fitsKind,
  readCases,
  readTemplate,
  type Truth,
  type TrueValue,
} from "../../eval/answerTables/truth.ts";
import { readBytes } from "../../helpers/readBytes.ts";

const cases = readCases();
const generated = cases.filter(({ document }) => "source" in document);

describe("the documents with known values", () => {
  it("have ids of their own", () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    expect(generated.length).toBeGreaterThanOrEqual(20);
  });

  it.each(cases.map((each) => [each.id, each] as const))(
    "%s has values that its columns can have",
    (_, { template, cells }) => {
      const { columns } = readTemplate(template);
      for (const [name, truth] of Object.entries(cells)) {
        const column = columns.find((each) => each.name === name);
        if (!column) throw new Error(`There is no column ${name}.`);
        const { right = [], also = [] } = truth ?? {};
        expect([...right, ...also].filter((value) => !fitsKind(value, column))).toEqual([]);
      }
    },
  );

  it.each(generated.map((each) => [each.id, each] as const))("%s says what it is known for", async (_, each) => {
    const text = await readCase(each);
    const { columns } = readTemplate(each.template);
    const isUnsaid = (value: TrueValue): boolean => Array.isArray(value) && value.some((group) => !holds(text, group));
    for (const { name, kind } of columns) {
      const truth = each.cells[name];
      const values = [...(truth?.right ?? []), ...(truth?.also ?? [])];
      expect(
        values.filter((value) => isUnsaid(kind === "party" && typeof value === "string" ? [value] : value)),
      ).toEqual([]);
    }
  });
});

describe("a cell", () => {
  const judged = (kind: ColumnKind, truth: Truth | null, ...answers: readonly Answer[]): string => {
    const { outcome, verifiedWrong } = judgeCell(kind, truth, { state: "stated", answers: [...answers] });
    return verifiedWrong ? `${outcome}, verified` : outcome;
  };
  const euros = (amount: number, currency: string | null = "EUR"): AnswerValue => ({ kind: "money", amount, currency });
  const rent = { right: [{ amount: 900, currency: "EUR" }] };
  const steps = { right: [900, 950].map((amount) => ({ amount, currency: "EUR" })), every: true as const };

  it.each<[string, Outcome, Truth | null]>([
    ["stated", "missed", rent],
    ["stated nowhere", "empty", null],
  ])("that says “not stated” of what is %s is %s", (_, outcome, truth) => {
    expect(judgeCell("money", truth, { state: "notStated", answers: [] }).outcome).toBe(outcome);
    expect(judgeCell("money", truth, { state: "unreadable", answers: [] }).outcome).toBe("unanswered");
  });

  it("with a value where none is stated is invented", () => {
    expect(judged("money", null, said(euros(900), "weak"))).toBe("invented");
    expect(judged("money", null, said(euros(900)))).toBe("invented, verified");
  });

  it("is right by amount and currency", () => {
    expect(judged("money", rent, said(euros(900)))).toBe("right");
    expect(judged("money", rent, said(euros(900, "USD")))).toBe("wrong, verified");
    expect(judged("money", rent, said(euros(900, null), "weak"))).toBe("wrong");
    expect(judged("money", { right: [{ amount: 900 }] }, said(euros(900, null)))).toBe("right");
  });

  it("has the right answer first, and nothing verified behind it that is wrong", () => {
    expect(judged("money", rent, said(euros(900)), said(euros(700), "weak"))).toBe("right");
    expect(judged("money", rent, said(euros(900)), said(euros(700)))).toBe("wrong, verified");
    expect(judged("money", rent, said(euros(700), "weak"), said(euros(900)))).toBe("wrong");
    const deposit = { ...rent, also: [{ amount: 700 }] };
    expect(judged("money", deposit, said(euros(900)), said(euros(700)))).toBe("right");
    expect(judged("money", deposit, said(euros(700)))).toBe("wrong, verified");
  });

  it("of several answers has all of them", () => {
    expect(judged("money", steps, said(euros(900)))).toBe("partly");
    expect(judged("money", steps, said(euros(950)), said(euros(900)))).toBe("right");
  });

  it("tells under which conditions its answers hold", () => {
    const truth = { ...steps, when: ["second year|year two", "third year"] };
    const answers = [said(euros(900), "verified", "in year two"), said(euros(950))];
    expect(judgeCell("money", truth, { state: "stated", answers }).conditions).toEqual({ told: 1, of: 2 });
  });

  it.each<[ColumnKind, AnswerValue, TrueValue, boolean]>([
    ["date", { kind: "date", date: "2027-03-01" }, "2027-03-01", true],
    ["date", { kind: "date", date: "2027-03-01" }, "2027-03", true],
    ["date", { kind: "date", date: "2027-03" }, "2027-03-01", false],
    ["period", { kind: "period", period: "P1Y" }, "P12M", true],
    ["period", { kind: "period", period: "P6W" }, "P42D", true],
    ["period", { kind: "period", period: "P30D" }, "P1M", false],
    ["number", { kind: "number", number: 78.4, unit: "m²" }, { number: 78.4, unit: "m²|sqm" }, true],
    ["number", { kind: "number", number: 78.4, unit: "ha" }, { number: 78.4, unit: "m²" }, false],
    ["number", { kind: "number", number: 78.4, unit: null }, { number: 78.4 }, true],
    ["boolean", { kind: "boolean", boolean: false }, false, true],
    ["boolean", { kind: "boolean", boolean: true }, false, false],
    ["choice", { kind: "choice", choice: "refund" }, "refund", true],
    ["party", { kind: "party", party: "The Harrow and Pike Estates" }, "Harrow & Pike Estates Limited", true],
    ["party", { kind: "party", party: "Caseificio Valdorcia SRL" }, "Caseificio Valdorcia S.r.l.", true],
    ["party", { kind: "party", party: "Mme Hélène Carraz, directrice" }, "Helene Carraz", true],
    ["party", { kind: "party", party: "Gwen Pritchard (Chair)" }, "Gwen Pritchard", true],
    ["party", { kind: "party", party: "Brightwater" }, "Brightwater Analytics, Inc.", false],
    ["party", { kind: "party", party: "Mill Ltd, Bath Road" }, "Mill Ltd", false],
    ["text", { kind: "text", text: "Flat at Feldscheide 7, Kiel" }, ["Feldscheide 7"], true],
    ["text", { kind: "text", text: "IBAN DE89 3704 0044" }, ["DE8937040044"], true],
    ["text", { kind: "text", text: `${"What stands before it. ".repeat(13)}the roof` }, ["roof"], false],
    ["text", { kind: "text", text: "the roof" }, ["roof", "repair|mend"], false],
  ])("of the kind %s: %j against %j", (kind, value, truth, isRight) => {
    expect(judged(kind, { right: [truth] }, said(value))).toBe(isRight ? "right" : "wrong, verified");
  });

  it("may name several parties at once", () => {
    const truth = { right: ["Aylin Demirci", "Jonas Reuter"], every: true as const };
    expect(judged("party", truth, said({ kind: "party", party: "Aylin Demirci und Jonas Reuter" }))).toBe("right");
    expect(judged("party", truth, said({ kind: "party", party: "Aylin Demirci" }))).toBe("partly");
    expect(judged("party", truth, said({ kind: "party", party: "Aylin Demirci und Paul Weber" }))).toBe(
      "wrong, verified",
    );
  });

  it("of a list has all items, and few others", () => {
    const truth = { right: [["Grünwerk|68.200"], ["Beitrag"]], also: [["Protokoll"]] };
    const items = (...texts: readonly string[]): Answer[] => texts.map((text) => said({ kind: "text", text }));
    expect(
      judged("list", truth, ...items("Grünwerk wird beauftragt", "Der Beitrag steigt", "Protokoll genehmigt")),
    ).toBe("right");
    expect(judged("list", truth, ...items("Grünwerk wird beauftragt"))).toBe("partly");
    expect(judged("list", truth, ...items("Grünwerk wird beauftragt", "Der Beitrag steigt", "Das Fest"))).toBe(
      "wrong, verified",
    );
    expect(judged("list", truth, ...items("Das Fest"))).toBe("wrong, verified");
  });

  it("whose words do not fit its kind is wrong, and not verified", () => {
    expect(judged("money", rent, { ...said(euros(900), "weak"), value: null, text: "cheap" })).toBe("wrong");
  });
});

it("adds up shares of what is stated, shown and not stated", () => {
  const known: AnswerCase = {
    ...(cases[0] as AnswerCase),
    cells: { Rent: { right: [{ amount: 900 }] }, Deposit: { right: [{ amount: 50 }] }, Area: null, End: null },
  };
  const columns = readTemplate("lease").columns.filter(({ name }) => name in known.cells);
  const cell = (value: AnswerValue | null) => ({
    state: value ? ("stated" as const) : ("notStated" as const),
    answers: value ? [said(value)] : [],
    source: value ? ("code" as const) : null,
    stale: false,
    problem: null,
    correction: null,
  });
  const given: Record<string, AnswerValue | null> = {
    Rent: { kind: "money", amount: 900, currency: "EUR" },
    Deposit: null,
    Area: { kind: "number", number: 7, unit: null },
    End: null,
  };
  const figures = figuresOf(judgeDocument(known, columns, (name) => cell(given[name] ?? null)));
  expect(figures).toMatchObject({
    cells: 4,
    stated: 2,
    right: 0.5,
    missed: 0.5,
    wrong: 0,
    verifiedWrong: 0.5,
    invented: 0.5,
  });
});

function said(value: AnswerValue, support: Answer["support"] = "verified", condition: string | null = null): Answer {
  const text = value.kind === "text" ? value.text : "as it stands there";
  return { value, text, condition, citations: [], support, by: support === "verified" ? "code" : null, findings: [] };
}

async function readCase(each: AnswerCase): Promise<string> {
  const made = await fileOf(each);
  if (!made) throw new Error("It has no file.");
  const { read } = await readBytes(made.bytes, made.fileName);
  return read.map(({ text }) => text).join("\n");
}
