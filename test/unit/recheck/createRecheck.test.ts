import { expect, it, onTestFinished } from "vitest";
import { checkVersion } from "../../../electron/contract/findings.ts";
import type { Point } from "../../../electron/contract/summaries.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import type { Jobs } from "../../../electron/core/jobs/jobs.ts";
import { createRecheck } from "../../../electron/core/recheck/createRecheck.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import type { TextWorker } from "../../../electron/core/textWorker/textTask.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { addDocument } from "../../integration/summarize/application.ts";
import { aCollection, aPoint, aRecipe, aSummary, openLibrary } from "../store/library.ts";
import { textDocument } from "../summarize/textDocument.ts";

const lease = textDocument(["The tenant pays a rent of 900 euros for the old mill. No animals may live in the mill."]);
const letter = textDocument(["The roof of the mill leaks in heavy rain. The flour in the loft was spoiled twice."]);
const old = { version: 1, problem: null } as const;
const present = { version: checkVersion, problem: null };

function quoteOf({ document, pages }: typeof lease, number: number): Point["citations"][number] {
  const { start = 0, end = 0 } = pages[0]?.sentences[number] ?? {};
  return { documentId: document.id, page: 1, start, end, quote: pages[0]?.text.slice(start, end) ?? "" };
}
const rent = quoteOf(lease, 0);
const roof = quoteOf(letter, 0);
/** As an earlier check left them: the first is right, the second is not. */
const right = aPoint("The tenant pays a rent of 900 euros.", { citations: [rent], support: "weak", by: null });
const wrong = aPoint("The tenant pays a rent of 950 euros.", { citations: [rent], by: null });
const section = { index: 0, heading: null, firstPage: 1, lastPage: 1, points: [wrong, right] };
const ofLease = aSummary({
  id: "lease",
  documentId: lease.document.id,
  status: "done",
  jobId: null,
  points: [right, wrong],
  sections: [section],
  check: old,
});

function room(textWorker: TextWorker = directTextWorker) {
  const { store, clock, logger } = openLibrary();
  let ids = 0;
  const jobs = createJobs({ clock, logger, ids: { next: () => `job${String(++ids)}` } });
  onTestFinished(() => jobs.dispose());
  const told: string[] = [];
  const recheck = createRecheck({
    store,
    jobs,
    textWorker,
    logger,
    changed: (what, id) => void told.push(`${what} ${String(id)}`),
  });
  for (const document of [lease, letter]) addDocument(store, document);
  return { store, jobs, told, recheck, logger };
}

const ended = (jobs: Jobs) => Promise.all(jobs.list().map(({ id }) => jobs.finished(id)));
const verdicts = (points: readonly Point[]) => points.map(({ support, by }) => [support, by]);

it("gives the points of old summaries and of their sections new verdicts, and tells so", async () => {
  const { store, jobs, told, recheck } = room();
  store.summaries.put(ofLease);
  const newer = aSummary({ ...ofLease, id: "newer", check: present });
  store.summaries.put(newer);
  recheck.start();
  await ended(jobs);
  const again = store.summaries.get("lease");
  expect(again?.check).toEqual(present);
  const [first, second] = again?.points ?? [];
  expect(first).toEqual({ ...right, support: "verified", by: "code" });
  expect(second).toMatchObject({ text: wrong.text, citations: wrong.citations, by: null });
  expect(["contradicted", "unsupported"]).toContain(second?.support);
  expect(verdicts(again?.sections[0]?.points ?? [])).toEqual(
    verdicts([second, first].filter((each) => each !== undefined)),
  );
  expect(told).toEqual(["summaries lease"]);
  expect(store.summaries.get("newer")).toEqual(newer);

  const before = jobs.list().length;
  recheck.start();
  expect(jobs.list()).toHaveLength(before);
});

it("keeps the verdicts of a summary whose document cannot be read, or no longer has its quotes, and says so once", async () => {
  const { store, jobs, told, recheck } = room();
  store.documents.update(letter.document.id, { status: "failed", problem: { code: "FORMAT_UNSUPPORTED" } });
  const unread = { ...ofLease, id: "unread", documentId: letter.document.id };
  const moved = {
    ...ofLease,
    points: [{ ...right, citations: [{ ...rent, start: 4, end: rent.end + 4 }] }],
    sections: [],
  };
  store.summaries.put(unread);
  store.summaries.put(moved);
  recheck.start();
  await ended(jobs);
  expect(store.summaries.get("unread")).toEqual({ ...unread, check: { version: 1, problem: "unreadable" } });
  expect(store.summaries.get("lease")).toEqual({ ...moved, check: { version: 1, problem: "moved" } });
  expect(told.toSorted()).toEqual(["summaries lease", "summaries unread"]);
  recheck.start();
  await ended(jobs);
  expect(told).toHaveLength(2);

  // Read again, it is checked again.
  store.documents.update(letter.document.id, { status: "ready", problem: null });
  store.summaries.put({
    ...unread,
    points: [{ ...right, citations: [roof] }],
    sections: [],
    check: { version: 1, problem: "unreadable" },
  });
  recheck.start();
  await ended(jobs);
  expect(store.summaries.get("unread")?.check).toEqual(present);
});

it("keeps the verdict of a point whose quote is lost, and checks the others", async () => {
  const { store, jobs, recheck } = room();
  const lost = { ...wrong, citations: [{ ...rent, start: 400, end: 400 + rent.quote.length, lost: true }] };
  store.summaries.put({ ...ofLease, points: [lost, right], sections: [] });
  recheck.start();
  await ended(jobs);
  const again = store.summaries.get("lease");
  expect(again?.check).toEqual(present);
  expect(again?.points).toEqual([lost, { ...right, support: "verified", by: "code" }]);
});

it("checks what was written of a collection, each point against the documents it cites", async () => {
  const { store, jobs, told, recheck } = room();
  const both = aPoint("The tenant pays a rent of 900 euros, and the roof of the mill leaks in heavy rain.", {
    citations: [rent, roof],
    support: "weak",
    by: null,
  });
  const result = {
    of: "state",
    points: [both, wrong],
    parts: [{ documentId: lease.document.id, points: [right] }],
    worse: false,
    recipe: aRecipe(),
    check: old,
  };
  const summary = { status: "done", jobId: null, problem: null, recipe: aRecipe(), result } as const;
  const add = (id: string, documents: readonly (typeof lease)[]): void => {
    store.collections.put(aCollection({ id }));
    for (const { document } of documents) {
      store.collections.addMember(id, { documentId: document.id, path: document.name, state: "done", problem: null });
    }
    store.collectionSummaries.put(id, summary);
  };
  add("whole", [lease, letter]);
  add("parted", [lease]);
  recheck.start();
  await ended(jobs);
  const whole = store.collectionSummaries.get("whole")?.result;
  expect(whole?.check).toEqual(present);
  expect(verdicts(whole?.parts[0]?.points ?? [])).toEqual([["verified", "code"]]);
  expect(whole?.points[1]?.by).toBeNull();
  expect(["contradicted", "unsupported"]).toContain(whole?.points[1]?.support);
  expect(whole?.points.map(({ text, citations }) => ({ text, citations }))).toEqual(
    result.points.map(({ text, citations }) => ({ text, citations })),
  );
  expect(store.collectionSummaries.get("parted")?.result).toEqual({
    ...result,
    check: { version: 1, problem: "unreadable" },
  });
  expect(told.toSorted()).toEqual(["collections parted", "collections whole"]);
});

it("waits until nothing else is at work", async () => {
  const { store, jobs, recheck } = room();
  store.summaries.put(ofLease);
  const { promise, resolve } = Promise.withResolvers<void>();
  const reply = { kind: "reply", subject: "m", lane: "reply", usesModel: true, onShutdown: "cancel" } as const;
  const versions: unknown[] = [];
  jobs.start({
    ...reply,
    run: () => promise,
    onEnd: () => void versions.push(store.summaries.get("lease")?.check.version),
  });
  recheck.start();
  const job = jobs.list().find(({ kind }) => kind === "recheck");
  // The wait is told of before it begins, and nothing but the answer's end ends it.
  for await (const event of jobs.attach(job?.id ?? "")) if (event.type === "progress") break;
  resolve();
  await ended(jobs);
  expect(versions).toEqual([1]);
  expect(store.summaries.get("lease")?.check).toEqual(present);
});

/** Does something to the library while the points are being checked. */
function meanwhile(change: (store: Store) => void): { readonly worker: TextWorker; use(store: Store): void } {
  let library: Store | null = null;
  return {
    use: (store) => void (library = store),
    worker: {
      run: async (task, input) => {
        const output = await directTextWorker.run(task, input);
        if (task.name === "checkAgain" && library) change(library);
        return output;
      },
    },
  };
}

it.each([
  ["goes on", (store: Store) => store.summaries.put({ ...ofLease, status: "running", jobId: "j" })],
  ["was made anew", (store: Store) => store.summaries.put({ ...ofLease, points: [right] })],
  ["was removed", (store: Store) => store.summaries.remove("lease", 1)],
  [
    "has a document that is read anew",
    (store: Store) => store.documents.update(lease.document.id, { status: "reading" }),
  ],
])("writes nothing over a summary that meanwhile %s", async (_, change) => {
  const { worker, use } = meanwhile(change);
  const { store, jobs, told, recheck } = room(worker);
  use(store);
  store.summaries.put(ofLease);
  recheck.start();
  await ended(jobs);
  expect(told).toEqual([]);
  store.summaries.restore("lease");
  expect(store.summaries.get("lease")?.check).toEqual(old);
});

it("goes on with the others where one cannot be checked", async () => {
  const failing: TextWorker = {
    run: async (task, input) => {
      if (JSON.stringify(input).includes(`"id":"${letter.document.id}"`)) throw new Error("broken");
      return directTextWorker.run(task, input);
    },
  };
  const { store, jobs, recheck, logger } = room(failing);
  store.summaries.put(ofLease);
  store.summaries.put(aSummary({ ...ofLease, id: "letter", documentId: letter.document.id, createdAt: 9 }));
  recheck.start();
  await ended(jobs);
  expect(store.summaries.get("lease")?.check).toEqual(present);
  expect(store.summaries.get("letter")?.check).toEqual(old);
  expect(logger.lines.join(" ")).toContain("not checked again");
});

it("leaves a row that is damaged alone", async () => {
  const { store, jobs, told, recheck } = room();
  store.summaries.put({
    ...ofLease,
    status: "failed",
    problem: { code: "INTERNAL", data: { reason: "RECORD_OF_SUMMARY" } },
  });
  recheck.start();
  await ended(jobs);
  expect(told).toEqual([]);
});
