import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import * as z from "zod";
import type { Document } from "../../../electron/contract/documents.ts";
import { callError } from "../../lib/client.ts";
import { nameOfConversation } from "../../lib/ofConversation.ts";
import { useConversation, useDocuments } from "../../lib/queries.ts";
import { useChoosableModels } from "../../lib/endpoints.ts";
import { navigate } from "../../lib/route.ts";
import { Button } from "../../ui/Button.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { useIntake } from "../library/index.ts";
import { useRemembered } from "../../lib/remembered.ts";
import { shownBranch } from "./branch.ts";
import { ChatHeader } from "./ChatHeader.tsx";
import { chatModelsOf } from "./chatModels.ts";
import { useChatServers } from "./chatServers.ts";
import { Composer } from "./Composer.tsx";
import { MessageList } from "./MessageList.tsx";
import { useChatActions } from "./useChatActions.ts";
import { useFollowEnd } from "./useFollowEnd.ts";

/** A conversation, or with `conversationId: null` one that begins with the first message. */
export function ChatView(props: ChatViewProps) {
  return <Chat key={props.conversationId ?? "new"} {...props} />;
}

interface ChatViewProps {
  readonly conversationId: string | null;
  readonly messageId: string | null;
  /** without title and greeting, for a small window */
  readonly isCompact?: boolean;
}

const noIds: readonly string[] = [];

function Chat({ conversationId, messageId, isCompact = false }: ChatViewProps) {
  const { t } = useTranslation();
  const intake = useIntake();
  const { data: conversation, error } = useConversation(conversationId);
  const allDocuments = useDocuments().data;
  const models = useChoosableModels("chat");
  const [modelId, setModelId] = useRemembered<string | null>(
    nameOfConversation("model", conversationId),
    z.string().nullable(),
    null,
  );
  const [newDocumentIds, setNewDocumentIds] = useState(noIds);
  const [newServerIds, setNewServerIds] = useState(noIds);
  const chatModels = useMemo(() => models && chatModelsOf(models, modelId), [models, modelId]);
  const [wantsText, setWantsText] = useState(false);
  const completes = wantsText && chatModels?.selected?.style === "base";
  const { actions, problem, clearProblem, isPending } = useChatActions({
    conversationId,
    modelId: chatModels?.chosenId ?? null,
    completes,
    newDocumentIds,
    onNewDocuments: setNewDocumentIds,
    newServerIds,
    onNewServers: setNewServerIds,
  });
  const servers = useChatServers(conversationId, chatModels?.chosenId ?? null, newServerIds);
  const follow = useFollowEnd();

  const branch = useMemo(
    () => (conversation ? shownBranch(conversation.messages, conversation.leafId) : []),
    [conversation],
  );
  const documentIds = conversation?.documentIds ?? newDocumentIds;
  const documents = useMemo(
    () => documentIds.flatMap((id): Document[] => allDocuments?.filter((document) => document.id === id) ?? []),
    [documentIds, allDocuments],
  );

  // files dropped or pasted here are attached; several may arrive before the first answer is back
  const attached = useRef(documentIds);
  useEffect(() => {
    attached.current = documentIds;
  }, [documentIds]);
  const { setDocuments } = actions;
  const attach = useCallback(
    (ids: readonly string[]) => {
      attached.current = [...new Set([...attached.current, ...ids])];
      setDocuments(attached.current);
    },
    [setDocuments],
  );
  /** files on their way here, and whether one since then did not come */
  const [attaching, setAttaching] = useState({ running: 0, failed: false });
  const addFiles = useCallback(
    (files: readonly File[]) => {
      setAttaching(({ running }) => ({ running: running + 1, failed: false }));
      void intake
        .add(files, (documentId) => attach([documentId]))
        .then((isWhole) =>
          setAttaching(({ running, failed }) => ({ running: running - 1, failed: failed || !isWhole })),
        );
    },
    [intake, attach],
  );
  useEffect(() => intake.receiveWith(addFiles), [intake, addFiles]);

  // a message found by a search may lie on another branch
  const { showBranch } = actions;
  const lies = conversation?.messages.some(({ id }) => id === messageId) ?? false;
  const isShown = branch.some(({ message }) => message.id === messageId);
  useEffect(() => {
    if (messageId !== null && lies && !isShown) showBranch(messageId);
  }, [messageId, lies, isShown, showBranch]);

  if (error && !conversation) {
    const failure = callError(error);
    if (failure.code === "NOT_FOUND") return <Missing />;
    return (
      <div className="mx-auto max-w-read p-8">
        <ProblemNote problem={failure.toProblem()} />
      </div>
    );
  }
  if (conversationId !== null && !conversation) return <ProgressLine label={t("common.loading")} value={null} />;

  const last = branch.at(-1)?.message ?? null;
  const running = branch.find(({ message }) => message.status === "streaming")?.message ?? null;
  const isEmpty = branch.length === 0;
  return (
    <section aria-label={t("chat.label")} className="flex h-full flex-col">
      {isCompact ? null : <ChatHeader conversation={conversation ?? null} />}
      {isEmpty && isCompact ? (
        <div className="flex-1" />
      ) : isEmpty ? (
        <div className="flex min-h-0 flex-1 flex-col items-center justify-end overflow-auto px-6 pb-6 text-center">
          <p className="font-serif text-title font-semibold">
            {documents.length === 0 ? t("chat.emptyTitle") : t("chat.emptyDocuments", { count: documents.length })}
          </p>
          <p className="mt-2 max-w-md text-muted text-pretty">
            {t(chatModels?.selected?.endpoint ? "chat.emptyTextEndpoint" : "chat.emptyText", {
              name: chatModels?.selected?.endpoint?.name ?? "",
            })}
          </p>
        </div>
      ) : (
        <MessageList
          branch={branch}
          documents={allDocuments ?? []}
          actions={actions}
          isBusy={running !== null || isPending}
          follow={follow}
          messageId={messageId}
        />
      )}
      <Composer
        conversationId={conversationId}
        parentId={last?.id ?? null}
        documents={documents}
        servers={servers}
        models={chatModels ?? null}
        onModel={setModelId}
        completes={completes}
        onCompletes={setWantsText}
        runningJobId={running?.jobId ?? null}
        isRunning={running !== null}
        isAttaching={attaching.running > 0 || isPending}
        hasAttached={!attaching.failed}
        problem={problem}
        onClearProblem={clearProblem}
        actions={actions}
        onAttach={attach}
        onFiles={addFiles}
        onSent={follow.jump}
      />
      {isEmpty && !isCompact ? <div className="min-h-0 flex-[0.8]" /> : null}
    </section>
  );
}

function Missing() {
  const { t } = useTranslation();
  return (
    <div className="flex h-full items-center justify-center p-8">
      <div className="max-w-md">
        <h1 className="font-serif text-title font-semibold">{t("app.notFoundTitle")}</h1>
        <p className="mt-2 text-muted">{t("app.notFoundText")}</p>
        <Button className="mt-5" onPress={() => navigate({ view: "start" })}>
          {t("app.toStart")}
        </Button>
      </div>
    </div>
  );
}
