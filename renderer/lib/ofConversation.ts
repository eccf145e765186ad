import { useEffect } from "react";
import { keysOf } from "./contentStorage.ts";
import { useConversations } from "./queries.ts";

/** What this window keeps for a conversation; a key of the page's storage is the name and the conversation's id. */
const names = ["draft", "model"] as const;

/** Stands for the id of the conversation that has no message yet. */
const unsaved = "new";

/** @param id null for a conversation that is not stored yet */
export function nameOfConversation(name: (typeof names)[number], id: string | null): string {
  return `${name}.${id ?? unsaved}`;
}

export interface ConversationMemory {
  /**
   * Takes out of the storage what belongs to no conversation of these, and puts back what belongs to one that was taken out of the
   * bin in the meantime.
   */
  keepOnly(conversationIds: readonly string[]): void;
}

export function createConversationMemory(storage: Storage): ConversationMemory {
  /** what was taken out since the page was opened, by its key */
  const removed = new Map<string, string>();
  return {
    keepOnly(conversationIds) {
      const kept = new Set([unsaved, ...conversationIds]);
      for (const key of keysOf(storage)) {
        const id = conversationOf(key);
        if (id === null || kept.has(id)) continue;
        removed.set(key, storage.getItem(key) ?? "");
        storage.removeItem(key);
      }
      for (const [key, value] of removed) {
        if (!kept.has(conversationOf(key) ?? unsaved)) continue;
        storage.setItem(key, value);
        removed.delete(key);
      }
    },
  };
}

/** Follows the conversations of the library, whichever window or command removes one. */
export function useConversationMemory(memory: ConversationMemory): void {
  const conversations = useConversations().data;
  useEffect(() => {
    if (conversations) memory.keepOnly(conversations.map(({ id }) => id));
  }, [conversations, memory]);
}

export function conversationOf(key: string): string | null {
  for (const name of names) if (key.startsWith(`tramontane.${name}.`)) return key.slice(`tramontane.${name}.`.length);
  return null;
}
