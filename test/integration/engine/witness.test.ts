import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { createEngine } from "../../../electron/core/llm/local/createEngine.ts";
import { askedModel } from "../../../electron/core/witness/askedModels.ts";
import { tryModel } from "../../../electron/core/witness/trial.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { modelOn } from "../../helpers/modelOn.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";

/** A real (tiny, random) model as the witness of claims, in the real process. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-witness-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open() {
  const engine = createEngine({
    spawner: builtSpawner(),
    clock: systemClock,
    logger: { info() {}, warn() {}, error() {} },
  });
  onTestFinished(() => engine.dispose());
  const { path: file } = writeTinyModel(path.join(folder, "model.gguf"));
  return modelOn(engine, {
    id: "m".repeat(64),
    name: "Tiny",
    path: file,
    options: { gpu: "cpu", threads: 1, contextSize: 1024 },
  });
}

it("is asked by its probabilities, guesses with random weights, and may verify nothing", async () => {
  const model = open();
  await using session = await model.open("background", { signal: new AbortController().signal });
  const asked = askedModel(model, session);
  const calibration = await tryModel(asked ?? { probabilities: () => Promise.resolve([]) });
  expect(calibration.threshold).toBeNull();
  expect(calibration.pairs).toBeGreaterThanOrEqual(20);
  expect(calibration.auc).toBeGreaterThan(0);
  expect(calibration.auc).toBeLessThan(0.65);
  expect(await asked?.probabilities("The mill was sold. ".repeat(500), ["It was sold."])).toEqual([0]);
});
