import { type StoredTrial, type TrialTask, trialTasks } from "../contract/trials.ts";
import type { Words } from "./words.ts";

/** What a trial found, in whole sentences: first what the model is good for, then what is wrong with it, then how fast it is. */
export function trialWords(trial: StoredTrial, { t }: Pick<Words, "t">): string[] {
  const { prompt, loops, speed, isCurrent } = trial;
  return [
    ...trialTasks.map((task) => trialSentence(trial, task, t)),
    ...(prompt.ended < mostly ? [t("trial:notEnded", { share: 1 - prompt.ended })] : []),
    ...(prompt.inLanguage < mostly ? [t("trial:otherLanguage", { share: 1 - prompt.inLanguage })] : []),
    ...(prompt.clean < mostly ? [t("trial:marks", { share: 1 - prompt.clean })] : []),
    ...(loops > 1 - mostly ? [t("trial:loops", { share: loops })] : []),
    ...(speed.read === null || speed.written === null
      ? []
      : [t("trial:speed", { read: speed.read, written: speed.written })]),
    ...(isCurrent ? [] : [t("trial:older")]),
  ];
}

/** What it is worth for one kind of work. */
export function trialSentence(
  { grades, verified, facts, questions }: StoredTrial,
  task: TrialTask,
  t: Words["t"],
): string {
  if (task === "checking") return t(`trial:checking.${grades.checking}`);
  if (task === "answers")
    return t(`trial:answers.${grades.answers}`, { right: questions.right, asked: questions.asked });
  return verified.share === null
    ? t("trial:summaries.nothing")
    : t(`trial:summaries.${grades.summaries}`, { verified: verified.share, facts: facts.share });
}

/** What goes wrong more seldom than once in five times is not told. */
const mostly = 0.8;
