import path from "node:path";
import type { CollectionDetail } from "../contract/collections.ts";
import { AppError, type Problem, toAppError } from "../contract/errors.ts";
import { folderRulesSchema, type FolderDay, type FolderRules, type WatchedFolder } from "../contract/watchedFolders.ts";
import { fromClient } from "../contract/fromClient.ts";
import { eachFile, type FilesState, newState, tellFailed } from "./eachFile.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { createProgress } from "./progress.ts";
import { followJob, type Session, withSession } from "./session.ts";
import { jsonLine, words } from "./words.ts";

const { t, formats } = words;

/** `watch [list|add FOLDER|remove FOLDER|scan [FOLDER]|day [FOLDER]] [--json]`: folders that collections follow. */
export async function watch(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("watch", args);
  const [action = "list", name, ...more] = options.words;
  const needsFolder = action === "add" || action === "remove";
  if (more.length > 0 || !isAction(action) || (needsFolder && name === undefined) || (action === "list" && name))
    throw usage({ reason: "WATCH" });
  const state = newState();
  return withSession(options, signal, async (session) => {
    const { client } = session;
    if (action === "add") {
      const rules = await rulesOf(session, options);
      const { id } = await client.watchedFolders.add({ path: path.resolve(name ?? ""), rules });
      await scan(session, id, options, state);
      return state.code;
    }
    const all = await client.watchedFolders.list();
    const chosen = name === undefined ? all : [await named(session, all, name)];
    if (action === "remove") {
      for (const { id } of chosen) {
        await client.watchedFolders.remove({ id });
        if (options.json) process.stdout.write(jsonLine({ removed: id }));
      }
    } else if (action === "list") {
      for (const folder of chosen) process.stdout.write(options.json ? jsonLine(folder) : folderLines(folder));
      if (!options.json && chosen.length === 0) process.stdout.write(`${t("cli:watch.none")}\n`);
    } else if (action === "day") {
      for (const folder of chosen) {
        const day = await client.watchedFolders.day({ id: folder.id, day: options.day });
        process.stdout.write(options.json ? jsonLine({ path: folder.path, ...day }) : dayLines(folder, day));
      }
    } else {
      const ids = new Map(chosen.map((folder) => [folder.path, folder.id]));
      return eachFile([...ids.keys()], session.signal, state, async (folder) => {
        await scan(session, ids.get(folder) ?? "", options, state);
      });
    }
    return 0;
  });
}

const actions = ["list", "add", "remove", "scan", "day"] as const;

function isAction(word: string): word is (typeof actions)[number] {
  return (actions as readonly string[]).includes(word);
}

/** @throws USAGE, NOT_FOUND for a table that there is not */
async function rulesOf({ client }: Session, options: Options): Promise<FolderRules> {
  const { summarize, beside, table, deleted } = options;
  const known =
    table === null ? null : (await client.tables.list()).find(({ id, title }) => [id, title].includes(table));
  if (known === undefined) throw new AppError("NOT_FOUND");
  const rules = folderRulesSchema.safeParse({
    summarize: summarize || beside,
    options: options.summary,
    tableId: known?.id ?? null,
    result: beside ? "beside" : "library",
    ...(deleted === null ? {} : { deleted }),
  });
  if (!rules.success) throw usage({ reason: "WATCH" });
  return rules.data;
}

/** A folder by its path, or by the name or id of its collection. @throws NOT_FOUND */
async function named({ client }: Session, all: readonly WatchedFolder[], name: string): Promise<WatchedFolder> {
  const titles = new Map((await client.collections.list()).map(({ id, title }) => [id, title]));
  const found = all.find(
    (folder) => folder.path === path.resolve(name) || folder.id === name || titles.get(folder.id) === name,
  );
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

/**
 * Looks, then waits for the summaries and the cells that the rules ask for. What failed is told on stderr, and the first of it gives
 * `state` its exit code. After an interrupt the next look, or the application, goes on with what is left.
 */
async function scan(session: Session, id: string, options: Options, state: FilesState): Promise<void> {
  const { client } = session;
  const tell = (file: string, problem: Problem): void => tellFailed(state, { file, ...problem });
  const collection = await client.collections.get({ id });
  // What failed at an earlier look was told then.
  const before = new Set(failedOf(collection).map(({ document }) => document.id));
  const folder = await client.watchedFolders.scan({ id });
  const { tableId } = folder.rules;
  if (folder.problem) tell(collection.title, folder.problem);
  await followQueue(session, collection.title, () => client.collections.get({ id }), tell);
  if (tableId !== null) {
    const table = (await client.tables.list()).find((each) => each.id === tableId);
    if (table) await followQueue(session, table.title, () => client.tables.get({ id: tableId }), tell);
  }
  const followed = await client.collections.get({ id });
  for (const { document, path: file, problem } of failedOf(followed)) {
    if (!before.has(document.id)) tell(file, problem ?? new AppError("INTERNAL").toProblem());
  }
  const { skipped } = followed;
  if (options.json) process.stdout.write(jsonLine({ ...folder, skipped }));
  else {
    const lines = skipped.map(({ path: file, problem }) =>
      t("cli:watch.skipped", { path: file, problem: words.error(problem) }),
    );
    process.stdout.write(folderLines(folder) + lines.map((line) => `${line}\n`).join(""));
  }
}

function failedOf({ members }: CollectionDetail): CollectionDetail["members"] {
  return members.filter(({ state }) => state === "failed");
}

/**
 * Waits until a queue rests. An interrupt ends the waiting alone.
 * @param tell told of what keeps the queue from its work
 * @throws CANCELLED at an interrupt
 */
async function followQueue(
  session: Session,
  title: string,
  get: () => Promise<Pick<CollectionDetail, "queue" | "queueJobId" | "problem">>,
  tell: (file: string, problem: Problem) => void,
): Promise<void> {
  const progress = createProgress(title);
  try {
    for (;;) {
      const { queue, queueJobId, problem } = await get();
      if (queueJobId === null) {
        if (queue === "paused" && problem !== null) tell(title, problem);
        return;
      }
      await followJob(session, queueJobId, progress.show, { staysAtInterrupt: true });
    }
  } catch (thrown) {
    const error = toAppError(fromClient(thrown));
    if (session.signal.aborted) throw error;
    tell(title, error.toProblem());
  } finally {
    progress.end();
  }
}

function folderLines({ path: folder, files, lookedAt, unsettled, problem }: WatchedFolder): string {
  const state = lookedAt === null ? t("cli:watch.never") : t("cli:watch.looked", { time: formats.moment(lookedAt) });
  const lines = [t("cli:watch.folder", { path: folder, files: t("cli:watch.files", { count: files }), state })];
  if (unsettled > 0) lines.push(`  ${t("cli:watch.unsettled", { count: unsettled })}`);
  if (problem) lines.push(t("cli:watch.problem", { problem: words.error(problem) }));
  return `${lines.join("\n")}\n`;
}

function dayLines({ path: folder }: WatchedFolder, { day, events, total }: FolderDay): string {
  const lines = events.flatMap(({ kind, path: file, line }) => [
    t("cli:watch.event", { kind: t(`ui:watchedFolder.event.${kind}`), path: file }),
    ...(line === null ? [] : [`      ${line}`]),
  ]);
  if (total > events.length) lines.push(t("cli:watch.more", { count: total - events.length }));
  if (total === 0) lines.push(t("cli:watch.nothing"));
  return `${[t("cli:watch.day", { path: folder, day: formats.date(day) }), ...lines].join("\n")}\n`;
}
