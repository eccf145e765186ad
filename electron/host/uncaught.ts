import process from "node:process";
import { toAppError, type Problem } from "../contract/errors.ts";
import type { Logger } from "../core/ports.ts";
import { whereOf } from "../core/uncaughtInChild.ts";

export interface Uncaught extends Disposable {
  /** From now on the person is told as well, also of what came before. */
  tellTo(tell: (problem: Problem) => void): void;
}

/**
 * Catches what nobody caught in the process that serves a person: it is logged and told, and the process goes on. What was acknowledged
 * stands in the library by then, each change whole, so that there is nothing in memory whose loss would be one.
 */
export function catchUncaught(logger: Logger): Uncaught {
  let tell: ((problem: Problem) => void) | null = null;
  const untold: Problem[] = [];
  const onUncaught = (thrown: unknown): void => {
    const error = toAppError(thrown);
    const where = whereOf(error.cause ?? error);
    try {
      logger.error("Nobody caught an error", { code: error.code, where });
    } catch (unlogged) {
      // What is thrown in here would end the process.
      process.stderr.write(`Nobody caught an error, and it could not be logged (${whereOf(unlogged)}): ${where}\n`);
    }
    if (tell) tell(error.toProblem());
    else untold.push(error.toProblem());
  };
  process.on("uncaughtException", onUncaught);
  process.on("unhandledRejection", onUncaught);
  return {
    tellTo(teller) {
      tell = teller;
      for (const problem of untold.splice(0)) teller(problem);
    },
    [Symbol.dispose]() {
      process.off("uncaughtException", onUncaught);
      process.off("unhandledRejection", onUncaught);
    },
  };
}
