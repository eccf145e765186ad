import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Child, ProcessSpawner } from "../../../electron/core/ports.ts";
import { keptAnswers } from "../../eval/answerTables/keptAnswers.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";

/** An engine that answers with how often it was asked. */
function countingEngine(): ProcessSpawner {
  let count = 0;
  return {
    spawn() {
      let tell: (message: unknown) => void = () => {};
      const child: Child = {
        pid: 1,
        onMessage: (listener) => void (tell = listener),
        onExit() {},
        onStderr() {},
        kill() {},
        send: (message) =>
          void setImmediate(() => tell({ type: "result", id: idOf(message), result: (count += 1), cpuMs: 0 })),
      };
      return child;
    },
  };
}

const idOf = (message: unknown): unknown => (message as { id: unknown }).id;

async function asking(file: string, model: string): Promise<(params: object, method?: string) => Promise<unknown>> {
  const child = keptAnswers(file, countingEngine()).spawner.spawn("engine");
  const waiting = new Map<unknown, (result: unknown) => void>();
  let id = 0;
  child.onMessage((message) => waiting.get(idOf(message))?.((message as { result: unknown }).result));
  const ask = (params: object, method = "generate"): Promise<unknown> =>
    new Promise((resolve) => {
      id += 1;
      waiting.set(id, resolve);
      child.send({ type: "call", id, method, params });
    });
  // The engine's first answer.
  expect(await ask({ path: model }, "load")).toBe(1);
  return ask;
}

describe("the answers of an engine", () => {
  const question = { turns: [{ role: "user", text: "How much?" }], priority: "background" };
  const folder = temporaryFolder();
  const models = ["one.gguf", "other.gguf"].map((name) => path.join(folder, name));
  const [one = "", other = ""] = models;
  for (const model of models) writeFileSync(model, "weights");

  it("are kept for whoever asks the same, in a later run as well", async () => {
    const file = path.join(temporaryFolder(), "kept", "answers.jsonl");
    const first = await asking(file, one);
    expect(await first(question)).toBe(2);
    expect(await first({ ...question, priority: "chat" })).toBe(2);
    expect(await first({ ...question, seed: 2 })).toBe(3);
    // A line that was not written to its end.
    appendFileSync(file, '{"key":"half');
    const second = await asking(file, one);
    expect(await second({ ...question, seed: 2 })).toBe(3);
    expect(await second({ ...question, seed: 3 })).toBe(2);
    expect(await (await asking(file, one))({ ...question, seed: 3 })).toBe(2);
  });

  it("are asked for of another model, and of everything but writing", async () => {
    const file = path.join(temporaryFolder(), "answers.jsonl");
    const ask = await asking(file, one);
    expect(await ask(question)).toBe(2);
    expect([await ask(question, "countTurns"), await ask(question, "countTurns")]).toEqual([3, 4]);
    const askOther = await asking(file, other);
    expect(await askOther(question, "countTurns")).toBe(2);
    expect(await askOther(question)).toBe(3);
  });
});
