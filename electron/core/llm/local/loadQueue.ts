import { AppError } from "../../../contract/errors.ts";
import type { Logger } from "../../ports.ts";
import { untilAborted } from "../../async/waiting.ts";
import { createTarget, isSameTarget } from "./crashPolicy.ts";
import type { Engine, LoadedModel, LoadOptions, ModelFile } from "./engine.ts";
import type { EngineStatus } from "./engineStatus.ts";
import { causeOf, type LoadedProcess, type ModelProcess } from "./modelProcess.ts";
import type { Hold, Workload } from "./workload.ts";

/** Loads and unloads, one after another: each waits for what works with the model in place. */
export interface LoadQueue extends Pick<Engine, "load" | "acquire" | "preload" | "unload"> {
  /** Counts a caller among those who wait for the model. @returns ends it */
  wait(modelId: string | undefined): () => void;
  /** Settles when no load is under way any more. */
  settled(): Promise<unknown>;
}

export interface LoadQueueDeps {
  readonly process: ModelProcess;
  readonly workload: Workload;
  readonly status: EngineStatus;
  readonly logger: Logger;
  readonly disposed: AbortSignal;
  readonly setThreads: (threads: number | null) => void;
  /** a load ahead has come to its end */
  readonly onRest: () => void;
}

export function createLoadQueue(deps: LoadQueueDeps): LoadQueue {
  const { process, workload, status, disposed } = deps;
  /** models that somebody waits for */
  const waiters = new Set<{ readonly modelId: string | undefined }>();
  /** a load that nobody waits for */
  let ahead: { readonly model: ModelFile; readonly options: LoadOptions; readonly abort: AbortController } | null =
    null;
  let changes: Promise<unknown> = Promise.resolve();

  return {
    wait,
    settled: () => changes,
    async load(model, options, signal) {
      if (ahead && !isSameTarget(ahead, { model, options })) ahead.abort.abort();
      return await load(model, options, signal);
    },
    async acquire(model, options, signal) {
      if (ahead && ahead.model.id !== model.id) ahead.abort.abort();
      const hold = workload.hold();
      const loaded = await load(model, options, signal, hold);
      return { ...loaded, [Symbol.dispose]: () => hold.release() };
    },
    preload(model, options) {
      const abort = new AbortController();
      const own = { model, options, abort };
      ahead = own;
      load(model, options, abort.signal)
        .then(deps.onRest, (error: unknown) => {
          if (process.target?.model === model && status.now.status === "failed") stop();
          if (!abort.signal.aborted) {
            deps.logger.warn("The model was not loaded ahead", { reason: causeOf(error) });
          }
        })
        .finally(() => {
          if (ahead === own) ahead = null;
        });
    },
    async unload() {
      await process.keepPrompts();
      stop();
      await changes;
      if (process.isRunning || process.target) stop();
    },
  };

  function wait(modelId: string | undefined): () => void {
    const waiter = { modelId };
    waiters.add(waiter);
    return () => void waiters.delete(waiter);
  }

  /** @param hold takes the model in whatever options it is loaded, in the same turn, so that no change of the model comes between */
  async function load(
    model: ModelFile,
    options: LoadOptions,
    signal: AbortSignal | undefined,
    hold?: Hold,
  ): Promise<LoadedModel> {
    if (disposed.aborted || isAborted(signal)) throw new AppError("CANCELLED");
    deps.setThreads(options.threads);
    const stopWaiting = wait(model.id);
    const result = changes.then(async () => {
      if (isAborted(signal)) throw new AppError("CANCELLED");
      const ended = isThere(model, options, hold !== undefined) ? await process.ready() : await change(model, options);
      hold?.take();
      return ended;
    });
    changes = result.catch(() => {});
    try {
      return { ...(await untilAborted(result, signal)).loaded, parallelism: process.parallelism };
    } catch (error) {
      hold?.release();
      stopWaiting();
      if (isAborted(signal)) giveUp(model);
      throw error;
    } finally {
      stopWaiting();
    }
  }

  function isThere(model: ModelFile, options: LoadOptions, inAnyOptions: boolean): boolean {
    const { target } = process;
    if (target === null || status.now.status === "failed") return false;
    return isSameTarget(target, { model, options: inAnyOptions ? target.options : options });
  }

  async function change(model: ModelFile, options: LoadOptions): Promise<LoadedProcess> {
    // Calls at work belong to the model they began with.
    await workload.untilEnded(disposed);
    await process.keepPrompts();
    await workload.untilEnded(disposed);
    return await process.start(createTarget(model, options));
  }

  /** Ends a load that nobody waits for any more. */
  function giveUp(model: ModelFile): void {
    const isOnTheWay = status.now.status === "starting" || status.now.status === "loading";
    if (process.target?.model.id !== model.id || !isOnTheWay) return;
    if ([...waiters].some(({ modelId }) => modelId === model.id)) return;
    stop();
  }

  function stop(): void {
    process.stop();
    status.reset();
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
