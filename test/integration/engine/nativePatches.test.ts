import { readFileSync, globSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { importNativeModule } from "../../../electron/engineProcess/nativeModule.ts";
import { nativePatches } from "../../../electron/engineProcess/nativePatches.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";

const root = path.resolve(import.meta.dirname, "../../../node_modules/node-llama-cpp/dist");

describe("what is changed of node-llama-cpp", () => {
  it.each(nativePatches)("is there in the version that is installed: $module", ({ module, change }) => {
    const modules = globSync("**/*.js", { cwd: root }).map((file) => path.join(root, file).replaceAll("\\", "/"));
    const found = modules.filter((file) => module.test(file));
    expect(found).toHaveLength(1);
    const source = readFileSync(found[0] ?? "", "utf8");
    expect(change(source)).not.toBe(source);
  });

  it("steps over a vocabulary and reads all that follows it", async () => {
    const { readGgufFileInfo } = await importNativeModule();
    const { path: file } = writeTinyModel(path.join(temporaryFolder(), "tiny.gguf"));
    const read = async (ignoreKeys: string[]): Promise<Record<string, Record<string, unknown>>> => {
      const { metadata } = await readGgufFileInfo(file, { sourceType: "filesystem", logWarnings: false, ignoreKeys });
      return metadata.tokenizer as unknown as Record<string, Record<string, unknown>>;
    };
    const lists = ["tokenizer.ggml.scores", "tokenizer.ggml.token_type"];
    const [whole, stepped] = [await read([]), await read(lists)];
    const { scores, token_type: types, ...rest } = whole["ggml"] ?? {};
    expect(scores).toContain(0);
    expect(types).toContain(1);
    expect(stepped["ggml"]).toEqual(rest);
    expect(stepped["ggml"]?.["tokens"]).toHaveLength(Array.isArray(scores) ? scores.length : NaN);
    expect(stepped["ggml"]?.["tokens"]).not.toContain("the");
  });
});
