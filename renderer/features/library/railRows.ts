import type { Conversation } from "../../../electron/contract/chat.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import { type DateGroup, groupByDate } from "../../lib/dates.ts";

export type RailItem =
  | { readonly kind: "chat"; readonly id: string; readonly thing: Conversation }
  | { readonly kind: "document"; readonly id: string; readonly thing: Document };

export type SectionKind = "documents" | "chats";

export type RailRow =
  | { readonly row: "section"; readonly section: SectionKind; readonly count: number; readonly isOpen: boolean }
  | { readonly row: "date"; readonly section: SectionKind; readonly group: DateGroup }
  | { readonly row: "item"; readonly item: RailItem };

/** The library as the rows of one list: two sections that fold, in each pinned things first and then by date. */
export function railRows(
  conversations: readonly Conversation[],
  documents: readonly Document[],
  isOpen: Readonly<Record<SectionKind, boolean>>,
  now: number,
): RailRow[] {
  return [
    ...sectionRows("chats", conversations, isOpen.chats, now, (thing) => ({ kind: "chat", id: thing.id, thing })),
    ...sectionRows("documents", documents, isOpen.documents, now, (thing) => ({
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
