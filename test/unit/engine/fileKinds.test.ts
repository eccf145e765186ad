import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  openSync,
  closeSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMetadata } from "../../../electron/engineProcess/metadata.ts";
import { otherKinds, reasonOfKind, writeOtherFile, writeSplitModel } from "../../fixtures/gguf/otherFiles.ts";
import { type MetadataValue, writeGgufFile } from "../../fixtures/gguf/ggufFile.ts";
import { baseModel, tinyModelFile, type TinyModelOptions, writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-kinds-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);

describe("a GGUF file that is no model", () => {
  it.each(otherKinds)("is refused by name: %s", async (kind) => {
    const file = writeOtherFile(at(`${kind}.gguf`), kind);
    await expect(readMetadata(file)).rejects.toMatchObject({
      code: "MODEL_UNUSABLE",
      data: { reason: reasonOfKind[kind] },
    });
  });

  const versions = [
    ["of the first version", [1, 0, 0, 0], { reason: "OLD_VERSION", version: 1 }],
    ["of a version to come", [4, 0, 0, 0], { reason: "NEW_VERSION", version: 4 }],
    ["of the other byte order", [0, 0, 0, 3], { reason: "BIG_ENDIAN" }],
  ] as const;
  it.each(versions)("is refused by name: one %s", async (name, version, data) => {
    const file = writeTinyModel(at(`${name}.gguf`)).path;
    overwrite(file, 4, version);
    await expect(readMetadata(file)).rejects.toMatchObject({ code: "MODEL_UNUSABLE", data });
  });

  it.each<[string, MetadataValue]>([
    ["llama.block_count", { f32: 1.5 }],
    ["llama.block_count", { u32: 10_001 }],
    ["llama.context_length", { f32: 0.1 }],
    ["llama.context_length", { i32: -1 }],
    ["llama.embedding_length", { f32: Number.NaN }],
    ["llama.attention.head_count", { i32: -4 }],
    ["llama.expert_count", { f32: 2.5 }],
  ])("whose head has %s as %o is damaged", async (key, value) => {
    const { content } = tinyModelFile();
    const metadata = content.metadata.filter(([name]) => name !== key);
    const file = at("counts.gguf");
    writeGgufFile(file, { ...content, metadata: [...metadata, [key, value]] });
    await expect(readMetadata(file)).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
  });

  it("whose version is none is damaged", async () => {
    const file = writeTinyModel(at("none.gguf")).path;
    for (const version of [
      [0, 0, 0, 0],
      [9, 8, 7, 6],
    ]) {
      overwrite(file, 4, version);
      await expect(readMetadata(file)).rejects.toMatchObject({ code: "MODEL_DAMAGED" });
    }
  });

  it("of the second version is read as one of the third is", async () => {
    const file = writeTinyModel(at("second.gguf")).path;
    overwrite(file, 4, [2, 0, 0, 0]);
    expect(await readMetadata(file)).toMatchObject({ architecture: "llama" });
  });

  it("is told of the real vocabularies that llama.cpp tests with", async ({ skip }) => {
    const bundle = path.resolve("node_modules/node-llama-cpp/llama/gitRelease.bundle");
    if (!existsSync(bundle)) return skip("node-llama-cpp carries no bundle of llama.cpp");
    const clone = at("llama");
    execFileSync("git", ["clone", "--quiet", "--no-checkout", bundle, clone], { stdio: "ignore" });
    const git = (...args: readonly string[]) => execFileSync("git", ["-C", clone, ...args], { maxBuffer: 1 << 28 });
    const names = git("ls-tree", "--name-only", "HEAD", "models/").toString().split("\n");
    const vocabularies = names.filter((name) => /ggml-vocab-(?:llama-spm|phi-3|gpt-2)\.gguf$/u.test(name));
    expect(vocabularies).toHaveLength(3);
    for (const name of vocabularies) {
      const file = at(path.basename(name));
      writeFileSync(file, git("show", `HEAD:${name}`));
      await expect(readMetadata(file)).rejects.toMatchObject({ data: { reason: "VOCABULARY" } });
    }
  });
});

describe("a model that is cut into files", () => {
  it("is as large as all of them, and of as many weights", async () => {
    const parts = writeSplitModel(at("whole/tiny-00001-of-00003.gguf"));
    const alone = writeTinyModel(at("alone.gguf"));
    const metadata = await readMetadata(parts[0] ?? "");
    expect(metadata).toMatchObject({ parameters: alone.parameters, style: "instruct", architecture: "llama" });
    expect(metadata.bytes).toBe(parts.reduce((sum, file) => sum + statSync(file).size, 0));
  });

  it("names the parts that are missing", async () => {
    const [first = "", second = "", third = ""] = writeSplitModel(at("gaps/tiny-00001-of-00003.gguf"));
    rmSync(third);
    await expect(readMetadata(first)).rejects.toMatchObject({
      code: "MODEL_PARTS_MISSING",
      data: { parts: 3, missing: ["tiny-00003-of-00003.gguf"] },
    });
    rmSync(second);
    await expect(readMetadata(first)).rejects.toMatchObject({
      data: { missing: ["tiny-00002-of-00003.gguf", "tiny-00003-of-00003.gguf"] },
    });
  });

  it("is refused by another part than the first, which says which it is, whatever its name", async () => {
    const [, second = ""] = writeSplitModel(at("second/tiny-00001-of-00003.gguf"));
    const part = { code: "MODEL_UNUSABLE", data: { reason: "PART", part: 2, parts: 3 } };
    await expect(readMetadata(second)).rejects.toMatchObject(part);
    renameSync(second, at("second/renamed.gguf"));
    await expect(readMetadata(at("second/renamed.gguf"))).rejects.toMatchObject(part);
  });

  it("whose first part has another name cannot have the others found", async () => {
    const [first = ""] = writeSplitModel(at("renamed/tiny-00001-of-00003.gguf"));
    renameSync(first, at("renamed/model.gguf"));
    await expect(readMetadata(at("renamed/model.gguf"))).rejects.toMatchObject({
      code: "MODEL_PARTS_MISSING",
      data: { reason: "UNNAMED", parts: 3 },
    });
  });

  it("is incomplete where any part breaks off, and damaged where one is of another place", async () => {
    const cut = writeSplitModel(at("cut/tiny-00001-of-00003.gguf"));
    truncateSync(cut[2] ?? "", Math.floor(statSync(cut[2] ?? "").size / 2));
    await expect(readMetadata(cut[0] ?? "")).rejects.toMatchObject({ code: "MODEL_TRUNCATED" });
    const mixed = writeSplitModel(at("mixed/tiny-00001-of-00003.gguf"));
    renameSync(mixed[2] ?? "", mixed[1] ?? "");
    writeSplitModel(at("other/tiny-00001-of-00003.gguf")).forEach(
      (file, index) => index === 2 && renameSync(file, mixed[2] ?? ""),
    );
    await expect(readMetadata(mixed[0] ?? "")).rejects.toMatchObject({ data: { reason: "PARTS_MIXED" } });
  });

  it("is one file where only its name says otherwise", async () => {
    const file = writeTinyModel(at("tiny-00001-of-00002.gguf"));
    expect((await readMetadata(file.path)).bytes).toBe(file.bytes);
  });
});

describe("a model that was taught no answers", () => {
  const styleOf = async (name: string, options: TinyModelOptions): Promise<string> =>
    (await readMetadata(writeTinyModel(at(`${name}.gguf`), options).path)).style;

  it("has no template, no name that says otherwise and no tokens of turns", async () => {
    expect(await styleOf("base", baseModel)).toBe("base");
  });

  it.each([
    "[INST]",
    "<|im_start|>",
    "<start_of_turn>",
    "<|start_header_id|>",
    "<|user|>",
    "<｜User｜>",
    "<|START_OF_TURN_TOKEN|>",
    "<|turn>",
    "<|message|>",
  ])("is not taken for one whose template is missing and whose vocabulary has %s", async (token) => {
    expect(await styleOf("turns", { ...baseModel, name: "Tiny", turnTokens: [token] })).toBe("instruct");
  });

  it.each(["Tiny Instruct", "LLaMA 2 7B Chat", "Gemma 3 270m It", "vicuna-7b-v1.5", "OpenHermes 2.5", "Zephyr 7B"])(
    "is not taken for one that is called %s",
    async (name) => {
      expect(await styleOf("named", { ...baseModel, name })).toBe("instruct");
    },
  );

  it("says so in its name, where it shares the tokens of turns with one that answers", async () => {
    const turns = { chatTemplate: null, turnTokens: ["<|im_start|>"] };
    expect(await styleOf("saysBase", { ...turns, name: "Yi 6B Base" })).toBe("base");
    expect(await styleOf("saysPt", { ...turns, name: "Gemma 3 4b Pt" })).toBe("base");
    expect(await styleOf("database", { ...turns, name: "Database Expert" })).toBe("instruct");
  });

  it("bears the bare name, of makers that name one that answers by a word more", async () => {
    const gemma = { chatTemplate: null, turnTokens: ["<start_of_turn>"], name: "Gemma 3 270m" };
    const bare = { basename: "gemma-3", size_label: "270M" };
    expect(await styleOf("bare", { ...gemma, nameParts: bare })).toBe("base");
    expect(await styleOf("tuned", { ...gemma, nameParts: { ...bare, finetune: "novels" } })).toBe("instruct");
    expect(await styleOf("unparted", gemma)).toBe("instruct");
    expect(await styleOf("others", { ...gemma, nameParts: { ...bare, basename: "phi-4" } })).toBe("instruct");
  });

  it("is one that has a template, whatever its name, or was made for this application", async () => {
    expect(await styleOf("template", { name: "Qwen Base", turnTokens: [] })).toBe("instruct");
    const own = { prompts: "plain", chunkTokens: 400 };
    expect(await styleOf("own", { ...baseModel, ownMetadata: own })).toBe("starter");
  });
});

function overwrite(file: string, position: number, bytes: readonly number[]): void {
  const descriptor = openSync(file, "r+");
  try {
    writeSync(descriptor, Buffer.from(bytes), 0, bytes.length, position);
  } finally {
    closeSync(descriptor);
  }
}
