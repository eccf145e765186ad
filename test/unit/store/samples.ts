import type { Collection } from "../../../electron/contract/collections.ts";
import type { Conversation, Message } from "../../../electron/contract/chat.ts";
import { type Document, type Page, readingVersion } from "../../../electron/contract/documents.ts";
import { checkVersion } from "../../../electron/contract/findings.ts";
import type { Point, Recipe, Summary } from "../../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import {
  type Answer,
  type AnswerTable,
  type AnswerValue,
  type Column,
  columnSchema,
} from "../../../electron/contract/answerTables.ts";
import type { ConnectionQueries, NewPassage, StoredCell } from "../../../electron/core/store/store.ts";

/** Whole values of the contract, of which a test names only what it is about. */

export const documentId = (digit: string): string => digit.repeat(64).slice(0, 64);

export function aDocument(patch: Partial<Document> = {}): Document {
  return {
    id: documentId("a"),
    name: "lease.pdf",
    format: "pdf",
    title: "Lease of the old mill",
    bytes: 1234,
    pages: 0,
    words: 0,
    language: "en",
    status: "reading",
    problem: null,
    unread: [],
    notes: [],
    rendered: true,
    pinned: false,
    createdAt: 1,
    updatedAt: 1,
    readMs: null,
    reading: { version: readingVersion, problem: null },
    ...patch,
  };
}

export function aPage(number: number, text: string, patch: Partial<Page> = {}): Page {
  return {
    number,
    label: null,
    text,
    blocks: [{ kind: "paragraph", start: 0, end: text.length }],
    tables: [],
    sentences: [{ id: `p${number}.s1`, start: 0, end: text.length }],
    status: "read",
    reason: null,
    size: { width: 595, height: 842 },
    runs: [[0, text.length, 72, 72, 200, 12]],
    ...patch,
  };
}

export function aPassage(text: string, page = 1): NewPassage {
  return { page, start: 0, end: text.length, section: null, text };
}

export function aPoint(text: string, patch: Partial<Point> = {}): Point {
  const verdict = { support: "verified", by: "code", findings: [] } as const;
  return {
    id: text,
    role: "point",
    text,
    section: null,
    citations: [],
    ...verdict,
    findings: [],
    quoted: false,
    ...patch,
  };
}

export function aSummary(patch: Partial<Summary> = {}): Summary {
  return {
    id: "summary",
    documentId: documentId("a"),
    status: "running",
    jobId: "job",
    title: "",
    options: summaryOptionsSchema.parse({}),
    kind: null,
    facts: [],
    points: [],
    sections: [],
    questions: [],
    check: { version: checkVersion, problem: null },
    coverage: null,
    recipe: null,
    timings: null,
    chunks: { done: 0, total: 3 },
    problem: null,
    createdAt: 1,
    ...patch,
  };
}

export function aRecipe(patch: Partial<Recipe> = {}): Recipe {
  return {
    app: "0.0.0",
    model: { name: "Scripted", sha256: "c".repeat(64), quantization: "F16" },
    version: 1,
    seed: 1,
    temperature: 0,
    prompts: "",
    pipeline: "",
    options: summaryOptionsSchema.parse({}),
    ...patch,
  };
}

export function aCollection(patch: Partial<Omit<Collection, "documentIds">> = {}): Omit<Collection, "documentIds"> {
  return {
    id: "collection",
    title: "Papers of the mill",
    pinned: false,
    queue: "idle",
    problem: null,
    createdAt: 1,
    updatedAt: 1,
    ...patch,
  };
}

export function aConversation(patch: Partial<Conversation> = {}): Conversation {
  return {
    id: "conversation",
    title: "Talk",
    pinned: false,
    documentIds: [],
    leafId: null,
    systemPrompt: "",
    createdAt: 1,
    updatedAt: 1,
    ...patch,
  };
}

export function aMessage(patch: Partial<Message> = {}): Message {
  return {
    id: "message",
    conversationId: "conversation",
    parentId: null,
    role: "user",
    text: "",
    status: "done",
    thought: null,
    citations: [],
    statements: [],
    passages: [],
    context: null,
    model: null,
    modelId: null,
    jobId: null,
    problem: null,
    completionTokens: null,
    tokensPerSecond: null,
    createdAt: 1,
    ...patch,
  };
}

export function aColumn(id: string, patch: Partial<Column> = {}): Column {
  return columnSchema.parse({ id, name: id, ...patch });
}

export function anAnswerTable(patch: Partial<AnswerTable> = {}): Omit<AnswerTable, "rowCount"> {
  return {
    id: "table",
    title: "Leases",
    pinned: false,
    columns: [aColumn("tenant", { kind: "party" }), aColumn("rent", { kind: "money" })],
    queue: "idle",
    problem: null,
    useModel: true,
    modelId: null,
    createdAt: 1,
    updatedAt: 1,
    ...patch,
  };
}

export function anAnswer(value: AnswerValue | null, patch: Partial<Answer> = {}): Answer {
  return {
    value,
    text: "as it is written",
    condition: null,
    citations: [],
    support: "verified",
    by: "code",
    findings: [],
    ...patch,
  };
}

/** A cell with these answers, or one of whose question nothing was found. */
export function aStoredCell(answers: readonly Answer[], patch: Partial<StoredCell> = {}): StoredCell {
  return {
    state: answers.length > 0 ? "stated" : "notStated",
    answers: [...answers],
    source: answers.length > 0 ? "code" : null,
    problem: null,
    questionKey: "question",
    textKey: "text",
    modelKey: "none/1",
    ...patch,
  };
}

export function aConnection(
  patch: Partial<Parameters<ConnectionQueries["add"]>[0]> = {},
): Parameters<ConnectionQueries["add"]>[0] {
  return {
    at: 1,
    party: { kind: "hub", name: "hub.example" },
    purpose: "search",
    method: "GET",
    scheme: "https",
    host: "hub.example",
    port: 443,
    path: "/api/models",
    end: "running",
    reason: null,
    durationMs: null,
    ...patch,
  };
}
