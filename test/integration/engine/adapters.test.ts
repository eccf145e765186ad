import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRouterClient, type RouterClient } from "@orpc/server";
import type { App } from "../../../electron/api/createApp.ts";
import type { AppRouter } from "../../../electron/api/router.ts";
import { modelIdWith } from "../../../electron/contract/adapters.ts";
import { promptCacheName } from "../../../electron/core/llm/local/promptCache/promptCacheFolder.ts";
import { writeTinyAdapter } from "../../fixtures/gguf/writeTinyAdapter.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";

/** The whole application with a real (tiny, random) model and LoRA files over it. */
let app: App;
let client: RouterClient<AppRouter>;
const folder = temporaryFolder();
const made = {
  model: writeTinyModel(path.join(folder, "model.gguf"), { name: "Tiny", endBias: -30 }).path,
  wider: writeTinyModel(path.join(folder, "wider.gguf"), { name: "Wider", shape: { embedding: 256 } }).path,
  adapter: writeTinyAdapter(path.join(folder, "adapter.gguf")),
};

beforeAll(async () => {
  app = await openApp();
  client = createRouterClient(app.router, { context: {} });
  await client.settings.set({ gpu: "cpu", threads: 1, contextSize: 2048, loadAtStart: false });
});
afterAll(() => app.dispose());

async function add(file: string): Promise<string> {
  const { jobId } = await app.receivePath(file, { only: "model" });
  let id = "";
  for await (const event of await client.jobs.attach({ jobId })) {
    if (event.type === "failed") throw Object.assign(new Error(event.problem.code), event.problem);
    if (event.type === "item" && event.item.kind === "result") ({ id } = event.item);
  }
  return id;
}

async function answer(modelId: string): Promise<{ text: string; model: string | null }> {
  const { id: conversationId } = await client.conversations.create({});
  const { replyId, jobId } = await client.chat.send({
    conversationId,
    parentId: null,
    text: "The wind and the sea",
    modelId,
  });
  for await (const event of await client.jobs.attach({ jobId })) {
    if (event.type === "failed") throw Object.assign(new Error(event.problem.code), event.problem);
    // Enough to see whether it says the same.
    if (event.type === "delta") void client.jobs.cancel({ jobId });
  }
  const message = (await client.conversations.get({ id: conversationId })).messages.find(({ id }) => id === replyId);
  return { text: message?.text.slice(0, 12) ?? "", model: app.core.engine.state.modelId };
}

it("lays an adapter over its model, at a scale, and over no other", { timeout: 120_000 }, async () => {
  await client.settings.set({ temperature: 0 });
  const model = await add(made.model);
  const adapter = await add(made.adapter);
  // One that was added before its model is found to fit it.
  const wider = await add(made.wider);
  expect(await client.models.list()).not.toContainEqual(expect.objectContaining({ id: adapter }));
  expect(await client.adapters.list()).toMatchObject([
    { id: adapter, name: "Tiny Tuning", rank: 4, isThere: true, models: [{ id: model, active: false, scale: 1 }] },
  ]);

  const plain = await answer(model);
  expect(plain.model).toBe(model);
  // More than once as much, so that a random change shows in few words.
  await client.adapters.set({ id: adapter, modelId: model, active: true, scale: 2 });
  const changed = await answer(model);
  expect(changed.model).toBe(modelIdWith(model, [{ id: adapter, scale: 2 }]));
  expect(changed.text).not.toBe(plain.text);
  expect(await answer(`${model}+${adapter}@1`)).toMatchObject({ model: `${model}+${adapter}@1` });
  // At 0, and as the model is, it says what it said.
  expect(await answer(`${model}+`)).toEqual(plain);
  await client.adapters.set({ id: adapter, modelId: model, active: true, scale: 0 });
  expect(await answer(model)).toEqual(plain);

  await expect(client.adapters.set({ id: adapter, modelId: wider, active: true })).rejects.toMatchObject({
    code: "ADAPTER_WRONG_BASE",
    data: { reason: "SHAPE" },
  });
  // Refused by the engine, too, before it loads anything.
  await expect(answer(`${wider}+${adapter}@1`)).rejects.toMatchObject({ code: "ADAPTER_WRONG_BASE" });
  await expect(answer(`${model}+${"0".repeat(64)}@1`)).rejects.toMatchObject({ code: "ADAPTER_NOT_FOUND" });

  await client.adapters.remove({ id: adapter });
  expect(await client.adapters.list()).toEqual([]);
});

it("keeps what was read by a model with adapters apart from what it read without", () => {
  const model = "a".repeat(64);
  const names = [model, `${model}+${"b".repeat(64)}@1`, `${model}+${"b".repeat(64)}@0.5`].map((id) =>
    promptCacheName("conversation", id),
  );
  expect(new Set(names).size).toBe(3);
  expect(names).not.toContain(null);
});
