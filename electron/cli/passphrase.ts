import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { AppError } from "../contract/errors.ts";
import type { Vault, VaultKeys } from "../host/nodePorts.ts";
import type { Options } from "./options.ts";
import { readKey } from "./readKey.ts";
import { words } from "./words.ts";

/**
 * The key of the library for a command that opens it itself: with the passphrase of `--passphrase-file`, or one that is typed. Where the
 * encryption was being switched and broken off, that is finished first.
 * @returns null where the library is not encrypted
 * @throws DATA_DIR_LOCKED where another process has it, LIBRARY_LOCKED where nobody can be asked, PASSPHRASE_WRONG
 */
export async function libraryKeys(
  vault: Vault,
  options: Pick<Options, "passphraseFile">,
  signal: AbortSignal,
): Promise<VaultKeys | null> {
  const file = vault.file();
  if (file === null) return null;
  vault.requireFree();
  if (vault.keys() === null) {
    if (file.slot.kind === "keychain") throw new AppError("LIBRARY_LOCKED", { data: { reason: "KEYCHAIN" } });
    await vault.unlock(await readPassphrase(options.passphraseFile, words.t("cli:vault.ask"), signal));
  }
  if (file.state !== "sealed") await vault.proceed(showProgress());
  return vault.keys();
}

/** A passphrase of a file, or one that is typed, unseen. @throws LIBRARY_LOCKED where nobody can be asked, CANCELLED */
export async function readPassphrase(file: string | null, prompt: string, signal: AbortSignal): Promise<string> {
  if (file !== null) return readKey(file, signal);
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw new AppError("LIBRARY_LOCKED");
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: true });
  process.stderr.write(`${prompt} `);
  try {
    return await lines.question("", { signal });
  } catch (cause) {
    throw new AppError("CANCELLED", { cause });
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}

/** How far the switching is, on stderr, in whole tenths. */
export function showProgress(): (done: number, total: number) => void {
  let told = -1;
  return (done, total) => {
    const tenth = total === 0 ? 10 : Math.floor((10 * done) / total);
    if (tenth === told) return;
    told = tenth;
    process.stderr.write(`${words.t("cli:vault.progress", { value: tenth / 10 })}\n`);
  };
}
