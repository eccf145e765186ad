import type { StoredTrial } from "../contract/trials.ts";
import type { Words } from "./words.ts";

/** What a trial found, in whole sentences: first what the model is good for, then what is wrong with it, then how fast it is. */
export function trialWords(trial: StoredTrial, { t }: Pick<Words, "t">): string[] {
  const { grades, verified, facts, questions, prompt, loops, speed, isCurrent } = trial;
  return [
    verified.share === null
      ? t("trial:summaries.nothing")
      : t(`trial:summaries.${grades.summaries}`, { verified: verified.share, facts: facts.share }),
    t(`trial:answers.${grades.answers}`, { right: questions.right, asked: questions.asked }),
    t(`trial:checking.${grades.checking}`),
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

/** What goes wrong more seldom than once in five times is not told. */
const mostly = 0.8;
