import { useMutation, useQueryClient } from "@tanstack/react-query";
import { GitCompareArrows, ListChecks, MessageSquare } from "lucide-react";
import { type Ref, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../i18n/useWords.ts";
import { AppError, assertNever, type Problem } from "../../../electron/contract/errors.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import type { Digest, Summary } from "../../../electron/contract/summaries.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import type { JobView } from "../../lib/jobs.ts";
import { keys } from "../../lib/queries.ts";
import { navigate, openCheck } from "../../lib/route.ts";
import { Button } from "../../ui/Button.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { PaneOver } from "../../ui/Panes.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { useToasts } from "../../ui/Toasts.tsx";
import { CompareDialog, VersionNote } from "../compare/index.ts";
import { PasswordForm } from "../reader/index.ts";
import { DocumentHeader } from "./DocumentHeader.tsx";
import { PointList } from "./PointList.tsx";
import { ProgressLine } from "./ProgressLine.tsx";
import { ReadingNote } from "./ReadingNote.tsx";
import { SummaryView } from "./SummaryView.tsx";
import { VersionsView } from "./VersionsView.tsx";
import { progressSteps } from "./progressSteps.ts";
import { useAsk } from "./useAsk.ts";
import { useHeldPlace } from "./useHeldPlace.ts";
import { useDigest, useReadingJob, useStandardLength, useSummary } from "./useSummary.ts";

interface DocumentPaneProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly document: Document;
  readonly onPassword: (password: string) => void;
  /** opens a page beside it */
  readonly onPage: (page: number) => void;
  readonly pagesButton: React.ReactNode;
}

/** The middle of the room: what the document is, how far the work on it is, its digest and its summary. */
export function DocumentPane({ ref, document, onPassword, onPage, pagesButton }: DocumentPaneProps) {
  const { t } = useTranslation();
  const ask = useAsk(document.id);
  const [isComparing, setIsComparing] = useState(false);
  const stopComparing = useCallback(() => setIsComparing(false), []);
  const [versions, setVersions] = useState<{ first: Summary; others: readonly Summary[] } | null>(null);
  return (
    <div className="relative h-full">
      <div
        ref={ref}
        tabIndex={-1}
        inert={versions !== null}
        role="region"
        aria-label={t("summary.summaryPanel")}
        className="relative h-full overflow-y-auto outline-none"
      >
        <div className="mx-auto flex max-w-read flex-col gap-6 px-8 pt-7 pb-16">
          <DocumentHeader
            document={document}
            actions={
              <>
                {document.status === "ready" && (
                  <Button size="small" isDisabled={ask.isPending} onPress={() => ask.mutate(null)}>
                    <MessageSquare size={15} aria-hidden />
                    {t("summary.ask")}
                  </Button>
                )}
                {document.status === "ready" && (
                  <Button size="small" onPress={() => setIsComparing(true)}>
                    <GitCompareArrows size={15} aria-hidden />
                    {t("compare.compareWith")}
                  </Button>
                )}
                {document.status === "ready" && (
                  <Button size="small" onPress={() => openCheck([document.id])}>
                    <ListChecks size={15} aria-hidden />
                    {t("actions.checkText")}
                  </Button>
                )}
                {pagesButton}
              </>
            }
          />
          <VersionNote document={document} />
          <ReadingNote document={document} onPassword={onPassword} />
          {isComparing && <CompareDialog document={document} onClose={stopComparing} />}
          <State
            document={document}
            onPassword={onPassword}
            onPage={onPage}
            onCompare={(first, others) => setVersions({ first, others })}
          />
        </div>
      </div>
      {versions && (
        <PaneOver>
          <VersionsView {...versions} onClose={() => setVersions(null)} />
        </PaneOver>
      )}
    </div>
  );
}

interface StateProps extends Pick<DocumentPaneProps, "document" | "onPassword" | "onPage"> {
  readonly onCompare: (first: Summary, others: readonly Summary[]) => void;
}

function State({ document, ...rest }: StateProps) {
  switch (document.status) {
    case "reading":
      return <Reading document={document} />;
    case "failed":
      return <Unreadable document={document} onPassword={rest.onPassword} />;
    case "ready":
      return <Ready document={document} onPage={rest.onPage} onCompare={rest.onCompare} />;
    default:
      return assertNever(document.status);
  }
}

function Reading({ document }: { document: Document }) {
  const api = useApi();
  const { id, view } = useReadingJob(document);
  const job = view?.progress ?? null;
  const steps = progressSteps({
    pages: document.pages,
    read: false,
    digestReady: false,
    job: job ?? { stage: "reading", done: 0, total: 0, leftMs: null },
    summarizing: false,
  });
  return (
    <ProgressLine
      steps={steps}
      share={shareOf(job)}
      {...(id === null ? {} : { onStop: () => void api.jobs.cancel({ jobId: id }) })}
    />
  );
}

function Ready({ document, onPage, onCompare }: Pick<StateProps, "document" | "onPage" | "onCompare">) {
  const length = useStandardLength();
  const digest = useDigest(document, length);
  const summaries = useSummary(document.id);
  const { shown, job } = summaries;
  const isRunning = shown?.status === "running";
  const content = useHeldPlace(isRunning);
  const progress = job?.progress ?? null;
  const steps = progressSteps({
    pages: document.pages,
    read: true,
    digestReady: digest.isSuccess,
    job: progress ?? { stage: "queued", done: 0, total: 0, leftMs: null },
    summarizing: true,
  });
  // A finished summary stands in its place; until then it is what there is to read.
  const isBelow = shown?.status === "done";
  const digestView = (
    <DigestView
      key={summaries.isLoading ? "wait" : `${document.id} ${isBelow}`}
      digest={digest.data ?? null}
      error={digest.error}
      isBelow={isBelow}
    />
  );
  return (
    <div ref={content} className="flex flex-col gap-6">
      {isRunning && <ProgressLine steps={steps} share={shareOf(progress)} onStop={summaries.stop} />}
      {!isBelow && digestView}
      <SummaryView
        document={document}
        summaries={summaries}
        onPage={onPage}
        onCompare={onCompare}
        digest={isBelow && digestView}
      />
    </div>
  );
}

interface DigestViewProps {
  readonly digest: Digest | null;
  readonly error: unknown;
  /** below a finished summary, where it is folded at first */
  readonly isBelow: boolean;
}

function DigestView({ digest, error, isBelow }: DigestViewProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(!isBelow);
  const points = useMemo(
    () =>
      digest?.lines.map(({ text, citations }) => ({ text, citations, support: "verified" as const, findings: [] })) ??
      [],
    [digest],
  );
  if (error !== null) return <ProblemNote problem={callError(error).toProblem()} />;
  return (
    <section className="-ml-5">
      <Disclosure
        level={isBelow ? 3 : 2}
        isExpanded={isOpen}
        onExpandedChange={setIsOpen}
        title={
          isBelow ? (
            t("summary.digestBelow")
          ) : (
            <span className="text-lead font-semibold text-ink">{t("summary.digest")}</span>
          )
        }
      >
        <p className="mb-3 text-small text-muted">{t(digest ? "summary.digestNote" : "summary.digestWait")}</p>
        {digest && points.length === 0 && <p className="text-muted">{t("summary.digestEmpty")}</p>}
        <PointList listId="digest" points={points} label={t("summary.digest")} />
      </Disclosure>
    </section>
  );
}

/** A document that could not be read: why, and what can be done about it. */
function Unreadable({ document, onPassword }: { document: Document; onPassword: (password: string) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const api = useApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const problem: Problem = document.problem ?? new AppError("INTERNAL").toProblem();
  const refresh = () => queries.invalidateQueries({ queryKey: keys.documents });
  const unlock = useMutation({
    mutationFn: (password: string) => api.documents.unlock({ id: document.id, password }),
    onSuccess: (_, password) => {
      onPassword(password);
      return refresh();
    },
  });
  const reread = useMutation({ mutationFn: () => api.documents.reread({ id: document.id }), onSettled: refresh });
  const remove = useMutation({
    mutationFn: () => api.documents.remove({ id: document.id }),
    onSuccess: () => {
      toasts.show({
        text: t("summary.removed"),
        action: {
          label: t("common.undo"),
          onPress: () => void api.documents.restore({ id: document.id }).then(refresh),
        },
      });
      navigate({ view: "start" });
      return refresh();
    },
  });
  const failure = unlock.error ?? reread.error ?? remove.error;
  const isLocked = problem.code === "PASSWORD_REQUIRED" || problem.code === "PASSWORD_WRONG";
  return (
    <div className="flex flex-col gap-4">
      {isLocked ? (
        <div className="flex flex-col gap-3 rounded-card border border-line bg-surface px-4 py-4">
          {problem.code === "PASSWORD_REQUIRED" && <p>{words.error(problem)}</p>}
          <PasswordForm
            label={t("summary.locked")}
            isWrong={problem.code === "PASSWORD_WRONG" || isPasswordError(unlock.error)}
            isBusy={unlock.isPending}
            onPassword={(password) => unlock.mutate(password)}
          />
        </div>
      ) : (
        <ProblemNote
          title={t("summary.failedTitle")}
          problem={problem}
          actions={
            <>
              <Button size="small" isDisabled={reread.isPending} onPress={() => reread.mutate()}>
                {t("summary.tryAgain")}
              </Button>
              <Button size="small" isDisabled={remove.isPending} onPress={() => remove.mutate()}>
                {t("summary.remove")}
              </Button>
            </>
          }
        />
      )}
      {failure !== null && !isPasswordError(failure) && <ProblemNote problem={callError(failure).toProblem()} />}
    </div>
  );
}

function isPasswordError(thrown: unknown): boolean {
  return thrown !== null && callError(thrown).code === "PASSWORD_WRONG";
}

function shareOf(progress: JobView["progress"]): number | null {
  return progress && progress.total > 0 ? progress.done / progress.total : null;
}
