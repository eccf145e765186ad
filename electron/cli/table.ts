import { readFile } from "node:fs/promises";
import path from "node:path";
import {
  type AnswerLine,
  type AnswerRow,
  type AnswerTableDetail,
  type Column,
  type ColumnDraft,
  columnDraftSchema,
  repeatedName,
  type Template,
  type TemplateFile,
  templateFileSchema,
  type UnreadFile,
} from "../contract/answerTables.ts";
import { lineOf } from "../contract/answerValues.ts";
import { AppError, type Problem, problemToError, toAppError } from "../contract/errors.ts";
import { fromClient } from "../contract/fromClient.ts";
import { newState, tellFailed, tellSkipped } from "./eachFile.ts";
import { usage } from "./options.ts";
import { namedFile, type WithPiped } from "./pipedFile.ts";
import { printRow, printUnread } from "./printTable.ts";
import { createProgress } from "./progress.ts";
import { save, savedFormat } from "./save.ts";
import { chosenModel, type ErrandId, followJob, type Session, takeIn } from "./session.ts";
import { jsonLine, words } from "./words.ts";

/**
 * Makes a table of files by a template, or goes on with the one of the same documents and columns. What could not be read is told on
 * stderr, and the rest goes on.
 *
 * @returns the exit code of the first file that could not be read, else of the first cell that could not be asked
 * @throws what the template is refused for; what the model is at fault of, once what was answered is told
 */
export async function tableOf(
  session: Session,
  { files, template: wanted }: { readonly files: readonly string[]; readonly template: string },
  options: WithErrand,
): Promise<number> {
  const { client } = session;
  const template = await templateOf(wanted, await client.tableTemplates.list());
  const modelId = options.noModel ? null : await chosenModel(session, options);
  const taken = await takeInAll(session, files, options);
  const state = newState();
  for (const { file, problem } of taken.failed) tellFailed(state, { file, ...problem });
  for (const { file, problem } of [...taken.skipped, ...taken.copies]) tellSkipped(state, { file, ...problem });
  if (taken.filesOf.size === 0 && state.code === 0) {
    throw new AppError("DOCUMENT_EMPTY", { data: { reason: "FOLDER" } });
  }
  const columns = template.columns;
  const told = (line: AnswerLine, text: string): void => {
    if (options.json) session.tell(text, jsonLine(line));
    else if (options.out === null) session.tell(text, text);
  };
  const { errand } = options;
  const table = await openTable(session, template, taken, { useModel: !options.noModel, modelId, errand });
  const fault = await answerAll(session, table, (row) => {
    for (const file of taken.filesOf.get(row.document.id) ?? [row.path]) {
      told(lineOf(file, row, table.columns), printRow(file, row, table.columns));
      for (const { column, problem } of failedIn(row, table.columns)) tellFailed(state, { file, column, ...problem });
    }
  });
  for (const { file, problem } of taken.unread) told(unreadLine(file, columns), printUnread(file, problem));
  if (options.out !== null) {
    const format = savedFormat("answerTable", options.out, "out");
    const exported = await client.tables.export({ id: table.id, format, unread: taken.unread });
    await save(options.out, exported, "out");
  }
  if (fault !== null) throw fault;
  return state.code;
}

/** The questions that could not be asked, for which a document that was read is not at fault. */
function failedIn({ cells }: AnswerRow, columns: readonly Column[]): { column: string; problem: Problem }[] {
  return columns.flatMap(({ id, name: column }) => {
    const cell = cells[id];
    if (cell?.state !== "failed" || cell.correction !== null) return [];
    return [{ column, problem: cell.problem ?? new AppError("INTERNAL").toProblem() }];
  });
}

/**
 * A template by its name or id, case aside, else by its file.
 * @throws USAGE for a name that there is not; FILE_NOT_FOUND, INVALID_INPUT for a file that is no template
 */
async function templateOf(wanted: string, templates: readonly Template[]): Promise<TemplateFile> {
  const name = wanted.trim().toLowerCase();
  const known = templates.find((each) =>
    [each.name, each.id, each.id.replace(/^builtin:/u, "")].some((own) => own.toLowerCase() === name),
  );
  if (known) return known;
  let text: string;
  try {
    text = await readFile(wanted, "utf8");
  } catch (cause) {
    const isName = !/[/\\]|\.json$/iu.test(wanted);
    if (isName) throw usage({ reason: "NO_TEMPLATE", allowed: templates.map((each) => each.name) });
    throw new AppError("FILE_NOT_FOUND", { cause });
  }
  return readTemplate(text);
}

/** Where nobody is there to put them in, choices must be there. */
const finishedTemplateSchema = templateFileSchema.superRefine(({ columns }, context) => {
  const bare = columns.findIndex(({ kind, choices }) => kind === "choice" && choices.length === 0);
  if (bare >= 0) context.addIssue({ code: "custom", path: ["columns", bare, "choices"], message: "expected choices" });
});

/** @throws INVALID_INPUT */
function readTemplate(text: string): TemplateFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/u, ""));
  } catch (cause) {
    throw new AppError("INVALID_INPUT", { data: { reason: "TEMPLATE_NOT_JSON" }, cause });
  }
  const { data, error } = finishedTemplateSchema.safeParse(parsed);
  if (data) return data;
  const [issue] = error.issues;
  const [field, problem] = [issue?.path.join(".") || "template", issue?.message ?? ""];
  if (problem === "DUPLICATE_COLUMN") {
    throw new AppError("INVALID_INPUT", { data: { reason: "DUPLICATE_COLUMN", name: twice(parsed) }, cause: error });
  }
  throw new AppError("INVALID_INPUT", { data: { reason: "TEMPLATE_WRONG", field, problem }, cause: error });
}

/** The name that two columns have. */
function twice(template: unknown): string {
  return repeatedName(templateFileSchema.extend({ columns: columnDraftSchema.array() }).parse(template).columns) ?? "";
}

interface Taken {
  /** documents in the order of the files, with what the files are called here: several where copies were given */
  readonly filesOf: Map<string, string[]>;
  readonly collectionIds: string[];
  /** documents that came by themselves */
  readonly documentIds: string[];
  /** all that could not be read, but what was skipped */
  readonly failed: UnreadFile[];
  /** of folders and archives what became no document there */
  readonly skipped: UnreadFile[];
  /** those of both that became no document, and so no row */
  readonly unread: UnreadFile[];
  /** files that are the document of another one, and share its row */
  readonly copies: UnreadFile[];
}

async function takeInAll(session: Session, files: readonly string[], options: WithErrand): Promise<Taken> {
  const taken: Taken = {
    filesOf: new Map(),
    collectionIds: [],
    documentIds: [],
    failed: [],
    skipped: [],
    unread: [],
    copies: [],
  };
  const problemOf = (thrown: unknown): Problem => {
    const error = toAppError(fromClient(thrown));
    if (session.signal.aborted) throw new AppError("CANCELLED", { cause: error });
    return error.toProblem();
  };
  for (const given of files) {
    const file = namedFile(given, options);
    const progress = createProgress(path.basename(file));
    try {
      const { documentId, collectionId, error } = await takeIn(session, given, options, progress.show);
      if (documentId !== null) {
        taken.documentIds.push(documentId);
        name(taken, documentId, file);
      }
      if (error !== null) taken.failed.push({ file, problem: problemOf(error) });
      if (collectionId !== null) await takeMembers(session, { file, collectionId }, taken);
    } catch (thrown) {
      const refused = { file, problem: problemOf(thrown) };
      taken.failed.push(refused);
      taken.unread.push(refused);
    } finally {
      progress.end();
    }
  }
  return taken;
}

/** A document under one more name. */
function name({ filesOf, copies }: Taken, documentId: string, file: string): void {
  const [same, ...more] = filesOf.get(documentId) ?? [];
  if (same === undefined) filesOf.set(documentId, [file]);
  else if (same !== file && !more.includes(file)) {
    filesOf.set(documentId, [same, ...more, file]);
    copies.push({ file, problem: new AppError("FILE_DUPLICATE", { data: { same } }).toProblem() });
  }
}

/** Each document of a folder or an archive under its path there. */
async function takeMembers(
  { client }: Session,
  { file, collectionId }: { readonly file: string; readonly collectionId: string },
  taken: Taken,
): Promise<void> {
  const { members, skipped } = await client.collections.get({ id: collectionId });
  taken.collectionIds.push(collectionId);
  for (const { document, path: inside } of members) {
    const member = path.join(file, inside);
    name(taken, document.id, member);
    if (document.status === "ready") continue;
    taken.failed.push({ file: member, problem: document.problem ?? new AppError("DOCUMENT_NOT_READY").toProblem() });
  }
  for (const { path: inside, problem } of skipped) {
    const refused = { file: path.join(file, inside), problem };
    const same = problem.code === "FILE_DUPLICATE" ? problem.data?.["same"] : null;
    const original = members.find((member) => member.path === same);
    if (original) {
      name(taken, original.document.id, refused.file);
      continue;
    }
    taken.skipped.push(refused);
    taken.unread.push(refused);
  }
}

type WithErrand = WithPiped & { readonly errand: ErrandId };

/** The table of the same documents, columns and model, else a new one. */
async function openTable(
  { client }: Session,
  { name, columns }: TemplateFile,
  { filesOf, documentIds, collectionIds }: Taken,
  how: Pick<AnswerTableDetail, "useModel" | "modelId"> & { readonly errand: ErrandId },
): Promise<AnswerTableDetail> {
  const [first = "", ...more] = [...filesOf.values()].flat();
  const title = words.t("cli:table.title", {
    template: name,
    name: path.basename(first),
    count: more.length + 1,
    more: more.length,
  });
  return client.here.openTable({
    title: title.slice(0, 300),
    columns: [...columns],
    documentIds,
    collectionIds,
    ...how,
  });
}

/** As many as the contract gives at a time. */
const rowsAtOnce = 200;

/**
 * Has all that waits answered and tells each row once it is done, in order.
 * @returns what the model is at fault of, or null
 * @throws CANCELLED
 */
async function answerAll(
  session: Session,
  table: AnswerTableDetail,
  tell: (row: AnswerRow) => void,
): Promise<AppError | null> {
  const { client } = session;
  const { id } = table;
  let next = 0;
  const tellDone = async (isEnd: boolean): Promise<void> => {
    for (;;) {
      const { rows } = await client.tables.rows({ id, from: next, count: isEnd ? rowsAtOnce : 1 });
      const open = rows.findIndex(({ cells }) => Object.values(cells).some(isOpen));
      const done = isEnd || open < 0 ? rows : rows.slice(0, open);
      for (const row of done) tell(row);
      next += done.length;
      if (done.length === 0) return;
    }
  };
  const progress = createProgress(table.title);
  try {
    await client.tables.run({ id });
    // One after the other: what is told must stay in order.
    let telling = Promise.resolve();
    for (;;) {
      const { queueJobId } = await client.tables.get({ id });
      if (queueJobId === null) break;
      await followJob(session, queueJobId, (event) => {
        progress.show(event);
        telling = telling.then(() => tellDone(false));
        // Told to whoever waits for it below, if the job does not fail before.
        telling.catch(() => {});
      });
    }
    await telling;
    await tellDone(true);
  } finally {
    progress.end();
  }
  const { queue, problem } = await client.tables.get({ id });
  return queue === "paused" && problem !== null ? problemToError(problem) : null;
}

function isOpen({ state, stale }: AnswerRow["cells"][string]): boolean {
  return state === "waiting" || stale;
}

function unreadLine(file: string, columns: readonly ColumnDraft[]): AnswerLine {
  const cell = {
    state: "unreadable",
    value: null,
    text: null,
    quote: null,
    page: null,
    support: null,
    by: null,
  } as const;
  return { file, cells: Object.fromEntries(columns.map(({ name }) => [name, cell])) };
}
