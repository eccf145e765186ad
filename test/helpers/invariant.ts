import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import Database from "better-sqlite3-multiple-ciphers";
import type { JobKind } from "../../electron/contract/jobs.ts";
import { applicationFolder } from "../../electron/host/applicationFolder.ts";
import type { Client } from "./doors.ts";

/*
 * What holds after every test that runs the application, whatever it was about: no process of ours is left, no row says that
 * something runs which nobody runs, no queue runs without a job or something that waits, no temporary file is left.
 */

/** What a running application claims to do and does not. */
export async function violationsOfRunning(client: Client): Promise<string[]> {
  const found: string[] = [];
  const { documents, summaries, collections, conversations, tables } = await rowsOf(client);
  // After the rows: what has ended meanwhile is seen by whoever looks again.
  const jobs = (await client.jobs.list()).filter(({ status }) => status === "running");
  const isAtWork = (kind: JobKind, subject: string): boolean =>
    jobs.some((job) => job.kind === kind && job.subject === subject);
  for (const { id, status, name } of documents) {
    if (status === "reading" && !isAtWork("read", id)) found.push(`${name} is being read by nobody`);
  }
  for (const { id, documentId, status } of summaries) {
    if (status === "running" && !isAtWork("summarize", documentId)) found.push(`summary ${id} is written by nobody`);
  }
  for (const { id, messages } of conversations) {
    for (const message of messages) {
      if (message.status === "streaming" && !isAtWork("reply", message.id))
        found.push(`message ${message.id} of ${id} is written by nobody`);
    }
  }
  for (const { id, title, queue, members, intakeJobId, queueJobId, writing } of collections) {
    const waits = members.some(({ state, document }) => state === "waiting" && document.status === "reading");
    if (queue === "running" && !isAtWork("queue", id) && !waits) found.push(`the queue of ${title} runs without a job`);
    for (const { state, document } of members) {
      if (state === "running" && !isAtWork("queue", id))
        found.push(`${document.name} in ${title} is summarized by nobody`);
    }
    for (const jobId of [intakeJobId, queueJobId]) {
      if (jobId !== null && !jobs.some((job) => job.id === jobId)) found.push(`${title} names a job that has ended`);
    }
    if (writing === "running" && !isAtWork("merge", id)) found.push(`the summary of ${title} is written by nobody`);
  }
  const isReading = documents.some(({ status }) => status === "reading");
  for (const { id, title, queue, queueJobId } of tables) {
    if (queue === "running" && !isAtWork("table", id) && !isReading)
      found.push(`the table ${title} is asked by nobody`);
    if (queueJobId !== null && !jobs.some((job) => job.id === queueJobId)) {
      found.push(`the table ${title} names a job that has ended`);
    }
  }
  return found;
}

async function rowsOf(client: Client) {
  const documents = await client.documents.list();
  const summaries = (await Promise.all(documents.map(({ id }) => client.summaries.list({ documentId: id })))).flat();
  const collections = await Promise.all(
    (await client.collections.list()).map(async ({ id }) => {
      const [detail, { writing }] = [await client.collections.get({ id }), await client.collections.summary({ id })];
      return { ...detail, writing: writing?.status ?? null };
    }),
  );
  const conversations = await Promise.all(
    (await client.conversations.list()).map(({ id }) => client.conversations.get({ id })),
  );
  const tables = await Promise.all((await client.tables.list()).map(({ id }) => client.tables.get({ id })));
  return { documents, summaries, collections, conversations, tables };
}

/** Rows of a closed library that claim that something runs. What is to be read stays so for the next start. */
const runningRows: readonly (readonly [what: string, sql: string])[] = [
  ["summary", "SELECT id FROM summaries WHERE status = 'running'"],
  ["message", "SELECT id FROM messages WHERE status = 'streaming'"],
  ["summary of a collection", "SELECT collection AS id FROM set_summaries WHERE status = 'running'"],
  ["member of a collection", "SELECT collection AS id FROM collection_documents WHERE state = 'running'"],
  [
    "queue without anything that waits",
    `SELECT id FROM collections WHERE queue = 'running' AND row NOT IN
       (SELECT collection FROM collection_documents WHERE state = 'waiting')`,
  ],
  [
    "table of which nothing is wanted",
    `SELECT id FROM answer_tables WHERE queue = 'running' AND row NOT IN
       (SELECT answer_table FROM answer_rows WHERE wanted IS NOT NULL)`,
  ],
];

/** Files that are there only while something is at work. */
const temporary = /^(?:incoming-.*|\.incoming-.*|.*\.part|.*\.trying|.*\.new|library\.db\.restoring.*)$/u;

/** What a library that was closed has left behind; nothing where it is open. */
export function violationsOfClosed(data: string): string[] {
  const file = path.join(data, "library.db");
  if (!existsSync(file) || isOpen(data)) return [];
  const rows = readRows(file);
  if (rows === null) return [];
  const files = ["", "documents", "models", "backups", "states"].flatMap((folder) =>
    existsSync(path.join(data, folder))
      ? readdirSync(path.join(data, folder)).flatMap((name) => (temporary.test(name) ? [path.join(folder, name)] : []))
      : [],
  );
  return [...rows, ...files.map((name) => `the temporary file ${name} is left`)];
}

/** What a server has open can be read beside it, and truly has what runs: whoever has it locks the file beside it. */
function isOpen(data: string): boolean {
  try {
    const database = new Database(path.join(data, "lock.db"), { readonly: true, fileMustExist: true, timeout: 0 });
    try {
      database.pragma("user_version");
      return false;
    } finally {
      database.close();
    }
  } catch (thrown) {
    return String((thrown as { code?: unknown }).code).startsWith("SQLITE_BUSY");
  }
}

/** Null for a library that is none of this version's, is encrypted, or is damaged. */
function readRows(file: string): string[] | null {
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { readonly: true, timeout: 0 });
    const found: string[] = [];
    for (const [what, sql] of runningRows) {
      for (const id of database.prepare(sql).pluck().all()) found.push(`${what} ${String(id)} still runs`);
    }
    return found;
  } catch {
    return null;
  } finally {
    database?.close();
  }
}

/** Processes of this checkout's application that a process has started, or that nobody owns any more. */
export function leftProcesses(owner: number = process.pid): string[] {
  if (process.platform === "win32") return [];
  const root = applicationFolder();
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, pid, ppid, state = "", args = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/u.exec(line) ?? [];
      return pid === undefined || state.startsWith("Z") ? [] : [{ pid: Number(pid), ppid: Number(ppid), args }];
    });
  const isOurs = (args: string): boolean => args.includes(root) && program.test(args);
  return rows.filter(({ ppid, args }) => isOurs(args) && (ppid === owner || ppid === 1)).map(({ args }) => args);
}

const program = /(?:engineProcess|readerProcess)(?:\.js|\/main\.ts)|dist\/electron\/(?:server|cli|main)\.js/u;

/** Looks again until there is nothing to be found, because a process takes a while to die; gives what stays. */
export async function lastingViolations(
  look: () => Promise<string[]> | string[],
  withinMs = 20_000,
): Promise<string[]> {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found.length === 0 || performance.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
