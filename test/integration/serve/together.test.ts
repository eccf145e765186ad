import { afterAll, beforeAll, expect, it } from "vitest";
import type { Engine } from "../../../electron/core/llm/local/engine.ts";
import type { LanguageModel } from "../../../electron/core/llm/languageModel.ts";
import { testToken } from "../../helpers/serveModels.ts";
import { type ServedTiny, serveTinyModel } from "../../helpers/serveTinyModel.ts";

/** Programs and the window at one engine, with a model whose answers end only where they are stopped, or its context is full. */

/** of the engine for all but the chat, with so small a model */
const places = 8;
const contextSize = 8192;

let engine: Engine;
let model: LanguageModel;
let served: ServedTiny;

beforeAll(async () => {
  served = await serveTinyModel(contextSize);
  ({ engine, model } = served);
});
afterAll(async () => await served.close());

interface Program {
  /** that the first word of its answer has come */
  readonly begun: Promise<void>;
  hasBegun: boolean;
  hasEnded: boolean;
  vanish(): void;
}

/** A program that asks for an answer as long as there can be one, as a stream. */
function ask(number: number): Program {
  const gone = new AbortController();
  const begun = Promise.withResolvers<void>();
  const program: Program = { begun: begun.promise, hasBegun: false, hasEnded: false, vanish: () => gone.abort() };
  const read = async (): Promise<void> => {
    const answer = await fetch(`${served.url}/v1/chat/completions`, {
      method: "POST",
      signal: gone.signal,
      headers: { authorization: `Bearer ${testToken}`, "content-type": "application/json" },
      body: JSON.stringify({ stream: true, messages: [{ role: "user", content: `Tell me story ${String(number)}.` }] }),
    });
    expect(answer.status).toBe(200);
    for await (const _ of answer.body ?? []) {
      program.hasBegun = true;
      begun.resolve();
    }
  };
  read()
    .catch((thrown: unknown) => {
      if (!gone.signal.aborted) begun.reject(thrown);
    })
    .finally(() => (program.hasEnded = true));
  return program;
}

it("share the engine: programs side by side, the window before who waits, and a place that is left is the next one's", async () => {
  const programs = Array.from({ length: places }, (_, number) => ask(number));
  await Promise.all(programs.map(({ begun }) => begun));
  const [first, second] = programs;
  const waiting = [ask(100), ask(101), ask(102)];
  const [impatient, next, last] = waiting;

  // Begins, and ends, while every place of the programs is taken and nobody leaves his.
  await using chat = await model.open("chat", { signal: new AbortController().signal });
  const turns = [{ role: "user", text: "And me?" }] as const;
  const answer = await chat.generate({ turns, maxTokens: 8, temperature: 0, seed: 1, endsLoops: false });
  expect(answer.completionTokens).toBe(8);
  expect(waiting.map(({ hasBegun }) => hasBegun)).toEqual([false, false, false]);
  expect(programs.map(({ hasEnded }) => hasEnded)).toEqual(Array<boolean>(places).fill(false));

  // Who leaves the queue takes nobody's turn.
  impatient?.vanish();
  first?.vanish();
  await Promise.race([next?.begun, last?.begun]);
  second?.vanish();
  await Promise.all([next?.begun, last?.begun]);
  expect(impatient?.hasBegun).toBe(false);
  expect(programs.slice(2).map(({ hasEnded }) => hasEnded)).toEqual(Array<boolean>(places - 2).fill(false));

  const rested = Promise.withResolvers<void>();
  const stop = engine.onState(({ status }) => {
    if (status === "ready") rested.resolve();
  });
  for (const program of [...programs, ...waiting]) program.vanish();
  await rested.promise;
  stop();
});
