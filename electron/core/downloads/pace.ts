import { delay } from "../async/waiting.ts";
import type { Clock } from "../ports.ts";

/** How quickly bytes come, and not quicker than they may. */
export interface Pace {
  /** From now on bytes are waited for: what was done before them has taken no time. */
  begin(): void;
  /** Counts bytes that have come, and waits as long as the limit wants (a token bucket of one second). */
  take(bytes: number, signal: AbortSignal): Promise<void>;
  /** bytes a second of the last seconds; null where none have come */
  speed(): number | null;
  /** seconds for which nothing has come, although more was let in */
  silence(): number;
}

/** Milliseconds that a speed is told of, and between two of its measures or two looks at the limit. */
const windowMs = 10_000;
const stepMs = 250;

/** @param limit bytes a second; null for none. It is asked now and then, not for every piece: settings are read from the store. */
export function createPace(clock: Clock, limit: () => number | null): Pace {
  /** when so many bytes had come, the oldest first */
  let marks: { readonly at: number; readonly bytes: number }[] = [];
  let total = 0;
  /** bytes that may come at once; below zero they have come too early */
  let tokens = 0;
  let filledAt = 0;
  let most: number | null = null;
  let askedAt = -Infinity;
  let heardAt = 0;
  let isHeldBack = false;
  const pace: Pace = {
    begin() {
      filledAt = clock.monotonic();
      heardAt = filledAt;
      marks = [{ at: filledAt, bytes: total }];
    },
    async take(bytes, signal) {
      total += bytes;
      heardAt = clock.monotonic();
      if (heardAt - (marks.at(-1)?.at ?? 0) >= stepMs) marks.push({ at: heardAt, bytes: total });
      while (marks.length > 2 && heardAt - (marks[1]?.at ?? heardAt) > windowMs) marks.shift();
      isHeldBack = true;
      fill();
      tokens -= bytes;
      while (most !== null && tokens < 0 && !signal.aborted) {
        // In steps: the limit may be another one meanwhile.
        await delay(clock, Math.min(Math.ceil((-tokens / most) * 1000), stepMs), signal);
        fill();
      }
      isHeldBack = false;
      heardAt = clock.monotonic();
    },
    speed() {
      const [first] = marks;
      const ms = clock.monotonic() - (first?.at ?? 0);
      const bytes = total - (first?.bytes ?? 0);
      return bytes > 0 && ms > 0 ? (bytes / ms) * 1000 : null;
    },
    silence: () => (isHeldBack ? 0 : (clock.monotonic() - heardAt) / 1000),
  };
  pace.begin();
  return pace;

  /** Lets in what the limit has allowed since. Under another one than before it begins anew. */
  function fill(): void {
    const now = clock.monotonic();
    if (now - askedAt >= stepMs) {
      const next = limit();
      if (next !== most) [most, tokens] = [next, 0];
      askedAt = now;
    }
    if (most !== null) tokens = Math.min(most, tokens + ((now - filledAt) / 1000) * most);
    filledAt = now;
  }
}
