import { randomUUID } from "node:crypto";
import { chmod, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Logger, SecretStore } from "../core/ports.ts";

/** How a keychain makes of a secret what nobody else can read, and back. */
export interface Cipher {
  seal(secret: string): Promise<string>;
  /** @throws where it was sealed by another keychain, or is damaged */
  open(sealed: string): Promise<string>;
}

/**
 * Secrets in a file of the data folder that its owner alone can read (0600).
 * @param cipher what stands in the file is sealed by it; null: it stands there as it is, which is told in the log at the first one that is
 *   kept
 */
export function createFileSecrets(
  { data, logger }: { readonly data: string; readonly logger: Logger },
  cipher: Cipher | null = null,
): SecretStore {
  const file = path.join(data, cipher ? "secrets.sealed.json" : "secrets.json");
  let turn: Promise<unknown> = Promise.resolve();

  async function read(): Promise<Record<string, string>> {
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (thrown) {
      if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return {};
      throw thrown;
    }
    try {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed !== "object" || parsed === null) return {};
      return Object.fromEntries(
        Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
      );
    } catch {
      logger.error("The file of secrets is damaged: they are to be entered again");
      return {};
    }
  }

  async function write(secrets: Readonly<Record<string, string>>): Promise<void> {
    if (Object.keys(secrets).length === 0) {
      await rm(file, { force: true });
      return;
    }
    const fresh = `${file}.${randomUUID()}.new`;
    try {
      const handle = await open(fresh, "wx", 0o600);
      try {
        await handle.writeFile(JSON.stringify(secrets));
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

  /** One after the other, so that no secret is lost to another one. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  }

  return {
    kind: cipher ? "keychain" : "file",
    get: (name) =>
      inTurn(async () => {
        const kept = (await read())[name];
        if (kept === undefined) return null;
        if (!cipher) {
          // Somebody may have copied it back with the rights of everybody.
          if (process.platform !== "win32") await chmod(file, 0o600);
          return kept;
        }
        try {
          return await cipher.open(kept);
        } catch {
          logger.warn("A secret cannot be opened by this keychain: it is to be entered again");
          return null;
        }
      }),
    set: (name, secret) =>
      inTurn(async () => {
        const { [name]: _, ...others } = await read();
        if (secret !== null && !cipher) {
          logger.warn("A secret is kept in a file that the owner of this account can read, for want of a keychain");
        }
        await write(secret === null ? others : { ...others, [name]: cipher ? await cipher.seal(secret) : secret });
      }),
  };
}
