import { existsSync, mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { createEncoder } from "../../electron/core/llm/local/encoder.ts";
import type { ModelFile } from "../../electron/core/llm/local/engine.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";
import { createNodeSpawner } from "../../electron/host/nodeSpawner.ts";
import { randomNumbers } from "../eval/figures.ts";
import { vocabularyWords } from "../fixtures/gguf/vocabulary.ts";
import { type EmbeddingShape, writeTinyEmbeddingModel } from "../fixtures/gguf/writeTinyEmbeddingModel.ts";
import { startPeerServer, type PeerServer } from "./peerServer.ts";
import { ratiosOf, showRatio, showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const leastRatio = 0.8;

/** Making a document findable by meaning: each of its passages gets a vector. */
export const embedding: Workload = {
  id: "W8",
  title: "200 passages of about 120 words embedded, against one batch of llama-server --embedding",
  goal: `≥ ${leastRatio}× its speed, the better of two sizes of its batch`,
  run,
};

/** The proportions of all-MiniLM-L6-v2, in Q8_0: the size of model that embeds on computers without a GPU. */
const shape: EmbeddingShape = { layers: 6, width: 384, feedForward: 1536, heads: 12, context: 512 };
const VERSION = "bench-embedding-384x6-q8_0-v1";
const vocabularySize = 30_522;

/**
 * Tokens that the server evaluates at once: its default, about three passages, and all slots full. A larger batch fills the
 * matrices better, and makes attention pay for pairs of passages that do not see each other.
 */
const batchSizes = [512, 2048] as const;
const slots = 4;

type Vectors = readonly (readonly number[])[];

async function run(context: WorkloadContext): Promise<WorkloadResult> {
  const { peer, peerProblem, threads, quick, progress } = context;
  if (!peer) return { verdict: "not run", figure: peerProblem ?? "no opponent", data: null };
  const model = provideEmbeddingModel(context.cache, progress);
  const rounds = quick ? 3 : 7;
  const count = quick ? 60 : 200;
  const encoder = createEncoder({
    spawner: createNodeSpawner(),
    clock: systemClock,
    logger: { info() {}, warn: console.error, error: console.error },
    options: () => ({ gpu: "cpu", threads }),
  });
  const servers: PeerServer[] = [];
  try {
    for (const size of batchSizes) {
      const flags = ["--embedding", "-b", String(size), "-ub", String(size)];
      const contextSize = slots * shape.context;
      servers.push(await startPeerServer(peer, { model: model.path, threads, contextSize, slots, flags }));
    }
    const turns: ((texts: readonly string[]) => Promise<Vectors>)[] = [
      async (texts) => (await encoder.embed(model, texts)).map((vector) => [...vector]),
      ...servers.map((server) => (texts: readonly string[]) => embedByPeer(server, texts)),
    ];
    const [own = [], ...others] = await Promise.all(turns.map((turn) => turn(passages(slots, 0))));
    for (const other of others) assertAlike(own, other);
    const times: number[][] = turns.map(() => []);
    for (let round = 1; round <= rounds; round++) {
      const texts = passages(count, round);
      for (let each = 0; each < turns.length; each++) {
        // Another order each round: nobody is always the first after a pause.
        const place = (each + round) % turns.length;
        const from = performance.now();
        await turns[place]?.(texts);
        times[place]?.push(performance.now() - from);
      }
      progress(`round ${round} of ${rounds}: ${times.map((of) => `${of.at(-1)?.toFixed(0)} ms`).join(", ")}`);
    }
    return report(times, count);
  } finally {
    encoder.dispose();
    for (const server of servers) await server.stop();
  }
}

function report([ours = [], ...theirs]: readonly number[][], count: number): WorkloadResult {
  const ratios = theirs.map((times) => spreadOf(ratiosOf(times, ours)));
  const [worst = 0] = [...ratios.keys()].sort((a, b) => (ratios[a]?.median ?? 0) - (ratios[b]?.median ?? 0));
  const ratio = ratios[worst] ?? spreadOf([]);
  const perSecond = (times: readonly number[]): string => showSpread(spreadOf(times.map((ms) => (count * 1000) / ms)));
  const rows = theirs.map(
    (times, place) =>
      `| llama-server, ${batchSizes[place]} tokens at once, ${slots} slots | ${perSecond(times)} | ${showRatio(ratios[place] ?? ratio)} |`,
  );
  return {
    verdict: ratio.median >= leastRatio ? "met" : "missed",
    figure: showRatio(ratio),
    notes: `${count} passages a round, ${ours.length} rounds, random weights of ${shape.layers} layers, ${shape.width} wide, Q8_0.\n\n| | passages/s | our speed to theirs |\n|---|---|---|\n| Tramontane | ${perSecond(ours)} | |\n${rows.join("\n")}`,
    data: { count, ours, theirs, batchSizes, slots },
  };
}

function provideEmbeddingModel(cache: string, progress: (line: string) => void): ModelFile {
  const file = path.join(cache, "models", `${VERSION}.gguf`);
  if (!existsSync(file)) {
    progress("Writing the embedding model");
    mkdirSync(path.dirname(file), { recursive: true });
    // Under another name until it is whole, so that a broken run leaves no half of a model behind.
    const part = `${file}.${process.pid}.part`;
    writeTinyEmbeddingModel(part, { shape, weights: "Q8_0", vocabularySize });
    renameSync(part, file);
  }
  return { id: VERSION, name: "Bench embedding", path: file };
}

async function embedByPeer(server: PeerServer, texts: readonly string[]): Promise<Vectors> {
  const answer = (await server.post("/v1/embeddings", { input: texts, encoding_format: "float" })) as {
    readonly data: readonly { readonly index: number; readonly embedding: readonly number[] }[];
  };
  return answer.data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
}

/** Both sides must have computed the same: the cosine of their vectors is 1 but for rounding. */
function assertAlike(ours: Vectors, theirs: Vectors): void {
  for (const [place, vector] of theirs.entries()) {
    const own = ours[place] ?? [];
    const product = vector.reduce((sum, value, at) => sum + value * (own[at] ?? 0), 0);
    const cosine = product / Math.hypot(...vector) / Math.hypot(...own);
    // Not for NaN either.
    if (!(cosine > 0.999)) throw new Error(`The vectors differ: their cosine is ${cosine.toFixed(4)}.`);
  }
}

/** Passages of 100 to 140 words, about one and a third tokens a word as in English; others for another number. */
function passages(count: number, number: number): string[] {
  const random = randomNumbers(number + 1);
  const word = (): string => {
    const known = words[Math.floor(random() * words.length)] ?? "";
    return random() < 1 / 3 ? `${known}s` : known;
  };
  return Array.from({ length: count }, () => Array.from({ length: 100 + Math.floor(random() * 41) }, word).join(" "));
}

const words = vocabularyWords.filter((word) => /^[a-z]{3,}$/u.test(word));
