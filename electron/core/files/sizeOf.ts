import { statSync } from "node:fs";

/** Bytes of a file; 0 for what is not there, is no file, or lies where nobody lets us look. */
export function sizeOf(file: string): number {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    return status?.isFile() === true ? status.size : 0;
  } catch {
    return 0;
  }
}
