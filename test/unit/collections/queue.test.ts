import { expect, it, onTestFinished, vi } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import { createQueue } from "../../../electron/core/collections/queue.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import type { Summaries } from "../../../electron/core/summarize/createSummaries.ts";
import { aCollection, addReadDocument, aDocument, aSummary, documentId, openLibrary } from "../store/library.ts";

const [a, b, c] = [documentId("a"), documentId("b"), documentId("c")];

/** A real library and real jobs; summaries begin when they are asked for and end when the test says how. */
function room() {
  const { store, clock, logger } = openLibrary();
  let ids = 0;
  const jobs = createJobs({ clock, logger, ids: { next: () => `job${++ids}` } });
  onTestFinished(() => jobs.dispose());
  const begun: string[] = [];
  const ends = new Map<string, (error?: AppError) => void>();
  let wake = (): void => {};
  const begin = (documentId: string): string => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    ends.set(documentId, (error) => (error ? reject(error) : resolve()));
    const job = jobs.start({
      kind: "summarize",
      subject: documentId,
      lane: "summarize",
      usesModel: true,
      onShutdown: "cancel",
      run: ({ signal }) => {
        signal.addEventListener("abort", () => reject(new AppError("CANCELLED")));
        return promise;
      },
    });
    begun.push(documentId);
    wake();
    return job.id;
  };
  const interrupted = new Set<string>();
  const summaries: Pick<Summaries, "start" | "resume" | "list"> = {
    start: async (documentId) => ({ summaryId: `s-${documentId}`, jobId: begin(documentId) }),
    resume: async (id) => ({ jobId: begin(id.slice(2)) }),
    list: (documentId) =>
      interrupted.has(documentId)
        ? [aSummary({ id: `s-${documentId}`, documentId, status: "interrupted", options: options() })]
        : [],
  };
  const options = () => summaryOptionsSchema.parse({});
  const rested: string[] = [];
  const onRest = (id: string): void => void rested.push(id);
  const queue = createQueue({ store, jobs, summaries, clock, logger, options, changed: () => wake(), onRest });
  for (const id of [a, b, c]) {
    addReadDocument(store, aDocument({ id, name: `${id[0]}.md` }), ["The mill is old."]);
  }
  store.collections.put(aCollection({ queue: "running" }));
  for (const documentId of [a, b, c]) {
    store.collections.addMember("collection", { documentId, path: documentId, state: "waiting", problem: null });
  }
  return {
    store,
    jobs,
    queue,
    begun,
    rested,
    interrupted,
    end: (documentId: string, error?: AppError) => ends.get(documentId)?.(error),
    states: () => store.collections.members("collection").map(({ state }) => state),
    until: (isReached: () => boolean) =>
      new Promise<void>((resolve) => {
        wake = () => isReached() && resolve();
        wake();
      }),
  };
}

it("summarizes one after the other, skips what fails, and rests when nothing waits", async () => {
  const { queue, store, begun, rested, end, states, until } = room();
  queue.kick("collection");
  await until(() => begun.length === 1);
  expect(states()).toEqual(["running", "waiting", "waiting"]);
  end(a);
  await until(() => begun.length === 2);
  end(b, new AppError("ENGINE_CRASHED"));
  await until(() => begun.length === 3);
  end(c);
  await until(() => store.collections.get("collection")?.queue === "idle" && queue.jobOf("collection") === null);
  expect(states()).toEqual(["done", "failed", "done"]);
  expect(store.collections.members("collection")[1]?.problem?.code).toBe("ENGINE_CRASHED");
  // what the documents say together comes next
  expect(rested).toEqual(["collection"]);
});

it("takes another order while it runs", async () => {
  const { queue, store, begun, end, until } = room();
  queue.kick("collection");
  await until(() => begun.length === 1);
  store.collections.order("collection", [a, c, b]);
  end(a);
  await until(() => begun.length === 2);
  expect(begun).toEqual([a, c]);
});

it("puts what it was at back when it is paused, and goes on from the finished parts of that", async () => {
  const { queue, store, begun, interrupted, states, until } = room();
  queue.kick("collection");
  await until(() => begun.length === 1);
  store.collections.update("collection", { queue: "paused" });
  await queue.stop("collection");
  expect(states()).toEqual(["waiting", "waiting", "waiting"]);
  queue.kick("collection");
  expect(queue.jobOf("collection")).toBeNull();
  interrupted.add(a);
  store.collections.update("collection", { queue: "running" });
  queue.kick("collection");
  await until(() => begun.length === 2);
  expect(begun).toEqual([a, a]);
});

it("goes on when it is paused and wanted again at once", async () => {
  const { queue, store, begun, states, until } = room();
  queue.kick("collection");
  await until(() => begun.length === 1);
  store.collections.update("collection", { queue: "paused" });
  const paused = queue.stop("collection");
  store.collections.update("collection", { queue: "running" });
  queue.kick("collection");
  await paused;
  await until(() => begun.length === 2);
  expect(queue.jobOf("collection")).not.toBeNull();
  expect(states()).toEqual(["running", "waiting", "waiting"]);
});

it("is paused where its job is stopped by itself or fails, and never runs without one", async () => {
  const { queue, store, jobs, begun, states, until } = room();
  queue.kick("collection");
  await until(() => begun.length === 1);
  await jobs.cancel(queue.jobOf("collection") ?? "");
  expect(store.collections.get("collection")).toMatchObject({ queue: "paused", problem: null });
  expect(states()).toEqual(["waiting", "waiting", "waiting"]);

  store.collections.update("collection", { queue: "running" });
  queue.kick("collection");
  const { updateMember } = store.collections;
  const failing = vi.spyOn(store.collections, "updateMember").mockImplementation((...change) => {
    failing.mockImplementation(updateMember);
    throw new AppError("DISK_FULL", { cause: change });
  });
  await until(() => queue.jobOf("collection") === null);
  expect(store.collections.get("collection")).toMatchObject({ queue: "paused", problem: { code: "DISK_FULL" } });
});

it("takes up again the document whose end could not be written", async () => {
  const { queue, store, begun, states, until } = room();
  store.collections.updateMember("collection", documentId("a"), { state: "running" });
  queue.kick("collection");
  await until(() => begun.length === 1);
  expect(begun[0]).toBe(documentId("a"));
  expect(states()).toEqual(["running", "waiting", "waiting"]);
});

it("stays to be gone on with when the application closes", async () => {
  const { queue, store, jobs, begun, states, until } = room();
  queue.kick("collection");
  await until(() => begun.length === 1);
  await jobs.dispose();
  expect(store.collections.get("collection")?.queue).toBe("running");
  expect(states()).toEqual(["waiting", "waiting", "waiting"]);
});

it("stands still where the model is at fault, and says why, instead of failing every document", async () => {
  const { queue, store, begun, end, states, until } = room();
  queue.kick("collection");
  await until(() => begun.length === 1);
  end(a, new AppError("MODEL_LOAD_FAILED"));
  await until(() => store.collections.get("collection")?.queue === "paused");
  expect(store.collections.get("collection")?.problem?.code).toBe("MODEL_LOAD_FAILED");
  expect(states()).toEqual(["waiting", "waiting", "waiting"]);
  expect(begun).toEqual([a]);
});

it("waits for a document that is being read, and does not wait for one that cannot be", async () => {
  const { queue, store, begun, end, states, until } = room();
  store.documents.update(a, { status: "reading", problem: null });
  store.documents.update(b, { status: "failed", problem: { code: "DOCUMENT_DAMAGED" } });
  queue.kick("collection");
  await until(() => begun.length === 1);
  expect(begun).toEqual([c]);
  expect(states()).toEqual(["waiting", "failed", "running"]);
  end(c);
  await until(() => queue.jobOf("collection") === null);
  expect(store.collections.get("collection")?.queue).toBe("running");
  store.documents.update(a, { status: "ready", problem: null });
  queue.kick("collection");
  await until(() => begun.length === 2);
  expect(begun).toEqual([c, a]);
});
