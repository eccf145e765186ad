import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { McpServer } from "../../../electron/contract/mcp.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { useMcpServers } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { focusAfterQuestion } from "../../ui/focusAfterQuestion.ts";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { useToasts } from "../../ui/Toasts.tsx";
import { AddServerDialog } from "./AddServerDialog.tsx";
import { CommandDialog } from "./CommandDialog.tsx";
import { ServerCard } from "./ServerCard.tsx";

/** The servers of tools that chats may use: what they are, what they offer, and whether they run. */
export function ToolServers() {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const toasts = useToasts();
  const { data: servers, error } = useMcpServers();
  const [isAdding, setIsAdding] = useState(false);
  /** whose commands are shown one after the other */
  const [unseen, setUnseen] = useState<readonly string[]>([]);
  const [leaving, setLeaving] = useState<McpServer | null>(null);
  const foot = useRef<HTMLDivElement>(null);

  const start = (id: string) => void act(() => api.mcp.test({ id }));
  const shown = servers?.find(({ id }) => id === unseen[0]);
  const next = () => setUnseen((ids) => ids.slice(1));

  async function remove({ id, name }: McpServer) {
    // The card takes its buttons with it.
    const addButton = foot.current?.querySelector("button");
    const focus = addButton ? focusAfterQuestion(addButton) : null;
    if (!(await act(() => api.mcp.remove({ id })))) return;
    toasts.show({ text: t("toolServers.removed", { name }) });
    focus?.();
  }

  return (
    <div id="tool-servers" className="flex flex-col gap-4 py-4">
      <p className="max-w-prose text-small text-pretty text-muted">{t("toolServers.text")}</p>
      {error ? <ProblemNote problem={callError(error).toProblem()} /> : null}
      {servers && servers.length > 0 ? (
        <ul aria-label={t("settings.sections.toolServers")} className="flex flex-col gap-4">
          {servers.map((server) => (
            <li key={server.id}>
              <ServerCard
                server={server}
                onStart={() => (server.isConfirmed ? start(server.id) : setUnseen([server.id]))}
                onStop={() => void act(() => api.mcp.stop({ id: server.id }))}
                onEnable={(enabled) => void act(() => api.mcp.update({ id: server.id, enabled }))}
                onOffer={(offer) => void act(() => api.mcp.update({ id: server.id, offer: [...offer] }))}
                onRemove={() => setLeaving(server)}
              />
            </li>
          ))}
        </ul>
      ) : null}
      <div ref={foot}>
        <Button onPress={() => setIsAdding(true)}>
          <Plus aria-hidden size={16} strokeWidth={1.8} />
          {t("toolServers.add")}
        </Button>
      </div>
      {isAdding ? (
        <AddServerDialog
          onAdded={(added) => {
            if (added.isConfirmed) start(added.id);
            else setUnseen((ids) => [...ids, added.id]);
          }}
          onClose={() => setIsAdding(false)}
        />
      ) : null}
      {shown?.place.kind === "program" && !isAdding ? (
        <CommandDialog
          key={shown.id}
          name={shown.name}
          place={shown.place}
          onAgree={async ({ command, args, variables }, starts) => {
            const { id } = shown;
            next();
            const isAgreed = await act(() => api.mcp.confirm({ id, command, args, variables }));
            if (isAgreed && starts) start(id);
          }}
          onClose={next}
        />
      ) : null}
      <ConfirmDialog
        isOpen={leaving !== null}
        isDanger
        title={t("toolServers.removeTitle")}
        confirm={t("toolServers.remove")}
        onConfirm={() => leaving && void remove(leaving)}
        onClose={() => setLeaving(null)}
      >
        {leaving ? t("toolServers.removeText", { name: leaving.name }) : null}
      </ConfirmDialog>
    </div>
  );
}
