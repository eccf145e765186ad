import type { GgufFileInfo, GgufTensorInfo } from "node-llama-cpp";
import { AppError } from "../contract/errors.ts";

/**
 * Refuses what is written as GGUF and is no model that can be run by itself, by the name of what it is.
 * @throws MODEL_UNUSABLE
 */
export function refuseOtherThanModel(info: GgufFileInfo): void {
  const reason = otherThanModel(info);
  if (reason !== null) throw new AppError("MODEL_UNUSABLE", { data: { reason } });
}

type Other = "PROJECTOR" | "ADAPTER" | "VOCABULARY" | "IMPORTANCE" | "CONTROL_VECTOR" | "DRAFT" | "SOUND" | "FRAGMENT";

/** What the converters of llama.cpp write under `general.type`; older ones named only the architecture, or neither. */
function otherThanModel(info: GgufFileInfo): Other | null {
  const metadata: Readonly<Record<string, unknown>> = { ...info.metadata };
  const { type, architecture }: Readonly<Record<string, unknown>> = { ...info.metadata.general };
  const tensors = info.fullTensorInfo ?? info.tensorInfo ?? [];
  if (type === "mmproj" || architecture === "clip") return "PROJECTOR";
  if (type === "adapter") return "ADAPTER";
  if (type === "imatrix" || "imatrix" in metadata) return "IMPORTANCE";
  if (architecture === "controlvector" || "controlvector" in metadata) return "CONTROL_VECTOR";
  if (drafting.has(architecture)) return "DRAFT";
  if (sounding.has(architecture)) return "SOUND";
  if (tensors.some(({ name }) => name === "token_embd.weight")) return isHeadAlone(info, tensors) ? "DRAFT" : null;
  if ("adapter" in metadata || tensors.some(({ name }) => name.endsWith(".lora_a"))) return "ADAPTER";
  if (tensors.length > 0) return "FRAGMENT";
  return "tokenizer" in metadata ? "VOCABULARY" : "FRAGMENT";
}

/** What predicts the tokens after the next, written without the layers of its model: `convert_hf_to_gguf.py --mtp`. */
function isHeadAlone({ architectureMetadata }: GgufFileInfo, tensors: readonly GgufTensorInfo[]): boolean {
  const values: Readonly<Record<string, unknown>> = { ...architectureMetadata };
  return Number(values["nextn_predict_layers"]) > 0 && !tensors.some(({ name }) => name.startsWith("blk.0."));
}

const drafting: ReadonlySet<unknown> = new Set(["eagle3", "dflash", "gemma4-assistant"]);
const sounding: ReadonlySet<unknown> = new Set(["wavtokenizer-dec", "qwen3tts", "pockettts"]);
