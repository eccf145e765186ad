import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import {
  type AnswerRow,
  type AnswerTableDetail,
  type TableView,
  tableViewSchema,
} from "../../../electron/contract/answerTables.ts";
import { useApi } from "../../lib/api.ts";
import { keys } from "../../lib/queries.ts";
import type { Group } from "./gridLines.ts";

/** Rows that are asked for at a time. */
const blockSize = 50;
/** Milliseconds after which rows that are not shown are forgotten. */
const keptFor = 15_000;
/** Milliseconds between counts over all rows while cells come. */
const countedEvery = 5000;

export const allRows: TableView = tableViewSchema.parse({});

/** All rows, in the order and the groups that were chosen. */
export const withAllRows = ({ sort, groupBy }: TableView): TableView => ({ ...allRows, sort, groupBy });

/** Which rows of a table are shown; what was chosen stays while the window is open. */
export function useTableView(id: string): [TableView, (view: TableView) => void] {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: keys.tableView(id),
    queryFn: () => allRows,
    initialData: allRows,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const set = useCallback((view: TableView) => void queries.setQueryData(keys.tableView(id), view), [queries, id]);
  return [data, set];
}

export interface TableRows {
  readonly total: number;
  readonly groups: readonly Group[];
  /** undefined while it is on its way */
  rowAt(row: number): AnswerRow | undefined;
  /** nothing is known yet, not even how many there are */
  readonly isPending: boolean;
  /** another choice of rows is shown until the one that was asked for is there */
  readonly isSettling: boolean;
  readonly error: unknown;
}

/** True where two ranges of rows are in the same blocks. */
export function isSameBlocks(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a.every((row, end) => Math.floor(row / blockSize) === Math.floor((b[end] ?? 0) / blockSize));
}

/** The rows of a view from `first` to `last`, counted from 0, and how many there are in all. */
export function useTableRows(id: string, view: TableView, first: number, last: number): TableRows {
  const api = useApi();
  const queries = useQueryClient();
  const [settled, setSettled] = useState(view);
  const from = Math.floor(Math.max(0, first) / blockSize);
  const to = Math.max(from, Math.floor(last / blockSize));
  const blocks = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const results = useQueries({
    queries: blocks.map((block) => ({
      queryKey: keys.tableRows(id, view, block),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.tables.rows({ id, view, from: block * blockSize, count: blockSize }, { signal }),
      gcTime: keptFor,
      placeholderData: () =>
        queries.getQueryData<Awaited<ReturnType<typeof api.tables.rows>>>(keys.tableRows(id, settled, block)),
    })),
  });
  const isSettling = results.some(({ isPlaceholderData }) => isPlaceholderData);
  if (!isSettling && settled !== view) setSettled(view);
  const known = results.find(({ data }) => data !== undefined)?.data;
  const [lastKnown, setLast] = useState(known);
  if (known !== undefined && known !== lastKnown) setLast(known);
  // blocks that are on their way must not make the table shorter for a moment
  const counted = known ?? lastKnown;
  return {
    total: counted?.total ?? 0,
    groups: counted?.groups ?? [],
    rowAt: (row) => results[Math.floor(row / blockSize) - from]?.data?.rows[row % blockSize],
    isPending: counted === undefined,
    isSettling,
    error: results.find(({ error }) => error !== null)?.error ?? null,
  };
}

/** Sums of the rows of a view. */
export function useTotals({ id, queue, updatedAt }: AnswerTableDetail, view: TableView) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.tableTotals(id, view), queue === "running" ? "running" : updatedAt],
    queryFn: ({ signal }) => api.tables.totals({ id, view }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: queue === "running" ? countedEvery : false,
    gcTime: keptFor,
  });
}

/** What there is to say of the table as a whole. */
export function useNotes({ id, queue, updatedAt }: AnswerTableDetail) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.tableNotes(id), queue === "running" ? "running" : updatedAt],
    queryFn: ({ signal }) => api.tables.notes({ id }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: queue === "running" ? countedEvery : false,
    gcTime: keptFor,
  });
}

/** Has everything that is counted over a table counted again, after a person changed a cell or a row. */
export function useRecount(id: string): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    for (const queryKey of [["tableTotals", id], keys.tableNotes(id), keys.table(id)]) {
      void queries.invalidateQueries({ queryKey });
    }
  }, [queries, id]);
}

export function useTemplates() {
  const api = useApi();
  return useQuery({
    queryKey: keys.tableTemplates,
    queryFn: ({ signal }) => api.tableTemplates.list(undefined, { signal }),
  });
}
