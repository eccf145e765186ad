import type { AnswerTable } from "../../../electron/contract/answerTables.ts";
import type { Collection } from "../../../electron/contract/collections.ts";
import type { Conversation } from "../../../electron/contract/chat.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import { type DateGroup, groupByDate } from "../../lib/dates.ts";

export type RailItem =
  | { readonly kind: "chat"; readonly id: string; readonly thing: Conversation }
  | { readonly kind: "collection"; readonly id: string; readonly thing: Collection }
  | { readonly kind: "table"; readonly id: string; readonly thing: AnswerTable }
  | { readonly kind: "document"; readonly id: string; readonly thing: Document };

export type SectionKind = "documents" | "collections" | "tables" | "chats";

export type RailRow =
  | { readonly row: "section"; readonly section: SectionKind; readonly count: number; readonly isOpen: boolean }
  | { readonly row: "date"; readonly section: SectionKind; readonly group: DateGroup }
  | { readonly row: "item"; readonly item: RailItem };

/**
 * The library as the rows of one list: sections that fold, in each pinned things first and then by date. A document of a collection
 * stands in that and not in the list, unless it is pinned: a folder of hundreds would bury the others.
 */
export function railRows(
  conversations: readonly Conversation[],
  collections: readonly Collection[],
  tables: readonly AnswerTable[],
  documents: readonly Document[],
  isOpen: Readonly<Record<SectionKind, boolean>>,
  now: number,
): RailRow[] {
  const collected = new Set(collections.flatMap(({ documentIds }) => documentIds));
  const loose = documents.filter(({ id, pinned }) => pinned || !collected.has(id));
  return [
    ...sectionRows("chats", conversations, isOpen.chats, now, (thing) => ({ kind: "chat", id: thing.id, thing })),
    ...sectionRows("tables", tables, isOpen.tables, now, (thing) => ({ kind: "table", id: thing.id, thing })),
    ...sectionRows("collections", collections, isOpen.collections, now, (thing) => ({
      kind: "collection",
      id: thing.id,
      thing,
    })),
    ...sectionRows("documents", loose, isOpen.documents, now, (thing) => ({
      kind: "document",
      id: thing.id,
      thing,
    })),
  ];
}

function sectionRows<T extends { readonly pinned: boolean; readonly updatedAt: number }>(
  section: SectionKind,
  things: readonly T[],
  isOpen: boolean,
  now: number,
  toItem: (thing: T) => RailItem,
): RailRow[] {
  if (things.length === 0) return [];
  const head: RailRow = { row: "section", section, count: things.length, isOpen };
  if (!isOpen) return [head];
  const body = groupByDate(things, now).flatMap(({ group, things: members }): RailRow[] => [
    { row: "date", section, group },
    ...members.map((thing): RailRow => ({ row: "item", item: toItem(thing) })),
  ]);
  return [head, ...body];
}

export const keyOfRow = (row: RailRow) =>
  row.row === "section"
    ? row.section
    : row.row === "date"
      ? `${row.section} ${row.group}`
      : `${row.item.kind} ${row.item.id}`;
