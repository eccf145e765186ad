import { ArrowUp, FileText, Square, Wrench } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useModelChoice } from "../../lib/endpoints.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import type { Problem } from "../../../electron/contract/errors.ts";
import type { McpServer } from "../../../electron/contract/mcp.ts";
import { usePerform } from "../../app/actions/appActions.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { performPressed, useWindowKeys } from "../../app/actions/pressed.ts";
import { useOfflineLock } from "../../lib/offlineLock.ts";
import { contentStorage } from "../../lib/contentStorage.ts";
import { nameOfConversation } from "../../lib/ofConversation.ts";
import { openDocument } from "../../lib/route.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { EndpointChips } from "../endpoints/index.ts";
import { isKeptByLock, offeredTools, serverState } from "../toolServers/index.ts";
import { Select } from "../../ui/Select.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { AttachButton } from "./AttachButton.tsx";
import type { ChatModels } from "./chatModels.ts";
import type { ChatServers } from "./chatServers.ts";
import { NextQuestions } from "./NextQuestions.tsx";
import { ToolsButton } from "./ToolsButton.tsx";
import { TokenMeter } from "./TokenMeter.tsx";
import type { ChatActions } from "./useChatActions.ts";

export interface ComposerProps {
  readonly conversationId: string | null;
  /** the message that the next one goes below */
  readonly parentId: string | null;
  readonly documents: readonly Document[];
  readonly servers: ChatServers;
  /** null while they are not known */
  readonly models: ChatModels | null;
  onModel(modelId: string | null): void;
  /** the model goes on with the text instead of answering it */
  readonly completes: boolean;
  onCompletes(completes: boolean): void;
  readonly isRunning: boolean;
  readonly runningJobId: string | null;
  /** files are on their way into the conversation; what is sent now goes when they are there */
  readonly isAttaching: boolean;
  /** false: one of them did not come, and what waited for it is not sent */
  readonly hasAttached: boolean;
  readonly problem: Problem | null;
  onClearProblem(): void;
  readonly actions: ChatActions;
  onAttach(documentIds: readonly string[]): void;
  onFiles(files: readonly File[]): void;
  onSent(): void;
}

/** Where a message is written. It grows with the text, and what is not sent is kept for this conversation. */
export function Composer(props: ComposerProps) {
  const { t } = useTranslation();
  const { conversationId, documents, models, isRunning, runningJobId, actions } = props;
  const shortcut = useShortcut();
  const [draft, setDraft] = useDraft(conversationId);
  const [isSending, setIsSending] = useState(false);
  const [waitsForFiles, setWaitsForFiles] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const selected = models?.selected ?? null;
  const [first] = documents;
  // Documents answer by their passages where no model does.
  const byPassages = models !== null && models.usual === null && models.chosenId === null && documents.length > 0;
  const byModel = models === null || (selected !== null && (selected.style !== "base" || props.completes));
  const canAnswer = byModel || byPassages;
  const hasMessage = draft.trim() !== "" && !isRunning && !isSending;
  const mayWait = hasMessage && props.isAttaching;
  const canSend = hasMessage && !props.isAttaching && canAnswer;

  useEffect(() => field.current?.focus(), []);
  useWindowKeys("chat", { focusComposer: { perform: () => field.current?.focus() } });

  async function send() {
    if (mayWait) setWaitsForFiles(true);
    if (!canSend) return;
    const text = draft;
    setDraft("");
    // nothing written is lost where sending failed
    if (!(await sendText(text))) setDraft(text);
  }
  const sendWaiting = useEffectEvent(() => {
    setWaitsForFiles(false);
    if (props.hasAttached) void send();
  });
  useEffect(() => {
    if (waitsForFiles && !props.isAttaching) queueMicrotask(() => sendWaiting());
  }, [waitsForFiles, props.isAttaching]);
  async function sendText(text: string): Promise<boolean> {
    setIsSending(true);
    const isSent = await actions.send(text, props.parentId);
    setIsSending(false);
    if (isSent) props.onSent();
    field.current?.focus();
    return isSent;
  }
  const stop = () => {
    if (runningJobId) actions.stop(runningJobId);
  };

  return (
    <div className="mx-auto w-full max-w-read shrink-0 px-6 pt-2 pb-5">
      {props.problem ? (
        <div className="mb-3">
          <ProblemNote
            problem={props.problem}
            actions={
              <Button size="small" onPress={props.onClearProblem}>
                {t("common.dismiss")}
              </Button>
            }
          />
        </div>
      ) : null}
      {models ? <ModelNote models={models} completes={props.completes} onCompletes={props.onCompletes} /> : null}
      {first && props.parentId === null && documents.length === 1 ? (
        <NextQuestions
          documentId={first.id}
          isDisabled={isRunning || isSending || !canAnswer}
          onAsk={(question) => void sendText(question)}
        />
      ) : null}
      <form
        aria-label={t("chat.composer")}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
        className="rounded-card border border-edge bg-surface transition-colors has-[textarea:focus]:border-accent has-[textarea:focus]:ring-1 has-[textarea:focus]:ring-accent"
      >
        {documents.length > 0 ? (
          <ul aria-label={t("chat.attached")} className="flex max-h-29 flex-wrap gap-1.5 overflow-auto px-3 pt-3">
            {documents.map((document) => (
              <li key={document.id} className="min-w-0">
                <Chip
                  icon={FileText}
                  kind={document.status === "failed" ? "danger" : "plain"}
                  onPress={() => openDocument(document.id)}
                  onRemove={() =>
                    actions.setDocuments(documents.filter(({ id }) => id !== document.id).map(({ id }) => id))
                  }
                  removeLabel={t("chat.detach", { title: document.title })}
                >
                  {document.title}
                  {document.status === "reading" ? ` · ${t("rail.reading")}` : null}
                  {document.status === "failed" ? ` · ${t("rail.readingFailed")}` : null}
                </Chip>
              </li>
            ))}
          </ul>
        ) : null}
        <ServerChips servers={props.servers} model={selected?.name ?? null} actions={actions} />
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={t("chat.composer")}
          placeholder={t(
            props.completes
              ? "chat.placeholderComplete"
              : documents.length > 0
                ? "chat.placeholderDocuments"
                : "chat.placeholder",
          )}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            performPressed(event, "composer", {
              // Enter writes no new line, whether or not there is something to send
              sendMessage: { perform: () => void send() },
              stopAnswer: { isEnabled: isRunning, perform: stop },
            });
          }}
          onPaste={(event) => {
            const files = [...event.clipboardData.files];
            if (files.length === 0) return;
            event.preventDefault();
            props.onFiles(files);
          }}
          className="block field-sizing-content max-h-[40vh] min-h-12 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-lead outline-none placeholder:text-faint"
        />
        <div className="flex items-center gap-1 px-2 pb-2">
          <AttachButton
            attached={documents.map(({ id }) => id)}
            onAttach={props.onAttach}
            onDetach={(id) =>
              actions.setDocuments(documents.filter((document) => document.id !== id).map((document) => document.id))
            }
            onFiles={props.onFiles}
          />
          {props.servers.servers.length > 0 ? (
            <ToolsButton
              servers={props.servers.servers}
              chosen={props.servers.chosen.map(({ id }) => id)}
              onChoose={actions.setServers}
            />
          ) : null}
          {models ? <ModelSelect models={models} onModel={props.onModel} /> : null}
          {selected ? <EndpointChips task="chat" model={selected} isChosen={models?.chosenId !== null} /> : null}
          <span className="flex-1" />
          {waitsForFiles ? (
            <span role="status" className="mr-1.5 text-small text-muted">
              {t("chat.waitsForFiles")}
            </span>
          ) : null}
          <TokenMeter
            conversationId={conversationId}
            parentId={props.parentId}
            draft={draft}
            isPaused={isRunning || selected?.style !== "instruct" || documents.some(({ status }) => status !== "ready")}
          />
          {isRunning ? (
            <IconButton
              icon={Square}
              label={t("actions.stopAnswer")}
              {...shortcut("stopAnswer")}
              kind="primary"
              isDisabled={runningJobId === null}
              onPress={stop}
            />
          ) : (
            <IconButton
              icon={ArrowUp}
              label={t("actions.sendMessage")}
              {...shortcut("sendMessage")}
              kind="primary"
              isDisabled={!canSend && (!mayWait || waitsForFiles)}
              onPress={() => void send()}
            />
          )}
        </div>
      </form>
    </div>
  );
}

/** The servers of tools of the conversation, and what keeps them from being used. */
function ServerChips(props: { servers: ChatServers; model: string | null; actions: ChatActions }) {
  const { t } = useTranslation();
  const { isLocked } = useOfflineLock();
  const { chosen, callsTools } = props.servers;
  if (chosen.length === 0) return null;
  const hindranceOf = (server: McpServer): string | null => {
    const state = serverState(server);
    if (state === "disabled" || state === "unconfirmed") return t(`toolServers.state.${state}`);
    if (isKeptByLock(server, isLocked)) return t("chat.tools.locked");
    if (state === "failed") return t("toolServers.state.failed");
    const { tools } = server;
    return tools && tools.length > 0 && offeredTools(tools).offered === 0 ? t("chat.tools.noneOffered") : null;
  };
  const hindered = Map.groupBy(chosen, hindranceOf);
  return (
    <div className="px-3 pt-3">
      <ul aria-label={t("chat.tools.chosen")} className="flex max-h-29 flex-wrap gap-1.5 overflow-auto">
        {chosen.map((server) => (
          <li key={server.id} className="min-w-0">
            <Chip
              icon={Wrench}
              kind={hindranceOf(server) === null ? "plain" : "warn"}
              onRemove={() => props.actions.setServers(chosen.filter(({ id }) => id !== server.id).map(({ id }) => id))}
              removeLabel={t("chat.tools.without", { name: server.name })}
            >
              {server.name}
              {server.tools
                ? ` · ${t("chat.tools.ofHowMany", { offered: offeredTools(server.tools).offered, all: server.tools.length })}`
                : null}
            </Chip>
          </li>
        ))}
      </ul>
      <div className="mt-1.5 text-small text-pretty text-warn empty:hidden">
        {[...hindered].map(([why, servers]) =>
          why === null ? null : (
            <p key={why} className="wrap-anywhere">
              {t("chat.tools.hindered", { names: servers.map(({ name }) => name), why })}
            </p>
          ),
        )}
        {callsTools || props.model === null ? null : <p>{t("chat.tools.cannot", { name: props.model })}</p>}
      </div>
    </div>
  );
}

function ModelSelect({ models, onModel }: { models: ChatModels; onModel(modelId: string | null): void }) {
  const { t } = useTranslation();
  const choiceOf = useModelChoice();
  const { usual, others, selected } = models;
  if (!selected) return null;
  return (
    <Select
      label={t("chat.model")}
      isLabelHidden
      kind="quiet"
      placement="top start"
      className="max-w-64"
      value={selected === usual ? "default" : selected.id}
      onChange={(id) => onModel(id === "default" ? null : id)}
      choices={[
        ...(usual ? [{ id: "default", label: usual.name, detail: t("chat.modelDefault") }] : []),
        ...others.map(choiceOf),
      ]}
    />
  );
}

/** Why nothing answers here, and what can be done. */
function ModelNote(props: { models: ChatModels; completes: boolean; onCompletes(completes: boolean): void }) {
  const { t } = useTranslation();
  const perform = usePerform();
  const { usual, selected, hasWriter } = props.models;
  if (selected?.style === "instruct") return null;
  const words = selected
    ? t(usual ? "chat.isBase" : "chat.onlyBase", { name: selected.name })
    : t(hasWriter ? "chat.onlyStarter" : "chat.noModel");
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card bg-warn-soft px-4 py-2.5">
      <p className="min-w-64 flex-1">{words}</p>
      {selected ? (
        <Switch isSelected={props.completes} onChange={props.onCompletes}>
          {t("chat.complete")}
        </Switch>
      ) : null}
      {usual ? null : (
        <Button size="small" onPress={() => perform("addFiles")}>
          {t("models.add")}
        </Button>
      )}
    </div>
  );
}

/** Text not yet sent, kept by this window for its conversation until it is. */
function useDraft(conversationId: string | null): [string, (text: string) => void] {
  const key = `tramontane.${nameOfConversation("draft", conversationId)}`;
  const [draft, setDraft] = useState(() => contentStorage().getItem(key) ?? "");
  return [
    draft,
    (text) => {
      setDraft(text);
      if (text === "") contentStorage().removeItem(key);
      else contentStorage().setItem(key, text);
    },
  ];
}
