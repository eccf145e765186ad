import { Play, RotateCcw, Sparkles, Square } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import {
  areQuotes,
  type CollectionDetail,
  type CollectionSummary,
  type CollectionWriting,
} from "../../../electron/contract/collections.ts";
import { useApi } from "../../lib/api.ts";
import { useJob } from "../../lib/jobs.ts";
import { useModels } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { CheckNote, leftWords } from "../summary/index.ts";
import { SetPoints } from "./SetPoints.tsx";

interface SetSectionProps {
  readonly collection: CollectionDetail;
  /** null until all documents are read */
  readonly summary: CollectionSummary | null;
}

/** The summary of the set: what a model wrote of it or the chosen sentences, which of them it is, and what can be done about it. */
export function SetSection({ collection, summary }: SetSectionProps) {
  const { t } = useTranslation();
  const { members } = collection;
  const names = useMemo(() => new Map(members.map(({ document }) => [document.id, document.title])), [members]);
  return (
    <section className="mt-7 max-w-read">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="text-lead font-semibold">{t("collections.set.title")}</h2>
        {summary ? <WriteButton collection={collection} summary={summary} /> : null}
      </div>
      {summary === null ? (
        <p className="mt-1 text-small text-muted">{t("collections.set.wait")}</p>
      ) : (
        <>
          <Origin summary={summary} />
          {summary.writing ? <Writing writing={summary.writing} /> : null}
          {summary.points.length > 0 ? (
            <div className="mt-3">
              <SetPoints
                points={summary.points}
                label={t("collections.set.title")}
                isWritten={summary.source === "model" && !areQuotes(summary.points)}
                nameOf={(documentId) => names.get(documentId)}
              />
            </div>
          ) : null}
        </>
      )}
    </section>
  );
}

/** Where the sentences below come from. */
function Origin({ summary: { points, source, writing, documents } }: { summary: CollectionSummary }) {
  const { t } = useTranslation();
  if (points.length === 0) return <p className="mt-1 text-small text-muted">{t("collections.set.none")}</p>;
  const listed = points.filter(({ role }) => role !== "lead");
  const numbers = { count: Math.max(1, listed.length), documents: documents.covered, total: documents.total };
  return (
    <>
      <p className="mt-1 text-small text-muted">
        {source === "model" && writing
          ? t(areQuotes(points) ? "collections.set.chosen" : "collections.set.written", {
              ...numbers,
              model: writing.recipe.model.name,
            })
          : t("collections.set.note", numbers)}
      </p>
      {writing?.status === "done" && writing.worse && !writing.stale ? (
        <p className="mt-1 text-small text-muted">{t("collections.set.worse", { model: writing.recipe.model.name })}</p>
      ) : null}
      {source === "model" && writing?.check ? <CheckNote check={writing.check} /> : null}
      {source === "model" && writing?.stale === true ? (
        <p className="mt-1 text-small text-warn">{t("collections.set.stale")}</p>
      ) : null}
    </>
  );
}

function Writing({ writing: { status, jobId, problem } }: { writing: CollectionWriting }) {
  const { t } = useTranslation();
  const progress = useJob(status === "running" ? jobId : null)?.progress ?? null;
  const left = leftWords(progress?.leftMs ?? null);
  if (status === "running") {
    const { done = 0, total = 0 } = progress ?? {};
    const isCounted = total > 0 && progress?.stage !== "loading";
    return (
      <div className="mt-3">
        <p role="status" className="mb-1.5 text-small text-muted">
          {t(`collections.set.stage.${stageOf(progress?.stage)}`, {
            done: Math.min(total, done + 1),
            total,
          })}
          {left === null ? null : <> · {t(`summary.progress.${left.key}`, left.values ?? {})}</>}
        </p>
        <ProgressLine label={t("collections.set.writing")} value={isCounted ? done / total : null} />
      </div>
    );
  }
  if (problem) {
    return (
      <div className="mt-3">
        <ProblemNote title={t("collections.set.failed")} problem={problem} />
      </div>
    );
  }
  return status === "interrupted" ? (
    <p className="mt-1 text-small text-muted">{t("collections.set.interrupted")}</p>
  ) : null;
}

function stageOf(stage: string | undefined): "waiting" | "loading" | "paragraphs" | "merging" | "verifying" {
  switch (stage) {
    case "loading":
      return "loading";
    case "mapping":
      return "paragraphs";
    case "merging":
      return "merging";
    case "verifying":
      return "verifying";
    default:
      return "waiting";
  }
}

/** Writes the set, stops the writing, goes on with it or writes it again; nothing where no model or too little is there. */
function WriteButton({
  collection: { id, queue },
  summary,
}: {
  collection: CollectionDetail;
  summary: CollectionSummary;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const models = useModels().data ?? [];
  const { writing, parts } = summary;
  const jobId = writing?.status === "running" ? writing.jobId : null;
  if (jobId !== null) {
    return (
      <Button size="small" onPress={() => void act(() => api.jobs.cancel({ jobId }))}>
        <Square aria-hidden size={13} strokeWidth={1.8} />
        {t("summary.stop")}
      </Button>
    );
  }
  const model = models.find(({ isDefault }) => isDefault);
  if (!model || parts.filter(({ points }) => points.length > 0).length < 2) return null;
  // While summaries are still being made it would be old before it is finished; it is written after them.
  if (queue === "running") return null;
  const [Icon, words] =
    writing === null
      ? ([Sparkles, "write"] as const)
      : writing.status === "interrupted"
        ? ([Play, "continue"] as const)
        : ([RotateCcw, "again"] as const);
  return (
    <Button size="small" onPress={() => void act(() => api.collections.writeSet({ id }))}>
      <Icon aria-hidden size={14} strokeWidth={1.8} />
      {t(`collections.set.buttons.${words}`, { model: model.name })}
    </Button>
  );
}
