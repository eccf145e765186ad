/** Between two starts that follow each other so closely the clock is believed, in milliseconds. */
const believedMs = 2 * 24 * 60 * 60_000;

/**
 * The time that it surely is at a start, for what must not be done too early: a clock that leaps ahead for a moment cannot be told from a
 * long absence, but the time of the start before has been reached where the clock is not behind it.
 * @param now @param before of this start and of the one before, milliseconds since 1970; null for none
 */
export function sureTime(now: number, before: number | null): number {
  return before === null || now - before <= believedMs ? now : before;
}
