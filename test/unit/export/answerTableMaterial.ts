import {
  type Answer,
  type AnswerRow,
  type AnswerTable,
  type AnswerValue,
  type Cell,
  type Column,
  columnSchema,
} from "../../../electron/contract/answerTables.ts";
import { type Document, readingVersion } from "../../../electron/contract/documents.ts";

/** A column by its name, which is its id as well. */
export function columnOf(name: string, kind: Column["kind"], rest: Partial<Column> = {}): Column {
  return columnSchema.parse({ id: name.toLowerCase(), name, kind, ...rest });
}

export function tableOf(columns: readonly Column[], title = "Leases"): AnswerTable {
  return {
    id: "table",
    title,
    pinned: false,
    columns: [...columns],
    queue: "idle",
    problem: null,
    useModel: false,
    modelId: null,
    rowCount: 0,
    createdAt: 0,
    updatedAt: Date.UTC(2026, 4, 3, 12, 30),
  };
}

export function documentOf(letter: string, name: string, title: string): Document {
  return {
    id: letter.repeat(64),
    name,
    format: "pdf",
    title,
    bytes: 1,
    pages: 4,
    words: 400,
    language: "en",
    status: "ready",
    problem: null,
    unread: [],
    notes: [],
    rendered: true,
    pinned: false,
    createdAt: 0,
    updatedAt: 0,
    readMs: 1,
    reading: { version: readingVersion, problem: null },
  };
}

export function rowOf(document: Document, cells: Readonly<Record<string, Cell>>): AnswerRow {
  return { document, path: document.name, cells: { ...cells }, approved: null };
}

export function answerOf(
  value: AnswerValue | null,
  text: string,
  { page = 1, quote = text, ...rest }: Partial<Answer> & { page?: number; quote?: string } = {},
): Answer {
  const citation = { documentId: "a".repeat(64), page, start: 0, end: quote.length, quote };
  return {
    value,
    text,
    condition: null,
    citations: [citation],
    support: "verified",
    by: "code",
    findings: [],
    ...rest,
  };
}

export function statedOf(...answers: readonly Answer[]): Cell {
  return { state: "stated", answers: [...answers], source: "code", stale: false, problem: null, correction: null };
}

export function silentOf(state: Exclude<Cell["state"], "stated">): Cell {
  return { state, answers: [], source: null, stale: false, problem: null, correction: null };
}
