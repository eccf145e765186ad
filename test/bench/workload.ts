import type { BenchModel } from "./model.ts";
import type { Peer } from "./peer.ts";

/** One row of `npm run bench`: what is measured, what it ought to be, and what came of it. */
export interface Workload {
  /** "W1" to "W20" */
  readonly id: string;
  readonly title: string;
  /** in words, as the table shows it */
  readonly goal: string;
  /** it measures our side alone */
  readonly withoutPeer?: boolean;
  run(context: WorkloadContext): Promise<WorkloadResult>;
}

export interface WorkloadContext {
  readonly quick: boolean;
  /** the same GGUF for both sides; written once and kept in the cache */
  readonly model: BenchModel;
  /** native llama-server of the same source; null where it could not be had, with the reason in `peerProblem` */
  readonly peer: Peer | null;
  readonly peerProblem: string | null;
  /** another checkout of the application, built; null where none was named */
  readonly against: string | null;
  /** a released model's file; null where none was named */
  readonly given: string | null;
  /** threads of both sides where the workload does not say otherwise */
  readonly threads: number;
  /** a folder outside the checkout that is kept between runs */
  readonly cache: string;
  /** to stderr */
  progress(line: string): void;
}

export interface WorkloadResult {
  readonly verdict: "met" | "missed" | "not run";
  /** the figure that the goal is about, e.g. "0.98× (quartiles 0.96 to 1.00)"; the reason where it was not run */
  readonly figure: string;
  /** what else there is to say, in Markdown: further tables, causes */
  readonly notes?: string;
  /** all that was measured, for the JSON file */
  readonly data: unknown;
}
