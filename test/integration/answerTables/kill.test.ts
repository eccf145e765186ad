import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { tableViewSchema } from "../../../electron/contract/answerTables.ts";
import {
  aColumn,
  addReadDocument,
  aDocument,
  anAnswerTable,
  openLibrary,
  temporaryFolder,
} from "../../unit/store/library.ts";

/** `npm run long` kills it more often. */
const kills = process.env.TRAMONTANE_LONG === "1" ? 20 : 3;
const documents = Array.from({ length: 12 * (kills + 1) }, (_, index) => index.toString(16).padStart(64, "0"));
const columns = ["tenant", "rent", "deposit", "end", "notice"].map((id) => aColumn(id));
const all = tableViewSchema.parse({});

/** What was asked, as "DOCUMENT COLUMN", until it was killed after so many milliseconds, or until nothing was left. */
async function askUntilKilled(folder: string, afterMs: number): Promise<{ asked: string[]; rested: boolean }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "asker.ts"), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = once(child, "exit");
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line === "open") setTimeout(() => child.kill("SIGKILL"), afterMs);
    if (line === "rest") child.kill("SIGKILL");
  }
  await exited;
  const asked = lines.flatMap((line) => (/^asked \w{64} \w+$/u.test(line) ? [line.slice("asked ".length)] : []));
  return { asked, rested: lines.includes("rest") };
}

/** Cells of the library with their words, as "DOCUMENT COLUMN". */
function finishedIn(folder: string): Map<string, string> {
  const { store } = openLibrary({ folder });
  expect(store.notices).toEqual([]);
  const finished = new Map<string, string>();
  for (const { documentId, cells } of store.answerTables.eachRow("table", all)) {
    for (const [columnId, { state, answers }] of Object.entries(cells)) {
      if (state === "stated") finished.set(`${documentId} ${columnId}`, answers[0]?.text ?? "");
    }
  }
  store.close();
  return finished;
}

it(`loses no finished cell and asks none again when it is killed, ${kills} times`, async () => {
  const folder = temporaryFolder();
  const { store } = openLibrary({ folder });
  store.answerTables.put(anAnswerTable({ columns, queue: "running", useModel: false }));
  for (const [index, id] of documents.entries()) {
    addReadDocument(store, aDocument({ id, name: `${index}.md` }), [`Text ${index}.`]);
    store.answerTables.addRow("table", { documentId: id, path: `${index}.md` });
  }
  store.answerTables.want("table", { columnIds: null, documentIds: null, again: false, withModel: false });
  store.close();

  let finished = new Map<string, string>();
  const all = new Set<string>();
  for (let run = 0; run <= kills; run += 1) {
    // Any moment, but that of the last run, which comes to the end.
    const { asked, rested } = await askUntilKilled(folder, run === kills ? 60_000 : 5 + Math.random() * 80);
    expect(asked.filter((cell) => finished.has(cell))).toEqual([]);
    expect(new Set(asked).size).toBe(asked.length);
    for (const cell of asked) all.add(cell);
    const now = finishedIn(folder);
    expect([...now.keys()]).toEqual(expect.arrayContaining([...finished.keys()]));
    for (const [cell, words] of finished) expect(now.get(cell)).toBe(words);
    expect(now.size).toBeLessThanOrEqual(all.size);
    finished = now;
    if (run === kills) expect(rested).toBe(true);
  }
  expect(finished.size).toBe(documents.length * columns.length);
  for (const [cell, words] of finished) expect(words).toBe(cell.slice(60));
});
