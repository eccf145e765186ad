import { createDecipheriv, createHash } from "node:crypto";
import { CFB } from "@e965/xlsx";
import { AppError } from "../../contract/errors.ts";
import { childOf, childrenOf, readXmlTree } from "./xml.ts";

/** The part of SheetJS that reads compound files (MS-CFB). */
interface CompoundFiles {
  read(bytes: Uint8Array, options: { type: "buffer" }): unknown;
  find(file: unknown, path: string): { readonly content?: Uint8Array } | null;
}

const compoundFiles = CFB as CompoundFiles;

/** More rounds than any program sets (MS-OFFCRYPTO 2.3.4.10). */
const mostRounds = 10_000_000;

/**
 * The file as it was before it was encrypted: agile and standard encryption of MS-OFFCRYPTO, with AES.
 * @throws PASSWORD_REQUIRED without a password, and with data {canUnlock: false} where the encryption is another; PASSWORD_WRONG,
 *   DOCUMENT_DAMAGED
 */
export async function decryptOffice(bytes: Uint8Array, password: string | null): Promise<Uint8Array> {
  if (password === null) throw new AppError("PASSWORD_REQUIRED");
  try {
    const file = compoundFiles.read(bytes, { type: "buffer" });
    const info = streamOf(file, "EncryptionInfo");
    const content = streamOf(file, "EncryptedPackage");
    const [major, minor] = [info.readUInt16LE(0), info.readUInt16LE(2)];
    const size = Number(content.readBigUInt64LE(0));
    const sealed = content.subarray(8);
    let opened: Buffer;
    if (major === 4 && minor === 4) opened = await openAgile(info.subarray(8), sealed, password);
    else if (minor === 2 && major >= 2 && major <= 4) opened = openStandard(info, sealed, password);
    else throw lockedForGood();
    if (size > opened.length) throw new AppError("DOCUMENT_DAMAGED");
    return opened.subarray(0, size);
  } catch (error) {
    throw error instanceof AppError ? error : new AppError("DOCUMENT_DAMAGED", { cause: error });
  }
}

function streamOf(file: unknown, name: string): Buffer {
  const content = compoundFiles.find(file, name)?.content;
  if (!content) throw new AppError("DOCUMENT_DAMAGED", { data: { part: name } });
  return Buffer.from(content);
}

/** Standard encryption (2.3.4.5 to 2.3.4.9): AES in ECB mode, a key of 50,000 rounds of SHA-1. */
function openStandard(info: Buffer, sealed: Buffer, password: string): Buffer {
  const header = info.subarray(12, 12 + info.readUInt32LE(8));
  const [algorithm, keyBits] = [header.readUInt32LE(8), header.readUInt32LE(16)];
  if (![0, 0x660e, 0x660f, 0x6610].includes(algorithm) || ![128, 192, 256].includes(keyBits)) throw lockedForGood();
  const verifier = info.subarray(12 + header.length);
  const salt = verifier.subarray(4, 20);
  const rounds = hashRounds("sha1", salt, password, 50_000);
  const last = createHash("sha1").update(rounds).update(Buffer.alloc(4)).digest();
  const derive = (fill: number) => {
    const block = Buffer.alloc(64, fill);
    for (const [index, byte] of last.entries()) block[index] = fill ^ byte;
    return createHash("sha1").update(block).digest();
  };
  const key = Buffer.concat([derive(0x36), derive(0x5c)]).subarray(0, keyBits / 8);
  const open = (data: Buffer) => decrypt(`aes-${keyBits}-ecb`, key, null, data);
  const expected = open(verifier.subarray(40, 72)).subarray(0, 20);
  if (
    !createHash("sha1")
      .update(open(verifier.subarray(20, 36)))
      .digest()
      .equals(expected)
  )
    throw wrong();
  return open(sealed);
}

/** What each key of agile encryption is derived for (2.3.4.11 and 2.3.4.13). */
const purposes = {
  verifier: Buffer.from("fea7d2763b4b9e79", "hex"),
  verifierHash: Buffer.from("d7aa0f6d3061344e", "hex"),
  key: Buffer.from("146e0be7abacd0d6", "hex"),
};

/** Agile encryption (2.3.4.10 to 2.3.4.15): AES in CBC mode in segments of 4,096 bytes; the hash is named by the file. */
async function openAgile(description: Buffer, sealed: Buffer, password: string): Promise<Buffer> {
  const root = await readXmlTree([description]);
  const data = childOf(root, "enc:keyData")?.attributes;
  const own = childrenOf(childOf(root, "enc:keyEncryptors"), "enc:keyEncryptor")
    .map((encryptor) => childOf(encryptor, "pwd:encryptedKey"))
    .find((key) => key !== null)?.attributes;
  if (!data || !own) throw lockedForGood();
  const rounds = Number(own["spinCount"]);
  const [hash, dataHash] = [hashName(own["hashAlgorithm"]), hashName(data["hashAlgorithm"])];
  const [bits, dataBits] = [Number(own["keyBits"]), Number(data["keyBits"])];
  const isKnown = [own, data].every(
    (facts) =>
      facts["cipherAlgorithm"] === "AES" &&
      facts["cipherChaining"] === "ChainingModeCBC" &&
      facts["blockSize"] === "16",
  );
  if (!isKnown || !hash || !dataHash || ![128, 192, 256].includes(bits) || ![128, 192, 256].includes(dataBits)) {
    throw lockedForGood();
  }
  if (!Number.isSafeInteger(rounds) || rounds < 0 || rounds > mostRounds) throw new AppError("DOCUMENT_DAMAGED");
  const salt = Buffer.from(own["saltValue"] ?? "", "base64");
  const spun = hashRounds(hash, salt, password, rounds);
  const open = (purpose: Buffer, value: string | undefined) => {
    const key = fit(createHash(hash).update(spun).update(purpose).digest(), bits / 8);
    return decrypt(`aes-${bits}-cbc`, key, fit(salt, 16), Buffer.from(value ?? "", "base64"));
  };
  const input = open(purposes.verifier, own["encryptedVerifierHashInput"]).subarray(0, Number(own["saltSize"]));
  const found = createHash(hash).update(input).digest();
  const expected = open(purposes.verifierHash, own["encryptedVerifierHashValue"]).subarray(0, found.length);
  if (!found.equals(expected)) throw wrong();
  const key = open(purposes.key, own["encryptedKeyValue"]).subarray(0, dataBits / 8);
  const dataSalt = Buffer.from(data["saltValue"] ?? "", "base64");
  const segments: Buffer[] = [];
  for (let at = 0; at < sealed.length; at += segmentBytes) {
    const vector = createHash(dataHash)
      .update(dataSalt)
      .update(littleEndian(at / segmentBytes))
      .digest();
    const segment = sealed.subarray(at, at + segmentBytes);
    segments.push(decrypt(`aes-${dataBits}-cbc`, key, fit(vector, 16), segment));
  }
  return Buffer.concat(segments);
}

const segmentBytes = 4096;

function hashName(name: string | undefined): "sha1" | "sha256" | "sha384" | "sha512" | null {
  const plain = name?.replace("-", "").toLowerCase();
  return plain === "sha1" || plain === "sha256" || plain === "sha384" || plain === "sha512" ? plain : null;
}

function hashRounds(hash: string, salt: Buffer, password: string, rounds: number): Buffer {
  let value = createHash(hash).update(salt).update(Buffer.from(password, "utf16le")).digest();
  for (let round = 0; round < rounds; round++) {
    value = createHash(hash).update(littleEndian(round)).update(value).digest();
  }
  return value;
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Cut or filled up to this many bytes. */
function fit(value: Buffer, bytes: number): Buffer {
  return Buffer.concat([value, Buffer.alloc(Math.max(0, bytes - value.length), 0x36)]).subarray(0, bytes);
}

/** Whole blocks without padding; bytes behind the last whole block are none of the content. */
function decrypt(cipher: string, key: Buffer, vector: Buffer | null, data: Buffer): Buffer {
  const decipher = createDecipheriv(cipher, key, vector).setAutoPadding(false);
  return Buffer.concat([decipher.update(data.subarray(0, data.length - (data.length % 16))), decipher.final()]);
}

function wrong(): AppError {
  return new AppError("PASSWORD_WRONG");
}

function lockedForGood(): AppError {
  return new AppError("PASSWORD_REQUIRED", {
    data: { reason: "RARE_CIPHER", canUnlock: false },
  });
}
