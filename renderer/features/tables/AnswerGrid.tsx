import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import type { AnswerRow, Column, TableView, Total } from "../../../electron/contract/answerTables.ts";
import { performPressed } from "../../app/actions/pressed.ts";
import { useAnswerWords } from "./answerWords.ts";
import { widthOf } from "./columnEdits.ts";
import { lineAt, lineCount, lineOfRow } from "./gridLines.ts";
import { GridHead } from "./GridHead.tsx";
import type { ColumnDeeds } from "./HeadCell.tsx";
import { GroupLine, RowLine } from "./RowLine.tsx";
import { RowMenu } from "./RowMenu.tsx";
import type { TableRows } from "./tableQueries.ts";
import { TotalsLine } from "./TotalsLine.tsx";

/** Pixels: all rows are of one height, so that nothing moves when cells come. */
const lineHeight = 58;
const groupHeight = 40;
const headHeight = 40;
const footHeight = 36;
export const documentWidth = { wide: 264, narrow: 196 };

/** A place in the grid: row -1 is the head, column 0 the document. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface AnswerGridHandle {
  focus(place?: Place): void;
}

interface AnswerGridProps extends ColumnDeeds {
  readonly ref?: Ref<AnswerGridHandle>;
  readonly label: string;
  /** those that are shown */
  readonly columns: readonly Column[];
  readonly view: TableView;
  readonly rows: TableRows;
  readonly totals: readonly Total[];
  readonly isNarrow: boolean;
  /** the cell that is open beside the grid */
  readonly open: { readonly documentId: string; readonly columnId: string | null } | null;
  /** cells that wait are being asked */
  readonly isRunning: boolean;
  onRange(first: number, last: number): void;
  /** @param column null for the document itself */
  onOpen(row: AnswerRow, column: Column | null, place: Place): void;
  onCorrect(row: AnswerRow, column: Column, place: Place): void;
  onApprove(row: AnswerRow): void;
  onRemove(row: AnswerRow): void;
  onFirst(row: AnswerRow): void;
  onAskRowAgain(row: AnswerRow): void;
}

/** The table: rows and columns of which only those in view exist, moved through by the arrow keys. */
export function AnswerGrid(props: AnswerGridProps) {
  const { ref, label, columns, view, rows, totals, isNarrow, open, isRunning, onRange } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<Place>({ row: 0, column: 0 });
  const [drawn, setDrawn] = useState<{ id: string; width: number } | null>(null);
  const [menuOf, setMenuOf] = useState<{ row: AnswerRow; button: HTMLButtonElement } | null>(null);
  const deeds = useStableDeeds(props);
  const words = useAnswerWords();
  const hintId = useId();
  const pending = useRef<Place | null>(null);
  const firstWidth = isNarrow ? documentWidth.narrow : documentWidth.wide;
  const { groups, total } = rows;
  const widths = useMemo(
    () => columns.map((column) => (drawn?.id === column.id ? drawn.width : widthOf(column))),
    [columns, drawn],
  );
  const hasTotals = totals.length > 0;

  const lines = useVirtualizer({
    count: lineCount(total, groups),
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lineAt(index, groups).kind === "group" ? groupHeight : lineHeight),
    overscan: 6,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    scrollPaddingEnd: hasTotals ? footHeight : 0,
    // what has the focus must not go when it is scrolled out of sight
    rangeExtractor: useCallback(
      (range: Range) => withOne(range, active.row < 0 ? null : lineOfRow(active.row, groups)),
      [active.row, groups],
    ),
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => widths[index] ?? 0,
    overscan: 2,
    paddingStart: firstWidth,
    scrollPaddingStart: firstWidth,
    rangeExtractor: useCallback(
      (range: Range) => withOne(range, active.column === 0 ? null : active.column - 1),
      [active.column],
    ),
  });
  useLayoutEffect(() => across.measure(), [across, widths, firstWidth]);
  useLayoutEffect(() => lines.measure(), [lines, groups]);

  const shownLines = lines.getVirtualItems();
  const shownColumns = across.getVirtualItems();
  const allWidth = across.getTotalSize();
  const first = rowNear(shownLines[0]?.index ?? 0);
  const last = rowNear(shownLines.at(-1)?.index ?? 0);
  function rowNear(line: number): number {
    const at = lineAt(line, groups);
    return at.kind === "row" ? at.row : at.group.from;
  }
  useEffect(() => onRange(first, last), [onRange, first, last]);

  const clamped = (place: Place): Place => ({
    row: Math.max(-1, Math.min(total - 1, place.row)),
    column: Math.max(0, Math.min(columns.length, place.column)),
  });
  const focusCell = (wanted: Place) => {
    const place = clamped(wanted);
    setActive(place);
    if (place.row >= 0) lines.scrollToIndex(lineOfRow(place.row, groups));
    if (place.column > 0) across.scrollToIndex(place.column - 1);
    const focus = () => {
      const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="${place.row} ${place.column}"]`);
      cell?.focus({ preventScroll: true });
      return cell !== undefined && cell !== null;
    };
    if (focus()) return;
    // it has to be drawn first; keys that come until then go on from there
    pending.current = place;
    requestAnimationFrame(() => {
      if (pending.current === place) pending.current = null;
      focus();
    });
  };
  useImperativeHandle(ref, () => ({ focus: (place = active) => focusCell(place) }));
  const tabbable = clamped(active);

  const onKeyDown = (event: KeyboardEvent) => {
    const cell = cellOf(event.target);
    const place = cell === event.target ? (pending.current ?? placeOf(cell)) : null;
    if (!place) return;
    const row = place.row < 0 ? undefined : rows.rowAt(place.row);
    const column = place.column === 0 ? null : columns[place.column - 1];
    const screen = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / lineHeight) - 1);
    const to = (rowStep: number, columnStep: number) => ({
      perform: () => focusCell({ row: place.row + rowStep, column: place.column + columnStep }),
    });
    const move = (step: number) => ({
      isEnabled: column !== null,
      perform: () => {
        if (!column) return;
        props.onMove(column, step);
        focusCell({ row: place.row, column: Math.max(1, place.column + step) });
      },
    });
    const isDone = performPressed(
      event,
      "table",
      {
        cellUp: to(-1, 0),
        cellDown: to(1, 0),
        cellLeft: to(0, -1),
        cellRight: to(0, 1),
        screenUp: to(place.row < 0 ? 0 : -Math.min(screen, place.row), 0),
        screenDown: to(screen, 0),
        firstColumn: to(0, -place.column),
        lastColumn: to(0, columns.length - place.column),
        firstRow: to(-place.row, -place.column),
        lastRow: to(total, columns.length),
        openCell: {
          isEnabled: row !== undefined && column !== undefined,
          perform: () => row && column !== undefined && props.onOpen(row, column, place),
        },
        correctCell: {
          isEnabled: row !== undefined && Boolean(column),
          perform: () => row && column && props.onCorrect(row, column, place),
        },
        approveRow: { isEnabled: row !== undefined, perform: () => row && props.onApprove(row) },
        moveColumnLeft: move(-1),
        moveColumnRight: move(1),
        // these are the room's
        nextCell: { isEnabled: false, perform: () => undefined },
        previousCell: { isEnabled: false, perform: () => undefined },
        askOfTable: { isEnabled: false, perform: () => undefined },
        backToTable: { isEnabled: false, perform: () => undefined },
      },
      { isOnItem: true },
    );
    if (isDone) event.stopPropagation();
  };

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-describedby={hintId}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + 1}
      aria-busy={rows.isSettling}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        const place = placeOf(cellOf(event.target));
        if (place) setActive(place);
      }}
      onClick={(event) => {
        const place = placeOf(cellOf(event.target));
        const row = place && place.row >= 0 ? rows.rowAt(place.row) : undefined;
        if (!place || !row) return;
        const button = event.target instanceof Element ? event.target.closest("button") : null;
        if (button?.dataset["deed"] === "approve") return props.onApprove(row);
        if (button) return setMenuOf({ row, button });
        const column = place.column === 0 ? null : columns[place.column - 1];
        if (column !== undefined) props.onOpen(row, column, place);
      }}
      className={`relative isolate min-h-0 flex-1 overflow-auto overscroll-x-contain border-t border-line transition-opacity ${rows.isSettling ? "opacity-60" : ""}`}
    >
      <div
        role="rowgroup"
        // before the buttons there, which open their menus with the arrows
        onKeyDownCapture={onKeyDown}
        className="sticky top-0 z-20"
        style={{ width: allWidth, height: headHeight }}
      >
        <GridHead
          columns={columns}
          shown={shownColumns}
          widths={widths}
          firstWidth={firstWidth}
          view={view}
          tabbable={tabbable.row < 0 ? tabbable.column : null}
          deeds={deeds}
          onDrawn={setDrawn}
        />
      </div>
      <div role="rowgroup" className="relative" style={{ height: lines.getTotalSize(), width: allWidth }}>
        {shownLines.map(({ index, start, size }) => {
          const line = lineAt(index, groups);
          const box = { top: start - headHeight, height: size, width: allWidth };
          if (line.kind === "group") {
            const column = columns.find(({ id }) => id === view.groupBy) ?? null;
            return <GroupLine key={`group ${line.group.from}`} group={line.group} column={column} {...box} />;
          }
          return (
            <RowLine
              key={line.row}
              {...box}
              index={line.row}
              row={rows.rowAt(line.row)}
              columns={columns}
              shown={shownColumns}
              firstWidth={firstWidth}
              isNarrow={isNarrow}
              activeColumn={tabbable.row === line.row ? tabbable.column : null}
              openColumn={
                open !== null && open.documentId === rows.rowAt(line.row)?.document.id ? open.columnId : undefined
              }
              isRunning={isRunning}
              t={t}
              words={words}
            />
          );
        })}
      </div>
      {hasTotals ? (
        <TotalsLine
          totals={totals}
          columns={columns}
          shown={shownColumns}
          firstWidth={firstWidth}
          style={{ height: footHeight, width: allWidth }}
        />
      ) : null}
      <p id={hintId} hidden>
        {t("tables.hint")}
      </p>
      {menuOf ? (
        <RowMenu
          {...menuOf}
          onApprove={props.onApprove}
          onRemove={props.onRemove}
          onFirst={props.onFirst}
          onAskAgain={props.onAskRowAgain}
          onClose={() => setMenuOf(null)}
        />
      ) : null}
    </div>
  );
}

const columnDeeds = [
  "onSort",
  "onFilter",
  "onGroup",
  "onHide",
  "onMove",
  "onWidth",
  "onEdit",
  "onAskAgain",
  "onDelete",
] as const satisfies readonly (keyof ColumnDeeds)[];

/** The deeds as one object that stays the same, so that what is given them is not drawn again with every line that is scrolled. */
function useStableDeeds(props: ColumnDeeds): ColumnDeeds {
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const [deeds] = useState(
    () =>
      Object.fromEntries(
        columnDeeds.map((name) => [
          name,
          (...given: Parameters<ColumnDeeds[typeof name]>) =>
            Reflect.apply(latest.current[name], null, given) as unknown,
        ]),
      ) as unknown as ColumnDeeds,
  );
  return deeds;
}

function withOne(range: Range, one: number | null): number[] {
  const shown = defaultRangeExtractor(range);
  if (one === null || one >= range.count || shown.includes(one)) return shown;
  return [...shown, one].sort((a, b) => a - b);
}

function cellOf(target: EventTarget): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-cell]") : null;
}

function placeOf(cell: HTMLElement | null): Place | null {
  const [row, column] = (cell?.dataset["cell"] ?? "").split(" ").map(Number);
  return row === undefined || column === undefined ? null : { row, column };
}
