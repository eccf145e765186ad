import { expect, it } from "vitest";
import { collectionReportSchema } from "../../../electron/contract/collections.ts";
import { type Recipe, reportSchema } from "../../../electron/contract/summaries.ts";
import { makeCollectionReport } from "../../../electron/core/export/collectionReport.ts";
import { summaryMaterial, things } from "./material.ts";

const vectors = { name: "Embedder", sha256: "e".repeat(64), quantization: "F16" };

function withVectors(recipe: Recipe | null | undefined): Recipe {
  if (!recipe) throw new Error("It was made without a recipe.");
  return { ...recipe, vectors };
}

it("names the embedding model in the recipe of a summary, and the rest of the recipe", async () => {
  const recipe = withVectors(things.facts.recipe);
  const report = reportSchema.parse(await summaryMaterial({ ...things.facts, recipe }).report());
  const { options: _, ...rest } = recipe;
  expect(report.recipe).toEqual(rest);
});

it("names the embedding model in the recipe of a collection", () => {
  const { summary, skipped } = things.collection;
  const recipe = withVectors(things.facts.recipe);
  const writing = {
    status: "done",
    jobId: null,
    problem: null,
    recipe,
    check: null,
    stale: false,
    worse: false,
  } as const;
  const report = collectionReportSchema.parse(makeCollectionReport({ ...summary, source: "model", writing }, skipped));
  expect(report.collection.recipe).toMatchObject({ vectors, seed: recipe.seed });
});
