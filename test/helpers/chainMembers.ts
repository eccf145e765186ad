import { AppError } from "../../electron/contract/errors.ts";
import { createFakeModel, type FakeModel } from "../../electron/core/llm/fake/fakeModel.ts";
import type { GenerateRequest, LanguageModel } from "../../electron/core/llm/languageModel.ts";
import type { Clock } from "../../electron/core/ports.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";

/** What goes wrong with a call. refused: before anything was said; locked out: likewise, and for good; broken: in the middle of the answer; silent: it says nothing any more; crashed: in the middle too, of a model that is there again at once */
export type Fault = "refused" | "locked out" | "broken" | "silent" | "crashed";

export interface MemberOptions {
  readonly name: string;
  answer(request: GenerateRequest): string;
  /** of the call, counted from 1; null: it is answered */
  fault?(call: number): Fault | null;
  /** milliseconds that an answer takes, by the clock */
  readonly ms?: number;
  readonly clock?: Clock;
  readonly parallelism?: number;
  readonly contextTokens?: number;
  readonly preferredChunkTokens?: number;
}

export interface Member {
  readonly model: LanguageModel;
  readonly fake: FakeModel;
  /** calls until now, failed ones too */
  readonly calls: number;
}

/** A model at an endpoint that fails when it is told to. */
export function createMember(options: MemberOptions): Member {
  const { name, clock = systemClock, ms = 0 } = options;
  let calls = 0;
  const fake = createFakeModel({
    id: `endpoint:${name}/model`,
    name,
    contextTokens: options.contextTokens ?? 4096,
    parallelism: options.parallelism ?? 1,
    preferredChunkTokens: options.preferredChunkTokens ?? null,
    answer: () => [],
  });
  const model: LanguageModel = {
    ...fake,
    provenance: { kind: "endpoint", url: `http://127.0.0.1/${name}`, model: "model", endpoint: name },
    async open(use, open) {
      const session = await fake.open(use, open);
      return {
        ...session,
        continuous: true,
        async generate(request, handlers = {}) {
          calls += 1;
          const fault = options.fault?.(calls) ?? null;
          if (fault === "refused") throw new AppError("ENGINE_UNAVAILABLE");
          if (fault === "locked out") throw new AppError("ENDPOINT_REFUSED_KEY", { data: { name } });
          const text = options.answer(request);
          const result = await session.generate(request);
          const middle = Math.floor(text.length / 2);
          const pieces = [text.slice(0, middle), text.slice(middle)];
          for (const piece of pieces) {
            if (fault === "silent") await untilStopped(open.signal);
            if (ms > 0) await new Promise<void>((resolve) => void clock.setTimeout(resolve, ms / pieces.length));
            if (open.signal.aborted) throw new AppError("CANCELLED");
            handlers.onText?.(piece);
            if (fault === "broken") throw new AppError("ENGINE_UNAVAILABLE");
            if (fault === "crashed") throw new AppError("ENGINE_CRASHED");
          }
          return { ...result, text, completionTokens: Math.ceil(text.length / 4) };
        },
      };
    },
  };
  return {
    model,
    fake,
    get calls() {
      return calls;
    },
  };
}

/** Nothing is heard of it, not even when it is told to stop. */
function untilStopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new AppError("CANCELLED")), { once: true });
  });
}
