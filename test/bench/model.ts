import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { pipeline } from "node:stream/promises";
import { type ModelShape, writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";

/** The model of the bench: the same file for every side. */
export interface BenchModel {
  readonly path: string;
  readonly parameters: number;
  readonly bytes: number;
  /** SHA-256 of the file, as the application names models */
  readonly sha256: string;
  readonly name: string;
}

/**
 * About 430 million weights in the proportions of Mistral 7B, 24 KiB of cache a token. A random model is as fast as a
 * trained one of its shape.
 */
const shape: ModelShape = {
  layers: 24,
  embedding: 1024,
  feedForward: 4096,
  heads: 16,
  keyValueHeads: 4,
  context: 8192,
  experts: 0,
};
const NAME = "Bench 430M";
const VERSION = "bench-430m-q4_0-v1";

/** Writes the model where the cache does not hold it yet. It never ends an answer, so that all answers are as long as asked. */
export async function provideModel(cache: string, progress: (line: string) => void): Promise<BenchModel> {
  const folder = path.join(cache, "models");
  const file = path.join(folder, `${VERSION}.gguf`);
  const about = path.join(folder, `${VERSION}.json`);
  if (!existsSync(file) || !existsSync(about)) {
    progress("Writing the model");
    mkdirSync(folder, { recursive: true });
    // Under another name until it is whole, so that a broken run leaves no half of a model behind.
    const part = `${file}.${process.pid}.part`;
    const { parameters } = writeTinyModel(part, {
      name: NAME,
      shape,
      weights: "Q4_0",
      vocabularySize: 32_000,
      endBias: -30,
    });
    const sha256 = await hashOf(part);
    renameSync(part, file);
    writeFileSync(about, `${JSON.stringify({ parameters, sha256 })}\n`);
  }
  const { parameters, sha256 } = JSON.parse(readFileSync(about, "utf8")) as { parameters: number; sha256: string };
  return { path: file, parameters, bytes: statSync(file).size, sha256, name: NAME };
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
