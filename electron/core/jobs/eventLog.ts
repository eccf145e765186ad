import type { JobEvent, JobEventBody } from "../../contract/jobs.ts";

/**
 * The events of one job, for replay. Neighbouring deltas are joined and of neighbouring progress events of one stage only
 * the last is kept, so that the log grows with the text and not with the number of events. Numbers stay those of the
 * events as they were sent: a joined delta bears the last of its numbers, and a reader who has seen a part of it gets the rest.
 */
export interface EventLog {
  append(body: JobEventBody): void;
  /** No event follows. */
  close(): void;
  /** The first event after `after`, or null where there is none yet; `closed` says whether one can come. */
  next(after: number): JobEvent | null;
  readonly closed: boolean;
  /** Calls once at the next append or close; returns how to take that back. */
  onChange(listener: () => void): () => void;
}

export function createEventLog(): EventLog {
  const records: LogRecord[] = [];
  const listeners = new Set<() => void>();
  let seq = 0;
  let closed = false;

  return {
    append(body) {
      const grows = body.type === "delta" || body.type === "thought";
      if (grows && body.text === "") return;
      seq += 1;
      const last = records.at(-1);
      if (grows && last?.type === body.type) {
        last.text += body.text;
        last.ends.push(last.text.length);
        last.lastSeq = seq;
      } else if (grows) {
        records.push({ type: body.type, firstSeq: seq, lastSeq: seq, text: body.text, ends: [body.text.length] });
      } else if (body.type === "progress" && last?.type === "whole" && replaces(body, last.body)) {
        last.body = body;
        last.lastSeq = seq;
      } else {
        records.push({ type: "whole", lastSeq: seq, body });
      }
      wake();
    },
    close() {
      closed = true;
      wake();
    },
    next(after) {
      const record = records[firstAfter(records, after)];
      if (!record) return null;
      if (record.type === "whole") return { seq: record.lastSeq, ...record.body };
      // The reader may have had the first deltas of this record already, one by one.
      const seen = after < record.firstSeq ? 0 : (record.ends[after - record.firstSeq] ?? 0);
      return { seq: record.lastSeq, type: record.type, text: record.text.slice(seen) };
    },
    get closed() {
      return closed;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function wake(): void {
    const woken = [...listeners];
    listeners.clear();
    for (const listener of woken) listener();
  }
}

/**
 * Reads a log at the reader's own pace: nothing is queued for a slow one, who gets what has been joined meanwhile. Unlike an
 * async generator function, `return` also ends a `next` that is still waiting, so a caller that leaves is gone at once.
 */
export function readEvents(log: EventLog, after: number, signal?: AbortSignal): AsyncGenerator<JobEvent> {
  let cursor = after;
  let left = false;
  let wakeUp: (() => void) | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const leave = (): void => {
    left = true;
    signal?.removeEventListener("abort", leave);
    wakeUp?.();
  };
  if (signal?.aborted) left = true;
  else signal?.addEventListener("abort", leave, { once: true });

  const pull = async (): Promise<IteratorResult<JobEvent, undefined>> => {
    while (!left) {
      const event = log.next(cursor);
      if (event) {
        cursor = event.seq;
        return { done: false, value: event };
      }
      if (log.closed) leave();
      else await changed();
    }
    return { done: true, value: undefined };
  };

  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      const forget = log.onChange(() => {
        wakeUp = null;
        resolve();
      });
      wakeUp = () => {
        forget();
        wakeUp = null;
        resolve();
      };
    });

  const reader: AsyncGenerator<JobEvent, undefined> = {
    next() {
      const result = turn.then(pull);
      turn = result;
      return result;
    },
    return() {
      leave();
      return Promise.resolve({ done: true, value: undefined });
    },
    throw(thrown) {
      leave();
      return Promise.reject(thrown);
    },
    [Symbol.asyncIterator]: () => reader,
    [Symbol.asyncDispose]() {
      leave();
      return Promise.resolve();
    },
  };
  return reader;
}

type LogRecord = TextRecord | WholeRecord;

interface TextRecord {
  readonly type: "delta" | "thought";
  readonly firstSeq: number;
  lastSeq: number;
  text: string;
  /** length of the text after each of the joined deltas */
  readonly ends: number[];
}

interface WholeRecord {
  readonly type: "whole";
  lastSeq: number;
  body: Exclude<JobEventBody, { type: "delta" | "thought" }>;
}

function replaces(next: JobEventBody, last: JobEventBody): boolean {
  return next.type === "progress" && last.type === "progress" && next.stage === last.stage;
}

/** Index of the first record that ends after the number, by bisection: numbers grow along the log. */
function firstAfter(records: readonly LogRecord[], after: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle]?.lastSeq ?? 0) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
