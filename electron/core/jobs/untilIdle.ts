import type { JobKind } from "../../contract/jobs.ts";
import { untilAborted } from "../async/waiting.ts";
import type { Jobs } from "./jobs.ts";

/**
 * Resolves when no job is at work but those of these kinds.
 * @throws CANCELLED as soon as the signal aborts
 */
export async function untilIdle(jobs: Jobs, but: ReadonlySet<JobKind>, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const other = jobs.list().find(({ kind, status }) => status === "running" && !but.has(kind));
    if (!other) return;
    const ended = jobs.finished(other.id).catch(() => undefined);
    await untilAborted(ended, signal);
  }
}
