import { randomNumbers } from "../../helpers/random.ts";

/** What GGUF calls the kinds of values, and one that there is not. */
const valueTypes = [0, 1, 4, 6, 7, 8, 9, 10, 12, 99] as const;
const edges = [
  0n,
  1n,
  255n,
  65_535n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 40n,
  2n ** 63n - 1n,
  2n ** 64n - 1n,
] as const;

/**
 * The `number`th changed copy of a GGUF file: counts, types, lengths, offsets, keys and dimensions of its head, or its length. The head is
 * looked through for keys by their length and letters, as the format has them (GGUF 3: version, counts, then key, type, value).
 */
export function hostileModel(
  valid: Buffer,
  seed: number,
  number: number,
): { readonly bytes: Buffer; readonly how: string } {
  const random = randomNumbers(seed * 1_000_003 + number);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const bytes = Buffer.from(valid);
  const key = pick(keysOf(valid));
  const kinds: Readonly<Record<string, () => Buffer>> = {
    magic: () => (bytes.writeUInt8(Math.floor(random() * 256), Math.floor(random() * 4)), bytes),
    version: () => (bytes.writeUInt32LE(Number(pick(edges) & 0xffff_ffffn), 4), bytes),
    tensors: () => (bytes.writeBigUInt64LE(pick(edges), 8), bytes),
    keys: () => (bytes.writeBigUInt64LE(pick(edges), 16), bytes),
    "length of a key": () => (bytes.writeBigUInt64LE(pick(edges), key.at), bytes),
    "type of a value": () => (bytes.writeUInt32LE(pick(valueTypes), key.valueAt), bytes),
    value: () => (bytes.writeBigUInt64LE(pick(edges), key.valueAt + 4), bytes),
    "value of a list": () => (bytes.writeBigUInt64LE(pick(edges), key.valueAt + 8), bytes),
    "letters of a key": () => (bytes.fill(Math.floor(random() * 256), key.at + 8, key.valueAt), bytes),
    "bytes of the head": () => {
      for (let times = 1 + Math.floor(random() * 12); times > 0; times -= 1) {
        bytes.writeUInt8(Math.floor(random() * 256), 24 + Math.floor(random() * (key.valueAt + 200)));
      }
      return bytes;
    },
    cut: () => bytes.subarray(0, Math.floor(random() * bytes.length)),
    "left out": () => Buffer.concat([bytes.subarray(0, key.at), bytes.subarray(key.valueAt)]),
    twice: () => Buffer.concat([bytes.subarray(0, key.valueAt), bytes.subarray(key.at)]),
  };
  const how = pick(Object.keys(kinds));
  return { bytes: kinds[how]?.() ?? bytes, how };
}

interface Key {
  /** where its length stands */
  readonly at: number;
  /** where the type of its value stands */
  readonly valueAt: number;
}

function keysOf(bytes: Buffer): readonly Key[] {
  const found: Key[] = [];
  const head = bytes.subarray(0, 1 << 20);
  for (const name of ["general.", "llama.", "tokenizer."]) {
    for (let at = head.indexOf(name); at !== -1; at = head.indexOf(name, at + 1)) {
      const length = at >= 8 ? Number(head.readBigUInt64LE(at - 8)) : 0;
      if (length >= name.length && length < 100) found.push({ at: at - 8, valueAt: at + length });
    }
  }
  return found;
}
