import type { Database } from "better-sqlite3-multiple-ciphers";
import type { Conversation } from "../../contract/chat.ts";
import { AppError } from "../../contract/errors.ts";
import { indexed } from "./fullText.ts";
import { requireChange, type Statements, updateRow } from "./statements.ts";
import type { ConversationQueries } from "./store.ts";

export function conversationQueries(deps: { database: Database; sql: Statements }): ConversationQueries {
  const { database, sql } = deps;

  const setDocuments = (id: string, documentIds: readonly string[]): void => {
    sql("DELETE FROM conversation_documents WHERE conversation = (SELECT row FROM conversations WHERE id = @id)").run({
      id,
    });
    for (const [position, documentId] of documentIds.entries()) {
      const { changes } = sql(
        `INSERT INTO conversation_documents (conversation, position, document)
         SELECT conversations.row, @position, documents.row FROM conversations JOIN documents
         WHERE conversations.id = @id AND documents.id = @documentId`,
      ).run({ id, position, documentId });
      if (changes === 0) throw new AppError("NOT_FOUND", { data: { documentId } });
    }
  };

  return {
    list() {
      const rows = sql<ConversationRow>(
        "SELECT * FROM conversations WHERE removed_at IS NULL ORDER BY pinned DESC, updated_at DESC",
      ).all({});
      const attached = new Map<number, string[]>();
      for (const { conversation, id } of sql<{ conversation: number; id: string }>(
        `SELECT conversation, documents.id FROM conversation_documents
           JOIN documents ON documents.row = conversation_documents.document
         WHERE documents.removed_at IS NULL ORDER BY conversation, position`,
      ).all({})) {
        const ids = attached.get(conversation) ?? [];
        attached.set(conversation, ids);
        ids.push(id);
      }
      return rows.map((row) => toConversation(row, attached.get(row.row) ?? []));
    },

    get(id) {
      const row = sql<ConversationRow>("SELECT * FROM conversations WHERE id = @id AND removed_at IS NULL").get({ id });
      if (!row) return null;
      const documents = sql<{ id: string }>(
        `SELECT documents.id FROM conversation_documents
           JOIN documents ON documents.row = conversation_documents.document
         WHERE conversation = @row AND documents.removed_at IS NULL ORDER BY position`,
      ).all({ row: row.row });
      return toConversation(
        row,
        documents.map((document) => document.id),
      );
    },

    of: (documentId) =>
      sql<{ id: string }>(
        `SELECT conversations.id FROM documents
           JOIN conversation_documents ON conversation_documents.document = documents.row
           JOIN conversations ON conversations.row = conversation_documents.conversation
         WHERE documents.id = @documentId`,
      )
        .all({ documentId })
        .map(({ id }) => id),

    put(conversation) {
      database.transaction(() => {
        sql(
          `INSERT INTO conversations (id, title, pinned, leaf_id, system_prompt, created_at, updated_at, words)
           VALUES (@id, @title, @pinned, @leaf_id, @system_prompt, @created_at, @updated_at, @words)
           ON CONFLICT (id) DO UPDATE SET title = @title, pinned = @pinned, leaf_id = @leaf_id,
             system_prompt = @system_prompt, created_at = @created_at, updated_at = @updated_at, words = @words,
             removed_at = NULL`,
        ).run({
          id: conversation.id,
          title: conversation.title,
          pinned: Number(conversation.pinned),
          leaf_id: conversation.leafId,
          system_prompt: conversation.systemPrompt,
          created_at: conversation.createdAt,
          updated_at: conversation.updatedAt,
          words: indexed(conversation.title),
        });
        setDocuments(conversation.id, conversation.documentIds);
      })();
    },

    update(id, patch) {
      database.transaction(() => {
        updateRow(sql, "conversations", id, {
          title: patch.title,
          words: patch.title === undefined ? undefined : indexed(patch.title),
          pinned: patch.pinned === undefined ? undefined : Number(patch.pinned),
          leaf_id: patch.leafId,
          system_prompt: patch.systemPrompt,
          updated_at: patch.updatedAt,
        });
        if (patch.documentIds) setDocuments(id, patch.documentIds);
      })();
    },

    remove(id, at) {
      requireChange(
        sql("UPDATE conversations SET removed_at = @at WHERE id = @id AND removed_at IS NULL").run({ id, at }),
      );
    },

    restore(id) {
      requireChange(sql("UPDATE conversations SET removed_at = NULL WHERE id = @id").run({ id }));
    },
  };
}

interface ConversationRow {
  row: number;
  id: string;
  title: string;
  pinned: number;
  leaf_id: string | null;
  system_prompt: string;
  created_at: number;
  updated_at: number;
}

function toConversation(row: ConversationRow, documentIds: string[]): Conversation {
  return {
    id: row.id,
    title: row.title,
    pinned: row.pinned === 1,
    documentIds,
    leafId: row.leaf_id,
    systemPrompt: row.system_prompt,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
