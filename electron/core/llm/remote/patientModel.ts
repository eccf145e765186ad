import { delay } from "../../async/waiting.ts";
import type { Clock } from "../../ports.ts";
import type { LanguageModel } from "../languageModel.ts";
import { sessionThrough } from "../meteredModel.ts";
import { secondsToWait } from "./endpointErrors.ts";

/** Milliseconds that a call waits in all for an endpoint that has too much to do. */
const mostWaitMs = 120_000;

/**
 * The model of an endpoint for which no other stands in: what nobody waits for is asked again after the wait that the endpoint asks for.
 * Whoever waits, a person or a program, is told at once.
 */
export function patientModel(model: LanguageModel, clock: Clock): LanguageModel {
  return {
    ...model,
    standing: () => model.standing(),
    async open(use, options) {
      if (use !== "background") return await model.open(use, options);
      const patiently = <T>(call: () => Promise<T>) => whileBusy(call, clock, options.signal);
      const session = await patiently(() => model.open(use, options));
      return sessionThrough(session, { during: patiently, counting: patiently });
    },
  };
}

/** An endpoint that is busy says so before anything of an answer is shown. */
async function whileBusy<T>(call: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (let leftMs = mostWaitMs; ;) {
    try {
      return await call();
    } catch (thrown) {
      const seconds = secondsToWait(thrown);
      if (seconds === null) throw thrown;
      const ms = Math.max(1, seconds) * 1000;
      if (ms > leftMs) throw thrown;
      leftMs -= ms;
      await delay(clock, ms, signal);
      // Where it was stopped meanwhile the call says so.
    }
  }
}
