import path from "node:path";
import { AppError, errorTable, type Problem, toAppError } from "../contract/errors.ts";
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

/** What went wrong with a file, or with a column of its row. */
type Told = Problem & { readonly file: string; readonly column?: string };

/** Tells it on stderr; the first decides how the command ends. */
export function tellFailed(state: Pick<FilesState, "code">, told: Told): void {
  process.stderr.write(jsonLine(told));
  state.code ||= errorTable[told.code].exit;
}

/** The same of a file in a folder or an archive that became no document: a copy, or a film among the documents, is no failure. */
export function tellSkipped(state: Pick<FilesState, "code">, told: Told): void {
  if (told.code === "FILE_DUPLICATE" || told.code === "FORMAT_UNSUPPORTED") process.stderr.write(jsonLine(told));
  else tellFailed(state, told);
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
      tellFailed(state, { file: path.basename(file), ...error.toProblem() });
    }
    state.done += 1;
  }
  return state.code;
}
