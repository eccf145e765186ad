import type { AppError } from "../../contract/errors.ts";
import type { JobEnd, Jobs, JobSpec } from "./jobs.ts";

/** The jobs of queues that stand in the library, one a queue at a time. */
export interface QueueJobs {
  /** True of a queue that a job works on. */
  has(id: string): boolean;
  start(id: string, spec: Pick<JobSpec, "kind" | "lane" | "usesModel" | "run">): void;
  /** Stops the job of the queue at once, whose caller has said in the library what is to become of it. */
  stop(id: string): Promise<void>;
  /** the job that works on the queue; null where none does */
  jobOf(id: string): string | null;
}

/** What is to be done with queues, which their owner keeps. */
export interface QueueOwner {
  /** False of a queue that is idle, paused or gone. */
  isOn(id: string): boolean;
  /** Takes up what is to be done now: a job has ended, and the queue is still on. */
  goOn(id: string): void;
  /** The job was given up, or failed with this. */
  pause(id: string, error: AppError | null): void;
  changed(id: string): void;
}

export function createQueueJobs(jobs: Jobs, { isOn, goOn, pause, changed }: QueueOwner): QueueJobs {
  const running = new Map<string, string>();
  /** jobs that are stopped by whoever has said in the library what is to become of their queue */
  const stopped = new Set<string>();

  return {
    has: (id) => running.has(id),
    start(id, spec) {
      const job = jobs.start({
        ...spec,
        subject: id,
        onShutdown: "leave",
        onEnd(end) {
          running.delete(id);
          changed(id);
          settle(id, end, stopped.delete(job.id));
        },
      });
      running.set(id, job.id);
      changed(id);
    },
    async stop(id) {
      const jobId = running.get(id);
      if (jobId === undefined) return;
      stopped.add(jobId);
      await jobs.cancel(jobId);
    },
    jobOf: (id) => running.get(id) ?? null,
  };

  /** A queue that is still on when its job has ended gets another job, or stops and says so. */
  function settle(id: string, end: JobEnd, wasStopped: boolean): void {
    if (end.status === "left" || !isOn(id)) return;
    // What was read meanwhile, was put back or is wanted again is taken up.
    if (end.status === "done" || wasStopped) goOn(id);
    else pause(id, end.status === "failed" ? end.error : null);
  }
}
