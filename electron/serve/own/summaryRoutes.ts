import { Hono } from "hono";
import * as z from "zod";
import { documentIdSchema } from "../../contract/documents.ts";
import { AppError, problemToError } from "../../contract/errors.ts";
import type { JobEvent } from "../../contract/jobs.ts";
import { type Point, type Report, reportSchema, type Summary } from "../../contract/summaries.ts";
import { summaryOptionsSchema } from "../../contract/summaryOptions.ts";
import { neverAborted, untilAborted } from "../../core/async/waiting.ts";
import type { Core } from "../../core/createCore.ts";
import type { LanguageModel } from "../../core/llm/languageModel.ts";
import type { Words } from "../../words/words.ts";
import { openaiError } from "../openai/openaiError.ts";
import { parsed } from "../parsed.ts";
import { event, eventForm, stream } from "../sse.ts";
import { givenOf, givenShape, isOneGiven, oneGiven, receiveGiven } from "./givenDocument.ts";
import { quoteOf, quoteSchema } from "./quotes.ts";

export interface SummaryDeps {
  readonly core: Pick<Core, "jobs" | "documents" | "passing" | "summaries"> & {
    readonly store: Pick<Core["store"], "documents" | "summaries">;
    readonly ports: Pick<Core["ports"], "clock">;
    readonly registry: Pick<Core["registry"], "resolve">;
  };
  readonly models: { resolve(task: "chat", name: string): Promise<LanguageModel> };
  readonly words: Words;
}

/** A document of the library, or one in the body: as text, or as the bytes of a file in base64. */
export const summaryRequestSchema = z
  .object({
    ...givenShape,
    options: summaryOptionsSchema.prefault({}),
    /** of a model; without it the one that a person has for summaries */
    model: z.string().optional(),
    stream: z.boolean().default(false),
    /** keeps the summary, and the document that came with it, in the library; a client that is gone does not end it */
    keep: z.boolean().default(false),
  })
  .refine(isOneGiven, oneGiven);

const reportedSummary = reportSchema.shape.summary.unwrap().shape;
const reportedPoint = reportedSummary.points.element.shape;

export const sentenceSchema = z.object({
  text: z.string(),
  section: reportedPoint.section,
  /** lead: one of the first sentences, which say what the document is and what matters most in it */
  role: reportedPoint.role,
  verdict: reportedPoint.support,
  by: reportedPoint.by,
  findings: reportedPoint.findings,
  /** a sentence of the document itself */
  quoted: reportedPoint.quoted,
  citations: z.array(quoteSchema),
});

export const sectionSchema = z.object({
  heading: z.string().nullable(),
  first_page: z.number().int().positive(),
  last_page: z.number().int().positive(),
  sentences: z.array(sentenceSchema),
});

export const summaryStateSchema = z.object({
  id: z.string(),
  object: z.literal("summary"),
  document: documentIdSchema,
  /** it stays in the library */
  kept: z.boolean(),
  status: z.enum(["running", "interrupted", "done", "failed"]),
  options: summaryOptionsSchema,
  /** parts of the document that were read, of so many */
  parts: z.object({ done: z.number().int(), total: z.number().int() }),
  /** why it failed, as a code with data */
  problem: z.object({ code: z.string() }).loose().nullable(),
});

/** A summary that is done. */
export const summaryAnswerSchema = summaryStateSchema.extend({
  title: z.string(),
  /** the whole, in its order */
  sentences: z.array(sentenceSchema),
  sections: z.array(sectionSchema),
  facts: reportedSummary.facts,
  questions: reportedSummary.questions,
  /** what of the document was read, and what was not and why */
  receipt: reportSchema.shape.coverage,
  recipe: reportSchema.shape.recipe,
  timings: reportSchema.shape.timings,
});

export const deletedSchema = z.object({ id: z.string(), object: z.string(), deleted: z.literal(true) });

/** `/v1/summaries`: checked summaries for programs. Errors are thrown: whoever mounts it gives them their form. */
export function summaryRoutes({ core, models, words }: SummaryDeps): Hono {
  const { jobs, summaries, store, ports, registry } = core;
  const form = eventForm((error) => event(openaiError(error, words).body, "error"));
  const routes = new Hono();

  routes.post("/v1/summaries", async (c) => {
    const request = await parsed(c.req.raw, summaryRequestSchema);
    const { signal } = c.req.raw;
    if (!request.stream) return c.json(await summarize(request, signal, () => {}));
    return stream(signal, { clock: ports.clock, form }, async ({ signal: gone, write }) => {
      const summary = await summarize(request, gone, (name, data) => write(event(data, name)));
      write(event(summary, "summary"));
    });
  });

  routes.get("/v1/summaries/:id", async (c) => {
    const summary = summaries.get(c.req.param("id"));
    return c.json(summary.status === "done" ? await answerOf(summary, c.req.raw.signal) : stateOf(summary));
  });

  /** Ends one that runs. What is kept goes to the bin of the library. */
  routes.delete("/v1/summaries/:id", async (c) => {
    const { id } = summaries.get(c.req.param("id"));
    if (store.summaries.isPassing(id)) await summaries.discard(id);
    else await summaries.remove(id);
    return c.json({ id, object: "summary", deleted: true } satisfies z.input<typeof deletedSchema>);
  });

  return routes;

  async function summarize(
    request: z.output<typeof summaryRequestSchema>,
    signal: AbortSignal,
    tell: (name: string, data: unknown) => void,
  ): Promise<z.input<typeof summaryAnswerSchema>> {
    const { keep, options } = request;
    // Asked before anything is taken in, so that nothing stays of what cannot be done.
    const named = request.model === undefined ? null : await models.resolve("chat", request.model);
    await registry.resolve("summary", named?.id ?? null);
    await using needed = new AsyncDisposableStack();
    // What is to be kept is begun, whoever waits for it.
    const untilBegun = keep ? neverAborted() : signal;
    const documentId = await receiveGiven(core, givenOf(request), { keep, signal: untilBegun, needed });
    if (untilBegun.aborted) throw new AppError("CANCELLED");
    const { summaryId, jobId } = await summaries.start(documentId, options, named?.id ?? null, {
      countedAs: "api",
      passes: !keep,
    });
    if (!keep) needed.defer(() => summaries.release(summaryId));
    tell("started", { id: summaryId, document: documentId });
    for await (const told of jobs.attach(jobId, 0, signal)) tellOf(told, tell);
    if (signal.aborted) throw new AppError("CANCELLED");
    return await answerOf(summaries.get(summaryId), signal);
  }

  async function answerOf(summary: Summary, signal: AbortSignal): Promise<z.input<typeof summaryAnswerSchema>> {
    const { id, documentId, options } = summary;
    const report = await untilAborted(summaries.machineReadable(documentId, id, options.length), signal);
    if (!report.summary) throw new AppError("NOT_FOUND");
    const { title, points, sections, facts, questions } = report.summary;
    return {
      ...stateOf(summary),
      title,
      sentences: points.map(sentenceOf),
      sections: sections.map(sectionOf),
      facts,
      questions,
      receipt: report.coverage,
      recipe: report.recipe,
      timings: report.timings,
    };
  }

  function stateOf({ id, documentId, status, options, chunks, problem }: Summary): z.input<typeof summaryStateSchema> {
    const kept = !store.summaries.isPassing(id);
    return { id, object: "summary", document: documentId, kept, status, options, parts: chunks, problem };
  }
}

/** @throws the error of a job that failed, CANCELLED */
function tellOf(told: JobEvent, tell: (name: string, data: unknown) => void): void {
  if (told.type === "failed") throw problemToError(told.problem);
  if (told.type === "cancelled") throw new AppError("CANCELLED");
  if (told.type === "progress") {
    const { stage, done, total, leftMs } = told;
    tell("progress", { stage, done, total, left_ms: leftMs });
  }
  if (told.type !== "item") return;
  const { item } = told;
  if (item.kind === "section") tell("section", { index: item.section.index, ...sectionOf(item.section) });
  if (item.kind === "points") tell("sentences", { sentences: item.points.map(sentenceOf) });
}

type Reported = NonNullable<Report["summary"]>;

function sectionOf(section: Reported["sections"][number]): z.input<typeof sectionSchema> {
  const { heading, firstPage, lastPage, points } = section;
  return { heading, first_page: firstPage, last_page: lastPage, sentences: points.map(sentenceOf) };
}

function sentenceOf(point: Reported["points"][number] | Point): z.input<typeof sentenceSchema> {
  const { text, section, role, support, by, findings, quoted, citations } = point;
  return { text, section, role, verdict: support, by, findings, quoted, citations: citations.map(quoteOf) };
}
