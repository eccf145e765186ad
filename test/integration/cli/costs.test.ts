import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { costsSchema } from "../../../electron/contract/costs.ts";
import { storedTrialSchema } from "../../../electron/contract/trials.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { linesOf, runCli } from "../../helpers/runCli.ts";

it("tries a model, keeps what was found with it, and counts what that took", async () => {
  const data = temporaryFolder();
  const { path: model } = writeTinyModel(path.join(temporaryFolder(), "tiny.gguf"), { shape: { context: 4096 } });
  const tried = await runCli(["models", "try", model, "--json", "--data-dir", data]);
  expect(tried).toMatchObject({ code: 0 });
  const trial = storedTrialSchema.parse(JSON.parse(tried.stdout));
  expect(trial).toMatchObject({ isCurrent: true, questions: { asked: 9 }, grades: { summaries: "poor" } });
  const listed = await runCli(["models", "--json", "--data-dir", data]);
  expect(linesOf(listed.stdout)).toContainEqual(expect.objectContaining({ trial }));

  const { rows } = costsSchema.parse(JSON.parse((await runCli(["costs", "--json", "--data-dir", data])).stdout));
  expect(rows.map(({ task }) => task)).toEqual(["trial"]);
  expect(rows[0]?.calls).toBeGreaterThanOrEqual(12);
  expect(rows[0]?.readTokens).toBeGreaterThan(0);
  expect(rows[0]?.cpuMs).toBeGreaterThan(0);
  expect((await runCli(["costs", "--csv", "--data-dir", data])).stdout.split("\r\n")).toHaveLength(3);
});

it("writes nothing for tuning where nothing was corrected, and refuses kinds that there are not", async () => {
  const data = temporaryFolder();
  const out = path.join(data, "tuning.jsonl");
  const written = await runCli(["tuning", "export", "--out", out, "--json", "--data-dir", data]);
  expect(written).toMatchObject({ code: 0 });
  expect(JSON.parse(written.stdout)).toMatchObject({ lines: 0, documents: 0 });
  expect(await readFile(out, "utf8")).toBe("");
  const refused = await runCli(["tuning", "export", "--out", out, "--kinds", "cells,pages", "--data-dir", data]);
  expect(refused).toMatchObject({ code: 2 });
});
