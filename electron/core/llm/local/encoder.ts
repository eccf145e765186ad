import { AppError, toAppError } from "../../../contract/errors.ts";
import { engineOptions, type Clock, type Logger, type ProcessSpawner } from "../../ports.ts";
import type { ModelFile } from "./engine.ts";
import { defaultEngineLimits, type EngineChild, type EngineLimits, startEngineChild } from "./engineChild.ts";
import { encoderContexts } from "./encoderContexts.ts";
import type { EncoderParams, EncoderPurpose } from "./protocol.ts";

type OnCpu = (ms: number) => void;

/** Embedding and reranking models at work, each in a process of its own that ends when it was not used for a while. */
export interface Encoder {
  /**
   * A vector of length 1 for each text, of one that is longer than a passage by its beginning.
   * @param how whole: all of it is read. @throws CONTEXT_TOO_SMALL where it cannot be
   * @throws what loading throws, ENGINE_CRASHED, CANCELLED
   */
  embed(
    model: ModelFile,
    texts: readonly string[],
    signal?: AbortSignal,
    onCpu?: OnCpu,
    how?: { readonly whole?: boolean },
  ): Promise<Float32Array[]>;
  /** How well each text answers the query, 0 to 1. @throws as embed; CONTEXT_TOO_SMALL where one is too long */
  rank(
    model: ModelFile,
    query: string,
    texts: readonly string[],
    signal?: AbortSignal,
    onCpu?: OnCpu,
  ): Promise<number[]>;
  /** How likely it is that each statement follows from the text, 0 to 1. @throws as embed; CONTEXT_TOO_SMALL where the text is too long */
  entail(
    model: ModelFile,
    text: string,
    statements: readonly string[],
    signal?: AbortSignal,
    onCpu?: OnCpu,
  ): Promise<number[]>;
  /** Tokens of each text, without the marks at its ends. @throws as embed */
  countTokens(
    model: ModelFile,
    purpose: EncoderPurpose,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<number[]>;
  dispose(): void;
}

/** Milliseconds after the last call until the process of a model ends and gives its memory back. */
export const encoderIdleMs = 120_000;
/** How often a call is made again after the process died under it. */
const repeats = 1;

export interface EncoderDeps {
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<EngineLimits>;
  /** of the settings, at the time of a load */
  readonly options: () => { readonly gpu: EncoderParams["gpu"]; readonly threads: number };
}

interface Session {
  readonly modelId: string;
  readonly child: EngineChild;
  readonly loaded: Promise<unknown>;
  calls: number;
  idle: { clear(): void } | null;
}

export function createEncoder(deps: EncoderDeps): Encoder {
  const limits = { ...defaultEngineLimits, ...deps.limits };
  const sessions = new Map<EncoderPurpose, Session>();
  let disposed = false;

  return {
    embed: (model, texts, signal, onCpu, { whole = false } = {}) =>
      perform("embedding", model, (child) => child.call("embed", { texts, whole }, { signal, onCpu }), signal),
    rank: (model, query, texts, signal, onCpu) =>
      perform("reranking", model, (child) => child.call("rank", { query, texts }, { signal, onCpu }), signal),
    entail: (model, text, statements, signal, onCpu) =>
      perform("entailment", model, (child) => child.call("entail", { text, statements }, { signal, onCpu }), signal),
    countTokens: (model, purpose, texts, signal) =>
      perform(purpose, model, (child) => child.call("countTokens", { texts }, { signal }), signal),
    dispose() {
      disposed = true;
      for (const purpose of sessions.keys()) end(purpose);
    },
  };

  async function perform<T>(
    purpose: EncoderPurpose,
    model: ModelFile,
    call: (child: EngineChild) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      if (disposed || signal?.aborted) throw new AppError("CANCELLED");
      const session = sessionFor(purpose, model);
      session.calls += 1;
      session.idle?.clear();
      try {
        await session.loaded;
        return await call(session.child);
      } catch (thrown) {
        const error = toAppError(thrown);
        // A text that is too long says nothing of the process.
        const isOver = error.code !== "CANCELLED" && error.code !== "CONTEXT_TOO_SMALL";
        if (isOver && sessions.get(purpose) === session) end(purpose);
        if (disposed) throw new AppError("CANCELLED", { cause: thrown });
        if (error.code !== "ENGINE_CRASHED" || attempt >= repeats) throw error;
        deps.logger.warn("The process of an encoder stopped and is started again", { purpose });
      } finally {
        session.calls -= 1;
        if (session.calls === 0) {
          session.idle = deps.clock.setTimeout(() => {
            if (sessions.get(purpose) === session) end(purpose);
          }, encoderIdleMs);
        }
      }
    }
  }

  function sessionFor(purpose: EncoderPurpose, model: ModelFile): Session {
    const known = sessions.get(purpose);
    if (known?.child.alive === true && known.modelId === model.id) return known;
    if (known) end(purpose);
    const options = deps.options();
    const workers = encoderContexts(options.threads).length;
    const child = startEngineChild({
      ...deps,
      limits,
      options: { ...engineOptions, env: { ...engineOptions.env, UV_THREADPOOL_SIZE: String(workers) } },
    });
    const loaded = child.ready.then(() => child.call("loadEncoder", { path: model.path, purpose, ...options }));
    // Every call waits for it and gets the rejection.
    loaded.catch(() => {});
    const session: Session = { modelId: model.id, child, loaded, calls: 0, idle: null };
    sessions.set(purpose, session);
    return session;
  }

  function end(purpose: EncoderPurpose): void {
    const session = sessions.get(purpose);
    sessions.delete(purpose);
    session?.idle?.clear();
    session?.child.kill();
  }
}
