import type { Clock } from "../ports.ts";

/**
 * Divides time among the calls that are at work: while two run, a millisecond is half of each. So the shares of all calls add up to
 * the time in which any ran, and what they take together is told from what each takes.
 */
export interface Shares {
  /** A call begins. */
  begin(): ShareOfCall;
  /** calls at work now */
  readonly active: number;
}

export interface ShareOfCall {
  /**
   * The call has ended.
   * @param tail milliseconds of its last stretch, such as the writing of an answer after its prompt
   * @param middle milliseconds of the stretch before that one
   * @returns its share in all, of the tail and of the middle
   */
  end(tail: number, middle: number): { total: number; tail: number; middle: number };
}

export function createShares(clock: Pick<Clock, "monotonic">): Shares {
  /** the share of a call that began with the first one, as it stood at moments since; straight in between */
  let course: { at: number; share: number }[] = [{ at: clock.monotonic(), share: 0 }];
  let active = 0;

  function advance(): { at: number; share: number } {
    const last = course.at(-1) ?? { at: clock.monotonic(), share: 0 };
    const at = Math.max(last.at, clock.monotonic());
    const now = { at, share: last.share + (active > 0 ? (at - last.at) / active : 0) };
    // Nobody asks any more for what was before.
    course = active === 0 ? [now] : [...course, now];
    return now;
  }

  function shareAt(moment: number): number {
    for (let index = course.length - 1; index > 0; index -= 1) {
      const to = course[index];
      const from = course[index - 1];
      if (!from || !to || moment < from.at) continue;
      if (to.at <= from.at) return to.share;
      return from.share + ((to.share - from.share) * (Math.min(moment, to.at) - from.at)) / (to.at - from.at);
    }
    return course[0]?.share ?? 0;
  }

  return {
    get active() {
      return active;
    },
    begin() {
      const from = advance();
      active += 1;
      return {
        end(tail, middle) {
          const to = advance();
          active -= 1;
          const tailFrom = Math.max(from.at, to.at - Math.max(0, tail));
          const middleFrom = Math.max(from.at, tailFrom - Math.max(0, middle));
          const atTail = shareAt(tailFrom);
          return {
            total: to.share - from.share,
            tail: to.share - atTail,
            middle: atTail - shareAt(middleFrom),
          };
        },
      };
    },
  };
}
