import { internalError } from "../../contract/errors.ts";
import type { Jobs } from "./jobs.ts";

/** The id of what a job made, once it has ended. @throws the job's error */
export async function resultOf(jobs: Jobs, jobId: string): Promise<string> {
  let id: string | null = null;
  for await (const event of jobs.attach(jobId)) {
    if (event.type === "item" && event.item.kind === "result") id = event.item.id;
  }
  await jobs.finished(jobId);
  if (id === null) throw internalError("The job made nothing.");
  return id;
}
