import { modelPartOf } from "./modelParts.ts";

/** What a file of a repository or a folder of models is, as its name says: bytes alone can tell for certain. */
export type GgufKind = "model" | "adapter" | "projector" | "importance" | "draft" | "vocabulary" | "controlVector";

/**
 * What people and the tools of llama.cpp call files that are written as GGUF; null for a file that is none. A model made with an
 * importance matrix or an adapter bears their words too, before its own quantization, and so does one that drafts for itself
 * (`-MTP-`, where the tools write `mtp-` before the name of a draft alone).
 * @param path with `/` or, on Windows, `\` between folders
 */
export function ggufKindOf(path: string): GgufKind | null {
  const file = path.split(/[/\\]/u).at(-1) ?? "";
  if (!/\.gguf$/iu.test(file)) return null;
  const name = modelPartOf(file)?.stem ?? file.slice(0, -".gguf".length);
  if (/mmproj/iu.test(name)) return "projector";
  if (/^imatrix/iu.test(name) || word("imatrix(?:[-_.]unsloth)?$").test(name)) return "importance";
  if (/imatrix/iu.test(name) && quantizationOf(file) === null) return "importance";
  if (/^mtp[-_.]/iu.test(name) || /[-_.]mtp-/u.test(name)) return "draft";
  if (word("(?:eagle-?3|dflash|dspark)(?:$|[-_.])").test(name)) return "draft";
  if (word("control[-_. ]?vectors?(?:$|[-_.])").test(name)) return "controlVector";
  // What is quantized further is a model whose name speaks of it.
  if (!ofSmallFiles.has(quantizationOf(file)) || /merged/iu.test(name)) return "model";
  if (word("(?:vocab|tokenizer)(?:$|[-_.])").test(name)) return "vocabulary";
  return word("(?:lora|adapter)(?:$|[-_.])").test(name) ? "adapter" : "model";
}

/** As which adapters and vocabularies are written. */
const ofSmallFiles: ReadonlySet<string | null> = new Set([null, "F32", "F16", "BF16", "Q8_0"]);

/** At the beginning of a word of a name. */
function word(pattern: string): RegExp {
  return new RegExp(`(?:^|[-_. ])${pattern}`, "iu");
}

/** What the name of a file says of its quantization: "Q4_K_M", "IQ3_XXS", "BF16", "UD-Q4_K_XL". */
export function quantizationOf(path: string): string | null {
  const name = (modelPartOf(path)?.stem ?? path.replace(/\.gguf$/iu, "")).split("/").at(-1) ?? "";
  const found = [
    ...name.matchAll(/(?<=^|[-._])(?:UD-)?(?:I?Q\d(?:_[0-9A-Z]+)*|TQ\d_\d|MXFP4(?:_MOE)?|BF16|F16|F32)(?=$|[-.])/giu),
  ];
  return found.at(-1)?.[0].toUpperCase() ?? null;
}
