import {
  type Answer,
  type AnswerRow,
  type AnswerTableDetail,
  type AnswerValue,
  type Cell,
  type Column,
  columnSchema,
} from "../../../../electron/contract/answerTables.ts";
import type { Document } from "../../../../electron/contract/documents.ts";

/** Whole values of the contract, of which a test names only what it is about. */

export const idOf = (row: number): string => String(row).padStart(64, "0");

export const columns: readonly Column[] = [
  columnSchema.parse({ id: "tenant", name: "Tenant", kind: "party", question: "Who is the tenant?" }),
  columnSchema.parse({ id: "rent", name: "Rent", kind: "money" }),
  columnSchema.parse({ id: "ends", name: "Ends", kind: "date" }),
  columnSchema.parse({ id: "pets", name: "Pets", kind: "boolean" }),
];

export function aTable(patch: Partial<AnswerTableDetail> = {}): AnswerTableDetail {
  return {
    id: "leases",
    title: "Leases",
    pinned: false,
    columns: [...columns],
    queue: "idle",
    problem: null,
    useModel: false,
    modelId: null,
    rowCount: 3,
    createdAt: 1,
    updatedAt: 1,
    queueJobId: null,
    counts: {
      waiting: 0,
      stated: 10,
      notStated: 1,
      unreadable: 0,
      failed: 0,
      doubtful: 1,
      stale: 0,
      approvedRows: 0,
    },
    ...patch,
  };
}

export function anAnswer(text: string, value: AnswerValue | null, patch: Partial<Answer> = {}): Answer {
  return { value, text, condition: null, citations: [], support: "verified", by: "code", findings: [], ...patch };
}

export function aCell(answers: readonly Answer[], patch: Partial<Cell> = {}): Cell {
  return {
    state: answers.length > 0 ? "stated" : "notStated",
    answers: [...answers],
    source: answers.length > 0 ? "code" : null,
    stale: false,
    problem: null,
    correction: null,
    ...patch,
  };
}

export const euros = (amount: number): AnswerValue => ({ kind: "money", amount, currency: "EUR" });

export function aRow(row: number, cells: Readonly<Record<string, Cell>>, patch: Partial<AnswerRow> = {}): AnswerRow {
  const title = `Lease ${String(row)}`;
  const document = { id: idOf(row), title, name: `${title}.txt`, status: "ready", pages: 1, problem: null } as Document;
  return { document, path: `2024/${title}.txt`, cells: { ...cells }, approved: null, ...patch };
}
