import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import type { Summary } from "../../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import { createEncoder } from "../../../electron/core/llm/local/encoder.ts";
import type { Child } from "../../../electron/core/ports.ts";
import { createMeaning } from "../../../electron/core/evidence/nearness.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { writeTinyEmbeddingModel } from "../../fixtures/gguf/writeTinyEmbeddingModel.ts";
import { scriptedEngine } from "../../unit/summarize/scriptedEngine.ts";
import { aWitness } from "../../unit/witness/aWitness.ts";
import { textDocument } from "../../unit/summarize/textDocument.ts";
import { addDocument, startApplication } from "./application.ts";

/** Points of a script checked with the vectors of a real (tiny, random) embedding model in its own process. */

const target = "The boat in the north harbour has to go to the sea before the winter, and the train to the east coast.";
const sentences = "school business court market city group company church study paper state value"
  .split(" ")
  .flatMap((word) => [
    `Each ${word} knows such questions as well as some do who ask them with you.`,
    `His own ${word} must set a good model for all of us on such public points.`,
  ]);
sentences.splice(12, 0, target);
const input = textDocument([sentences.join(" ")], { title: "The village" });
/** more than half of the words of the sentence that carry meaning, all of those between them */
const reworded =
  "The boat in the north port has to go to the water before the winter, and the wagon to the east coast.";

let folder: string;
let children: Child[];
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-meaning-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function summarize(whileEmbedding: () => void = () => {}): Promise<{ summary: Summary; warnings: string[] }> {
  children = [];
  const warnings: string[] = [];
  const logger = { info() {}, warn: (text: string) => void warnings.push(text), error() {} };
  const spawner = builtSpawner();
  const encoder = createEncoder({
    spawner: {
      spawn(entry, options) {
        const child = spawner.spawn(entry, options);
        children.push(child);
        return child;
      },
    },
    clock: systemClock,
    logger,
    options: () => ({ gpu: "cpu", threads: 1 }),
  });
  const file = { id: "embed", name: "Embed", path: writeTinyEmbeddingModel(path.join(folder, "embed.gguf")).path };
  const engine = scriptedEngine({
    answer: () => `- ${reworded}`,
  });
  const data = mkdtempSync(path.join(folder, "library-"));
  const app = startApplication(
    data,
    { id: "f".repeat(64), path: "/nowhere/model.gguf" },
    {
      engine,
      meaningOf: (units, signal) =>
        createMeaning({
          model: { name: "Embed", sha256: "e".repeat(64), quantization: "F32" },
          embed(texts, stop) {
            const vectors = encoder.embed(file, texts, stop);
            whileEmbedding();
            return vectors;
          },
          sentences: units,
          signal,
          onFailed: () => void warnings.push("the words alone decide"),
        }),
      // likelier than not, which does not verify it
      witnessOf: () => () => Promise.resolve(aWitness(0.6)),
    },
  );
  onTestFinished(async () => {
    encoder.dispose();
    await app.dispose();
  });
  addDocument(app.store, input);
  const options = summaryOptionsSchema.parse({ length: "short" });
  const { summaryId, jobId } = await app.summaries.start(input.document.id, options, null);
  await app.jobs.finished(jobId);
  return { summary: app.summaries.get(summaryId), warnings };
}

it("verifies other words by their vectors, and says so", async () => {
  const { summary, warnings } = await summarize();
  const own = summary.points.filter(({ quoted }) => !quoted);
  expect(own).toMatchObject([{ text: reworded, support: "verified" }]);
  expect(own[0]?.citations.map(({ quote }) => quote)).toEqual([target]);
  const codes = own[0]?.findings.map(({ code }) => code) ?? [];
  expect(codes).toContain("WORDS_NOT_IN_QUOTES");
  expect(codes.at(-1)).toBe("NEAR_IN_MEANING");
  expect(summary.recipe?.vectors?.name).toBe("Embed");
  expect(warnings).toEqual([]);
});

it("goes on with the words alone where the process of the vectors dies and dies again", async () => {
  const { summary, warnings } = await summarize(() => {
    for (const child of children) if (child.pid !== undefined) process.kill(child.pid, "SIGKILL");
  });
  expect(summary.status).toBe("done");
  const own = summary.points.filter(({ quoted }) => !quoted);
  expect(own).toMatchObject([{ text: reworded, support: "weak" }]);
  expect(own[0]?.findings.map(({ code }) => code)).not.toContain("NEAR_IN_MEANING");
  expect(warnings.some((text) => text.includes("words alone decide"))).toBe(true);
});
