import path from "node:path";
import { AppError, type Problem, toAppError } from "../contract/errors.ts";
import type { Document } from "../contract/documents.ts";
import type { Report } from "../contract/summaries.ts";
import { applicationFolder } from "../host/applicationFolder.ts";
import { createServer } from "../server/createServer.ts";
import { checkFiles, checkLinesOf, statementsOf } from "./check.ts";
import { eachFile, type FilesState, newState, tellFailed, tellSkipped } from "./eachFile.ts";
import { fromClient } from "../contract/fromClient.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { shownName, withPiped } from "./pipedFile.ts";
import { print } from "./print.ts";
import { readEach } from "./readEach.ts";
import { createProgress } from "./progress.ts";
import { save, savedFormat } from "./save.ts";
import { chosenModel, type ErrandId, followJob, readAll, type Session, withErrand, withSession } from "./session.ts";
import { tableOf } from "./table.ts";
import { jsonLine } from "./words.ts";

/* What needs the library. */

export async function summarize(args: readonly string[], signal: AbortSignal): Promise<number> {
  const given = parseOptions("summarize", args);
  if (given.words.length === 0) throw usage({ reason: "NO_FILE", command: "summarize" });
  if (given.forecast && given.noModel) throw usage({ reason: "NO_FORECAST" });
  const { save: target } = given;
  if (target !== null && (given.words.length > 1 || given.noModel || given.forecast)) {
    throw usage({ reason: "SAVE_ONE" });
  }
  if (target !== null) savedFormat("summary", target);
  const options = await withPiped(given, given.words, signal);
  const state = newState();
  return withSession(options, signal, async (session) => {
    const modelId = options.noModel ? null : await chosenModel(session, options);
    const summarizeFile = async (file: string, errand: ErrandId): Promise<void> => {
      const how = { ...options, errand, modelId };
      const progress = createProgress(shownName(file, options));
      const { documentIds, collectionId } = await readAll(session, file, how, progress.show).finally(progress.end);
      if (options.forecast) {
        for (const documentId of documentIds) await tellForecast(session, documentId, options, modelId);
        return;
      }
      const one = async (documentId: string, name: string): Promise<void> => {
        const { report, summaryId } = await summarizeDocument(session, documentId, name, how);
        if (target !== null && summaryId !== null && collectionId === null) {
          const format = savedFormat("summary", target);
          await save(target, await session.client.summaries.export({ id: summaryId, format }));
        }
        session.tell(documentId, options.json ? jsonLine(report) : print.report(report));
      };
      if (collectionId !== null) await summarizeSet(session, collectionId, { options, modelId, state }, one);
      else for (const documentId of documentIds) await one(documentId, shownName(file, options));
    };
    return eachFile(options.words, session.signal, state, (file) =>
      withErrand(session, options, { holds: true }, (errand) => summarizeFile(file, errand)),
    );
  });
}

/** What the summary of a document will take, instead of it. */
async function tellForecast(
  { client, signal, tell }: Session,
  documentId: string,
  { json, summary }: Options,
  modelId: string | null,
): Promise<void> {
  const input = { documentIds: [documentId], options: summary, modelId };
  const forecast = await client.summaries.forecast(input, { signal });
  const document = await client.documents.get({ id: documentId });
  tell(
    documentId,
    json ? jsonLine({ document: describeDocument(document), forecast }) : print.forecast(document, forecast),
  );
}

function describeDocument({ id, name, format, title, pages, words, language }: Document): Report["document"] {
  return { sha256: id, name, format, title, pages, words, language };
}

/** Each document of a folder or an archive, then the set; what could not be read or summarized is told on stderr and in the set. */
async function summarizeSet(
  session: Session,
  id: string,
  {
    options,
    modelId,
    state,
  }: { readonly options: Options; readonly modelId: string | null; readonly state: FilesState },
  one: (documentId: string, name: string) => Promise<void>,
): Promise<void> {
  const { client, signal } = session;
  const { title, members, skipped } = await client.collections.get({ id });
  const tell = (file: string, problem: Problem): void => tellFailed(state, { file, ...problem });
  for (const { path: file, problem } of skipped) tellSkipped(state, { file, ...problem });
  let done = 0;
  for (const { document, path: file } of members) {
    if (document.status !== "ready") {
      tell(file, document.problem ?? new AppError("DOCUMENT_NOT_READY").toProblem());
      continue;
    }
    try {
      await one(document.id, file);
      done += 1;
    } catch (thrown) {
      const error = toAppError(fromClient(thrown));
      // Without a model no other document fares better.
      if (signal.aborted || done === 0) throw error;
      tell(file, error.toProblem());
    }
  }
  if (!options.noModel && done > 1) {
    try {
      const { jobId } = await client.collections.writeSet({ id, options: options.summary, modelId });
      const progress = createProgress(title);
      await followJob(session, jobId, progress.show).finally(progress.end);
    } catch (thrown) {
      const error = toAppError(fromClient(thrown));
      if (signal.aborted) throw error;
      // The documents are summarized; of the set the chosen sentences are told.
      tell(title, error.toProblem());
    }
  }
  if (options.save !== null) {
    await save(options.save, await client.collections.export({ id, format: savedFormat("collection", options.save) }));
  }
  const report = await client.collections.report({ id });
  session.tell(id, options.json ? jsonLine(report) : print.set(report));
  if (done === 0) throw new AppError("DOCUMENT_EMPTY", { data: { reason: "FOLDER" } });
}

async function summarizeDocument(
  session: Session,
  documentId: string,
  name: string,
  options: Options & { readonly errand: ErrandId; readonly modelId: string | null },
): Promise<{ report: Report; summaryId: string | null }> {
  const { client } = session;
  const progress = createProgress(name);
  try {
    const { length } = options.summary;
    if (options.noModel) {
      return { report: await client.summaries.report({ documentId, summaryId: null, length }), summaryId: null };
    }
    const { errand, modelId, summary } = options;
    const { summaryId, jobId } = await client.here.summarize({ errand, documentId, options: summary, modelId });
    if (jobId !== null) await followJob(session, jobId, progress.show);
    return { report: await client.summaries.report({ documentId, summaryId, length }), summaryId };
  } finally {
    progress.end();
  }
}

export async function ask(args: readonly string[], signal: AbortSignal): Promise<number> {
  const given = parseOptions("ask", args);
  const files = given.words.slice(0, -1);
  const question = given.words.at(-1);
  if (question === undefined || files.length === 0) throw usage({ reason: "ASK" });
  const options = await withPiped(given, files, signal);
  return withSession(options, signal, async (session) => {
    const modelId = await chosenModel(session, options);
    return withErrand(session, options, { holds: false }, async (errand) => {
      const state = newState();
      const documentIds = [...(await readEach(session, files, { ...options, errand }, state)).keys()];
      if (documentIds.length === 0) return state.code;
      const answer = await session.client.chat.ask({ documentIds, question, modelId }, { signal: session.signal });
      const documents = await Promise.all(documentIds.map((id) => session.client.documents.get({ id })));
      process.stdout.write(options.json ? jsonLine(answer) : print.answer(answer, documents));
      return state.code;
    });
  });
}

export async function check(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("check", args);
  const { words: given, claims, jsonl, model } = options;
  if (jsonl !== null) {
    if (given.length > 0 || claims !== null || model !== null || options.endpoint !== null || options.keep)
      throw usage({ reason: "CHECK_LINES" });
    return checkLinesOf(jsonl, signal);
  }
  const files = claims === null ? given.slice(0, -1) : given;
  if (files.length === 0) throw usage({ reason: "CHECK" });
  const piped = await withPiped(options, files, signal);
  const statements = claims === null ? [given.at(-1) ?? ""] : await statementsOf(claims, signal);
  return withSession(options, signal, (session) =>
    withErrand(session, options, { holds: false }, (errand) =>
      checkFiles(session, files, statements, { ...piped, errand }),
    ),
  );
}

export async function table(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("table", args);
  const { words: files, template, out } = options;
  if (files.length === 0 || template === null) throw usage({ reason: "TABLE" });
  if (out !== null) savedFormat("answerTable", out, "out");
  const piped = await withPiped(options, files, signal);
  return withSession(options, signal, (session) =>
    withErrand(session, options, { holds: true }, (errand) =>
      tableOf(session, { files, template }, { ...piped, errand }),
    ),
  );
}

export async function serve(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("serve", args);
  return withSession(
    options,
    signal,
    async ({ app }) => {
      if (app === null) throw new AppError("DATA_DIR_LOCKED");
      // Before anything else: who starts this as a program reads one line.
      if (options.api) process.stdout.write(jsonLine(await app.serving.open()));
      const rendererFolder = path.join(applicationFolder(), "dist/renderer");
      const server = await createServer(() => app, { port: options.port, rendererFolder });
      process.stdout.write(`${server.address}\n`);
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      await server.close();
      return 0;
    },
    { isKept: true },
  );
}
