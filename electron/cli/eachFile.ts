import path from "node:path";
import { AppError, errorTable, toAppError } from "../contract/errors.ts";
import { fromClient } from "../contract/fromClient.ts";
import { jsonLine } from "./words.ts";

/** How many files had their turn, and the exit code of the first that failed: a command that begins anew goes on behind them. */
export interface FilesState {
  done: number;
  code: number;
}

export function newState(): FilesState {
  return { done: 0, code: 0 };
}

/** Every file gets its turn; the exit code is that of the first failure, but an interrupt ends at once. */
export async function eachFile(
  files: readonly string[],
  signal: AbortSignal,
  state: FilesState,
  run: (file: string) => Promise<void>,
): Promise<number> {
  for (const file of files.slice(state.done)) {
    try {
      await run(file);
    } catch (thrown) {
      const error = toAppError(fromClient(thrown));
      if (signal.aborted) throw new AppError("CANCELLED", { cause: error });
      process.stderr.write(jsonLine({ file: path.basename(file), ...error.toProblem() }));
      state.code ||= errorTable[error.code].exit;
    }
    state.done += 1;
  }
  return state.code;
}
