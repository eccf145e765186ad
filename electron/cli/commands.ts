import path from "node:path";
import { createInterface } from "node:readline/promises";
import { text as readAll } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import { AppError, errorTable, toAppError } from "../contract/errors.ts";
import type { Report } from "../contract/summaries.ts";
import { applicationFolder } from "../host/applicationFolder.ts";
import { createServer } from "../server/createServer.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { print } from "./print.ts";
import { createProgress } from "./progress.ts";
import { addModel, chooseModel, followJob, fromClient, openSession, readIn, type Session } from "./session.ts";

type Command = (args: readonly string[], signal: AbortSignal) => Promise<number>;

export const commands = { summarize, ask, chat, read, models, serve } satisfies Record<string, Command>;

export function isCommand(name: string): name is keyof typeof commands {
  return Object.hasOwn(commands, name);
}

async function summarize(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  if (options.words.length === 0) throw usage("summarize needs at least one file.");
  return withSession(options, signal, async (session) => {
    const modelId = options.noModel ? null : await chooseModel(session, options.model);
    return eachFile(options.words, signal, async (file) => {
      const report = await summarizeFile(session, file, options, modelId);
      process.stdout.write(
        options.json ? `${JSON.stringify(report)}\n` : print.report(report, options.summary.structure),
      );
    });
  });
}

async function summarizeFile(
  session: Session,
  file: string,
  options: Options,
  modelId: string | null,
): Promise<Report> {
  const { client } = session;
  const progress = createProgress(path.basename(file));
  try {
    const documentId = await readIn(session, file, options, progress.show);
    const { length } = options.summary;
    if (options.noModel) return await client.summaries.report({ documentId, summaryId: null, length });
    const unfinished = (await client.summaries.list({ documentId })).find(
      (summary) =>
        summary.status === "interrupted" &&
        isDeepStrictEqual(summary.options, options.summary) &&
        (modelId === null || summary.recipe?.model.sha256 === modelId),
    );
    const { summaryId, jobId } = unfinished
      ? { summaryId: unfinished.id, ...(await client.summaries.resume({ id: unfinished.id })) }
      : await client.summaries.start({ documentId, options: options.summary, modelId });
    await followJob(session, jobId, progress.show);
    return await client.summaries.report({ documentId, summaryId, length });
  } finally {
    progress.end();
  }
}

async function ask(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  const files = options.words.slice(0, -1);
  const question = options.words.at(-1);
  if (question === undefined || files.length === 0) throw usage('ask needs files and a question: ask FILE… "QUESTION"');
  return withSession(options, signal, async (session) => {
    const modelId = await chooseModel(session, options.model);
    const documentIds: string[] = [];
    for (const file of files) {
      const progress = createProgress(path.basename(file));
      documentIds.push(await readIn(session, file, options, progress.show).finally(progress.end));
    }
    const answer = await session.client.chat.ask({ documentIds, question, modelId }, { signal });
    const documents = await Promise.all(documentIds.map((id) => session.client.documents.get({ id })));
    process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : print.answer(answer, documents));
    return 0;
  });
}

async function read(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  if (options.words.length === 0) throw usage("read needs at least one file.");
  return withSession(options, signal, (session) =>
    eachFile(options.words, signal, async (file) => {
      const progress = createProgress(path.basename(file));
      const id = await readIn(session, file, options, progress.show).finally(progress.end);
      const document = await session.client.documents.get({ id });
      const pages = [];
      for (let from = 1; from <= document.pages; from += 200) {
        pages.push(...(await session.client.documents.pages({ id, from, to: Math.min(from + 199, document.pages) })));
      }
      if (options.json) {
        const shown = pages.map(({ number, label, text, blocks, sentences, status, reason }) => ({
          number,
          label,
          text,
          blocks,
          sentences,
          status,
          reason,
        }));
        process.stdout.write(
          `${JSON.stringify({ document: { sha256: id, name: document.name, format: document.format, title: document.title, language: document.language }, pages: shown })}\n`,
        );
      } else {
        for (const page of pages) process.stdout.write(`${page.text}\n\f`);
      }
    }),
  );
}

async function models(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  const [action, file] = options.words;
  if (action !== undefined && (action !== "add" || file === undefined)) throw usage("models, or models add FILE");
  return withSession(options, signal, async (session) => {
    if (file !== undefined) await addModel(session, file);
    const list = await session.client.models.list();
    process.stdout.write(options.json ? `${JSON.stringify(list)}\n` : print.models(list));
    return 0;
  });
}

async function chat(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  return withSession(options, signal, async (session) => {
    const modelId = await chooseModel(session, options.model);
    const conversation = await session.client.conversations.create({});
    let parentId: string | null = null;
    const say = async (text: string) => {
      const { replyId, jobId } = await session.client.chat.send({
        conversationId: conversation.id,
        parentId,
        text,
        modelId,
      });
      parentId = replyId;
      await followJob(session, jobId, (event) => {
        if (event.type === "delta") process.stdout.write(event.text);
      });
      process.stdout.write("\n");
    };
    const piped = process.stdin.isTTY ? "" : (await readAll(process.stdin)).trim();
    const first = [options.words.join(" "), piped].filter((part) => part !== "").join("\n\n");
    if (first !== "") await say(first);
    if (!process.stdin.isTTY || first !== "") return 0;
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      for (;;) {
        const line = (await terminal.question("> ", { signal })).trim();
        if (line !== "") await say(line);
      }
    } finally {
      terminal.close();
    }
  });
}

async function serve(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  return withSession(options, signal, async (session) => {
    const rendererFolder = path.join(applicationFolder(), "dist/renderer");
    const server = await createServer(session.app, { port: options.port, rendererFolder });
    process.stdout.write(`${server.address}\n`);
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    await server.close();
    return 0;
  });
}

async function withSession(
  options: Options,
  signal: AbortSignal,
  run: (session: Session) => Promise<number>,
): Promise<number> {
  await using session = await openSession(options, signal);
  // such as a library that was damaged and restored; the interface shows them above every view
  for (const notice of (await session.client.app.info()).notices) process.stderr.write(`${JSON.stringify(notice)}\n`);
  try {
    return await run(session);
  } catch (thrown) {
    throw fromClient(thrown);
  }
}

/** Every file gets its turn; the exit code is that of the first failure, but an interrupt ends at once. */
async function eachFile(
  files: readonly string[],
  signal: AbortSignal,
  run: (file: string) => Promise<void>,
): Promise<number> {
  let code = 0;
  for (const file of files) {
    try {
      await run(file);
    } catch (thrown) {
      const error = toAppError(fromClient(thrown));
      if (signal.aborted) throw new AppError("CANCELLED", { cause: error });
      process.stderr.write(`${JSON.stringify({ file: path.basename(file), ...error.toProblem() })}\n`);
      code ||= errorTable[error.code].exit;
    }
  }
  return code;
}
