import { fork, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { createEngine } from "../../electron/core/engine/createEngine.ts";
import { createNodeSpawner, systemClock } from "../../electron/host/nodePorts.ts";
import { benchShape, writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import type { BenchContext, BenchReport } from "./bench.ts";
import type { OpponentRequest, OpponentResult } from "./opponent.ts";

/**
 * Decode and prefill speed of the engine process, through the interface the application uses, against the same model
 * driven by node-llama-cpp in one process as its documentation shows. A random model is as fast as a trained one of its
 * shape. The runs take turns, so that what else the machine does falls on all alike; the medians are compared.
 */
export async function benchEngine({ quick, cache, progress }: BenchContext): Promise<BenchReport> {
  const model = benchModel(cache, progress);
  const rounds = quick ? 5 : 9;
  const contenders: Contender[] = [
    await startOurs(model),
    await startOpponent("node-llama-cpp, defaults", { model, threads: null, gpu: "auto" }),
    await startOpponent("node-llama-cpp, threads = cores", { model, threads: "cores", gpu: "auto" }),
  ];
  const scenes: Scene[] = [];
  try {
    for (const neighbours of quick ? [0] : [0, 1]) {
      const busy = Array.from({ length: neighbours }, startNeighbour);
      try {
        const scene: Scene = { neighbours, runs: contenders.map(() => []) };
        // One unmeasured turn each: pages of the file come into memory, the governor sees the machine.
        for (const contender of contenders) await contender.run(0);
        for (let round = 1; round <= rounds; round++) {
          // Another order each round: nobody is always the first after a pause.
          for (let turn = 0; turn < contenders.length; turn++) {
            const index = (turn + round) % contenders.length;
            const result = await contenders[index]?.run(round);
            if (!result) continue;
            scene.runs[index]?.push(result);
            progress(
              `${neighbours} busy neighbours, round ${round}: ${contenders[index]?.name}: decode ` +
                `${result.decode.toFixed(1)}, prefill ${result.prefill.toFixed(0)} tokens/s${result.note}`,
            );
          }
        }
        scenes.push(scene);
      } finally {
        for (const neighbour of busy) neighbour.kill("SIGKILL");
      }
    }
  } finally {
    for (const contender of contenders) await contender.stop();
  }
  return {
    name: `Engine: ${(model.parameters / 1e6).toFixed(0)} M weights, Q4_0, prompt of about ${PROMPT_WORDS} words, up to ${TOKENS} tokens`,
    markdown: table(contenders, scenes),
    data: { model, rounds, contenders: contenders.map(({ name }) => name), scenes },
  };
}

const PROMPT_WORDS = 300;
/** Tokens of an answer; a contender that is far slower stops after `DECODE_LIMIT_MS` and is measured by what it has. */
const TOKENS = 64;
const DECODE_LIMIT_MS = 8000;

interface Contender {
  readonly name: string;
  run(round: number): Promise<Run>;
  stop(): Promise<void>;
}

interface Run {
  /** tokens a second */
  readonly decode: number;
  readonly prefill: number;
  readonly tokens: number;
  readonly note: string;
}

interface Scene {
  readonly neighbours: number;
  /** by contender */
  readonly runs: Run[][];
}

interface BenchModel {
  readonly path: string;
  readonly parameters: number;
}

function benchModel(cache: string, progress: (line: string) => void): BenchModel {
  const file = path.join(cache, "models", "bench-200m-q4_0-v1.gguf");
  const parameters = 200_827_904;
  if (!existsSync(file)) {
    progress("Writing the model");
    mkdirSync(path.dirname(file), { recursive: true });
    // Under another name until it is whole, so that a broken run leaves no half of a model behind.
    const written = writeTinyModel(`${file}.part`, { shape: benchShape, weights: "Q4_0", vocabularySize: 32_000 });
    if (written.parameters !== parameters) throw new Error(`The model has ${written.parameters} weights.`);
    renameSync(`${file}.part`, file);
  }
  return { path: file, parameters };
}

/** Different in each round from its first word on, so that nobody finds it in the cache. */
function promptOf(round: number): string {
  const words = ["wind", "sea", "mountain", "harbour", "train", "meeting", "report", "law", "winter", "market"];
  const text = Array.from({ length: PROMPT_WORDS }, (_, index) => words[(index * 7 + round * 3 + index * index) % 10]);
  return `${round} ${text.join(" ")}`;
}

async function startOurs(model: BenchModel): Promise<Contender> {
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const engine = createEngine({ spawner: createNodeSpawner(), clock: systemClock, logger: silent });
  await engine.load(
    { id: "bench", name: "Bench", path: model.path },
    { gpu: "auto", threads: null, contextSize: 2048 },
  );
  return {
    name: "Tramontane's engine",
    async run(round) {
      const abort = new AbortController();
      const result = await engine.generate(
        {
          turns: [{ role: "user", text: promptOf(round) }],
          maxTokens: TOKENS,
          temperature: 0,
          seed: 1,
          priority: "chat",
        },
        { signal: abort.signal },
      );
      return {
        decode: ((result.completionTokens - 1) * 1000) / result.decodeMs,
        prefill: (result.promptTokens * 1000) / result.prefillMs,
        tokens: result.completionTokens,
        note: ` (${engine.state.threads?.count} threads)`,
      };
    },
    stop: () => engine.dispose(),
  };
}

async function startOpponent(
  name: string,
  setup: Extract<OpponentRequest, { type: "start" }>["setup"],
): Promise<Contender> {
  const child = fork(path.join(import.meta.dirname, "opponent.ts"), [], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // As a program that does not know of the variable starts.
    env: Object.fromEntries(Object.entries(process.env).filter(([key]) => key !== "UV_THREADPOOL_SIZE")),
  });
  const ask = (request: OpponentRequest): Promise<OpponentResult> =>
    new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error(`${name}: the process ended.`));
      child.once("exit", onExit);
      child.once("message", (message) => {
        child.off("exit", onExit);
        resolve(message as OpponentResult);
      });
      child.send(request);
    });
  await ask({ type: "start", setup });
  return {
    name,
    async run(round) {
      const result = await ask({ type: "run", prompt: promptOf(round), maxTokens: TOKENS, limitMs: DECODE_LIMIT_MS });
      return {
        decode: ((result.completionTokens - 1) * 1000) / result.decodeMs,
        prefill: (result.promptTokens * 1000) / result.prefillMs,
        tokens: result.completionTokens,
        note: ` (${result.threads} threads${result.completionTokens < TOKENS ? `, ${result.completionTokens} tokens` : ""})`,
      };
    },
    async stop() {
      child.kill("SIGKILL");
    },
  };
}

/** Another program that keeps one core busy. */
function startNeighbour(): ChildProcess {
  return spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
}

function table(contenders: readonly Contender[], scenes: readonly Scene[]): string {
  const lines = [
    "| other programs | | decode, tokens/s: median (lowest to highest) | against the first | prefill, tokens/s: median (lowest to highest) | against the first |",
    "|---|---|---|---|---|---|",
  ];
  for (const { neighbours, runs } of scenes) {
    const first = runs[0] ?? [];
    contenders.forEach(({ name }, index) => {
      const own = runs[index] ?? [];
      const cells = (["decode", "prefill"] as const).flatMap((measure) => {
        const values = own.map((run) => run[measure]);
        const ratio = median(values) / median(first.map((run) => run[measure]));
        return [
          `${rounded(median(values))} (${rounded(Math.min(...values))} to ${rounded(Math.max(...values))})`,
          index === 0 ? "1" : ratio.toFixed(2),
        ];
      });
      lines.push(`| ${neighbours === 0 ? "none of ours" : `${neighbours} busy`} | ${name} | ${cells.join(" | ")} |`);
    });
  }
  return lines.join("\n");
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

function rounded(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}
