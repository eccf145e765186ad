import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { AppError } from "../../contract/errors.ts";
import { writeWhole } from "../files/writeWhole.ts";

/**
 * `vault.json` in the data folder: the random key of the library, encrypted by what a person has. A new passphrase encrypts that key anew,
 * and nothing else has to be written again.
 */

const base64 = (bytes: number) =>
  z.string().refine((text) => Buffer.from(text, "base64").length === bytes && /^[A-Za-z0-9+/]+=*$/u.test(text));

const passphraseSlotSchema = z.strictObject({
  kind: z.literal("passphrase"),
  /** scrypt (RFC 7914) */
  scrypt: z.strictObject({
    n: z
      .int()
      .min(2 ** 14)
      .max(2 ** 22),
    r: z.int().min(8).max(32),
    p: z.int().min(1).max(16),
    salt: base64(16),
  }),
  nonce: base64(12),
  /** the key of the library and the tag, AES-256-GCM */
  sealed: base64(48),
});

const vaultFileSchema = z.strictObject({
  format: z.literal(1),
  /** `sealing` and `opening`: what there is of files is partly encrypted, and goes on to be or ceases to be */
  state: z.enum(["sealing", "sealed", "opening"]),
  /** names the key in the keychain, where several libraries may have one */
  id: z.string().min(1),
  slot: z.discriminatedUnion("kind", [passphraseSlotSchema, z.strictObject({ kind: z.literal("keychain") })]),
});
export type VaultFile = z.infer<typeof vaultFileSchema>;
export type PassphraseSlot = z.infer<typeof passphraseSlotSchema>;

/** About a third of a second and 128 MB on a computer of 2020: what a guess costs who has the file. */
const cost = { n: 2 ** 17, r: 8, p: 1 } as const;
/** what scrypt may use, in bytes: 128 · n · r, and as much again for what is around it */
const memoryOf = ({ n, r }: { readonly n: number; readonly r: number }): number => 256 * n * r;

export interface VaultKeys {
  /** of the database, 32 bytes */
  readonly database: Buffer;
  /** of the files beside it, 32 bytes */
  readonly files: Buffer;
}

/** Two keys from that of the library, each for one thing. */
export function keysOf(libraryKey: Buffer): VaultKeys {
  const derive = (info: string): Buffer => Buffer.from(hkdfSync("sha256", libraryKey, "", info, 32));
  return { database: derive("tramontane database"), files: derive("tramontane files") };
}

/** The one beside the library, and a copy: without it nothing of the library could be read. */
function placesOf(data: string): readonly [string, string] {
  return [path.join(data, "vault.json"), path.join(data, "backups", "vault.json")];
}

/** null where the library is not encrypted. @throws VAULT_MISSING where the file is damaged and so is its copy */
export function readVaultFile(data: string): VaultFile | null {
  let isDamaged = false;
  for (const place of placesOf(data)) {
    const text = readText(place);
    if (text === null) continue;
    const parsed = vaultFileSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    isDamaged = true;
  }
  if (isDamaged) throw new AppError("VAULT_MISSING");
  return null;
}

/** Both are on the disk when this returns, the copy last: where it cannot be written the first stands. */
export function writeVaultFile(data: string, vault: VaultFile): void {
  const [, copy] = placesOf(data);
  mkdirSync(path.dirname(copy), { recursive: true, mode: 0o700 });
  for (const place of placesOf(data)) writeWhole(place, `${JSON.stringify(vault, null, 2)}\n`);
}

/** The copy goes first: ended in between, the library is still known to have been encrypted. */
export function deleteVaultFile(data: string): void {
  for (const place of placesOf(data).toReversed()) rmSync(place, { force: true });
}

/** Encrypts the key of the library by a passphrase. */
export async function makeSlot(passphrase: string, libraryKey: Buffer): Promise<PassphraseSlot> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", await derive(passphrase, salt, cost), nonce);
  const sealed = Buffer.concat([cipher.update(libraryKey), cipher.final(), cipher.getAuthTag()]);
  return {
    kind: "passphrase",
    scrypt: { ...cost, salt: salt.toString("base64") },
    nonce: nonce.toString("base64"),
    sealed: sealed.toString("base64"),
  };
}

/** The key of the library. @throws PASSPHRASE_WRONG */
export async function openSlot(passphrase: string, slot: PassphraseSlot): Promise<Buffer> {
  const key = await derive(passphrase, Buffer.from(slot.scrypt.salt, "base64"), slot.scrypt);
  const sealed = Buffer.from(slot.sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(slot.nonce, "base64"), { authTagLength: 16 });
  decipher.setAuthTag(sealed.subarray(32));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, 32)), decipher.final()]);
  } catch (cause) {
    throw new AppError("PASSPHRASE_WRONG", { cause });
  }
}

const scryptAsync = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** The same letters typed on two keyboards may be other characters: they are brought to one form (NFKC). */
async function derive(
  passphrase: string,
  salt: Buffer,
  { n, r, p }: { readonly n: number; readonly r: number; readonly p: number },
): Promise<Buffer> {
  return await scryptAsync(passphrase.normalize("NFKC"), salt, 32, { N: n, r, p, maxmem: memoryOf({ n, r }) });
}

/** null where there is none. A folder of that name holds nothing, as a damaged file does. */
function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
    if (code === "ENOENT") return null;
    if (code === "EISDIR") return "";
    throw thrown;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
