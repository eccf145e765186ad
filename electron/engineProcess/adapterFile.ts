import type { GgufFileInfo } from "node-llama-cpp";
import { AppError, type Problem, toAppError } from "../contract/errors.ts";
import type { AdapterMetadata } from "../core/llm/local/engine.ts";
import { readGguf } from "./metadata.ts";

/**
 * Reads what a LoRA file says of itself, and which of the models it fits.
 * @throws MODEL_NOT_FOUND, MODEL_NOT_GGUF, MODEL_TRUNCATED, MODEL_DAMAGED; MODEL_UNUSABLE where it is no LoRA file
 */
export async function readAdapter(
  file: string,
  models: readonly { readonly id: string; readonly path: string }[],
): Promise<AdapterMetadata> {
  const { info, bytes } = await readGguf(file);
  const { architecture, changes } = changesOf(info);
  const general: Readonly<Record<string, unknown>> = { ...info.metadata.general };
  const refusals: Record<string, Problem | null> = {};
  for (const { id, path } of models) {
    try {
      refuseOtherBase(info, (await readGguf(path)).info);
      refusals[id] = null;
    } catch (thrown) {
      refusals[id] = toAppError(thrown).toProblem();
    }
  }
  return {
    name: text(general["name"]) ?? text(general["basename"]),
    architecture,
    baseName: text(at(general, "base_model", "0", "name")),
    alpha: numberOf(at({ ...info.metadata }, "adapter", "lora", "alpha")),
    rank: Math.max(...changes.map(({ a }) => a[1] ?? 1)),
    bytes,
    refusals,
  };
}

/** @throws ADAPTER_WRONG_BASE where the file at `adapter` is not made for the model */
export async function refuseOtherAdapter(adapter: string, model: GgufFileInfo): Promise<{ bytes: number }> {
  const { info, bytes } = await readGguf(adapter);
  refuseOtherBase(info, model);
  return { bytes };
}

/**
 * By the same conditions as llama.cpp's `llama_adapter_lora_init`: the architecture, a tensor of the model for each that the adapter
 * changes, and matrices whose outer dimensions are the tensor's.
 * @throws ADAPTER_WRONG_BASE; MODEL_DAMAGED, MODEL_UNUSABLE
 */
function refuseOtherBase(adapter: GgufFileInfo, model: GgufFileInfo): void {
  const { architecture, changes } = changesOf(adapter);
  const own = text(at({ ...model.metadata.general }, "architecture"));
  if (own !== architecture)
    throw new AppError("ADAPTER_WRONG_BASE", {
      data: { reason: "ARCHITECTURE", adapter: architecture, model: own ?? "?" },
    });
  const tensors = new Map((model.fullTensorInfo ?? model.tensorInfo ?? []).map((tensor) => [tensor.name, tensor]));
  for (const { tensor, a, b } of changes) {
    const changed = tensors.get(tensor);
    if (!changed) throw new AppError("ADAPTER_WRONG_BASE", { data: { reason: "TENSOR", tensor } });
    const [width = 1, height = 1] = changed.dimensions.map(Number);
    // An embedding is looked up by its columns, so that its matrices are laid the other way round.
    const fits = tensor === "token_embd.weight" ? width === b[1] && height === a[1] : width === a[0] && height === b[1];
    if (!fits) throw new AppError("ADAPTER_WRONG_BASE", { data: { reason: "SHAPE", tensor } });
  }
}

interface Change {
  readonly tensor: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** The tensors of the model that it changes. */
function changesOf(info: GgufFileInfo): { readonly architecture: string; readonly changes: readonly Change[] } {
  const architecture = text(at({ ...info.metadata.general }, "architecture"));
  if (architecture === null) throw new AppError("MODEL_DAMAGED", { data: { reason: "NO_ARCHITECTURE" } });
  const dimensions = new Map(
    (info.fullTensorInfo ?? info.tensorInfo ?? []).map((tensor) => [tensor.name, tensor.dimensions.map(Number)]),
  );
  const kind = at({ ...info.metadata }, "adapter", "type");
  const names = [...dimensions.keys()].filter((name) => /\.lora_[ab]$/u.test(name));
  // Without its kind an older file is known by its tensors.
  if ((kind !== undefined && kind !== "lora") || names.length === 0)
    throw new AppError("MODEL_UNUSABLE", { data: { reason: "ADAPTER" } });
  const changes = [...new Set(names.map((name) => name.replace(/\.lora_[ab]$/u, "")))].map((tensor) => {
    const [a, b] = [dimensions.get(`${tensor}.lora_a`), dimensions.get(`${tensor}.lora_b`)];
    // Of both the inner dimension is the rank.
    const isWhole = a !== undefined && b !== undefined && (tensor === "token_embd.weight" || a[1] === b[0]);
    if (!isWhole) throw new AppError("MODEL_DAMAGED");
    return { tensor, a, b };
  });
  return { architecture, changes };
}

function at(values: Readonly<Record<string, unknown>>, ...keys: readonly string[]): unknown {
  let value: unknown = values;
  for (const key of keys) value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return value;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, 200) : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
