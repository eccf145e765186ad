import { AppError } from "../../../electron/contract/errors.ts";
import type { EngineState } from "../../../electron/contract/models.ts";
import type { Engine, GenerateRequest, GenerateResult } from "../../../electron/core/llm/local/engine.ts";

export interface ScriptedEngine extends Engine {
  /** every question asked, in order */
  readonly asked: GenerateRequest[];
}

export interface Script {
  /** answers a question; `sentences` are those of its prompt, by number from 1 */
  answer(request: GenerateRequest, sentences: readonly string[], call: number): string | Promise<string>;
  readonly contextSize?: number;
  readonly parallel?: number;
  readonly stop?: GenerateResult["stop"];
}

/** An engine that answers by script, so that a test decides what a model writes. */
export function scriptedEngine(script: Script): ScriptedEngine {
  const asked: GenerateRequest[] = [];
  const state: EngineState = {
    status: "ready",
    modelId: "m",
    modelName: "Scripted",
    loadProgress: null,
    gpu: null,
    threads: null,
    memory: null,
    contextSize: script.contextSize ?? 4096,
    prompt: null,
    tokensPerSecond: null,
    problem: null,
  };
  const count = (text: string): number => Math.ceil(text.length / 4);
  const engine: ScriptedEngine = {
    asked,
    state,
    onState: () => () => {},
    readMetadata: () => Promise.reject(new AppError("INTERNAL")),
    load: (model) =>
      Promise.resolve({
        modelId: model.id,
        contextSize: script.contextSize ?? 4096,
        parallelism: script.parallel ?? 1,
      }),
    acquire: async (model, options, signal) => ({
      ...(await engine.load(model, options, signal)),
      [Symbol.dispose]() {},
    }),
    parallelism: script.parallel ?? 1,
    preload() {},
    unload: () => Promise.resolve(),
    countTokens: (texts) => Promise.resolve(texts.map(count)),
    countTurns: (turns) => Promise.resolve(turns.reduce((sum, { text }) => sum + count(text) + 4, 0)),
    async generate(request, options) {
      asked.push(request);
      options?.signal?.throwIfAborted();
      const text = await script.answer(request, sentencesOf(request), asked.length);
      options?.signal?.throwIfAborted();
      return {
        text,
        thought: null,
        promptTokens: request.turns.reduce((sum, turn) => sum + count(turn.text), 0),
        evaluatedPromptTokens: 0,
        completionTokens: count(text),
        stop: script.stop ?? "end",
        prefillMs: 1,
        decodeMs: 1,
      };
    },
    decide: ({ decide }) => Promise.resolve(decide.map(() => 1 / decide.length)),
    setThreads: () => {},
    dispose: () => Promise.resolve(),
  };
  return engine;
}

/** A model that does its work: the first sentences of the prompt as points, each with its number. */
export function faithfulAnswer(_: GenerateRequest, sentences: readonly string[]): string {
  return sentences
    .slice(0, 3)
    .map((sentence, place) => `- ${sentence.replaceAll(/[[\]]/gu, "")} [${String(place + 1)}]`)
    .join("\n");
}

export function isMerge(request: GenerateRequest): boolean {
  return request.turns.some(({ text }) => text.includes("Sentences they come from:"));
}

/** The sentences of a prompt, by number from 1. */
export function sentencesOf(request: Pick<GenerateRequest, "turns">): string[] {
  const user = request.turns.at(-1)?.text ?? "";
  const from = Math.max(user.indexOf("Sentences:\n"), user.indexOf("Sentences they come from:\n"));
  const sentences: string[] = [];
  for (const [, before, first, second, behind] of user.slice(from).matchAll(/^(?:\[(\d+)\] (.*)|(.*) \[(\d+)\])$/gmu))
    sentences[Number(before ?? behind) - 1] = first ?? second ?? "";
  return sentences;
}
