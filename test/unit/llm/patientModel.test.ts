import { expect, it, vi } from "vitest";
import { AppError, toAppError } from "../../../electron/contract/errors.ts";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { GenerateRequest, LanguageModel, ModelUse } from "../../../electron/core/llm/languageModel.ts";
import { patientModel } from "../../../electron/core/llm/remote/patientModel.ts";
import { createFakeClock, createSkippingClock } from "../engine/fakeClock.ts";

const request: GenerateRequest = {
  turns: [{ role: "user", text: "What?" }],
  maxTokens: 40,
  temperature: 0,
  seed: 1,
};
const clock = createSkippingClock();

/** Answers after it was busy for so many calls. */
function busyModel(busy: number, seconds: number, on = clock) {
  const fake = createFakeModel({ answer: () => ["Yes"] });
  let asked = 0;
  const model: LanguageModel = {
    ...fake,
    async open(use, options) {
      const session = await fake.open(use, options);
      return {
        ...session,
        async generate(...call) {
          if (options.signal.aborted) throw new AppError("CANCELLED");
          asked += 1;
          if (asked <= busy) throw new AppError("ENDPOINT_BUSY", { data: { name: "Cellar", seconds } });
          return await session.generate(...call);
        },
      };
    },
  };
  const ask = async (use: ModelUse, signal = new AbortController().signal): Promise<string> => {
    await using session = await patientModel(model, on).open(use, { signal });
    return await session.generate(request).then(
      ({ text }) => text,
      (thrown: unknown) => toAppError(thrown).code,
    );
  };
  return { ask, asked: () => asked };
}

it("is asked again after the wait that it asks for", async () => {
  const { ask, asked } = busyModel(2, 7);
  const began = clock.monotonic();
  expect(await ask("background")).toBe("Yes");
  expect(asked()).toBe(3);
  expect(clock.monotonic() - began).toBeGreaterThanOrEqual(13_000);
});

it("is not waited for too long, nor by whoever waits for its answer", async () => {
  const busy = busyModel(Infinity, 50);
  expect(await busy.ask("background")).toBe("ENDPOINT_BUSY");
  expect(busy.asked()).toBe(3);
  for (const use of ["chat", "program"] as const) expect(await busyModel(1, 1).ask(use)).toBe("ENDPOINT_BUSY");
});

it("stops waiting with its signal", async () => {
  const stop = new AbortController();
  const still = createFakeClock();
  const { ask, asked } = busyModel(Infinity, 100, still);
  const answer = ask("background", stop.signal);
  await vi.waitFor(() => expect(still.waiting).toBe(1));
  stop.abort();
  expect(await answer).toBe("CANCELLED");
  expect(asked()).toBe(1);
});
