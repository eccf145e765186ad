import type { Recipe, RecipeWriter } from "../../contract/summaries.ts";
import { type LanguageModel, type ModelName, modelOfRecipe } from "../llm/languageModel.ts";

/** Which of several models wrote what of a summary. */
export interface RecipeWriters {
  /** @param step its key; @param by null: the model whose id they bear */
  add(step: string, by: ModelName | null): void;
  /** Those that wrote any of it, who wrote most first. */
  list(): RecipeWriter[];
}

/** Null where one model alone is asked. */
export function createRecipeWriters(model: LanguageModel): RecipeWriters | null {
  if (!model.members) return null;
  const steps = new Map<string, ModelName>();
  return {
    add: (step, by) => void steps.set(step, by ?? modelOfRecipe(model)),
    list() {
      const writers = new Map<string, RecipeWriter>();
      for (const [step, { name, sha256, quantization }] of steps) {
        const writer = writers.get(sha256) ?? { name, sha256, quantization, parts: 0, others: 0 };
        const isPart = step.startsWith("map:");
        writers.set(sha256, {
          ...writer,
          parts: writer.parts + Number(isPart),
          others: writer.others + Number(!isPart),
        });
      }
      return [...writers.values()].toSorted((a, b) => b.parts - a.parts || b.others - a.others);
    },
  };
}

/** What a recipe says of a chain at its beginning. */
export function chainOfRecipe({ members }: LanguageModel): Pick<Recipe, "chain"> {
  return members ? { chain: members.map(({ model, shares }) => ({ sha256: model.id, shares })) } : {};
}
