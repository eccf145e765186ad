import { AppError } from "../../contract/errors.ts";
import type { Clock } from "../ports.ts";

/** Resolves after so many milliseconds, at once when the signal aborts. */
export function delay(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = clock.setTimeout(done, ms);
    function done(): void {
      timer.clear();
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
}

/** Of what nobody stops. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

/** @throws CANCELLED as soon as the signal aborts, whatever the promise does then */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new AppError("CANCELLED"));
    // Its end is awaited even so, or its failure would be one that nobody has seen.
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
