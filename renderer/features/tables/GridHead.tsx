import type { VirtualItem } from "@tanstack/react-virtual";
import { memo, useState } from "react";
import type { Column, TableView } from "../../../electron/contract/answerTables.ts";
import { leastWidth, mostWidth } from "./columnEdits.ts";
import { type ColumnDeeds, HeadCell } from "./HeadCell.tsx";

interface GridHeadProps {
  readonly columns: readonly Column[];
  readonly shown: readonly VirtualItem[];
  readonly widths: readonly number[];
  readonly firstWidth: number;
  readonly view: TableView;
  /** the place of the column that can be tabbed to, the documents' is 0; null for none */
  readonly tabbable: number | null;
  readonly deeds: ColumnDeeds;
  /** the width of a column while it is drawn; null when that ends */
  onDrawn(drawn: { readonly id: string; readonly width: number } | null): void;
}

/** The heads of the columns, above all rows. */
export const GridHead = memo(function GridHead(props: GridHeadProps) {
  const { columns, shown, widths, firstWidth, view, tabbable, deeds, onDrawn } = props;
  const [dragged, setDragged] = useState<string | null>(null);
  const headOf = (place: number, column: Column | null) => (
    <HeadCell
      {...deeds}
      column={column}
      place={place}
      isTabbable={tabbable === place}
      view={view}
      width={column === null ? firstWidth : (widths[place - 1] ?? 0)}
      isFirst={place <= 1}
      isLast={place === columns.length}
      isDragged={dragged !== null && dragged === column?.id}
      onDragged={setDragged}
      onDropHere={() => {
        const from = columns.findIndex(({ id }) => id === dragged);
        const moved = columns[from];
        if (moved && place - 1 !== from) deeds.onMove(moved, place - 1 - from);
      }}
      onDrawn={(width) => {
        if (column === null) return;
        onDrawn(width === null ? null : { id: column.id, width: Math.min(mostWidth, Math.max(leastWidth, width)) });
      }}
    />
  );
  return (
    <div role="row" aria-rowindex={1} className="relative h-full border-b border-line bg-rail">
      {headOf(0, null)}
      {shown.map(({ index, start }) => {
        const column = columns[index];
        return column ? (
          <div key={column.id} role="none" className="absolute inset-y-0" style={{ insetInlineStart: start }}>
            {headOf(index + 1, column)}
          </div>
        ) : null;
      })}
    </div>
  );
});
