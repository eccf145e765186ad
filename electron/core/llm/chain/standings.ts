import { type AppError, type ErrorCode, toAppError } from "../../../contract/errors.ts";
import type { Clock } from "../../ports.ts";
import { secondsToWait } from "../remote/endpointErrors.ts";

/** What is known until now of how each model does: shared by all that is asked of it, as long as the application runs. */
export interface Standings {
  of(modelId: string): MemberStanding;
}

/** How one model does. */
export interface MemberStanding {
  /** tokens a second that a call is answered with, its prompt included; null before the first */
  readonly speed: number | null;
  /** Milliseconds that the first word of an answer to so many characters takes at most, by what was measured; null before the first. */
  startsWithin(characters: number): number | null;
  /** what it failed with when it was last asked; null where it did not */
  readonly problem: AppError | null;
  /** milliseconds until it may be asked again; 0 where it may now */
  restsMs(): number;
  /**
   * Begins a call; after a rest the first one tries alone how it is, and others find it resting until that one ended.
   * @param characters that are to be read
   */
  begin(characters: number): MemberCall;
}

export interface MemberCall {
  /** It has begun to answer. */
  started(): void;
  /** @param tokens that were written; 0 where nothing was */
  done(tokens: number): void;
  /** It failed and rests, longer each time; as long as it said itself where it did. */
  failed(error: AppError): void;
  /** It ended for a reason that says nothing of the model. */
  dropped(): void;
}

/** Milliseconds of the first rest, which doubles with each failure until the longest. */
const [firstRest, longestRest] = [1000, 60_000];
/** Characters that are read in the time that a call takes whatever its length. */
const aside = 2000;
/** Weight of the newest call in the speed. */
const newest = 0.4;

export function createStandings(clock: Clock): Standings {
  const known = new Map<string, MemberStanding>();
  return {
    of(modelId) {
      const standing = known.get(modelId) ?? createStanding(clock);
      known.set(modelId, standing);
      return standing;
    },
  };
}

function createStanding(clock: Clock): MemberStanding {
  let speed: number | null = null;
  /** milliseconds a character */
  let slowestStart: number | null = null;
  let failures = 0;
  let problem: AppError | null = null;
  let restsUntil = -Infinity;
  let isTried = false;

  return {
    get speed() {
      return speed;
    },
    startsWithin: (characters) => slowestStart && slowestStart * (characters + aside),
    get problem() {
      return problem;
    },
    restsMs() {
      if (isTried) return firstRest;
      return Math.max(0, restsUntil - clock.monotonic());
    },
    begin(characters) {
      const begun = clock.monotonic();
      const tries = failures > 0;
      let isStarted = false;
      if (tries) isTried = true;
      const end = (): void => {
        if (tries) isTried = false;
      };
      return {
        started() {
          if (isStarted) return;
          isStarted = true;
          slowestStart = Math.max(slowestStart ?? 0, (clock.monotonic() - begun) / (characters + aside));
        },
        done(tokens) {
          end();
          failures = 0;
          problem = null;
          const seconds = (clock.monotonic() - begun) / 1000;
          if (tokens === 0 || seconds <= 0) return;
          speed = speed === null ? tokens / seconds : (tokens / seconds) * newest + speed * (1 - newest);
        },
        failed(error) {
          end();
          // Those that began before it was known to fail say nothing more.
          if (!tries && clock.monotonic() < restsUntil) return;
          failures += 1;
          problem = error;
          const rest = isLasting(error) ? longestRest : Math.min(longestRest, firstRest * 2 ** (failures - 1));
          const seconds = secondsToWait(error) ?? 0;
          restsUntil = clock.monotonic() + (seconds > 0 ? seconds * 1000 : rest);
        },
        dropped: end,
      };
    },
  };
}

/** Errors that no other model would mend. */
const final: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["CANCELLED", "INTERNAL", "INVALID_INPUT", "DISK_FULL"]);

/** True where another model may well do what this one failed to. */
export function maySwitch(thrown: unknown): boolean {
  return !final.has(toAppError(thrown).code);
}

/** Errors that do not pass by themselves: somebody has to do something. */
const lasting: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "ENDPOINT_REFUSED_KEY",
  "ENDPOINT_MODEL_GONE",
  "ENDPOINT_NOT_AN_API",
  "ENDPOINT_OFF",
  "ENDPOINT_NOT_ALLOWED",
  "ENDPOINT_UNKNOWN",
  "OFFLINE_LOCKED",
  "MODEL_NOT_FOUND",
  "MODEL_PARTS_MISSING",
  "MODEL_TRUNCATED",
  "MODEL_DAMAGED",
  "MODEL_UNUSABLE",
  "ADAPTER_NOT_FOUND",
  "ADAPTER_WRONG_BASE",
]);

/** True where nobody waits for the model to come back by itself. */
export function isLasting(thrown: unknown): boolean {
  return lasting.has(toAppError(thrown).code);
}

/** Errors of one question, which say nothing of how the model does with others. */
const ofQuestion: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "CONTEXT_TOO_SMALL",
  "GENERATION_FAILED",
  "MODEL_CANNOT",
]);

export function isOfQuestion(thrown: unknown): boolean {
  return ofQuestion.has(toAppError(thrown).code);
}

/** True where a model of this computer is there again at once. */
export function isAccident(thrown: unknown): boolean {
  const { code } = toAppError(thrown);
  return code === "ENGINE_CRASHED" || code === "MODEL_CHANGED";
}
