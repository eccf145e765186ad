/**
 * How many sequences background work should run at a time. More of them share the reading of the weights, until the
 * arithmetic of each costs as much as it saves; where that is, only measuring tells: it depends on the model, its
 * quantization, the cores and the GPU.
 */
export interface Parallelism {
  readonly width: number;
  /** A batch began that writes one token of each of so many sequences; 0: one of prompts. */
  onBatch(writing: number, at: number): void;
  /** The time until the next batch says nothing: work rested or ended. */
  onRest(): void;
}

/** @param most sequences that the memory holds for background work, at least 1 */
export function createParallelism(most: number): Parallelism {
  /** milliseconds of a batch by the sequences in it */
  const times = new Map<number, { ms: number; count: number }>();
  let last: { writing: number; at: number } | null = null;
  return {
    get width() {
      return chooseWidth(
        most,
        new Map(
          [...times].filter(([, { count }]) => count >= LEAST_BATCHES).map(([n, { ms }]) => [n, (n * 1000) / ms]),
        ),
      );
    },
    onBatch(writing, at) {
      if (last !== null && last.writing === writing && writing > 0) {
        const known = times.get(writing) ?? { ms: at - last.at, count: 0 };
        // A batch that took far longer met something else on the machine; it moves the mean but little.
        const sample = Math.min(at - last.at, known.ms * 3);
        times.set(writing, { ms: known.ms + (sample - known.ms) * FORGETTING, count: known.count + 1 });
      }
      last = { writing, at };
    },
    onRest() {
      last = null;
    },
  };
}

const LEAST_BATCHES = 16;
const FORGETTING = 0.05;
/** Sequences to begin with: most computers gain up to here. */
const FIRST_WIDTH = 4;
/** A wider batch must write this much faster than the one before, or the next wider is not tried. */
const WORTH_TRYING = 1.1;
/** What is within this of the best is as good; fewer sequences then show their results sooner. */
const AS_GOOD = 0.95;

/**
 * @param rates tokens a second in all, by sequences at a time, as far as measured
 * @returns 1 to `most`
 */
export function chooseWidth(most: number, rates: ReadonlyMap<number, number>): number {
  const known = [...rates].filter(([width]) => width <= most).toSorted(([a], [b]) => a - b);
  const best = Math.max(...known.map(([, rate]) => rate));
  const chosen = known.find(([, rate]) => rate >= best * AS_GOOD);
  if (!chosen) return Math.min(FIRST_WIDTH, most);
  const [width, rate] = chosen;
  const widest = known.at(-1)?.[0] ?? width;
  const half = known.findLast(([other]) => other <= width / 2);
  // The curve still rises at its end: look further.
  if (width === widest && width < most && (half === undefined || rate >= half[1] * WORTH_TRYING)) {
    return Math.min(Math.max(FIRST_WIDTH, width * 2), most);
  }
  return width;
}
