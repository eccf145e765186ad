import { expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { reasonOf } from "../../../electron/contract/reasons.ts";
import { addReadDocument, aDocument } from "../store/library.ts";
import { found, mill, roof, room, shed } from "./room.ts";

it("asks one document after the other, all its columns at once, keeps each cell as it is told, and rests", async () => {
  const { tables, asked, create, run, states, columnIds, kept, until } = room();
  const { id } = create();
  const [rent = "", deposit = ""] = columnIds(id);
  await run(id);
  await until(() => asked.length === 1);
  expect(asked[0]).toMatchObject({ documentId: mill, columnIds: [rent, deposit], withModel: false });
  expect(tables.get(id).queueJobId).not.toBeNull();
  asked[0]?.tell(deposit, found(5, mill));
  await kept();
  expect(states(id)).toEqual([
    ["waiting", "stated"],
    ["waiting", "waiting"],
    ["waiting", "waiting"],
  ]);
  asked[0]?.tell(rent);
  asked[0]?.end();
  await until(() => asked.length === 2);
  // what it was not told of it does not know
  asked[1]?.tell(rent, found(7, roof));
  asked[1]?.end();
  await until(() => asked.length === 3);
  asked[2]?.tell(rent);
  asked[2]?.end(new AppError("GENERATION_FAILED"));
  await until(() => tables.get(id).queue === "idle" && tables.get(id).queueJobId === null);
  expect(states(id)).toEqual([
    ["notStated", "stated"],
    ["stated", "failed"],
    ["notStated", "failed"],
  ]);
  expect(tables.get(id).counts).toMatchObject({ waiting: 0, stated: 2, failed: 2 });
});

it("asks nothing again that was told, and what failed when it is run again", async () => {
  const { tables, asked, create, run, columnIds, until } = room();
  const { id } = create([mill]);
  const [rent = "", deposit = ""] = columnIds(id);
  await run(id);
  await until(() => asked.length === 1);
  asked[0]?.tell(rent, found(5, mill));
  asked[0]?.end(new AppError("ENGINE_CRASHED"));
  await until(() => tables.get(id).queueJobId === null);
  await run(id);
  await until(() => asked.length === 2);
  expect(asked[1]?.columnIds).toEqual([deposit]);
  asked[1]?.tellRest();
  asked[1]?.end();
  await until(() => tables.get(id).queue === "idle");
  await run(id);
  expect(tables.get(id)).toMatchObject({ queue: "idle", queueJobId: null });
});

it("takes another order and another question while it runs", async () => {
  const { tables, asked, create, run, cells, columnIds, until } = room();
  const { id } = create();
  const [rent = ""] = columnIds(id);
  await run(id);
  await until(() => asked.length === 1);
  tables.order(id, [mill, shed]);
  const columns = tables
    .get(id)
    .columns.map((column) =>
      column.id === rent ? { ...column, question: "What is the rent without heating?" } : column,
    );
  tables.setColumns(id, columns);
  // told of the question of before
  asked[0]?.tell(rent, found(5, mill));
  asked[0]?.tellRest();
  asked[0]?.end();
  await until(() => asked.length === 2);
  expect(asked[1]).toMatchObject({ documentId: mill, columnIds: [rent] });
  asked[1]?.tell(rent, found(6, mill));
  asked[1]?.end();
  await until(() => asked.length === 3);
  expect(asked[2]?.documentId).toBe(shed);
  expect(cells(id)[0]?.[0]).toMatchObject({ state: "stated", stale: false, answers: [{ value: { amount: 6 } }] });
});

it("stops at once when it is paused, keeps what was told, and goes on with the rest", async () => {
  const { tables, asked, create, run, states, columnIds, kept, until } = room();
  const { id } = create([mill, roof]);
  const [rent = "", deposit = ""] = columnIds(id);
  await run(id);
  await until(() => asked.length === 1);
  asked[0]?.tell(rent);
  await kept();
  await tables.pause(id);
  asked[0]?.tell(deposit, found(1, mill));
  await kept();
  expect(states(id)[0]).toEqual(["notStated", "waiting"]);
  expect(tables.get(id)).toMatchObject({ queue: "paused", problem: null, queueJobId: null });
  await tables.resume(id);
  await until(() => asked.length === 2);
  expect(asked[1]).toMatchObject({ documentId: mill, columnIds: [deposit] });
});

it("pauses and says why when the model is at fault, and asks all of it again", async () => {
  const { tables, asked, create, run, install, model, states, until } = room();
  const { id } = create([mill, roof]);
  install(async () => await Promise.reject(new AppError("MODEL_LOAD_FAILED")));
  await run(id);
  await until(() => tables.get(id).queueJobId === null);
  expect(tables.get(id)).toMatchObject({ queue: "paused", problem: { code: "MODEL_LOAD_FAILED" } });
  install();
  await tables.resume(id);
  await until(() => asked.length === 1);
  expect(asked[0]?.withModel).toBe(true);
  asked[0]?.end(new AppError("ENGINE_UNAVAILABLE"));
  await until(() => tables.get(id).queueJobId === null);
  expect(tables.get(id)).toMatchObject({ queue: "paused", problem: { code: "ENGINE_UNAVAILABLE" } });
  expect(states(id).flat()).toEqual(["waiting", "waiting", "waiting", "waiting"]);
  model.resolve = async () => await Promise.reject(new AppError("MODEL_NOT_FOUND"));
  await expect(tables.resume(id)).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
});

it("asks a second document beside one of few questions, and the same text once", async () => {
  const { tables, asked, create, run, install, cells, columnIds, until } = room({
    parallelism: 4,
    texts: ["One.", "One.", "Three."],
  });
  install();
  const { id } = create();
  const [rent = ""] = columnIds(id);
  await run(id);
  await until(() => asked.length === 2);
  expect(asked.map(({ documentId }) => documentId)).toEqual([mill, shed]);
  asked[0]?.tell(rent, found(5, mill));
  for (const each of asked) {
    each.tellRest();
    each.end();
  }
  await until(() => tables.get(id).queue === "idle");
  expect(asked).toHaveLength(2);
  expect(cells(id)[1]).toMatchObject([
    { state: "stated", answers: [{ citations: [{ documentId: roof, quote: "One" }] }] },
    { state: "notStated" },
  ]);
});

it("takes over what another table was answered, but not where it is to be asked again", async () => {
  const { tables, asked, create, run, states, until } = room();
  const first = create([mill], ["Rent"]);
  await run(first.id);
  await until(() => asked.length === 1);
  asked[0]?.tellRest();
  asked[0]?.end();
  await until(() => tables.get(first.id).queue === "idle");
  const second = create([mill], ["Rent"]);
  await run(second.id);
  await until(() => tables.get(second.id).queue === "idle");
  expect(asked).toHaveLength(1);
  expect(states(second.id)).toEqual([["notStated"]]);
  await run(second.id, { again: true });
  await until(() => asked.length === 2);
});

it("waits for documents that are being read, says of one that cannot be read why, and asks it once it was", async () => {
  const { store, tables, asked, create, run, cells, until } = room();
  store.documents.update(mill, { status: "reading" });
  store.documents.update(roof, { status: "failed", problem: { code: "PASSWORD_REQUIRED" } });
  const { id } = create([mill, roof], ["Rent"]);
  await run(id);
  expect(tables.get(id)).toMatchObject({ queue: "running", queueJobId: null });
  expect(cells(id)[1]).toMatchObject([{ state: "unreadable", problem: { code: "PASSWORD_REQUIRED" } }]);
  store.documents.update(mill, { status: "ready" });
  tables.onRead(mill);
  await until(() => asked.length === 1);
  asked[0]?.tellRest();
  asked[0]?.end();
  await until(() => tables.get(id).queue === "idle");
  store.documents.update(roof, { status: "ready", problem: null });
  tables.onRead(roof);
  expect(cells(id)[1]).toMatchObject([{ state: "unreadable", stale: true }]);
  await run(id);
  await until(() => asked.length === 2);
  expect(asked[1]?.documentId).toBe(roof);
});

it("leaves a document that goes into the bin, and asks it when it comes back", async () => {
  const { store, tables, asked, create, run, until } = room();
  const { id } = create([mill], ["Rent"]);
  await run(id);
  await until(() => asked.length === 1);
  store.documents.remove(mill, 5);
  asked[0]?.end(new AppError("NOT_FOUND"));
  await until(() => tables.get(id).queue === "idle");
  store.documents.restore(mill);
  await run(id);
  await until(() => asked.length === 2);
  expect(asked[1]?.documentId).toBe(mill);
});

it("goes on at the next start with what was wanted, and not when a person paused it", async () => {
  const { store, tables, jobs, asked, create, run, until } = room();
  const { id } = create([mill], ["Rent"]);
  const paused = create([roof], ["Rent"]);
  await run(id);
  await run(paused.id);
  await tables.pause(paused.id);
  await until(() => asked.length === 1);
  await jobs.dispose();
  expect(tables.get(id)).toMatchObject({ queue: "running", queueJobId: null });
  expect(store.answerTables.wanted(id, null, 9)).toHaveLength(1);
  expect(tables.get(paused.id).queue).toBe("paused");
});

it("tells of cells at most every third of a second, and what is left", async () => {
  const { tables, jobs, clock, asked, changes, create, run, columnIds, kept, until } = room();
  const names = ["A", "B", "C", "D", "E"];
  const { id } = create([mill, roof], names);
  expect(await tables.forecast(id)).toEqual({ cells: 10, documents: 2, ms: null });
  await run(id);
  await until(() => asked.length === 1);
  const before = changes.length;
  for (const columnId of columnIds(id)) {
    asked[0]?.tell(columnId);
    await kept();
  }
  expect(changes.length - before).toBe(0);
  clock.advance(1750);
  expect(changes.length - before).toBe(1);
  asked[0]?.end();
  await until(() => asked.length === 2);
  const { queueJobId } = tables.get(id);
  asked[1]?.tellRest();
  clock.advance(300);
  asked[1]?.end();
  await until(() => tables.get(id).queue === "idle" && tables.get(id).queueJobId === null);
  const events = [];
  for await (const event of jobs.attach(queueJobId ?? "")) events.push(event);
  expect(events).toContainEqual(expect.objectContaining({ stage: "answering", done: 10, total: 10, leftMs: 0 }));
  const other = create([shed], names);
  // as long as one of the two before
  expect(await tables.forecast(other.id)).toEqual({ cells: 5, documents: 1, ms: 1025 });
});

it("does not wait for documents and columns that were taken out", async () => {
  const { store, tables, create, run, columnIds } = room();
  store.documents.update(mill, { status: "reading" });
  const { id } = create([mill], ["Rent"]);
  await run(id);
  expect(tables.get(id).queue).toBe("running");
  tables.removeDocuments(id, [mill]);
  expect(tables.get(id).queue).toBe("idle");
  const other = create([mill], ["Rent", "Deposit"]);
  const [first = ""] = columnIds(other.id);
  await run(other.id, { columnIds: [first] });
  expect(tables.get(other.id).queue).toBe("running");
  tables.setColumns(other.id, tables.get(other.id).columns.slice(1));
  expect(tables.get(other.id).queue).toBe("idle");
});

it("goes on with another model when that is chosen while it runs", async () => {
  const { tables, asked, create, install, run, until } = room();
  install();
  const { id } = create([mill], ["Rent"]);
  await run(id);
  await until(() => asked.length === 1);
  expect(asked[0]?.withModel).toBe(true);
  await tables.setModel(id, { useModel: false, modelId: null });
  await until(() => asked.length === 2);
  expect(asked[1]?.withModel).toBe(false);
});

it("does not call unstated in a document whose pages could not all be read what another of the same text does not state", async () => {
  const { store, tables, asked, create, run, states, until } = room({ texts: ["One.", "One.", "Two."] });
  addReadDocument(store, aDocument({ id: roof, unread: [{ page: 2, reason: reasonOf("PAGE_NOT_READ") }] }), ["One."]);
  const { id } = create([mill, roof], ["Rent"]);
  await run(id);
  await until(() => asked.length === 1);
  asked[0]?.tellRest();
  asked[0]?.end();
  await until(() => tables.get(id).queue === "idle" || asked.length === 2);
  expect(states(id)).toEqual([["notStated"], ["waiting"]]);
  expect(asked).toHaveLength(2);
});

it("waits for no summaries where no model is there that answers", async () => {
  const { jobs, asked, create, run, until } = room();
  jobs.start({
    kind: "queue",
    subject: "collection",
    lane: "queue",
    usesModel: true,
    onShutdown: "cancel",
    run: async ({ signal }) => await new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
  });
  const { id } = create([mill], ["Rent"]);
  await run(id);
  await until(() => asked.length === 1);
  expect(asked[0]).toMatchObject({ documentId: mill, withModel: false });
});
