import { Hono } from "hono";
import * as z from "zod";
import { type Answer, answerSchema, cellSchema, columnDraftsSchema } from "../../contract/answerTables.ts";
import { documentIdSchema } from "../../contract/documents.ts";
import { neverAborted } from "../../core/async/waiting.ts";
import type { AskedRow } from "../../core/answerTables/answerTables.ts";
import type { Core } from "../../core/createCore.ts";
import type { LanguageModel } from "../../core/llm/languageModel.ts";
import type { Words } from "../../words/words.ts";
import { openaiError } from "../openai/openaiError.ts";
import { parsed } from "../parsed.ts";
import { event, eventForm, stream } from "../sse.ts";
import { fileShape, givenOf, isOneFile, oneFile, type ReceiveDeps, receiveGiven } from "./givenDocument.ts";
import { quoteOf, quoteSchema } from "./quotes.ts";

export interface TableDeps {
  readonly core: ReceiveDeps & Pick<Core, "answerTables"> & { readonly ports: Pick<Core["ports"], "clock"> };
  readonly models: { resolve(task: "chat", name: string): Promise<LanguageModel> };
  readonly words: Words;
}

/** Most documents that a request asks at once. */
const mostRows = 1000;

/** Questions to documents of the library, and to files that come with it: rows in this order. */
export const tableRequestSchema = z
  .object({
    documents: z.array(documentIdSchema).max(mostRows).default([]),
    files: z.array(z.object(fileShape).refine(isOneFile, oneFile)).max(mostRows).default([]),
    columns: columnDraftsSchema,
    /** of the table that is kept */
    title: z.string().trim().min(1).max(200).default("Table"),
    /** false: what code finds is all */
    use_model: z.boolean().default(true),
    /** of a model; without it the one that a person has for tables */
    model: z.string().optional(),
    stream: z.boolean().default(false),
    /** keeps the table, and the documents that came with it, in the library; a client that is gone does not end it */
    keep: z.boolean().default(false),
  })
  .refine(({ documents, files }) => documents.length + files.length > 0, {
    path: ["documents"],
    error: "expected documents or files",
  })
  .refine(({ use_model: useModel, model }) => useModel || model === undefined, {
    path: ["model"],
    error: "expected none where no model is to be used",
  });

export const tableCellSchema = z.object({
  /** stated: it has answers; notStated: looked for and not found; unreadable: the document, or pages that might say it, could not be read */
  state: cellSchema.shape.state,
  /** best first; of a list its items, in the order of the document */
  answers: z.array(
    z.object({
      value: answerSchema.shape.value,
      /** in the document's own words */
      text: z.string(),
      condition: answerSchema.shape.condition,
      verdict: answerSchema.shape.support,
      by: answerSchema.shape.by,
      findings: answerSchema.shape.findings,
      citations: z.array(quoteSchema),
    }),
  ),
  source: cellSchema.shape.source,
  problem: z.object({ code: z.string() }).loose().nullable(),
});

export const tableRowSchema = z.object({
  document: documentIdSchema,
  name: z.string(),
  /** by the names of the columns */
  cells: z.record(z.string(), tableCellSchema),
});

export const tableAnswerSchema = z.object({
  /** null for one that is not kept */
  id: z.string().nullable(),
  object: z.literal("table"),
  kept: z.boolean(),
  columns: z.array(z.string()),
  rows: z.array(tableRowSchema),
});

/** `POST /v1/tables`: columns of questions to documents, for programs. Errors are thrown: whoever mounts it gives them their form. */
export function tableRoutes({ core, models, words }: TableDeps): Hono {
  const { answerTables, ports } = core;
  const form = eventForm((error) => event(openaiError(error, words).body, "error"));
  const routes = new Hono();

  routes.post("/v1/tables", async (c) => {
    const request = await parsed(c.req.raw, tableRequestSchema);
    const { signal } = c.req.raw;
    if (!request.stream) return c.json(await ask(request, signal, () => {}));
    return stream(signal, { clock: ports.clock, form }, async ({ signal: gone, write }) => {
      const table = await ask(request, gone, (name, data) => write(event(data, name)));
      write(event(table, "table"));
    });
  });

  return routes;

  async function ask(
    request: z.output<typeof tableRequestSchema>,
    client: AbortSignal,
    tell: (name: string, data: unknown) => void,
  ): Promise<z.input<typeof tableAnswerSchema>> {
    const { documents, files, columns, title, use_model: useModel, keep } = request;
    // Asked before anything is taken in, so that nothing stays of what cannot be done.
    const named = request.model === undefined ? null : await models.resolve("chat", request.model);
    await using needed = new AsyncDisposableStack();
    // What is to be kept is done, whoever waits for it.
    const signal = keep ? neverAborted() : client;
    const documentIds: string[] = [];
    for (const given of [...documents, ...files.map(givenOf)])
      documentIds.push(await receiveGiven(core, given, { keep, signal, needed }));
    const rows: z.input<typeof tableRowSchema>[] = [];
    let id: string | null = null;
    await answerTables.askNow(
      { title, columns, documentIds, useModel, modelId: named?.id ?? null, keeps: keep, countedAs: "api" },
      {
        onStart(tableId) {
          id = tableId;
          tell("started", { id, documents: [...new Set(documentIds)] });
        },
        onRow(row) {
          rows.push(rowOf(row));
          tell("row", rows.at(-1));
        },
      },
      signal,
    );
    return { id, object: "table", kept: keep, columns: columns.map(({ name }) => name), rows };
  }
}

function rowOf({ document, cells }: AskedRow): z.input<typeof tableRowSchema> {
  const told = cells.map(({ name, outcome: { state, answers, source, problem } }) => [
    name,
    { state, answers: answers.map(answerOf), source, problem },
  ]);
  return { document: document.id, name: document.name, cells: Object.fromEntries(told) as Record<string, Told> };
}

type Told = z.input<typeof tableCellSchema>;

function answerOf({ value, text, condition, support, by, findings, citations }: Answer): Told["answers"][number] {
  return { value, text, condition, verdict: support, by, findings, citations: citations.map(quoteOf) };
}
