import { createEngine } from "../../electron/core/llm/local/createEngine.ts";
import type { Engine, GenerateRequest, GenerateResult, LoadedModel } from "../../electron/core/llm/local/engine.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";
import { createNodeSpawner } from "../../electron/host/nodeSpawner.ts";
import { randomNumbers } from "../eval/figures.ts";
import { specialTokens, vocabularyWords } from "../fixtures/gguf/vocabulary.ts";
import type { BenchModel } from "./model.ts";

export interface OurEngine {
  readonly engine: Engine;
  /** sequences at which background work is best run now; long work asks before each wave, as a summary does */
  parallelism(): Promise<number>;
  /**
   * An answer of exactly so many tokens.
   * @param onFirstText called when its first text arrives
   * @throws Error where it is shorter
   */
  answer(request: AnswerRequest, onFirstText?: () => void): Promise<GenerateResult>;
  stop(): Promise<void>;
}

export interface AnswerRequest {
  /** what the user says: one turn */
  readonly prompt: string;
  readonly tokens: number;
  readonly priority: GenerateRequest["priority"];
}

export interface EngineSetup {
  /** null: as many as the governor finds right */
  readonly threads: number | null;
  /** tokens of one sequence */
  readonly contextSize: number;
  /** false: without guessing tokens by lookup */
  readonly lookup?: boolean;
}

/** The engine's process as the application runs it, on the processor alone, with the bench's model. */
export async function startOurEngine(model: BenchModel, { threads, ...setup }: EngineSetup): Promise<OurEngine> {
  const logger = { info() {}, warn: console.error, error: console.error };
  const engine = createEngine({ spawner: createNodeSpawner(), clock: systemClock, logger });
  const file = { id: model.sha256, name: model.name, path: model.path };
  const load = (): Promise<LoadedModel> => engine.load(file, { gpu: "cpu", threads, ...setup });
  await load();
  return {
    engine,
    parallelism: async () => Math.max(1, (await load()).parallelism),
    async answer({ prompt, tokens, priority }, onFirstText) {
      let first = onFirstText;
      const result = await engine.generate(
        {
          turns: [{ role: "user", text: prompt }],
          maxTokens: tokens,
          temperature: 0,
          seed: 1,
          priority,
          // As many as were asked for are measured, whatever they say.
          keepLoops: true,
        },
        {
          onText() {
            first?.();
            first = undefined;
          },
        },
      );
      if (result.completionTokens !== tokens)
        throw new Error(`The engine wrote ${result.completionTokens} tokens instead of ${tokens}.`);
      return result;
    },
    stop: () => engine.dispose(),
  };
}

/**
 * A user's turn as the model's template renders it, in the pieces in which node-llama-cpp tokenizes it, so that both sides
 * read the same tokens.
 */
export function asPrompt(text: string): readonly (string | number)[] {
  return [specialTokens.begin, "[INST] ", text, "[/INST] "];
}

/** Tokens that the template adds to a prompt of one turn. */
export const templateTokens = 5;

/** Text of so many tokens, another from its first word on for another number. */
export function textOf(tokens: number, number: number): string {
  const random = randomNumbers(number + 1);
  // A word of the vocabulary begins with its space, the first one too.
  return Array.from({ length: tokens }, () => ` ${benchWords[Math.floor(random() * benchWords.length)]}`).join("");
}

/** Each of them is one token of the bench's model. */
export const benchWords: readonly string[] = vocabularyWords.filter((word) => /^[a-z]+$/u.test(word));
