import type { Usage } from "../../contract/costs.ts";
import type {
  CallUse,
  GenerateHandlers,
  GenerateRequest,
  GenerateResult,
  LanguageModel,
  ModelSession,
} from "./languageModel.ts";

/** What a model did, as far as it is told at a time: what is left out is nothing more. */
export type Metered = Pick<Usage, "modelId" | "model" | "task" | "isRemote"> &
  Partial<Pick<Usage, "calls" | "readTokens" | "cachedTokens" | "writtenTokens" | "ms" | "cpuMs" | "gpuCalls">>;

/** Who keeps the ledger of costs. */
export interface Meter {
  /** Never throws. */
  record(use: Metered): void;
  /** milliseconds of a monotonic clock */
  now(): number;
  /** whether a GPU has a part in what models of this computer do now */
  usesGpu(): boolean;
}

/**
 * The model, of which each call is counted. What is put in a chain is wrapped before, so that every call counts for who answered it. A
 * call that fails or is stopped counts with its time alone: what was read and written until then nobody tells.
 *
 * @param meter the model itself is returned where it is left out
 */
export function meteredModel(model: LanguageModel, task: string, meter: Meter | undefined): LanguageModel {
  if (!meter) return model;
  const isRemote = model.provenance.kind === "endpoint";
  return {
    ...model,
    standing: () => model.standing(),
    async open(use, options) {
      const who = { modelId: model.id, model: model.name, task: options.countedAs ?? task, isRemote };
      const session = await model.open(use, {
        ...options,
        onUse(more: CallUse) {
          meter.record({ ...who, ...more });
          options.onUse?.(more);
        },
      });
      return sessionThrough(session, {
        async during(call) {
          const began = meter.now();
          try {
            return await call();
          } finally {
            const gpuCalls = !isRemote && meter.usesGpu() ? 1 : 0;
            meter.record({ ...who, calls: 1, ms: Math.max(0, meter.now() - began), gpuCalls });
          }
        },
        onResult({ promptTokens, evaluatedPromptTokens: readTokens, completionTokens: writtenTokens }) {
          meter.record({ ...who, readTokens, cachedTokens: Math.max(0, promptTokens - readTokens), writtenTokens });
        },
      });
    },
  };
}

/** The model, of which every call is counted under this task, whatever it is for. */
export function modelCountedAs(model: LanguageModel, countedAs: string): LanguageModel {
  return {
    ...model,
    countedAs,
    standing: () => model.standing(),
    open: (use, options) => model.open(use, { ...options, countedAs: options.countedAs ?? countedAs }),
  };
}

type During = <T>(call: () => Promise<T>) => Promise<T>;

/** The session with its calls made through others. */
export function sessionThrough(
  session: ModelSession,
  {
    during,
    counting = (call) => call(),
    onResult,
  }: {
    readonly during: During;
    /** those that count tokens; as they are where it is left out */
    readonly counting?: During;
    onResult?(result: GenerateResult): void;
  },
): ModelSession {
  const { decide, embed, rerank, entail } = session;
  return {
    get contextTokens() {
      return session.contextTokens;
    },
    get parallelism() {
      return session.parallelism;
    },
    get continuous() {
      return session.continuous ?? false;
    },
    ...(session.thinks === undefined ? {} : { thinks: session.thinks }),
    get memoryBytes() {
      return session.memoryBytes;
    },
    countTexts: (texts) => counting(() => session.countTexts(texts)),
    countTurns: (turns, tools) => counting(() => session.countTurns(turns, tools)),
    async generate(request: GenerateRequest, handlers?: GenerateHandlers) {
      const result = await during(() => session.generate(request, handlers));
      onResult?.(result);
      return result;
    },
    ...(decide && { decide: (request) => during(() => decide.call(session, request)) }),
    ...(embed && { embed: (texts, how) => during(() => embed.call(session, texts, how)) }),
    ...(rerank && { rerank: (query, texts) => during(() => rerank.call(session, query, texts)) }),
    ...(entail && { entail: (text, statements) => during(() => entail.call(session, text, statements)) }),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
