import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { problemSchema } from "../../../electron/contract/errors.ts";
import { modelSchema } from "../../../electron/contract/models.ts";
import { reasonOfKind, writeOtherFile, writeSplitModel } from "../../fixtures/gguf/otherFiles.ts";
import { writeTinyAdapter } from "../../fixtures/gguf/writeTinyAdapter.ts";
import { baseModel, writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { type CliResult, linesOf, runCli } from "../../helpers/runCli.ts";

const toldSchema = problemSchema.extend({ message: z.string() });
const problemOf = ({ stderr }: CliResult) => toldSchema.parse(JSON.parse(stderr.trim().split("\n").at(-1) ?? ""));
const modelsOf = ({ stdout }: CliResult) => z.array(modelSchema).parse(linesOf(stdout));
const folder = temporaryFolder();
const letter = path.join(folder, "letter.txt");

beforeAll(() => writeFile(letter, "The harbour opens at nine. Seven boats wait for it."));

describe("--model", () => {
  it.each(["projector", "vocabulary", "importance"] as const)("refuses a file that is none: %s", async (kind) => {
    const data = temporaryFolder();
    const file = writeOtherFile(path.join(folder, `${kind}.gguf`), kind);
    const result = await runCli(["summarize", letter, "--json", "--model", file, "--data-dir", data]);
    expect(result).toMatchObject({ code: 4, stdout: "" });
    expect(problemOf(result)).toMatchObject({ code: "MODEL_UNUSABLE", data: { reason: reasonOfKind[kind] } });
    expect(modelsOf(await runCli(["models", "--json", "--data-dir", data])).every(({ bundled }) => bundled)).toBe(true);
  });

  it("refuses an adapter by itself, and one that holds no weights, and takes a model out of a folder with any name", async () => {
    const data = temporaryFolder();
    const beside = path.join(folder, "c++ e+f");
    await mkdir(beside, { recursive: true });
    const base = path.join(beside, "base.gguf");
    writeTinyModel(base, { shape: { context: 2048 } });
    expect((await runCli(["chat", "Hello", "--model", base, "--data-dir", data])).code).toBe(0);
    const adapter = path.join(folder, "own.gguf");
    writeTinyAdapter(adapter);
    const refused = await runCli(["chat", "Hello", "--model", adapter, "--data-dir", data]);
    expect(problemOf(refused)).toMatchObject({ code: "MODEL_UNUSABLE", data: { reason: "ADAPTER" } });
    const listed = await runCli(["models", "--json", "--data-dir", data]);
    expect(linesOf(listed.stdout).at(-1)).toMatchObject({
      kind: "adapter",
      name: "Tiny Tuning",
      baseName: "Tiny Mistral Instruct",
      models: [{ active: false, scale: 1 }],
    });
    const left = await runCli(["models", "remove", "Tiny Tuning", "--data-dir", data]);
    expect(left.code).toBe(0);
    expect(left.stdout).not.toContain("Tiny Tuning");
    const empty = writeOtherFile(path.join(folder, "adapter.gguf"), "adapter");
    expect(problemOf(await runCli(["chat", "Hello", "--model", empty, "--data-dir", data])).code).toBe("MODEL_DAMAGED");
  });

  it("takes a model that is cut into files by its first one, which answers, and refuses it by another", async () => {
    const data = temporaryFolder();
    const [first = "", second = ""] = writeSplitModel(path.join(folder, "tiny-00001-of-00003.gguf"));
    const refused = await runCli(["chat", "Hello", "--model", second, "--data-dir", data]);
    expect(problemOf(refused)).toMatchObject({ code: "MODEL_UNUSABLE", data: { reason: "PART", part: 2, parts: 3 } });
    const answered = await runCli(["chat", "Hello", "--model", first, "--data-dir", data]);
    expect(answered.code).toBe(0);
    expect(answered.stdout.trim()).not.toBe("");
  });
});

describe("a base model", () => {
  const data = temporaryFolder();
  const file = path.join(folder, "base.gguf");
  beforeAll(() => void writeTinyModel(file, { ...baseModel, shape: { context: 2048 } }));

  it("is listed as one and does not take the starter's place", async () => {
    const list = modelsOf(await runCli(["models", "add", file, "--json", "--data-dir", data]));
    const base = list.find(({ bundled }) => !bundled);
    expect(base).toMatchObject({ style: "base", hasChatTemplate: false, isDefault: false, isChatDefault: false });
    expect((await runCli(["models", "--data-dir", data])).stdout).toMatch(/base model/u);
  });

  it("does not answer in a chat, and says what can be done", async () => {
    const result = await runCli(["chat", "The boat", "--model", "base.gguf", "--data-dir", data]);
    expect(result).toMatchObject({ code: 4, stdout: "" });
    expect(problemOf(result)).toMatchObject({ code: "MODEL_CANNOT_CHAT", data: { reason: "BASE" } });
    expect(problemOf(result).message).toMatch(/base model.*complete.*instruct/u);
  });

  it("goes on with a text where that is asked for", async () => {
    const result = await runCli(["chat", "The boat", "--complete", "--data-dir", data]);
    expect(result.code).toBe(0);
    expect(result.stdout.trim()).not.toBe("");
  });
});

it("a chat with the starter alone says what works without another model", async () => {
  const result = await runCli(["chat", "Hello", "--data-dir", temporaryFolder()]);
  expect(result).toMatchObject({ code: 4, stdout: "" });
  expect(problemOf(result)).toMatchObject({ code: "MODEL_CANNOT_CHAT", data: { reason: "STARTER" } });
});
