import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { createWords } from "../../../electron/words/words.ts";
import { aDocument, documentId, openLibrary } from "./library.ts";

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
