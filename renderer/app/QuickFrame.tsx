import { AppWindow, Plus, X } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ChatView } from "../features/chat/ChatView.tsx";
import { DropArea } from "../features/library/DropArea.tsx";
import { IntakePanel } from "../features/library/IntakePanel.tsx";
import { MaterialBar } from "../features/quick/MaterialBar.tsx";
import { useApi } from "../lib/api.ts";
import { ConnectionContext, useWatch } from "../lib/connection.ts";
import { contentStorage } from "../lib/contentStorage.ts";
import { createConversationMemory, useConversationMemory } from "../lib/ofConversation.ts";
import { useSettings } from "../lib/queries.ts";
import { hrefOf, openChat, replaceRoute, useRoute } from "../lib/route.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { PerformContext } from "./actions/appActions.ts";
import { applyTheme } from "./theme.ts";
import { Unauthorized } from "./Unauthorized.tsx";
import { useAppActions } from "./useAppActions.ts";
import { ViewBoundary } from "./ViewBoundary.tsx";

/** The small window of the quick question: a conversation and nothing beside it. Everything else opens in the main window. */
export function QuickFrame() {
  const { t } = useTranslation();
  const api = useApi();
  const connection = useWatch();
  const settings = useSettings().data;
  const route = useRoute();
  const [memory] = useState(() => createConversationMemory(contentStorage()));
  useConversationMemory(memory);
  const perform = useAppActions({ openPalette: nothing, toggleLibrary: nothing });
  const conversationId = route.view === "chat" ? route.id : null;
  const hide = useCallback(() => void api.desktop.hideQuick(), [api]);

  useEffect(() => {
    if (settings) applyTheme(settings.theme);
  }, [settings]);

  useEffect(() => {
    if (route.view === "chat") return;
    void api.desktop.show({ hash: hrefOf(route) });
    if (history.length > 1) history.back();
    else replaceRoute({ view: "chat", id: null, messageId: null });
  }, [api, route]);

  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("[role=dialog]")) return;
      hide();
    };
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, [hide]);

  if (connection === "unauthorized") return <Unauthorized />;
  return (
    <ConnectionContext value={connection}>
      <PerformContext value={perform}>
        <div className="flex h-full flex-col border border-line">
          <header className="draggable flex h-10 shrink-0 items-center gap-1 border-b border-line pr-2 pl-4">
            <h1 className="min-w-0 flex-1 truncate text-small font-semibold">{t("quick.title")}</h1>
            <IconButton size="small" icon={Plus} label={t("quick.new")} onPress={() => openChat(null)} />
            <IconButton
              size="small"
              icon={AppWindow}
              label={t("quick.open")}
              onPress={() =>
                void api.desktop.show({ hash: hrefOf({ view: "chat", id: conversationId, messageId: null }) })
              }
            />
            <IconButton size="small" icon={X} label={t("quick.close")} onPress={hide} />
          </header>
          <MaterialBar />
          <main id="main" tabIndex={-1} className="min-h-0 flex-1 outline-none">
            <ViewBoundary>
              <ChatView conversationId={conversationId} messageId={null} isCompact />
            </ViewBoundary>
          </main>
        </div>
        <IntakePanel hidesDocuments />
        <DropArea />
      </PerformContext>
    </ConnectionContext>
  );
}

function nothing() {}
