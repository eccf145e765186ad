import type { AppError } from "../../contract/errors.ts";
import type { Job, JobEvent, JobEventBody, JobKind } from "../../contract/jobs.ts";

export interface JobContext {
  readonly jobId: string;
  readonly signal: AbortSignal;
  /** `started`, `done`, `failed` and `cancelled` are sent by the queue itself. */
  emit(event: Exclude<JobEventBody, { type: "started" | "done" | "failed" | "cancelled" }>): void;
}

/** How a job ended. `left`: the application closes, and what the job was for stays to be done at the next start. */
export type JobEnd =
  | { readonly status: "done" | "cancelled" | "left" }
  | { readonly status: "failed"; readonly error: AppError };

export interface JobSpec {
  readonly kind: JobKind;
  /** the document, message or model the job works on */
  readonly subject: string;
  /** jobs of one lane run one after another, different lanes side by side */
  readonly lane:
    | "read"
    | "collect"
    | "queue"
    | "table"
    | "summarize"
    | "check"
    | "program"
    | "reply"
    | "title"
    | "index"
    | "recheck"
    | "reread"
    | "import"
    | "bundle"
    | "calibrate"
    | "trial";
  /** Needs the language model, itself or by the jobs it starts and waits for. Such jobs end before the model is taken out of memory. */
  readonly usesModel: boolean;
  /**
   * What closing the application means for it. `cancel`: as if a person had stopped it. `leave`: it is stopped, but nobody gave it
   * up, so that whoever opened its row leaves it open for the next start.
   */
  readonly onShutdown: "cancel" | "leave";
  /** What has to come first, such as a document that is being read. It takes no turn of the lane; the job queues up when it is over. */
  before?(context: JobContext): Promise<void>;
  run(context: JobContext): Promise<void>;
  /**
   * Closes what was opened for the job. Called once when it has ended, also where its turn never came, and before anybody who waits
   * for its end is told. What it throws (a full disk) is logged and told as a notice, and ends nothing else.
   */
  onEnd?(end: JobEnd): void;
}

/** The one queue. The shell owns the jobs; whoever listens may come and go. */
export interface Jobs {
  start(spec: JobSpec): Job;
  list(): Job[];
  /** Tells of every job that is started from now on, before it begins. @returns what ends it */
  onStart(listener: (job: Job) => void): () => void;
  /** Those that have not ended and need the language model. */
  usingModel(): Job[];
  get(jobId: string): Job | null;
  /** Replays the events after `after`, goes on live, ends with the job's last event. Kept for 10 minutes after the end. @throws NOT_FOUND */
  attach(jobId: string, after?: number, signal?: AbortSignal): AsyncGenerator<JobEvent>;
  /** Resolves when the job has ended. */
  cancel(jobId: string): Promise<void>;
  /** Resolves when the job has ended, rejects with its error. */
  finished(jobId: string): Promise<void>;
  /** Stops all, each as its `onShutdown` says, and waits for them. */
  dispose(): Promise<void>;
}
