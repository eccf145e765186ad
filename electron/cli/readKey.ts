import { readFile } from "node:fs/promises";
import { AppError } from "../contract/errors.ts";
import { readStdinText } from "./stdin.ts";

/** The key in a file, "-" for the standard input, without the white space around it. @throws FILE_NOT_FOUND, CANCELLED */
export async function readKey(file: string, signal: AbortSignal): Promise<string> {
  if (file === "-") return readStdinText(signal);
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new AppError("FILE_NOT_FOUND", { cause });
  }
}
