import { existsSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import path from "node:path";
import type { GgufFileInfo, GgufTensorInfo } from "node-llama-cpp";
import { AppError } from "../contract/errors.ts";
import type { Experts, ModelLayers } from "../contract/models.ts";
import { modelPartOf, namesOfModelParts } from "../contract/modelParts.ts";
import type { ModelMetadata } from "../core/llm/local/engine.ts";
import { refuseOtherThanModel } from "./fileKind.ts";
import { styleOf } from "./modelStyle.ts";
import { importNativeModule } from "./nativeModule.ts";
import { speaksOfCalls } from "./tools/speaksOfCalls.ts";

/**
 * Reads what a GGUF file says of itself and checks that all of its tensors are there. The parser underneath can hang on or
 * be brought down by a hostile file; the shell runs this in a process of its own and ends it after a time limit.
 * @throws MODEL_NOT_FOUND, MODEL_NOT_GGUF, MODEL_TRUNCATED, MODEL_DAMAGED, MODEL_UNUSABLE, MODEL_PARTS_MISSING,
 * MODEL_ARCHITECTURE_UNKNOWN
 */
export async function readMetadata(file: string): Promise<ModelMetadata> {
  const { info, bytes } = await readGguf(file);
  refuseOtherThanModel(info);
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
    experts: expertsOf(info, tensors, insights.totalParameters),
    layers: layersOf(info, tensors),
    trainContext: count({ ...info.architectureMetadata }.context_length) ?? 0,
    licence: text(general["license"]),
    hasChatTemplate: typeof template === "string" && template.trim() !== "",
    callsTools: typeof template === "string" && speaksOfCalls(template),
    bytes,
    bytesPerContextToken: keyValueBytesPerToken(info),
    purpose: purposeOf(info, architecture),
    style: styleOf(info),
    chunkTokens: chunkTokensOf(info),
  };
}

/** The weights of all experts of a layer stand in tensors of their own (`blk.0.ffn_up_exps.weight`), of which a token needs a share. */
const expertTensor = /^blk\.(\d+)\..*_exps\.(?:weight|bias)$/u;

function expertsOf(info: GgufFileInfo, tensors: readonly GgufTensorInfo[], total: number): Experts | null {
  const values: Readonly<Record<string, unknown>> = { ...info.architectureMetadata };
  const experts = count(values["expert_count"]) ?? 0;
  const used = count(values["expert_used_count"]) ?? 0;
  if (used < 1 || experts <= used) return null;
  let idle = 0;
  for (const { name, dimensions } of tensors) {
    if (expertTensor.test(name)) idle += weightsIn(dimensions) * (1 - used / experts);
  }
  return { count: experts, used, activeParameters: Math.round(total - idle) };
}

function layersOf(info: GgufFileInfo, tensors: readonly GgufTensorInfo[]): ModelLayers {
  const values: Readonly<Record<string, unknown>> = { ...info.architectureMetadata };
  const withExperts = new Set<string>();
  let expertBytes = 0;
  for (const { name, dimensions, ggmlType } of tensors) {
    const layer = expertTensor.exec(name)?.[1];
    if (layer === undefined) continue;
    withExperts.add(layer);
    expertBytes += bytesOf(dimensions, ggmlType);
  }
  return { count: layerCount(values), withExperts: withExperts.size, expertBytes };
}

function weightsIn(dimensions: GgufTensorInfo["dimensions"]): number {
  return dimensions.reduce<number>((product, length) => product * Number(length), 1);
}

/** The smallest type, 1.5 bits a weight, bounds from below what a type unknown here may take. */
function bytesOf(dimensions: GgufTensorInfo["dimensions"], type: number): number {
  const [blockLength, blockBytes] = blocks[type] ?? [32, 6];
  return (weightsIn(dimensions) / blockLength) * blockBytes;
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

/** Tokens of a document that a model made for this application does best to see at a time; any other says nothing. */
function chunkTokensOf(info: GgufFileInfo): number | null {
  const metadata: Readonly<Record<string, unknown>> = { ...info.metadata };
  const { chunk_tokens: tokens }: Readonly<Record<string, unknown>> = {
    ...(metadata["tramontane"] as object | undefined),
  };
  return typeof tokens === "number" && Number.isInteger(tokens) && tokens > 0 ? tokens : null;
}

interface ReadGguf {
  readonly info: GgufFileInfo;
  /** of the file, or of all the files of a model that is cut into several */
  readonly bytes: number;
}

/**
 * The parsed header and the length in bytes; of a model that is cut into several files, by the first of them, those of all.
 * @throws MODEL_NOT_FOUND, MODEL_NOT_GGUF, MODEL_TRUNCATED, MODEL_DAMAGED, MODEL_UNUSABLE for a part that is not the first and for
 * another version or byte order, MODEL_PARTS_MISSING
 */
export async function readGguf(file: string): Promise<ReadGguf> {
  const first = await readOneFile(file);
  const { number, count: parts } = partOf(first.info);
  if (parts === 1) return first;
  if (number > 1) throw new AppError("MODEL_UNUSABLE", { data: { reason: "PART", part: number, parts } });
  const named = modelPartOf(file);
  if (named?.number !== 1 || named.count !== parts)
    throw new AppError("MODEL_PARTS_MISSING", { data: { reason: "UNNAMED", parts, missing: [] } });
  const files = namesOfModelParts(file);
  const missing = files.filter((one) => !existsSync(one)).map((one) => path.basename(one));
  if (missing.length > 0) throw new AppError("MODEL_PARTS_MISSING", { data: { parts, missing } });
  let { bytes } = first;
  for (const [index, one] of files.entries()) {
    if (index === 0) continue;
    const rest = await readOneFile(one);
    const part = partOf(rest.info);
    if (part.number !== index + 1 || part.count !== parts)
      throw new AppError("MODEL_DAMAGED", { data: { reason: "PARTS_MIXED" } });
    bytes += rest.bytes;
  }
  return { info: await parse(file, true), bytes };
}

/** Which part of how many a file says that it is, from 1. */
function partOf(info: GgufFileInfo): { readonly number: number; readonly count: number } {
  const metadata: Readonly<Record<string, unknown>> = { ...info.metadata };
  const { no, count: parts }: Readonly<Record<string, unknown>> = { ...(metadata["split"] as object | undefined) };
  return { number: (count(no) ?? 0) + 1, count: Math.max(1, count(parts) ?? 1) };
}

async function readOneFile(file: string): Promise<ReadGguf> {
  const bytes = await checkHeader(file);
  const info = await parse(file, false);
  checkExtent(info, bytes);
  return { info, bytes };
}

/** @param whole the other files of a model that is cut into several with it */
async function parse(file: string, whole: boolean): Promise<GgufFileInfo> {
  const { readGgufFileInfo } = await importNativeModule();
  try {
    return await readGgufFileInfo(file, {
      sourceType: "filesystem",
      spliceSplitFiles: whole,
      logWarnings: false,
      // Hundreds of thousands of entries that say nothing of the model's size or use.
      ignoreKeys: ["tokenizer.ggml.merges", "tokenizer.ggml.scores", "tokenizer.ggml.token_type"],
    });
  } catch (error) {
    throw new AppError("MODEL_DAMAGED", { cause: error });
  }
}

/** Tells a file that is no GGUF from one that breaks off or is written otherwise; returns its length in bytes. */
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
    if (bytesRead >= 8) checkVersion(header);
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

/** A number of a version is small in one byte order and enormous in the other. */
function checkVersion(header: Buffer): void {
  const version = header.readUInt32LE(4);
  if (version === 2 || version === 3) return;
  const swapped = header.readUInt32BE(4);
  if (swapped > 0 && swapped <= mostVersions) throw new AppError("MODEL_UNUSABLE", { data: { reason: "BIG_ENDIAN" } });
  if (version === 0 || version > mostVersions) throw new AppError("MODEL_DAMAGED");
  const reason = version < 2 ? "OLD_VERSION" : "NEW_VERSION";
  throw new AppError("MODEL_UNUSABLE", { data: { reason, version } });
}

/** Beyond it a number stands for no version of the format. */
const mostVersions = 0xff;

/** Bytes beyond the file's end are read as zeros, so a file that breaks off is known by its table reaching past its end. */
function checkExtent(info: GgufFileInfo, bytes: number): void {
  const missing = (end: number): AppError =>
    new AppError("MODEL_TRUNCATED", { data: { bytes, expectedBytes: end, missingBytes: end - bytes } });
  const headerEnd = info.infoEndOffset ?? 0;
  if (headerEnd > bytes + 31) throw missing(headerEnd);
  let end = 0;
  for (const tensor of info.tensorInfo ?? []) {
    const length = bytesOf(tensor.dimensions, tensor.ggmlType);
    if (!Number.isFinite(length) || length < 0) throw new AppError("MODEL_DAMAGED");
    end = Math.max(end, Number(tensor.fileOffset) + length);
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
  const layers = layerCount(values);
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
  if (bytes > Number.MAX_SAFE_INTEGER) throw new AppError("MODEL_DAMAGED");
  return Math.round(bytes);
}

/** No model comes near that many. */
const mostLayers = 10_000;

/** @throws MODEL_DAMAGED */
function layerCount(values: Readonly<Record<string, unknown>>): number {
  const layers = count(values["block_count"]) ?? 0;
  if (layers > mostLayers) throw new AppError("MODEL_DAMAGED");
  return layers;
}

function perLayer(value: unknown, layers: number): number[] {
  if (Array.isArray(value)) return value.map((entry) => count(entry) ?? 0);
  return Array.from({ length: layers }, () => count(value) ?? 0);
}

/** null where the file says nothing of it. @throws MODEL_DAMAGED where it says what no number of anything can be */
function count(value: unknown): number | null {
  if (typeof value !== "number" && typeof value !== "bigint") return null;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new AppError("MODEL_DAMAGED");
  return number;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, 200) : null;
}
