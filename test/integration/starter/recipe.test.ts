import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { createEngine } from "../../../electron/core/llm/local/createEngine.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";

const recipe = path.resolve(import.meta.dirname, "../../../resources/starter");
const corpus = path.resolve(import.meta.dirname, "../../../../shared/corpus");
const missing = whatIsMissing();
if (missing !== null) console.warn(`The recipe of the starter model is not tried: ${missing}.`);

// Its tools are no part of the application, and the corpus lies beside the checkout.
describe.skipIf(missing !== null)("the recipe of the starter model", () => {
  let folder: string;
  const work = (name: string) => path.join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-recipe-"));
    mkdirSync(work("corpus"));
    python(path.join(import.meta.dirname, "smallCorpus.py"), corpus, work("corpus"));
    python("prepare.py", "--corpus", work("corpus"), "--work", work("whole"), "--share", "0.0008");
    execFileSync("cp", ["-r", work("whole"), work("pieces")]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has the same losses whether it is stopped after every step or not, and ends in a model that loads", async () => {
    for (const stage of ["pretrain", "tune"]) {
      train(stage, "whole");
      for (let step = 0; step < steps; step += 1) train(stage, "pieces", "--minutes", "0");
      expect(losses("pieces", stage)).toHaveLength(steps);
      expect(losses("pieces", stage)).toEqual(losses("whole", stage));
    }
    python("export.py", "--work", work("whole"), "--out", folder, "--type", "F16", "--type", "Q8_0");

    const logger = { info() {}, warn() {}, error() {} };
    const engine = createEngine({ spawner: builtSpawner(), clock: systemClock, logger });
    try {
      for (const quantization of ["F16", "Q8_0"]) {
        const file = path.join(folder, `starter-${quantization}.gguf`);
        const metadata = await engine.readMetadata(file);
        expect(metadata).toMatchObject({ quantization, style: "starter", trainContext: 2048, hasChatTemplate: true });
        await engine.load(
          { id: quantization, name: "Recipe", path: file },
          { gpu: "cpu", threads: 1, contextSize: 512 },
        );
        const text = "Über 42 Verträge\n- note [3]";
        // The vocabulary of the file cuts text as the recipe's does.
        const [count] = await engine.countTokens([text]);
        expect(count).toBe(Number(python("-c", countTokens, work("whole"), text)));
      }
    } finally {
      await engine.dispose();
    }
  });

  function train(stage: string, name: string, ...more: readonly string[]): void {
    const fixed = ["--size", "test", "--batch", "2048", "--workers", "1", "--steps", String(steps)];
    python("train.py", stage, "--work", work(name), ...fixed, ...more);
  }

  /** Step and losses; the seconds each took are left out. */
  function losses(name: string, stage: string): number[][] {
    const history = z.array(z.array(z.number())).parse(JSON.parse(readFileSync(work(`${name}/${stage}.json`), "utf8")));
    return history.map((row) => row.slice(0, -1));
  }
});

const steps = 3;
const countTokens =
  "import sys; from pathlib import Path; import tokenizer; print(len(tokenizer.load(Path(sys.argv[1])).encode(sys.argv[2])))";

function python(...words: readonly string[]): string {
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" };
  return execFileSync(pythonProgram(), words, { cwd: recipe, env, encoding: "utf8" });
}

/** The first Python that has what the recipe needs, or just the first. */
function pythonProgram(): string {
  return ["python3", "/usr/bin/python3"].find(hasTools) ?? "python3";
}

function hasTools(program: string): boolean {
  try {
    execFileSync(program, ["-c", "import torch, numpy, sentencepiece"], { stdio: "ignore" });
    return true;
  } catch {
    return false; // no such program, or it lacks one of them: both mean that it cannot run the recipe
  }
}

function whatIsMissing(): string | null {
  if (!existsSync(corpus)) return "the corpus is not beside the checkout";
  return hasTools(pythonProgram()) ? null : "there is no Python with PyTorch, NumPy and SentencePiece";
}
