import * as z from "zod";
import {
  contextReceiptSchema,
  type Message,
  statementSchema,
  thoughtSchema,
  toolUseSchema,
} from "../../contract/chat.ts";
import { citationSchema } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { Logger } from "../ports.ts";
import { indexedOrNull } from "./fullText.ts";
import { damagedProblem, nullableProblem, readRow, toNullableJson, writersOf } from "./rows.ts";
import { type Statements, updateRow } from "./statements.ts";
import type { MessageQueries } from "./store.ts";

export function messageQueries(deps: { sql: Statements; logger: Logger }): MessageQueries {
  const { sql, logger } = deps;
  return {
    get(id) {
      const row = sql<MessageRow>(`${selectMessages} WHERE messages.id = @id`).get({ id });
      return row ? toMessage(row, logger) : null;
    },

    list: (conversationId) =>
      sql<MessageRow>(
        `${selectMessages} WHERE conversations.id = @conversationId ORDER BY messages.created_at, messages.row`,
      )
        .all({ conversationId })
        .map((row) => toMessage(row, logger)),

    branch: (id) =>
      sql<MessageRow>(
        `WITH RECURSIVE branch (id, depth) AS (
           VALUES (@id, 0)
           UNION
           SELECT messages.parent_id, branch.depth + 1 FROM branch JOIN messages ON messages.id = branch.id
           WHERE messages.parent_id IS NOT NULL
         )
         SELECT messages.*, conversations.id AS conversation_id
         FROM branch CROSS JOIN messages ON messages.id = branch.id
           CROSS JOIN conversations ON conversations.row = messages.conversation
         ORDER BY depth DESC`,
      )
        .all({ id })
        .map((row) => toMessage(row, logger)),

    put(message) {
      const { changes } = sql(
        `INSERT INTO messages (id, conversation, parent_id, role, status, model, model_id, job_id, completion_tokens,
           tokens_per_second, created_at, problem, context, citations, statements, passages, text, thought, segmented, wrote,
           tool_uses)
         SELECT @id, row, @parent_id, @role, @status, @model, @model_id, @job_id, @completion_tokens,
           @tokens_per_second, @created_at, @problem, @context, @citations, @statements, @passages, @text, @thought, @segmented,
           @wrote, @tool_uses
         FROM conversations WHERE id = @conversation_id
         ON CONFLICT (id) DO UPDATE SET conversation = excluded.conversation, parent_id = @parent_id, role = @role,
           status = @status, model = @model, model_id = @model_id, job_id = @job_id, completion_tokens = @completion_tokens,
           tokens_per_second = @tokens_per_second, created_at = @created_at, problem = @problem, context = @context,
           citations = @citations, statements = @statements, passages = @passages, text = @text, thought = @thought,
           segmented = @segmented, wrote = @wrote, tool_uses = @tool_uses`,
      ).run({
        id: message.id,
        conversation_id: message.conversationId,
        parent_id: message.parentId,
        role: message.role,
        status: message.status,
        model: message.model,
        model_id: message.modelId,
        job_id: message.jobId,
        completion_tokens: message.completionTokens,
        tokens_per_second: message.tokensPerSecond,
        created_at: message.createdAt,
        problem: toNullableJson(message.problem),
        context: toNullableJson(message.context),
        citations: JSON.stringify(message.citations),
        statements: JSON.stringify(message.statements),
        passages: JSON.stringify(message.passages),
        text: message.text,
        thought: toNullableJson(message.thought),
        segmented: indexedOrNull(message.text),
        wrote: toNullableJson(message.wrote),
        tool_uses: toNullableJson(message.toolUses),
      });
      if (changes === 0) throw new AppError("NOT_FOUND");
    },

    update(id, patch) {
      const { text, thought, problem, context, citations, statements, passages } = patch;
      updateRow(sql, "messages", id, {
        text,
        segmented: text === undefined ? undefined : indexedOrNull(text),
        thought: thought === undefined ? undefined : toNullableJson(thought),
        status: patch.status,
        citations: citations === undefined ? undefined : JSON.stringify(citations),
        statements: statements === undefined ? undefined : JSON.stringify(statements),
        passages: passages === undefined ? undefined : JSON.stringify(passages),
        context: context === undefined ? undefined : toNullableJson(context),
        job_id: patch.jobId,
        problem: problem === undefined ? undefined : toNullableJson(problem),
        completion_tokens: patch.completionTokens,
        tokens_per_second: patch.tokensPerSecond,
        model: patch.model,
        model_id: patch.modelId,
        wrote: patch.wrote === undefined ? undefined : toNullableJson(patch.wrote),
        tool_uses: patch.toolUses === undefined ? undefined : toNullableJson(patch.toolUses),
      });
    },

    rate: (id, rating) =>
      updateRow(sql, "messages", id, { rating: rating === null ? null : rating === "good" ? 1 : -1 }),

    markPartial: () =>
      sql("UPDATE messages SET status = 'partial', job_id = NULL WHERE status = 'streaming'").run({}).changes,
  };
}

interface MessageRow {
  id: string;
  conversation_id: string;
  parent_id: string | null;
  role: Message["role"];
  status: Message["status"];
  model: string | null;
  model_id: string | null;
  job_id: string | null;
  completion_tokens: number | null;
  tokens_per_second: number | null;
  created_at: number;
  problem: string | null;
  context: string | null;
  citations: string;
  statements: string;
  passages: string;
  text: string;
  thought: string | null;
  rating: 1 | -1 | null;
  wrote: string | null;
  tool_uses: string | null;
}

const selectMessages = `SELECT messages.*, conversations.id AS conversation_id
  FROM messages JOIN conversations ON conversations.row = messages.conversation`;

function toMessage(row: MessageRow, logger: Logger): Message {
  const reader = readRow(logger, "messages", row.id);
  const toolUses = reader.json("tool_uses", row.tool_uses, z.array(toolUseSchema).nullable(), null);
  const message: Message = {
    id: row.id,
    conversationId: row.conversation_id,
    parentId: row.parent_id,
    role: row.role,
    text: row.text,
    thought: reader.json("thought", row.thought, thoughtSchema.nullable(), null),
    status: row.status,
    citations: reader.json("citations", row.citations, z.array(citationSchema), []),
    statements: reader.json("statements", row.statements, z.array(statementSchema), []),
    passages: reader.json("passages", row.passages, z.array(citationSchema), []),
    context: reader.json("context", row.context, contextReceiptSchema.nullable(), null),
    model: row.model,
    modelId: row.model_id,
    ...writersOf(reader, row.wrote),
    ...(toolUses && { toolUses }),
    jobId: row.job_id,
    problem: reader.json("problem", row.problem, nullableProblem, null),
    completionTokens: row.completion_tokens,
    tokensPerSecond: row.tokens_per_second,
    ...(row.rating === null ? {} : { rating: row.rating === 1 ? "good" : "bad" }),
    createdAt: row.created_at,
  };
  if (reader.damaged.length === 0) return message;
  return {
    ...message,
    status: "failed",
    problem: damagedProblem("RECORD_OF_MESSAGE"),
  };
}
