import Database from "better-sqlite3-multiple-ciphers";
import { expect, it } from "vitest";
import { createWords } from "../../../electron/words/words.ts";
import { aDocument, openLibrary } from "./library.ts";
import { aPoint, aSummary } from "./samples.ts";

it("keeps the sentence that was stored with a point before findings had codes, in its sections too", () => {
  const first = openLibrary();
  first.store.documents.put(aDocument());
  const point = aPoint("It costs 900 euros.");
  const section = { index: 0, heading: null, firstPage: 1, lastPage: 1, points: [point] };
  const { id } = aSummary();
  first.store.summaries.put(aSummary({ points: [point], sections: [section] }));
  first.store.close();

  const database = new Database(first.file);
  const { findings: _, ...before } = { ...point, support: "weak", reason: "Few of its words stand in its quotes." };
  database
    .prepare("UPDATE summaries SET points = ?, sections = ? WHERE id = ?")
    .run(JSON.stringify([before, { ...before, reason: null }]), JSON.stringify([{ ...section, points: [before] }]), id);
  database.close();

  const summary = openLibrary({ folder: first.folder }).store.summaries.get(id);
  const findings = [{ code: "LEGACY", data: { text: before.reason } }];
  expect(summary?.status).toBe(aSummary().status);
  expect(summary?.points.map((each) => each.findings)).toEqual([findings, []]);
  expect(summary?.sections[0]?.points[0]?.findings).toEqual(findings);
  expect(createWords().findings(summary?.points[0]?.findings ?? [])).toBe(before.reason);
});
