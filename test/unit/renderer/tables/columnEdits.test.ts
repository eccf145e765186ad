import { expect, it } from "vitest";
import { type Column, columnSchema } from "../../../../electron/contract/answerTables.ts";
import {
  draftOf,
  leastWidth,
  withAdded,
  withAsked,
  withHidden,
  withMoved,
  withWidth,
} from "../../../../renderer/features/tables/columnEdits.ts";
import { newColumn, takenNames, trimmedDraft } from "../../../../renderer/features/tables/ColumnFields.tsx";
import { readTemplate } from "../../../../renderer/features/tables/TemplatePicker.tsx";

const aColumn = (id: string, patch: Partial<Column> = {}): Column => columnSchema.parse({ id, name: id, ...patch });
const columns = [aColumn("a"), aColumn("b", { hidden: true }), aColumn("c"), aColumn("d")];
const ids = (given: readonly { readonly id: string | null }[]) => given.map(({ id }) => id).join("");

it("moves a column among those that are shown", () => {
  expect(ids(withMoved(columns, "c", -1))).toBe("cabd");
  expect(ids(withMoved(columns, "a", 1))).toBe("bcad");
  expect(ids(withMoved(columns, "a", 9))).toBe("bcda");
  expect(ids(withMoved(columns, "a", -1))).toBe("abcd");
});

it("hides, widens and asks anew what it is told, and nothing else", () => {
  expect(withHidden(columns, new Set(["d"])).map(({ hidden }) => hidden)).toEqual([false, false, false, true]);
  expect(withWidth(columns, "a", 3).map(({ width }) => width)).toEqual([leastWidth, null, null, null]);
  expect(withWidth(withWidth(columns, "a", 300), "a", null)[0]?.width).toBeNull();
  const asked = withAsked(columns, "c", { ...newColumn, name: "Rent", kind: "money" });
  expect(asked[2]).toMatchObject({ id: "c", name: "Rent", kind: "money" });
  expect(asked[0]).toBe(columns[0]);
  expect(withAdded(columns, newColumn).at(-1)).toEqual({ ...newColumn, id: null, hidden: false, width: null });
  expect(draftOf(aColumn("a", { width: 300 }))).toEqual({ ...newColumn, name: "a" });
});

it("keeps no blank lines of a draft, and knows names that are taken", () => {
  expect(trimmedDraft({ ...newColumn, name: " Rent ", words: ["Miete ", "", " rent"], unit: " " })).toMatchObject({
    name: "Rent",
    words: ["Miete", "rent"],
    unit: null,
  });
  expect([...takenNames([{ name: "Rent" }, { name: "rent " }, { name: "" }, { name: "" }])]).toEqual(["rent"]);
});

it("reads a template, and says why a file is none", () => {
  expect(readTemplate('{"name":"Leases","columns":[{"name":"Rent","kind":"money"}]}')).toMatchObject({
    name: "Leases",
    columns: [{ name: "Rent", kind: "money", question: "" }],
  });
  expect(readTemplate("not JSON")).toBe("noTemplate");
  expect(readTemplate('{"name":"Leases","columns":[]}')).toBe("noTemplate");
  expect(readTemplate('{"name":"Leases","columns":[{"name":"Rent"},{"name":"rent"}]}')).toBe("twice");
});
