import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { FileText, ListTree, MessageSquare, Search, Table2 } from "lucide-react";
import { useDeferredValue, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../i18n/useFormats.ts";
import { useWords } from "../../i18n/useWords.ts";
import {
  Autocomplete,
  Collection,
  Dialog,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  SearchField,
} from "react-aria-components";
import { assertNever } from "../../../electron/contract/errors.ts";
import type { SearchHit } from "../../../electron/contract/search.ts";
import { appActionIds, appActions, usePerform } from "../../app/actions/appActions.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys, useTables } from "../../lib/queries.ts";
import { openChat, openDocument, openTable } from "../../lib/route.ts";

/** One field for everything: runs commands, and finds words in chats, documents and summaries. */
export function CommandPalette({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange(isOpen: boolean): void }) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable
      className="fades-in fixed inset-0 z-50 flex justify-center bg-scrim px-6 pt-[12vh]"
    >
      <Modal className="moves-in h-fit w-full max-w-2xl">
        <Dialog
          aria-label={t("palette.label")}
          className="overflow-hidden rounded-card bg-surface shadow-float outline-none"
        >
          <PaletteBody onClose={() => onOpenChange(false)} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const say = useWords();
  const api = useApi();
  const listId = useId();
  const [words, setWords] = useState("");
  const query = useDeferredValue(words.trim());
  const perform = usePerform();
  const shortcut = useShortcut();
  const commands = appActionIds
    // the palette is open already
    .filter((id) => id !== "search")
    .map((id) => ({ id, label: t(`actions.${id}`), icon: appActions[id].icon, keys: shortcut(id).keys }))
    .filter(({ label }) => matches(label, query));
  const tables = (useTables().data ?? []).filter(({ title }) => query !== "" && matches(title, query));
  const search = useQuery({
    queryKey: keys.search(query),
    queryFn: ({ signal }) => api.search.all({ query: query.slice(0, 200), limit: 50 }, { signal }),
    enabled: query !== "",
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 60_000,
  });
  const hits = query === "" ? [] : (search.data ?? []);

  function run(key: string) {
    onClose();
    const action = commands.find(({ id }) => id === key);
    if (action) return perform(action.id);
    const table = tables.find(({ id }) => id === key);
    if (table) return openTable(table.id);
    const hit = hits.find((_, index) => keyOfHit(index) === key);
    if (hit) openHit(hit);
  }

  return (
    <Autocomplete inputValue={words} onInputChange={setWords}>
      <SearchField
        aria-label={t("palette.label")}
        autoFocus
        onKeyDown={(event) => {
          // Escape leaves at once, whatever is written
          if (!performPressed(event, "palette", { leavePalette: { perform: onClose } })) event.continuePropagation();
        }}
        className="flex items-center gap-3 border-b border-line px-4"
      >
        <Search aria-hidden size={18} strokeWidth={1.8} className="shrink-0 text-muted" />
        <Input
          placeholder={t("palette.placeholder")}
          // its arrows move in the list below, which has no place in the order of Tab
          role="combobox"
          aria-controls={listId}
          aria-expanded
          aria-haspopup="listbox"
          className="h-13 min-w-0 flex-1 bg-transparent text-lead outline-none placeholder:text-faint [&::-webkit-search-cancel-button]:hidden"
        />
      </SearchField>
      <ListBox
        id={listId}
        aria-label={t("palette.label")}
        className="max-h-[56vh] overflow-auto p-2 outline-none"
        onAction={(key) => run(String(key))}
        renderEmptyState={() =>
          search.error ? (
            <p className="px-3 py-6 text-danger">{say.error(callError(search.error))}</p>
          ) : search.isFetching ? null : (
            <p className="px-3 py-6 text-muted">{t("palette.empty", { query })}</p>
          )
        }
      >
        {commands.length > 0 ? (
          <ListBoxSection id="commands">
            <Header className="px-2.5 pt-1 pb-1 text-small text-faint">{t("palette.commands")}</Header>
            <Collection items={commands}>
              {({ id, label, icon: Icon, keys: shortcut }) => (
                <ListBoxItem id={id} textValue={label} className={itemStyle}>
                  <Icon aria-hidden size={16} strokeWidth={1.8} className="shrink-0 text-muted" />
                  <span className="flex-1">{label}</span>
                  {shortcut ? <kbd className="font-sans text-small text-faint">{shortcut}</kbd> : null}
                </ListBoxItem>
              )}
            </Collection>
          </ListBoxSection>
        ) : null}
        {tables.length > 0 ? (
          <ListBoxSection id="tables">
            <Header className="px-2.5 pt-2 pb-1 text-small text-faint">{t("rail.sections.tables")}</Header>
            <Collection items={tables}>
              {({ id, title }) => (
                <ListBoxItem id={id} textValue={title} className={itemStyle}>
                  <Table2 aria-hidden size={16} strokeWidth={1.8} className="shrink-0 text-muted" />
                  <span className="min-w-0 flex-1 truncate">{title}</span>
                </ListBoxItem>
              )}
            </Collection>
          </ListBoxSection>
        ) : null}
        {hits.length > 0 ? (
          <ListBoxSection id="hits">
            <Header className="px-2.5 pt-2 pb-1 text-small text-faint">{t("palette.results")}</Header>
            <Collection items={hits.map((hit, index) => ({ id: keyOfHit(index), hit }))}>
              {({ id, hit }) => (
                <ListBoxItem id={id} textValue={hit.title} className={itemStyle}>
                  <Hit hit={hit} />
                </ListBoxItem>
              )}
            </Collection>
          </ListBoxSection>
        ) : null}
      </ListBox>
      <p className="border-t border-line px-4 py-2 text-small text-faint">
        {t("palette.hint", {
          up: shortcut("previousResult").keys ?? "",
          down: shortcut("nextResult").keys ?? "",
          open: shortcut("openResult").keys ?? "",
          leave: shortcut("leavePalette").keys ?? "",
        })}
      </p>
    </Autocomplete>
  );
}

const itemStyle =
  "flex min-h-9 items-center gap-3 rounded-control px-2.5 py-1.5 outline-none data-focused:bg-hover data-hovered:bg-hover";

const hitIcons = { message: MessageSquare, document: FileText, summary: ListTree };

function Hit({ hit }: { hit: SearchHit }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const Icon = hitIcons[hit.kind];
  return (
    <>
      <Icon aria-hidden size={16} strokeWidth={1.8} className="mt-0.5 shrink-0 self-start text-muted" />
      <span className="min-w-0 flex-1">
        <span className="flex gap-2">
          <span className="truncate font-medium">{hit.title || t("common.untitled")}</span>
          <span className="shrink-0 text-small text-faint">
            {formats.list([
              t(`palette.kinds.${hit.kind}`),
              ...(hit.page === null ? [] : [t("palette.page", { page: hit.page })]),
            ])}
          </span>
        </span>
        <span className="line-clamp-2 text-small text-muted">
          {hit.snippet.map((run, index) =>
            run.hit ? (
              <mark key={index} className="rounded-[2px] bg-quote text-ink">
                {run.text}
              </mark>
            ) : (
              <span key={index}>{run.text}</span>
            ),
          )}
        </span>
      </span>
    </>
  );
}

function openHit(hit: SearchHit): void {
  switch (hit.kind) {
    case "message":
      return openChat(hit.conversationId, hit.id);
    case "document":
    case "summary": {
      if (hit.documentId === null) return undefined;
      return openDocument(hit.documentId, hit.page === null ? null : { page: hit.page, start: 0, end: 0 });
    }
    default:
      return assertNever(hit.kind);
  }
}

/** By its place in the list: several hits may lead to one page of a document or one message. */
const keyOfHit = (index: number) => `hit ${index}`;

const matches = (label: string, query: string) =>
  query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => label.toLowerCase().includes(word));
