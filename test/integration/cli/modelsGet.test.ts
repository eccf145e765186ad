import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { downloadSchema } from "../../../electron/contract/downloads.ts";
import { problemSchema } from "../../../electron/contract/errors.ts";
import { modelSchema } from "../../../electron/contract/models.ts";
import { writeSplitModel } from "../../fixtures/gguf/otherFiles.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { openFaultyHub, sha256 } from "../../helpers/faultyHub.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { type CliResult, linesOf, runCli } from "../../helpers/runCli.ts";

const folder = temporaryFolder();
const bytes = readFileSync(writeTinyModel(path.join(folder, "tiny.gguf"), { vocabularySize: 8000 }).path);
const name = "Tiny-Q4_K_M.gguf";
const parts = writeSplitModel(path.join(folder, "split-00001-of-00002.gguf"), { seed: 3 });

const downloadOf = ({ stdout }: CliResult) => downloadSchema.parse(JSON.parse(stdout));
const problemOf = ({ stderr }: CliResult) => problemSchema.parse(JSON.parse(stderr.trim().split("\n").at(-1) ?? ""));
const env = (address: string, more: Record<string, string> = {}) => ({ HF_ENDPOINT: address, HOME: folder, ...more });

describe("models get", () => {
  it("fetches a model that is used then, fetches nothing twice, and removes what it fetched", async () => {
    const data = temporaryFolder();
    await using hub = await openFaultyHub({
      files: { [name]: { bytes }, "Tiny-Q8_0.gguf": { bytes: bytes.subarray(4) } },
    });
    const options = { env: env(hub.address) };
    const fetched = await runCli(["models", "get", `${hub.repo}:q4_k_m`, "--json", "--data-dir", data], options);
    expect(fetched.code).toBe(0);
    expect(downloadOf(fetched)).toMatchObject({ state: "done", modelId: sha256(bytes), checkedBy: "sha256" });
    const again = await runCli(
      ["models", "get", `https://huggingface.co/${hub.repo}/blob/main/${name}`, "--data-dir", data],
      options,
    );
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain(sha256(bytes).slice(0, 12));
    expect(hub.served()).toBe(bytes.length);
    const left = await runCli(["models", "remove", sha256(bytes).slice(0, 12), "--json", "--data-dir", data]);
    expect(
      modelSchema
        .array()
        .parse(linesOf(left.stdout))
        .map(({ id }) => id),
    ).not.toContain(sha256(bytes));
  });

  it.each([
    ["SIGINT", 130],
    ["SIGKILL", null],
  ] as const)("goes on where %s ended it", async (interruptWith, code) => {
    const data = temporaryFolder();
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults: [{ kind: "hold", at: 0.7 }] });
    const args = ["models", "get", hub.repo, "--json", "--data-dir", data];
    const ended = await runCli(args, { env: env(hub.address), interruptAt: " of ", interruptWith });
    expect(ended.code).toBe(code);
    const before = hub.served();
    expect(before).toBeLessThan(bytes.length);
    const done = await runCli(args, { env: env(hub.address) });
    expect(downloadOf(done)).toMatchObject({ state: "done", modelId: sha256(bytes) });
    expect(hub.served() - before).toBeLessThan(bytes.length);
  });

  it("fetches all files of a model that is cut into several", async () => {
    const data = temporaryFolder();
    const files = Object.fromEntries(parts.map((part) => [path.basename(part), { bytes: readFileSync(part) }]));
    await using hub = await openFaultyHub({ files, pageOf: 1, isDirect: true });
    const fetched = await runCli(["models", "get", hub.repo, "--json", "--data-dir", data], { env: env(hub.address) });
    expect(downloadOf(fetched)).toMatchObject({ state: "done", files: [{}, {}] });
    const list = await runCli(["models", "list", "--json", "--data-dir", data]);
    const all = Buffer.concat(parts.map((part) => readFileSync(part)));
    expect(
      modelSchema
        .array()
        .parse(linesOf(list.stdout))
        .map(({ id }) => id),
    ).toContain(sha256(all));
  });

  it("says what to do about a repository that is gated, and fetches from it with a token that it shows to nobody else", async () => {
    const data = temporaryFolder();
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, token: "hf_secret" });
    const args = ["models", "get", hub.repo, "--json", "--data-dir", data];
    const refused = await runCli(args, { env: env(hub.address) });
    expect(refused.code).toBe(1);
    expect(problemOf(refused)).toMatchObject({
      code: "HUB_GATED",
      data: { reason: "NO_TOKEN", page: `${hub.address}/${hub.repo}` },
    });
    const given = await runCli(args, { env: env(hub.address, { HF_TOKEN: "hf_secret" }) });
    expect(downloadOf(given)).toMatchObject({ state: "done" });
    expect(hub.leaked).toEqual([]);
  });
});
