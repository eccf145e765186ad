import path from "node:path";
import { AppError, errorTable, toAppError } from "../contract/errors.ts";
import { fromClient } from "../contract/fromClient.ts";
import { jsonLine } from "./words.ts";

/** Every file gets its turn; the exit code is that of the first failure, but an interrupt ends at once. */
export async function eachFile(
  files: readonly string[],
  signal: AbortSignal,
  run: (file: string) => Promise<void>,
): Promise<number> {
  let code = 0;
  for (const file of files) {
    try {
      await run(file);
    } catch (thrown) {
      const error = toAppError(fromClient(thrown));
      if (signal.aborted) throw new AppError("CANCELLED", { cause: error });
      process.stderr.write(jsonLine({ file: path.basename(file), ...error.toProblem() }));
      code ||= errorTable[error.code].exit;
    }
  }
  return code;
}
