import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import { assertNever, type Problem, internalError } from "../../electron/contract/errors.ts";
import type { JobEvent, JobItem, JobStage } from "../../electron/contract/jobs.ts";
import { type Api, callError } from "./client.ts";
import { wait } from "./connection.ts";

/** A job as far as its events were seen. */
export interface JobView {
  /** gone: the application no longer knows it (it ended before the last start) */
  readonly status: "attaching" | "running" | "done" | "failed" | "cancelled" | "gone";
  readonly progress: {
    readonly stage: JobStage;
    readonly done: number;
    readonly total: number;
    readonly leftMs: number | null;
    /** that is worked on, where there are many */
    readonly file: string | null;
  } | null;
  /** all deltas, joined */
  readonly text: string;
  /** what the model thought before it, and the milliseconds it took */
  readonly thought: { readonly text: string; readonly ms: number } | null;
  /** what the job made, oldest first */
  readonly items: readonly JobItem[];
  readonly problem: Problem | null;
  /** number of the last event seen, 0 before the first */
  readonly seq: number;
}

export const attaching: JobView = {
  status: "attaching",
  progress: null,
  text: "",
  thought: null,
  items: [],
  problem: null,
  seq: 0,
};

/** The job after one more event. An event that was seen before (a replay that overlaps) changes nothing. */
export function applyJobEvent(view: JobView, event: JobEvent): JobView {
  if (event.seq <= view.seq) return view;
  const next = { ...view, seq: event.seq, status: "running" as const };
  switch (event.type) {
    case "started":
      return next;
    case "progress": {
      const { stage, done, total, leftMs, file = null } = event;
      const thought = stage === "thinking" ? { text: "", ...view.thought, ms: done } : view.thought;
      return { ...next, thought, progress: { stage, done, total, leftMs, file } };
    }
    case "delta":
      return { ...next, text: view.text + event.text };
    case "thought":
      return { ...next, thought: { ms: 0, ...view.thought, text: (view.thought?.text ?? "") + event.text } };
    case "item":
      return { ...next, items: [...view.items, event.item] };
    case "done":
      return { ...next, status: "done" };
    case "failed":
      return { ...next, status: "failed", problem: event.problem };
    case "cancelled":
      return { ...next, status: "cancelled" };
    default:
      return assertNever(event);
  }
}

export const hasEnded = (view: JobView) => view.status !== "attaching" && view.status !== "running";

export interface JobFeeds {
  /** The newest view, {@link attaching} before anybody subscribed. */
  view(jobId: string): JobView;
  /** Attaches with the first listener and detaches with the last; the job itself goes on. */
  subscribe(jobId: string, listener: () => void): () => void;
}

/**
 * One stream a job however many views show it. A change is told at once, so that it is drawn with the very next frame of the screen;
 * those that follow within the `pause` after it are told together at its end.
 */
export function createJobFeeds(api: Api, pause: (callback: () => void) => void = shortPause): JobFeeds {
  interface Feed {
    view: JobView;
    readonly listeners: Set<() => void>;
    leaving: AbortController | null;
  }
  /** what the listeners know, and whether what is new has to wait */
  interface Told {
    view: JobView;
    isPausing: boolean;
  }
  const feeds = new Map<string, Feed>();

  function update(feed: Feed, view: JobView, told: Told) {
    if (view === feed.view) return;
    feed.view = view;
    if (!told.isPausing) tell(feed, told);
  }

  function tell(feed: Feed, told: Told) {
    told.isPausing = true;
    told.view = feed.view;
    for (const listener of feed.listeners) listener();
    pause(() => {
      told.isPausing = false;
      if (told.view !== feed.view) tell(feed, told);
    });
  }

  async function follow(jobId: string, feed: Feed, signal: AbortSignal) {
    const told: Told = { view: feed.view, isPausing: false };
    let failures = 0;
    while (!signal.aborted && !hasEnded(feed.view)) {
      try {
        const events: AsyncIterable<JobEvent> = await api.jobs.attach({ jobId, after: feed.view.seq }, { signal });
        for await (const event of events) {
          failures = 0;
          update(feed, applyJobEvent(feed.view, event), told);
        }
      } catch (thrown) {
        if (signal.aborted) return;
        const { code } = callError(thrown);
        if (code === "NOT_FOUND") return update(feed, { ...feed.view, status: "gone" }, told);
        if (code === "UNAUTHORIZED") return;
      }
      if (signal.aborted || hasEnded(feed.view)) return;
      failures += 1;
      await wait(Math.min(250 * 2 ** (failures - 1), 5000), signal);
    }
  }

  return {
    view: (jobId) => feeds.get(jobId)?.view ?? attaching,
    subscribe(jobId, listener) {
      const feed = feeds.get(jobId) ?? { view: attaching, listeners: new Set(), leaving: null };
      feeds.set(jobId, feed);
      feed.listeners.add(listener);
      if (!feed.leaving) {
        feed.leaving = new AbortController();
        void follow(jobId, feed, feed.leaving.signal);
      }
      return () => {
        feed.listeners.delete(listener);
        if (feed.listeners.size > 0) return;
        feed.leaving?.abort();
        feed.leaving = null;
        if (hasEnded(feed.view)) feeds.delete(jobId);
      };
    },
  };
}

export const JobFeedsContext = createContext<JobFeeds | null>(null);

const noJob = () => () => {};

/** The job as it goes: replayed from its start, then live; a lost connection is taken up where it broke. Null without an id. */
export function useJob(jobId: string | null): JobView | null {
  const feeds = useContext(JobFeedsContext);
  if (!feeds) throw internalError("No JobFeedsContext above this component.");
  const subscribe = useCallback(
    (listener: () => void) => (jobId === null ? noJob() : feeds.subscribe(jobId, listener)),
    [feeds, jobId],
  );
  return useSyncExternalStore(subscribe, () => (jobId === null ? null : feeds.view(jobId)));
}

/**
 * Half a frame of the screen: a change that waited for a frame would be drawn with the one after it. A hidden window draws none, and
 * its work must not pile up.
 */
function shortPause(callback: () => void): void {
  setTimeout(callback, document.visibilityState === "hidden" ? 100 : 8);
}
