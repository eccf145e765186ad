export interface BenchReport {
  readonly name: string;
  /** a table and what there is to say about it */
  readonly markdown: string;
  readonly data: unknown;
}

export interface BenchContext {
  readonly quick: boolean;
  /** another checkout of the application, built, to compare with; null for none */
  readonly against: string | null;
  /** for models and results; not under version control */
  readonly cache: string;
  progress(line: string): void;
}
