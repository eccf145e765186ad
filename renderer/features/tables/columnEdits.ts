import type { Column, ColumnDraft } from "../../../electron/contract/answerTables.ts";

/** Columns as they are sent: those without an id are new. */
export type EditedColumn = Omit<Column, "id"> & { readonly id: string | null };

/** Pixels of a column that has no width of its own, by what it holds. */
export function widthOf({ width, kind }: Pick<Column, "width" | "kind">): number {
  if (width !== null) return width;
  switch (kind) {
    case "boolean":
    case "period":
    case "date":
      return 132;
    case "number":
    case "money":
    case "choice":
      return 148;
    default:
      return 220;
  }
}

export const leastWidth = 72;
export const mostWidth = 900;

export function withWidth(columns: readonly Column[], id: string, width: number | null): Column[] {
  const kept = width === null ? null : Math.round(Math.min(mostWidth, Math.max(leastWidth, width)));
  return columns.map((column) => (column.id === id ? { ...column, width: kept } : column));
}

export function withHidden(columns: readonly Column[], ids: ReadonlySet<string>): Column[] {
  return columns.map((column) => ({ ...column, hidden: ids.has(column.id) }));
}

/** By so many places among the columns that are shown. */
export function withMoved(columns: readonly Column[], id: string, step: number): Column[] {
  const shown = columns.filter(({ hidden }) => !hidden);
  const at = shown.findIndex((column) => column.id === id);
  const target = shown[Math.min(shown.length - 1, Math.max(0, at + step))];
  const moved = shown[at];
  if (!moved || !target || moved === target) return [...columns];
  const rest = columns.filter((column) => column !== moved);
  const place = rest.indexOf(target) + (step > 0 ? 1 : 0);
  return rest.toSpliced(place, 0, moved);
}

export function withAsked(columns: readonly Column[], id: string, draft: ColumnDraft): Column[] {
  return columns.map((column) => (column.id === id ? { ...column, ...draft } : column));
}

export function withAdded(columns: readonly Column[], draft: ColumnDraft): EditedColumn[] {
  return [...columns, { ...draft, id: null, hidden: false, width: null }];
}

/** What a template keeps of a column. */
export function draftOf({ name, question, kind, choices, unit, hint, words }: ColumnDraft): ColumnDraft {
  return { name, question, kind, choices, unit, hint, words };
}
