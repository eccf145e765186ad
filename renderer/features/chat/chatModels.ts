import type { ChoosableModel } from "../../lib/endpoints.ts";
import { canChat, canWrite, isBase } from "../../lib/writingModels.ts";

/** The models that a conversation can have. */
export interface ChatModels {
  /** answers where none is chosen; null where none can */
  readonly usual: ChoosableModel | null;
  /** chosen for this conversation; null: the usual one */
  readonly chosenId: string | null;
  /** the one that is asked: the chosen one, the usual one, else one that goes on with a text; null where there is none of these */
  readonly selected: ChoosableModel | null;
  /** beside the usual one, those that answer before those that only go on with a text */
  readonly others: readonly ChoosableModel[];
  /** there is one that writes, if only summaries */
  readonly hasWriter: boolean;
}

/** @param chosenId of a model that need not be there any more */
export function chatModelsOf(models: readonly ChoosableModel[], chosenId: string | null): ChatModels {
  const answering = models.filter(canChat);
  const continuing = models.filter(isBase);
  const usual = answering.find(({ isChatDefault }) => isChatDefault) ?? null;
  const others = [...answering.filter((model) => model !== usual), ...continuing];
  const chosen = others.find(({ id }) => id === chosenId) ?? null;
  return {
    usual,
    chosenId: chosen?.id ?? null,
    selected: chosen ?? usual ?? continuing[0] ?? null,
    others,
    hasWriter: models.some(canWrite),
  };
}
