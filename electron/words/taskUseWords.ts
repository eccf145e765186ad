import type { Model } from "../contract/models.ts";
import type { TaskUse } from "../contract/tasks.ts";
import type { TrialTask } from "../contract/trials.ts";
import { trialSentence } from "./trialWords.ts";
import type { Words } from "./words.ts";

/**
 * What does a task where nothing is assigned to it, why, and what was measured of it; where something is, only what is not as assigned.
 * A sentence each.
 */
export function taskUseWords(
  use: TaskUse,
  models: readonly Pick<Model, "id" | "trial">[],
  { t, error }: Pick<Words, "t" | "error">,
): string[] {
  const { task, assigned, problem, reason, from } = use;
  const names = use.models.map(({ name }) => name);
  if (problem) return [error(problem)];
  if (assigned.length > 0) {
    const isAsAssigned = assigned.some(({ name, problem: its }) => name === names[0] && its === null);
    return isAsAssigned || names.length === 0 ? [] : [t("taskUse:now", { names })];
  }
  if (reason === null || reason === "assigned") return [t("taskUse:none")];
  if (reason === "writer") return [t("taskUse:reason.writer")];
  const trial = models.find(({ id }) => id === use.models[0]?.id)?.trial ?? null;
  const told = trialTaskOf[task];
  return [
    t("taskUse:automatic", { names }),
    t(`taskUse:reason.${reason}`, { from: from ?? task }),
    ...(trial?.isCurrent && told ? [trialSentence(trial, told, t)] : []),
  ];
}

/** What trials tell of each task; absent: nothing. */
const trialTaskOf: Partial<Record<TaskUse["task"], TrialTask>> = {
  summaries: "summaries",
  chat: "answers",
  questions: "answers",
  tables: "answers",
  checking: "checking",
};
