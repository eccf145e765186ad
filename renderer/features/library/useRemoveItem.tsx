import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../lib/api.ts";
import { navigate, useRoute } from "../../lib/route.ts";
import { useAction } from "../../lib/useAction.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { useToasts } from "../../ui/Toasts.tsx";
import type { RailItem } from "./railRows.ts";
import { callsOf, titleOf } from "./RailEntry.tsx";

const deleteWords = {
  chat: { title: "rail.deleteChatTitle", text: "rail.deleteChatText" },
  collection: { title: "rail.deleteCollectionTitle", text: "rail.deleteCollectionText" },
  table: { title: "rail.deleteTableTitle", text: "rail.deleteTableText" },
  document: { title: "rail.deleteDocumentTitle", text: "rail.deleteDocumentText" },
} as const;

/** Deleting a chat, table, collection or document: asks, does it, and offers to take it back. `dialog` is to be rendered. */
export function useRemoveItem(): { ask(item: RailItem): void; readonly dialog: ReactNode } {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const toasts = useToasts();
  const route = useRoute();
  const [item, setItem] = useState<RailItem | null>(null);
  const title = item ? titleOf(item, t("rail.chatUntitled")) : "";

  async function remove({ kind, id }: RailItem, name: string) {
    const calls = callsOf(api, kind);
    if (!(await act(() => calls.remove({ id })))) return;
    const wasOpen =
      (route.view === "chat" || route.view === "document" || route.view === "collection" || route.view === "table") &&
      route.id === id;
    if (wasOpen) navigate({ view: "start" });
    const restore = async () => {
      if ((await act(() => calls.restore({ id }))) && wasOpen) navigate(route);
    };
    toasts.show({
      text: t("rail.deletedChat", { title: name }),
      action: { label: t("common.undo"), onPress: () => void restore() },
    });
  }

  return {
    ask: setItem,
    dialog: (
      <ConfirmDialog
        isOpen={item !== null}
        isDanger
        title={t(deleteWords[item?.kind ?? "chat"].title)}
        confirm={t("common.delete")}
        onConfirm={() => item && void remove(item, title)}
        onClose={() => setItem(null)}
      >
        {t(deleteWords[item?.kind ?? "chat"].text, { title })}
      </ConfirmDialog>
    ),
  };
}
