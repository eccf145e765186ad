import { untilAborted } from "../../async/waiting.ts";
import { createCalls } from "./calls.ts";
import type { Engine } from "./engine.ts";
import { defaultEngineLimits } from "./engineChild.ts";
import type { EngineOptions } from "./engineDeps.ts";
import { createEngineStatus } from "./engineStatus.ts";
import { createIdleTimer } from "./idleTimer.ts";
import { createLoadQueue } from "./loadQueue.ts";
import { createModelProcess, shownThreads } from "./modelProcess.ts";
import { readAdapterMetadata, readModelMetadata } from "./readModelMetadata.ts";
import { createThreadGovernor } from "./threads/threadGovernor.ts";
import { createWorkload } from "./workload.ts";

/** Supervises the engine process. One process loads one model in its life; another model is another process. */
export function createEngine(options: EngineOptions): Engine {
  const { clock, logger } = options;
  const limits = { ...defaultEngineLimits, ...options.limits };
  const disposal = new AbortController();
  const disposed = disposal.signal;
  const status = createEngineStatus();
  /** metadata is read one file at a time */
  let readings: Promise<unknown> = Promise.resolve();

  const governor = createThreadGovernor({
    clock,
    ...(options.meter ? { meter: options.meter } : {}),
    power: options.power,
    onChange(choice) {
      process.setThreads(choice.counts);
      if (status.now.threads) status.update({ threads: shownThreads(choice) });
    },
  });
  const idle = createIdleTimer({
    clock,
    afterMs: options.sleepAfterMs ?? (() => Infinity),
    isBusy: () => workload.size > 0,
    canRest: () => status.now.status === "ready",
    onIdle(isStill) {
      if (!options.promptCache) return process.sleep();
      void process.keepPrompts().then(() => (isStill() ? process.sleep() : undefined));
    },
  });
  const workload = createWorkload({ onBegin: () => idle.stop(), onEnd: () => idle.restart() });
  const process = createModelProcess({
    ...options,
    readMetadata,
    fullLimits: limits,
    status,
    governor: () => governor,
    disposed,
    isGenerating: () => calls.generating > 0,
    onActivity: followActivity,
    onLoaded: () => idle.restart(),
  });
  const queue = createLoadQueue({
    process,
    workload,
    status,
    logger,
    disposed,
    setThreads: (threads) => governor.setPinned(threads),
    onRest: () => idle.restart(),
  });
  const calls = createCalls({
    process,
    workload,
    logger,
    disposed,
    wait: (modelId) => queue.wait(modelId),
    onActivity() {
      followActivity();
      const now = calls.generating > 0 ? "busy" : "ready";
      if (status.isLoaded && status.now.status !== now) status.update({ status: now });
    },
  });
  const stopForgetting = options.promptCache?.onForget((key) => process.forget(key));

  function followActivity(): void {
    const working = calls.chatting > 0 ? "chat" : "background";
    governor.setActivity(process.isRunning ? (calls.generating > 0 ? working : "resting") : "off");
  }

  function readMetadata(path: string, signal?: AbortSignal): ReturnType<Engine["readMetadata"]> {
    return inTurn(() => readModelMetadata({ ...options, limits }, path, signal), signal);
  }

  function inTurn<T>(read: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const reading = readings.then(read);
    readings = reading.catch(() => {});
    return untilAborted(reading, signal);
  }

  return {
    get state() {
      return status.now;
    },
    get parallelism() {
      return process.parallelism;
    },
    onState: (listener) => status.listen(listener),
    readMetadata,
    readAdapter: (path, models, signal) =>
      inTurn(() => readAdapterMetadata({ ...options, limits }, { path, models }, signal), signal),
    load: queue.load,
    acquire: queue.acquire,
    preload: queue.preload,
    unload: queue.unload,
    countTokens: (texts, signal) => calls.perform("countTokens", { texts }, signal),
    countTurns: (turns, tools = [], signal) => calls.perform("countTurns", { turns, tools }, signal),
    generate: (request, more = {}) => calls.generate(request, more),
    decide: (request, signal, onUse) => calls.decide(request, signal, onUse),
    setThreads: (threads) => governor.setPinned(threads),
    async dispose() {
      disposal.abort();
      await process.keepPrompts();
      stopForgetting?.();
      idle.stop();
      process.stop();
      governor.dispose();
      status.dispose();
      await Promise.allSettled([queue.settled(), readings]);
    },
  };
}
