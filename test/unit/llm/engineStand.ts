import type { EngineState } from "../../../electron/contract/models.ts";
import { createEngine } from "../../../electron/core/llm/local/createEngine.ts";
import type { Engine, ModelMetadata } from "../../../electron/core/llm/local/engine.ts";
import type { FromEngine, LoadReport, ToEngine } from "../../../electron/core/llm/local/protocol.ts";
import type { Child, ChildOptions, PowerMonitor, ProcessSpawner } from "../../../electron/core/ports.ts";
import type { TemplateMemory } from "../../../electron/core/llm/local/engineDeps.ts";
import type { PromptCacheFolder } from "../../../electron/core/llm/local/promptCache/promptCacheFolder.ts";
import { createFakeClock } from "../engine/fakeClock.ts";
import { reasonOf } from "../../../electron/contract/reasons.ts";

export const answer = {
  text: "Hi",
  promptTokens: 3,
  evaluatedPromptTokens: 3,
  completionTokens: 1,
  stop: "end",
  prefillMs: 1,
  decodeMs: 1,
} as const;

type Call = Extract<ToEngine, { type: "call" }>;
type CallOf<M extends Call["method"]> = Extract<Call, { method: M }>;
type Script = { [M in Call["method"]]?: (child: FakeChild, call: CallOf<M>, index: number) => void };

export interface FakeChild extends Child {
  readonly options: ChildOptions;
  readonly received: ToEngine[];
  readonly killed: boolean;
  emit(message: FromEngine): void;
  reply(id: number, result: unknown): void;
  die(): void;
}

export type Stand = ReturnType<typeof createStand>;

export const report: LoadReport & { parallelism: number } = {
  contextSize: 4096,
  mostParallelism: 1,
  parallelism: 1,
  gpu: { type: "cpu", reason: reasonOf("GPU_NONE"), layers: 0 },
  memory: { contextBy: "usual", bytes: 3e9, freeBytes: 8e9, takenBytes: 2.9e9 },
  mathCores: 4,
  prompt: null,
};
export const metadata: ModelMetadata = {
  name: "One",
  architecture: "llama",
  quantization: "Q4_0",
  parameters: 1,
  trainContext: 4096,
  licence: null,
  hasChatTemplate: true,
  callsTools: false,
  bytes: 1,
  bytesPerContextToken: 1,
  purpose: "chat",
  style: "instruct",
  chunkTokens: null,
};

export function somePromptCache(): PromptCacheFolder & { deleted(key: string | null): void } {
  const listeners = new Set<(key: string | null) => void>();
  return {
    folder: "/data/states",
    key: new Uint8Array(32),
    limits: { quietMs: 1000, leastGainMs: 300, mostBytes: 1e9 },
    forget() {},
    clear() {},
    forgetModel() {},
    onForget(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    deleted(key) {
      for (const listener of listeners) listener(key);
    },
  };
}

/** An engine over processes that follow a script in place of a model. */
export function createStand(
  script: Script = {},
  {
    stillborn = false,
    sleepAfterMs = Infinity,
    lingering = false,
    power,
    promptCache,
    templates,
  }: {
    templates?: TemplateMemory;
    promptCache?: PromptCacheFolder;
    stillborn?: boolean;
    sleepAfterMs?: number;
    /** processes that are killed end only when they are told to die */
    lingering?: boolean;
    power?: PowerMonitor;
  } = {},
) {
  const clock = createFakeClock();
  const children: FakeChild[] = [];
  const calls: Call[] = [];
  const states: EngineState[] = [];
  const spawner: ProcessSpawner = {
    spawn(_entry, childOptions = {}) {
      const child = createFakeChild(childOptions, lingering, (call) => {
        const index = calls.filter((earlier) => earlier.method === call.method).length;
        calls.push(call);
        const scripted = script[call.method] as ((child: FakeChild, call: Call, index: number) => void) | undefined;
        if (scripted) return scripted(child, call, index);
        const results: Partial<Record<Call["method"], unknown>> = {
          metadata,
          load: report,
          countTokens: [1],
          countTurns: 1,
          generate: answer,
        };
        child.reply(call.id, results[call.method]);
      });
      children.push(child);
      queueMicrotask(() => (stillborn ? child.die() : child.emit({ type: "hello" })));
      return child;
    },
  };
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const engine: Engine = createEngine({
    spawner,
    clock,
    logger: silent,
    sleepAfterMs: () => sleepAfterMs,
    power,
    ...(promptCache ? { promptCache } : {}),
    ...(templates ? { templates } : {}),
    meter: { usableCores: 4, read: () => ({ busyMs: 0, logicalCores: 4 }) },
  });
  engine.onState((state) => states.push(state));
  /** Lets everything happen that waits for nothing but its turn. */
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  /** Moves the clock over the pauses between restarts until the promise settles. */
  const settle = async <T>(promise: Promise<T>): Promise<T> => {
    let done = false;
    const mark = (): void => void (done = true);
    promise.then(mark, mark);
    for (let step = 0; step < 200 && !done; step++) {
      await settled();
      clock.advance(500);
    }
    return await promise;
  };
  return {
    engine,
    clock,
    children,
    script,
    settled,
    settle,
    /** the processes that were asked to load a model, not those that only read metadata */
    modelChildren: () =>
      children.filter((child) => child.received.some((m) => m.type === "call" && m.method === "load")),
    callsOf: <M extends Call["method"]>(method: M) => calls.filter((call): call is CallOf<M> => call.method === method),
    count: (method: Call["method"]) => calls.filter((call) => call.method === method).length,
    statuses: () => states.map((state) => state.status).filter((status, index, all) => status !== all[index - 1]),
    async until(condition: (state: EngineState) => boolean): Promise<void> {
      await settle(
        new Promise<void>((resolve) => {
          if (condition(engine.state)) resolve();
          else engine.onState((state) => condition(state) && resolve());
        }),
      );
    },
  };
}

function createFakeChild(childOptions: ChildOptions, lingering: boolean, onCall: (call: Call) => void): FakeChild {
  const received: ToEngine[] = [];
  const onMessage: ((message: unknown) => void)[] = [];
  const onExit: ((exit: { code: number | null; signal: string | null }) => void)[] = [];
  let exited = false;
  let killed = false;
  const exit = (): void => {
    if (exited) return;
    exited = true;
    for (const listener of onExit) listener({ code: null, signal: "SIGKILL" });
  };
  const child: FakeChild = {
    pid: 1,
    options: childOptions,
    received,
    get killed() {
      return killed || exited;
    },
    send(message) {
      const sent = message as ToEngine;
      received.push(sent);
      if (sent.type === "call") queueMicrotask(() => !exited && onCall(sent));
    },
    onMessage: (listener) => void onMessage.push(listener),
    onExit: (listener) => void onExit.push(listener),
    onStderr: () => {},
    kill() {
      killed = true;
      if (!lingering) exit();
    },
    emit(message) {
      for (const listener of onMessage) listener(message);
    },
    reply: (id, result) => child.emit({ type: "result", id, result, cpuMs: 0 }),
    die: exit,
  };
  return child;
}
