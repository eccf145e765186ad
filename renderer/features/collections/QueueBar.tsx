import { Pause, Play, RotateCcw, Sparkles } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { CollectionDetail } from "../../../electron/contract/collections.ts";
import { useApi } from "../../lib/api.ts";
import { useJob } from "../../lib/jobs.ts";
import { useModels, useSummaries } from "../../lib/queries.ts";
import { canWrite } from "../../lib/writingModels.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { EndpointChips } from "../endpoints/index.ts";
import { leftWords } from "../summary/index.ts";
import { type QueueFacts, queueFacts } from "./queueWords.ts";

/** The summaries of the collection, one after the other: how far they are, and what can be done about them. */
export function QueueBar({ collection }: { collection: CollectionDetail }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const models = useModels().data;
  const facts = queueFacts(collection);
  const { id, queue, problem } = collection;
  const isRunning = queue === "running";
  const share = useShare(collection, facts);
  const failedIds = collection.members.filter(({ state }) => state === "failed").map(({ document }) => document.id);
  if (collection.members.length === 0) return null;
  return (
    <section
      aria-label={t("collections.queue.label")}
      className="mt-5 rounded-card border border-line bg-surface px-4 py-3"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1">
          <QueueLine collection={collection} facts={facts} hasModel={models === undefined || models.some(canWrite)} />
          {facts.failed > 0 && !isRunning ? (
            <p className="text-small text-danger">{t("collections.queue.failed", { count: facts.failed })}</p>
          ) : null}
        </div>
        {isRunning || facts.waiting + facts.idle > 0 ? <EndpointChips task="summaries" isChosen={false} /> : null}
        {facts.failed > 0 && !isRunning && failedIds.length > 0 ? (
          <Button
            size="small"
            onPress={() => void act(() => api.collections.summarize({ id, documentIds: failedIds }))}
          >
            <RotateCcw aria-hidden size={14} strokeWidth={1.8} />
            {t("collections.queue.retry")}
          </Button>
        ) : null}
        {isRunning ? (
          <Button size="small" onPress={() => void act(() => api.collections.pause({ id }))}>
            <Pause aria-hidden size={14} strokeWidth={1.8} />
            {t("collections.queue.pause")}
          </Button>
        ) : queue === "paused" && facts.waiting > 0 ? (
          <Button size="small" kind="primary" onPress={() => void act(() => api.collections.resume({ id }))}>
            <Play aria-hidden size={14} strokeWidth={1.8} />
            {t("collections.queue.resume")}
          </Button>
        ) : facts.idle > 0 && models !== undefined && models.length > 0 ? (
          <Button size="small" kind="primary" onPress={() => void act(() => api.collections.summarize({ id }))}>
            <Sparkles aria-hidden size={14} strokeWidth={1.8} />
            {t("collections.queue.start")}
          </Button>
        ) : null}
      </div>
      {isRunning ? (
        <div className="mt-2.5">
          <ProgressLine label={t("collections.queue.label")} value={share} />
        </div>
      ) : null}
      {problem ? (
        <div className="mt-3">
          <ProblemNote problem={problem} />
        </div>
      ) : null}
    </section>
  );
}

function QueueLine({
  collection,
  facts,
  hasModel,
}: {
  collection: CollectionDetail;
  facts: QueueFacts;
  hasModel: boolean;
}) {
  const { t } = useTranslation();
  const left = leftWords(useJob(collection.queueJobId)?.progress?.leftMs ?? null);
  const { current, waiting, idle, total, done, failed } = facts;
  if (collection.queue === "running") {
    if (!current) return <p role="status">{t("collections.queue.waiting")}</p>;
    return (
      <div role="status">
        <p>
          {t("collections.queue.running", { position: done + failed + 1, total })}
          {left === null ? null : (
            <span className="text-muted"> · {t(`summary.progress.${left.key}`, left.values ?? {})}</span>
          )}
        </p>
        <p className="truncate text-small text-muted">
          {t("collections.queue.runningTitle", { title: current.document.title })}
        </p>
      </div>
    );
  }
  if (collection.queue === "paused" && waiting > 0) return <p>{t("collections.queue.paused", { count: waiting })}</p>;
  if (!hasModel) return <p className="text-muted">{t("collections.queue.noModel")}</p>;
  if (idle > 0) return <p>{t("collections.queue.idle", { count: idle })}</p>;
  if (done > 0) return <p>{t("collections.queue.done", { count: done })}</p>;
  return <p className="text-muted">{t("collections.queue.waiting")}</p>;
}

/** Share of the queue that is done, the summary under way by its own share; null while nothing is known. */
function useShare({ members }: CollectionDetail, { current, done, failed, total }: QueueFacts): number | null {
  const running = useSummaries(current?.document.id ?? members[0]?.document.id ?? "").data?.find(
    ({ status }) => status === "running",
  );
  if (total === 0) return null;
  const { done: parts, total: all } = (current && running?.chunks) ?? { done: 0, total: 0 };
  return (done + failed + (all > 0 ? parts / all : 0)) / total;
}
