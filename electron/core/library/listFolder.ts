import { opendir } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../contract/errors.ts";
import { deepestFolder, isSystemName, mostFiles } from "../../contract/folders.ts";
import { fileError } from "./fileErrors.ts";

export interface FoundFiles {
  /** `inner` is where it stands in the folder, `file` where on this machine */
  readonly files: { readonly inner: string; readonly file: string }[];
  readonly skipped: { readonly inner: string; readonly problem: AppError }[];
}

/** Files of a folder and the folders in it, by name. Links and what is no file (a pipe, a device) are left out. */
export async function listFolder(root: string, signal: AbortSignal): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], skipped: [] };
  const walk = async (folder: string, inner: string, depth: number): Promise<void> => {
    signal.throwIfAborted();
    const entries = [];
    try {
      for await (const entry of await opendir(folder)) entries.push(entry);
    } catch (thrown) {
      found.skipped.push({ inner, problem: fileError(thrown) });
      return;
    }
    for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))) {
      if (isSystemName(entry.name)) continue;
      const below = inner === "" ? entry.name : `${inner}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < deepestFolder) await walk(path.join(folder, entry.name), below, depth + 1);
        else
          found.skipped.push({
            inner: below,
            problem: new AppError("READ_NESTING_LIMIT", { data: { deepest: deepestFolder } }),
          });
      } else if (entry.isFile()) {
        if (found.files.length < mostFiles) found.files.push({ inner: below, file: path.join(folder, entry.name) });
        else if (!found.skipped.some(({ problem }) => problem.code === "READ_ENTRY_LIMIT"))
          found.skipped.push({ inner: below, problem: new AppError("READ_ENTRY_LIMIT", { data: { mostFiles } }) });
      }
    }
  };
  await walk(root, "", 0);
  return found;
}
