import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../../../electron/contract/chat.ts";
import { useApi } from "../../lib/api.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { TextField } from "../../ui/TextField.tsx";

/** Title of a conversation and its own options. */
export function ChatHeader({ conversation }: { conversation: Conversation | null }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 pr-3 pl-6">
      <h1 className="min-w-0 flex-1 truncate font-semibold">{conversation?.title || t("rail.chatUntitled")}</h1>
      {conversation ? (
        <>
          <IconButton icon={SlidersHorizontal} label={t("chat.options")} onPress={() => setIsOpen(true)} />
          {isOpen ? <ChatOptions conversation={conversation} onClose={() => setIsOpen(false)} /> : null}
        </>
      ) : null}
    </header>
  );
}

function ChatOptions({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const [systemPrompt, setSystemPrompt] = useState(conversation.systemPrompt);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={t("chat.options")}
      width="max-w-xl"
      actions={
        <>
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button
            kind="primary"
            onPress={() =>
              void act(() => api.conversations.setSystemPrompt({ id: conversation.id, systemPrompt })).then(
                (isSaved) => isSaved && onClose(),
              )
            }
          >
            {t("common.save")}
          </Button>
        </>
      }
    >
      <div className="mt-3 text-ink">
        <TextField
          label={t("chat.systemPrompt")}
          description={t("settings.systemPromptText")}
          rows={7}
          maxLength={20_000}
          value={systemPrompt}
          onChange={setSystemPrompt}
        />
      </div>
    </Dialog>
  );
}
