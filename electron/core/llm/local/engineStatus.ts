import type { EngineState } from "../../../contract/models.ts";

/** What is shown of the engine. */
export interface EngineStatus {
  readonly now: EngineState;
  /** True while the model is loaded and can be called. */
  readonly isLoaded: boolean;
  update(change: Partial<EngineState>): void;
  /** Back to nothing, then the change. */
  reset(change?: Partial<EngineState>): void;
  listen(listener: (state: EngineState) => void): () => void;
  dispose(): void;
}

export function createEngineStatus(): EngineStatus {
  const listeners = new Set<(state: EngineState) => void>();
  let now = stoppedState;

  function update(change: Partial<EngineState>): void {
    now = { ...now, ...change };
    for (const listener of listeners) listener(now);
  }

  return {
    get now() {
      return now;
    },
    get isLoaded() {
      return now.status === "ready" || now.status === "busy";
    },
    update,
    reset: (change = {}) => update({ ...stoppedState, ...change }),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose() {
      update(stoppedState);
      listeners.clear();
    },
  };
}

const stoppedState: EngineState = {
  status: "stopped",
  modelId: null,
  modelName: null,
  loadProgress: null,
  gpu: null,
  threads: null,
  contextSize: null,
  memory: null,
  prompt: null,
  tokensPerSecond: null,
  problem: null,
};
