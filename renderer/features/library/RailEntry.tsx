import {
  Ellipsis,
  FileText,
  Folder,
  GitCompareArrows,
  ListChecks,
  FileWarning,
  MessageSquare,
  Pencil,
  Pin,
  PinOff,
  Table2,
  Trash2,
} from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton } from "react-aria-components";
import { assertNever } from "../../../electron/contract/errors.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { useApi } from "../../lib/api.ts";
import type { Api } from "../../lib/client.ts";
import { hrefOf, openCheck, openNewTable } from "../../lib/route.ts";
import { useAction } from "../../lib/useAction.ts";
import { Menu, MenuItem, MenuLine } from "../../ui/Menu.tsx";
import { fieldStyle } from "../../ui/TextField.tsx";
import { ExportItems } from "../export/index.ts";
import { CompareDialog } from "../compare/index.ts";
import type { RailItem } from "./railRows.ts";

export interface RailEntryProps {
  readonly item: RailItem;
  readonly isCurrent: boolean;
  readonly isTabbable: boolean;
  readonly isRenaming: boolean;
  onFocus(): void;
  onKeyDown(event: KeyboardEvent): void;
  onRename(): void;
  onRenamed(): void;
  onRemove(): void;
}

export const titleOf = (item: RailItem, untitled: string) => item.thing.title || untitled;

/** What can be done alike with everything in the list. */
export function callsOf(api: Api, kind: RailItem["kind"]) {
  return { chat: api.conversations, collection: api.collections, table: api.tables, document: api.documents }[kind];
}

function hrefOfItem({ kind, id }: RailItem): string {
  switch (kind) {
    case "chat":
      return hrefOf({ view: "chat", id, messageId: null });
    case "collection":
      return hrefOf({ view: "collection", id });
    case "table":
      return hrefOf({ view: "table", id });
    case "document":
      return hrefOf({ view: "document", id, target: null });
    default:
      return assertNever(kind);
  }
}

const kindIcons = { chat: MessageSquare, collection: Folder, table: Table2, document: FileText };

/** A chat, table, collection or document in the list, with its menu; renamed in place. */
export function RailEntry({ item, isCurrent, isTabbable, isRenaming, ...does }: RailEntryProps) {
  const { t } = useTranslation();
  const title = titleOf(item, t("rail.chatUntitled"));
  const href = hrefOfItem(item);
  if (isRenaming) return <TitleField item={item} onDone={does.onRenamed} />;
  const isFailed = item.kind === "document" && item.thing.status === "failed";
  const isReading = item.kind === "document" && item.thing.status === "reading";
  const Icon = isFailed ? FileWarning : kindIcons[item.kind];
  return (
    <div
      className={`group relative flex h-8 items-center rounded-control transition-colors ${isCurrent ? "bg-pressed" : "hover:bg-hover"}`}
    >
      <a
        data-stop
        href={href}
        tabIndex={isTabbable ? 0 : -1}
        aria-current={isCurrent ? "page" : undefined}
        onFocus={does.onFocus}
        onKeyDown={does.onKeyDown}
        onDoubleClick={does.onRename}
        title={title}
        className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-control px-2.5 -outline-offset-2 group-focus-within:pr-8 group-hover:pr-8"
      >
        <Icon
          aria-hidden
          size={15}
          strokeWidth={1.7}
          className={`shrink-0 ${isFailed ? "text-danger" : isCurrent ? "text-accent" : "text-faint"}`}
        />
        <span className="truncate">{title}</span>
        {isReading ? <span className="shrink-0 text-small text-muted">{t("rail.reading")}</span> : null}
        {isFailed ? <span className="sr-only">{t("rail.readingFailed")}</span> : null}
      </a>
      <EntryMenu item={item} title={title} isTabbable={isTabbable} onRename={does.onRename} onRemove={does.onRemove} />
    </div>
  );
}

function EntryMenu({
  item,
  title,
  isTabbable,
  onRename,
  onRemove,
}: {
  item: RailItem;
  title: string;
  isTabbable: boolean;
  onRename(): void;
  onRemove(): void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const shortcut = useShortcut();
  const { pinned } = item.thing;
  const pin = () =>
    act(() => {
      const input = { id: item.id, pinned: !pinned };
      return callsOf(api, item.kind).pin(input);
    });
  const [isComparing, setIsComparing] = useState(false);
  const stopComparing = useCallback(() => setIsComparing(false), []);
  const menu = (
    <Menu
      aria-label={t("rail.actionsOf", { title })}
      trigger={
        <AriaButton
          aria-label={t("rail.actionsOf", { title })}
          excludeFromTabOrder={!isTabbable}
          className="absolute right-0.5 flex size-7 items-center justify-center rounded-control text-muted opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-hovered:bg-pressed data-pressed:opacity-100 aria-expanded:opacity-100"
        >
          <Ellipsis aria-hidden size={16} />
        </AriaButton>
      }
    >
      <MenuItem icon={pinned ? PinOff : Pin} onAction={() => void pin()}>
        {pinned ? t("common.unpin") : t("common.pin")}
      </MenuItem>
      <MenuItem icon={Pencil} {...shortcut("renameEntry")} onAction={onRename}>
        {t("common.rename")}
      </MenuItem>
      {item.kind === "chat" ? (
        <ExportItems thing="conversation" make={(format) => api.conversations.export({ id: item.id, format })} />
      ) : null}
      {item.kind === "document" && item.thing.status === "ready" ? (
        <MenuItem icon={GitCompareArrows} onAction={() => setIsComparing(true)}>
          {t("compare.compareWith")}
        </MenuItem>
      ) : null}
      {item.kind === "collection" || (item.kind === "document" && item.thing.status !== "failed") ? (
        <MenuItem
          icon={Table2}
          onAction={() => (item.kind === "collection" ? openNewTable([], item.id) : openNewTable([item.id]))}
        >
          {t("actions.newTable")}
        </MenuItem>
      ) : null}
      {item.kind === "collection" || (item.kind === "document" && item.thing.status === "ready") ? (
        <MenuItem
          icon={ListChecks}
          onAction={() => (item.kind === "collection" ? openCheck([], item.id) : openCheck([item.id]))}
        >
          {t("check.against")}
        </MenuItem>
      ) : null}
      <MenuLine />
      <MenuItem icon={Trash2} {...shortcut("removeEntry")} isDanger onAction={onRemove}>
        {t("common.delete")}
      </MenuItem>
    </Menu>
  );
  return (
    <>
      {menu}
      {isComparing && item.kind === "document" ? <CompareDialog document={item.thing} onClose={stopComparing} /> : null}
    </>
  );
}

function TitleField({ item, onDone }: { item: RailItem; onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const [title, setTitle] = useState(item.thing.title);
  const field = useRef<HTMLInputElement>(null);
  const isLeft = useRef(false);
  useEffect(() => {
    // the menu that asked for it gives the focus back to its button first
    const frame = requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.select();
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const leave = (save: boolean) => {
    if (isLeft.current) return;
    isLeft.current = true;
    const wanted = title.trim();
    if (save && wanted !== "" && wanted !== item.thing.title) {
      const input = { id: item.id, title: wanted };
      void act(() => callsOf(api, item.kind).rename(input));
    }
    onDone();
  };
  return (
    <input
      ref={field}
      aria-label={t("rail.newTitle")}
      value={title}
      maxLength={300}
      onChange={(event) => setTitle(event.target.value)}
      onBlur={() => leave(true)}
      onKeyDown={(event) => {
        performPressed(event, "field", {
          confirmField: { perform: () => leave(true) },
          leaveField: { perform: () => leave(false) },
        });
      }}
      className={`h-8 ${fieldStyle} px-2`}
    />
  );
}
