import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Model } from "../../../electron/contract/models.ts";
import { trialWords } from "../../../electron/words/trialWords.ts";
import { useWords } from "../../i18n/useWords.ts";
import { useApi } from "../../lib/api.ts";
import { hasEnded, useJob } from "../../lib/jobs.ts";
import { keys } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { canWrite } from "../../lib/writingModels.ts";
import { Button } from "../../ui/Button.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";

/** What a model was found to be good for, and the way to find it out. */
export function TrialNote({ model }: { model: Model }) {
  const words = useWords();
  const { t } = words;
  const api = useApi();
  const act = useAction();
  const [started, setStarted] = useState<string | null>(null);
  // one that was begun before this was shown
  const running = useQuery({
    queryKey: [...keys.jobs, "trials"],
    queryFn: ({ signal }) => api.jobs.list(undefined, { signal }),
    select: (jobs) =>
      jobs.find(({ kind, subject, status }) => kind === "trial" && subject === model.id && status === "running")?.id,
    staleTime: 0,
  });
  const jobId = started ?? running.data ?? null;
  const job = useJob(jobId);
  const isRunning = jobId !== null && job !== null && !hasEnded(job);
  const { trial } = model;
  if (!canWrite(model) || model.style === "starter" || model.problem) return null;

  const start = () => act(async () => setStarted((await api.trials.start({ id: model.id })).jobId));
  const progress = job?.progress ?? null;
  return (
    <section aria-label={t("models.trial.title")} className="mt-4 border-t border-line pt-3">
      {trial ? (
        <p className="max-w-prose text-pretty">{trialWords(trial, words).join(" ")}</p>
      ) : isRunning ? null : (
        <p className="text-small text-muted">{t("models.trial.text")}</p>
      )}
      {job?.status === "failed" && job.problem ? (
        <div className="mt-2">
          <ProblemNote problem={job.problem} />
        </div>
      ) : null}
      {isRunning ? (
        <div className="mt-2 flex items-center gap-4">
          <div className="min-w-0 flex-1">
            <p className="mb-1 text-small text-muted">
              {progress ? t(`progress:stage.${progress.stage}`) : t("progress:stage.trying")}
            </p>
            <ProgressLine
              label={t("models.trial.title")}
              value={progress && progress.total > 0 && progress.done > 0 ? progress.done / progress.total : null}
            />
          </div>
          <Button size="small" onPress={() => void act(() => api.jobs.cancel({ jobId }))}>
            {t("models.trial.stop")}
          </Button>
        </div>
      ) : (
        <Button
          size="small"
          className="mt-2"
          isDisabled={model.fit.verdict === "tooLarge"}
          onPress={() => void start()}
        >
          {t(trial ? "models.trial.again" : "models.trial.start")}
        </Button>
      )}
    </section>
  );
}
