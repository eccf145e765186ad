import { describe, expect, it, onTestFinished } from "vitest";
import { chooseTask } from "../../../electron/core/collections/chooseTask.ts";
import { compareTask } from "../../../electron/core/compare/compareTask.ts";
import type { Logger, Thread, ThreadStarter } from "../../../electron/core/ports.ts";
import { prepareTask } from "../../../electron/core/summarize/prepareTask.ts";
import { createTextWorker } from "../../../electron/core/textWorker/createTextWorker.ts";
import { type StoredText, storedText } from "../../../electron/core/textWorker/storedText.ts";
import type { TextTask } from "../../../electron/core/textWorker/textTask.ts";
import { digestTask, factsTask, sketchTask } from "../../../electron/core/textWorker/textTasks.ts";
import { createNodeThreads } from "../../../electron/host/nodeThreads.ts";
import { createFakeClock } from "../engine/fakeClock.ts";
import { openLibrary } from "../store/library.ts";
import { textDocument } from "../summarize/textDocument.ts";

const silent: Logger = { info() {}, warn() {}, error() {} };
const endless: TextTask<null, never> = {
  name: "endless",
  run() {
    throw new Error("runs in its thread only");
  },
};

/** The real thread, and each that was started. */
function open() {
  const started: Thread[] = [];
  const real = createNodeThreads();
  const threads: ThreadStarter = {
    start(entry) {
      const thread = real.start(entry);
      started.push(thread);
      return thread;
    },
  };
  const clock = createFakeClock();
  const logged: string[] = [];
  const logger: Logger = { ...silent, error: (message) => void logged.push(message) };
  const worker = createTextWorker({ threads, clock, logger });
  onTestFinished(() => worker.dispose());
  return { worker, started, clock, logged };
}

/** A thread that answers when it is told to. */
function scripted() {
  const sent: { id: number; task: string }[] = [];
  let stopped = 0;
  let tell: (message: unknown) => void = () => {};
  let exit: (error: Error | null) => void = () => {};
  const threads: ThreadStarter = {
    start: () => ({
      send: (message) => void sent.push(message as { id: number; task: string }),
      onMessage: (listener) => (tell = listener),
      onExit: (listener) => (exit = listener),
      stop: () => void (stopped += 1),
    }),
  };
  const worker = createTextWorker({ threads, clock: createFakeClock(), logger: silent });
  const answer = (): void => tell({ type: "done", id: sent.at(-1)?.id, output: sent.at(-1)?.task });
  return { worker, sent, answer, exit: (error: Error) => exit(error), stopped: () => stopped };
}

const named = (name: string): TextTask<null, string> => ({ name, run: () => name });

function lease(extra: string): StoredText {
  const { store } = openLibrary();
  const lines = Array.from(
    { length: 40 },
    (_, place) =>
      `The tenant shall pay ${String(place * 37 + 5)} euros to Anna Keller before 3 March 2026 for room ${String(place)}.`,
  );
  const { document, pages } = textDocument([lines.join("\n"), `${extra}\n${lines.slice(3).join("\n")}`], {
    title: "Lease",
  });
  store.documents.put({ ...document, status: "reading" });
  store.documents.addPages(document.id, pages);
  store.documents.finish(document.id, { ...document, outline: [] });
  const stored = store.documents.get(document.id);
  if (!stored) throw new Error("The document was not stored.");
  return structuredClone(storedText(store, stored));
}

describe("the thread for work on text", () => {
  it("comes to what the work comes to where it is called", async () => {
    const { worker, started } = open();
    const before = lease("The cellar stays dry.");
    const after = lease("The cellar must not be flooded with 30 litres of oil.");
    const options = { mode: "auto", structure: "facts" } as const;
    const members = [before, after].map((text, place) => ({
      document: text.document,
      path: `${String(place)}.txt`,
      summary: null,
      digest: digestTask.run({ text, length: "standard" }, silent).lines,
    }));
    const collection = { id: "c", title: "Leases" };
    expect(await worker.run(sketchTask, before.pages)).toEqual(sketchTask.run(before.pages, silent));
    expect(await worker.run(factsTask, before)).toEqual(factsTask.run(before, silent));
    expect(await worker.run(compareTask, { before, after })).toEqual(compareTask.run({ before, after }, silent));
    expect(await worker.run(prepareTask, { text: after, options, choosesSentences: true })).toEqual(
      prepareTask.run({ text: after, options, choosesSentences: true }, silent),
    );
    expect(await worker.run(chooseTask, { collection, members })).toEqual(
      chooseTask.run({ collection, members }, silent),
    );
    const { lines, coverage } = await worker.run(digestTask, { text: before, length: "detailed" });
    const direct = digestTask.run({ text: before, length: "detailed" }, silent);
    expect({ lines, coverage }).toEqual({ lines: direct.lines, coverage: direct.coverage });
    expect(started).toHaveLength(1);
  });

  it("fails a task with the error of the task, and a task it does not know, and goes on", async () => {
    const { worker, started } = open();
    const broken = { ...lease("x"), pages: null } as unknown as StoredText;
    await expect(worker.run(factsTask, broken)).rejects.toThrow(expect.objectContaining({ code: "INTERNAL" }));
    await expect(worker.run(endless, null)).rejects.toThrow(expect.objectContaining({ code: "INTERNAL" }));
    expect(await worker.run(sketchTask, [])).toEqual([]);
    expect(started).toHaveLength(1);
  });

  it("fails what ran when its thread ends, and starts another for what waited", async () => {
    const { worker, started, logged } = open();
    const first = worker.run(sketchTask, [{ text: "one two three four" }]);
    const second = worker.run(sketchTask, [{ text: "five six seven eight" }]);
    started[0]?.stop();
    await expect(first).rejects.toThrow(expect.objectContaining({ code: "INTERNAL" }));
    expect(await second).toHaveLength(1);
    expect(started).toHaveLength(2);
    expect(logged).toHaveLength(1);
  });

  it("is not started before it is needed, and gives its memory back after a long rest", async () => {
    const { worker, started, clock } = open();
    expect(started).toHaveLength(0);
    await worker.run(sketchTask, []);
    const ended = new Promise((resolve) => started[0]?.onExit(resolve));
    clock.advance(10 * 60_000);
    await ended;
    expect(await worker.run(sketchTask, [])).toEqual([]);
    expect(started).toHaveLength(2);
  });
});

describe("the queue before the thread", () => {
  it("takes what a person waits for before what nobody waits for", async () => {
    const { worker, sent, answer } = scripted();
    const all = [
      worker.run(named("running"), null),
      worker.run(named("usual"), null),
      worker.run(named("urgent"), null, { urgent: true }),
    ];
    for (let count = 0; count < all.length; count += 1) answer();
    expect(sent.map(({ task }) => task)).toEqual(["running", "urgent", "usual"]);
    expect(await Promise.all(all)).toEqual(["running", "usual", "urgent"]);
  });

  it("drops a task that is cancelled while it waits, and the thread of one that runs", async () => {
    const { worker, sent, answer, stopped } = scripted();
    const [stop, leave] = [new AbortController(), new AbortController()];
    const running = worker.run(named("running"), null, { signal: stop.signal });
    const waiting = worker.run(named("waiting"), null, { signal: leave.signal });
    const last = worker.run(named("last"), null);
    leave.abort();
    await expect(waiting).rejects.toThrow(expect.objectContaining({ code: "CANCELLED" }));
    expect(stopped()).toBe(0);
    stop.abort();
    await expect(running).rejects.toThrow(expect.objectContaining({ code: "CANCELLED" }));
    expect(stopped()).toBe(1);
    answer();
    expect(await last).toBe("last");
    expect(sent.map(({ task }) => task)).toEqual(["running", "last"]);
    await expect(worker.run(named("late"), null, { signal: stop.signal })).rejects.toThrow(
      expect.objectContaining({ code: "CANCELLED" }),
    );
  });

  it("cancels what runs and what waits when it is disposed", async () => {
    const { worker, stopped } = scripted();
    const all = [worker.run(named("running"), null), worker.run(named("waiting"), null)];
    worker.dispose();
    for (const each of [...all, worker.run(named("late"), null)]) {
      await expect(each).rejects.toThrow(expect.objectContaining({ code: "CANCELLED" }));
    }
    expect(stopped()).toBe(1);
  });
});
