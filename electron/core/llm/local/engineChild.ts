import { AppError, problemToError } from "../../../contract/errors.ts";
import { uncaughtLine } from "../../uncaughtInChild.ts";
import type { ChildOptions, Clock, Logger, ProcessSpawner } from "../../ports.ts";
import type { GenerateHandlers } from "./engine.ts";
import type { EngineMethod, EngineMethods, EnginePhase, FromEngine, ThreadCounts, ToEngine } from "./protocol.ts";

/**
 * One engine process: calls with their answers, and a watch that ends it when it hangs. A call whose process died rejects
 * with ENGINE_CRASHED; what to do about it is not decided here.
 */
export interface EngineChild {
  readonly alive: boolean;
  /** Resolves when the process speaks. @throws ENGINE_UNAVAILABLE */
  readonly ready: Promise<void>;
  /** what the process was doing when it died, and whether the watch ended it */
  readonly end: ChildEnd | null;
  /** Settles when the process has ended and its memory is free again. */
  readonly ended: Promise<void>;
  call<M extends EngineMethod>(
    method: M,
    params: EngineMethods[M]["params"],
    options?: ChildCallOptions,
  ): Promise<EngineMethods[M]["result"]>;
  setThreads(counts: ThreadCounts): void;
  /** Deletes the prompt caches of a conversation; null: of all. */
  forget(key: string | null): void;
  kill(): void;
}

export interface ChildCallOptions extends GenerateHandlers {
  readonly signal?: AbortSignal | undefined;
  /** told of the processor time of the call once it is answered, in milliseconds */
  readonly onCpu?: ((ms: number) => void) | undefined;
}

export interface ChildEnd {
  readonly phase: EnginePhase | null;
  readonly hung: boolean;
  readonly detail: string;
}

export interface EngineLimits {
  /** until the process speaks */
  readonly startMs: number;
  /** for one rendering of a chat template that comes with the model */
  readonly templateMs: number;
  /** without any progress while something is asked for; one batch of a large model on a slow computer takes a minute */
  readonly stallMs: number;
  /** for reading the metadata of a file */
  readonly metadataMs: number;
  /** for a process that is about to end to keep what it read of conversations; who quits does not wait longer */
  readonly keepPromptsMs: number;
}

export const defaultEngineLimits: EngineLimits = {
  startMs: 60_000,
  templateMs: 10_000,
  stallMs: 300_000,
  metadataMs: 20_000,
  keepPromptsMs: 3000,
};

export interface EngineChildDeps {
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: EngineLimits;
  readonly options: ChildOptions;
  readonly onExit?: (end: ChildEnd) => void;
  readonly onPulse?: (pulse: Extract<FromEngine, { type: "pulse" }>) => void;
  readonly onLoadProgress?: (fraction: number) => void;
}

/** @throws ENGINE_UNAVAILABLE where the process cannot be made at all */
export function startEngineChild(deps: EngineChildDeps): EngineChild {
  const { spawner, clock, logger, limits } = deps;
  const pending = new Map<number, PendingCall>();
  const stderr: string[] = [];
  let nextId = 1;
  let end: ChildEnd | null = null;
  let phase: EnginePhase | null = null;
  let hung = false;
  let watch: { clear(): void } | null = null;
  const ended = Promise.withResolvers<void>();
  let greet: () => void = () => {};
  let refuse: (error: AppError) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    greet = resolve;
    refuse = reject;
  });
  // Whoever waits gets the rejection; a process that dies before anybody waits is no unhandled one.
  ready.catch(() => {});

  const child = (() => {
    try {
      return spawner.spawn("engine", deps.options);
    } catch (error) {
      throw new AppError("ENGINE_UNAVAILABLE", { cause: error });
    }
  })();
  const startTimer = clock.setTimeout(() => {
    hung = true;
    child.kill();
  }, limits.startMs);

  /** Starts the time anew, because the process has just shown that it is at work. */
  function watchAgain(): void {
    watch?.clear();
    watch = null;
    if (pending.size === 0 || end) return;
    const limit = phase === "template" ? limits.templateMs : limits.stallMs;
    const armedAt = clock.monotonic();
    watch = clock.setTimeout(() => {
      // A computer that slept wakes with all its timers due; the process has not had its time.
      if (clock.monotonic() - armedAt > limit * 1.5 + 1000) {
        watchAgain();
        return;
      }
      hung = true;
      logger.warn("The model process made no progress and is ended", { phase, limitMs: limit });
      child.kill();
    }, limit);
  }

  function settle(id: number): PendingCall | undefined {
    const call = pending.get(id);
    pending.delete(id);
    call?.detach();
    watchAgain();
    return call;
  }

  child.onStderr((line) => {
    stderr.push(line);
    if (stderr.length > 40) stderr.shift();
    if (line.startsWith(uncaughtLine)) logger.error("The model process did not catch an error", { line });
    else logger.info("engine", { line });
  });

  child.onMessage((raw) => {
    const message = raw as FromEngine;
    switch (message.type) {
      case "hello":
        startTimer.clear();
        greet();
        break;
      case "result": {
        const call = settle(message.id);
        call?.handlers.onCpu?.(message.cpuMs);
        call?.resolve(message.result);
        break;
      }
      case "error":
        settle(message.id)?.reject(problemToError(message.problem));
        break;
      case "text":
        pending.get(message.id)?.handlers.onText?.(message.text);
        break;
      case "thought":
        pending.get(message.id)?.handlers.onThought?.(message.text);
        break;
      case "logprobs":
        pending.get(message.id)?.handlers.onLogprobs?.(message.tokens);
        break;
      case "toolCall":
        pending.get(message.id)?.handlers.onToolCallPiece?.(message.piece);
        break;
      case "phase":
        phase = message.phase;
        watchAgain();
        break;
      case "loadProgress":
        watchAgain();
        deps.onLoadProgress?.(message.fraction);
        break;
      case "pulse":
        if (message.progressed) watchAgain();
        deps.onPulse?.(message);
        break;
    }
  });

  child.onExit(({ code, signal }) => {
    startTimer.clear();
    const detail = `${hung ? "made no progress" : (signal ?? `code ${code}`)}${stderr.length > 0 ? `: ${stderr.slice(-3).join(" | ")}` : ""}`;
    end = { phase, hung, detail };
    ended.resolve();
    watch?.clear();
    watch = null;
    refuse(new AppError("ENGINE_UNAVAILABLE", { cause: new Error(detail) }));
    const error = new AppError("ENGINE_CRASHED", { cause: new Error(detail) });
    const calls = [...pending.values()];
    pending.clear();
    // The owner first: it must know that this process is gone before a call asks it for another.
    deps.onExit?.(end);
    for (const call of calls) {
      call.detach();
      call.reject(error);
    }
  });

  function send(message: ToEngine): void {
    if (!end) child.send(message);
  }

  return {
    get alive() {
      return end === null;
    },
    get end() {
      return end;
    },
    ready,
    ended: ended.promise,
    call(method, params, options = {}) {
      const { signal } = options;
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(new AppError("CANCELLED"));
          return;
        }
        if (end) {
          reject(new AppError("ENGINE_CRASHED", { cause: new Error(end.detail) }));
          return;
        }
        const id = nextId++;
        const onAbort = (): void => {
          send({ type: "cancel", id });
          settle(id)?.reject(new AppError("CANCELLED"));
        };
        pending.set(id, {
          // The protocol's table says which result a method has; over the wire it is one type for all.
          resolve: (result) => resolve(result as EngineMethods[typeof method]["result"]),
          reject,
          handlers: options,
          detach: () => signal?.removeEventListener("abort", onAbort),
        });
        signal?.addEventListener("abort", onAbort, { once: true });
        send({ type: "call", id, method, params } as ToEngine);
        watchAgain();
      });
    },
    setThreads: (counts) => send({ type: "threads", counts }),
    forget: (key) => send({ type: "forget", key }),
    kill: () => child.kill(),
  };
}

interface PendingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: AppError) => void;
  readonly handlers: Pick<ChildCallOptions, "onText" | "onThought" | "onLogprobs" | "onToolCallPiece" | "onCpu">;
  readonly detach: () => void;
}
