import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Document } from "../../../electron/contract/documents.ts";
import type { Summary } from "../../../electron/contract/summaries.ts";
import type { SummaryOptions } from "../../../electron/contract/summaryOptions.ts";
import { useApi } from "../../lib/api.ts";
import { hasEnded, type JobView, useJob } from "../../lib/jobs.ts";
import { keys, useSettings, useSummaries } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { withItems } from "./liveSummary.ts";

/** The extractive digest of a document that was read. */
export function useDigest(document: Document, length: SummaryOptions["length"]) {
  const api = useApi();
  return useQuery({
    queryKey: keys.digest(document.id, length),
    queryFn: ({ signal }) => api.summaries.digest({ documentId: document.id, length }, { signal }),
    enabled: document.status === "ready",
  });
}

/** The job that reads the document now, if one does. */
export function useReadingJob(document: Document): { id: string | null; view: JobView | null } {
  const api = useApi();
  const isReading = document.status === "reading";
  const jobs = useQuery({
    queryKey: [...keys.jobs, "read", document.id, document.updatedAt],
    queryFn: ({ signal }) => api.jobs.list(undefined, { signal }),
    enabled: isReading,
  });
  const job = jobs.data?.find(
    ({ kind, subject, status }) => kind === "read" && subject === document.id && status === "running",
  );
  const id = isReading ? (job?.id ?? null) : null;
  return { id, view: useJob(id) };
}

export interface SummaryState {
  /** newest first */
  readonly all: readonly Summary[];
  readonly isLoading: boolean;
  /** the one that is shown, with what its job has made so far */
  readonly shown: Summary | null;
  readonly job: JobView | null;
  choose(id: string): void;
  start(options: SummaryOptions, modelId: string | null): void;
  /** Makes the one that is shown once more in other words, and shows that. @param modelId null: the model of the settings */
  another(modelId: string | null): void;
  /** Puts other words in the place of a point of the one that is shown. False where that failed, which was told. */
  correct(pointId: string, text: string): Promise<boolean>;
  resume(): void;
  stop(): void;
  /** Puts a summary into the bin. False where that failed, which was told. */
  remove(id: string): Promise<boolean>;
  /** Takes a summary out of the bin and shows it. */
  restore(id: string): void;
  /** of starting or resuming */
  readonly error: unknown;
  readonly isStarting: boolean;
}

/** The summaries of a document, the one shown, and its job. */
export function useSummary(documentId: string): SummaryState {
  const api = useApi();
  const queries = useQueryClient();
  const act = useAction();
  const list = useSummaries(documentId);
  const [chosen, setChosen] = useState<string | null>(null);
  const all = list.data ?? [];
  const stored = all.find(({ id }) => id === chosen) ?? all[0] ?? null;
  const jobId = stored?.status === "running" ? stored.jobId : null;
  const job = useJob(jobId);
  const shown = useMemo(() => (stored && job ? withItems(stored, job.items) : stored), [stored, job]);

  // the stored summary is whole once its job has ended
  const isOver = job !== null && hasEnded(job);
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: keys.summaries });
  }, [isOver, queries]);

  const refresh = () => queries.invalidateQueries({ queryKey: keys.summaries });
  // a document's own summary stands in its collections too
  const changed = () => Promise.all([refresh(), queries.invalidateQueries({ queryKey: keys.collections })]);
  const starting = useMutation({
    mutationFn: (input: { options: SummaryOptions; modelId: string | null; another: boolean }) =>
      api.summaries.start({ documentId, ...input }),
    onSuccess: async ({ summaryId }) => {
      setChosen(summaryId);
      await refresh();
    },
  });
  const resuming = useMutation({ mutationFn: (id: string) => api.summaries.resume({ id }), onSettled: refresh });
  const stopping = useMutation({ mutationFn: (id: string) => api.jobs.cancel({ jobId: id }), onSettled: refresh });

  return {
    all,
    isLoading: list.isPending,
    shown,
    job,
    choose: setChosen,
    start: (options, modelId) => starting.mutate({ options, modelId, another: false }),
    another: (modelId) => {
      if (stored) starting.mutate({ options: stored.options, modelId, another: true });
    },
    correct: async (pointId, text) => {
      if (!stored) return false;
      const isCorrected = await act(() => api.summaries.correct({ summaryId: stored.id, pointId, text }));
      if (isCorrected) await changed();
      return isCorrected;
    },
    resume: () => {
      if (stored) resuming.mutate(stored.id);
    },
    stop: () => {
      if (jobId !== null) stopping.mutate(jobId);
    },
    remove: async (id) => {
      const isRemoved = await act(() => api.summaries.remove({ id }));
      if (isRemoved) await changed();
      return isRemoved;
    },
    restore: (id) =>
      void act(async () => {
        await api.summaries.restore({ id });
        setChosen(id);
        await changed();
      }),
    error: starting.error ?? resuming.error ?? stopping.error,
    isStarting: starting.isPending || resuming.isPending,
  };
}

/** The length the digest and a new summary begin with. */
export function useStandardLength(): SummaryOptions["length"] {
  return useSettings().data?.summaryLength ?? "standard";
}
