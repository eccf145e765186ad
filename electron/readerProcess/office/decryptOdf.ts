import { createDecipheriv, createHash, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import { AppError } from "../../contract/errors.ts";
import type { Archive } from "../zip.ts";
import { childOf, childrenOf, readXmlTree } from "./xml.ts";

/** How a part is encrypted with AES (ODF 1.2 part 3, 3.4). */
export interface OdfEncryption {
  readonly vector: Buffer;
  readonly salt: Buffer;
  readonly iterations: number;
  readonly keyBytes: number;
  readonly startHash: "sha1" | "sha256";
  readonly checksum: Buffer;
  readonly checksumHash: "sha1" | "sha256";
}

/** More rounds than any program sets; a file that asks for more wants to keep the machine busy. */
const mostIterations = 10_000_000;

/** The parts that are encrypted, null where not in a way known here. @throws DOCUMENT_DAMAGED */
export async function encryptedParts(archive: Archive): Promise<ReadonlyMap<string, OdfEncryption | null>> {
  const parts = new Map<string, OdfEncryption | null>();
  if (!archive.names.includes("META-INF/manifest.xml")) return parts;
  const manifest = await readXmlTree(archive.stream("META-INF/manifest.xml"));
  for (const entry of childrenOf(manifest, "manifest:file-entry")) {
    const data = childOf(entry, "manifest:encryption-data");
    if (!data) continue;
    const algorithm = childOf(data, "manifest:algorithm")?.attributes ?? {};
    const derivation = childOf(data, "manifest:key-derivation")?.attributes ?? {};
    const start = childOf(data, "manifest:start-key-generation")?.attributes ?? {};
    const keyBytes = Number(derivation["manifest:key-size"] ?? 16);
    const iterations = Number(derivation["manifest:iteration-count"] ?? 0);
    const isKnown =
      /aes(?:128|192|256)-cbc$/u.test(algorithm["manifest:algorithm-name"] ?? "") &&
      /pbkdf2$/iu.test(derivation["manifest:key-derivation-name"] ?? "") &&
      [16, 24, 32].includes(keyBytes) &&
      iterations > 0 &&
      iterations <= mostIterations;
    const hash = (name: string | undefined) => (/sha-?256/iu.test(name ?? "") ? "sha256" : "sha1");
    const facts: OdfEncryption = {
      vector: Buffer.from(algorithm["manifest:initialisation-vector"] ?? "", "base64"),
      salt: Buffer.from(derivation["manifest:salt"] ?? "", "base64"),
      iterations,
      keyBytes,
      startHash: hash(start["manifest:start-key-generation-name"]),
      checksum: Buffer.from(data.attributes["manifest:checksum"] ?? "", "base64"),
      checksumHash: hash(data.attributes["manifest:checksum-type"]),
    };
    parts.set(entry.attributes["manifest:full-path"] ?? "", isKnown && facts.vector.length === 16 ? facts : null);
  }
  return parts;
}

/** @throws PASSWORD_WRONG, READ_INFLATED_LIMIT, DOCUMENT_DAMAGED */
export async function decryptOdfPart(
  bytes: Uint8Array,
  facts: OdfEncryption,
  password: string,
  limitMb: number,
): Promise<Uint8Array> {
  const startKey = createHash(facts.startHash).update(password, "utf8").digest();
  const key = await promisify(pbkdf2)(startKey, facts.salt, facts.iterations, facts.keyBytes, "sha1");
  let packed: Buffer;
  try {
    const decipher = createDecipheriv(`aes-${facts.keyBytes * 8}-cbc`, key, facts.vector).setAutoPadding(false);
    packed = Buffer.concat([decipher.update(bytes), decipher.final()]);
  } catch (error) {
    throw new AppError("DOCUMENT_DAMAGED", { cause: error });
  }
  // W3C XML Encryption pads with the length of the padding in the last byte.
  const padded = packed.at(-1) ?? 0;
  if (padded >= 1 && padded <= 16) packed = packed.subarray(0, packed.length - padded);
  const checksum = createHash(facts.checksumHash).update(packed.subarray(0, 1024)).digest();
  if (!checksum.equals(facts.checksum)) throw new AppError("PASSWORD_WRONG");
  try {
    return await promisify(inflateRaw)(packed, { maxOutputLength: limitMb * 2 ** 20 });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") {
      throw new AppError("READ_INFLATED_LIMIT", { data: { limitMb } });
    }
    throw new AppError("DOCUMENT_DAMAGED", { cause: error });
  }
}
