import { expect, it } from "vitest";
import { type GgufKind, ggufKindOf, quantizationOf } from "../../../electron/contract/ggufNames.ts";

const kinds: Record<GgufKind, readonly string[]> = {
  model: [
    "Ministral-3-3B-Instruct-2512-Q4_K_M.gguf",
    "folder/Tiny-00001-of-00002.gguf",
    "Tiny-imatrix-Q4_K_M.gguf",
    "Tiny-iMat-IQ3_XXS.gguf",
    "Qwen3.6-27B-MTP-Q4_K_M.gguf",
    "Flora-7B.Q8_0.gguf",
    "Tiny-merged-lora-F16.gguf",
    "Tiny-lora-Q4_K_M.gguf",
    "Tiny-new-tokenizer-Q5_K_M.gguf",
    "adapted-F16.GGUF",
    "Tiny-draft-0.6B-Q4_0.gguf",
    "lora/Tiny-Q4_K_M.gguf",
  ],
  projector: [
    "mmproj-model-f16.gguf",
    "Tiny.mmproj-Q8_0.gguf",
    "tiny-mmproj-BF16.gguf",
    "folder/mmproj.gguf",
    "C:\\models\\mmproj-tiny.gguf",
    "owner_mmproj-tiny.gguf",
  ],
  importance: [
    "imatrix.gguf",
    "Tiny.imatrix.gguf",
    "Tiny-BF16.imatrix.gguf",
    "imatrix_unsloth.gguf",
    "imatrix-Tiny.gguf",
  ],
  draft: [
    "mtp-Tiny-Q8_0.gguf",
    "owner_mtp-tiny.gguf",
    "Tiny-EAGLE3-F16.gguf",
    "eagle3-tiny.gguf",
    "Tiny-dflash-Q4_K_M.gguf",
  ],
  adapter: [
    "Tiny-LoRA-F16.gguf",
    "lora.gguf",
    "ggml-adapter-model.gguf",
    "Tiny_adapter.q8_0.gguf",
    "Tiny-F16-LoRA.gguf",
  ],
  vocabulary: ["ggml-vocab-llama.gguf", "tokenizer.gguf"],
  controlVector: ["control_vector.gguf", "tiny-control-vector.gguf"],
};

it.each(Object.entries(kinds).flatMap(([kind, names]) => names.map((name) => [kind, name])))(
  "tells by its name that it is a %s: %s",
  (kind, name) => {
    expect(ggufKindOf(name)).toBe(kind);
  },
);

it("takes nothing else for a file of a model", () => {
  expect(["README.md", "imatrix.dat", "tiny.gguf.part", "gguf", "tiny.gguf/config.json"].map(ggufKindOf)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
});

it.each([
  ["Tiny-UD-Q4_K_XL-00001-of-00003.gguf", "UD-Q4_K_XL"],
  ["Q8_0/Tiny.gguf", null],
  ["Tiny.i1-IQ3_XXS.gguf", "IQ3_XXS"],
])("reads the quantization in %s: %s", (name, quantization) => {
  expect(quantizationOf(name)).toBe(quantization);
});
