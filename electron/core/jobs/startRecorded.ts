import { type AppError, toAppError } from "../../contract/errors.ts";
import type { Jobs, JobSpec } from "./jobs.ts";

/**
 * Starts a job and has its id written where it is looked for. Where that cannot be done (a full disk) the job is stopped before its
 * turn comes, because nobody could follow it or stop it.
 * @param record writes the id
 * @param onFailure closes what was opened for the job; called before the job is stopped
 * @throws what `record` throws
 */
export function startRecorded(
  jobs: Pick<Jobs, "start" | "cancel">,
  spec: JobSpec,
  record: (jobId: string) => void,
  onFailure: (error: AppError) => void,
): string {
  const { id } = jobs.start(spec);
  try {
    record(id);
    return id;
  } catch (thrown) {
    try {
      onFailure(toAppError(thrown));
    } finally {
      // Its turn has not come, so it ends at once.
      void jobs.cancel(id);
    }
    throw thrown;
  }
}
