import { randomUUID } from "node:crypto";
import { chmod, open, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { AppError, type Problem } from "../contract/errors.ts";
import { isSealed, openBytes, sealBytes } from "../core/files/sealedFile.ts";
import type { Logger, SecretStore } from "../core/ports.ts";

/** How a keychain makes of a secret what nobody else can read, and back. */
export interface Cipher {
  seal(secret: string): Promise<string>;
  /** @throws where it was sealed by another keychain, or is damaged */
  open(sealed: string): Promise<string>;
}

type Kept = Readonly<Record<string, string>>;

/**
 * Secrets in files of the data folder that its owner alone can read (0600; on Windows whoever can read the folder). Sealed where there
 * is a keychain; without one they stand there as they are, which is told in the log, until one appears and they move into it. One
 * process alone has the data folder, so that nobody else writes meanwhile.
 * @param deps `filesKey`: gives the key of an encrypted library while that is open, by which the file without a seal is one too
 * @param keychain asked at each secret until it gives a cipher; null: the system has none at this moment; absent: this program has none
 */
export function createFileSecrets(
  {
    data,
    logger,
    filesKey = () => null,
  }: { readonly data: string; readonly logger: Logger; readonly filesKey?: (() => Buffer | null) | undefined },
  keychain?: () => Promise<Cipher | null>,
): SecretStore {
  const plainFile = path.join(data, "secrets.json");
  const sealedFile = path.join(data, "secrets.sealed.json");
  const untold: Problem[] = [];
  let tell: (problem: Problem) => void = (problem) => void untold.push(problem);
  let known: Cipher | null = null;
  let turn: Promise<unknown> = sweep();

  async function cipherNow(): Promise<Cipher | null> {
    try {
      return (known ??= (await keychain?.()) ?? null);
    } catch (cause) {
      throw closed(cause);
    }
  }

  function closed(cause?: unknown): AppError {
    logger.warn("The keychain does not open", { error: String(cause) });
    return new AppError("KEYCHAIN_CLOSED", { cause });
  }

  async function read(file: string): Promise<Kept> {
    let bytes: Buffer;
    try {
      bytes = await readFile(file);
    } catch (thrown) {
      if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return {};
      throw thrown;
    }
    const { kept, isWhole } = parse(textOf(bytes));
    if (!isWhole) await setAside(file, kept);
    return kept;
  }

  /** @throws LIBRARY_LOCKED where it is encrypted and the library is not open */
  function textOf(bytes: Buffer): string {
    if (!isSealed(bytes)) return bytes.toString("utf8");
    const key = filesKey();
    if (key === null) throw new AppError("LIBRARY_LOCKED");
    try {
      return openBytes(key, bytes).toString("utf8");
    } catch {
      // As one that was damaged by hand.
      return "";
    }
  }

  /** What cannot be read is not written over: somebody may mend it by hand. */
  async function setAside(file: string, kept: Kept): Promise<void> {
    const stamp = new Date().toISOString().replaceAll(/[:.]/gu, "-");
    const aside = `${path.basename(file, ".json")}-damaged-${stamp}.json`;
    logger.error("The file of secrets is damaged and set aside: they are to be entered again", { setAside: aside });
    await rename(file, path.join(data, aside));
    if (process.platform !== "win32") await chmod(path.join(data, aside), 0o600);
    await write(file, kept);
    tell({ code: "SECRETS_DAMAGED", data: { setAside: aside } });
  }

  async function write(file: string, secrets: Kept): Promise<void> {
    if (Object.keys(secrets).length === 0) {
      await rm(file, { force: true });
      return;
    }
    const fresh = `${file}.${randomUUID()}.new`;
    try {
      const handle = await open(fresh, "wx", 0o600);
      try {
        const text = JSON.stringify(secrets);
        const key = file === plainFile ? filesKey() : null;
        await handle.writeFile(key === null ? text : sealBytes(key, Buffer.from(text)));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(fresh, file);
    } catch (thrown) {
      await rm(fresh, { force: true });
      throw thrown;
    }
  }

  /** What a process that was ended while it wrote left lying. */
  async function sweep(): Promise<void> {
    try {
      const left = (await readdir(data)).filter((name) => /^secrets(?:\.sealed)?\.json\..*\.new$/u.test(name));
      await Promise.all(left.map((name) => rm(path.join(data, name), { force: true })));
    } catch {
      // The folder is made later, or cannot be read: whoever reads secrets in it is told.
    }
  }

  /**
   * Secrets that were kept before there was a keychain. They are gone from the one file only when they are safe in the other: ended in
   * between, it is done once more. Where both have one, that without a seal was entered later.
   */
  async function moveIn(cipher: Cipher): Promise<void> {
    const plain = Object.entries(await read(plainFile));
    if (plain.length === 0) return;
    const sealed: Record<string, string> = { ...(await read(sealedFile)) };
    for (const [name, secret] of plain) sealed[name] = await seal(cipher, secret);
    await write(sealedFile, sealed);
    await syncFolder();
    await rm(plainFile, { force: true });
    logger.info("Secrets moved into the keychain", { secrets: plain.length });
  }

  async function seal(cipher: Cipher, secret: string): Promise<string> {
    try {
      return await cipher.seal(secret);
    } catch (cause) {
      throw closed(cause);
    }
  }

  async function syncFolder(): Promise<void> {
    if (process.platform === "win32") return;
    const folder = await open(data, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  async function forget(name: string): Promise<void> {
    for (const file of [plainFile, sealedFile]) {
      const { [name]: gone, ...others } = await read(file);
      if (gone !== undefined) await write(file, others);
    }
  }

  /** One after the other, so that no secret is lost to another one. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  }

  return {
    kind: () =>
      inTurn(async () => {
        if (!keychain) return "file";
        // One that does not open at this moment is one all the same.
        const isThere = await cipherNow().then((cipher) => cipher !== null, Boolean);
        return isThere ? "keychain" : "noKeychain";
      }),
    has: (name) =>
      inTurn(async () => {
        const plain = await read(plainFile);
        return plain[name] !== undefined || (await read(sealedFile))[name] !== undefined;
      }),
    get: (name) =>
      inTurn(async () => {
        const cipher = await cipherNow().catch(() => null);
        if (cipher) {
          await moveIn(cipher).catch((thrown: unknown) =>
            logger.warn("Secrets did not move into the keychain", { error: String(thrown) }),
          );
        }
        const plain = (await read(plainFile))[name];
        if (plain !== undefined) {
          // Somebody may have copied it back with the rights of everybody.
          if (process.platform !== "win32") await chmod(plainFile, 0o600);
          return plain;
        }
        const sealed = (await read(sealedFile))[name];
        if (sealed === undefined) return null;
        if (!cipher) throw closed();
        try {
          return await cipher.open(sealed);
        } catch (cause) {
          throw closed(cause);
        }
      }),
    set: (name, secret) =>
      inTurn(async () => {
        if (secret === null) {
          await forget(name);
          return;
        }
        const cipher = await cipherNow();
        if (cipher) await moveIn(cipher);
        else logger.warn("A secret is kept in a file that the owner of this account can read, for want of a keychain");
        const file = cipher ? sealedFile : plainFile;
        await write(file, { ...(await read(file)), [name]: cipher ? await seal(cipher, secret) : secret });
      }),
    tellTo(listener) {
      tell = listener;
      for (const problem of untold.splice(0)) listener(problem);
    },
  };
}

/** The secrets of a file, and whether they are all that stands in it. */
function parse(text: string): { readonly kept: Kept; readonly isWhole: boolean } {
  try {
    // Editors of Windows put a mark before it.
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/u, ""));
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return { kept: {}, isWhole: false };
    const all = Object.entries(parsed);
    const kept = all.filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return { kept: Object.fromEntries(kept), isWhole: kept.length === all.length };
  } catch {
    return { kept: {}, isWhole: false };
  }
}
