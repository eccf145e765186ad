/**
 * How many cores nobody else uses, followed sample by sample. Down at once, because a crowded core costs most of the speed; up
 * only after some calm, and only when a core is clearly free, because a wrong step up costs more than a late one.
 */
export interface SpareCores {
  /** 1 to all of them */
  readonly spare: number;
  /** the one taken last is used for a part of the time only, so that measuring must tell who makes better use of it */
  readonly isDisputed: boolean;
  /** cores that others keep busy, the mean since the last change */
  readonly others: number;
  /** cores left by the last samples, as far back as a calm has to last */
  readonly recent: readonly { readonly left: number; readonly from: number }[];
  /** milliseconds of calm before a step up; more after one that had to be taken back at once */
  readonly calmMs: number;
  readonly raisedAt: number | null;
  /** samples since the last change */
  readonly samples: number;
}

export interface LoadSample {
  readonly cores: number;
  /** cores that other programs kept busy, 0 to all */
  readonly othersBusy: number;
  /** the time it was taken over, in monotonic milliseconds */
  readonly from: number;
  readonly at: number;
}

/** Three samples at the pace of the engine's pulses, or one while it rests. */
export const CALM_MS = 1400;
const MOST_CALM_MS = 12_000;
/** A step up that is taken back within this was wrong. */
const FLAP_MS = 10_000;
/** Another program that takes less than this of a core does not cost us one: a thread that has half of it still does more than none, */
const TOLERANCE = 0.5;
/** and one that takes more than this no longer holds one against us. */
const CLEARLY_FREE = 0.15;
/** From here on a core is taken, and nothing is to be measured. */
const WHOLE = 0.75;

/** @param before null to start afresh */
export function followLoad(before: SpareCores | null, sample: LoadSample): SpareCores {
  const { cores, othersBusy, from, at } = sample;
  const target = coresLeft(cores, othersBusy, TOLERANCE);
  const left = coresLeft(cores, othersBusy, CLEARLY_FREE);
  if (before === null) {
    return {
      spare: target,
      others: othersBusy,
      recent: [{ left, from }],
      calmMs: CALM_MS,
      raisedAt: null,
      samples: 0,
      isDisputed: false,
    };
  }
  const calmed = before.raisedAt !== null && at - before.raisedAt > 3 * FLAP_MS ? CALM_MS : before.calmMs;
  const known = [...before.recent, { left, from }];
  // Those that reach into the time the calm has to last.
  const recent = known.filter((_, index) => (known[index + 1]?.from ?? at) > at - calmed);
  const changed = { others: othersBusy, recent, samples: 0, isDisputed: false };
  if (target < before.spare) {
    const wasWrong = before.raisedAt !== null && at - before.raisedAt < FLAP_MS;
    const calmMs = wasWrong ? Math.min(MOST_CALM_MS, before.calmMs * 2) : calmed;
    return { ...before, ...changed, spare: target, calmMs };
  }
  const isWhole = (recent[0]?.from ?? at) <= at - calmed;
  const lowest = Math.min(...recent.map((sampled) => sampled.left));
  if (isWhole && lowest > before.spare) return { ...before, ...changed, spare: lowest, calmMs: calmed, raisedAt: at };
  const samples = before.samples + 1;
  // The sample in which the count changed shows some of the load before.
  const others = samples === 1 ? othersBusy : before.others + (othersBusy - before.others) / Math.min(samples, 8);
  const beyond = others - (cores - before.spare - 1);
  const isDisputed = samples >= 2 && before.spare < cores && beyond > CLEARLY_FREE && beyond < WHOLE;
  return { ...before, others, recent, calmMs: calmed, samples, isDisputed };
}

function coresLeft(cores: number, othersBusy: number, tolerance: number): number {
  return Math.max(1, cores - Math.ceil(Math.max(0, othersBusy - tolerance)));
}
