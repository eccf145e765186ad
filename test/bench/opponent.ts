import { performance } from "node:perf_hooks";
import process from "node:process";
import { getLlama, LlamaChat } from "node-llama-cpp";

/** node-llama-cpp in one process, as its documentation shows it: the side the engine process is compared with. */

export type OpponentRequest =
  | {
      readonly type: "start";
      readonly setup: {
        readonly model: { readonly path: string };
        /** null: what node-llama-cpp chooses; "cores": as many as llama.cpp counts */
        readonly threads: "cores" | null;
        readonly gpu: "auto" | false;
      };
    }
  | { readonly type: "run"; readonly prompt: string; readonly maxTokens: number; readonly limitMs: number };

export interface OpponentResult {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly prefillMs: number;
  readonly decodeMs: number;
  readonly threads: number;
}

let chat: LlamaChat | null = null;

process.on("message", (message) => {
  void answer(message as OpponentRequest).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit(0));

async function answer(request: OpponentRequest): Promise<OpponentResult> {
  if (request.type === "start") {
    const { setup } = request;
    // Nothing is built here: a build would measure the compiler.
    const llama = await getLlama({ gpu: setup.gpu, build: "never", progressLogs: false });
    if (setup.threads === "cores") llama.maxThreads = llama.cpuMathCores;
    const model = await llama.loadModel({ modelPath: setup.model.path });
    const context = await model.createContext({ contextSize: 2048 });
    chat = new LlamaChat({ contextSequence: context.getSequence() });
    return { promptTokens: 0, completionTokens: 0, prefillMs: 0, decodeMs: 0, threads: context.currentThreads };
  }
  if (!chat) throw new Error("Not started.");
  const { model, context, sequence } = { model: chat.model, context: chat.context, sequence: chat.sequence };
  const abort = new AbortController();
  const started = performance.now();
  let first = 0;
  let last = 0;
  let completionTokens = 0;
  await chat.generateResponse([{ type: "user", text: request.prompt }], {
    maxTokens: request.maxTokens,
    signal: abort.signal,
    stopOnAbortSignal: true,
    onToken(tokens) {
      last = performance.now();
      if (first === 0) first = last;
      completionTokens += tokens.length;
      if (completionTokens > 1 && last - first > request.limitMs) abort.abort();
    },
  });
  return {
    promptTokens: Math.max(1, sequence.nextTokenIndex - completionTokens, model.tokenize(request.prompt).length),
    completionTokens,
    prefillMs: first - started,
    decodeMs: last - first,
    threads: context.currentThreads,
  };
}
