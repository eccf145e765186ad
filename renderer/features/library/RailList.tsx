import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton } from "react-aria-components";
import * as z from "zod";
import { type KeyEvent, performPressed } from "../../app/actions/pressed.ts";
import { useCollections, useConversations, useDocuments, useTables } from "../../lib/queries.ts";
import { useRoute } from "../../lib/route.ts";
import { useRemembered } from "../../lib/remembered.ts";
import { keyOfRow, type RailItem, type RailRow, railRows } from "./railRows.ts";
import { RailEntry } from "./RailEntry.tsx";
import { useRemoveItem } from "./useRemoveItem.tsx";

const rowHeight = { section: 36, date: 26, item: 32 };

const openSchema = z.object({
  documents: z.boolean(),
  collections: z.boolean().default(true),
  tables: z.boolean().default(true),
  chats: z.boolean(),
});

/** Chats, tables, collections and documents as one long list, of which only what is in view is drawn. Arrow keys move, F2 renames, Delete asks. */
export function RailList() {
  const { t } = useTranslation();
  const conversations = useConversations().data;
  const collections = useCollections().data;
  const tables = useTables().data;
  const documents = useDocuments().data;
  const [isOpen, setIsOpen] = useRemembered("railSections", openSchema, {
    documents: true,
    collections: true,
    tables: true,
    chats: true,
  });
  const now = useNow();
  const rows = useMemo(
    () => railRows(conversations ?? [], collections ?? [], tables ?? [], documents ?? [], isOpen, now),
    [conversations, collections, tables, documents, isOpen, now],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rowHeight[rows[index]?.row ?? "item"],
    getItemKey: (index) => {
      const row = rows[index];
      return row ? keyOfRow(row) : index;
    },
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [rows, virtual]);

  const route = useRoute();
  const isCurrent = (item: RailItem) =>
    (route.view === "chat" || route.view === "document" || route.view === "collection" || route.view === "table") &&
    route.view === item.kind &&
    route.id === item.id;
  const [active, setActive] = useState<string | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const removal = useRemoveItem();

  // one row can be tabbed to: the one last focused, else the one shown, else the first
  const keys = rows.map(keyOfRow);
  const tabbable =
    active !== null && keys.includes(active)
      ? active
      : (keys.find((_, index) => {
          const row = rows[index];
          return row?.row === "item" && isCurrent(row.item);
        }) ?? keys[0]);

  function moveTo(from: string, step: 1 | -1 | "first" | "last") {
    const stops = rows.flatMap((row, index) => (row.row === "date" ? [] : [index]));
    const at = stops.indexOf(keys.indexOf(from));
    const to = step === "first" ? stops[0] : step === "last" ? stops.at(-1) : stops[at + step];
    const key = to === undefined ? undefined : keys[to];
    if (to === undefined || key === undefined) return;
    virtual.scrollToIndex(to);
    focusRow(key);
  }

  function focusRow(key: string) {
    setActive(key);
    // the row may have to be drawn first
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] [data-stop]`)?.focus(),
    );
  }

  /** True where the key meant something here. */
  function onKeyDown(event: KeyEvent, row: RailRow): boolean {
    const key = keyOfRow(row);
    const item = row.row === "item" ? row.item : null;
    const section = row.row === "section" ? row.section : null;
    const fold = (isShown: boolean) => section !== null && setIsOpen({ ...isOpen, [section]: isShown });
    return performPressed(event, "library", {
      nextEntry: { perform: () => moveTo(key, 1) },
      previousEntry: { perform: () => moveTo(key, -1) },
      firstEntry: { perform: () => moveTo(key, "first") },
      lastEntry: { perform: () => moveTo(key, "last") },
      unfoldSection: { isEnabled: section !== null, perform: () => fold(true) },
      foldSection: { isEnabled: section !== null, perform: () => fold(false) },
      renameEntry: { isEnabled: item !== null, perform: () => setRenaming(key) },
      removeEntry: { isEnabled: item !== null, perform: () => item && removal.ask(item) },
    });
  }

  if (conversations && documents && rows.length === 0) {
    return (
      <div className="min-h-0 flex-1 px-4.5 pt-6 text-muted">
        <p className="font-medium">{t("rail.emptyTitle")}</p>
        <p className="mt-1 text-small">{t("rail.emptyText")}</p>
      </div>
    );
  }
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto px-2.5 pb-3">
      <div role="list" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const row = rows[index];
          if (!row) return null;
          const key = keyOfRow(row);
          return (
            <div
              key={key}
              role="listitem"
              data-row={key}
              className="absolute inset-x-0 top-0"
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              {row.row === "section" ? (
                <AriaButton
                  data-stop
                  onFocus={() => setActive(key)}
                  onKeyDown={(event) => {
                    // a button keeps its keys to itself unless told otherwise
                    if (!onKeyDown(event, row)) event.continuePropagation();
                  }}
                  excludeFromTabOrder={key !== tabbable}
                  aria-expanded={row.isOpen}
                  onPress={() => setIsOpen({ ...isOpen, [row.section]: !row.isOpen })}
                  className="mt-1.5 flex h-7 w-full items-center gap-1 rounded-control px-1.5 font-semibold data-hovered:bg-hover"
                >
                  <ChevronRight
                    aria-hidden
                    size={14}
                    className={`text-muted transition-transform ${row.isOpen ? "rotate-90" : ""}`}
                  />
                  {t(`rail.sections.${row.section}`)}
                  {row.isOpen ? null : <span className="ml-auto font-normal text-muted">{row.count}</span>}
                </AriaButton>
              ) : row.row === "date" ? (
                <p className="px-2.5 pt-1.5 text-small text-faint">{t(`dates.${row.group}`)}</p>
              ) : (
                <RailEntry
                  item={row.item}
                  isCurrent={isCurrent(row.item)}
                  isTabbable={key === tabbable}
                  onFocus={() => setActive(key)}
                  onKeyDown={(event) => void onKeyDown(event, row)}
                  isRenaming={renaming === key}
                  onRename={() => setRenaming(key)}
                  onRenamed={() => {
                    setRenaming(null);
                    focusRow(key);
                  }}
                  onRemove={() => removal.ask(row.item)}
                />
              )}
            </div>
          );
        })}
      </div>
      {removal.dialog}
    </div>
  );
}

/** The time, anew at every midnight, so that today becomes yesterday in an open window. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const midnight = new Date(now);
    midnight.setHours(24, 0, 1, 0);
    const timer = setTimeout(() => setNow(Date.now()), Math.max(1000, midnight.getTime() - now));
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
