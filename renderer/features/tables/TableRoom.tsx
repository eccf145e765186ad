import { useQueryClient } from "@tanstack/react-query";
import { BookmarkPlus, CircleCheck, Ellipsis, FileDown, FilePlus2, Plus, RotateCcw } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "react-resizable-panels";
import {
  type AnswerRow,
  type AnswerTableDetail,
  type Column,
  documentColumn,
} from "../../../electron/contract/answerTables.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys } from "../../lib/queries.ts";
import { useAction } from "../../lib/useAction.ts";
import { useElementSize } from "../../lib/useElementSize.ts";
import { Button } from "../../ui/Button.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/Menu.tsx";
import { PaneGroup, PaneOver, PaneSeparator } from "../../ui/Panes.tsx";
import { ProblemNote } from "../../ui/ProblemNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { useToasts } from "../../ui/Toasts.tsx";
import { ExportItems } from "../export/index.ts";
import { AddDocumentsDialog } from "./AddDocumentsDialog.tsx";
import { AnswerGrid, type AnswerGridHandle, type Place } from "./AnswerGrid.tsx";
import { CellPane } from "./CellPane.tsx";
import { ColumnDialog } from "./ColumnDialog.tsx";
import { type EditedColumn, draftOf, withAdded, withAsked, withHidden, withMoved, withWidth } from "./columnEdits.ts";
import { ColumnsMenu } from "./ColumnsMenu.tsx";
import { FilterDialog } from "./FilterDialog.tsx";
import { HeaderButton } from "./HeaderButton.tsx";
import type { ColumnDeeds } from "./HeadCell.tsx";
import { RunBar } from "./RunBar.tsx";
import {
  isSameBlocks,
  type TableRows,
  useRecount,
  useTableRows,
  useTableView,
  useTotals,
  withAllRows,
} from "./tableQueries.ts";
import { TemplateDialog } from "./TemplateDialog.tsx";
import { ViewBar } from "./ViewBar.tsx";

/** CSS pixels below which the table and the page do not stand side by side */
const narrowBelow = 900;

/** The cell that is open beside the table. */
interface Opened {
  readonly row: AnswerRow;
  readonly columnId: string | null;
  readonly place: Place;
}

/** What a dialog is asked about. */
type Asking =
  | { readonly what: "column"; readonly column: Column | null }
  | { readonly what: "delete"; readonly column: Column }
  /** index: of the filter that is changed; null for a new one */
  | { readonly what: "filter"; readonly column: Column | null; readonly index: number | null }
  | { readonly what: "template" }
  | { readonly what: "documents" };

export function TableRoom({ table }: { table: AnswerTableDetail }) {
  const { t } = useTranslation();
  const api = useApi();
  const act = useAction();
  const toasts = useToasts();
  const queries = useQueryClient();
  const recount = useRecount(table.id);
  const room = useRef<HTMLDivElement>(null);
  const grid = useRef<AnswerGridHandle>(null);
  const question = useRef<HTMLInputElement>(null);
  const { width } = useElementSize(room);
  const { id, columns } = table;
  const [view, setView] = useTableView(id);
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [isCorrecting, setIsCorrecting] = useState(false);
  const [asking, setAsking] = useState<Asking | null>(null);
  const rows = useTableRows(id, view, ...range);
  const totals = useTotals(table, view).data ?? [];
  const isNarrow = width > 0 && width < narrowBelow;
  // beside the page the rows need the room
  const isShort = opened !== null && !isNarrow;
  const shown = useMemo(() => columns.filter(({ hidden }) => !hidden), [columns]);
  // as long as the same blocks of rows are asked for, nothing but the grid is drawn again
  const onRange = useCallback(
    (first: number, last: number) =>
      setRange((before) => (isSameBlocks(before, [first, last]) ? before : [first, last])),
    [],
  );

  // the row as it is now, also where it was scrolled out of sight
  const openRow = opened ? (currentRow(rows, opened) ?? opened.row) : null;
  const openColumn = columns.find((column) => column.id === opened?.columnId) ?? null;

  const setColumns = (next: readonly EditedColumn[]) => {
    const known = next.filter((column): column is Column => column.id !== null);
    // at once, so that nothing jumps back while it is kept
    if (known.length === next.length) {
      queries.setQueryData<AnswerTableDetail>(keys.table(id), (before) => before && { ...before, columns: known });
    }
    return act(async () => {
      queries.setQueryData(keys.table(id), await api.tables.setColumns({ id, columns: [...next] }));
    }).then((isDone) => {
      if (!isDone) void queries.invalidateQueries({ queryKey: keys.table(id) });
      return isDone;
    });
  };
  const run = (what: { columnIds?: string[]; documentIds?: string[]; again?: boolean }) =>
    act(() => api.tables.run({ id, ...what }));

  const open = (row: AnswerRow, column: Column | null, place: Place) => {
    setOpened({ row, columnId: column?.id ?? null, place });
    setIsCorrecting(false);
  };
  const close = () => {
    const place = opened?.place;
    setOpened(null);
    setIsCorrecting(false);
    requestAnimationFrame(() => grid.current?.focus(place));
  };
  const step = (direction: 1 | -1) => {
    if (!opened) return;
    const place = { ...opened.place, row: opened.place.row + direction };
    const row = rows.rowAt(place.row);
    if (!row) return;
    setOpened({ ...opened, row, place });
    setIsCorrecting(false);
    if (!isNarrow) grid.current?.focus(place);
  };
  const approve = async (row: AnswerRow) => {
    await act(() => api.tables.approve({ id, documentIds: [row.document.id], approved: row.approved === null }));
    recount();
  };
  const correct = async (text: string | null) => {
    if (!openRow || !openColumn) return false;
    const isDone = await act(() =>
      api.tables.correct({ id, documentId: openRow.document.id, columnId: openColumn.id, text }),
    );
    recount();
    return isDone;
  };
  const remove = async (row: AnswerRow) => {
    const one = { id, documentIds: [row.document.id] };
    if (!(await act(() => api.tables.removeDocuments(one)))) return;
    if (opened?.row.document.id === row.document.id) setOpened(null);
    toasts.show({
      text: t("tables.row.removed", { title: row.document.title }),
      action: { label: t("common.undo"), onPress: () => void act(() => api.tables.addDocuments(one)) },
    });
    recount();
  };

  const deeds: ColumnDeeds = {
    onSort: (column, descending) => {
      const columnId = column?.id ?? documentColumn;
      setView({ ...view, sort: descending === null ? [] : [{ columnId, descending }] });
    },
    onFilter: (column) => setAsking({ what: "filter", column, index: null }),
    onGroup: (column) => setView({ ...view, groupBy: column?.id ?? null }),
    onHide: (column) =>
      void setColumns(
        withHidden(columns, new Set([...columns.filter(({ hidden }) => hidden), column].map((one) => one.id))),
      ),
    onMove: (column, places) => void setColumns(withMoved(columns, column.id, places)),
    onWidth: (column, wanted) => void setColumns(withWidth(columns, column.id, wanted)),
    onEdit: (column) => setAsking({ what: "column", column }),
    onAskAgain: (column) => void run({ columnIds: [column.id], again: true }),
    onDelete: (column) => setAsking({ what: "delete", column }),
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const nothing = { isEnabled: false, perform: () => undefined };
    performPressed(event, "table", {
      cellUp: nothing,
      cellDown: nothing,
      cellLeft: nothing,
      cellRight: nothing,
      screenUp: nothing,
      screenDown: nothing,
      firstColumn: nothing,
      lastColumn: nothing,
      firstRow: nothing,
      lastRow: nothing,
      openCell: nothing,
      moveColumnLeft: nothing,
      moveColumnRight: nothing,
      nextCell: { isEnabled: opened !== null, perform: () => step(1) },
      previousCell: { isEnabled: opened !== null, perform: () => step(-1) },
      correctCell: { isEnabled: openColumn !== null, perform: () => setIsCorrecting(true) },
      approveRow: { isEnabled: openRow !== null, perform: () => openRow && void approve(openRow) },
      askOfTable: { isEnabled: !(isNarrow && opened !== null), perform: () => question.current?.focus() },
      backToTable: { isEnabled: opened !== null, perform: close },
    });
  };

  const main = (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex shrink-0 flex-col gap-2 px-5 pt-4 pb-2.5">
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <h1
            className="line-clamp-2 min-w-0 flex-1 basis-48 font-serif text-title font-semibold wrap-anywhere"
            title={table.title}
          >
            {table.title}
          </h1>
          <div className="flex flex-wrap gap-1.5">
            <HeaderButton
              icon={Plus}
              label={t("tables.addColumn")}
              isShort={isShort}
              onPress={() => setAsking({ what: "column", column: null })}
            />
            <ColumnsMenu
              columns={columns}
              isShort={isShort}
              onHidden={(hidden) => void setColumns(withHidden(columns, hidden))}
            />
            <Menu
              aria-label={t("tables.export")}
              trigger={<HeaderButton icon={FileDown} label={t("tables.export")} isShort={isShort} />}
            >
              <ExportItems thing="answerTable" make={(format) => api.tables.export({ id, view, format })} />
            </Menu>
            <Menu
              aria-label={t("tables.more")}
              trigger={<IconButton icon={Ellipsis} label={t("tables.more")} size="small" />}
            >
              <MenuItem icon={FilePlus2} onAction={() => setAsking({ what: "documents" })}>
                {t("tables.addDocuments")}
              </MenuItem>
              <MenuItem icon={BookmarkPlus} onAction={() => setAsking({ what: "template" })}>
                {t("tables.saveTemplate")}
              </MenuItem>
              <MenuItem icon={RotateCcw} onAction={() => void run({ again: true })}>
                {t("tables.askAllAgain")}
              </MenuItem>
              <MenuLine />
              <MenuItem icon={CircleCheck} onAction={() => setView({ ...view, approved: true })}>
                {t("tables.onlyApproved")}
              </MenuItem>
              <MenuItem icon={CircleCheck} onAction={() => setView({ ...view, approved: false })}>
                {t("tables.onlyNotApproved")}
              </MenuItem>
            </Menu>
          </div>
        </div>
        <RunBar table={table} isShort={isShort} />
        <ViewBar
          table={table}
          view={view}
          total={rows.total}
          fieldRef={question}
          onView={setView}
          onFilter={(index) => {
            const column = columns.find((one) => one.id === view.filters[index]?.columnId) ?? null;
            setAsking({ what: "filter", column, index });
          }}
        />
      </header>
      {rows.error ? (
        <div className="px-5 py-4">
          <ProblemNote problem={callError(rows.error).toProblem()} />
        </div>
      ) : rows.isPending ? (
        <ProgressLine label={t("common.loading")} value={null} />
      ) : rows.total === 0 ? (
        <Nothing
          isFiltered={table.rowCount > 0}
          onClear={() => setView(withAllRows(view))}
          onAdd={() => setAsking({ what: "documents" })}
        />
      ) : (
        <AnswerGrid
          ref={grid}
          label={table.title}
          columns={shown}
          view={view}
          rows={rows}
          totals={totals}
          isNarrow={isNarrow || opened !== null}
          open={opened && { documentId: opened.row.document.id, columnId: opened.columnId }}
          isRunning={table.queue === "running"}
          onRange={onRange}
          onOpen={open}
          onCorrect={(row, column, place) => {
            open(row, column, place);
            setIsCorrecting(true);
          }}
          onApprove={(row) => void approve(row)}
          onRemove={(row) => void remove(row)}
          onFirst={(row) => void act(() => api.tables.order({ id, documentIds: [row.document.id] }))}
          onAskRowAgain={(row) => void run({ documentIds: [row.document.id], again: true })}
          {...deeds}
        />
      )}
    </div>
  );
  const pane = openRow ? (
    <CellPane
      key={`${openRow.document.id} ${openColumn?.id ?? ""}`}
      row={openRow}
      column={openColumn}
      isNarrow={isNarrow}
      isCorrecting={isCorrecting}
      onCorrecting={setIsCorrecting}
      onCorrect={correct}
      onAskAgain={() =>
        openColumn && void run({ columnIds: [openColumn.id], documentIds: [openRow.document.id], again: true })
      }
      onStep={step}
      onClose={close}
    />
  ) : null;

  return (
    <div ref={room} className="relative h-full min-w-0" onKeyDown={onKeyDown}>
      <PaneGroup name="table.layout">
        <Panel id="table" minSize={380} defaultSize="58">
          <div className="h-full" inert={isNarrow && pane !== null}>
            {main}
          </div>
        </Panel>
        {pane && !isNarrow && (
          <>
            <PaneSeparator label={t("tables.resize")} />
            <Panel id="page" minSize={340} defaultSize="42">
              {pane}
            </Panel>
          </>
        )}
      </PaneGroup>
      {pane && isNarrow && <PaneOver>{pane}</PaneOver>}
      {dialogOf()}
    </div>
  );

  function dialogOf(): ReactNode {
    if (asking === null) return null;
    const leave = () => setAsking(null);
    switch (asking.what) {
      case "column": {
        const { column } = asking;
        return (
          <ColumnDialog
            column={column && draftOf(column)}
            others={columns.flatMap(({ id: other, name }) => (other === column?.id ? [] : [name]))}
            onSave={(draft) => {
              const next = column ? withAsked(columns, column.id, draft) : withAdded(columns, draft);
              // only what is new or changed waits, and is asked
              void setColumns(next).then((isDone) => isDone && run({}));
            }}
            onClose={leave}
          />
        );
      }
      case "delete":
        return (
          <ConfirmDialog
            isOpen
            isDanger
            title={t("tables.column.deleteTitle", { name: asking.column.name })}
            confirm={t("common.delete")}
            onConfirm={() => void setColumns(columns.filter(({ id: other }) => other !== asking.column.id))}
            onClose={leave}
          >
            {t("tables.column.deleteText")}
          </ConfirmDialog>
        );
      case "filter": {
        const { index, column } = asking;
        return (
          <FilterDialog
            column={column}
            filter={index === null ? null : (view.filters[index] ?? null)}
            onFilter={(filter) =>
              setView({
                ...view,
                filters: index === null ? [...view.filters, filter] : view.filters.with(index, filter),
              })
            }
            onClose={leave}
          />
        );
      }
      case "template":
        return (
          <TemplateDialog
            title={t("tables.saveTemplate")}
            template={{ name: table.title.slice(0, 120), description: "", columns: columns.map(draftOf) }}
            onSave={(file) =>
              act(async () => {
                await api.tableTemplates.create(file);
                toasts.show({ text: t("tables.templates.saved", { name: file.name }) });
              })
            }
            onClose={leave}
          />
        );
      case "documents":
        return (
          <AddDocumentsDialog
            onAdd={(documentIds) =>
              void act(async () => {
                await api.tables.addDocuments({ id, documentIds: [...documentIds] });
                await api.tables.run({ id });
              }).then(recount)
            }
            onClose={leave}
          />
        );
    }
  }
}

/** The row of the opened document as it was last asked for. */
function currentRow(rows: TableRows, { row, place }: Opened): AnswerRow | null {
  const there = rows.rowAt(place.row);
  return there?.document.id === row.document.id ? there : null;
}

function Nothing({ isFiltered, onClear, onAdd }: { isFiltered: boolean; onClear(): void; onAdd(): void }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-1 flex-col items-center border-t border-line px-8 pt-14 text-center">
      <p className="text-lead font-semibold">{t(isFiltered ? "tables.empty.filtered" : "tables.empty.title")}</p>
      <p className="mt-1 text-muted">{t(isFiltered ? "tables.empty.filteredText" : "tables.empty.text")}</p>
      <Button className="mt-4" onPress={isFiltered ? onClear : onAdd}>
        {t(isFiltered ? "tables.filter.clear" : "tables.addDocuments")}
      </Button>
    </div>
  );
}
