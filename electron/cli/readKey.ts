import { readFile } from "node:fs/promises";
import { text as readStdin } from "node:stream/consumers";
import { AppError } from "../contract/errors.ts";

/** The key in a file, "-" for the standard input, without the white space around it. @throws FILE_NOT_FOUND */
export async function readKey(file: string): Promise<string> {
  if (file === "-") return (await readStdin(process.stdin)).trim();
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new AppError("FILE_NOT_FOUND", { cause });
  }
}
