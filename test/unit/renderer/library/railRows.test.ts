import { expect, it } from "vitest";
import type { Conversation } from "../../../../electron/contract/chat.ts";
import { keyOfRow, railRows } from "../../../../renderer/features/library/railRows.ts";

const now = new Date(2026, 10, 24, 9).getTime();
const day = 24 * 60 * 60 * 1000;

function conversation(id: string, daysAgo: number, pinned = false): Conversation {
  return {
    id,
    title: id,
    pinned,
    documentIds: [],
    leafId: null,
    systemPrompt: "",
    createdAt: 0,
    updatedAt: now - daysAgo * day,
  };
}

const chats = [conversation("old", 400), conversation("new", 0), conversation("kept", 90, true)];

it("lists a section by date under its heading, pinned first", () => {
  const rows = railRows(chats, [], [], [], { chats: true, collections: true, tables: true, documents: true }, now).map(
    keyOfRow,
  );
  expect(rows).toEqual(["chats", "chats pinned", "chat kept", "chats today", "chat new", "chats earlier", "chat old"]);
});

it("keeps the count of a folded section, and leaves an empty one out", () => {
  expect(railRows(chats, [], [], [], { chats: false, collections: true, tables: true, documents: true }, now)).toEqual([
    { row: "section", section: "chats", count: 3, isOpen: false },
  ]);
});
