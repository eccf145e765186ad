import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Message,
  mostResultCharacters,
  type ToolDecision,
  type ToolUse,
} from "../../../electron/contract/chat.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { SaidText } from "../../ui/SaidText.tsx";

export interface ToolUsesProps {
  readonly messageId: string;
  readonly uses: readonly ToolUse[];
}

/** What tools did at one place of an answer, each folded: its arguments, and what it answered, of which the whole opens. */
export function ToolUses({ messageId, uses }: ToolUsesProps) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t("chat.tools.used")} className="my-2 -ml-1 text-small first:mt-0">
      {uses.map((use) => (
        <li key={use.id}>
          <UseFold use={use} messageId={messageId} />
        </li>
      ))}
    </ul>
  );
}

/** The call that waits for the person, or for the tool. */
export function OpenToolUse({ message }: { readonly message: Pick<Message, "id" | "status" | "toolUses"> }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const use = message.toolUses?.find((each) => isOpen(message, each));
  if (!use) return null;
  return (
    <div ref={place} tabIndex={-1} className="mt-3 outline-none first:mt-0">
      {use.state === "asking" ? (
        <Question key={use.id} use={use} messageId={message.id} onDecided={() => place.current?.focus()} />
      ) : (
        <div role="status" className="w-64">
          <p className="mb-1.5 text-small wrap-anywhere text-muted">
            {t("chat.tools.running", { server: use.server, tool: use.tool })}
          </p>
          <ProgressLine label={t("chat.tools.running", { server: use.server, tool: use.tool })} value={null} />
        </div>
      )}
    </div>
  );
}

/** Whether an answer waits at it. Of one that is not written any more nothing does. */
export function isOpen({ status }: Pick<Message, "status">, { state }: Pick<ToolUse, "state">): boolean {
  return status === "streaming" && (state === "asking" || state === "running");
}

interface QuestionProps {
  readonly use: ToolUse;
  readonly messageId: string;
  onDecided(): void;
}

function Question({ use, messageId, onDecided }: QuestionProps) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const [isDecided, setIsDecided] = useState(false);
  const { server, tool, offersAlways } = use;

  async function decide(decision: ToolDecision) {
    setIsDecided(true);
    onDecided();
    if (!(await act(() => api.chat.decideTool({ messageId, useId: use.id, decision })))) setIsDecided(false);
  }

  return (
    <section
      aria-label={t("chat.tools.ask", { server })}
      className="rounded-card border border-edge bg-surface px-4 py-3"
    >
      <p role="status" className="font-medium wrap-anywhere">
        {t("chat.tools.ask", { server })}
      </p>
      <p className="mt-1 text-small text-pretty text-muted">{t("chat.tools.askText")}</p>
      <p className="mt-2 font-mono text-small font-medium wrap-anywhere">{tool}</p>
      <Arguments use={use} />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button size="small" kind="primary" isDisabled={isDecided} onPress={() => void decide("once")}>
          {t("chat.tools.once")}
        </Button>
        {offersAlways ? (
          <Button size="small" isDisabled={isDecided} onPress={() => void decide("always")}>
            {t("chat.tools.always")}
          </Button>
        ) : null}
        <Button size="small" isDisabled={isDecided} onPress={() => void decide("no")}>
          {t("chat.tools.no")}
        </Button>
      </div>
    </section>
  );
}

function Arguments({ use }: { readonly use: ToolUse }) {
  const { t } = useTranslation();
  return <SaidText label={t("chat.tools.arguments", { tool: use.tool })}>{indented(use.arguments)}</SaidText>;
}

function UseFold({ use, messageId }: { readonly use: ToolUse; readonly messageId: string }) {
  const { t } = useTranslation();
  const [isWhole, setIsWhole] = useState(false);
  const { server, tool, state, shown, characters } = use;
  const hasAnswer = state === "done" || state === "failed";
  const isCut = hasAnswer && shown.length !== characters;
  // The mark of what is cut is no part of it.
  const length = shown.endsWith(cutMark) ? shown.length - cutMark.length : shown.length;
  const words =
    state === "done"
      ? null
      : t(state === "failed" || state === "refused" ? `chat.tools.end.${state}` : "chat.tools.end.stopped");
  return (
    <>
      <Disclosure level={3} title={[tool, server, ...(words === null ? [] : [words])].join(" · ")}>
        <p className="text-muted">{t("chat.tools.argumentsOf")}</p>
        <Arguments use={use} />
        {hasAnswer ? (
          <>
            <p className="mt-3 text-muted">{t("chat.tools.answer")}</p>
            <SaidText label={t("chat.tools.answerOf", { tool })}>{shown}</SaidText>
            <Button size="small" className="mt-2" onPress={() => setIsWhole(true)}>
              {t("chat.tools.open")}
            </Button>
          </>
        ) : null}
      </Disclosure>
      {isCut ? (
        <p className="mb-1 ml-5 text-warn">{t("chat.tools.cut", { shown: length, all: characters, tool })}</p>
      ) : null}
      {isWhole ? <WholeAnswer use={use} messageId={messageId} onClose={() => setIsWhole(false)} /> : null}
    </>
  );
}
const cutMark = " […]";

/** All that a tool answered, as it was kept. */
function WholeAnswer({
  use,
  messageId,
  onClose,
}: {
  readonly use: ToolUse;
  readonly messageId: string;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const { id, tool, server, characters } = use;
  const { data, error } = useQuery({
    queryKey: keys.toolResult(messageId, id),
    queryFn: ({ signal }) => api.chat.toolResult({ messageId, useId: id }, { signal }),
  });
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t("chat.tools.answerOf", { tool })}
      width="max-w-3xl"
      actions={
        <Button autoFocus onPress={onClose}>
          {t("common.close")}
        </Button>
      }
    >
      <p>{t("chat.tools.from", { server, count: characters })}</p>
      {characters > mostResultCharacters ? (
        <p className="mt-1 text-warn">{t("chat.tools.kept", { count: mostResultCharacters })}</p>
      ) : null}
      {data ? (
        <SaidText label={t("chat.tools.answerOf", { tool })} isTall>
          {data.text}
        </SaidText>
      ) : error ? (
        <ProblemNote problem={callError(error).toProblem()} />
      ) : (
        <ProgressLine label={t("common.loading")} value={null} />
      )}
    </Dialog>
  );
}

/** Arguments as they are read best; what is no JSON stays as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
