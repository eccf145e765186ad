import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Logger } from "../ports.ts";

/**
 * What is kept is for the person alone who keeps it: folders 0700, files 0600. Windows gives a person's folders to that person by
 * itself.
 */
const folderMode = 0o700;
const fileMode = 0o600;

/** Makes a folder, and those above it, that only its owner can look into. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: folderMode });
}

/** Makes an empty file for its owner alone where there is none, for libraries that would make one for everybody. */
export function makePrivateFile(file: string): void {
  closeSync(openSync(file, "a", fileMode));
}

/** What stands in a data folder that is ours. */
const ours =
  /^(?:library(?:-damaged-.*)?\.db.*|lock\.db.*|vault\.json.*|window\.json.*|door\.json.*|secrets(?:\.sealed)?(?:-damaged-.*)?\.json.*|compiled|documents|models|backups|logs|states|window)$/u;

/**
 * Makes what lies in the data folder private, as versions before did not. A folder that holds other things too, such as a home folder,
 * stays open to whom it is; what is ours in it does not. What cannot be changed, as on a disk without owners, is told in the log.
 */
export function makePrivate(folder: string, logger: Logger): void {
  if (process.platform === "win32") return;
  const names = readdirSync(folder);
  const failed: string[] = [];
  if (names.every((name) => ours.test(name))) restrict(folder, failed, false);
  for (const name of names) if (ours.test(name)) restrict(path.join(folder, name), failed, true);
  if (failed.length > 0)
    logger.warn("Files of the library can be read by other users of this computer", {
      files: failed.length,
      why: failed[0],
    });
}

/** Links are left alone: they may lead anywhere. */
function restrict(entry: string, failed: string[], isDeep: boolean): void {
  try {
    const info = lstatSync(entry, { throwIfNoEntry: false });
    if (!info || !(info.isDirectory() || info.isFile())) return;
    const mode = info.isDirectory() ? folderMode : fileMode;
    if ((info.mode & 0o777) !== mode) chmodSync(entry, mode);
    if (info.isDirectory() && isDeep)
      for (const name of readdirSync(entry)) restrict(path.join(entry, name), failed, true);
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
    // Gone meanwhile.
    if (code !== "ENOENT") failed.push(code);
  }
}
