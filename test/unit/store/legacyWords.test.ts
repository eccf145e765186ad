import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { createWords } from "../../../electron/words/words.ts";
import { legacyReason } from "../../../electron/contract/reasons.ts";
import { aDocument, addReadDocument, aSummary, documentId, openLibrary } from "./library.ts";

const id = documentId("a");

describe("a problem that was stored with its sentence", () => {
  it("keeps its code and is shown in the words of then", () => {
    const first = openLibrary();
    first.store.documents.put(aDocument());
    first.store.close();
    const database = new Database(first.file);
    const stored = { code: "PASSWORD_REQUIRED", message: "It is locked by its seller.", data: { canUnlock: false } };
    database
      .prepare("UPDATE documents SET status = 'failed', problem = ? WHERE id = ?")
      .run(JSON.stringify(stored), id);
    database.close();

    const problem = openLibrary({ folder: first.folder }).store.documents.get(id)?.problem;
    expect(problem).toEqual({
      code: "PASSWORD_REQUIRED",
      data: { canUnlock: false, legacy: "It is locked by its seller." },
    });
    expect(problem && createWords().error(problem)).toBe("It is locked by its seller.");
  });
});

describe("a reason that was stored as a sentence", () => {
  it("is shown as it was, on its page, in the lists of the document and in the receipt of a summary", () => {
    const first = openLibrary();
    addReadDocument(first.store, aDocument(), ["one", "two"]);
    first.store.summaries.put(aSummary({ documentId: id, status: "done" }));
    first.store.close();
    const database = new Database(first.file);
    const sentence = "There is no text on this page; it is blank.";
    database.prepare("UPDATE pages SET status = 'unread', reason = ? WHERE number = 2").run(sentence);
    database
      .prepare("UPDATE documents SET unread = ?, notes = ? WHERE id = ?")
      .run(JSON.stringify([{ page: 2, reason: sentence }]), JSON.stringify(["The name says DOCX."]), id);
    const coverage = {
      pages: { total: 2, read: 1, unread: [{ page: 2, reason: sentence }] },
      sections: { total: 1, cited: 1 },
      chunks: { total: 1, mapped: 1 },
      truncated: false,
    };
    database.prepare("UPDATE summaries SET coverage = ?").run(JSON.stringify(coverage));
    database.close();

    const { store } = openLibrary({ folder: first.folder });
    const told = legacyReason(sentence);
    const document = store.documents.get(id);
    expect(store.documents.allPages(id).map(({ reason }) => reason)).toEqual([null, told]);
    expect(document).toMatchObject({
      status: "ready",
      unread: [{ page: 2, reason: told }],
      notes: [legacyReason("The name says DOCX.")],
    });
    expect(store.summaries.list(id)[0]?.coverage?.pages.unread).toEqual([{ page: 2, reason: told }]);
    expect(createWords().reason(told)).toBe(sentence);
  });
});
