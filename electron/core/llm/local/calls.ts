import { AppError, toAppError } from "../../../contract/errors.ts";
import type { Logger } from "../../ports.ts";
import { untilAborted } from "../../async/waiting.ts";
import { callRepeats } from "./crashPolicy.ts";
import type { Engine, OnUse, GenerateHandlers, GenerateRequest, GenerateResult } from "./engine.ts";
import type { ModelProcess, LoadedProcess } from "./modelProcess.ts";
import type { EngineMethod, EngineMethods, GenerateReport } from "./protocol.ts";
import type { Workload } from "./workload.ts";

/** Calls of the loaded model, repeated where its process dies before anything of an answer was shown. */
export interface Calls extends Pick<Engine, "decide"> {
  /** calls of `generate` that wait or run, and those of them that somebody waits for */
  readonly generating: number;
  readonly chatting: number;
  perform<M extends CallMethod>(
    method: M,
    params: EngineMethods[M]["params"],
    signal: AbortSignal | undefined,
    more?: CallOptions,
  ): Promise<EngineMethods[M]["result"]>;
  generate(
    request: GenerateRequest,
    options: GenerateHandlers & { readonly signal?: AbortSignal; readonly onUse?: OnUse },
  ): Promise<GenerateResult>;
}

type CallMethod = Exclude<EngineMethod, "metadata" | "adapter" | "load">;

interface CallOptions {
  readonly handlers?: GenerateHandlers;
  readonly onUse?: OnUse | undefined;
  /** the model that must answer */
  readonly modelId?: string | undefined;
}

export interface CallsDeps {
  readonly process: ModelProcess;
  readonly workload: Workload;
  readonly logger: Logger;
  readonly disposed: AbortSignal;
  /** `generating` or `chatting` changed */
  readonly onActivity: () => void;
  /** Counts the caller among those who wait for the model. @returns ends it */
  readonly wait: (modelId: string | undefined) => () => void;
}

export function createCalls(deps: CallsDeps): Calls {
  const { process, workload, logger, disposed } = deps;
  let generating = 0;
  let chatting = 0;

  return {
    get generating() {
      return generating;
    },
    get chatting() {
      return chatting;
    },
    perform,
    async generate(request, { signal, onUse, ...handlers }) {
      const { parallelism: _width, probabilities: _none, ...result } = await ask(request, signal, handlers, onUse);
      return result;
    },
    async decide(request, signal, onUse) {
      const report = await ask(request, signal, {}, onUse);
      const readTokens = report.evaluatedPromptTokens;
      onUse?.({ readTokens, cachedTokens: report.promptTokens - readTokens });
      return [...(report.probabilities ?? [])];
    },
  };

  async function ask(
    { modelId, ...request }: GenerateRequest,
    signal: AbortSignal | undefined,
    handlers: GenerateHandlers,
    onUse: OnUse | undefined,
  ): Promise<GenerateReport> {
    const isChat = request.priority === "chat";
    count(1, isChat);
    try {
      const report = await perform("generate", request, signal, { handlers, modelId, onUse });
      process.parallelism = report.parallelism;
      return report;
    } finally {
      count(-1, isChat);
    }
  }

  function count(change: 1 | -1, isChat: boolean): void {
    generating += change;
    if (isChat) chatting += change;
    deps.onActivity();
  }

  /** The model that ought to be loaded; the next one where another takes its place meanwhile, which stops nobody's call. */
  async function untilReady(signal: AbortSignal | undefined): Promise<LoadedProcess> {
    const stopWaiting = deps.wait(process.target?.model.id);
    try {
      for (;;) {
        const { target } = process;
        try {
          return await untilAborted(process.ready(), signal);
        } catch (thrown) {
          const isReplaced = process.target !== null && process.target !== target;
          if (!isReplaced || signal?.aborted === true || toAppError(thrown).code !== "CANCELLED") throw thrown;
        }
      }
    } finally {
      stopWaiting();
    }
  }

  async function perform<M extends CallMethod>(
    method: M,
    params: EngineMethods[M]["params"],
    signal: AbortSignal | undefined,
    { handlers, modelId, onUse }: CallOptions = {},
  ): Promise<EngineMethods[M]["result"]> {
    let shown = false;
    for (let repeats = 0; ; repeats += 1) {
      const { child, loaded } = await untilReady(signal);
      if (modelId !== undefined && loaded.modelId !== modelId) throw new AppError("MODEL_CHANGED");
      try {
        const result = await workload.during(
          child.call(method, params, {
            signal,
            onCpu: onUse && ((cpuMs) => onUse({ cpuMs })),
            onText(text) {
              shown = true;
              handlers?.onText?.(text);
            },
            onThought(text) {
              shown = true;
              handlers?.onThought?.(text);
            },
            onToolCallPiece(piece) {
              shown = true;
              handlers?.onToolCallPiece?.(piece);
            },
            onLogprobs: (tokens) => handlers?.onLogprobs?.(tokens),
          }),
        );
        process.worked();
        return result;
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.code !== "ENGINE_CRASHED" || shown || repeats >= callRepeats) throw error;
        if (disposed.aborted || process.target === null) throw new AppError("CANCELLED", { cause: error });
        logger.info("A call is repeated after the model process stopped", { method, repeat: repeats + 1 });
      }
    }
  }
}
