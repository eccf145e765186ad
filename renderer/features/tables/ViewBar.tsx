import { Filter as FilterIcon, Group, ListFilter, Search } from "lucide-react";
import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton, Dialog, DialogTrigger, Input, SearchField } from "react-aria-components";
import type {
  AnswerTableDetail,
  PlacedNote,
  TableQuestion,
  TableView,
} from "../../../electron/contract/answerTables.ts";
import { useFormats } from "../../i18n/useFormats.ts";
import { useApi } from "../../lib/api.ts";
import { useAction } from "../../lib/useAction.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { Popover } from "../../ui/Popover.tsx";
import { isWhole, useAnswerWords } from "./answerWords.ts";
import { allRows, useNotes, withAllRows } from "./tableQueries.ts";

interface ViewBarProps {
  readonly table: AnswerTableDetail;
  readonly view: TableView;
  /** rows that are shown */
  readonly total: number;
  readonly fieldRef: Ref<HTMLInputElement>;
  onView(view: TableView): void;
  /** changes one of the filters */
  onFilter(index: number): void;
}

/** Which rows are shown: a question in words, what was understood of it as chips, and what stands out in the table. */
export function ViewBar({ table, view, total, fieldRef, onView, onFilter }: ViewBarProps) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const formats = useFormats();
  const words = useAnswerWords();
  const [question, setQuestion] = useState("");
  const [isAsking, setIsAsking] = useState(false);
  const [understood, setUnderstood] = useState<TableQuestion | null>(null);
  const { columns, rowCount } = table;
  const ask = async () => {
    const asked = question.trim();
    if (asked === "" || isAsking) return;
    setIsAsking(true);
    await act(async () => {
      const answer = await api.tables.ask({ id: table.id, question: asked });
      setUnderstood(answer);
      if (answer.by !== null) onView(answer.view);
    });
    setIsAsking(false);
  };
  const hasChips = !isWhole(view) || view.groupBy !== null;
  const grouped = columns.find(({ id }) => id === view.groupBy);
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <SearchField
          aria-label={t("tables.question.label")}
          value={question}
          onChange={setQuestion}
          onSubmit={() => void ask()}
          onClear={() => setUnderstood(null)}
          className="flex h-8 min-w-60 flex-1 basis-72 items-center gap-2 rounded-control border border-edge bg-surface px-2.5 focus-within:border-accent focus-within:ring-1 focus-within:ring-accent"
        >
          <Search aria-hidden size={15} strokeWidth={1.8} className="shrink-0 text-muted" />
          <Input
            ref={fieldRef}
            maxLength={500}
            placeholder={t("tables.question.placeholder")}
            className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-faint [&::-webkit-search-cancel-button]:hidden"
          />
        </SearchField>
        <Notes table={table} onView={onView} />
        <p role="status" className="text-small text-muted tabular-nums">
          {isWhole(view)
            ? t("tables.documents", { count: rowCount })
            : t("tables.shown", { count: total, total: rowCount })}
        </p>
      </div>
      {understood && (understood.left.length > 0 || understood.by !== "code") ? (
        <p role="status" className="text-small text-muted">
          {understood.by === null
            ? t("tables.question.nothing")
            : understood.left.length > 0
              ? t("tables.question.left", { words: formats.list(understood.left.map((word) => `“${word}”`)) })
              : t("tables.question.byModel")}
        </p>
      ) : null}
      {hasChips ? (
        <div role="group" aria-label={t("tables.filter.list")} className="flex flex-wrap items-center gap-1.5">
          {view.filters.map((filter, index) => {
            const says = words.filter(filter, columns);
            return (
              <Chip
                key={`${index} ${says}`}
                kind="accent"
                icon={FilterIcon}
                onPress={() => onFilter(index)}
                onRemove={() => onView({ ...view, filters: view.filters.toSpliced(index, 1) })}
                removeLabel={t("tables.filter.remove", { filter: says })}
              >
                {says}
              </Chip>
            );
          })}
          {view.approved === null ? null : (
            <Chip
              kind="accent"
              icon={FilterIcon}
              onRemove={() => onView({ ...view, approved: null })}
              removeLabel={t("tables.filter.remove", {
                filter: t(view.approved ? "tables.filter.approved" : "tables.filter.notApproved"),
              })}
            >
              {t(view.approved ? "tables.filter.approved" : "tables.filter.notApproved")}
            </Chip>
          )}
          {grouped ? (
            <Chip
              icon={Group}
              onRemove={() => onView({ ...view, groupBy: null })}
              removeLabel={t("tables.column.ungroup")}
            >
              {t("tables.filter.grouped", { column: grouped.name })}
            </Chip>
          ) : null}
          {isWhole(view) ? null : (
            <Button
              kind="quiet"
              size="small"
              onPress={() => {
                setUnderstood(null);
                setQuestion("");
                onView(withAllRows(view));
              }}
            >
              {t("tables.filter.clear")}
            </Button>
          )}
        </div>
      ) : null}
    </div>
  );
}

/** What stands out, as a list that its button opens; each line shows the rows it speaks of. */
function Notes({ table, onView }: { table: AnswerTableDetail; onView: (view: TableView) => void }) {
  const { t } = useTranslation();
  const words = useAnswerWords();
  const notes: readonly PlacedNote[] = useNotes(table).data ?? [];
  if (notes.length === 0) return null;
  return (
    <DialogTrigger>
      <Button kind="quiet" size="small">
        <ListFilter aria-hidden size={15} strokeWidth={1.8} />
        {t("tables.notes.title", { count: notes.length })}
      </Button>
      <Popover placement="bottom end" className="max-h-96 w-[min(28rem,92vw)]">
        <Dialog aria-label={t("tables.notes.label")} className="p-1.5 outline-none">
          {({ close }) => (
            <ul className="flex flex-col">
              {notes.map((note, index) => (
                <li key={index}>
                  <AriaButton
                    onPress={() => {
                      close();
                      onView({ ...allRows, filters: note.filters });
                    }}
                    className="w-full rounded-control px-2.5 py-1.5 text-left text-pretty data-hovered:bg-hover"
                  >
                    {words.note(note)}
                  </AriaButton>
                </li>
              ))}
            </ul>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
