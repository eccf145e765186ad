import { randomBytes, randomUUID } from "node:crypto";
import { AppError } from "../../contract/errors.ts";
import { shortestPassphrase } from "../../contract/vault.ts";
import type { Logger, SecretStore } from "../ports.ts";
import { lockFolder } from "../store/lock.ts";
import { guarded } from "../store/storeErrors.ts";
import { switchFiles } from "./switchFiles.ts";
import {
  deleteVaultFile,
  keysOf,
  makeSlot,
  openSlot,
  readVaultFile,
  type VaultFile,
  type VaultKeys,
  writeVaultFile,
} from "./vaultFile.ts";

export type { VaultKeys } from "./vaultFile.ts";

/**
 * The key of the library of a data folder: where it lies, what opens it, and the way into encryption and out of it. Where files cannot be
 * read or written each call throws DATA_DIR_UNWRITABLE, or DISK_FULL.
 */
export interface Vault {
  /** What stands in its file; null where the library is not encrypted. @throws VAULT_MISSING */
  file(): VaultFile | null;
  /** null while it is locked, and where the library is not encrypted */
  keys(): VaultKeys | null;
  /** @throws DATA_DIR_LOCKED where another process has the library open */
  requireFree(): void;
  /** Has the key. @param passphrase null: the keychain has it @throws PASSPHRASE_WRONG, LIBRARY_LOCKED */
  unlock(passphrase: string | null): Promise<void>;
  /** Overwrites the key where it stands in memory. */
  lock(): void;
  /**
   * Encrypts a library that nobody has open, or goes on with that where it was begun; has the key then.
   * @param secret null: the key is kept by the keychain
   * @throws PASSPHRASE_SHORT, LIBRARY_LOCKED where there is no keychain, DATA_DIR_LOCKED, DISK_FULL
   */
  turnOn(secret: string | null, progress: Progress): Promise<void>;
  /** Brings an unlocked library back. @throws LIBRARY_LOCKED, DATA_DIR_LOCKED, DISK_FULL */
  turnOff(progress: Progress): Promise<void>;
  /** Takes back what was begun and not finished; the library must be unlocked. @throws as turnOn and turnOff */
  undo(progress: Progress): Promise<void>;
  /** Goes on with what was broken off; the library must be unlocked. @throws as turnOn and turnOff */
  proceed(progress: Progress): Promise<void>;
  /** @throws PASSPHRASE_WRONG, PASSPHRASE_SHORT */
  changePassphrase(current: string, next: string): Promise<void>;
}

/** bytes that have been dealt with, and all there are */
export type Progress = (done: number, total: number) => void;

export function createVault(deps: {
  readonly data: string;
  /** the system's keychain, where there is one */
  readonly keychain: Pick<SecretStore, "get" | "set" | "kind"> | null;
  readonly logger: Logger;
}): Vault {
  const { data, keychain, logger } = deps;
  let keys: VaultKeys | null = null;
  const file = (): VaultFile | null => readVaultFile(data);
  const nameOf = ({ id }: VaultFile): string => `vault:${id}`;

  const vault: Vault = {
    file,
    keys: () => keys,
    requireFree: () => lockFolder(data).release(),
    async unlock(passphrase) {
      const vault = requireFile();
      keys = keysOf(await libraryKeyOf(vault, passphrase));
    },
    lock() {
      keys?.database.fill(0);
      keys?.files.fill(0);
      keys = null;
    },
    async turnOn(secret, progress) {
      if (file() === null) await begin(secret);
      await proceed(progress);
    },
    async turnOff(progress) {
      const vault = requireFile();
      if (keys === null) throw new AppError("LIBRARY_LOCKED");
      writeVaultFile(data, { ...vault, state: "opening" });
      await proceed(progress);
    },
    async undo(progress) {
      const vault = requireFile();
      writeVaultFile(data, { ...vault, state: vault.state === "sealing" ? "opening" : "sealing" });
      await proceed(progress);
    },
    proceed,
    async changePassphrase(current, next) {
      const vault = requireFile();
      requireLong(next);
      if (vault.slot.kind !== "passphrase") throw new AppError("LIBRARY_LOCKED");
      const libraryKey = await openSlot(current, vault.slot);
      writeVaultFile(data, { ...vault, slot: await makeSlot(next, libraryKey) });
    },
  };
  return guarded(vault, data);

  function requireFile(): VaultFile {
    const vault = file();
    if (vault === null) throw new AppError("NOT_FOUND");
    return vault;
  }

  async function libraryKeyOf(vault: VaultFile, passphrase: string | null): Promise<Buffer> {
    if (vault.slot.kind === "passphrase") {
      if (passphrase === null) throw new AppError("LIBRARY_LOCKED");
      return await openSlot(passphrase, vault.slot);
    }
    const kept = await keychain?.get(nameOf(vault));
    if (kept === null || kept === undefined) throw new AppError("LIBRARY_LOCKED", { data: { reason: "KEYCHAIN" } });
    return Buffer.from(kept, "base64");
  }

  /** The key is safe before the first file is encrypted with it. */
  async function begin(secret: string | null): Promise<void> {
    const libraryKey = randomBytes(32);
    const vault: Omit<VaultFile, "slot"> = { format: 1, state: "sealing", id: randomUUID() };
    if (secret === null) {
      const made: VaultFile = { ...vault, slot: { kind: "keychain" } };
      if ((await keychain?.kind()) !== "keychain") {
        throw new AppError("LIBRARY_LOCKED", { data: { reason: "KEYCHAIN" } });
      }
      await keychain?.set(nameOf(made), libraryKey.toString("base64"));
      writeVaultFile(data, made);
    } else {
      requireLong(secret);
      writeVaultFile(data, { ...vault, slot: await makeSlot(secret, libraryKey) });
    }
    keys = keysOf(libraryKey);
  }

  async function proceed(progress: Progress): Promise<void> {
    const vault = requireFile();
    if (keys === null) throw new AppError("LIBRARY_LOCKED");
    if (vault.state === "sealed") return;
    const lock = lockFolder(data);
    try {
      await switchFiles(vault.state === "sealing" ? "seal" : "open", { data, keys, logger, progress });
      if (vault.state === "sealing") {
        writeVaultFile(data, { ...vault, state: "sealed" });
        return;
      }
      deleteVaultFile(data);
      keys = null;
    } finally {
      lock.release();
    }
    if (vault.slot.kind !== "keychain") return;
    await keychain
      ?.set(nameOf(vault), null)
      .catch((error: unknown) =>
        logger.warn("The keychain keeps a key of a library that is not encrypted any more", { error: String(error) }),
      );
  }
}

function requireLong(passphrase: string): void {
  if ([...passphrase].length < shortestPassphrase) {
    throw new AppError("PASSPHRASE_SHORT", { data: { least: shortestPassphrase } });
  }
}
