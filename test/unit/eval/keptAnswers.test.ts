import { appendFileSync } from "node:fs";
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
        send: (message) => void setImmediate(() => tell({ type: "result", id: idOf(message), result: (count += 1) })),
      };
      return child;
    },
  };
}

const idOf = (message: unknown): unknown => (message as { id: unknown }).id;

function asking(file: string): (params: object, method?: string) => Promise<unknown> {
  const child = keptAnswers(file, countingEngine()).spawner.spawn("engine");
  const waiting = new Map<unknown, (result: unknown) => void>();
  let id = 0;
  child.onMessage((message) => waiting.get(idOf(message))?.((message as { result: unknown }).result));
  return (params, method = "generate") =>
    new Promise((resolve) => {
      id += 1;
      waiting.set(id, resolve);
      child.send({ type: "call", id, method, params });
    });
}

describe("the answers of an engine", () => {
  const question = { modelId: "m", turns: [{ role: "user", text: "How much?" }], priority: "background" };

  it("are kept for whoever asks the same, in a later run as well", async () => {
    const file = path.join(temporaryFolder(), "kept", "answers.jsonl");
    const first = asking(file);
    expect(await first(question)).toBe(1);
    expect(await first({ ...question, priority: "chat" })).toBe(1);
    expect(await first({ ...question, seed: 2 })).toBe(2);
    // A line that was not written to its end.
    appendFileSync(file, '{"key":"half');
    const second = asking(file);
    expect(await second(question)).toBe(1);
    expect(await second({ ...question, seed: 3 })).toBe(1);
    expect(await asking(file)({ ...question, seed: 3 })).toBe(1);
  });

  it("are asked for where no model is named, and of everything but writing", async () => {
    const ask = asking(path.join(temporaryFolder(), "answers.jsonl"));
    const { modelId: _, ...nameless } = question;
    expect([await ask(nameless), await ask(nameless)]).toEqual([1, 2]);
    expect([await ask(question, "countTurns"), await ask(question, "countTurns")]).toEqual([3, 4]);
  });
});
