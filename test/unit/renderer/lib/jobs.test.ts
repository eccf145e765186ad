import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../electron/contract/errors.ts";
import type { JobEvent } from "../../../../electron/contract/jobs.ts";
import type { Api } from "../../../../renderer/lib/client.ts";
import { applyJobEvent, attaching, createJobFeeds, type JobFeeds } from "../../../../renderer/lib/jobs.ts";

const events: readonly JobEvent[] = [
  { seq: 1, type: "started", kind: "reply", subject: "m" },
  { seq: 2, type: "progress", stage: "prompt", done: 3, total: 10, leftMs: 700 },
  { seq: 3, type: "delta", text: "One " },
  { seq: 4, type: "delta", text: "two" },
  { seq: 5, type: "item", item: { kind: "result", id: "m" } },
  { seq: 6, type: "done" },
];
const thinking: readonly JobEvent[] = [
  { seq: 1, type: "progress", stage: "thinking", done: 0, total: 0, leftMs: null },
  { seq: 2, type: "thought", text: "Let me " },
  { seq: 3, type: "progress", stage: "thinking", done: 1200, total: 0, leftMs: null },
  { seq: 4, type: "thought", text: "see." },
  { seq: 5, type: "progress", stage: "writing", done: 0, total: 0, leftMs: null },
];

describe("a job's events", () => {
  it("make its view", () => {
    const view = events.reduce(applyJobEvent, attaching);
    expect(view).toEqual({
      status: "done",
      progress: { stage: "prompt", done: 3, total: 10, leftMs: 700, file: null },
      text: "One two",
      thought: null,
      items: [{ kind: "result", id: "m" }],
      problem: null,
      seq: 6,
    });
  });

  it("tell what the model thinks, and how long it took", () => {
    const view = thinking.reduce(applyJobEvent, attaching);
    expect(view).toMatchObject({
      text: "",
      thought: { text: "Let me see.", ms: 1200 },
      progress: { stage: "writing" },
    });
  });

  it("count once, however often they are replayed", () => {
    const replayed = [...events.slice(0, 4), ...events.slice(1)];
    expect(replayed.reduce(applyJobEvent, attaching).text).toBe("One two");
  });

  it("keep the problem of a failure and the text before it", () => {
    const problem = { code: "GENERATION_FAILED", message: "no" } as const;
    const view = [...events.slice(0, 3), { seq: 4, type: "failed", problem } as const].reduce(applyJobEvent, attaching);
    expect(view).toMatchObject({ status: "failed", problem, text: "One " });
  });
});

/** The jobs of an application that answers each attach with the next script. */
function scripted(scripts: readonly ((after: number) => AsyncIterable<JobEvent>)[]) {
  const asked: number[] = [];
  const attach = async ({ after = 0 }: { jobId: string; after?: number }) => {
    const script = scripts[asked.length];
    asked.push(after);
    if (!script) throw new AppError("NOT_FOUND");
    return script(after);
  };
  return { asked, api: { jobs: { attach } } as unknown as Api };
}

async function* stream(list: readonly JobEvent[], end?: Error): AsyncGenerator<JobEvent> {
  yield* list;
  if (end) throw end;
}

const atOnce = (callback: () => void) => callback();

function until(feeds: JobFeeds, jobId: string, isReached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const leave = feeds.subscribe(jobId, () => {
      if (!isReached()) return;
      resolve();
      leave();
    });
  });
}

describe("a feed", () => {
  it("takes a broken stream up where it broke", async () => {
    const { api, asked } = scripted([
      () => stream(events.slice(0, 3), new TypeError("network")),
      (after) => stream(events.filter(({ seq }) => seq > after)),
    ]);
    const feeds = createJobFeeds(api, atOnce);
    let last = attaching;
    await until(feeds, "j", () => {
      last = feeds.view("j");
      return last.status === "done";
    });
    expect(asked).toEqual([0, 3]);
    expect(last.text).toBe("One two");
  });

  it("says that a job the application no longer knows is gone", async () => {
    const { api } = scripted([]);
    const feeds = createJobFeeds(api, atOnce);
    let last = attaching;
    await until(feeds, "j", () => {
      last = feeds.view("j");
      return last.status === "gone";
    });
    expect(last.problem).toBeNull();
  });

  it("tells a change at once, and those that follow within the pause together at its end", async () => {
    const waiting: (() => void)[] = [];
    const endPause = () => waiting.shift()?.();
    const live = new TransformStream<JobEvent, JobEvent>();
    const writer = live.writable.getWriter();
    const { api } = scripted([() => live.readable]);
    const feeds = createJobFeeds(api, (callback) => void waiting.push(callback));
    const told: string[] = [];
    const leave = feeds.subscribe("j", () => told.push(feeds.view("j").text));
    const arrive = async (seq: number, text: string) => {
      await writer.write({ seq, type: "delta", text });
      await vi.waitFor(() => expect(feeds.view("j").seq).toBe(seq));
    };
    await arrive(1, "One");
    expect(told).toEqual(["One"]);
    await arrive(2, " two");
    await arrive(3, " three");
    expect(told).toEqual(["One"]);
    endPause();
    expect(told).toEqual(["One", "One two three"]);
    endPause();
    expect(told).toHaveLength(2);
    leave();
  });

  it("opens one stream for all who listen", async () => {
    const { api, asked } = scripted([() => stream(events)]);
    const feeds = createJobFeeds(api, atOnce);
    await Promise.all([
      until(feeds, "j", () => feeds.view("j").status === "done"),
      until(feeds, "j", () => feeds.view("j").status === "done"),
    ]);
    expect(asked).toEqual([0]);
  });
});
