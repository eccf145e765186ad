import {
  ArrowDown,
  ArrowDownNarrowWide,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  ArrowUpNarrowWide,
  EyeOff,
  Filter,
  GripVertical,
  Group,
  MoveHorizontal,
  Pencil,
  RotateCcw,
  Trash2,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton } from "react-aria-components";
import { type Column, documentColumn, type TableView } from "../../../electron/contract/answerTables.ts";
import { useShortcut } from "../../app/actions/keyboard.ts";
import { Menu, MenuItem, MenuLine } from "../../ui/Menu.tsx";
import { isFigure } from "./answerWords.ts";
import { widthOf } from "./columnEdits.ts";

/** What can be done with a column; null is the one of the documents. */
export interface ColumnDeeds {
  /** null takes the order away */
  onSort(column: Column | null, descending: boolean | null): void;
  onFilter(column: Column | null): void;
  onGroup(column: Column | null): void;
  onHide(column: Column): void;
  onMove(column: Column, step: number): void;
  /** null for the usual width */
  onWidth(column: Column, width: number | null): void;
  onEdit(column: Column): void;
  onAskAgain(column: Column): void;
  onDelete(column: Column): void;
}

interface HeadCellProps extends ColumnDeeds {
  readonly column: Column | null;
  /** among the columns, the documents' is 0 */
  readonly place: number;
  readonly isTabbable: boolean;
  readonly view: TableView;
  readonly width: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isDragged: boolean;
  /** the column that is being dragged */
  onDragged(id: string | null): void;
  onDropHere(): void;
  /** the width while it is drawn; null when that ends */
  onDrawn(width: number | null): void;
}

const columnType = "application/x-tramontane-column";
/** Pixels by which the menu makes a column wider or narrower. */
const widthStep = 60;

/** The head of a column with its menu, a grip to move it by and an edge to draw. */
export function HeadCell(props: HeadCellProps) {
  const { column, place, view, width } = props;
  const { t } = useTranslation();
  const [isOver, setIsOver] = useState(false);
  const id = column?.id ?? documentColumn;
  const sort = view.sort.find(({ columnId }) => columnId === id) ?? null;
  const name = column?.name ?? t("tables.document");
  const isFiltered = view.filters.some(({ columnId }) => columnId === id);
  const Sort = sort?.descending ? ArrowDown : ArrowUp;
  return (
    <div
      role="columnheader"
      tabIndex={-1}
      aria-colindex={place + 1}
      aria-sort={sort === null ? "none" : sort.descending ? "descending" : "ascending"}
      className={`group/head flex h-full items-center border-r border-line bg-rail ${column === null ? "sticky left-0 z-10" : ""} ${props.isDragged ? "opacity-50" : ""} ${isOver ? "bg-accent-soft" : ""}`}
      style={{ width }}
      onDragOver={(event) => {
        if (column === null || !event.dataTransfer.types.includes(columnType)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        setIsOver(false);
        if (column === null || !event.dataTransfer.types.includes(columnType)) return;
        event.preventDefault();
        props.onDropHere();
      }}
    >
      <Menu
        aria-label={t("tables.column.actionsOf", { name })}
        trigger={
          <AriaButton
            data-cell={`-1 ${place}`}
            excludeFromTabOrder={!props.isTabbable}
            className={`flex h-full min-w-0 flex-1 items-center gap-1.5 px-3 text-left font-medium -outline-offset-2 data-hovered:bg-hover aria-expanded:bg-hover ${column && isFigure(column.kind) ? "justify-end" : ""}`}
          >
            <span className="truncate" title={column?.question || name}>
              {name}
            </span>
            {sort ? <Sort aria-hidden size={13} className="shrink-0 text-accent" /> : null}
            {isFiltered ? <Filter aria-hidden size={12} className="shrink-0 text-accent" /> : null}
            {view.groupBy === id ? <Group aria-hidden size={13} className="shrink-0 text-accent" /> : null}
          </AriaButton>
        }
      >
        <MenuItems {...props} descending={sort?.descending ?? null} />
      </Menu>
      {column ? (
        <>
          <span
            aria-hidden
            draggable
            title={t("tables.column.drag")}
            onDragStart={(event) => {
              event.dataTransfer.setData(columnType, column.id);
              event.dataTransfer.effectAllowed = "move";
              props.onDragged(column.id);
            }}
            onDragEnd={() => props.onDragged(null)}
            className="absolute left-0 flex h-full w-3 cursor-grab items-center text-faint opacity-0 group-hover/head:opacity-100"
          >
            <GripVertical size={12} />
          </span>
          <WidthEdge column={column} width={width} onDrawn={props.onDrawn} onWidth={props.onWidth} />
        </>
      ) : null}
    </div>
  );
}

function MenuItems(props: HeadCellProps & { readonly descending: boolean | null }) {
  const { t } = useTranslation();
  const shortcut = useShortcut();
  const { descending } = props;
  const { column, view } = props;
  const isGrouped = view.groupBy === (column?.id ?? documentColumn);
  return (
    <>
      <MenuItem icon={ArrowUpNarrowWide} onAction={() => props.onSort(column, descending === false ? null : false)}>
        {t(descending === false ? "tables.column.unsort" : "tables.column.ascending")}
      </MenuItem>
      <MenuItem icon={ArrowDownNarrowWide} onAction={() => props.onSort(column, descending === true ? null : true)}>
        {t(descending === true ? "tables.column.unsort" : "tables.column.descending")}
      </MenuItem>
      <MenuItem icon={Filter} onAction={() => props.onFilter(column)}>
        {t("tables.column.filter")}
      </MenuItem>
      {column ? (
        <>
          <MenuItem icon={Group} onAction={() => props.onGroup(isGrouped ? null : column)}>
            {t(isGrouped ? "tables.column.ungroup" : "tables.column.group")}
          </MenuItem>
          <MenuLine />
          <MenuItem icon={Pencil} onAction={() => props.onEdit(column)}>
            {t("tables.column.edit")}
          </MenuItem>
          <MenuItem icon={RotateCcw} onAction={() => props.onAskAgain(column)}>
            {t("tables.column.askAgain")}
          </MenuItem>
          <MenuLine />
          <MenuItem
            icon={ArrowLeft}
            {...shortcut("moveColumnLeft")}
            isDisabled={props.isFirst}
            onAction={() => props.onMove(column, -1)}
          >
            {t("actions.moveColumnLeft")}
          </MenuItem>
          <MenuItem
            icon={ArrowRight}
            {...shortcut("moveColumnRight")}
            isDisabled={props.isLast}
            onAction={() => props.onMove(column, 1)}
          >
            {t("actions.moveColumnRight")}
          </MenuItem>
          <MenuItem icon={MoveHorizontal} onAction={() => props.onWidth(column, widthOf(column) + widthStep)}>
            {t("tables.column.wider")}
          </MenuItem>
          <MenuItem icon={MoveHorizontal} onAction={() => props.onWidth(column, widthOf(column) - widthStep)}>
            {t("tables.column.narrower")}
          </MenuItem>
          <MenuItem icon={EyeOff} onAction={() => props.onHide(column)}>
            {t("tables.column.hide")}
          </MenuItem>
          <MenuLine />
          <MenuItem icon={Trash2} isDanger onAction={() => props.onDelete(column)}>
            {t("tables.column.delete")}
          </MenuItem>
        </>
      ) : null}
    </>
  );
}

/** Drawn by a pointer; the menu does the same by keys. A double click gives the usual width back. */
function WidthEdge({
  column,
  width,
  onDrawn,
  onWidth,
}: {
  column: Column;
  width: number;
  onDrawn(width: number | null): void;
  onWidth(column: Column, width: number | null): void;
}) {
  const { t } = useTranslation();
  const [from, setFrom] = useState<{ x: number; width: number } | null>(null);
  return (
    <span
      aria-hidden
      title={t("tables.column.drawWidth")}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom({ x: event.clientX, width });
      }}
      onPointerMove={(event) => {
        if (from) onDrawn(from.width + event.clientX - from.x);
      }}
      onPointerUp={() => {
        if (from === null) return;
        if (width !== from.width) onWidth(column, width);
        setFrom(null);
        onDrawn(null);
      }}
      onPointerCancel={() => {
        setFrom(null);
        onDrawn(null);
      }}
      onDoubleClick={() => onWidth(column, null)}
      className={`absolute -right-1 z-10 h-full w-2 cursor-col-resize touch-none after:absolute after:inset-y-0 after:left-[3px] after:w-[2px] hover:after:bg-accent ${from ? "after:bg-accent" : ""}`}
    />
  );
}
