import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, asyncProperty, nat } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  contentBytes,
  frameBytes,
  isSealed,
  openBytes,
  openingRange,
  sealBytes,
  SealBroken,
  sealing,
} from "../../../electron/core/files/sealedFile.ts";
import { temporaryFolder } from "../store/library.ts";

const key = Buffer.alloc(32, 7);
const head = 24;
const wholeFrame = frameBytes + 16;

async function collected(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

async function* inChunks(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < content.length; from += size) yield content.subarray(from, from + size);
}

const lengths = [0, 1, 100, frameBytes - 1, frameBytes, frameBytes + 1, 3 * frameBytes, 3 * frameBytes + 17];

describe("a sealed file", () => {
  it.each(lengths)("of %d bytes opens to what it was made of, however that came", async (length) => {
    const content = randomBytes(length);
    const streamed = await collected(sealing(key, inChunks(content, 40_000)));
    for (const sealed of [streamed, sealBytes(key, content)]) {
      expect(isSealed(sealed)).toBe(true);
      expect(contentBytes(sealed.length)).toBe(length);
      expect(openBytes(key, sealed).equals(content)).toBe(true);
    }
  });

  it("is never the same twice, and holds nothing that was put into it", () => {
    const content = Buffer.from("zygomorphic ".repeat(10_000));
    const sealed = sealBytes(key, content);
    expect(sealed.equals(sealBytes(key, content))).toBe(false);
    expect(sealed.includes("zygomorphic")).toBe(false);
  });

  it("gives any stretch of its content", async () => {
    const file = path.join(temporaryFolder(), "sealed");
    const content = randomBytes(2 * frameBytes + 1000);
    writeFileSync(file, sealBytes(key, content));
    await assert(
      asyncProperty(nat(content.length), nat(content.length + 10), async (start, end) => {
        const part = await collected(openingRange(key, file, start, end));
        expect(part.equals(content.subarray(start, Math.max(start, end)))).toBe(true);
      }),
      { numRuns: 60, seed: 1 },
    );
    writeFileSync(file, sealBytes(key, new Uint8Array()));
    expect(await collected(openingRange(key, file, 0, 10))).toHaveLength(0);
  });

  const whole = sealBytes(key, randomBytes(2 * frameBytes + 10));
  const frame = (number: number): Buffer =>
    whole.subarray(head + number * wholeFrame, head + (number + 1) * wholeFrame);
  const [salt, first, second, last] = [whole.subarray(0, head), frame(0), frame(1), frame(2)];
  const other = sealBytes(key, randomBytes(2 * frameBytes + 10));
  it.each([
    ["a frame left out", Buffer.concat([salt, first, last])],
    ["frames swapped", Buffer.concat([salt, second, first, last])],
    ["a frame twice", Buffer.concat([salt, first, first, last])],
    ["the end cut off at a frame", Buffer.concat([salt, first, second])],
    ["the end cut off in a frame", whole.subarray(0, -1)],
    ["a frame of another file", Buffer.concat([salt, first, other.subarray(head + wholeFrame)])],
    ["more behind its end", Buffer.concat([whole, Buffer.alloc(20)])],
    ["nothing but its head", salt],
    ["nothing", Buffer.alloc(0)],
  ])("with %s does not open", (_, broken) => {
    expect(() => openBytes(key, broken)).toThrow(SealBroken);
  });

  it("does not open with another key, nor with any bit of it changed", () => {
    expect(() => openBytes(Buffer.alloc(32, 8), whole)).toThrow(SealBroken);
    const small = sealBytes(key, Buffer.from("some words"));
    for (let bit = 0; bit < small.length * 8; bit += 1) {
      const changed = Buffer.from(small);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openBytes(key, changed)).toThrow(SealBroken);
    }
  });

  it("of which a later frame is damaged still gives what stands before it", async () => {
    const file = path.join(temporaryFolder(), "sealed");
    const content = randomBytes(2 * frameBytes + 10);
    writeFileSync(file, sealBytes(key, content));
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(head + wholeFrame + 5) ^ 1, head + wholeFrame + 5);
    writeFileSync(file, bytes);
    expect((await collected(openingRange(key, file, 0, frameBytes))).equals(content.subarray(0, frameBytes))).toBe(
      true,
    );
    await expect(collected(openingRange(key, file, frameBytes, frameBytes + 1))).rejects.toBeInstanceOf(SealBroken);
  });
});
