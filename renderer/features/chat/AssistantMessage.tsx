import { Play, RotateCcw } from "lucide-react";
import { useCallback, useDeferredValue, useEffect } from "react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { wordsOf } from "../../../electron/words/words.ts";
import type { ContextReceipt, Message } from "../../../electron/contract/chat.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { type JobView, hasEnded, useJob } from "../../lib/jobs.ts";
import { openDocument } from "../../lib/route.ts";
import { Button } from "../../ui/Button.tsx";
import { CitationChip } from "../../ui/CitationChip.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import type { BranchEntry } from "./branch.ts";
import { BranchSwitch } from "./BranchSwitch.tsx";
import { CopyButton } from "./CopyButton.tsx";
import { Markdown } from "./Markdown.tsx";
import type { ChatActions } from "./useChatActions.ts";

export interface AssistantMessageProps {
  readonly entry: BranchEntry;
  readonly documents: readonly Document[];
  readonly actions: ChatActions;
  readonly isBusy: boolean;
  readonly isLast: boolean;
}

/** An answer: as it is written, then with its citations, what it was given to read, and what can be done with it. */
export function AssistantMessage({ entry, documents, actions, isBusy, isLast }: AssistantMessageProps) {
  const { t } = useTranslation();
  const { message } = entry;
  const job = useJob(message.status === "streaming" ? message.jobId : null);
  const isWriting = message.status === "streaming";
  // the deltas of the job are the whole text; the stored one follows within half a second
  const text = useDeferredValue(isWriting && job && job.text !== "" ? job.text : message.text);

  const { refresh } = actions;
  const isEnded = job !== null && hasEnded(job);
  const lacksCitation = isWriting && mostMark(text) > message.citations.length;
  useEffect(() => {
    if (!isEnded && !lacksCitation) return undefined;
    // the citations are stored a moment after their marks are written
    const timer = setTimeout(refresh, isEnded ? 0 : 700);
    return () => clearTimeout(timer);
  }, [isEnded, lacksCitation, refresh]);

  const { citations } = message;
  const renderMark = useCallback(
    (number: number) => {
      const citation = citations[number - 1];
      if (!citation) return null;
      const title = documents.find(({ id }) => id === citation.documentId)?.title;
      return (
        <CitationChip
          number={number}
          citation={citation}
          documentTitle={title}
          onOpen={({ documentId, page, start, end }) => openDocument(documentId, { page, start, end })}
        />
      );
    },
    [citations, documents],
  );

  return (
    <div>
      {text === "" ? null : <Markdown text={text} renderMark={renderMark} />}
      {isWriting ? <WritingState job={job} hasText={text !== ""} /> : null}
      <Ending message={message} isBusy={isBusy} actions={actions} />
      {isWriting ? null : (
        <div className="mt-2 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-small text-muted">
          <BranchSwitch entry={entry} isBusy={isBusy} onShow={actions.showBranch} />
          <span
            className={`-ml-1.5 flex transition-opacity ${isLast ? "" : "opacity-0 group-focus-within/message:opacity-100 group-hover/message:opacity-100"}`}
          >
            <CopyButton text={message.text} />
            <IconButton
              icon={RotateCcw}
              size="small"
              label={t("chat.regenerate")}
              isDisabled={isBusy}
              onPress={() => void actions.regenerate(message.id)}
            />
          </span>
          {message.context ? <ContextWords context={message.context} /> : null}
          {isLast && message.model ? (
            <span className="ml-auto">
              {message.model}
              {message.tokensPerSecond === null ? null : ` · ${t("chat.speed", { speed: message.tokensPerSecond })}`}
            </span>
          ) : null}
        </div>
      )}
    </div>
  );
}

/** What happens before the first word is there. */
function WritingState({ job, hasText }: { job: JobView | null; hasText: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const progress = job?.progress ?? null;
  if (hasText && (progress === null || progress.stage === "writing" || progress.stage === "prompt")) return null;
  const share = progress && progress.total > 0 ? progress.done / progress.total : null;
  const words =
    progress?.stage === "loading"
      ? t("chat.loadingModel")
      : progress?.stage === "queued"
        ? t("chat.waitingTurn")
        : progress?.stage === "prompt"
          ? t("chat.readingPrompt")
          : t("chat.thinking");
  // the first word comes any moment: a share that stays at nothing says less than a line that moves
  const value = share === 0 ? null : share;
  return (
    <div role="status" className="mt-3 w-48 first:mt-0">
      <p className="mb-1.5 text-small text-muted">
        {words}
        {value === null ? null : ` · ${formats.percent(value)}`}
      </p>
      <ProgressLine label={words} value={value} />
    </div>
  );
}

function endingWords({ status, text, problem }: Message, t: TFunction): string {
  if (text === "") return t("chat.stoppedEmpty");
  return status === "stopped" ? t("chat.stopped") : problem ? wordsOf(t).error(problem) : t("chat.partial");
}

/** How an answer ended that did not end well, and what can be done. */
function Ending({ message, isBusy, actions }: { message: Message; isBusy: boolean; actions: ChatActions }) {
  const { t } = useTranslation();
  const { status, problem } = message;
  if (status !== "stopped" && status !== "partial" && status !== "failed") return null;
  const goOn = (
    <Button size="small" isDisabled={isBusy} onPress={() => void actions.continue(message.id)}>
      <Play aria-hidden size={14} strokeWidth={1.8} />
      {t("chat.continue")}
    </Button>
  );
  if (status === "failed" && problem) {
    return (
      <div className="mt-3">
        <ProblemNote
          problem={problem}
          title={t("chat.failed")}
          actions={
            <>
              <Button size="small" isDisabled={isBusy} onPress={() => void actions.regenerate(message.id)}>
                <RotateCcw aria-hidden size={14} strokeWidth={1.8} />
                {t("common.retry")}
              </Button>
              {message.text === "" ? null : goOn}
            </>
          }
        />
      </div>
    );
  }
  return (
    <p className="mt-3 flex flex-wrap items-center gap-3 text-muted">
      <span>{endingWords(message, t)}</span>
      {message.text === "" ? null : goOn}
    </p>
  );
}

function ContextWords({ context }: { context: ContextReceipt }) {
  const { t } = useTranslation();
  const { droppedTurns, documents, passages } = context;
  return (
    <span className="flex flex-wrap gap-x-3">
      {documents === "whole" ? <span>{t("chat.contextWhole")}</span> : null}
      {documents === "passages" ? <span>{t("chat.contextPassages", { count: passages })}</span> : null}
      {droppedTurns > 0 ? <span className="text-warn">{t("chat.dropped", { count: droppedTurns })}</span> : null}
    </span>
  );
}

/** The highest number of a citation mark in a text, 0 without any. */
function mostMark(text: string): number {
  return Math.max(0, ...[...text.matchAll(/\[(\d{1,4})\]/g)].map((match) => Number(match[1])));
}
