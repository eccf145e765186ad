/**
 * Finds by measuring what no meter of the processor shows: that fewer threads are faster than there are spare cores, because
 * the memory is the limit or because something outside (a hypervisor, a container's limit) takes cores unseen.
 *
 * It compares the time of a token with its own recent best at the same number of threads. Every change is a trial: one count
 * against another under the same load, kept only where it was measured to be better. A trial that failed is repeated after
 * a pause that doubles, so that under a steady load the count stands still.
 */
export interface Tuner {
  /** threads to use from now on, the trial's while there is one */
  readonly count: number;
  readonly boundBy: "arithmetic" | "memory";
  /** threads outside a trial */
  readonly settled: number;
  /** most threads that are of use, by measuring, and what speaks against more; null: no limit was found */
  readonly limit: { readonly count: number; readonly by: "memory" | "unseen" } | null;
  /** what measuring found better than the meter's count: one more beside a program that works now and then */
  readonly bonus: 0 | 1;
  readonly spare: number;
  readonly trial: Trial | null;
  /** the recent best by width and count */
  readonly best: readonly Mark[];
  /** samples in a row far above the best */
  readonly slowSamples: number;
  /** of the batches at the settled count since it was settled */
  readonly recent: { readonly width: number; readonly msPerToken: number; readonly samples: number } | null;
  readonly up: Patience;
  readonly down: Patience;
  readonly suspect: Patience;
}

/** Batches of one kind that were evaluated since the last sample. */
export interface TunerSample {
  readonly threads: number;
  /** tokens of a batch; only times of like batches are compared */
  readonly width: number;
  readonly batches: number;
  /** median, in milliseconds */
  readonly msPerToken: number;
}

export interface TunerInput {
  /** monotonic milliseconds */
  readonly at: number;
  readonly spare: number;
  /** see `SpareCores` */
  readonly isDisputed: boolean;
  readonly sample: TunerSample | null;
}

export interface Trial {
  readonly kind: "up" | "down" | "suspect";
  readonly count: number;
  readonly from: number;
  readonly width: number;
  /** milliseconds a token at `from` */
  readonly baseline: number;
  /** what it was at its recent best */
  readonly reference: number;
  readonly began: number;
  readonly batches: number;
  readonly msPerToken: number;
}

export interface Mark {
  readonly width: number;
  readonly threads: number;
  readonly msPerToken: number;
  readonly at: number;
}

export interface Patience {
  readonly notBefore: number;
  readonly waitMs: number;
}

/** A time this many times the recent best, */
const SLOW = 1.5;
/** in so many samples in a row, is no accident. */
const SLOW_SAMPLES = 2;
/** So slow that one sample is enough, and that more than one core may be missing. */
const COLLAPSED = 3;
/** A best of the past counts for less by this share a second: a longer context takes longer, and that is as it should be. */
const FORGETTING = 0.01;
const TRIAL_BATCHES = 3;
/** A trial without enough to compare is decided, or given up, after this many milliseconds. */
const LONGEST_TRIAL = 4000;
const PULSES_OF_A_TRIAL = 900;
/** A trial this many times slower than before needs no more batches, */
const CLEARLY_WORSE = 1.3;
/** and one without a single batch in this many times what one took before, no more time. */
const HOPELESS = 3;
/** Samples at one count before fewer are tried. */
const SAMPLES_BEFORE_FEWER = 10;
/** What a trial must reach, as a share of the time before: to take a thread more, a thread less, and to believe in unseen load. */
const KEPT = { up: 0.95, down: 0.97, suspect: 0.8 } as const;
const FIRST_WAIT = { up: 5000, down: 30_000, suspect: 10_000 } as const;
const LONGEST_WAIT = { up: 40_000, down: 480_000, suspect: 160_000 } as const;
const MARKS_KEPT_MS = 120_000;

/** @param boundBy where arithmetic is the limit, fewer threads are not tried without a reason: each of them would be missed */
export function createTuner(spare: number, boundBy: Tuner["boundBy"]): Tuner {
  return {
    boundBy,
    count: spare,
    settled: spare,
    limit: null,
    bonus: 0,
    spare,
    trial: null,
    best: [],
    slowSamples: 0,
    recent: null,
    up: { notBefore: 0, waitMs: FIRST_WAIT.up },
    down: { notBefore: 0, waitMs: FIRST_WAIT.down },
    suspect: { notBefore: 0, waitMs: FIRST_WAIT.suspect },
  };
}

export function tune(tuner: Tuner, input: TunerInput): Tuner {
  const { at, spare, sample } = input;
  if (spare !== tuner.spare) return settle({ ...tuner, spare, bonus: 0 });
  // Batches from before the last change say nothing of this count.
  const fitting = sample !== null && sample.threads === tuner.count ? sample : null;
  if (tuner.trial) return judge(tuner, tuner.trial, fitting, at);
  return fitting ? watch(tuner, fitting, input) : tuner;
}

/** Outside a trial: remembers how fast it is, and sees whether there is something to try. */
function watch(before: Tuner, sample: TunerSample, { at, isDisputed }: TunerInput): Tuner {
  const { width, msPerToken } = sample;
  const { count } = before;
  const reference = expectedMs(before, width, count, at) ?? msPerToken;
  const recent =
    before.recent?.width === width
      ? {
          width,
          msPerToken: before.recent.msPerToken + (msPerToken - before.recent.msPerToken) * 0.5,
          samples: before.recent.samples + 1,
        }
      : { width, msPerToken, samples: 1 };
  const isCollapsed = msPerToken > COLLAPSED * reference;
  const slowSamples = msPerToken > SLOW * reference ? before.slowSamples + (isCollapsed ? SLOW_SAMPLES : 1) : 0;
  const own = recall(before, width, count, at) ?? msPerToken;
  const tuner = { ...remember(before, width, count, Math.min(own, msPerToken), at), recent, slowSamples };

  if (slowSamples >= SLOW_SAMPLES && count > 1 && at >= tuner.suspect.notBefore) {
    const less = isCollapsed ? step(count) : 1;
    const trial = { from: count, width, baseline: msPerToken, reference, began: at } as const;
    return begin(tuner, { ...trial, kind: "suspect", count: count - less });
  }
  if (slowSamples > 0) return tuner;
  const trial = { from: count, width, baseline: recent.msPerToken, reference, began: at } as const;
  const mayTakeMore = count < tuner.spare || (isDisputed && tuner.bonus === 0);
  if (mayTakeMore && recent.samples >= 2 && at >= tuner.up.notBefore) {
    return begin(tuner, { ...trial, kind: "up", count: count + 1 });
  }
  const mayTakeFewer = count > 1 && tuner.boundBy === "memory" && recent.samples >= SAMPLES_BEFORE_FEWER;
  if (mayTakeFewer && at >= tuner.down.notBefore) {
    return begin(tuner, { ...trial, kind: "down", count: count - 1 });
  }
  return tuner;
}

function begin(tuner: Tuner, trial: Omit<Trial, "batches" | "msPerToken">): Tuner {
  return { ...tuner, slowSamples: 0, count: trial.count, trial: { ...trial, batches: 0, msPerToken: 0 } };
}

function judge(tuner: Tuner, before: Trial, sample: TunerSample | null, at: number): Tuner {
  const like = sample?.width === before.width ? sample : null;
  const batches = before.batches + (like?.batches ?? 0);
  const share = like ? like.batches / batches : 0;
  const trial = {
    ...before,
    batches,
    msPerToken: before.msPerToken + ((like?.msPerToken ?? 0) - before.msPerToken) * share,
  };
  const { kind, count, from, width, msPerToken, baseline } = trial;
  const passed = at - trial.began;
  if (batches === 0) {
    // Other batches than those to be compared, or one that takes many times as long.
    if (passed < Math.max(PULSES_OF_A_TRIAL, HOPELESS * baseline * width)) return { ...tuner, trial };
    return settle({ ...tuner, [kind]: { ...tuner[kind], notBefore: at + tuner[kind].waitMs } });
  }
  const isClear = msPerToken > CLEARLY_WORSE * baseline;
  if (batches < TRIAL_BATCHES && passed < LONGEST_TRIAL && !isClear) return { ...tuner, trial };
  const tried = remember(tuner, width, count, msPerToken, at);
  if (msPerToken <= baseline * KEPT[kind]) return keep(tried, trial, at);
  // One core less is not enough where several are missing.
  const lowest = Math.max(1, Math.floor(from / 2));
  if (kind === "suspect" && baseline > COLLAPSED * trial.reference && count > lowest) {
    return begin(tried, { ...trial, count: Math.max(lowest, count - step(from)), began: at });
  }
  const patient = { ...tried, [kind]: longer(tried[kind], kind, at) };
  // It is slower than it was and not for want of cores: this is the measure from here on.
  return settle(kind === "suspect" ? remember(patient, width, from, baseline, at) : patient);
}

function keep(tuner: Tuner, trial: Trial, at: number): Tuner {
  const { kind, count, from, msPerToken, reference } = trial;
  const up = { notBefore: at + FIRST_WAIT.up, waitMs: FIRST_WAIT.up };
  switch (kind) {
    case "up": {
      const next = { ...tuner, up: { ...up, notBefore: at } };
      if (count > tuner.spare) return settle({ ...next, bonus: 1 });
      return settle({ ...next, limit: count < tuner.spare && tuner.limit ? { ...tuner.limit, count } : null });
    }
    case "down":
      return settle({
        ...tuner,
        limit: { count, by: tuner.limit?.by ?? "memory" },
        down: { notBefore: at, waitMs: FIRST_WAIT.down },
        up,
      });
    case "suspect": {
      const suspect = { notBefore: at, waitMs: FIRST_WAIT.suspect };
      // Several threads fewer at once may be too few.
      const soon = { ...up, notBefore: from - count > 1 ? at : up.notBefore };
      const settled = settle({ ...tuner, limit: { count, by: "unseen" }, suspect, up: soon });
      // With a core for each thread it would be about this fast.
      const expected = (reference * from) / count;
      if (count === 1 || msPerToken <= SLOW * expected) return settled;
      const next = { count: count - step(count), from: count, baseline: msPerToken, reference: expected, began: at };
      return begin(settled, { ...trial, ...next });
    }
  }
}

/** How far down where more than one core is missing. */
function step(count: number): number {
  return Math.max(1, Math.round(count / 4));
}

/** When the work ends: what was learned stays, what was being tried does not. */
export function endTrial(tuner: Tuner): Tuner {
  return tuner.trial ? settle(tuner) : tuner;
}

/** Out of any trial, to the count that everything known so far speaks for. */
function settle(tuner: Tuner): Tuner {
  const settled = Math.min(tuner.spare + tuner.bonus, tuner.limit?.count ?? Infinity);
  return { ...tuner, count: settled, settled, trial: null, slowSamples: 0, recent: null };
}

function longer(patience: Patience, kind: Trial["kind"], at: number): Patience {
  return { notBefore: at + patience.waitMs, waitMs: Math.min(LONGEST_WAIT[kind], patience.waitMs * 2) };
}

function recall(tuner: Tuner, width: number, threads: number, at: number): number | null {
  const mark = tuner.best.find((other) => other.width === width && other.threads === threads);
  return mark ? faded(mark, at) : null;
}

/** What a token should take at most, by what is remembered of any count: where each thread has a core, more are not slower. */
function expectedMs(tuner: Tuner, width: number, threads: number, at: number): number | null {
  const times = tuner.best
    .filter((mark) => mark.width === width)
    .map((mark) => faded(mark, at) * Math.max(1, mark.threads / threads));
  return times.length > 0 ? Math.min(...times) : null;
}

function faded({ msPerToken, at: then }: Mark, at: number): number {
  return msPerToken * (1 + (FORGETTING * (at - then)) / 1000);
}

function remember(tuner: Tuner, width: number, threads: number, msPerToken: number, at: number): Tuner {
  const others = tuner.best.filter(
    (mark) => at - mark.at < MARKS_KEPT_MS && (mark.width !== width || mark.threads !== threads),
  );
  return { ...tuner, best: [...others, { width, threads, msPerToken, at }] };
}
