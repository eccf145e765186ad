import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Column, columnSchema, templateFileSchema } from "../../../electron/contract/answerTables.ts";
import { readQuestion } from "../../../electron/core/answerTables/question/readQuestion.ts";

const templates = path.join(import.meta.dirname, "../../../resources/tableTemplates");

function columnsOf(template: string): Column[] {
  const file: unknown = JSON.parse(readFileSync(path.join(templates, `${template}.json`), "utf8"));
  return templateFileSchema.parse(file).columns.map((column) => columnSchema.parse({ ...column, id: column.name }));
}

const labels = new Map([
  ["Tenant", ["Müller GmbH", "Ada King"]],
  ["Landlord", ["Harbour Estates Ltd"]],
  ["Property", ["14 Harbour Street, Apartment 3B"]],
  ["Supplier", ["Acme Corp"]],
  ["Governing law", ["English law", "German law"]],
  ["Number", ["2025-0117"]],
]);
const titles = ["lease of the mill", "barn"];

/** A question as it was understood, on one line. */
function told(question: string, template: string): string {
  const { view, left, by } = readQuestion(question, {
    columns: columnsOf(template),
    labels,
    isDocument: (words) => titles.some((title) => title.includes(words.toLowerCase())),
    today: "2026-05-03",
  });
  const filters = view.filters.map(({ columnId, not, test }) => {
    const { op, ...rest } = test;
    const values = op === "between" ? [test.least, "to", test.most, test.unit] : Object.values(rest);
    return [not ? "not" : "", columnId, op === "between" ? "" : op, ...values.map((value) => value ?? "")].join(" ");
  });
  const sorts = view.sort.map(({ columnId, descending }) => `${columnId} ${descending ? "down" : "up"}`);
  return [
    by === null ? "nothing" : "",
    ...filters,
    ...sorts,
    view.groupBy === null ? "" : `by ${view.groupBy}`,
    view.approved === null ? "" : `approved ${String(view.approved)}`,
    left.length > 0 ? `left: ${left.join(", ")}` : "",
  ]
    .map((part) => part.replaceAll(/\s+/gu, " ").trim())
    .filter((part) => part !== "")
    .join("; ");
}

describe("a question over a table", () => {
  it.each([
    "Which leases end in 2027?",
    "Which leases run out in 2027?",
    "Welche Mietverträge enden 2027?",
    "Welche Verträge laufen 2027 aus?",
    "Quels baux se terminent en 2027 ?",
    "¿Qué contratos vencen en 2027?",
    "Quali contratti scadono nel 2027?",
    "Quais contratos terminam em 2027?",
    "Welke huurcontracten eindigen in 2027?",
  ])("knows an end in a year: %s", (question) => {
    expect(told(question, "lease")).toBe("End 2027 to 2027");
  });

  it.each([
    ["leases that expire before March 2027", "End to 2027-02"],
    ["leases ending until March 2027", "End to 2027-03"],
    ["leases starting after 1 January 2026", "Start 2026-01-02 to"],
    ["leases starting since 2026", "Start 2026 to"],
    ["leases that start in 2025 and end in 2027", "Start 2025 to 2025; End 2027 to 2027"],
    ["ends between March 2026 and June 2027", "End 2026-03 to 2027-06"],
    ["ends in Q1 2027", "End 2027 to 2027-03"],
    ["leases ending this year", "End 2026 to 2026"],
    ["leases ending in the next 6 months", "End 2026-05-03 to 2026-11-03"],
    ["Which leases have expired?", "End to 2026-05-02"],
    ["Verträge, die vor dem 1. März 2027 enden", "End to 2027-02"],
  ])("knows dates and how they are compared: %s", (question, understood) => {
    expect(told(question, "lease")).toBe(understood);
  });

  it.each([
    "rent over 1,000 euros",
    "Miete über 1.000 Euro",
    "loyer supérieur à 1 000 euros",
    "alquiler de más de 1.000 euros",
    "canone superiore a 1.000 euro",
    "renda acima de 1.000 euros",
    "huur boven 1.000 euro",
  ])("knows an amount with its currency, which over it leaves out: %s", (question) => {
    expect(told(question, "lease")).toBe("Rent 1000.01 to EUR");
  });

  it.each([
    ["Miete unter 500 €", "Rent to 499.99 EUR"],
    ["rent of at least 500 GBP", "Rent 500 to GBP"],
    ["rent between 500 and 900 euros", "Rent 500 to 900 EUR"],
    ["rent above 1000 and deposit under 3000", "Rent 1000.01 to; Deposit to 2999.99"],
    ["area over 100 m²", "Area 100.01 to"],
    ["more than 80 square metres", "Area 80.01 to"],
  ])("knows amounts and numbers with units: %s", (question, understood) => {
    expect(told(question, "lease")).toBe(understood);
  });

  it.each([
    "notice period shorter than three months",
    "Kündigungsfrist kürzer als drei Monate",
    "préavis inférieur à trois mois",
    "preaviso menor de tres meses",
  ])("knows a period: %s", (question) => {
    expect(told(question, "lease")).toBe("Notice period to P91D");
  });

  it.each([
    "leases without a notice period",
    "Verträge ohne Kündigungsfrist",
    "Verträge, in denen die Kündigungsfrist fehlt",
    "baux sans préavis",
    "contratos sin preaviso",
    "contratti senza preavviso",
    "contratos sem aviso prévio",
    "contracten zonder opzegtermijn",
    "notice period is not stated",
  ])("knows what is missing: %s", (question) => {
    expect(told(question, "lease")).toBe("Notice period is notStated");
  });

  it.each([
    ["Which leases allow subletting?", "Subletting yes"],
    ["Which leases do not allow subletting?", "Subletting no"],
    ["Ist Untervermietung verboten?", "Subletting no"],
    ["leases with a deposit", "Deposit is stated"],
    ["residential leases", "Use equals residential"],
    ["leases with Müller GmbH", "Tenant contains Müller GmbH"],
    ["leases not from Müller GmbH", "not Tenant contains Müller GmbH"],
    ["Welche Verträge hat Müller?", "Tenant contains Müller"],
    ["leases on Harbour Street", "Property contains Harbour Street"],
    ["tenant Schmidt", "Tenant contains Schmidt"],
    ["what about the mill", "document contains mill"],
    ["doubtful rows", "document is doubtful"],
    ["rows that are not approved", "approved false"],
  ])("knows yes and no, choices, names and states: %s", (question, understood) => {
    expect(told(question, "lease")).toBe(understood);
  });

  it.each([
    ["the highest rent", "Rent down"],
    ["Die höchste Miete", "Rent down"],
    ["le loyer le plus élevé", "Rent down"],
    ["el alquiler más alto", "Rent down"],
    ["top 5 rents", "Rent down"],
    ["the cheapest lease", "Rent up"],
    ["longest notice period", "Notice period down"],
    ["leases sorted by rent descending", "Rent down"],
    ["nach Miete sortiert", "Rent up"],
    ["grouped by tenant", "by Tenant"],
  ])("knows an order: %s", (question, understood) => {
    expect(told(question, "lease")).toBe(understood);
  });

  it.each([
    ["invoices over 500 €", "Total 500.01 to EUR"],
    ["invoices due before June 2026", "Due to 2026-05"],
    ["overdue invoices", "Due to 2026-05-02"],
    ["invoices from March 2025", "Date 2025-03 to 2025-03"],
    ["Rechnungen von Acme", "Supplier contains Acme"],
    ["invoice 2025-0117", "Number contains 2025-0117"],
    ["VAT above 20 euros", "Tax 20.01 to EUR"],
    ["Steuersatz 19 %", "Tax rate 19 to 19"],
    ["oldest invoice", "Date up"],
  ])("knows which column is meant where none is named: %s", (question, understood) => {
    expect(told(question, "invoice")).toBe(understood);
  });

  it.each([
    ["contracts with automatic renewal", "Renewal yes"],
    ["Verträge ohne automatische Verlängerung", "Renewal no"],
    ["contracts longer than two years", "Term P733D to"],
    ["payment term at most 30 days", "Payment term to P30D"],
    ["contracts under German law", "Governing law contains German law"],
  ])("reads contracts: %s", (question, understood) => {
    expect(told(question, "contract")).toBe(understood);
  });

  it("looks for nothing where there is nothing between quotation marks", () => {
    expect(told('leases of " "', "lease")).toBe("nothing");
    expect(told("leases of „\u{200B}“", "lease")).toBe("nothing");
  });

  it("tells what it did not understand", () => {
    expect(told("commercial leases ending this year in Berlin", "lease")).toBe(
      "End 2026 to 2026; Use equals commercial; left: Berlin",
    );
    expect(told("What is the meaning of life?", "lease")).toBe("nothing; left: meaning, life");
    expect(told("2026 or 2027", "lease")).toBe("nothing; left: 2026, 2027");
    expect(told("How many leases are there?", "lease")).toBe("nothing");
  });
});
