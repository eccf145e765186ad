import type { EngineState } from "../../../contract/models.ts";
import { type Reason, reasonOf } from "../../../contract/reasons.ts";
import { AppError, toAppError } from "../../../contract/errors.ts";
import { engineOptions, type Clock, type Logger, type PowerMonitor, type ProcessSpawner } from "../../ports.ts";
import type { Engine, GenerateRequest, LoadedModel, LoadOptions, ModelFile } from "./engine.ts";
import {
  defaultEngineLimits,
  startEngineChild,
  type ChildEnd,
  type EngineChild,
  type EngineLimits,
} from "./engineChild.ts";
import type { EngineMethod, EngineMethods, StateParams } from "./protocol.ts";
import { readModelMetadata } from "./readModelMetadata.ts";
import type { StateFolder } from "./promptCache/promptCacheFolder.ts";
import { delay, untilAborted } from "../../async/waiting.ts";
import type { CpuMeter } from "./threads/cpuMeter.ts";
import { createThreadGovernor, type ThreadChoice } from "./threads/threadGovernor.ts";

export interface EngineDeps {
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<EngineLimits>;
  readonly meter?: CpuMeter;
  readonly power?: PowerMonitor | undefined;
  /** milliseconds without a call until the model gives its memory back, asked for at the end of each call; Infinity: never */
  readonly sleepAfterMs?: () => number;
  /** what was learned of the chat templates of models, by model; nothing is remembered where it is left out */
  readonly templates?: TemplateMemory;
  /** where what was read of conversations is kept; nowhere where it is left out */
  readonly states?: StateFolder;
}

/** Supervises the engine process. One process loads one model in its life; another model is another process. */
export function createEngine(deps: EngineDeps): Engine {
  const { clock, logger } = deps;
  const limits = { ...defaultEngineLimits, ...deps.limits };
  const listeners = new Set<(state: EngineState) => void>();
  const disposal = new AbortController();
  let state: EngineState = stoppedState;
  /** the model that ought to be loaded, with what was learned about it on the way */
  let wanted: Wanted | null = null;
  /** settles when the wanted model is loaded, or cannot be */
  let session: Promise<Session> | null = null;
  /** a load that nobody waits for */
  let ahead: (Loading & { readonly abort: AbortController }) | null = null;
  let current: EngineChild | null = null;
  /** settles when the process before has given its memory back */
  let emptied: Promise<unknown> = Promise.resolve();
  let sleepTimer: { clear(): void } | null = null;
  let crashesInARow = 0;
  let generating = 0;
  /** those of them that somebody waits for */
  let chatting = 0;
  /** sequences that background work is best run at, as the engine process last measured */
  let waveWidth = 1;
  let running = new Set<Promise<unknown>>();
  /** who waits for a model to be loaded */
  const waiters = new Set<Waiter>();
  /** loads and unloads, one after another */
  let changes: Promise<unknown> = Promise.resolve();
  /** metadata is read one file at a time */
  let readings: Promise<unknown> = Promise.resolve();

  const governor = createThreadGovernor({
    clock,
    ...(deps.meter ? { meter: deps.meter } : {}),
    power: deps.power,
    onChange(choice) {
      current?.setThreads(choice.counts);
      if (state.threads) update({ threads: shownThreads(choice) });
    },
  });

  const stopForgetting = deps.states?.onForget((key) => current?.forget(key));

  function update(change: Partial<EngineState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  }

  function fail(target: Wanted, error: AppError): AppError {
    if (wanted === target) update({ status: "failed", loadProgress: null, problem: error.toProblem() });
    return error;
  }

  // ---- one process, up to the loaded model

  function launch(target: Wanted): EngineChild {
    const child = startEngineChild({
      ...deps,
      limits,
      options: engineOptions,
      onExit: (end) => onExit(target, child, end),
      onLoadProgress: (fraction) => {
        if (current === child) update({ loadProgress: fraction });
      },
      onPulse: ({ cpuMs, tokensPerSecond, work }) => {
        if (current !== child) return;
        governor.onPulse(cpuMs, work);
        if (tokensPerSecond !== null) update({ tokensPerSecond });
      },
    });
    current = child;
    governor.onStart();
    followActivity();
    return child;
  }

  async function bringUp(target: Wanted, restarting: boolean): Promise<Session> {
    let failedStarts = 0;
    let failedLoads = 0;
    while (true) {
      if (wanted !== target) throw new AppError("CANCELLED");
      const wait = backoff(Math.max(failedStarts, failedLoads, restarting ? crashesInARow - 1 : 0));
      if (wait > 0) await delay(clock, wait, disposal.signal);
      if (wanted !== target) throw new AppError("CANCELLED");
      update({
        status: restarting ? "restarting" : "starting",
        modelId: target.model.id,
        modelName: target.model.name,
        loadProgress: null,
        problem: null,
      });
      let child: EngineChild;
      try {
        child = launch(target);
        await child.ready;
      } catch (error) {
        failedStarts++;
        logger.error("The model process did not start", { attempt: failedStarts, reason: causeOf(error) });
        if (failedStarts < START_ATTEMPTS) continue;
        throw fail(target, new AppError("ENGINE_UNAVAILABLE", { cause: error }));
      }
      await untilEmptied();
      if (wanted !== target) {
        child.kill();
        throw new AppError("CANCELLED");
      }
      update({ status: restarting ? "restarting" : "loading", loadProgress: 0 });
      try {
        const report = await child.call("load", {
          path: target.model.path,
          gpu: target.cpuReason === null ? target.options.gpu : "cpu",
          gpuReason: target.cpuReason,
          threads: governor.choice.count,
          contextSize: target.options.contextSize,
          lookup: target.options.lookup ?? true,
          ignoreTemplate: target.ignoreTemplate,
          ownTemplate: deps.templates?.own(target.model.id) ?? null,
          states: deps.states && target.stateDeaths < STATE_DEATHS ? stateParams(deps.states, target.model.id) : null,
        });
        if (wanted !== target) {
          child.kill();
          throw new AppError("CANCELLED");
        }
        if (report.ownTemplate !== undefined) deps.templates?.setOwn(target.model.id, report.ownTemplate);
        governor.setMathCores(report.mathCores);
        child.setThreads(governor.choice.counts);
        const loaded: LoadedModel = {
          modelId: target.model.id,
          contextSize: report.contextSize,
          backgroundSequences: report.waveWidth,
          memoryBytes: report.memory.bytes,
        };
        waveWidth = report.waveWidth;
        update({
          status: generating > 0 ? "busy" : "ready",
          loadProgress: null,
          gpu: { ...report.gpu },
          threads: shownThreads(governor.choice),
          contextSize: report.contextSize,
          memory: { ...report.memory, backgroundSequences: report.backgroundSequences },
          problem: null,
        });
        stayAwake();
        return { child, loaded };
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.code !== "ENGINE_CRASHED") {
          child.kill();
          throw error.code === "CANCELLED" ? error : fail(target, error);
        }
        if (wanted !== target) throw new AppError("CANCELLED", { cause: error });
        failedLoads = await learn(target, child, failedLoads);
        if (failedLoads < LOAD_ATTEMPTS) continue;
        throw fail(target, new AppError("MODEL_LOAD_FAILED", { cause: error }));
      }
    }
  }

  /** Decides what to leave out after a load that took the process down; returns how many loads have failed. */
  async function learn(target: Wanted, child: EngineChild, failedLoads: number): Promise<number> {
    const { end } = child;
    logger.warn("The model process stopped while loading", { phase: end?.phase ?? null, detail: end?.detail ?? null });
    if (end?.phase === "template" && !target.ignoreTemplate) {
      suspectTemplate(target, end);
      return failedLoads;
    }
    if (target.options.gpu === "auto") target.cpuReason = reasonOf("GPU_LOAD_CRASHED");
    // What brings the process down may be the file itself, changed since it was checked.
    await readMetadata(target.model.path).catch((error: unknown) => {
      throw fail(target, toAppError(error));
    });
    return failedLoads + 1;
  }

  function onExit(target: Wanted, child: EngineChild, end: ChildEnd): void {
    if (current !== child) return;
    current = null;
    followActivity();
    const wasLoaded = state.status === "ready" || state.status === "busy";
    if (wanted !== target || !wasLoaded) return;
    crashesInARow++;
    logger.error("The model process stopped", { phase: end.phase, detail: end.detail, inARow: crashesInARow });
    if (end.phase === "template") suspectTemplate(target, end);
    if (end.phase === "state") target.stateDeaths++;
    update({ status: "restarting", tokensPerSecond: null });
    session =
      crashesInARow > MOST_CRASHES
        ? Promise.reject(fail(target, new AppError("ENGINE_CRASHED", { cause: new Error(end.detail) })))
        : bringUp(target, true);
    // Calls that wait for it get the rejection, and the state shows it.
    session.catch(() => {});
  }

  /** A process may be ended by anything while it renders a template; that the template did it shows at the second time. */
  function suspectTemplate(target: Wanted, end: ChildEnd): void {
    target.templateDeaths += end.hung ? TEMPLATE_DEATHS : 1;
    target.ignoreTemplate = target.templateDeaths >= TEMPLATE_DEATHS;
  }

  // ---- sleep

  /** Begins to count the time without a call anew. */
  function stayAwake(): void {
    sleepTimer?.clear();
    sleepTimer = null;
    const after = deps.sleepAfterMs?.() ?? Infinity;
    if (running.size > 0 || !Number.isFinite(after)) return;
    const timer = clock.setTimeout(() => {
      const isIdle = (): boolean => sleepTimer === timer && state.status === "ready" && running.size === 0;
      if (!isIdle()) return;
      if (deps.states) void putAway(current).then(() => (isIdle() ? sleep() : undefined));
      else sleep();
    }, after);
    sleepTimer = timer;
  }

  /** Lets a process that is about to end keep what it holds of conversations, for some seconds at most. */
  async function putAway(child: EngineChild | null): Promise<void> {
    if (!deps.states || !child || (state.status !== "ready" && state.status !== "busy")) return;
    await new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, limits.putAwayMs);
      // A process that dies of it ends in onExit; what it held is read again.
      child
        .call("putAway", null)
        .catch(() => null)
        .finally(() => {
          timer.clear();
          resolve();
        });
    });
  }

  /** Ends the process but stays with its model: the next call loads it again. */
  function sleep(): void {
    session = null;
    endProcess();
    update({ status: "idle", tokensPerSecond: null, memory: null });
  }

  // ---- calls

  function ready(): Promise<Session> {
    if (disposal.signal.aborted) return Promise.reject(new AppError("CANCELLED"));
    if (state.status === "idle" && wanted && !session) {
      session = bringUp(wanted, false);
      session.catch(() => {});
    }
    return session ?? Promise.reject(new AppError("MODEL_LOAD_FAILED", { cause: new Error("No model is loaded.") }));
  }

  /** The model that ought to be loaded; the next one where another takes its place meanwhile, which stops nobody's call. */
  async function untilReady(signal: AbortSignal | undefined): Promise<Session> {
    const waiter: Waiter = { modelId: wanted?.model.id ?? "" };
    waiters.add(waiter);
    try {
      for (;;) {
        const target = wanted;
        try {
          return await untilAborted(ready(), signal);
        } catch (thrown) {
          const isReplaced = wanted !== null && wanted !== target;
          if (!isReplaced || signal?.aborted || toAppError(thrown).code !== "CANCELLED") throw thrown;
        }
      }
    } finally {
      waiters.delete(waiter);
    }
  }

  /** Runs a call on the loaded model, again on the next process while nothing of its answer was shown. */
  async function perform<M extends Exclude<EngineMethod, "metadata" | "load">>(
    method: M,
    params: EngineMethods[M]["params"],
    signal: AbortSignal | undefined,
    { onText, modelId }: { onText?: ((text: string) => void) | undefined; modelId?: string | undefined } = {},
  ): Promise<EngineMethods[M]["result"]> {
    let shown = false;
    for (let repeats = 0; ; repeats++) {
      const { child, loaded } = await untilReady(signal);
      if (modelId !== undefined && loaded.modelId !== modelId) throw new AppError("MODEL_CHANGED");
      const call = child.call(method, params, {
        signal,
        onText(text) {
          shown = true;
          onText?.(text);
        },
      });
      running.add(call);
      sleepTimer?.clear();
      try {
        const result = await call;
        crashesInARow = 0;
        return result;
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.code !== "ENGINE_CRASHED" || shown || repeats >= CALL_REPEATS) throw error;
        if (disposal.signal.aborted || wanted === null) throw new AppError("CANCELLED", { cause: error });
        logger.info("A call is repeated after the model process stopped", { method, repeat: repeats + 1 });
      } finally {
        running.delete(call);
        stayAwake();
      }
    }
  }

  function followActivity(): void {
    const working = chatting > 0 ? "chat" : "background";
    governor.setActivity(current === null ? "off" : generating > 0 ? working : "resting");
  }

  function setGenerating(change: 1 | -1, priority: GenerateRequest["priority"]): void {
    generating += change;
    if (priority === "chat") chatting += change;
    followActivity();
    if (state.status === "ready" && generating > 0) update({ status: "busy" });
    else if (state.status === "busy" && generating === 0) update({ status: "ready" });
  }

  function readMetadata(path: string, signal?: AbortSignal): ReturnType<Engine["readMetadata"]> {
    const reading = readings.then(() => readModelMetadata({ ...deps, limits }, path, signal));
    readings = reading.catch(() => {});
    return untilAborted(reading, signal);
  }

  function stop(): void {
    sleepTimer?.clear();
    wanted = null;
    session = null;
    endProcess();
  }

  /** What the process before still holds would be missing when the next one plans its memory. */
  async function untilEmptied(): Promise<void> {
    const over = new AbortController();
    await Promise.race([emptied, delay(clock, LONGEST_END_MS, over.signal)]);
    over.abort();
  }

  function endProcess(): void {
    const child = current;
    current = null;
    if (child) emptied = child.ended;
    child?.kill();
    followActivity();
  }

  /** @throws CANCELLED once disposed */
  async function untilIdle(): Promise<void> {
    await untilAborted(Promise.allSettled(running), disposal.signal);
  }

  async function change(model: ModelFile, options: LoadOptions): Promise<Session> {
    // Calls at work belong to the model they began with.
    await untilIdle();
    await putAway(current);
    await untilIdle();
    stop();
    crashesInARow = 0;
    const target: Wanted = {
      model,
      options,
      cpuReason: null,
      ignoreTemplate: false,
      templateDeaths: 0,
      stateDeaths: 0,
    };
    wanted = target;
    update({ ...stoppedState, status: "starting", modelId: model.id, modelName: model.name });
    const next = bringUp(target, false);
    session = next;
    // Whoever asked for the load gets the rejection from here; the stored promise serves later calls.
    next.catch(() => {});
    return await next;
  }

  /** Loaded with whatever options. */
  function isAtWork({ id, path }: ModelFile): boolean {
    return wanted !== null && state.status !== "failed" && wanted.model.id === id && wanted.model.path === path;
  }

  function isLoaded(model: ModelFile, options: LoadOptions): boolean {
    return wanted !== null && state.status !== "failed" && isSame(wanted, { model, options });
  }

  /** @param hold taken in the same turn, so that no change of the model comes between */
  async function load(
    model: ModelFile,
    options: LoadOptions,
    signal: AbortSignal | undefined,
    { asItIs = false, hold }: { readonly asItIs?: boolean; readonly hold?: Hold } = {},
  ): Promise<LoadedModel> {
    if (disposal.signal.aborted || signal?.aborted) throw new AppError("CANCELLED");
    governor.setPinned(options.threads);
    const waiter: Waiter = { modelId: model.id };
    waiters.add(waiter);
    const result = changes.then(async () => {
      if (signal?.aborted) throw new AppError("CANCELLED");
      const isThere = asItIs ? isAtWork(model) : isLoaded(model, options);
      const ended = isThere ? await ready() : await change(model, options);
      hold?.take(running);
      return ended;
    });
    changes = result.catch(() => {});
    try {
      return { ...(await untilAborted(result, signal)).loaded, backgroundSequences: waveWidth };
    } catch (error) {
      hold?.release();
      waiters.delete(waiter);
      if (signal?.aborted) giveUp(model);
      throw error;
    } finally {
      waiters.delete(waiter);
    }
  }

  /** Ends a load that nobody waits for any more. */
  function giveUp(model: ModelFile): void {
    const isOnTheWay = state.status === "starting" || state.status === "loading";
    if (wanted?.model.id !== model.id || !isOnTheWay) return;
    if ([...waiters].some(({ modelId }) => modelId === model.id)) return;
    stop();
    update(stoppedState);
  }

  return {
    get state() {
      return state;
    },
    get parallelism() {
      return waveWidth;
    },
    onState(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    readMetadata,
    async load(model, options, signal) {
      if (ahead && !isSame(ahead, { model, options })) ahead.abort.abort();
      return await load(model, options, signal);
    },
    async acquire(model, options, signal) {
      if (ahead && ahead.model.id !== model.id) ahead.abort.abort();
      const hold = createHold(stayAwake);
      const loaded = await load(model, options, signal, { asItIs: true, hold });
      return { ...loaded, [Symbol.dispose]: () => hold.release() };
    },
    preload(model, options) {
      const abort = new AbortController();
      const own = { model, options, abort };
      ahead = own;
      load(model, options, abort.signal)
        .then(stayAwake, (error: unknown) => {
          if (wanted?.model === model && state.status === "failed") {
            stop();
            update(stoppedState);
          }
          if (!abort.signal.aborted) logger.warn("The model was not loaded ahead", { reason: causeOf(error) });
        })
        .finally(() => {
          if (ahead === own) ahead = null;
        });
    },
    async unload() {
      if (deps.states) await putAway(current);
      stop();
      update(stoppedState);
      await changes;
      if (current || wanted) {
        stop();
        update(stoppedState);
      }
    },
    countTokens: (texts, signal) => perform("countTokens", { texts }, signal),
    countTurns: (turns, signal) => perform("countTurns", { turns }, signal),
    async generate({ modelId, ...request }, options = {}) {
      setGenerating(1, request.priority);
      try {
        const report = await perform("generate", request, options.signal, { onText: options.onText, modelId });
        const { waveWidth: measured, ...result } = report;
        waveWidth = measured;
        return result;
      } finally {
        setGenerating(-1, request.priority);
      }
    },
    setThreads: (threads) => governor.setPinned(threads),
    async dispose() {
      disposal.abort();
      if (deps.states) await putAway(current);
      stopForgetting?.();
      stop();
      governor.dispose();
      update(stoppedState);
      listeners.clear();
      running = new Set();
      await Promise.allSettled([changes, readings]);
    },
  };
}

/** Comparing a chat template with those of all known families takes longer than loading a small model. */
export interface TemplateMemory {
  /** the release of the runtime that found the template to be of no known family; null: it is, or was not compared */
  own(modelId: string): string | null;
  setOwn(modelId: string, release: string | null): void;
}

type Loading = Pick<Wanted, "model" | "options">;

interface Waiter {
  readonly modelId: string;
}

/** Something that counts as a running call until it is released. */
interface Hold {
  take(running: Set<Promise<unknown>>): void;
  release(): void;
}

function createHold(onRelease: () => void): Hold {
  const { promise, resolve } = Promise.withResolvers<void>();
  let holder: Set<Promise<unknown>> | null = null;
  let isReleased = false;
  return {
    take(running) {
      if (isReleased) return;
      holder = running;
      running.add(promise);
    },
    release() {
      if (isReleased) return;
      isReleased = true;
      resolve();
      if (holder?.delete(promise)) onRelease();
    },
  };
}

function isSame(one: Loading, other: Loading): boolean {
  return (
    one.model.id === other.model.id &&
    one.model.path === other.model.path &&
    one.options.gpu === other.options.gpu &&
    one.options.contextSize === other.options.contextSize &&
    one.options.lookup === other.options.lookup
  );
}

function shownThreads({ count, reason, reading }: ThreadChoice): EngineState["threads"] {
  return { count, reason, reading };
}

interface Wanted {
  readonly model: ModelFile;
  readonly options: LoadOptions;
  /** why the GPU is left alone although the settings allow it */
  cpuReason: Reason | null;
  ignoreTemplate: boolean;
  templateDeaths: number;
  stateDeaths: number;
}

interface Session {
  readonly child: EngineChild;
  readonly loaded: LoadedModel;
}

const START_ATTEMPTS = 3;
const LOAD_ATTEMPTS = 2;
const TEMPLATE_DEATHS = 2;
/** Deaths while a state was written or restored, after which none are. */
const STATE_DEATHS = 2;
const CALL_REPEATS = 2;
/** A killed process that waits for a broken disk may never end. */
const LONGEST_END_MS = 10_000;
/** Crashes without one finished call between them, after which the model is given up. */
const MOST_CRASHES = 6;

const stoppedState: EngineState = {
  status: "stopped",
  modelId: null,
  modelName: null,
  loadProgress: null,
  gpu: null,
  threads: null,
  contextSize: null,
  memory: null,
  tokensPerSecond: null,
  problem: null,
};

function stateParams({ folder, key, limits }: StateFolder, modelId: string): StateParams {
  return { folder, key, modelId, ...limits };
}

/** 0, then 250 ms doubling up to 10 s. */
function backoff(failures: number): number {
  return failures <= 0 ? 0 : Math.min(10_000, 250 * 2 ** (failures - 1));
}

function causeOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
}
