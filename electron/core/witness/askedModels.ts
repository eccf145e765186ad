import { createHash } from "node:crypto";
import template from "../../../resources/prompts/witness.json" with { type: "json" };
import { toAppError } from "../../contract/errors.ts";
import type { ModelWitness } from "../evidence/witness.ts";
import type { ChatTurn, LanguageModel, ModelSession } from "../llm/languageModel.ts";
import { fillLines } from "../llm/promptTemplate.ts";

/** A witness before it is known whether its word counts. */
export type AskedModel = Pick<ModelWitness, "probabilities">;

/** SHA-256 of the question, by which a calibration is known to be of another one. */
export const questionHash = createHash("sha256").update(JSON.stringify(template)).digest("hex");

/** The model as it is asked; null where it cannot be. */
export function askedModel({ style }: Pick<LanguageModel, "style">, session: ModelSession): AskedModel | null {
  const { decide, entail } = session;
  if (entail) return { probabilities: (text, claims) => noneIfTooLong(() => entail(text, claims)) };
  // The starter was taught to choose sentences and nothing else.
  return decide && style === "instruct" ? decidingModel(decide) : null;
}

/**
 * Asks a model that writes: one question a claim, answered from the probabilities of one pass. The text stands before the claim, so
 * that the prompt cache holds it from the second claim on. A text that the context does not hold says nothing.
 */
function decidingModel(decide: NonNullable<ModelSession["decide"]>): AskedModel {
  const choices = [template.yes, template.no];
  return {
    async probabilities(text, claims) {
      const probabilities: number[] = [];
      for (const claim of claims) {
        const [yes = 0] = await noneIfTooLong(() => decide({ turns: questionAbout(text, claim), choices }));
        probabilities.push(yes);
      }
      return probabilities;
    },
  };
}

export function questionAbout(text: string, claim: string): ChatTurn[] {
  return [
    { role: "system", text: template.system },
    { role: "user", text: fillLines(template.user, { text, claim }) },
  ];
}

async function noneIfTooLong(ask: () => Promise<number[]>): Promise<number[]> {
  try {
    return await ask();
  } catch (thrown) {
    if (toAppError(thrown).code === "CONTEXT_TOO_SMALL") return [];
    throw thrown;
  }
}
