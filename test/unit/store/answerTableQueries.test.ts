import Database from "better-sqlite3-multiple-ciphers";
import { expect, it } from "vitest";
import { seedAnswerTable } from "../../helpers/seedAnswerTable.ts";
import {
  type AnswerValue,
  type ColumnKind,
  type FilterTest,
  tableViewSchema,
} from "../../../electron/contract/answerTables.ts";
import {
  aColumn,
  addReadDocument,
  aDocument,
  anAnswer,
  anAnswerTable,
  aStoredCell,
  documentId,
  openLibrary,
} from "./library.ts";

const ids = ["a", "b", "c", "d"].map(documentId);
const [mill, roof, shed, barn] = ids as [string, string, string, string];
const all = tableViewSchema.parse({});
const whole = { from: 0, count: 200 };
const everything = { columnIds: null, documentIds: null, again: false, withModel: true };

/** Four documents in a table of these columns; nothing was asked yet. */
function withRows(kinds: Readonly<Record<string, ColumnKind>> = { tenant: "party", rent: "money" }) {
  const library = openLibrary();
  const { answerTables, documents } = library.store;
  for (const [index, id] of ids.entries()) {
    addReadDocument(library.store, aDocument({ id, name: `${id[0]}.pdf`, title: `Paper ${id[0]}`, words: 100 }), [
      `Text ${index}.`,
    ]);
  }
  answerTables.put(anAnswerTable({ columns: Object.entries(kinds).map(([id, kind]) => aColumn(id, { kind })) }));
  for (const id of ids) answerTables.addRow("table", { documentId: id, path: `papers/${id[0]}.pdf` });
  const say = (id: string, columnId: string, ...values: (AnswerValue | string)[]): boolean =>
    answerTables.saveCell(
      "table",
      id,
      columnId,
      aStoredCell(
        values.map((value) =>
          typeof value === "string" ? anAnswer({ kind: "text", text: value }, { text: value }) : anAnswer(value),
        ),
      ),
    );
  const shown = (view: Parameters<typeof tableViewSchema.parse>[0]): string =>
    answerTables
      .rows("table", tableViewSchema.parse(view), whole)
      .rows.map((row) => row.documentId[0])
      .join("");
  const passing = (columnId: string, test: FilterTest, not = false): string =>
    shown({ filters: [{ columnId, test, not }] });
  return { ...library, answerTables, documents, say, shown, passing };
}

it("keeps rows in their order, each once, leaves out those of documents in the bin and brings them back", () => {
  const { answerTables, documents, shown } = withRows();
  expect(answerTables.addRow("table", { documentId: mill, path: "x" })).toBe(false);
  answerTables.order("table", [shed, mill]);
  expect(shown({})).toBe("cabd");
  documents.remove(mill, 5);
  expect(shown({})).toBe("cbd");
  expect(answerTables.get("table")?.rowCount).toBe(3);
  expect(answerTables.counts("table").waiting).toBe(6);
  documents.restore(mill);
  expect(answerTables.of(mill)).toEqual(["table"]);
  expect(answerTables.rows("table", all, { from: 1, count: 2 })).toMatchObject({
    rows: [{ documentId: mill, path: "papers/a.pdf", approved: null, cells: {} }, { documentId: roof }],
    total: 4,
    groups: [],
  });
  answerTables.removeRow("table", mill);
  expect(() => answerTables.removeRow("table", mill)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
});

it("counts cells by what is shown of them", () => {
  const { answerTables, say } = withRows();
  say(mill, "tenant", { kind: "party", party: "Ann" });
  say(mill, "rent");
  answerTables.saveCell(
    "table",
    roof,
    "rent",
    aStoredCell([anAnswer({ kind: "money", amount: 5, currency: null }, { support: "weak", by: null })]),
  );
  answerTables.saveCell("table", shed, "rent", aStoredCell([], { state: "failed", problem: { code: "INTERNAL" } }));
  answerTables.approve("table", [mill, documentId("f")], { at: 7, by: "Ann" });
  const before = {
    waiting: 4,
    stated: 2,
    notStated: 1,
    unreadable: 0,
    failed: 1,
    doubtful: 1,
    stale: 0,
    approvedRows: 1,
  };
  expect(answerTables.counts("table")).toEqual(before);
  answerTables.correct("table", roof, "rent", { text: "6 EUR", value: null, at: 8, by: "Ann" });
  answerTables.correct("table", mill, "rent", { text: "7 EUR", value: null, at: 8, by: "Ann" });
  expect(answerTables.counts("table")).toEqual({ ...before, stated: 3, notStated: 0, doubtful: 0 });
  expect(answerTables.cell("table", roof, "rent")).toMatchObject({ state: "stated", correction: { by: "Ann" } });
  answerTables.correct("table", mill, "rent", null);
  expect(answerTables.counts("table")).toEqual({ ...before, doubtful: 0 });
});

it("asks what was never asked, failed or is stale, once, and goes on with what is left", () => {
  const { answerTables, say } = withRows();
  say(mill, "tenant", "Ann");
  answerTables.saveCell("table", mill, "rent", aStoredCell([], { state: "failed" }));
  expect(answerTables.want("table", { ...everything, withModel: false })).toBe(7);
  expect(answerTables.wanted("table", "ready", 1)).toEqual([{ documentId: mill, columnIds: ["rent"], again: [] }]);
  expect(answerTables.wantedSums("table")).toEqual({ cells: 7, documents: 4, words: 400 });
  answerTables.order("table", [barn]);
  expect(answerTables.wanted("table", null, 9).map(({ documentId: id }) => id)).toEqual([barn, mill, roof, shed]);
  say(barn, "rent");
  expect(answerTables.wanted("table", "ready", 1)).toEqual([{ documentId: barn, columnIds: ["tenant"], again: [] }]);
  say(barn, "tenant");
  expect(answerTables.wanted("table", "ready", 1)).toEqual([{ documentId: mill, columnIds: ["rent"], again: [] }]);
});

it("wants no row of a table whose columns cannot be read", () => {
  const { answerTables, store, file, folder } = withRows();
  answerTables.want("table", everything);
  store.close();
  const database = new Database(file);
  database.exec("UPDATE answer_tables SET columns = '[1]'");
  database.close();
  const reopened = openLibrary({ folder }).store.answerTables;
  expect(reopened.wantedSums("table").documents).toBe(4);
  expect(reopened.wanted("table", null, 9)).toEqual([]);
});

it("does not ask columns that are gone", () => {
  const { answerTables } = withRows();
  answerTables.want("table", everything);
  const columns = answerTables.columns("table");
  answerTables.setColumns("table", columns.slice(0, 1), new Map());
  expect(answerTables.wantedSums("table").cells).toBe(4);
  answerTables.setColumns("table", columns.slice(1), new Map());
  expect(answerTables.wanted("table", null, 9)).toEqual([]);
});

it("adds what is asked again to what a run has still to ask", () => {
  const { answerTables, say } = withRows();
  for (const id of ids) for (const columnId of ["tenant", "rent"]) say(id, columnId, "x");
  const ask = (patch: object): number => answerTables.want("table", { ...everything, ...patch });
  expect(ask({})).toBe(0);
  expect(answerTables.sumsOf("table", { ...everything, again: true }).cells).toBe(8);
  expect(ask({ columnIds: ["rent"], documentIds: [mill], again: true })).toBe(1);
  expect(ask({ columnIds: ["tenant"], documentIds: [mill, roof], again: true })).toBe(3);
  expect(answerTables.wanted("table", null, 9)).toEqual([
    { documentId: mill, columnIds: ["tenant", "rent"], again: ["tenant", "rent"] },
    { documentId: roof, columnIds: ["tenant"], again: ["tenant"] },
  ]);
});

it("asks a model for what code alone did not tell for certain, and only that", () => {
  const { answerTables, say } = withRows({ rent: "money" });
  say(mill, "rent", "certain");
  say(roof, "rent");
  answerTables.saveCell("table", shed, "rent", aStoredCell([anAnswer(null, { support: "weak" })]));
  answerTables.saveCell("table", barn, "rent", aStoredCell([], { modelKey: "model/1" }));
  expect(answerTables.want("table", { ...everything, withModel: false })).toBe(0);
  expect(answerTables.sumsOf("table", everything)).toMatchObject({ cells: 2, documents: 2 });
  // Of some pages unread the others may tell a model; where there is no text there is nothing to ask.
  answerTables.saveCell("table", mill, "rent", aStoredCell([], { state: "unreadable" }));
  answerTables.saveCell("table", barn, "rent", aStoredCell([], { state: "unreadable", textKey: "" }));
  answerTables.want("table", everything);
  expect(answerTables.wanted("table", null, 9).map(({ documentId: id }) => id)).toEqual([mill, roof, shed]);
});

it("knows what is stale when a question or a text is another one, and not when it is the same again", () => {
  const { answerTables, say } = withRows();
  const columns = answerTables.get("table")?.columns ?? [];
  const stale = (): string[] =>
    [...answerTables.eachRow("table", all)].flatMap(({ documentId: id, cells }) =>
      Object.entries(cells).flatMap(([columnId, cell]) => (cell.stale ? [`${id[0]} ${columnId}`] : [])),
    );
  for (const id of [mill, roof]) answerTables.setTextKey(id, "text");
  say(mill, "tenant", "Ann");
  say(mill, "rent", "7");
  say(roof, "rent");
  const keys = (rent: string) =>
    new Map([
      ["tenant", "question"],
      ["rent", rent],
    ]);
  answerTables.setColumns("table", columns, keys("other"));
  expect(stale()).toEqual(["a rent", "b rent"]);
  answerTables.setTextKey(mill, "read anew");
  expect(stale().toSorted()).toEqual(["a rent", "a tenant", "b rent"]);
  answerTables.setColumns("table", columns, keys("question"));
  expect(stale().toSorted()).toEqual(["a rent", "a tenant"]);
  expect(answerTables.counts("table").stale).toBe(2);
  answerTables.saveCell("table", mill, "rent", aStoredCell([], { textKey: "read anew" }));
  expect(stale()).toEqual(["a tenant"]);
  answerTables.setColumns("table", columns.slice(0, 1), new Map());
  expect(answerTables.cell("table", roof, "rent")).toBeNull();
  expect(answerTables.columns("table").map(({ id }) => id)).toEqual(["tenant"]);
  expect(say(roof, "rent", "too late")).toBe(false);
});

it("knows texts that were read anew", () => {
  const { answerTables, store } = withRows();
  expect(answerTables.textKey(mill)).toBeNull();
  answerTables.setTextKey(mill, "one");
  expect(answerTables.textKey(mill)).toBe("one");
  const document = store.documents.get(mill);
  if (!document) throw new Error("no document");
  store.documents.finish(mill, { ...document, outline: [] }, true);
  expect(answerTables.textKey(mill)).toBeNull();
  expect(answerTables.withOldTextKey()).toEqual([mill]);
});

it("finds the answer to the same question of the same text", () => {
  const { answerTables, say } = withRows();
  const keys = { questionKey: "question", textKey: "text", modelKey: "none/1" };
  expect(answerTables.same(keys)).toBeNull();
  say(roof, "rent", "7");
  expect(answerTables.same(keys)).toMatchObject({
    documentId: roof,
    cell: { state: "stated", answers: [{ text: "7" }] },
  });
  expect(answerTables.same({ ...keys, textKey: "other" })).toBeNull();
  // Its citations stand in another text by now.
  answerTables.setTextKey(roof, "read anew");
  expect(answerTables.same(keys)).toBeNull();
});

it("keeps corrections when a cell is asked again, and one made before it was asked", () => {
  const { answerTables, say, passing } = withRows();
  answerTables.correct("table", mill, "tenant", {
    text: "Ann & Co",
    value: { kind: "party", party: "Ann & Co" },
    at: 3,
    by: "Bea",
  });
  expect(answerTables.cell("table", mill, "tenant")).toMatchObject({
    state: "waiting",
    correction: { text: "Ann & Co" },
  });
  expect(answerTables.want("table", everything)).toBe(8);
  say(mill, "tenant", "Someone else");
  expect(answerTables.cell("table", mill, "tenant")).toMatchObject({
    state: "stated",
    correction: { text: "Ann & Co" },
  });
  expect(passing("tenant", { op: "contains", text: "ann" })).toBe("a");
  expect(passing("tenant", { op: "contains", text: "else" })).toBe("");
  answerTables.correct("table", mill, "tenant", null);
  expect(passing("tenant", { op: "contains", text: "else" })).toBe("a");
  answerTables.correct("table", mill, "tenant", { text: "", value: null, at: 4, by: "Bea" });
  expect(passing("tenant", { op: "is", state: "notStated" })).toBe("a");
  expect(() => answerTables.correct("table", mill, "none", null)).toThrow(
    expect.objectContaining({ code: "NOT_FOUND" }),
  );
});

it("sorts by the kind of a column, what has no value last either way", () => {
  const { say, shown } = withRows({ rent: "money", end: "date", tenant: "party" });
  say(mill, "rent", { kind: "money", amount: 900, currency: "EUR" });
  say(roof, "rent", { kind: "money", amount: 1200.5, currency: "EUR" });
  say(shed, "rent", "a sum that nobody could read");
  say(mill, "tenant", { kind: "party", party: "Öhl" });
  say(roof, "tenant", { kind: "party", party: "Zorn" });
  say(shed, "tenant", { kind: "party", party: "apel" });
  say(roof, "end", { kind: "date", date: "2027" });
  say(shed, "end", { kind: "date", date: "0987-05-01" });
  const by = (columnId: string, descending = false) => shown({ sort: [{ columnId, descending }] });
  expect([by("rent"), by("rent", true)]).toEqual(["abcd", "bacd"]);
  expect([by("tenant"), by("tenant", true)]).toEqual(["cabd", "bacd"]);
  expect([by("end"), by("document", true), by("gone")]).toEqual(["cbad", "dcba", "abcd"]);
  expect(
    shown({
      sort: [
        { columnId: "end", descending: true },
        { columnId: "rent", descending: true },
      ],
    }),
  ).toBe("bcad");
});

it("filters by what any of several answers says", () => {
  const { answerTables, say, passing } = withRows({ rent: "money", end: "date", notice: "period", pets: "boolean" });
  say(mill, "rent", { kind: "money", amount: 900, currency: "EUR" }, { kind: "money", amount: 1000, currency: "EUR" });
  say(roof, "rent", { kind: "money", amount: 1000, currency: "USD" });
  const between = (
    least: number | string | null,
    most: number | string | null,
    unit: string | null = null,
  ): FilterTest => ({
    op: "between",
    least,
    most,
    unit,
  });
  expect(passing("rent", between(950, null))).toBe("ab");
  expect(passing("rent", between("950", 1000, "eur"))).toBe("a");
  expect(passing("rent", between(1, 2))).toBe("");
  expect(passing("rent", between("soon", 2000))).toBe("");
  expect(passing("rent", { op: "equals", text: "1000" })).toBe("ab");
  expect(passing("rent", { op: "equals", text: "1000 usd" })).toBe("b");
  expect(passing("rent", { op: "contains", text: "WRITTEN" })).toBe("ab");
  say(mill, "end", { kind: "date", date: "2027" });
  say(roof, "end", { kind: "date", date: "2027-03" });
  say(shed, "end", { kind: "date", date: "2028-02-29" });
  expect(passing("end", between("2027", "2027"))).toBe("ab");
  expect(passing("end", between("2027-03-01", "2027-03-31"))).toBe("b");
  expect(passing("end", between(null, "2028-02"))).toBe("abc");
  expect(passing("end", between("2028", null), true)).toBe("abd");
  say(mill, "notice", { kind: "period", period: "P3M" });
  say(roof, "notice", { kind: "period", period: "P14D" });
  expect(passing("notice", between("P1M", null))).toBe("a");
  expect(passing("notice", between(null, "P2W"))).toBe("b");
  say(mill, "pets", { kind: "boolean", boolean: true });
  say(roof, "pets", { kind: "boolean", boolean: false });
  expect([passing("pets", { op: "yes" }), passing("pets", { op: "no" }), passing("rent", { op: "yes" })]).toEqual([
    "a",
    "b",
    "",
  ]);
  say(shed, "pets");
  expect(passing("pets", { op: "is", state: "notStated" })).toBe("c");
  expect(passing("pets", { op: "is", state: "waiting" })).toBe("d");
  expect(passing("document", { op: "is", state: "notStated" })).toBe("c");
  expect(passing("document", { op: "contains", text: "paper b" })).toBe("b");
  expect(passing("document", { op: "equals", text: "papers/c.pdf" })).toBe("c");
  expect(passing("gone", { op: "yes" })).toBe("abcd");
  answerTables.approve("table", [roof], { at: 1, by: "Ann" });
  expect(answerTables.rows("table", { ...all, approved: true }, whole).total).toBe(1);
  answerTables.approve("table", [roof], null);
  expect(answerTables.rows("table", { ...all, approved: false }, whole).total).toBe(4);
});

it("groups rows of one value, in the order of the values", () => {
  const { answerTables, say } = withRows({ rent: "money", tenant: "party" });
  say(mill, "rent", { kind: "money", amount: 5, currency: "EUR" });
  say(shed, "rent", { kind: "money", amount: 5, currency: "EUR" });
  say(barn, "rent", { kind: "money", amount: 1, currency: "EUR" });
  const made = answerTables.rows("table", tableViewSchema.parse({ groupBy: "rent" }), whole);
  expect(made.rows.map(({ documentId: id }) => id[0]).join("")).toBe("dacb");
  expect(made.groups).toEqual([
    { label: "1 EUR", from: 0, count: 1 },
    { label: "5 EUR", from: 1, count: 2 },
    { label: null, from: 3, count: 1 },
  ]);
});

it("gives the values of a view in few words", () => {
  const { answerTables, say } = withRows();
  say(mill, "rent", { kind: "money", amount: 5, currency: "EUR" }, { kind: "money", amount: 6, currency: "EUR" });
  say(roof, "tenant");
  expect(answerTables.values("table")).toEqual([
    {
      documentId: mill,
      columnId: "rent",
      state: "stated",
      doubtful: false,
      stale: false,
      corrected: false,
      values: [
        { number: 5, numberEnd: 5, unit: "EUR", label: "5 EUR" },
        { number: 6, numberEnd: 6, unit: "EUR", label: "6 EUR" },
      ],
    },
    {
      documentId: roof,
      columnId: "tenant",
      state: "notStated",
      doubtful: false,
      stale: false,
      corrected: false,
      values: [],
    },
  ]);
  const view = tableViewSchema.parse({ filters: [{ columnId: "tenant", test: { op: "is", state: "notStated" } }] });
  expect(answerTables.values("table", view)).toHaveLength(1);
});

it("goes with its purge, and its cells with their document", () => {
  const { answerTables, store, say, documents } = withRows();
  say(mill, "rent", "7");
  documents.remove(mill, 5);
  store.purge(10);
  expect(answerTables.get("table")?.rowCount).toBe(3);
  expect(answerTables.values("table")).toEqual([]);
  answerTables.remove("table", 20);
  expect(answerTables.list()).toEqual([]);
  answerTables.restore("table");
  expect(answerTables.list()).toHaveLength(1);
  answerTables.remove("table", 20);
  store.purge(30);
  expect(() => answerTables.restore("table")).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
});

it("puts citations of a document that was read anew in the place of those of before", () => {
  const { answerTables, store } = withRows();
  const citation = { documentId: mill, page: 1, start: 0, end: 4, quote: "Text" };
  const answer = anAnswer({ kind: "party", party: "Ann" }, { citations: [citation] });
  answerTables.saveCell("table", mill, "tenant", aStoredCell([answer]));
  answerTables.saveCell("table", roof, "tenant", aStoredCell([answer]));
  expect(store.citations.replace(mill, (each) => ({ ...each, start: 2, end: 6 }))).toEqual([
    { what: "tables", id: "table" },
  ]);
  expect(answerTables.cell("table", mill, "tenant")?.answers[0]?.citations).toEqual([
    { ...citation, start: 2, end: 6 },
  ]);
});

it("gives all rows of a long table, each once and in order, whatever is in memory at a time", () => {
  const { store } = openLibrary();
  seedAnswerTable(store, { rows: 450, columns: 2 });
  const sorted = tableViewSchema.parse({ sort: [{ columnId: "c0", descending: false }] });
  const ids = [...store.answerTables.eachRow("table", sorted)].map((row) => row.documentId);
  expect(new Set(ids).size).toBe(450);
  const { rows, total } = store.answerTables.rows("table", sorted, { from: 200, count: 200 });
  expect([rows.map((row) => row.documentId), total]).toEqual([ids.slice(200, 400), 450]);
  expect(store.answerTables.counts("table")).toMatchObject({ waiting: 0, stated: 818, notStated: 82 });
});
