import { roughTime } from "../../../electron/words/roughTime.ts";
import type { JobStage } from "../../../electron/contract/jobs.ts";
import { assertNever } from "../../../electron/contract/errors.ts";

/** What is known of the work on a document, from its state and its job's last progress event. */
export interface Progress {
  readonly pages: number;
  readonly read: boolean;
  readonly digestReady: boolean;
  readonly job: {
    readonly stage: JobStage;
    readonly done: number;
    readonly total: number;
    readonly leftMs: number | null;
  } | null;
  /** whether a model's summary is being made; without one the line ends with the digest */
  readonly summarizing: boolean;
}

/** A key of the translations with its values. */
export interface Words<Key extends string> {
  readonly key: Key;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Keys under `summary.progress`. */
export type StepKey =
  | "queued"
  | "copying"
  | "reading"
  | "readingPages"
  | "readingOf"
  | "recognizing"
  | "read"
  | "digest"
  | "digestReady"
  | "loading"
  | "waitingForModel"
  | "part"
  | "parts"
  | "merging"
  | "verifying";
export type LeftKey = "leftSoon" | "leftMinutes" | "leftHours";

export interface ProgressStep extends Words<StepKey> {
  readonly state: "done" | "current" | "waiting";
  /** estimate of what is left, said after the current step */
  readonly left: Words<LeftKey> | null;
}

/** The line of progress: what is done, what is being done now with the time left, what is still to come. */
export function progressSteps(progress: Progress): ProgressStep[] {
  const { job } = progress;
  const position = job ? stepOf(job.stage) : progress.read ? 2 : 0;
  const steps: Words<StepKey>[] = [readingWords(progress), { key: progress.digestReady ? "digestReady" : "digest" }];
  if (progress.summarizing) steps.push(partWords(job), { key: "merging" }, { key: "verifying" });
  return steps.map((words, index) => {
    const ready = (index === 0 && progress.read) || (index === 1 && progress.digestReady);
    const state = ready || index < position ? "done" : index === position && job ? "current" : "waiting";
    const left = state === "current" && job ? leftWords(job.leftMs) : null;
    return { ...words, state, left };
  });
}

function stepOf(stage: JobStage): number {
  switch (stage) {
    case "queued":
    case "indexing":
    case "copying":
    case "hashing":
    case "reading":
    case "recognizing":
      return 0;
    case "digest":
      return 1;
    case "loading":
    case "mapping":
    case "answering":
    case "prompt":
    case "thinking":
    case "writing":
      return 2;
    case "merging":
      return 3;
    case "verifying":
    case "calibrating":
    case "trying":
      return 4;
    default:
      return assertNever(stage);
  }
}

function readingWords({ pages, read, job }: Progress): Words<StepKey> {
  if (read) return { key: "read", values: { count: pages } };
  switch (job?.stage) {
    case "queued":
      return { key: "queued" };
    case "copying":
      return { key: "copying" };
    case "recognizing":
      return { key: "recognizing", values: { page: Math.min(job.done + 1, job.total), total: job.total } };
    default: {
      const total = job?.stage === "reading" && job.total > 0 ? job.total : pages;
      if (job && job.done > 0 && total > 0) return { key: "readingOf", values: { done: job.done, total } };
      return total > 0 ? { key: "readingPages", values: { count: total } } : { key: "reading" };
    }
  }
}

function partWords(job: Progress["job"]): Words<StepKey> {
  if (job?.stage === "loading") return { key: "loading" };
  if (job?.stage === "queued") return { key: "waitingForModel" };
  if (job?.stage === "mapping" && job.total > 0) {
    // `done` parts are finished, so the one in work is the next
    return { key: "part", values: { part: Math.min(job.done + 1, job.total), total: job.total } };
  }
  return { key: "parts" };
}

/** Time left in round numbers; null where there is nothing to go by. */
export function leftWords(leftMs: number | null): Words<LeftKey> | null {
  if (leftMs === null || !Number.isFinite(leftMs)) return null;
  const { unit, count } = roughTime(leftMs / 1000);
  if (unit === "seconds") return { key: "leftSoon" };
  return { key: unit === "minutes" ? "leftMinutes" : "leftHours", values: { count } };
}
