import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { checkVersion } from "../../../electron/contract/findings.ts";
import { isCheckedBefore, type Summary } from "../../../electron/contract/summaries.ts";
import type { Client } from "../../helpers/doors.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { startServer } from "../../helpers/runningServer.ts";
import { aPoint, aSummary, openLibrary } from "../../unit/store/library.ts";
import { textDocument } from "../../unit/summarize/textDocument.ts";
import { addDocument } from "../summarize/application.ts";

/** The built application with summaries in its library that the first version of the check judged. */

const count = 24;
const documents = Array.from({ length: count }, (_, index) =>
  textDocument([
    `The tenant pays a rent of ${String(900 + index)} euros for mill ${String(index)}. No animals may live in it.`,
  ]),
);

function summaryOf({ document, pages }: (typeof documents)[number], index: number): Summary {
  const { start = 0, end = 0 } = pages[0]?.sentences[0] ?? {};
  const quote = pages[0]?.text.slice(start, end) ?? "";
  const citations = [{ documentId: document.id, page: 1, start, end, quote }];
  const right = aPoint(`The tenant pays a rent of ${String(900 + index)} euros.`, {
    citations,
    support: "weak",
    by: null,
  });
  const wrong = aPoint(`The tenant pays a rent of ${String(700 + index)} euros.`, { citations, by: null });
  const points = [right, wrong];
  const sections = [{ index: 0, heading: null, firstPage: 1, lastPage: 1, points }];
  const check = { version: 1, problem: null } as const;
  return aSummary({
    id: `s${String(index)}`,
    documentId: document.id,
    status: "done",
    jobId: null,
    points,
    sections,
    check,
  });
}
const before = new Map(documents.map((document, index) => [`s${String(index)}`, summaryOf(document, index)]));

function fill(folder: string): void {
  const { store } = openLibrary({ folder });
  for (const document of documents) addDocument(store, document);
  for (const summary of before.values()) store.summaries.put(summary);
  store.close();
}

/** The library as a process that ended left it: each summary is as it was or has all of its new verdicts. @returns those that have */
function checkedIn(folder: string): string[] {
  const { store } = openLibrary({ folder });
  expect(store.notices).toEqual([]);
  const checked: string[] = [];
  for (const [id, old] of before) {
    const summary = store.summaries.get(id);
    if (summary?.check.version === 1) expect(summary).toEqual(old);
    else {
      checked.push(id);
      expectChecked(summary, old);
    }
  }
  store.close();
  return checked;
}

function expectChecked(summary: Summary | null, old: Summary): void {
  expect(summary?.check).toEqual({ version: checkVersion, problem: null });
  const lists = [summary?.points ?? [], summary?.sections[0]?.points ?? []];
  for (const [right, wrong] of lists) {
    expect(right).toEqual({ ...old.points[0], support: "verified", by: "code", findings: [] });
    expect(wrong).toMatchObject({ text: old.points[1]?.text, citations: old.points[1]?.citations, by: null });
    expect(["contradicted", "unsupported"]).toContain(wrong?.support);
  }
}

async function openIn(client: Client): Promise<number> {
  const lists = await Promise.all(documents.map(({ document }) => client.summaries.list({ documentId: document.id })));
  return lists.flat().filter(({ check }) => isCheckedBefore(check)).length;
}

/** Checks some, is killed when it has told of so many, and says which. */
async function killedAfter(folder: string, wanted: number): Promise<string[]> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "stuck.ts"), folder, String(wanted)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = once(child, "exit");
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line);
    if (told.length === wanted) child.kill("SIGKILL");
  }
  await exited;
  expect(child.signalCode).toBe("SIGKILL");
  return told;
}

it("are checked again when it is opened, from where a process that was killed had come", async () => {
  const folder = temporaryFolder();
  fill(folder);
  const told: string[] = [];
  for (const wanted of [3, 1, 7]) {
    told.push(...(await killedAfter(folder, wanted)));
    expect(checkedIn(folder).toSorted()).toEqual(told.toSorted());
  }

  const server = await startServer(folder);
  onTestFinished(() => server.stop());
  // The first event comes as soon as somebody listens, and each summary that is done is told of.
  for await (const _ of await server.client.app.watch()) if ((await openIn(server.client)) === 0) break;
  await server.stop();
  expect(checkedIn(folder)).toHaveLength(count);
});
