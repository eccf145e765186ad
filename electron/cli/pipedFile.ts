import path from "node:path";
import { mostDoorFileBytes } from "../door/mostMessage.ts";
import { type Options, usage } from "./options.ts";
import { readStdin } from "./stdin.ts";

/** Options of a command whose files may be piped in. */
export type WithPiped = Options & {
  /** what stands for the file "-"; null where none is named so */
  readonly piped: File | null;
};

/** How the standard input is written where a file is named. */
export const pipe = "-";

/**
 * Takes in all of the standard input where one of the files is "-", under the name that `--name` gives it.
 * @param files as they are named on the command line
 * @throws USAGE where it is named twice, or nothing is piped in; FILE_TOO_LARGE; CANCELLED
 */
export async function withPiped(options: Options, files: readonly string[], signal: AbortSignal): Promise<WithPiped> {
  const times = [...files, options.claims].filter((file) => file === pipe).length;
  if (times > 1) throw usage({ reason: "STDIN_TWICE" });
  if (!files.includes(pipe)) {
    if (options.name !== null) throw usage({ reason: "NAME" });
    return { ...options, piped: null };
  }
  if (process.stdin.isTTY) throw usage({ reason: "STDIN_TERMINAL" });
  const chunks = await readStdin(signal, mostDoorFileBytes);
  return { ...options, piped: new File(chunks, options.name ?? "stdin") };
}

/** What a file is called to the user: its name without folders, or the one of what is piped in. */
export function shownName(file: string, { piped }: Pick<WithPiped, "piped">): string {
  return file === pipe && piped !== null ? piped.name : path.basename(file);
}

/** A file as it is named, in a result too: with its folders, or the name of what is piped in. */
export function namedFile(file: string, options: Pick<WithPiped, "piped">): string {
  return file === pipe ? shownName(file, options) : file;
}
