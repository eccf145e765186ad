import { expect, it } from "vitest";
import { answerLineSchema } from "../../../electron/contract/answerTables.ts";
import { lineOf } from "../../../electron/contract/answerValues.ts";
import { answerOf, columnOf, documentOf, rowOf, silentOf, statedOf } from "../export/answerTableMaterial.ts";

const columns = [
  columnOf("Rent", "money"),
  columnOf("Area", "number"),
  columnOf("Rooms", "number"),
  columnOf("End", "date"),
  columnOf("Notice", "period"),
  columnOf("Pets", "boolean"),
  columnOf("Use", "choice"),
  columnOf("Tenant", "party"),
  columnOf("Tasks", "list"),
  columnOf("Remark", "text"),
];

it("tells a document for programs in the types of its columns", () => {
  const row = rowOf(documentOf("a", "mill.pdf", "Lease"), {
    rent: statedOf(
      answerOf({ kind: "money", amount: 900, currency: "EUR" }, "900 €", { page: 2, quote: "The rent\nis 900 €." }),
      answerOf({ kind: "money", amount: 950, currency: "EUR" }, "950 €", { condition: "from 2027 on" }),
    ),
    area: statedOf(answerOf({ kind: "number", number: 85, unit: "m²" }, "85 m²")),
    rooms: statedOf(answerOf({ kind: "number", number: 3, unit: null }, "three")),
    end: statedOf(answerOf({ kind: "date", date: "2027-03" }, "March 2027")),
    notice: statedOf(answerOf({ kind: "period", period: "P3M" }, "three months")),
    pets: statedOf(answerOf({ kind: "boolean", boolean: false }, "no pets")),
    use: statedOf(answerOf({ kind: "choice", choice: "residential" }, "flat")),
    tenant: {
      ...statedOf(answerOf({ kind: "party", party: "Ada" }, "Ada")),
      correction: { text: "Ada King", value: { kind: "party", party: "Ada King" }, at: 0, by: "ida" },
    },
    tasks: statedOf(answerOf({ kind: "text", text: "paint" }, "paint")),
    remark: { ...silentOf("notStated"), correction: { text: "", value: null, at: 0, by: "ida" } },
  });
  const { file, cells } = answerLineSchema.parse(lineOf(row.path, row, columns));
  expect(file).toBe("mill.pdf");
  expect(Object.fromEntries(Object.entries(cells).map(([name, { value }]) => [name, value]))).toEqual({
    Rent: { amount: 900, currency: "EUR" },
    Area: { number: 85, unit: "m²" },
    Rooms: 3,
    End: "2027-03",
    Notice: "P3M",
    Pets: false,
    Use: "residential",
    Tenant: "Ada King",
    Tasks: ["paint"],
    Remark: null,
  });
  expect(cells["Rent"]).toMatchObject({
    text: "900 €",
    quote: "The rent\nis 900 €.",
    page: 2,
    support: "verified",
    by: "code",
  });
  expect(cells["Rent"]?.answers).toHaveLength(2);
  expect(cells["Tenant"]).toEqual({
    state: "stated",
    value: "Ada King",
    text: "Ada King",
    quote: null,
    page: null,
    support: null,
    by: "person",
  });
  expect(cells["Remark"]).toMatchObject({ state: "notStated", value: null, by: "person" });
});

it("shows words that fit no type as text without a value", () => {
  const row = rowOf(documentOf("a", "a.pdf", "A"), {
    rent: statedOf(answerOf(null, "to be agreed")),
    end: silentOf("unreadable"),
  });
  const { cells } = lineOf(row.path, row, columns);
  expect(cells["Rent"]).toMatchObject({ state: "stated", value: null, text: "to be agreed" });
  expect(cells["End"]).toMatchObject({ state: "unreadable", value: null, text: null, by: null });
  expect(cells["Area"]).toBeUndefined();
});
