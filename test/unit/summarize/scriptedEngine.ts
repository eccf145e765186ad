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
  /** the model that is loaded, so that it can be asked as it is */
  readonly modelId?: string;
  readonly stop?: GenerateResult["stop"];
  /** shows a free answer line by line before it is whole; what comes of a line is awaited */
  readonly shown?: (written: string) => void | Promise<void>;
}

/** An engine that answers by script, so that a test decides what a model writes. */
export function scriptedEngine(script: Script): ScriptedEngine {
  const asked: GenerateRequest[] = [];
  const state: EngineState = {
    status: "ready",
    modelId: script.modelId ?? "m",
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
    readAdapter: () => Promise.reject(new AppError("INTERNAL")),
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
      const stopped = Promise.withResolvers<never>();
      options?.signal?.addEventListener("abort", () => stopped.reject(new AppError("CANCELLED")), { once: true });
      const text = await Promise.race([script.answer(request, sentencesOf(request), asked.length), stopped.promise]);
      for (const [line] of text.matchAll(/[^\n]*\n|[^\n]+$/gu)) {
        options?.onText?.(line);
        await script.shown?.(line);
      }
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

/** A model that does its work: the first sentences of its material as points, where it is asked for numbers each with its own. */
export function faithfulAnswer(request: GenerateRequest, sentences: readonly string[]): string {
  if (stepOf(request) === "translate") return materialOf(request);
  const isNumbered = stepOf(request) === "numbered" || isMerge(request);
  return sentences
    .slice(0, isLead(request) ? 1 : 3)
    .map((sentence, place) =>
      isNumbered ? `- ${sentence.replaceAll(/[[\]]/gu, "")} [${String(place + 1)}]` : `- ${sentence}`,
    )
    .join("\n");
}

/** What a prompt of a summary asks; numbered: sentences with numbers, as the starter is asked. */
export type AskedStep = "points" | "missing" | "lead" | "translate" | "numbered";

export function stepOf({ turns }: Pick<GenerateRequest, "turns">): AskedStep {
  const user = questionIn(turns);
  const [material, question] = user.split("\n\nEnd of the text.\n\n");
  if (material === undefined || question === undefined) return "numbered";
  if (question.startsWith("Translate each line")) return "translate";
  if (question.startsWith("What does the text say about these")) return "missing";
  const leads = material.startsWith("The main points of the document") || question.includes("only from these points");
  return leads ? "lead" : "points";
}

/** The last turn of the user: an answer can be begun behind it. */
function questionIn(turns: GenerateRequest["turns"]): string {
  return turns.findLast(({ role }) => role === "user")?.text ?? "";
}

export function isLead(request: Pick<GenerateRequest, "turns">): boolean {
  return stepOf(request) === "lead";
}

/** A part of the document is read. */
export function isMap(request: Pick<GenerateRequest, "turns">): boolean {
  const step = stepOf(request);
  return step === "points" || (step === "numbered" && !isMerge(request));
}

export function isMerge(request: Pick<GenerateRequest, "turns">): boolean {
  return request.turns.some(({ text }) => text.includes("Sentences they come from:"));
}

/** The sentences of a prompt: by their numbers from 1, else those of the material that stands before a free question. */
export function sentencesOf(request: Pick<GenerateRequest, "turns">): string[] {
  const user = questionIn(request.turns);
  if (stepOf(request) !== "numbered") return sentencesOfMaterial(materialOf(request));
  const from = Math.max(user.indexOf("Sentences:\n"), user.indexOf("Sentences they come from:\n"));
  const sentences: string[] = [];
  for (const [, before, first, second, behind] of user.slice(from).matchAll(/^(?:\[(\d+)\] (.*)|(.*) \[(\d+)\])$/gmu))
    sentences[Number(before ?? behind) - 1] = first ?? second ?? "";
  return sentences;
}

/** What stands before a free question. */
function materialOf({ turns }: Pick<GenerateRequest, "turns">): string {
  return questionIn(turns).split("\n\nEnd of the text.\n\n")[0] ?? "";
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

function sentencesOfMaterial(material: string): string[] {
  const lines = material
    .split("\n")
    .filter((line) => !/^(?:Document: |The main points of the document |## |…$|$)/u.test(line));
  return lines.flatMap((line) =>
    Array.from(segmenter.segment(line.replace(/^(?:- |\d+\. )/u, "")), ({ segment }) => segment.trim()),
  );
}
