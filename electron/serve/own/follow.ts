import { AppError, problemToError } from "../../contract/errors.ts";
import type { JobEvent } from "../../contract/jobs.ts";
import type { Core } from "../../core/createCore.ts";

/** Follows a job to its end; a client that is gone ends it. @throws the job's error, CANCELLED */
export async function follow(
  jobs: Core["jobs"],
  jobId: string,
  signal: AbortSignal,
  onEvent: (event: JobEvent) => void,
): Promise<void> {
  const cancel = (): void => void jobs.cancel(jobId).catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    for await (const event of jobs.attach(jobId)) {
      if (event.type === "failed") throw problemToError(event.problem);
      if (event.type === "cancelled") throw new AppError("CANCELLED");
      onEvent(event);
    }
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
