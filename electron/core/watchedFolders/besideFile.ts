import { createHash } from "node:crypto";
import { constants, copyFile, link, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** How a result begins that was written here: whose it is, and what stood below, so that a person's edits are known. */
const mark = /^<!-- tramontane:summary document=([0-9a-f]{64}) text=([0-9a-f]{64}) -->\n/u;
const markStart = "<!-- tramontane:summary ";

/** True for the names that results are given; whether a file is one tells its first line. */
export function isResultName(name: string): boolean {
  return /\.summary(?: \(\d+\))?\.md$/iu.test(name);
}

/** True for a file that was written by {@link writeBeside}, also where a person has changed it since. */
export async function isResult(file: string): Promise<boolean> {
  if (!isResultName(file)) return false;
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(markStart.length), 0, markStart.length, 0);
    return buffer.toString("latin1", 0, bytesRead) === markStart;
  } finally {
    await handle.close();
  }
}

/**
 * Writes a result next to a file as `NAME.summary.md`. A file that is not of this document, or that a person has changed, stays as it
 * is: beside the former the result gets a number, instead of the latter nothing is written.
 * @param base the file, or what it is called in its archive
 * @returns where it stands; null where a person's version of it does
 * @throws what the file system throws
 */
export async function writeBeside(base: string, documentId: string, text: string): Promise<string | null> {
  const whole = `<!-- tramontane:summary document=${documentId} text=${hashOf(text)} -->\n${text}`;
  for (let number = 1; ; number += 1) {
    const file = `${base}.summary${number === 1 ? "" : ` (${number})`}.md`;
    const there = await readIfThere(file);
    if (there === null) {
      if (await create(file, whole)) return file;
      continue;
    }
    if (there === whole) return file;
    const [all = "", of, hash] = mark.exec(there) ?? [];
    if (of !== undefined && hash !== hashOf(there.slice(all.length))) {
      if (of === documentId) return null;
      continue;
    }
    // A result of what stood in the file before gives way to that of what stands there now.
    if (of === undefined) continue;
    await replace(file, whole);
    return file;
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw thrown;
  }
}

/** Half a file never stands under the name. False where somebody else made one meanwhile. */
async function create(file: string, text: string): Promise<boolean> {
  return viaTemporary(file, text, async (temporary) => {
    try {
      // A file system without links copies.
      await link(temporary, file).catch((thrown: NodeJS.ErrnoException) =>
        thrown.code === "EEXIST" ? Promise.reject(thrown) : copyFile(temporary, file, constants.COPYFILE_EXCL),
      );
      return true;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw thrown;
    }
  });
}

function replace(file: string, text: string): Promise<void> {
  return viaTemporary(file, text, (temporary) => rename(temporary, file));
}

/** The temporary file is hidden, so that nobody takes it in. */
async function viaTemporary<T>(file: string, text: string, put: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.new`);
  try {
    await writeFile(temporary, text, { mode: 0o644 });
    return await put(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
