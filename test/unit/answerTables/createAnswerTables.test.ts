import { expect, it } from "vitest";
import { tableViewSchema } from "../../../electron/contract/answerTables.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import { aCollection, addReadDocument, aDocument, documentId } from "../store/library.ts";
import { found, mill, roof, room, shed } from "./room.ts";

const notFound = expect.objectContaining({ code: "NOT_FOUND" }) as Error;
const all = tableViewSchema.parse({});

it("makes a table of documents and of those of a collection, each once and with its path", () => {
  const { tables, store, create } = room();
  store.collections.put(aCollection());
  for (const id of [shed, mill]) {
    store.collections.addMember("collection", {
      documentId: id,
      path: `flats/${id[0]}.md`,
      state: "idle",
      problem: null,
    });
  }
  const { id } = create([mill]);
  tables.addDocuments(id, [mill], "collection");
  expect(tables.rows(id, all, { from: 0, count: 9 }).rows).toMatchObject([
    { document: { id: mill }, path: "a.md" },
    { document: { id: shed }, path: "flats/c.md" },
  ]);
  expect(tables.get(id)).toMatchObject({ rowCount: 2, queue: "idle", counts: { waiting: 4, approvedRows: 0 } });
  expect(() => tables.addDocuments(id, [documentId("f")], null)).toThrow(notFound);
  expect(() => tables.addDocuments(id, [], "none")).toThrow(notFound);
  tables.removeDocuments(id, [mill]);
  expect(tables.list()).toMatchObject([{ id, rowCount: 1 }]);
});

it("refuses two columns of one name and ids that do not exist", async () => {
  const { tables, create, run } = room();
  expect(() => create([], ["Rent", "RENT"])).toThrow(
    expect.objectContaining({ code: "INVALID_INPUT", data: { reason: "DUPLICATE_COLUMN", name: "RENT" } }),
  );
  expect(tables.list()).toEqual([]);
  const { id, columns } = create();
  const again = columns.map((column) => ({ ...column, name: "Same" }));
  expect(() => tables.setColumns(id, again)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  expect(() =>
    tables.setColumns(id, [...columns, ...columns.map((each) => ({ ...each, id: "x", name: "New" }))]),
  ).toThrow();
  expect(() => tables.get("none")).toThrow(notFound);
  expect(() => tables.rows("none", all, { from: 0, count: 1 })).toThrow(notFound);
  expect(() => tables.correct(id, { documentId: mill, columnId: "none" }, "x")).toThrow(notFound);
  expect(() => tables.correct(id, { documentId: documentId("f"), columnId: columns[0]?.id ?? "" }, "x")).toThrow(
    notFound,
  );
  expect(() => tables.approve(id, [documentId("f")], true)).toThrow(notFound);
  await expect(run(id, { columnIds: ["none"] })).rejects.toThrow(notFound);
  await expect(run("none")).rejects.toThrow(notFound);
});

it("asks a new column only itself, and what is shown of one asks nothing", async () => {
  const { tables, asked, create, run, columnIds, until } = room();
  const { id, columns } = create([mill]);
  await run(id);
  await until(() => asked.length === 1);
  asked[0]?.tellRest();
  asked[0]?.end();
  await until(() => tables.get(id).queue === "idle");
  const [rent, deposit] = columns;
  if (!rent || !deposit) throw new Error("no columns");
  tables.setColumns(id, [deposit, { ...rent, hidden: true, width: 90 }, { ...rent, id: null, name: "Tenant" }]);
  expect(tables.get(id).counts).toMatchObject({ waiting: 1, notStated: 2, stale: 0 });
  await run(id);
  await until(() => asked.length === 2);
  expect(asked[1]?.columnIds).toEqual([columnIds(id)[2]]);
});

it("reads a correction in the kind of its column, says who made it and when, and takes it back", async () => {
  const { tables, clock, asked, create, run, columnIds, until } = room();
  const { id } = create([mill], ["Rent"]);
  const [columnId = ""] = columnIds(id);
  const place = { documentId: mill, columnId };
  await run(id);
  await until(() => asked.length === 1);
  asked[0]?.tell(columnId, found(5, mill));
  asked[0]?.end();
  await until(() => tables.get(id).queue === "idle");
  expect(tables.correct(id, place, " 1,250.50 EUR ")).toMatchObject({
    state: "stated",
    answers: [{ value: { amount: 5 } }],
    correction: {
      text: "1,250.50 EUR",
      value: { kind: "money", amount: 1250.5, currency: "EUR" },
      at: clock.now(),
      by: "Bea",
    },
  });
  expect(tables.correct(id, place, "by agreement").correction).toMatchObject({ text: "by agreement", value: null });
  expect(tables.correct(id, place, "").correction).toMatchObject({ text: "", value: null });
  expect(tables.correct(id, place, null)).toMatchObject({ correction: null, answers: [{ value: { amount: 5 } }] });
});

it("names a row that stands out by its path, since files of several folders may be called alike", async () => {
  const { store, tables, create, columnIds } = room();
  const alike = ["d", "e", "f"].map(documentId);
  store.collections.put(aCollection({ id: "folder" }));
  for (const [index, id] of alike.entries()) {
    addReadDocument(store, aDocument({ id, name: "rent.pdf" }), [`Rent ${index}.`]);
    store.collections.addMember("folder", { documentId: id, path: `${index}/rent.pdf`, state: "idle", problem: null });
  }
  const { id } = create([mill, roof, shed], ["Rent"]);
  tables.addDocuments(id, [], "folder");
  const [columnId = ""] = columnIds(id);
  for (const [index, each] of [mill, roof, shed, ...alike].entries()) {
    tables.correct(id, { documentId: each, columnId }, index === 5 ? "9000 EUR" : "900 EUR");
  }
  const [note] = await tables.notes(id);
  expect(note).toMatchObject({ code: "OUTLIER", data: { file: "2/rent.pdf", times: 10 } });
  const view = tableViewSchema.parse({ filters: note?.filters });
  expect(tables.rows(id, view, { from: 0, count: 9 }).rows.map(({ path }) => path)).toEqual(["2/rent.pdf"]);
});

it("keeps corrections and approvals when a document is read anew and asked again", async () => {
  const { tables, clock, asked, create, run, cells, readAnew, columnIds, until } = room();
  const { id } = create([mill], ["Rent"]);
  const [columnId = ""] = columnIds(id);
  await run(id);
  await until(() => asked.length === 1);
  asked[0]?.tell(columnId, found(5, mill));
  asked[0]?.end();
  await until(() => tables.get(id).queue === "idle");
  tables.correct(id, { documentId: mill, columnId }, "6 EUR");
  tables.approve(id, [mill], true);
  readAnew(mill, "One.");
  expect(cells(id)[0]).toMatchObject([{ stale: false }]);
  readAnew(mill, "Another text.");
  expect(cells(id)[0]).toMatchObject([{ stale: true, correction: { text: "6 EUR" } }]);
  await run(id);
  await until(() => asked.length === 2);
  asked[1]?.tell(columnId, found(7, mill));
  asked[1]?.end();
  await until(() => tables.get(id).queue === "idle");
  const { rows } = tables.rows(id, all, { from: 0, count: 9 });
  expect(rows).toMatchObject([
    {
      approved: { at: clock.now(), by: "Bea" },
      cells: { [columnId]: { stale: false, correction: { text: "6 EUR" }, answers: [{ value: { amount: 7 } }] } },
    },
  ]);
  tables.approve(id, [mill], false);
  expect(tables.get(id).counts.approvedRows).toBe(0);
});

it("asks a model, once there is one, for what code alone did not find", async () => {
  const { tables, asked, create, install, run, columnIds, until } = room();
  const { id } = create([mill, roof], ["Rent"]);
  const [columnId = ""] = columnIds(id);
  await run(id);
  await until(() => asked.length === 1);
  asked[0]?.tell(columnId, found(5, mill));
  asked[0]?.end();
  await until(() => asked.length === 2);
  asked[1]?.tellRest();
  asked[1]?.end();
  await until(() => tables.get(id).queue === "idle");
  expect(await tables.forecast(id)).toMatchObject({ cells: 0, ms: 0 });
  install();
  expect(await tables.forecast(id)).toMatchObject({ cells: 1, documents: 1, ms: null });
  await tables.setModel(id, { useModel: false, modelId: null });
  expect(await tables.forecast(id)).toMatchObject({ cells: 0 });
  await tables.setModel(id, { useModel: true, modelId: null });
  await run(id);
  await until(() => asked.length === 3);
  expect(asked[2]).toMatchObject({ documentId: roof, withModel: true });
});

it("asks by code alone where the chosen model answers no questions", async () => {
  const { tables, asked, create, run, until, model } = room();
  model.resolve = async () =>
    await Promise.reject(new AppError("MODEL_CANNOT_CHAT", { data: { name: "Tiny", reason: "STARTER" } }));
  const { id } = create([mill], ["Rent"]);
  await tables.setModel(id, { useModel: true, modelId: "starter" });
  await run(id);
  await until(() => asked.length === 1);
  expect(asked[0]).toMatchObject({ documentId: mill, withModel: false });
});

it("stops when it goes into the bin, and comes back as it was", async () => {
  const { tables, asked, create, run, until } = room();
  const { id } = create();
  await run(id);
  await until(() => asked.length === 1);
  await tables.remove(id);
  expect(tables.list()).toEqual([]);
  expect(() => tables.get(id)).toThrow(notFound);
  tables.restore(id);
  expect(tables.get(id)).toMatchObject({ queue: "paused", queueJobId: null, rowCount: 3 });
});
