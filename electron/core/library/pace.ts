import type { Clock } from "../ports.ts";
import type { ReadStage } from "./reading/reader.ts";

/** How a reading gets on: what to tell of it. `total` is 0 while it is not known, `leftMs` null. */
export interface ReadProgress {
  readonly type: "progress";
  readonly stage: ReadStage;
  readonly done: number;
  readonly total: number;
  readonly leftMs: number | null;
}

/** Tells how a reading that begins now gets on, and from its pace what is left. */
export function paceOf(clock: Clock, tell: (progress: ReadProgress) => void) {
  const started = clock.monotonic();
  let at: { readonly done: number; readonly time: number } | null = null;
  return (done: number, total: number, stage: ReadStage): void => {
    const now = clock.monotonic();
    // What was recognised before is skipped in no time: only what is done from here on tells the pace.
    at ??= { done, time: stage === "recognizing" ? now : started };
    const fresh = done - at.done;
    const leftMs = fresh > 0 && total > 0 ? Math.round(((now - at.time) / fresh) * (total - done)) : null;
    tell({ type: "progress", stage, done, total, leftMs });
  };
}
