import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { changeReasonSchema } from "../../contract/compare.ts";
import type { CheckedClaim } from "../../contract/check.ts";
import { mostChecked } from "../../contract/check.ts";
import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import { summaryOptionsSchema, type SummaryOptions } from "../../contract/summaryOptions.ts";
import { summaryAddress } from "./addresses.ts";
import { firstWithin, mostCharacters } from "./bounds.ts";
import { findReadDocument } from "./findDocument.ts";
import { checkSpans, followJob, summarySpans } from "./jobs.ts";
import { documentArgument } from "./libraryTools.ts";
import { type Call, type McpDeps, type McpTool, tool, ToolRefusal } from "./mcpTool.ts";
import {
  countsSchema,
  countVerdicts,
  describe,
  describedSchema,
  judged,
  judgedSchema,
  quoteSchema,
  quotesOf,
  type Titles,
  wordOrNull,
} from "./told.ts";

const leftSchema = z.number().int().describe("how many more there are that did not fit this answer");

/** Answers that can be checked against the pages. */
export function evidenceTools(deps: McpDeps): McpTool[] {
  const { client, words } = deps;
  return [
    tool({
      name: "summarize_document",
      title: "Summarize a document",
      description:
        "A summary of a document whose every sentence was checked against its quotes: which are verified, and page and quote of each. " +
        "It may take minutes; a summary with the same options that is there already is given at once. It is kept in the library.",
      isReadOnly: false,
      input: z.object({
        document: documentArgument,
        length: summaryOptionsSchema.shape.length,
        focus: summaryOptionsSchema.shape.focus.describe("a question or topic to look for; empty for the whole"),
        language: summaryOptionsSchema.shape.language.describe(
          "document: the language that the document is written in",
        ),
        quotesOnly: z
          .boolean()
          .default(false)
          .describe("the document's own most telling sentences, within seconds, without a model"),
      }),
      output: z.object({
        document: describedSchema,
        title: z.string(),
        sentences: z.array(
          judgedSchema.extend({
            section: wordOrNull("heading that it stands under"),
            quoted: z.boolean().describe("a sentence of the document itself, word for word"),
          }),
        ),
        left: leftSchema,
        verdicts: countsSchema.describe("of all sentences"),
        coverage: z.object({
          pages: z.number().int(),
          read: z.number().int(),
          unread: z.array(z.number().int()).describe("pages that could not be read, of which the summary says nothing"),
        }),
        model: wordOrNull("that wrote it; null where no model did"),
        uri: wordOrNull("of the whole summary, with what it says of each section"),
      }),
      async run({ document: wanted, quotesOnly, length, focus, language }, call) {
        const document = findReadDocument(await client.documents.list(), wanted);
        const options = summaryOptionsSchema.parse({ length, focus, language });
        const summaryId = quotesOnly ? null : await summaryOf(document, options, call);
        const report = await client.summaries.report({ documentId: document.id, summaryId, length });
        const titles = new Map([[document.id, document.title]]);
        const cited = <C extends object>(citations: readonly C[]) =>
          citations.map((each) => ({ ...each, documentId: document.id }));
        const sentences = report.summary
          ? report.summary.points.map((point) => ({
              ...judged({ ...point, citations: cited(point.citations) }, titles, words),
              section: point.section,
              quoted: point.quoted,
            }))
          : report.digest.map((line) => ({
              ...judged(
                { text: line.text, support: "verified", by: "code", findings: [], citations: cited(line.citations) },
                titles,
                words,
              ),
              section: null,
              quoted: true,
            }));
        const { items, left } = firstWithin(sentences);
        const { total, read, unread } = report.coverage.pages;
        return {
          document: describe(document),
          title: report.summary?.title ?? document.title,
          sentences: items,
          left,
          verdicts: countVerdicts(sentences),
          coverage: { pages: total, read, unread: unread.slice(0, 1000).map(({ page }) => page) },
          model: report.recipe?.model.name ?? null,
          uri: summaryId === null ? null : summaryAddress(document.id),
        };
      },
    }),
    tool({
      name: "verify_claim",
      title: "Verify a claim",
      description:
        "Holds a statement, or each sentence of a text, against documents: whether they say it, with the quotes that speak for and " +
        "against it and their pages. Code decides, not a model, unless `useModel` asks for one where code is in doubt.",
      isReadOnly: true,
      input: z.object({
        claim: z.string().trim().min(1).max(50_000).describe("one statement or a text of several"),
        documents: z
          .array(documentArgument)
          .max(100)
          .default([])
          .describe("what it is held against; none: all documents of the library"),
        useModel: z.boolean().default(false),
      }),
      output: z.object({
        claims: z.array(
          judgedSchema.extend({
            against: z
              .array(z.object({ why: z.string(), quotes: z.array(quoteSchema) }))
              .describe("what other documents have against it"),
          }),
        ),
        left: leftSchema,
        verdicts: countsSchema.describe("of all claims"),
        documents: z.number().int().describe("how many it was held against"),
      }),
      async run({ claim, documents: wanted, useModel }, call) {
        const chosen = await readDocuments(wanted);
        if (chosen.length > mostChecked.documents) {
          throw new ToolRefusal(`Name documents: no more than ${mostChecked.documents} are looked into at a time.`);
        }
        const { jobId } = await client.check.start({ documentIds: idsOf(chosen), text: claim, useModel });
        const checked: CheckedClaim[] = [];
        await followJob(deps, { jobId, isOwn: true, spans: checkSpans }, call, (event) => {
          if (event.type === "item" && event.item.kind === "checked") checked.push(...event.item.claims);
        });
        const titles = titlesOf(chosen);
        const told = checked.map((each) => ({
          ...judged({ ...each, text: each.claim }, titles, words),
          against: each.contradictions.map(({ findings, citations }) => ({
            why: words.findings(findings),
            quotes: quotesOf(citations, titles),
          })),
        }));
        const { items, left } = firstWithin(told);
        return { claims: items, left, verdicts: countVerdicts(told), documents: chosen.length };
      },
    }),
    tool({
      name: "ask_documents",
      title: "Ask documents",
      description:
        "An answer to a question from documents, its sentences checked against their quotes. Where no model that answers is installed, " +
        "the passages that answer best.",
      isReadOnly: true,
      input: z.object({
        question: z.string().trim().min(1).max(20_000),
        documents: z.array(documentArgument).min(1).max(100),
      }),
      output: z.object({
        answer: z.string().describe("[n] names the nth of the quotes; empty where no model answered"),
        sentences: z.array(judgedSchema),
        verdicts: countsSchema,
        quotes: z.array(quoteSchema),
        passages: z.array(quoteSchema).describe("stretches of the documents that answer by themselves, best first"),
        left: leftSchema,
        read: z.enum(["none", "whole", "passages"]).describe("what of the documents the model was given"),
        lookedFor: z.array(z.string()).describe("words that were looked for in vain; empty where something was found"),
        model: wordOrNull("that answered; null where none did"),
        note: wordOrNull("such as that the answer was cut off"),
      }),
      async run({ question, documents: wanted }, call) {
        const chosen = await readDocuments(wanted);
        const input = { documentIds: idsOf(chosen), question };
        const answer = await client.chat.ask(input, { signal: call.signal });
        const titles = titlesOf(chosen);
        const all = answer.statements.map(({ claim, citations, ...each }) => {
          const cited = citations.flatMap((index) => answer.citations[index] ?? []);
          return judged({ ...each, text: claim, citations: cited }, titles, words);
        });
        const sentences = firstWithin(all, mostCharacters / 2);
        const quotes = firstWithin(quotesOf(answer.citations, titles), mostCharacters / 4);
        const passages = firstWithin(quotesOf(answer.passages, titles), mostCharacters / 4);
        return {
          answer: answer.text,
          sentences: sentences.items,
          verdicts: countVerdicts(all),
          quotes: quotes.items,
          passages: passages.items,
          left: sentences.left + quotes.left + passages.left,
          read: answer.context.documents,
          lookedFor: answer.context.lookedFor,
          model: answer.model,
          note: answer.problem && words.error(answer.problem),
        };
      },
    }),
    tool({
      name: "compare_documents",
      title: "Compare two documents",
      description:
        "What is different between two versions of a document, by code: what changes the meaning first, each change with the quotes of " +
        "both and their pages.",
      isReadOnly: true,
      input: z.object({
        before: documentArgument,
        after: documentArgument,
        from: z.number().int().nonnegative().default(0).describe("how many changes to pass over"),
      }),
      output: z.object({
        before: describedSchema,
        after: describedSchema,
        statements: z
          .object({ before: z.number().int(), after: z.number().int(), same: z.number().int() })
          .describe("of both, and those that stand unchanged in the other"),
        changes: z.array(
          z.object({
            kind: z.enum(["added", "removed", "changed", "moved"]),
            about: z.array(changeReasonSchema).describe("weightiest first"),
            section: wordOrNull("heading that it stands under"),
            before: z.array(quoteSchema),
            after: z.array(quoteSchema),
          }),
        ),
        total: z.number().int().describe("of changes"),
        next: z.number().int().nullable().describe("`from` of the next call; null where these were the last"),
        unread: z
          .object({ before: z.array(z.number().int()), after: z.array(z.number().int()) })
          .describe("pages that could not be read, of which nothing can be said"),
      }),
      async run({ before, after, from }) {
        const documents = await client.documents.list();
        const [first, second] = [findReadDocument(documents, before), findReadDocument(documents, after)];
        const comparison = await client.compare.run({ before: first.id, after: second.id });
        const titles = titlesOf([first, second]);
        const { items } = firstWithin(
          comparison.changes.slice(from).map((change) => ({
            kind: change.kind,
            about: change.reasons,
            section: change.section,
            before: quotesOf(change.before, titles),
            after: quotesOf(change.after, titles),
          })),
        );
        const end = from + items.length;
        const numbers = (unread: readonly { readonly page: number }[]) => unread.slice(0, 1000).map(({ page }) => page);
        return {
          before: describe(first),
          after: describe(second),
          statements: comparison.statements,
          changes: items,
          total: comparison.changes.length,
          next: end < comparison.changes.length ? end : null,
          unread: { before: numbers(comparison.unread.before), after: numbers(comparison.unread.after) },
        };
      },
    }),
  ];

  /** The documents that are named, each once; of none all that were read. @throws ToolRefusal */
  async function readDocuments(wanted: readonly string[]): Promise<Document[]> {
    const all = await client.documents.list();
    const chosen =
      wanted.length > 0
        ? wanted.map((each) => findReadDocument(all, each))
        : all.filter(({ status }) => status === "ready");
    if (chosen.length === 0) throw new ToolRefusal("The library has no document that was read.");
    return [...new Map(chosen.map((document) => [document.id, document])).values()];
  }

  /** A summary that is done, with these options: one that is there, or a new one, or one that was interrupted and is finished. */
  async function summaryOf({ id: documentId }: Document, options: SummaryOptions, call: Call): Promise<string> {
    const summaries = await client.summaries.list({ documentId });
    const same = summaries.filter((summary) => isDeepStrictEqual(summary.options, options));
    const done = same.find(({ status }) => status === "done");
    if (done) return done.id;
    const running = same.find(({ status }) => status === "running");
    const interrupted = same.find(({ status }) => status === "interrupted");
    // The call may have ended while the library was asked.
    if (call.signal.aborted) throw new AppError("CANCELLED");
    const { summaryId, jobId } = interrupted
      ? { summaryId: interrupted.id, ...(await client.summaries.resume({ id: interrupted.id })) }
      : await client.summaries.start({ documentId, options });
    // What somebody else began goes on without this call.
    await followJob(deps, { jobId, isOwn: running?.jobId !== jobId, spans: summarySpans }, call);
    return summaryId;
  }
}

function idsOf(documents: readonly Document[]): string[] {
  return documents.map(({ id }) => id);
}

function titlesOf(documents: readonly Document[]): Titles {
  return new Map(documents.map(({ id, title }) => [id, title]));
}
