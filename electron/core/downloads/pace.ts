import { delay } from "../async/waiting.ts";
import type { Clock } from "../ports.ts";

/** How quickly bytes come, and not quicker than they may. */
export interface Pace {
  /** Counts bytes that have come, and waits as long as the limit wants (a token bucket of one second). */
  take(bytes: number, signal: AbortSignal): Promise<void>;
  /** bytes a second of the last seconds; null where none have come */
  speed(): number | null;
}

/** Milliseconds that a speed is told of, and between two of its measures or two looks at the limit. */
const windowMs = 10_000;
const stepMs = 250;

/** @param limit bytes a second; null for none. It is asked now and then, not for every piece: settings are read from the store. */
export function createPace(clock: Clock, limit: () => number | null): Pace {
  /** when so many bytes had come, the oldest first */
  const marks: { readonly at: number; readonly bytes: number }[] = [{ at: clock.monotonic(), bytes: 0 }];
  let total = 0;
  /** bytes that may come at once; below zero they have come too early */
  let tokens = 0;
  let filledAt = clock.monotonic();
  let most: number | null = null;
  let askedAt = -Infinity;
  return {
    async take(bytes, signal) {
      total += bytes;
      const now = clock.monotonic();
      if (now - (marks.at(-1)?.at ?? 0) >= stepMs) marks.push({ at: now, bytes: total });
      while (marks.length > 2 && now - (marks[1]?.at ?? now) > windowMs) marks.shift();
      if (now - askedAt >= stepMs) {
        most = limit();
        askedAt = now;
      }
      if (most === null) return;
      tokens = Math.min(most, tokens + ((now - filledAt) / 1000) * most) - bytes;
      filledAt = now;
      if (tokens < 0) await delay(clock, (-tokens / most) * 1000, signal);
    },
    speed() {
      const [first] = marks;
      const ms = clock.monotonic() - (first?.at ?? 0);
      const bytes = total - (first?.bytes ?? 0);
      return bytes > 0 && ms > 0 ? (bytes / ms) * 1000 : null;
    },
  };
}
