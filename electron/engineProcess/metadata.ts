import { open, stat } from "node:fs/promises";
import type { GgufFileInfo } from "node-llama-cpp";
import { AppError } from "../contract/errors.ts";
import type { ModelMetadata } from "../core/llm/local/engine.ts";
import { importNativeModule } from "./nativeModule.ts";

/**
 * Reads what a GGUF file says of itself and checks that all of its tensors are there. The parser underneath can hang on or
 * be brought down by a hostile file; the shell runs this in a process of its own and ends it after a time limit.
 * @throws MODEL_NOT_FOUND, MODEL_NOT_GGUF, MODEL_TRUNCATED, MODEL_DAMAGED, MODEL_ARCHITECTURE_UNKNOWN
 */
export async function readMetadata(path: string): Promise<ModelMetadata> {
  const { info, bytes } = await readGguf(path);
  const { GgufInsights, GgufFileType } = await importNativeModule();
  const general: Readonly<Record<string, unknown>> = { ...info.metadata.general };
  const architecture = text(general["architecture"]);
  if (architecture === null) throw new AppError("MODEL_DAMAGED", { data: { reason: "NO_ARCHITECTURE" } });
  const insights = await GgufInsights.from(info);
  if (!insights.isSupportedByLlamaCpp) throw new AppError("MODEL_ARCHITECTURE_UNKNOWN", { data: { architecture } });

  const fileType = typeof general["file_type"] === "number" ? GgufFileType[general["file_type"]] : undefined;
  const template: unknown = (info.metadata.tokenizer as Record<string, unknown> | undefined)?.["chat_template"];
  const tensors = info.fullTensorInfo ?? info.tensorInfo ?? [];
  return {
    name: text(general["name"]) ?? text(general["basename"]),
    architecture,
    quantization: fileType?.replace(/^MOSTLY_|^ALL_/u, "") ?? "unknown",
    parameters: tensors.length > 0 ? insights.totalParameters : null,
    trainContext: insights.trainContextSize ?? 0,
    licence: text(general["license"]),
    hasChatTemplate: typeof template === "string" && template.trim() !== "",
    bytes,
    bytesPerContextToken: keyValueBytesPerToken(info),
    purpose: purposeOf(info, architecture),
    ...usageOf(info),
  };
}

/** By the way it pools its tokens (`enum llama_pooling_type`) and what it classifies them as, else by its architecture. */
function purposeOf(info: GgufFileInfo, architecture: string): ModelMetadata["purpose"] {
  const values: Readonly<Record<string, unknown>> = { ...info.architectureMetadata };
  const pooling = count(values["pooling_type"]);
  if (pooling === rankPooling) return entailingLabel(labelsOf(info)) === -1 ? "reranking" : "entailment";
  const pools = pooling !== null && pooling > 0;
  return pools || /bert|embedding|t5encoder/u.test(architecture) ? "embedding" : "chat";
}

const rankPooling = 4;

/** What a classifier tells apart, in the order of its scores (`*.classifier.output_labels`); none where it says nothing of it. */
export function labelsOf(info: GgufFileInfo): readonly string[] {
  const values: Readonly<Record<string, unknown>> = { ...info.architectureMetadata };
  const classifier: unknown = values["classifier"];
  if (typeof classifier !== "object" || classifier === null) return [];
  const labels: unknown = Reflect.get(classifier, "output_labels");
  return Array.isArray(labels) ? labels.filter((label) => typeof label === "string") : [];
}

/** Which of the labels says that a statement follows; -1: none does. */
export function entailingLabel(labels: readonly string[]): number {
  return labels.length < 2 ? -1 : labels.findIndex((label) => /^entail(?:s|ed|ment)?$/iu.test(label.trim()));
}

/** What a model made for this application says of how to use it, under keys of our own; any other says nothing. */
export function usageOf(info: GgufFileInfo): Pick<ModelMetadata, "style" | "chunkTokens"> {
  const metadata: Readonly<Record<string, unknown>> = { ...info.metadata };
  const own = metadata["tramontane"];
  const { prompts, chunk_tokens: tokens }: Readonly<Record<string, unknown>> =
    typeof own === "object" && own !== null ? { ...own } : {};
  return {
    style: prompts === "plain" ? "starter" : "instruct",
    chunkTokens: typeof tokens === "number" && Number.isInteger(tokens) && tokens > 0 ? tokens : null,
  };
}

/**
 * The parsed header and the file's length in bytes.
 * @throws MODEL_NOT_FOUND, MODEL_NOT_GGUF, MODEL_TRUNCATED, MODEL_DAMAGED
 */
export async function readGguf(path: string): Promise<{ readonly info: GgufFileInfo; readonly bytes: number }> {
  const bytes = await checkHeader(path);
  const { readGgufFileInfo } = await importNativeModule();
  let info: GgufFileInfo;
  try {
    info = await readGgufFileInfo(path, {
      sourceType: "filesystem",
      logWarnings: false,
      // Hundreds of thousands of entries that say nothing of the model's size or use.
      ignoreKeys: ["tokenizer.ggml.merges", "tokenizer.ggml.scores", "tokenizer.ggml.token_type"],
    });
  } catch (error) {
    throw new AppError("MODEL_DAMAGED", { cause: error });
  }
  if (info.splicedParts === 1) checkExtent(info, bytes);
  return { info, bytes };
}

/** Tells a file that is no GGUF from one that breaks off; returns its length in bytes. */
async function checkHeader(path: string): Promise<number> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, "r");
  } catch (error) {
    throw new AppError("MODEL_NOT_FOUND", { cause: error });
  }
  try {
    const status = await stat(path);
    if (!status.isFile()) throw new AppError("MODEL_NOT_GGUF");
    const header = Buffer.alloc(24);
    const { bytesRead } = await file.read(header, 0, header.length, 0);
    if (bytesRead < 4 || header.toString("latin1", 0, 4) !== "GGUF") throw new AppError("MODEL_NOT_GGUF");
    if (bytesRead < header.length) throw new AppError("MODEL_TRUNCATED");
    // A count beyond these would keep the parser busy for hours; no model comes near them.
    const tensors = header.readBigUInt64LE(8);
    const entries = header.readBigUInt64LE(16);
    if (tensors > 1_000_000n || entries > 100_000n) throw new AppError("MODEL_DAMAGED");
    return status.size;
  } finally {
    await file.close();
  }
}

/** Bytes beyond the file's end are read as zeros, so a file that breaks off is known by its table reaching past its end. */
function checkExtent(info: GgufFileInfo, bytes: number): void {
  const missing = (end: number): AppError =>
    new AppError("MODEL_TRUNCATED", { data: { bytes, expectedBytes: end, missingBytes: end - bytes } });
  const headerEnd = info.infoEndOffset ?? 0;
  if (headerEnd > bytes + 31) throw missing(headerEnd);
  let end = 0;
  for (const tensor of info.tensorInfo ?? []) {
    // The smallest type, 1.5 bits a weight, bounds from below what a type unknown here may take.
    const count = tensor.dimensions.reduce<number>((product, length) => product * Number(length), 1);
    if (!Number.isFinite(count) || count < 0) throw new AppError("MODEL_DAMAGED");
    const [blockLength, blockBytes] = blocks[tensor.ggmlType] ?? [32, 6];
    end = Math.max(end, Number(tensor.fileOffset) + (count / blockLength) * blockBytes);
  }
  if (end > bytes) throw missing(Math.ceil(end));
}

/** Weights and bytes of a block by `ggml_type`, from the table `type_traits` in ggml.c. */
const blocks: Readonly<Record<number, readonly [number, number]>> = {
  0: [1, 4],
  1: [1, 2],
  2: [32, 18],
  3: [32, 20],
  6: [32, 22],
  7: [32, 24],
  8: [32, 34],
  9: [32, 36],
  10: [256, 84],
  11: [256, 110],
  12: [256, 144],
  13: [256, 176],
  14: [256, 210],
  15: [256, 292],
  16: [256, 66],
  17: [256, 74],
  18: [256, 98],
  19: [256, 50],
  20: [32, 18],
  21: [256, 110],
  22: [256, 82],
  23: [256, 136],
  24: [1, 1],
  25: [1, 2],
  26: [1, 4],
  27: [1, 8],
  28: [1, 8],
  29: [256, 56],
  30: [1, 2],
  34: [256, 54],
  35: [256, 66],
  39: [32, 17],
};

/** F16 keys and values of all layers. Sliding windows and compressed caches take less; this is the upper bound. */
export function keyValueBytesPerToken(info: GgufFileInfo): number {
  const values: Readonly<Record<string, unknown>> = { ...info.architectureMetadata };
  const attention = (values["attention"] ?? {}) as Readonly<Record<string, unknown>>;
  const layers = count(values["block_count"]) ?? 0;
  const width = count(values["embedding_length"]) ?? 0;
  const heads = perLayer(attention["head_count"], layers);
  const keyValueHeads = perLayer(attention["head_count_kv"] ?? attention["head_count"], layers);
  let bytes = 0;
  for (let layer = 0; layer < layers; layer++) {
    const headLength = width / Math.max(1, heads[layer] ?? 1);
    const keyLength = count(attention["key_length"]) ?? headLength;
    const valueLength = count(attention["value_length"]) ?? headLength;
    bytes += (keyValueHeads[layer] ?? 0) * (keyLength + valueLength) * 2;
  }
  return Math.round(bytes);
}

function perLayer(value: unknown, layers: number): number[] {
  if (Array.isArray(value)) return value.map((entry) => count(entry) ?? 0);
  return Array.from({ length: Math.min(layers, 10_000) }, () => count(value) ?? 0);
}

function count(value: unknown): number | null {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, 200) : null;
}
