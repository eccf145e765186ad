import { AppError, problemToError } from "../../contract/errors.ts";
import type { JobEvent, JobStage } from "../../contract/jobs.ts";
import type { Call, McpDeps } from "./mcpTool.ts";

/**
 * Follows a job to its end and tells how far it is.
 * @param isOwn whether it was begun for this call: then the end of the call is its end
 * @throws the job's error, CANCELLED
 */
export async function followJob(
  { client, words }: McpDeps,
  { jobId, isOwn, spans }: { readonly jobId: string; readonly isOwn: boolean; readonly spans: Spans },
  call: Call,
  onEvent: (event: JobEvent) => void = () => {},
): Promise<void> {
  // A job that is gone has ended long ago; its events tell how.
  const cancel = () => void (isOwn ? client.jobs.cancel({ jobId }).catch(() => {}) : undefined);
  call.signal.addEventListener("abort", cancel, { once: true });
  if (call.signal.aborted) cancel();
  try {
    for await (const event of await client.jobs.attach({ jobId }, { signal: call.signal })) {
      if (event.type === "failed") throw problemToError(event.problem);
      if (event.type === "cancelled") throw new AppError("CANCELLED");
      if (event.type === "progress") {
        const { stage, done, total } = event;
        const name = words.t(`progress:stage.${stage}`);
        const message = total > 0 ? words.t("progress:count", { stage: name, done, total }) : name;
        call.progress(shareOf(spans, stage, done, total), message);
      }
      onEvent(event);
    }
  } finally {
    call.signal.removeEventListener("abort", cancel);
  }
  if (call.signal.aborted) throw new AppError("CANCELLED");
}

/** How far a job is, 0 to 1, by what its stages usually take of it. */
export function shareOf(spans: Spans, stage: JobStage, done: number, total: number): number {
  const [from, to] = spans[stage] ?? [0, 0];
  return from + (total > 0 ? Math.min(1, done / total) : 0) * (to - from);
}

type Spans = Partial<Readonly<Record<JobStage, readonly [from: number, to: number]>>>;

export const summarySpans: Spans = {
  loading: [0, 0.1],
  digest: [0.1, 0.12],
  mapping: [0.12, 0.8],
  merging: [0.8, 0.95],
  verifying: [0.95, 1],
};

export const checkSpans: Spans = { loading: [0, 0.1], verifying: [0.1, 1] };
