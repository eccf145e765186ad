import Database from "better-sqlite3-multiple-ciphers";
import { describe, expect, it } from "vitest";
import { tableViewSchema } from "../../../electron/contract/answerTables.ts";
import { settingsSchema } from "../../../electron/contract/settings.ts";
import {
  aConversation,
  aDocument,
  addReadDocument,
  aMessage,
  anAnswer,
  anAnswerTable,
  aPoint,
  aStoredCell,
  aSummary,
  documentId,
  openLibrary,
  type TestLibrary,
} from "./library.ts";

const id = documentId("a");

/** Writes into the closed file past its checks, as a failing disk or a foreign program would; then opens it again. */
function damage(library: TestLibrary, ...statements: readonly string[]): TestLibrary {
  library.store.close();
  const database = new Database(library.file);
  database.pragma("ignore_check_constraints = ON");
  for (const statement of statements) expect(database.prepare(statement).run().changes).toBeGreaterThan(0);
  database.close();
  return openLibrary({ folder: library.folder });
}

describe("one damaged row", () => {
  it("leaves a document in the list, shown as failed, and the others as they were", () => {
    const first = openLibrary();
    first.store.documents.put(aDocument());
    first.store.documents.put(aDocument({ id: documentId("b"), title: "Whole" }));
    const { store, logger } = damage(
      first,
      `UPDATE documents SET notes = '["half', format = 'scroll' WHERE id = '${id}'`,
    );
    expect(store.documents.list()).toHaveLength(2);
    expect(store.documents.get(id)).toMatchObject({ status: "failed", problem: { code: "INTERNAL" }, notes: [] });
    expect(store.documents.get(documentId("b"))).toMatchObject({ status: "reading", title: "Whole" });
    expect(logger.lines.join()).toContain("notes");
  });

  it("shows a page whose anchors are damaged as unread, and one without places for highlights or without comments as read", () => {
    const first = openLibrary();
    addReadDocument(first.store, aDocument(), ["one", "two", "three", "four"]);
    const { store } = damage(
      first,
      `UPDATE pages SET markup = '[[1]]' WHERE number = 4`,
      `UPDATE pages SET sentences = '[{"id":"x"}]' WHERE number = 1`,
      `UPDATE pages SET runs = '[[1]]' WHERE number = 2`,
    );
    const pages = store.documents.allPages(id);
    expect(pages[0]?.reason?.code).toBe("PAGE_RECORD_DAMAGED");
    expect(pages).toMatchObject([
      { number: 1, text: "one", status: "unread", sentences: [] },
      { number: 2, text: "two", status: "read", runs: [] },
      { number: 3, text: "three", status: "read" },
      { number: 4, text: "four", status: "read" },
    ]);
    expect(store.documents.markup(id)).toEqual([]);
  });

  it("keeps a message's text and its conversation open", () => {
    const first = openLibrary();
    first.store.conversations.put(aConversation());
    first.store.messages.put(aMessage({ text: "said" }));
    first.store.messages.put(aMessage({ id: "next", parentId: "message", text: "answered" }));
    const { store } = damage(first, "UPDATE messages SET citations = 'oops' WHERE id = 'message'");
    expect(store.messages.list("conversation")).toMatchObject([
      { text: "said", status: "failed", problem: { code: "INTERNAL" } },
      { text: "answered", status: "done", problem: null },
    ]);
    expect(store.messages.branch("next")).toHaveLength(2);
  });

  it("shows a summary as failed and leaves a check-point out", () => {
    const first = openLibrary();
    first.store.documents.put(aDocument());
    first.store.summaries.put(aSummary({ status: "done", points: [aPoint("x")] }));
    first.store.summaries.put(aSummary({ id: "other", status: "done", points: [aPoint("x")] }));
    first.store.summaries.saveCheckpoint("other", "map:0", 1);
    first.store.summaries.saveCheckpoint("other", "map:1", 2);
    const { store } = damage(
      first,
      "UPDATE summaries SET points = '{}' WHERE id = 'summary'",
      "UPDATE checkpoints SET value = '{' WHERE key = 'map:0'",
    );
    expect(store.summaries.list(id)).toHaveLength(2);
    expect(store.summaries.get("summary")).toMatchObject({
      status: "failed",
      points: [],
      problem: { code: "INTERNAL" },
    });
    expect(store.summaries.get("other")).toMatchObject({ status: "done", points: [{ text: "x" }] });
    expect(store.summaries.checkpoints("other")).toEqual(new Map([["map:1", 2]]));
  });

  it("asks a damaged cell of an answer table again, and says of a table without questions what is the matter", () => {
    const first = openLibrary();
    first.store.documents.put(aDocument());
    for (const table of [anAnswerTable(), anAnswerTable({ id: "other" })]) {
      first.store.answerTables.put(table);
      first.store.answerTables.addRow(table.id, { documentId: id, path: "lease.pdf" });
    }
    const answer = anAnswer({ kind: "money", amount: 5, currency: "EUR" });
    for (const columnId of ["tenant", "rent"])
      first.store.answerTables.saveCell("table", id, columnId, aStoredCell([answer]));
    const { store, logger } = damage(
      first,
      `UPDATE answer_cells SET answers = '[{"value"' WHERE column_id = 'rent'`,
      `UPDATE answer_tables SET columns = '{}' WHERE id = 'other'`,
    );
    expect(store.answerTables.get("other")).toMatchObject({ columns: [], problem: { code: "INTERNAL" }, rowCount: 1 });
    const asked = { columnIds: null, documentIds: null, again: false, withModel: true };
    expect(store.answerTables.want("table", asked)).toBe(0);
    const { rows } = store.answerTables.rows("table", tableViewSchema.parse({}), { from: 0, count: 9 });
    expect(rows[0]?.cells).toMatchObject({ tenant: { state: "stated" }, rent: { state: "waiting", answers: [] } });
    expect(store.answerTables.want("table", asked)).toBe(1);
    expect(logger.lines.join()).toContain("answer_cells");
  });

  it("takes a setting back to its default, alone", () => {
    const first = openLibrary();
    const defaults = settingsSchema.parse({});
    first.store.settings.set({ ...defaults, theme: "dark", temperature: 1 });
    const { store, logger } = damage(
      first,
      `UPDATE settings SET value = '"blue"' WHERE key = 'theme'`,
      `UPDATE settings SET value = '{' WHERE key = 'gpu'`,
      `UPDATE settings SET value = '{"seconds":-1,"pages":7}' WHERE key = 'readLimits'`,
      `INSERT INTO settings VALUES ('ofAnotherVersion', '1')`,
    );
    expect(store.settings.get()).toEqual({
      ...defaults,
      temperature: 1,
      readLimits: { ...defaults.readLimits, pages: 7 },
    });
    expect(logger.lines.join()).toContain("readLimits.seconds");
  });
});
