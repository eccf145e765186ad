import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readAdapter } from "../../../electron/engineProcess/adapterFile.ts";
import { type TinyAdapterOptions, writeTinyAdapter } from "../../fixtures/gguf/writeTinyAdapter.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";

let folder: string;
let model: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-adapter-"));
  model = writeTinyModel(path.join(folder, "model.gguf")).path;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (options: TinyAdapterOptions) =>
  readAdapter(writeTinyAdapter(path.join(folder, "adapter.gguf"), options), [{ id: "model", path: model }]);

it("tells what a LoRA file says of itself, and that it fits its model", async () => {
  expect(await read({})).toMatchObject({
    name: "Tiny Tuning",
    architecture: "llama",
    baseName: "Tiny Mistral Instruct",
    alpha: 16,
    rank: 4,
    refusals: { model: null },
  });
  expect(await read({ kind: null })).toMatchObject({ refusals: { model: null } });
});

it.each<[string, TinyAdapterOptions, object]>([
  ["of another architecture", { architecture: "qwen2" }, { reason: "ARCHITECTURE", adapter: "qwen2", model: "llama" }],
  [
    "of a model with more layers",
    { tensor: "blk.7.attn_q.weight" },
    { reason: "TENSOR", tensor: "blk.7.attn_q.weight" },
  ],
  ["of a wider model", { shape: { embedding: 256 } }, { reason: "SHAPE", tensor: "blk.0.attn_q.weight" }],
  [
    "of a tensor of another shape",
    { tensor: "blk.0.attn_k.weight" },
    { reason: "SHAPE", tensor: "blk.0.attn_k.weight" },
  ],
])("refuses an adapter %s", async (_name, options, data) => {
  expect((await read(options)).refusals).toEqual({ model: { code: "ADAPTER_WRONG_BASE", data } });
});

it("takes nothing else for an adapter, nor half of one", async () => {
  await expect(read({ kind: "ia3" })).rejects.toMatchObject({ code: "MODEL_UNUSABLE", data: { reason: "ADAPTER" } });
  await expect(read({ half: true })).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
  await expect(readAdapter(model, [])).rejects.toMatchObject({ code: "MODEL_UNUSABLE", data: { reason: "ADAPTER" } });
});
