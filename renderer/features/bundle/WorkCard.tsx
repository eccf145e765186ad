import { useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { BundleReport } from "../../../electron/contract/bundle.ts";
import { leftWords } from "../../i18n/timeWords.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { hasEnded, type JobView, useJob } from "../../lib/jobs.ts";
import { keys } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { type BundleWork, setBundleWork, startBundleWork } from "./bundleWork.ts";
import { FindingList } from "./FindingList.tsx";

/** What is being written, checked or taken in: the file, how far it is, what is left; how it ended. */
export function WorkCard({ work }: { work: BundleWork }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const queries = useQueryClient();
  const job = useJob(work.jobId);
  const isOver = job !== null && hasEnded(job);
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: keys.bundle });
  }, [isOver, queries]);
  if (!job) return null;
  const { what, folder, jobId, again } = work;
  const title = t(`bundle.work.${job.status === "done" ? "ended" : "doing"}.${what}`, { folder });
  return (
    <section aria-label={title} className="mt-6 rounded-card border border-line bg-surface p-5">
      <h2 className="font-medium wrap-anywhere">{title}</h2>
      {isOver ? <Ended what={what} job={job} /> : <Running title={title} job={job} />}
      <div className="mt-4 flex flex-wrap gap-2">
        {isOver ? null : (
          <Button size="small" onPress={() => void act(() => api.jobs.cancel({ jobId }))}>
            {t("bundle.work.stop")}
          </Button>
        )}
        {isOver && job.status !== "done" && again ? (
          <Button size="small" kind="primary" onPress={() => void act(() => startBundleWork(what, folder, again))}>
            {t("bundle.work.goOn")}
          </Button>
        ) : null}
        {isOver ? (
          <Button size="small" kind="quiet" onPress={() => setBundleWork(null)}>
            {t("bundle.work.dismiss")}
          </Button>
        ) : null}
      </div>
    </section>
  );
}

function Running({ title, job: { progress } }: { title: string; job: JobView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const stage = progress?.stage === "copying" || progress?.stage === "hashing" ? progress.stage : null;
  const words =
    stage && progress
      ? [
          t(`bundle.work.stages.${stage}`),
          t("bundle.work.bytes", { done: progress.done, total: progress.total }),
          ...(progress.leftMs === null ? [] : [leftWords(progress.leftMs / 1000, t)]),
        ]
      : [t("bundle.looking")];
  return (
    <>
      <p className="mt-1 text-small text-muted tabular-nums">{formats.list(words)}</p>
      <p className="truncate font-mono text-small text-muted" title={progress?.file ?? ""}>
        {progress?.file ?? "\u00a0"}
      </p>
      <div className="mt-2">
        <ProgressLine label={title} value={progress && progress.total > 0 ? progress.done / progress.total : null} />
      </div>
    </>
  );
}

function Ended({ what, job }: { what: BundleWork["what"]; job: JobView }) {
  const { t } = useTranslation();
  const report = reportOf(job);
  if (job.status === "failed") {
    return report && report.wrong > 0 ? (
      <FindingList report={report} />
    ) : job.problem ? (
      <div className="mt-3">
        <ProblemNote problem={job.problem} />
      </div>
    ) : null;
  }
  if (job.status !== "done" || !report) return <p className="mt-1 text-muted">{t("bundle.work.stopped")}</p>;
  const { files, bytes } = report;
  return (
    <p role="status" className="mt-1 flex gap-2 text-pretty">
      <CircleCheck aria-hidden size={18} strokeWidth={1.8} className="mt-0.5 shrink-0 text-good" />
      {what === "import"
        ? t("bundle.work.imported")
        : t(what === "make" ? "bundle.work.made" : "bundle.work.checked", { count: files, size: bytes })}
    </p>
  );
}

function reportOf({ items }: JobView): BundleReport | null {
  const item = items.findLast(({ kind }) => kind === "bundle");
  return item?.kind === "bundle" ? item.report : null;
}
