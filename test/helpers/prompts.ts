import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ChatHistoryItem, LlamaModel } from "node-llama-cpp";
import { importNativeModule, type NativeModule } from "../../electron/engineProcess/nativeModule.ts";
import type { PromptMessage } from "../../electron/engineProcess/prompt/promptFormat.ts";
import {
  type PromptOptions,
  type ResolvedPrompt,
  resolvePrompt,
} from "../../electron/engineProcess/prompt/resolvePrompt.ts";
import { type VocabularyFile, writeVocabulary } from "../fixtures/gguf/writeVocabulary.ts";

/** Vocabularies in memory, and the prompts of their models. */
export interface PromptStand extends AsyncDisposable {
  readonly native: NativeModule;
  /** a vocabulary alone, without weights */
  open(file: string): Promise<LlamaModel>;
  write(file: VocabularyFile): Promise<LlamaModel>;
  resolve(model: LlamaModel, options?: Partial<PromptOptions>): ResolvedPrompt;
}

export async function openPromptStand(): Promise<PromptStand> {
  const native = await importNativeModule();
  const llama = await native.getLlama({
    gpu: false,
    build: "never",
    progressLogs: false,
    logLevel: native.LlamaLogLevel.disabled,
  });
  const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-prompts-"));
  const models: LlamaModel[] = [];
  let count = 0;
  const open = async (file: string): Promise<LlamaModel> => {
    const options = { modelPath: file, ignoreMemorySafetyChecks: true, vocabOnly: true };
    const model = await llama.loadModel(options);
    models.push(model);
    return model;
  };
  return {
    native,
    open,
    write: (file) => open(writeVocabulary(path.join(folder, `${count++}.gguf`), file)),
    resolve: (model, options) => resolvePrompt(native, model, { ignoreTemplate: false, isOwn: false, ...options }),
    async [Symbol.asyncDispose]() {
      // Those that are left to the garbage collector may keep the library waiting for ever.
      for (const model of models) await model.dispose();
      await llama.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function historyOf(messages: readonly PromptMessage[], answer = ""): ChatHistoryItem[] {
  return [
    ...messages.map(({ role, content }): ChatHistoryItem =>
      role === "assistant" ? { type: "model", response: [content] } : { type: role, text: content },
    ),
    { type: "model", response: answer === "" ? [] : [answer] },
  ];
}

export function tokensOf(
  { prompt }: Pick<ResolvedPrompt, "prompt">,
  model: LlamaModel,
  messages: readonly PromptMessage[],
  answer = "",
): number[] {
  return prompt
    .generateContextState({ chatHistory: historyOf(messages, answer) })
    .contextText.tokenize(model.tokenizer);
}

export function fixture(name: "conversations" | "expected" | "mistral"): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/prompts/${name}.json`, import.meta.url), "utf8"));
}

export type Conversations = Readonly<Record<string, readonly PromptMessage[]>>;
