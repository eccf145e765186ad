import type { GgufFileInfo } from "node-llama-cpp";
import type { ModelStyle } from "../contract/models.ts";
import { saysInstruct } from "../core/llm/local/instructName.ts";

/**
 * Whether a model was taught to answer. A chat template says so, or its name, or that its vocabulary has tokens of turns; what has none of
 * them only continues texts.
 */
export function styleOf(info: GgufFileInfo): ModelStyle {
  const metadata: Readonly<Record<string, unknown>> = { ...info.metadata };
  const { prompts }: Readonly<Record<string, unknown>> = { ...(metadata["tramontane"] as object | undefined) };
  if (prompts === "plain") return "starter";
  const general: Readonly<Record<string, unknown>> = { ...info.metadata.general };
  const tokenizer: Readonly<Record<string, unknown>> = { ...info.metadata.tokenizer };
  const names = ["name", "basename", "finetune"]
    .map((key) => general[key])
    .filter((name) => typeof name === "string")
    .join(" | ");
  if (hasTemplate(tokenizer["chat_template"]) || saysInstruct(names)) return "instruct";
  if (saysBase(names)) return "base";
  return !hasTurnTokens(tokenizer) || hasBareName(general) ? "base" : "instruct";
}

/** One text, or several under their names. */
function hasTemplate(template: unknown): boolean {
  return typeof template === "string" ? template.trim() !== "" : typeof template === "object" && template !== null;
}

function saysBase(names: string): boolean {
  return /(?<![\p{L}\d])(?:base|pt|pretrain(?:ed)?|foundation)(?![\p{L}\d])/iu.test(names);
}

/**
 * Makers that have one vocabulary for both and call the model that answers by a word more ("Gemma 3 270m It"). That there was none is
 * known where the converter took the name to pieces, which it did if it wrote the size.
 */
function hasBareName({ basename, finetune, size_label: size }: Readonly<Record<string, unknown>>): boolean {
  if (typeof basename !== "string" || typeof size !== "string") return false;
  const isBare = finetune === undefined || finetune === "";
  return isBare && /^(?:codegemma|gemma|(?:meta-?)?llama|mistral|mixtral)[-.\d]*$/iu.test(basename);
}

function hasTurnTokens(tokenizer: Readonly<Record<string, unknown>>): boolean {
  const { tokens }: Readonly<Record<string, unknown>> = { ...(tokenizer["ggml"] as object | undefined) };
  return Array.isArray(tokens) && tokens.some((token) => turnTokens.has(token as string));
}

/** By which chat templates part the turns of a conversation. */
const turnTokens: ReadonlySet<string> = new Set([
  "[INST]",
  "[/INST]",
  "[|user|]",
  "[|assistant|]",
  "<|im_start|>",
  "<|im_end|>",
  "<|im_user|>",
  "<|user|>",
  "<|assistant|>",
  "<|User|>",
  "<｜User｜>",
  "<｜Assistant｜>",
  "<|user_start|>",
  "<|start_header_id|>",
  "<|header_start|>",
  "<|eot_id|>",
  "<start_of_turn>",
  "<end_of_turn>",
  "<|turn>",
  "<|end_of_turn|>",
  "<|START_OF_TURN_TOKEN|>",
  "<|start_of_role|>",
  "<|message|>",
  "<role>",
]);
