import type { Model } from "../../electron/contract/models.ts";
import type { Task } from "../../electron/contract/tasks.ts";

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

/** What a model must be made for to do a task; one that tells what follows from a text checks as well. */
export function purposeOf(task: Task): "chat" | "embedding" | "reranking" {
  return task === "embeddings" ? "embedding" : task === "reranking" ? "reranking" : "chat";
}

/** Can be assigned to the task. */
export function canDo(task: Task, model: Pick<Model, "purpose" | "problem" | "style">): boolean {
  const purpose = purposeOf(task);
  if (purpose !== "chat") return model.purpose === purpose && model.problem === null;
  if (task === "summaries") return canWrite(model);
  return canChat(model) || (task === "checking" && model.purpose === "entailment" && model.problem === null);
}
