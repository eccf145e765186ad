import { expect, it } from "vitest";
import type { ModelSession } from "../../../electron/core/llm/languageModel.ts";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import { type Metered, meteredModel } from "../../../electron/core/llm/meteredModel.ts";

const signal = new AbortController().signal;
const turns = [{ role: "user" as const, text: "What is it?" }];
const request = { turns, maxTokens: 10, temperature: 0, seed: 1 };

function meter() {
  const records: Metered[] = [];
  let now = 0;
  return {
    records,
    record: (use: Metered) => void records.push(use),
    now: () => (now += 5),
    usesGpu: () => false,
  };
}

it("counts each call for who answered it, and adds nothing to it", async () => {
  const meters = meter();
  const model = createFakeModel({
    answer: () => ["It is ", "a lease."],
    decide: () => [0.7, 0.3],
    embed: (texts) => texts.map(() => new Float32Array([1])),
  });
  const metered = meteredModel(model, "summary", meters);
  expect(metered).toMatchObject({ id: model.id, name: model.name, capabilities: model.capabilities });
  await using session = await metered.open("background", { signal });
  expect(session.rerank).toBeUndefined();
  let shown = "";
  const result = await session.generate(request, { onText: (text) => void (shown += text) });
  expect(shown).toBe(result.text);
  expect(await session.decide?.({ turns, choices: ["yes", "no"] })).toEqual([0.7, 0.3]);
  await session.embed?.(["One."]);
  const sum = (of: (use: Metered) => number | undefined) =>
    meters.records.reduce((all, each) => all + (of(each) ?? 0), 0);
  expect(sum(({ calls }) => calls)).toBe(3);
  expect(sum(({ ms }) => ms)).toBe(15);
  expect(sum(({ readTokens }) => readTokens)).toBe(result.promptTokens);
  expect(sum(({ writtenTokens }) => writtenTokens)).toBe(result.completionTokens);
  expect(
    meters.records.every(({ task, modelId, isRemote }) => task === "summary" && modelId === model.id && !isRemote),
  ).toBe(true);
});

it("counts a call that fails with its time", async () => {
  const meters = meter();
  const metered = meteredModel(createFakeModel({ answer: () => Promise.reject(new Error("gone")) }), "chat", meters);
  await using session = await metered.open("chat", { signal });
  await expect(session.generate(request)).rejects.toThrow("gone");
  expect(meters.records).toEqual([expect.objectContaining({ calls: 1, ms: 5 })]);
});

it("takes what whoever runs the model tells, under the name that the session is counted as", async () => {
  const meters = meter();
  const model = createFakeModel({ answer: () => [] });
  const told = meteredModel(
    {
      ...model,
      open(_use, { onUse }): Promise<ModelSession> {
        onUse?.({ cpuMs: 12, readTokens: 3 });
        return model.open("chat", { signal });
      },
    },
    "summary",
    meters,
  );
  const session = await told.open("background", { signal, countedAs: "trial" });
  await session[Symbol.asyncDispose]();
  expect(meters.records).toEqual([expect.objectContaining({ task: "trial", cpuMs: 12, readTokens: 3 })]);
});

it("leaves a model alone that nobody counts", () => {
  const model = createFakeModel({ answer: () => [] });
  expect(meteredModel(model, "chat", undefined)).toBe(model);
});
