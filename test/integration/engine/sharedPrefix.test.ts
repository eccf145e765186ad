import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createEngine } from "../../../electron/core/llm/local/createEngine.ts";
import type { ChatTurn, Engine, GenerateResult } from "../../../electron/core/llm/local/engine.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";

let folder: string;
let engine: Engine;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-prefix-"));
  const logger = { info() {}, warn() {}, error() {} };
  engine = createEngine({ spawner: builtSpawner(), clock: systemClock, logger });
});
afterAll(async () => {
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it("evaluates the common beginning of a document's parts once in all, and says the same as without", async () => {
  const file = writeTinyModel(path.join(folder, "tiny.gguf")).path;
  const loaded = await engine.load(
    { id: "tiny", name: "Tiny", path: file },
    { gpu: "cpu", threads: 1, contextSize: 2048 },
  );
  const instructions: ChatTurn = { role: "system", text: "You write a report of the meeting. ".repeat(80) };
  const part = (index: number): ChatTurn[] => [
    instructions,
    { role: "user", text: `Part ${index}. ${"The wind and the sea. ".repeat(3 + index)}` },
  ];
  const shared = await engine.countTurns([instructions]);
  const ask = (index: number, priority: "chat" | "background" = "background") =>
    engine.generate({ turns: part(index), maxTokens: 4, temperature: 0, seed: 1, priority });

  // As many at a time as the engine asks for, the next one as soon as one has ended.
  const width = loaded.parallelism;
  const results: GenerateResult[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < 4 * width; index = next++) results[index] = await ask(index);
  };
  await Promise.all(Array.from({ length: width }, work));
  expect(shared).toBeGreaterThan(400);
  // The template may close it with some tokens.
  const anew = results.filter(({ evaluatedPromptTokens }) => evaluatedPromptTokens > shared);
  expect(results).toHaveLength(4 * width);
  expect(anew).toHaveLength(1);
  const rest = results.filter((result) => !anew.includes(result));
  expect(rest.map((each) => each.evaluatedPromptTokens <= each.promptTokens - shared + 24)).not.toContain(false);
  // The chat has a context of its own, into which nothing is copied.
  for (let index = 0; index < width; index++) expect((await ask(index, "chat")).text).toBe(results[index]?.text);
});
