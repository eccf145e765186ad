import path from "node:path";
import { expect, it } from "vitest";
import { problemSchema } from "../../../electron/contract/errors.ts";
import { settingsSchema } from "../../../electron/contract/settings.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";

const taskModels = settingsSchema.shape.taskModels;

it("models assign names the models of a task, lists what is assigned, and takes it back", async () => {
  const data = temporaryFolder();
  const { path: file } = writeTinyModel(path.join(data, "tiny.gguf"));
  const assign = (...words: string[]) => runCli(["models", "assign", ...words, "--data-dir", data]);
  const remote = "endpoint:somewhere/large/model";
  const named = await assign("tables", `${file},${remote}`, remote, "--json");
  expect(named).toMatchObject({ code: 0 });
  const { tables, ...others } = taskModels.parse(JSON.parse(named.stdout));
  expect(tables).toEqual([
    { modelId: expect.stringMatching(/^[\da-f]{64}$/u) as string, shares: false },
    { modelId: remote, shares: true },
    { modelId: remote, shares: false },
  ]);
  expect(Object.values(others).flat()).toEqual([]);
  const listed = (await assign()).stdout;
  expect(listed).toContain(`tables: ${tables[0]?.modelId ?? ""},${remote} ${remote}\n`);
  expect(listed).toContain("embeddings: automatic\n");
  expect((await assign("tables", "automatic")).stdout).toContain("tables: automatic\n");
  const wrong = await assign("poetry", file);
  expect(wrong.code).toBe(2);
  expect(problemSchema.parse(JSON.parse(wrong.stderr.trim().split("\n").at(-1) ?? ""))).toMatchObject({
    code: "USAGE",
  });
  expect((await runCli(["--help"])).stdout).toContain("models assign TASK NAME…");
});
