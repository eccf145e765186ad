import path from "node:path";
import { AppError, toAppError } from "../contract/errors.ts";
import { folderRulesSchema, type FolderDay, type FolderRules, type WatchedFolder } from "../contract/watchedFolders.ts";
import { fromClient } from "../contract/fromClient.ts";
import { type Options, parseUnsaved, usage } from "./options.ts";
import { createProgress } from "./progress.ts";
import { followJob, type Session, withSession } from "./session.ts";
import { jsonLine, words } from "./words.ts";

const { t, formats } = words;

/** `watch [list|add FOLDER|remove FOLDER|scan [FOLDER]|day [FOLDER]] [--json]`: folders that collections follow. */
export async function watch(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseUnsaved("watch", args);
  const [action = "list", name, ...more] = options.words;
  const needsFolder = action === "add" || action === "remove";
  if (more.length > 0 || !isAction(action) || (needsFolder && name === undefined) || (action === "list" && name))
    throw usage({ reason: "WATCH" });
  return withSession(options, signal, async (session) => {
    const { client } = session;
    if (action === "add") {
      const rules = await rulesOf(session, options);
      const { id } = await client.watchedFolders.add({ path: path.resolve(name ?? ""), rules });
      return scan(session, id, options);
    }
    const all = await client.watchedFolders.list();
    const chosen = name === undefined ? all : [await named(session, all, name)];
    if (action === "remove") for (const { id } of chosen) await client.watchedFolders.remove({ id });
    else if (action === "list") {
      for (const folder of chosen) process.stdout.write(options.json ? jsonLine(folder) : folderLines(folder));
      if (!options.json && chosen.length === 0) process.stdout.write(`${t("cli:watch.none")}\n`);
    } else if (action === "day") {
      for (const folder of chosen) {
        const day = await client.watchedFolders.day({ id: folder.id, day: options.day });
        process.stdout.write(options.json ? jsonLine({ path: folder.path, ...day }) : dayLines(folder, day));
      }
    } else for (const { id } of chosen) await scan(session, id, options);
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

/** Looks, then waits for the summaries that the rules ask for. After an interrupt the next look, or the application, goes on with them. */
async function scan(session: Session, id: string, options: Options): Promise<number> {
  const { client } = session;
  const folder = await client.watchedFolders.scan({ id });
  const { title, queueJobId } = await client.collections.get({ id });
  if (queueJobId !== null) {
    const progress = createProgress(title);
    try {
      await followJob(session, queueJobId, progress.show, { staysAtInterrupt: true });
    } catch (thrown) {
      const error = toAppError(fromClient(thrown));
      if (session.signal.aborted) throw error;
      process.stderr.write(jsonLine({ file: title, ...error.toProblem() }));
    } finally {
      progress.end();
    }
  }
  const { skipped } = await client.collections.get({ id });
  if (options.json) process.stdout.write(jsonLine({ ...folder, skipped }));
  else {
    const lines = skipped.map(({ path: file, problem }) =>
      t("cli:watch.skipped", { path: file, problem: words.error(problem) }),
    );
    process.stdout.write(folderLines(folder) + lines.map((line) => `${line}\n`).join(""));
  }
  return 0;
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
