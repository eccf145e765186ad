import { AppError, toAppError } from "../../../contract/errors.ts";
import type { EngineState } from "../../../contract/models.ts";
import { delay } from "../../async/waiting.ts";
import { engineOptions } from "../../ports.ts";
import {
  backoff,
  learnFromDeath,
  loadAttempts,
  mayKeepPrompts,
  mostCrashes,
  startAttempts,
  suspectGpu,
  type Target,
} from "./crashPolicy.ts";
import type { LoadedModel } from "./engine.ts";
import { type ChildEnd, type EngineChild, type EngineLimits, startEngineChild } from "./engineChild.ts";
import type { EngineDeps } from "./engineDeps.ts";
import type { EngineStatus } from "./engineStatus.ts";
import type { PromptCacheFolder } from "./promptCache/promptCacheFolder.ts";
import type { PromptCacheParams, ThreadCounts } from "./protocol.ts";
import type { ThreadChoice, ThreadGovernor } from "./threads/threadGovernor.ts";

/** A process with its model in memory. */
export interface LoadedProcess {
  readonly child: EngineChild;
  readonly loaded: LoadedModel;
}

/** The process of the one model that ought to be loaded; it comes back by itself where it dies. */
export interface ModelProcess {
  /** the model that ought to be loaded; null: none */
  readonly target: Target | null;
  readonly isRunning: boolean;
  /** sequences that background work is best run at, as the process last measured */
  parallelism: number;
  /** Ends what runs and loads this; who calls waits for its end by `ready`. */
  start(target: Target): Promise<LoadedProcess>;
  /** Resolves when the target is loaded, which wakes it where it sleeps. @throws what loading throws; MODEL_LOAD_FAILED where there is no target */
  ready(): Promise<LoadedProcess>;
  /** A call came to its end: the process works. */
  worked(): void;
  /** Lets the process keep what it holds of conversations, for some seconds at most. */
  keepPrompts(): Promise<void>;
  /** Ends the process but stays with its model: the next call loads it again. */
  sleep(): void;
  /** Ends the process and forgets the model. */
  stop(): void;
  setThreads(counts: ThreadCounts): void;
  /** Deletes what it holds of a conversation; null: of all. */
  forget(key: string | null): void;
}

export interface ModelProcessDeps extends EngineDeps {
  readonly fullLimits: EngineLimits;
  readonly status: EngineStatus;
  readonly governor: () => ThreadGovernor;
  /** aborts when the engine is disposed */
  readonly disposed: AbortSignal;
  readonly isGenerating: () => boolean;
  /** the process began or ended */
  readonly onActivity: () => void;
  readonly onLoaded: () => void;
}

export function createModelProcess(deps: ModelProcessDeps): ModelProcess {
  const { clock, logger, status, disposed, governor } = deps;
  let target: Target | null = null;
  /** settles when the target is loaded, or cannot be */
  let session: Promise<LoadedProcess> | null = null;
  let current: EngineChild | null = null;
  /** settles when the process before has given its memory back */
  let emptied: Promise<unknown> = Promise.resolve();
  let crashesInARow = 0;

  const made: ModelProcess = {
    get target() {
      return target;
    },
    get isRunning() {
      return current !== null;
    },
    parallelism: 1,
    start(next) {
      stop();
      crashesInARow = 0;
      target = next;
      status.reset({ status: "starting", modelId: next.model.id, modelName: next.model.name });
      return keepSession(bringUp(next, false));
    },
    ready() {
      if (disposed.aborted) return Promise.reject(new AppError("CANCELLED"));
      if (status.now.status === "idle" && target && !session) void keepSession(bringUp(target, false));
      return session ?? Promise.reject(new AppError("MODEL_LOAD_FAILED", { cause: new Error("No model is loaded.") }));
    },
    worked() {
      crashesInARow = 0;
    },
    keepPrompts,
    sleep() {
      session = null;
      endProcess();
      status.update({ status: "idle", tokensPerSecond: null, memory: null });
    },
    stop,
    setThreads: (counts) => current?.setThreads(counts),
    forget: (key) => current?.forget(key),
  };
  return made;

  /** The stored promise serves later calls; who waits for none must not fail of it. */
  function keepSession(next: Promise<LoadedProcess>): Promise<LoadedProcess> {
    session = next;
    next.catch(() => {});
    return next;
  }

  function fail(failed: Target, error: AppError): AppError {
    if (target === failed) status.update({ status: "failed", loadProgress: null, problem: error.toProblem() });
    return error;
  }

  function launch(own: Target): EngineChild {
    const child = startEngineChild({
      ...deps,
      limits: deps.fullLimits,
      options: engineOptions,
      onExit: (end) => onExit(own, child, end),
      onLoadProgress: (fraction) => {
        if (current === child) status.update({ loadProgress: fraction });
      },
      onPulse: ({ cpuMs, tokensPerSecond, work }) => {
        if (current !== child) return;
        governor().onPulse(cpuMs, work);
        if (tokensPerSecond !== null) status.update({ tokensPerSecond });
      },
    });
    current = child;
    governor().onStart();
    deps.onActivity();
    return child;
  }

  async function bringUp(own: Target, isRestart: boolean): Promise<LoadedProcess> {
    let failedStarts = 0;
    let failedLoads = 0;
    while (true) {
      requireTarget(own);
      const wait = backoff(Math.max(failedStarts, failedLoads, isRestart ? crashesInARow - 1 : 0));
      if (wait > 0) await delay(clock, wait, disposed);
      requireTarget(own);
      status.update({
        status: isRestart ? "restarting" : "starting",
        modelId: own.model.id,
        modelName: own.model.name,
        loadProgress: null,
        problem: null,
      });
      let child: EngineChild;
      try {
        child = launch(own);
        await child.ready;
      } catch (error) {
        failedStarts += 1;
        logger.error("The model process did not start", { attempt: failedStarts, reason: causeOf(error) });
        if (failedStarts < startAttempts) continue;
        throw fail(own, new AppError("ENGINE_UNAVAILABLE", { cause: error }));
      }
      await untilEmptied();
      requireTarget(own, child);
      status.update({ status: isRestart ? "restarting" : "loading", loadProgress: 0 });
      try {
        return { child, loaded: await load(own, child) };
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.code !== "ENGINE_CRASHED") {
          child.kill();
          throw error.code === "CANCELLED" ? error : fail(own, error);
        }
        requireTarget(own, undefined, error);
        failedLoads = await learnFromLoad(own, child, failedLoads);
        if (failedLoads < loadAttempts) continue;
        throw fail(own, new AppError("MODEL_LOAD_FAILED", { cause: error }));
      }
    }
  }

  async function load(own: Target, child: EngineChild): Promise<LoadedModel> {
    const { model, options } = own;
    const report = await child.call("load", {
      path: model.path,
      adapters: model.adapters ?? [],
      gpu: own.cpuReason === null ? options.gpu : "cpu",
      gpuReason: own.cpuReason,
      threads: governor().choice.count,
      contextSize: options.contextSize,
      lookup: options.lookup ?? true,
      ignoreTemplate: own.ignoreTemplate || (deps.templates?.isLeftOut(model.id) ?? false),
      promptCache: deps.promptCache && mayKeepPrompts(own) ? promptCacheParams(deps.promptCache, model.id) : null,
    });
    requireTarget(own, child);
    governor().setMathCores(report.mathCores);
    child.setThreads(governor().choice.counts);
    made.parallelism = report.parallelism;
    status.update({
      status: deps.isGenerating() ? "busy" : "ready",
      loadProgress: null,
      gpu: { ...report.gpu },
      threads: shownThreads(governor().choice),
      contextSize: report.contextSize,
      memory: { ...report.memory, mostParallelism: report.mostParallelism },
      prompt: report.prompt,
      problem: null,
    });
    deps.onLoaded();
    return {
      modelId: model.id,
      contextSize: report.contextSize,
      parallelism: report.parallelism,
      thinks: report.thinks,
      memoryBytes: report.memory.bytes,
    };
  }

  function learn(own: Target, end: ChildEnd): void {
    learnFromDeath(own, end);
    if (own.ignoreTemplate) deps.templates?.leaveOut(own.model.id);
  }

  /** Decides what to leave out after a load that took the process down; returns how many loads have failed. */
  async function learnFromLoad(own: Target, child: EngineChild, failedLoads: number): Promise<number> {
    const { end } = child;
    logger.warn("The model process stopped while loading", { phase: end?.phase ?? null, detail: end?.detail ?? null });
    if (end?.phase === "template" && !own.ignoreTemplate) {
      learn(own, end);
      return failedLoads;
    }
    suspectGpu(own);
    // What brings the process down may be the file itself, changed since it was checked.
    await deps.readMetadata(own.model.path).catch((error: unknown) => {
      throw fail(own, toAppError(error));
    });
    return failedLoads + 1;
  }

  function onExit(own: Target, child: EngineChild, end: ChildEnd): void {
    if (current !== child) return;
    current = null;
    deps.onActivity();
    if (target !== own || !status.isLoaded) return;
    crashesInARow += 1;
    logger.error("The model process stopped", { phase: end.phase, detail: end.detail, inARow: crashesInARow });
    learn(own, end);
    status.update({ status: "restarting", tokensPerSecond: null });
    // Calls that wait for it get the rejection, and the status shows it.
    void keepSession(
      crashesInARow > mostCrashes
        ? Promise.reject(fail(own, new AppError("ENGINE_CRASHED", { cause: new Error(end.detail) })))
        : bringUp(own, true),
    );
  }

  async function keepPrompts(): Promise<void> {
    const child = current;
    if (!deps.promptCache || !child || !status.isLoaded) return;
    await new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, deps.fullLimits.keepPromptsMs);
      // A process that dies of it ends in onExit; what it held is read again.
      child
        .call("keepPrompts", null)
        .catch(() => null)
        .finally(() => {
          timer.clear();
          resolve();
        });
    });
  }

  function stop(): void {
    target = null;
    session = null;
    endProcess();
  }

  function endProcess(): void {
    const child = current;
    current = null;
    if (child) emptied = child.ended;
    child?.kill();
    deps.onActivity();
  }

  /** What the process before still holds would be missing when the next one plans its memory. */
  async function untilEmptied(): Promise<void> {
    const over = new AbortController();
    await Promise.race([emptied, delay(clock, longestEndMs, over.signal)]);
    over.abort();
  }

  /** @throws CANCELLED where another model, or none, ought to be loaded by now; ends the process of this one then */
  function requireTarget(own: Target, child?: EngineChild, cause?: unknown): void {
    if (target === own) return;
    child?.kill();
    throw new AppError("CANCELLED", { cause });
  }
}

/** A killed process that waits for a broken disk may never end. */
const longestEndMs = 10_000;

export function shownThreads({ count, reason, reading }: ThreadChoice): EngineState["threads"] {
  return { count, reason, reading };
}

function promptCacheParams({ folder, key, limits }: PromptCacheFolder, modelId: string): PromptCacheParams {
  return { folder, key, modelId, ...limits };
}

export function causeOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
}
