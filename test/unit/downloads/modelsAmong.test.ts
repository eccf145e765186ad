import { expect, it } from "vitest";
import { modelsAmong } from "../../../electron/core/hub/modelsAmong.ts";

it("offers models, adapters behind them, and nothing else of a repository", () => {
  const paths = [
    "README.md",
    "Tiny-LoRA-F16.gguf",
    "Tiny-Q4_K_M.gguf",
    "Tiny.mmproj-Q8_0.gguf",
    "big/Tiny-F16-00001-of-00002.gguf",
    "big/Tiny-F16-00002-of-00002.gguf",
    "cut/Tiny-F32-00001-of-00002.gguf",
    "imatrix_unsloth.gguf",
    "mtp-Tiny-Q8_0.gguf",
    "../Tiny-Q8_0.gguf",
    "Tiny\u001b[2J-Q8_0.gguf",
    "Tiny\u202efugg.Q8_0.gguf",
  ];
  const models = modelsAmong(paths.map((path, index) => ({ type: "file", path, size: index * 100 })));
  expect(models.map(({ file, kind, bytes }) => [file, kind, bytes])).toEqual([
    ["Tiny-Q4_K_M.gguf", "model", 200],
    ["big/Tiny-F16-00001-of-00002.gguf", "model", 900],
    ["Tiny-LoRA-F16.gguf", "adapter", 100],
  ]);
});
