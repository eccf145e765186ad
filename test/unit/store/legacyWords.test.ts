import Database from "better-sqlite3-multiple-ciphers";
import { describe, expect, it } from "vitest";
import { createWords } from "../../../electron/words/words.ts";
import { printedLabel } from "../../../electron/contract/pageLabels.ts";
import { legacyReason } from "../../../electron/contract/reasons.ts";
import { aDocument, addReadDocument, aSummary, documentId, openLibrary } from "./library.ts";
import { aPage } from "./samples.ts";

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

describe("a label of a page that was stored in words", () => {
  it("is shown as it was, of pages in the library and of those of an unfinished reading", () => {
    const first = openLibrary();
    addReadDocument(first.store, aDocument(), ["one", "two", "three", "four"]);
    first.store.documents.addPages(id, [aPage(1, "one")]);
    first.store.close();
    const database = new Database(first.file);
    const label = database.prepare("UPDATE pages SET label = ? WHERE number = ?");
    // A PDF may call a page anything, also what looks like JSON.
    const stored = ["lines 1–60", "letter.docx · 2 (hidden)", '{"code":"LINES"}'];
    for (const [index, words] of stored.entries()) label.run(words, index + 1);
    database.prepare("UPDATE unfinished_pages SET label = 'rows 1–200'").run();
    database.close();

    const { store } = openLibrary({ folder: first.folder });
    const labels = store.documents.allPages(id).map((page) => page.label);
    expect(labels).toEqual([...stored.map(printedLabel), null]);
    expect(labels.flatMap((each) => (each ? [createWords().label(each)] : []))).toEqual(stored);
    expect(store.documents.unfinishedPages(id)[0]?.label).toEqual(printedLabel("rows 1–200"));
  });
});
