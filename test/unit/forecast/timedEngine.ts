import { AppError } from "../../../electron/contract/errors.ts";
import type { EngineState } from "../../../electron/contract/models.ts";
import type { Engine, GenerateRequest, GenerateResult, LoadedModel } from "../../../electron/core/llm/local/engine.ts";
import type { standingClock } from "../store/library.ts";
import { type Script, scriptedEngine } from "../summarize/scriptedEngine.ts";

export interface Pace {
  readonly loadMs: number;
  /** milliseconds of a token, while nothing else runs */
  readonly prefill: number;
  readonly decode: number;
  /** of a token of an answer, by the calls that write at the same time */
  readonly gain: (writing: number) => number;
}

export interface TimedEngine extends Engine {
  readonly asked: readonly GenerateRequest[];
  /** how fast it is from here on */
  pace: Pace;
}

interface Call {
  readonly begun: number;
  prefill: number;
  decode: number;
  firstToken: number | null;
  readonly done: () => void;
}

/**
 * A scripted engine that takes time on a clock that stands until it is moved: calls share the processor evenly, as sequences of a
 * batch do, so that a whole summary takes its minutes in no time at all.
 */
export function timedEngine(clock: ReturnType<typeof standingClock>, script: Script, pace: Pace): TimedEngine {
  const scripted = scriptedEngine(script);
  const calls = new Set<Call>();
  let state: EngineState = { ...scripted.state, status: "stopped", modelId: null, contextSize: null };
  let isPumping = false;

  const engine: TimedEngine = {
    ...scripted,
    pace,
    get state() {
      return state;
    },
    load(model): Promise<LoadedModel> {
      if (state.modelId !== model.id) {
        clock.advance(engine.pace.loadMs);
        state = { ...state, status: "ready", modelId: model.id, contextSize: script.contextSize ?? 4096 };
      }
      return scripted.load(model, { gpu: "cpu", threads: null, contextSize: null });
    },
    acquire: async (model, options) => ({ ...(await engine.load(model, options)), [Symbol.dispose]() {} }),
    unload() {
      state = { ...state, status: "stopped", modelId: null, contextSize: null };
      return Promise.resolve();
    },
    async generate(request, options): Promise<GenerateResult> {
      if (state.status !== "ready") throw new AppError("MODEL_CHANGED");
      const told = await scripted.generate(request, options);
      const answer = { ...told, completionTokens: Math.min(told.completionTokens, request.maxTokens) };
      const begun = clock.monotonic();
      const call = await new Promise<Call>((resolve) => {
        const own: Call = {
          begun,
          prefill: answer.promptTokens * engine.pace.prefill,
          decode: answer.completionTokens * engine.pace.decode,
          firstToken: null,
          done: () => resolve(own),
        };
        calls.add(own);
        pumpSoon();
      });
      options?.signal?.throwIfAborted();
      const firstToken = call.firstToken ?? begun;
      return {
        ...answer,
        evaluatedPromptTokens: answer.promptTokens,
        prefillMs: firstToken - begun,
        decodeMs: clock.monotonic() - firstToken,
      };
    },
  };
  return engine;

  /** After everything that starts together has started. */
  function pumpSoon(): void {
    if (isPumping) return;
    isPumping = true;
    setImmediate(() => {
      isPumping = false;
      pump();
      if (calls.size > 0) pumpSoon();
    });
  }

  /** Up to the next moment at which a call comes to its first token or its end. */
  function pump(): void {
    const active = [...calls];
    const writing = active.filter(({ prefill }) => prefill <= 0).length;
    const speed = engine.pace.gain(Math.max(1, writing));
    const left = (call: Call): number => (call.prefill > 0 ? call.prefill : call.decode / speed);
    const step = Math.min(...active.map(left));
    clock.advance(step * active.length);
    for (const call of active) {
      if (call.prefill > 0) {
        call.prefill = call.prefill - step < 1e-9 ? 0 : call.prefill - step;
        if (call.prefill === 0) call.firstToken = clock.monotonic();
      } else {
        call.decode = call.decode - step * speed < 1e-9 ? 0 : call.decode - step * speed;
      }
      if (call.prefill === 0 && call.decode === 0) {
        calls.delete(call);
        call.done();
      }
    }
  }
}
