import path from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { expect, it, onTestFinished } from "vitest";
import { openConnection } from "../../../electron/core/store/connection.ts";
import { migrate } from "../../../electron/core/store/migrations.ts";
import {
  aCollection,
  aDocument,
  aPoint,
  aRecipe,
  aSummary,
  documentId,
  openLibrary,
  temporaryFolder,
} from "./library.ts";

const old = { version: 1, problem: null } as const;
const now = { version: 3, problem: null } as const;

it("takes what a library of before holds for the work of the first check, and what verified it for unknown", () => {
  const database = openConnection(path.join(temporaryFolder(), "library.db"));
  onTestFinished(() => void database.close());
  migrate(database, 160);
  database.exec(`
    INSERT INTO documents (row, id, name, format, title, bytes, pages, words_count, language, status, unread, notes, rendered, pinned,
      created_at, updated_at, words)
      VALUES (1, 'd', 'mill.pdf', 'pdf', 'Mill', 1, 1, 1, 'en', 'ready', '[]', '[]', 1, 0, 1, 1, 'Mill');
    INSERT INTO summaries (id, document, status, title, length, focus, chunks_done, chunks_total, created_at, points, sections, words)
      VALUES ('s', 1, 'done', 'Mill', 'standard', '', 1, 1, 1, '[]', '[]', '');
    INSERT INTO collections (id, title, pinned, queue, created_at, updated_at) VALUES ('c', 'Papers', 0, 'idle', 1, 1);
    INSERT INTO set_summaries (collection, status, recipe, result) VALUES (1, 'done', '{}', '{}');
  `);
  migrate(database);
  for (const table of ["summaries", "set_summaries"]) {
    expect(database.prepare(`SELECT check_version, check_problem FROM ${table}`).all()).toEqual([
      { check_version: 1, check_problem: null },
    ]);
    expect(() => database.exec(`UPDATE ${table} SET check_problem = 'tired'`)).toThrow(/CHECK/);
  }
});

it("reads a point that was stored before it was known what verified it", () => {
  const first = openLibrary();
  first.store.documents.put(aDocument());
  first.store.summaries.put(aSummary());
  first.store.close();
  const database = new Database(first.file);
  const { by: _, ...before } = aPoint("The rent is 900 euros.");
  database.prepare("UPDATE summaries SET points = ?").run(JSON.stringify([before]));
  database.close();
  const { store } = openLibrary({ folder: first.folder });
  expect(store.summaries.get(aSummary().id)?.points).toEqual([{ ...before, by: null }]);
});

it("finds the summaries that an earlier check judged, newest first, but for those that run or lie in the bin", () => {
  const { store } = openLibrary();
  store.documents.put(aDocument());
  store.documents.put(aDocument({ id: documentId("b") }));
  const done = { status: "done", jobId: null } as const;
  store.summaries.put(aSummary({ id: "older", createdAt: 1, check: old, ...done }));
  store.summaries.put(aSummary({ id: "newer", createdAt: 2, check: old, ...done, documentId: documentId("b") }));
  store.summaries.put(aSummary({ id: "stopped", createdAt: 0, check: old, status: "interrupted", jobId: null }));
  store.summaries.put(aSummary({ id: "running", check: old }));
  store.summaries.put(aSummary({ id: "removed", check: old, ...done }));
  store.summaries.remove("removed", 5);
  store.summaries.put(aSummary({ id: "present", check: now, ...done }));
  expect(store.summaries.checkedBefore(3)).toEqual([
    { id: "newer", documentId: documentId("b") },
    { id: "older", documentId: documentId("a") },
    { id: "stopped", documentId: documentId("a") },
  ]);
  expect(store.summaries.get("older")?.check).toEqual(old);
  store.summaries.put(aSummary({ id: "older", check: { version: 1, problem: "moved" }, ...done }));
  expect(store.summaries.get("older")?.check).toEqual({ version: 1, problem: "moved" });
});

it("keeps with what was written of a collection which check judged it", () => {
  const { store } = openLibrary();
  store.collections.put(aCollection());
  const { id } = aCollection();
  const result = {
    of: "state",
    points: [aPoint("The rent is 900 euros.")],
    parts: [],
    worse: false,
    recipe: aRecipe(),
  };
  const summary = { status: "done", jobId: null, problem: null, recipe: aRecipe() } as const;
  store.collectionSummaries.put(id, { ...summary, result: null });
  expect(store.collectionSummaries.checkedBefore(3)).toEqual([]);
  store.collectionSummaries.put(id, { ...summary, result: { ...result, check: old } });
  expect(store.collectionSummaries.checkedBefore(3)).toEqual([id]);
  expect(store.collectionSummaries.get(id)?.result).toEqual({ ...result, check: old });
  store.collectionSummaries.put(id, { ...summary, result: { ...result, check: now } });
  expect(store.collectionSummaries.checkedBefore(3)).toEqual([]);
});
