import { useQuery } from "@tanstack/react-query";
import { Pause, Play, RotateCcw, Sparkles } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { AnswerTableDetail, TableForecast } from "../../../electron/contract/answerTables.ts";
import { useApi } from "../../lib/api.ts";
import { useJob } from "../../lib/jobs.ts";
import { keys } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { leftWords } from "../summary/index.ts";
import { ModelSelect } from "./ModelSelect.tsx";

/**
 * How far the asking is, what is left and how long that takes, and what can be done about it.
 * @param isShort where there is little room: nothing once all is done
 */
export function RunBar({ table, isShort }: { table: AnswerTableDetail; isShort: boolean }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const { id, queue, problem, counts, rowCount } = table;
  const isRunning = queue === "running";
  const toAsk = counts.waiting + counts.stale;
  const all = rowCount * table.columns.length;
  const forecast = useForecast(table);
  const unsure = Math.max(0, (forecast?.cells ?? 0) - toAsk - counts.failed);
  const run = () => void act(() => api.tables.run({ id }));
  if (isShort && !isRunning && toAsk + unsure + counts.failed === 0 && problem === null) return null;
  return (
    <section aria-label={t("tables.run.label")} className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <RunLine
          table={table}
          toAsk={toAsk}
          unsure={unsure}
          all={all}
          isShort={isShort}
          leftMs={forecast?.ms ?? null}
        />
        <ModelSelect
          isDisabled={isRunning}
          value={{ useModel: table.useModel, modelId: table.modelId }}
          onChange={(model) => void act(() => api.tables.setModel({ id, ...model }))}
        />
        {isRunning ? (
          <Button size="small" onPress={() => void act(() => api.tables.pause({ id }))}>
            <Pause aria-hidden size={14} strokeWidth={1.8} />
            {t("tables.run.pause")}
          </Button>
        ) : queue === "paused" && toAsk > 0 ? (
          <Button size="small" kind="primary" onPress={() => void act(() => api.tables.resume({ id }))}>
            <Play aria-hidden size={14} strokeWidth={1.8} />
            {t("tables.run.resume")}
          </Button>
        ) : toAsk + unsure > 0 && rowCount > 0 ? (
          <Button size="small" kind="primary" onPress={run}>
            <Sparkles aria-hidden size={14} strokeWidth={1.8} />
            {t("tables.run.start")}
          </Button>
        ) : counts.failed > 0 ? (
          <Button size="small" onPress={run}>
            <RotateCcw aria-hidden size={14} strokeWidth={1.8} />
            {t("tables.run.retry")}
          </Button>
        ) : null}
      </div>
      {isRunning ? <ProgressLine label={t("tables.run.label")} value={all === 0 ? null : (all - toAsk) / all} /> : null}
      {problem ? <ProblemNote problem={problem} /> : null}
    </section>
  );
}

interface RunLineProps {
  readonly table: AnswerTableDetail;
  /** cells that wait or are stale, of how many */
  readonly toAsk: number;
  readonly all: number;
  /** cells that code alone did not tell for certain and that a model can be asked */
  readonly unsure: number;
  /** what all of them take; null where that is not known */
  readonly leftMs: number | null;
  /** what is done is left out, where there is little room */
  readonly isShort: boolean;
}

function RunLine({ table, toAsk, all, unsure, leftMs, isShort }: RunLineProps) {
  const { t } = useTranslation();
  const { queue, counts, rowCount, queueJobId } = table;
  const progress = useJob(queueJobId)?.progress ?? null;
  const left = leftWords(progress?.leftMs ?? null);
  const forecast = leftWords(leftMs);
  const parts = [
    ...(queue === "running" ? [t("tables.run.running", { done: all - toAsk, total: all })] : []),
    ...(queue === "running" && progress?.stage === "queued" ? [t("tables.run.queued")] : []),
    ...(queue === "running" && left ? [t(`summary.progress.${left.key}`, left.values ?? {})] : []),
    ...(queue === "paused" && toAsk > 0 ? [t("tables.run.paused", { count: toAsk })] : []),
    ...(queue === "idle" && counts.waiting > 0 ? [t("tables.run.waiting", { count: counts.waiting })] : []),
    ...(queue !== "running" && counts.stale > 0 ? [t("tables.run.stale", { count: counts.stale })] : []),
    ...(unsure > 0 ? [t("tables.run.unsure", { count: unsure })] : []),
    ...(toAsk + unsure > 0 && forecast ? [t(`tables.run.forecast.${forecast.key}`, forecast.values ?? {})] : []),
    ...(toAsk < all && !(isShort && toAsk > 0)
      ? [
          t("tables.run.stated", { count: counts.stated }),
          ...(counts.notStated > 0 ? [t("tables.run.notStated", { count: counts.notStated })] : []),
          ...(counts.unreadable > 0 ? [t("tables.run.unreadable", { count: counts.unreadable })] : []),
          ...(counts.failed > 0 ? [t("tables.run.failed", { count: counts.failed })] : []),
          ...(counts.approvedRows > 0
            ? [t("tables.run.approved", { count: counts.approvedRows, total: rowCount })]
            : []),
        ]
      : []),
  ];
  return (
    <p role="status" className="min-w-48 flex-1 text-small text-muted tabular-nums">
      {parts.join(" · ")}
    </p>
  );
}

/** What a run would ask; null where that is not known, and while it is asked. */
function useForecast({
  id,
  queue,
  useModel,
  modelId,
  columns,
  rowCount,
  counts,
}: AnswerTableDetail): TableForecast | null {
  const api = useApi();
  const forecast = useQuery({
    queryKey: [...keys.table(id), "forecast", useModel, modelId, columns.length, rowCount, counts],
    queryFn: ({ signal }) => api.tables.forecast({ id }, { signal }),
    enabled: queue !== "running" && rowCount > 0,
    retry: false,
    gcTime: 0,
  });
  return queue === "running" ? null : (forecast.data ?? null);
}
