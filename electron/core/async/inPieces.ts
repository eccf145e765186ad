import { setImmediate } from "node:timers/promises";

/** Things of which the many are read at once that take a few milliseconds. */
const atOnce = 200;

/** Reads what belongs to many ids, some at a time: between them whoever else waits gets a turn. Ends when the caller leaves. */
export async function* inPieces<Id, Read>(
  ids: readonly Id[],
  read: (ids: readonly Id[]) => Read,
  signal: AbortSignal | undefined,
): AsyncGenerator<Read> {
  for (let from = 0; from < ids.length; from += atOnce) {
    if (signal?.aborted) return;
    yield read(ids.slice(from, from + atOnce));
    await setImmediate();
  }
}
