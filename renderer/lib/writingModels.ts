import type { Model } from "../../electron/contract/models.ts";

/** Can be asked for a summary. */
export function canWrite({ purpose, problem }: Pick<Model, "purpose" | "problem">): boolean {
  return purpose === "chat" && problem === null;
}

/** Answers what it is asked, which neither the starter nor a base model does. */
export function canChat(model: Pick<Model, "purpose" | "problem" | "style">): boolean {
  return canWrite(model) && model.style === "instruct";
}

/** Only goes on with a text. */
export function isBase(model: Pick<Model, "purpose" | "problem" | "style">): boolean {
  return canWrite(model) && model.style === "base";
}
