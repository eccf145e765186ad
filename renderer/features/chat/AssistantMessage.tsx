import { type LucideIcon, Play, RotateCcw, ThumbsDown, ThumbsUp } from "lucide-react";
import { useCallback, useDeferredValue, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../i18n/useWords.ts";
import type { Words } from "../../../electron/words/words.ts";
import { writerWords } from "../../../electron/words/writerWords.ts";
import { answerParts } from "../../../electron/contract/answerParts.ts";
import type { ContextReceipt, Message, Rating } from "../../../electron/contract/chat.ts";
import type { Citation, Document } from "../../../electron/contract/documents.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { goalOf } from "../../lib/goalOf.ts";
import { type JobView, hasEnded, useJob } from "../../lib/jobs.ts";
import { openDocument } from "../../lib/route.ts";
import { useApi } from "../../lib/api.ts";
import { useEndpointsOf } from "../../lib/endpoints.ts";
import { EndpointChip } from "../endpoints/index.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { CitationChip } from "../../ui/CitationChip.tsx";
import { quoteLine } from "../../ui/litPieces.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { Verdict } from "../summary/index.ts";
import type { BranchEntry } from "./branch.ts";
import { BranchSwitch } from "./BranchSwitch.tsx";
import { CopyButton } from "./CopyButton.tsx";
import { Markdown } from "./Markdown.tsx";
import { placesOf } from "./statementMarks.ts";
import { ThoughtFold } from "./ThoughtFold.tsx";
import { isOpen, OpenToolUse, ToolUses } from "./ToolUses.tsx";
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
  const words = useWords();
  const { message } = entry;
  const { wrote } = message;
  const writers = wrote?.map((model) => writerWords(model, words)).join(", ") ?? message.model;
  const endpoints = useEndpointsOf(wrote?.map(({ sha256 }) => sha256) ?? (message.modelId ? [message.modelId] : []));
  const job = useJob(message.status === "streaming" ? message.jobId : null);
  const isWriting = message.status === "streaming";
  // the deltas of the job are the whole text; the stored one follows within half a second
  const text = useDeferredValue(isWriting && job && job.text !== "" ? job.text : message.text);

  const thought = isWriting && job?.thought ? { ...job.thought, cut: null } : message.thought;
  const isThinking = isWriting && job?.progress?.stage === "thinking";

  const isAtTool = message.toolUses?.some((use) => isOpen(message, use)) ?? false;

  const { refresh } = actions;
  const isEnded = job !== null && hasEnded(job);
  useEffect(() => {
    if (!isEnded) return undefined;
    const timer = setTimeout(refresh, 0);
    return () => clearTimeout(timer);
  }, [isEnded, refresh]);

  const { citations, statements } = message;
  const parts = useMemo(() => partsOf(message, text), [message, text]);
  const renderVerdict = useCallback(
    (index: number) => {
      const statement = statements[index];
      if (!statement) return null;
      const quotes = statement.citations.flatMap((at) => citations[at] ?? []);
      return (
        <Verdict
          point={{ ...statement, text: statement.claim, citations: quotes }}
          isShort
          said={t("chat.said")}
          onOpen={(citation) => openDocument(citation.documentId, goalOf(citation))}
        />
      );
    },
    [citations, statements, t],
  );
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
          onOpen={(opened) => openDocument(opened.documentId, goalOf(opened))}
        />
      );
    },
    [citations, documents],
  );

  return (
    <div>
      {message.context?.toolsTooLarge ? (
        <p role="note" className="mb-2 text-small text-pretty text-warn">
          {t("chat.tools.tooLarge", message.context.toolsTooLarge)}
        </p>
      ) : null}
      {thought ? <ThoughtFold thought={thought} isRunning={isThinking} /> : null}
      {parts.map((part, index) =>
        part.kind === "uses" ? (
          <ToolUses key={`uses ${part.uses[0]?.id ?? ""}`} messageId={message.id} uses={part.uses} />
        ) : (
          <Markdown
            // Parts are only added to.
            // oxlint-disable-next-line react/no-array-index-key
            key={`text ${String(index)}`}
            text={part.text}
            {...(part.places && { places: part.places })}
            renderMark={renderMark}
            renderVerdict={renderVerdict}
          />
        ),
      )}
      <OpenToolUse message={message} />
      {isWriting && !isThinking && !isAtTool ? <WritingState job={job} hasText={text !== ""} /> : null}
      {isWriting ? null : <Passages message={message} documents={documents} />}
      <Ending message={message} isBusy={isBusy} actions={actions} />
      {isWriting ? null : (
        <div className="mt-2 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-small text-muted">
          <BranchSwitch entry={entry} isBusy={isBusy} onShow={actions.showBranch} />
          <span
            className={`-ml-1.5 flex transition-opacity ${isLast ? "" : "opacity-0 group-focus-within/message:opacity-100 group-hover/message:opacity-100"}`}
          >
            {message.text === "" ? null : <CopyButton text={message.text} />}
            <IconButton
              icon={RotateCcw}
              size="small"
              label={t("chat.regenerate")}
              isDisabled={isBusy}
              onPress={() => void actions.regenerate(message.id)}
            />
            {message.text === "" ? null : <Ratings message={message} />}
          </span>
          {message.context ? <ContextWords context={message.context} /> : null}
          {endpoints.map((endpoint) => (
            <EndpointChip key={endpoint.id} endpoint={endpoint} />
          ))}
          {writers ? (
            <span className="ml-auto wrap-anywhere">
              {writers}
              {message.tokensPerSecond === null ? null : ` · ${t("chat.speed", { speed: message.tokensPerSecond })}`}
            </span>
          ) : null}
        </div>
      )}
    </div>
  );
}

/** The parts of an answer as far as it is written, of text with the places of its verdicts. */
function partsOf(message: Message, text: string) {
  const toolUses = message.toolUses?.filter((use) => !isOpen(message, use)) ?? [];
  // While more is written the text is not yet that of the message.
  const statements = text === message.text ? message.statements : [];
  return answerParts({ text, citations: message.citations, statements, toolUses }).map((part) =>
    part.kind === "text" ? { ...part, places: part.statements.length > 0 ? placesOf(part) : null } : part,
  );
}

/** Whether the answer was good, as a person finds: for who trains a model, nothing else. */
function Ratings({ message }: { message: Message }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const button = (rating: Rating, icon: LucideIcon) => (
    <IconButton
      icon={icon}
      size="small"
      label={t(`chat.rate.${rating}`)}
      aria-pressed={message.rating === rating}
      className={message.rating === rating ? "bg-pressed text-accent" : ""}
      onPress={() =>
        void act(() => api.chat.rate({ messageId: message.id, rating: message.rating === rating ? null : rating }))
      }
    />
  );
  return (
    <>
      {button("good", ThumbsUp)}
      {button("bad", ThumbsDown)}
    </>
  );
}

/** What the documents answer by themselves, or that they were looked through in vain. */
function Passages({ message, documents }: { message: Message; documents: readonly Document[] }) {
  const { t } = useTranslation();
  const { passages, text, context, status, model } = message;
  const lookedFor = context?.lookedFor ?? [];
  const isOwnAnswer = status === "done" && text === "" && model === null;
  if (passages.length === 0) {
    if (lookedFor.length === 0) return null;
    return (
      <p className="mt-2 text-small text-pretty text-muted first:mt-0">
        {isOwnAnswer ? <span className="mb-1 block text-body text-ink">{t("chat.nothingFound")}</span> : null}
        {t("chat.lookedFor", { words: lookedFor })}
      </p>
    );
  }
  return (
    <section aria-label={t("chat.passages")} className="mt-3 first:mt-0">
      <p className="mb-2 text-small text-muted">{isOwnAnswer ? t("chat.byPassages") : t("chat.speakOfIt")}</p>
      <ul className="flex flex-col gap-2">
        {passages.map((passage) => (
          <li key={`${passage.documentId}:${passage.page}:${passage.start}`}>
            <Passage passage={passage} title={documents.find(({ id }) => id === passage.documentId)?.title} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Passage({ passage, title }: { passage: Citation; title: string | undefined }) {
  const { t } = useTranslation();
  const { documentId, page, quote, lost } = passage;
  return (
    <button
      type="button"
      onClick={() => openDocument(documentId, goalOf(passage))}
      className="flex w-full flex-col rounded-control bg-sunken px-3 pt-1.5 pb-2 text-left transition-colors hover:bg-hover"
    >
      <span className="mb-0.5 flex max-w-full gap-2 text-small text-muted">
        {title ? <span className="truncate">{title}</span> : null}
        <span className="shrink-0">{lost === true ? t("citation.lost") : t("citation.page", { page })}</span>
      </span>
      <span dir="auto" className="font-serif text-read wrap-anywhere">
        {quoteLine(quote)}
      </span>
    </button>
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
        : progress?.stage === "reading"
          ? t("chat.waitingDocument", { title: progress.file ?? "" })
          : progress?.stage === "prompt"
            ? t("chat.readingPrompt")
            : t("chat.starting");
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

function endingWords({ status, text, problem }: Message, { t, error }: Words): string {
  if (text === "") return t("chat.stoppedEmpty");
  return status === "stopped" ? t("chat.stopped") : problem ? error(problem) : t("chat.partial");
}

/** How an answer ended that did not end well, and what can be done. */
function Ending({ message, isBusy, actions }: { message: Message; isBusy: boolean; actions: ChatActions }) {
  const words = useWords();
  const { t } = words;
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
      <span>{endingWords(message, words)}</span>
      {message.text === "" ? null : goOn}
    </p>
  );
}

function ContextWords({ context }: { context: ContextReceipt }) {
  const { t, error } = useWords();
  const { droppedTurns, documents, passages, question, promptTokens, toolsLeftOut = [], toolsOver = [] } = context;
  const unable = toolsLeftOut.filter(({ problem }) => problem === null).map(({ server }) => server);
  // Where no model read anything the passages stand there themselves.
  const isRead = promptTokens > 0;
  return (
    <span className="flex flex-wrap gap-x-3">
      {question === null ? null : <span className="text-pretty">{t("chat.completed", { question })}</span>}
      {documents === "whole" ? <span>{t("chat.contextWhole")}</span> : null}
      {isRead && documents === "passages" ? <span>{t("chat.contextPassages", { count: passages })}</span> : null}
      {droppedTurns > 0 ? <span className="text-warn">{t("chat.dropped", { count: droppedTurns })}</span> : null}
      {unable.length > 0 ? <span className="text-warn">{t("chat.tools.notByModel", { servers: unable })}</span> : null}
      {toolsOver.map(({ server, offered, all }) => (
        <span key={`over ${server}`} className="text-warn">
          {t("chat.tools.over", { server, offered, all })}
        </span>
      ))}
      {toolsLeftOut.map(({ server, problem }) =>
        problem === null ? null : (
          <span key={server} className="text-warn">
            {t("chat.tools.leftOut", { server, problem: error(problem) })}
          </span>
        ),
      )}
    </span>
  );
}
