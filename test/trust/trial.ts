/** One promise of the application and how it is tried. The short form of each stands in `npm test`; this is the long one. */
export interface Trial {
  /** by which `npm run trust -- NAME` calls it, and its outcome is kept */
  readonly name: string;
  /** what is promised, a sentence of a person's */
  readonly promised: string;
  /** how it is tried, a sentence, with what stands in for what could not be had */
  readonly method: string;
  /** how many times it is tried unless `--count` says otherwise */
  readonly count: number;
  run(asked: TrialOptions): Promise<TrialOutcome>;
}

export interface TrialOptions {
  /** how many times to try, ≥ 1 */
  readonly count: number;
  /** what everything random is made from: the same seed tries the same */
  readonly seed: number;
  /** an empty folder, deleted afterwards */
  readonly folder: string;
  log(line: string): void;
}

export interface TrialOutcome {
  readonly tried: number;
  /** how often the promise was not kept */
  readonly lost: number;
  /** what else is to be known of it, a sentence each; what was lost first */
  readonly remarks: readonly string[];
}
