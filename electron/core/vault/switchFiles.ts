import { createHash } from "node:crypto";
import { createReadStream, existsSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../contract/errors.ts";
import { isSealedFile, openingRange, SealBroken, sealing } from "../files/sealedFile.ts";
import { measureFreeBytes } from "../files/freeBytes.ts";
import { syncFolder } from "../files/syncFolder.ts";
import { nameOfOriginal } from "../library/library.ts";
import { forgottenMark, type Logger } from "../ports.ts";
import { isPlain } from "../store/databaseHeader.ts";
import { recryptDatabase } from "../store/recrypt.ts";
import type { VaultKeys } from "./vaultFile.ts";

export interface SwitchFiles {
  readonly data: string;
  readonly keys: VaultKeys;
  readonly logger: Logger;
  /** what has been dealt with, and all there is, in bytes */
  progress(done: number, total: number): void;
}

type Direction = "seal" | "open";

/** What a file is called while it is written anew. */
const suffix = ".switching";

/**
 * Encrypts whatever the data folder holds of a person's, or brings it back, one file after the other: each is written beside the old one
 * and takes its place when it is on the disk. What has been done is known by the files themselves, so that who was ended in the middle
 * begins again and goes on. The folder must be locked.
 * @throws DISK_FULL before anything is touched, where there is no room for the largest file twice
 */
export async function switchFiles(direction: Direction, options: SwitchFiles): Promise<void> {
  const { data, keys, logger, progress } = options;
  const documents = path.join(data, "documents");
  await sweep(data);
  const databases = [
    path.join(data, "library.db"),
    ...(await filesIn(path.join(data, "backups"), /^library-.*\.db$/u)),
  ].filter((file) => existsSync(file) && isPlain(file) === (direction === "seal"));
  const others: string[] = [];
  for (const file of [
    ...(await filesIn(documents, /./u)),
    ...(await filesIn(data, /^(?:library-damaged-.*\.db.*|secrets(?:-damaged-.*)?\.json)$/u)),
  ]) {
    if ((await isOfVault(file, keys.files)) === (direction === "open")) others.push(file);
  }
  const sizes = new Map<string, number>();
  for (const file of [...databases, ...others]) sizes.set(file, (await stat(file)).size);
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const largest = Math.max(0, ...sizes.values());
  if (largest + roomBeside > (await measureFreeBytes(data))) throw new AppError("DISK_FULL");

  let done = 0;
  const step = async (file: string, run: () => Promise<void>): Promise<void> => {
    await run();
    progress((done += sizes.get(file) ?? 0), total);
  };
  progress(0, total);
  for (const file of others) {
    const isOriginal = path.dirname(file) === documents;
    await step(file, () =>
      direction === "seal" ? sealFile(file, isOriginal, keys.files) : openFile(file, isOriginal, keys.files),
    );
  }
  for (const file of databases) {
    await step(file, async () => {
      try {
        const [from, to] = direction === "seal" ? [null, keys.database] : [keys.database, null];
        recryptDatabase(file, from, to);
      } catch (thrown) {
        if (path.dirname(file) === data || !isDamage(thrown)) throw thrown;
        // A damaged backup is good for nothing, and must not be what still shows a library that is encrypted.
        logger.error("A backup that does not open was deleted", { backup: path.basename(file) });
        rmSync(file, { force: true });
      }
    });
  }
  const window = path.join(data, "window");
  if (direction === "seal" && existsSync(window)) writeFileSync(path.join(window, forgottenMark), "");
  // llama.cpp writes and reads these by path, so that they cannot be encrypted.
  await rm(path.join(data, "states"), { recursive: true, force: true });
  for (const file of await filesIn(path.join(data, "logs"), /\.log$/u)) truncateSync(file);
  for (const folder of [documents, data]) if (existsSync(folder)) syncFolder(folder);
}

/** bytes that are left to whatever else is written meanwhile */
const roomBeside = 4 * 2 ** 20;

async function sealFile(file: string, isOriginal: boolean, key: Buffer): Promise<void> {
  const target = isOriginal ? path.join(path.dirname(file), nameOfOriginal(path.basename(file), key)) : file;
  await replace(file, target, sealing(key, createReadStream(file)));
}

async function openFile(file: string, isOriginal: boolean, key: Buffer): Promise<void> {
  const hash = createHash("sha256");
  async function* content(): AsyncGenerator<Uint8Array> {
    for await (const part of openingRange(key, file, 0, Number.POSITIVE_INFINITY)) {
      hash.update(part);
      yield part;
    }
  }
  await replace(file, () => (isOriginal ? path.join(path.dirname(file), hash.digest("hex")) : file), content());
}

/** A file that begins as a sealed one does may have come so from anybody: only the key tells. */
async function isOfVault(file: string, key: Buffer): Promise<boolean> {
  if (!(await isSealedFile(file))) return false;
  try {
    for await (const part of openingRange(key, file, 0, 1)) void part;
    return true;
  } catch (thrown) {
    if (thrown instanceof SealBroken) return false;
    throw thrown;
  }
}

async function replace(
  file: string,
  target: string | (() => string),
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  const fresh = `${file}${suffix}`;
  const handle = await open(fresh, "w", 0o600);
  try {
    for await (const part of content) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
  const name = typeof target === "string" ? target : target();
  await rename(fresh, name);
  syncFolder(path.dirname(name));
  // Under another name the old one stands until the new one is safe.
  if (name !== file) await rm(file, { force: true });
}

/** What was being written when a process before was ended. */
async function sweep(data: string): Promise<void> {
  for (const folder of [data, path.join(data, "documents"), path.join(data, "backups")]) {
    for (const file of await filesIn(folder, /\.switching(?:-journal|-wal)?$|^incoming-|^backup\.part/u)) {
      await rm(file, { force: true });
    }
  }
}

async function filesIn(folder: string, names: RegExp): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && names.test(entry.name)).map(({ name }) => path.join(folder, name));
}

function isDamage(thrown: unknown): boolean {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  return code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB";
}
