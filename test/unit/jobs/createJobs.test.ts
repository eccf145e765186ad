import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import type { JobEvent } from "../../../electron/contract/jobs.ts";
import { createJobs, keptAfterEndMs } from "../../../electron/core/jobs/createJobs.ts";
import type { JobContext, Jobs, JobSpec } from "../../../electron/core/jobs/jobs.ts";
import { createIds } from "../../../electron/host/nodePorts.ts";
import { recordingLogger, standingClock } from "../store/library.ts";

interface Queue {
  readonly jobs: Jobs;
  readonly clock: ReturnType<typeof standingClock>;
  readonly logger: ReturnType<typeof recordingLogger>;
  readonly problems: readonly AppError[];
}

function createQueue(): Queue {
  const clock = standingClock();
  const logger = recordingLogger();
  const problems: AppError[] = [];
  const onProblem = (error: AppError): void => void problems.push(error);
  return { jobs: createJobs({ clock, logger, ids: createIds(clock), onProblem }), clock, logger, problems };
}

/** A job whose run waits for its test. */
function heldJob(lane: JobSpec["lane"] = "reply"): {
  spec: JobSpec;
  begun: Promise<JobContext>;
  finish: () => void;
  fail: (error: unknown) => void;
} {
  const begun = Promise.withResolvers<JobContext>();
  const held = Promise.withResolvers<void>();
  return {
    spec: {
      kind: "reply",
      subject: "message",
      lane,
      usesModel: true,
      onShutdown: "cancel",
      run(context) {
        begun.resolve(context);
        context.signal.addEventListener("abort", () => held.reject(context.signal.reason));
        return held.promise;
      },
    },
    begun: begun.promise,
    finish: () => held.resolve(),
    fail: (error) => held.reject(error),
  };
}

async function collect(events: AsyncIterable<JobEvent>): Promise<JobEvent[]> {
  const all: JobEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const textOf = (events: readonly JobEvent[]): string =>
  events.map((event) => (event.type === "delta" ? event.text : "")).join("");

describe("lanes", () => {
  it("runs the jobs of one lane one after another and says that the second waits", async () => {
    const { jobs } = createQueue();
    const first = heldJob();
    const second = heldJob();
    jobs.start(first.spec);
    const { id } = jobs.start(second.spec);
    await first.begun;
    const reader = jobs.attach(id);
    expect((await reader.next()).value).toMatchObject({ seq: 1, type: "started", subject: "message" });
    expect((await reader.next()).value).toMatchObject({ type: "progress", stage: "queued" });

    let begun = false;
    void second.begun.then(() => (begun = true));
    await Promise.resolve();
    expect(begun).toBe(false);
    first.finish();
    await second.begun;
    second.finish();
    await jobs.finished(id);
    expect(jobs.get(id)?.status).toBe("done");
  });

  it("runs different lanes side by side", async () => {
    const { jobs } = createQueue();
    const lanes = (["read", "summarize", "reply", "import"] as const).map((lane) => heldJob(lane));
    for (const job of lanes) jobs.start(job.spec);
    await Promise.all(lanes.map((job) => job.begun));
    expect(jobs.list().map((job) => job.status)).toEqual(["running", "running", "running", "running"]);
    await jobs.dispose();
  });

  it("goes on with the lane after a failure", async () => {
    const { jobs, logger } = createQueue();
    const bad = jobs.start({ ...heldJob().spec, run: () => Promise.reject(new AppError("ENGINE_CRASHED")) });
    const good = jobs.start({ ...heldJob().spec, run: () => Promise.resolve() });
    await expect(jobs.finished(bad.id)).rejects.toMatchObject({ code: "ENGINE_CRASHED" });
    await jobs.finished(good.id);
    expect(jobs.get(bad.id)?.status).toBe("failed");
    const last = (await collect(jobs.attach(bad.id))).at(-1);
    expect(last).toMatchObject({ type: "failed", problem: { code: "ENGINE_CRASHED" } });
    expect(logger.lines.join()).toContain("ENGINE_CRASHED");
  });

  it("survives a run that throws before it returns a promise", async () => {
    const { jobs } = createQueue();
    const { id } = jobs.start({
      ...heldJob().spec,
      run() {
        throw new Error("at once");
      },
    });
    await expect(jobs.finished(id)).rejects.toMatchObject({ code: "INTERNAL" });
  });

  it("does not begin before the caller has the id", async () => {
    const { jobs } = createQueue();
    const order: string[] = [];
    const { id } = jobs.start({
      ...heldJob().spec,
      run: () => {
        order.push("run");
        return Promise.resolve();
      },
    });
    order.push("started");
    await jobs.finished(id);
    expect(order).toEqual(["started", "run"]);
  });
});

describe("attach", () => {
  it("gives every listener all events in order, those before it came and those after", async () => {
    const { jobs } = createQueue();
    const job = heldJob();
    const { id } = jobs.start(job.spec);
    const early = collect(jobs.attach(id));
    const context = await job.begun;
    context.emit({ type: "progress", stage: "prompt", done: 1, total: 2, leftMs: null });
    context.emit({ type: "delta", text: "one " });
    const late = collect(jobs.attach(id));
    context.emit({ type: "delta", text: "two" });
    context.emit({ type: "item", item: { kind: "result", id: "message" } });
    job.finish();
    await jobs.finished(id);
    const after = await collect(jobs.attach(id));
    for (const events of [await early, await late, after]) {
      expect(events[0]).toEqual({ seq: 1, type: "started", kind: "reply", subject: "message" });
      expect(textOf(events)).toBe("one two");
      expect(events.at(-1)).toEqual({ seq: 6, type: "done" });
      expect(events.map((event) => event.seq)).toEqual(events.map((event) => event.seq).toSorted((a, b) => a - b));
    }
  });

  it("neither loses nor repeats text, wherever a reader left off", async () => {
    const { jobs } = createQueue();
    const job = heldJob();
    const { id } = jobs.start(job.spec);
    const context = await job.begun;
    const live = jobs.attach(id);
    const seen: JobEvent[] = [];
    const read = async (): Promise<void> => {
      const result = await live.next();
      if (!result.done) seen.push(result.value);
    };
    await read();
    const words = Array.from({ length: 40 }, (_, index) => `w${index} `);
    for (const [index, word] of words.entries()) {
      context.emit({ type: "delta", text: word });
      if (index % 3 === 2) await read();
      if (index === 20) context.emit({ type: "item", item: { kind: "result", id: "x" } });
    }
    job.finish();
    await jobs.finished(id);
    const rest = await collect(live);
    expect(textOf([...seen, ...rest])).toBe(words.join(""));

    const last = rest.at(-1)?.seq ?? 0;
    for (let after = 0; after <= last; after += 1) {
      const replayed = await collect(jobs.attach(id, after));
      // 1 is "started", 23 the item, 43 "done"; the others are one word each.
      const had = words.slice(0, Math.max(0, after >= 23 ? after - 2 : after - 1));
      expect(had.join("") + textOf(replayed), `after ${after}`).toBe(words.join(""));
      expect(replayed.every((event) => event.seq > after)).toBe(true);
    }
  });

  it("joins what a slow reader has missed", async () => {
    const { jobs } = createQueue();
    const job = heldJob();
    const { id } = jobs.start(job.spec);
    const context = await job.begun;
    for (let index = 1; index <= 1000; index += 1) {
      context.emit({ type: "progress", stage: "reading", done: index, total: 1000, leftMs: null });
    }
    for (let index = 0; index < 1000; index += 1) context.emit({ type: "thought", text: "y" });
    for (let index = 0; index < 1000; index += 1) context.emit({ type: "delta", text: "x" });
    job.finish();
    await jobs.finished(id);
    const events = await collect(jobs.attach(id));
    expect(events.map((event) => event.type)).toEqual(["started", "progress", "thought", "delta", "done"]);
    expect(events[1]).toMatchObject({ seq: 1001, done: 1000 });
    expect(events[2]).toEqual({ seq: 2001, type: "thought", text: "y".repeat(1000) });
    expect(textOf(events)).toHaveLength(1000);
  });

  it("lets a reader leave while it waits, by return and by signal, and the job go on", async () => {
    const { jobs } = createQueue();
    const job = heldJob();
    const { id } = jobs.start(job.spec);
    await job.begun;
    const one = jobs.attach(id, 1);
    const waiting = one.next();
    await one.return(undefined);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await one.next()).toEqual({ done: true, value: undefined });

    const controller = new AbortController();
    const other = collect(jobs.attach(id, 1, controller.signal));
    controller.abort();
    expect(await other).toEqual([]);
    expect(await collect(jobs.attach(id, 0, controller.signal))).toEqual([]);

    for await (const event of jobs.attach(id)) {
      expect(event.type).toBe("started");
      break;
    }
    job.finish();
    await jobs.finished(id);
    expect(jobs.get(id)?.status).toBe("done");
  });

  it("answers several waiting reads in their order", async () => {
    const { jobs } = createQueue();
    const job = heldJob();
    const { id } = jobs.start(job.spec);
    const context = await job.begun;
    const reader = jobs.attach(id, 1);
    const reads = [reader.next(), reader.next(), reader.next()];
    context.emit({ type: "delta", text: "a" });
    job.finish();
    const results = await Promise.all(reads);
    expect(results.map((result) => (result.done ? "end" : result.value.type))).toEqual(["delta", "done", "end"]);
  });

  it("keeps the events ten minutes after the end and no longer", async () => {
    const { jobs, clock } = createQueue();
    const { id } = jobs.start({ ...heldJob().spec, run: () => Promise.resolve() });
    await jobs.finished(id);
    clock.advance(keptAfterEndMs - 1);
    expect(await collect(jobs.attach(id))).toHaveLength(2);
    clock.advance(1);
    expect(jobs.get(id)).toBeNull();
    expect(() => jobs.attach(id)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });

  it("drops and reports what a job sends after its end", async () => {
    const { jobs, logger } = createQueue();
    const job = heldJob();
    const { id } = jobs.start(job.spec);
    const context = await job.begun;
    job.finish();
    await jobs.finished(id);
    context.emit({ type: "delta", text: "late" });
    expect(textOf(await collect(jobs.attach(id)))).toBe("");
    expect(logger.lines.join()).toContain("after its end");
  });
});

describe("cancel", () => {
  it("stops a running job and resolves when it has ended", async () => {
    const { jobs } = createQueue();
    const job = heldJob();
    const { id } = jobs.start(job.spec);
    const context = await job.begun;
    context.emit({ type: "delta", text: "kept" });
    await jobs.cancel(id);
    expect(jobs.get(id)?.status).toBe("cancelled");
    const events = await collect(jobs.attach(id));
    expect(textOf(events)).toBe("kept");
    expect(events.at(-1)?.type).toBe("cancelled");
    await expect(jobs.finished(id)).rejects.toMatchObject({ code: "CANCELLED" });
    await jobs.cancel(id);
  });

  it("takes a queued job out of its lane without running it", async () => {
    const { jobs } = createQueue();
    const first = heldJob();
    jobs.start(first.spec);
    await first.begun;
    let ran = false;
    const queued = jobs.start({
      ...heldJob().spec,
      run: () => {
        ran = true;
        return Promise.resolve();
      },
    });
    const third = jobs.start({ ...heldJob().spec, run: () => Promise.resolve() });
    await jobs.cancel(queued.id);
    expect((await collect(jobs.attach(queued.id))).at(-1)?.type).toBe("cancelled");
    first.finish();
    await jobs.finished(third.id);
    expect(ran).toBe(false);
  });

  it("lets others of its lane go first while it waits for what has to come before it", async () => {
    const { jobs } = createQueue();
    const before = heldJob();
    const ran: string[] = [];
    const run = (name: string) => () => {
      ran.push(name);
      return Promise.resolve();
    };
    const first = jobs.start({ ...heldJob().spec, before: before.spec.run, run: run("first") });
    const second = jobs.start({ ...heldJob().spec, run: run("second") });
    await jobs.finished(second.id);
    (await before.begun).emit({ type: "progress", stage: "reading", done: 0, total: 0, leftMs: null, file: "Lease" });
    expect(jobs.get(first.id)?.status).toBe("running");
    before.finish();
    await jobs.finished(first.id);
    expect(ran).toEqual(["second", "first"]);
  });

  it("ends a job that is stopped, or fails, while it waits for what has to come before it", async () => {
    const { jobs } = createQueue();
    const ends: unknown[] = [];
    let ran = false;
    const start = (before: JobSpec["run"]) =>
      jobs.start({
        ...heldJob().spec,
        before,
        run: () => {
          ran = true;
          return Promise.resolve();
        },
        onEnd: (end) => void ends.push(end),
      });
    const stopped = heldJob();
    const { id } = start(stopped.spec.run);
    await stopped.begun;
    await jobs.cancel(id);
    const error = new AppError("DISK_FULL");
    await expect(jobs.finished(start(() => Promise.reject(error)).id)).rejects.toBe(error);
    expect(ends).toEqual([{ status: "cancelled" }, { status: "failed", error }]);
    expect(ran).toBe(false);
  });

  it("cancels a job that was started in the same turn", async () => {
    const { jobs } = createQueue();
    let ran = false;
    const { id } = jobs.start({
      ...heldJob().spec,
      run: () => {
        ran = true;
        return Promise.resolve();
      },
    });
    await jobs.cancel(id);
    expect(jobs.get(id)?.status).toBe("cancelled");
    expect(ran).toBe(false);
  });

  it("tells a full disk met while stopping, and takes other failures then for the stop", async () => {
    const { jobs } = createQueue();
    const failing = (error: unknown): JobSpec => ({
      ...heldJob().spec,
      run: (context) =>
        new Promise((_, reject) => context.signal.addEventListener("abort", () => reject(error), { once: true })),
    });
    const full = jobs.start(failing(new AppError("DISK_FULL")));
    await Promise.resolve();
    await jobs.cancel(full.id);
    expect(jobs.get(full.id)?.status).toBe("failed");
    const broken = jobs.start(failing(new Error("pipe closed")));
    await Promise.resolve();
    await jobs.cancel(broken.id);
    expect(jobs.get(broken.id)?.status).toBe("cancelled");
  });

  it("says NOT_FOUND for a job that never was", async () => {
    const { jobs } = createQueue();
    await expect(jobs.cancel("none")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(jobs.finished("none")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("the end of a job", () => {
  it("is told once and before anybody who waits for it, also where its turn never came", async () => {
    const { jobs } = createQueue();
    const told: string[] = [];
    const spec = (name: string, job: JobSpec): JobSpec => ({
      ...job,
      onEnd: (end) => void told.push(`${name} ${end.status}`),
    });
    const first = heldJob();
    const second = heldJob();
    const third = heldJob();
    const [one, two, three] = [
      jobs.start(spec("first", first.spec)),
      jobs.start(spec("second", second.spec)),
      jobs.start(spec("third", third.spec)),
    ];
    void jobs.finished(one.id).then(() => told.push("waited"));
    await first.begun;
    await jobs.cancel(two.id);
    first.finish();
    await third.begun;
    third.fail(new AppError("READER_CRASHED"));
    await expect(jobs.finished(three.id)).rejects.toMatchObject({ code: "READER_CRASHED" });
    expect(told).toEqual(["second cancelled", "first done", "waited", "third failed"]);
  });

  it("that cannot be kept is logged and told, and the lane goes on", async () => {
    const { jobs, logger, problems } = createQueue();
    const onEnd = (): never => {
      throw new AppError("DISK_FULL");
    };
    const bad = jobs.start({ ...heldJob().spec, run: () => Promise.resolve(), onEnd });
    const good = jobs.start({ ...heldJob().spec, run: () => Promise.resolve() });
    await jobs.finished(bad.id);
    await jobs.finished(good.id);
    expect(problems.map(({ code }) => code)).toEqual(["DISK_FULL"]);
    expect(logger.lines.join()).toContain("DISK_FULL");
  });
});

describe("dispose", () => {
  it("tells what stays to be done from what was given up", async () => {
    const { jobs } = createQueue();
    const told: string[] = [];
    const start = (name: string, onShutdown: JobSpec["onShutdown"], job = heldJob()) => {
      const { id } = jobs.start({ ...job.spec, onShutdown, onEnd: (end) => void told.push(`${name} ${end.status}`) });
      return { id, begun: job.begun };
    };
    const running = start("running", "leave");
    start("waiting", "leave");
    start("dropped", "cancel");
    const stopped = start("stopped", "leave");
    await running.begun;
    await jobs.cancel(stopped.id);
    await jobs.dispose();
    expect(told.toSorted()).toEqual(["dropped cancelled", "running left", "stopped cancelled", "waiting left"]);
  });

  it("stops everything, ends every reader, and takes no more work", async () => {
    const { jobs } = createQueue();
    const running = heldJob();
    const { id } = jobs.start(running.spec);
    const queued = jobs.start(heldJob().spec);
    await running.begun;
    const readers = [collect(jobs.attach(id)), collect(jobs.attach(queued.id))];
    await jobs.dispose();
    for (const events of await Promise.all(readers)) expect(events.at(-1)?.type).toBe("cancelled");
    expect(jobs.list()).toEqual([]);
    expect(() => jobs.start(running.spec)).toThrow(expect.objectContaining({ code: "CANCELLED" }));
  });
});
