import { stat } from "node:fs/promises";
import path from "node:path";
import { AppError, type Problem, toAppError } from "../../contract/errors.ts";
import { innerPath } from "../../contract/folders.ts";
import type { Settings } from "../../contract/settings.ts";
import {
  type FolderDay,
  type FolderRules,
  folderRulesSchema,
  type WatchedFolder,
} from "../../contract/watchedFolders.ts";
import type { AnswerTables } from "../answerTables/answerTables.ts";
import { createTurns, type Turns } from "../async/createTurns.ts";
import type { Changes } from "../changes.ts";
import type { StoredFolder, StoredResult } from "../store/store.ts";
import type { Summaries } from "../summarize/summarize.ts";
import { writeBeside } from "./besideFile.ts";
import { dayOf, daysBetween } from "./days.ts";
import { createFollower, type Follower, type FollowerDeps } from "./follower.ts";

/** Folders that collections follow. What changes something throws NOT_FOUND where the collection follows none. */
export interface WatchedFolders {
  /** In the order in which they were added. */
  list(): WatchedFolder[];
  /**
   * Has a collection follow a folder, a new one by default.
   * @throws INVALID_INPUT for what is no folder, is the library's own, or is followed already; NOT_FOUND for the collection
   */
  add(input: {
    readonly path: string;
    readonly collectionId: string | null;
    readonly rules: FolderRules | null;
  }): Promise<WatchedFolder>;
  /** Rules are kept for what is there too. */
  setRules(id: string, rules: FolderRules): WatchedFolder;
  /** Follows it no more; the collection and its documents stay. */
  remove(id: string): Promise<void>;
  /** Looks now; resolves when all that stands still was taken in and read. */
  scan(id: string): Promise<WatchedFolder>;
  /** What a day brought, by the calendar of this computer; null for today. */
  day(id: string, day: string | null): FolderDay;
  /** Follows all of them from now on. */
  start(): void;
  /** Ends the looking, once results that wait for it are written. */
  dispose(): Promise<void>;
}

export interface WatchedFoldersDeps extends Omit<
  FollowerDeps,
  "removeDocument" | "changed" | "membersChanged" | "onTaken" | "onReplaced" | "data"
> {
  readonly documents: { remove(id: string): void };
  readonly collections: {
    open(title: string): string;
    summarize(id: string, documentIds: readonly string[]): Promise<void>;
    goOn(id: string): void;
  };
  readonly answerTables: Pick<AnswerTables, "addDocuments" | "removeDocuments" | "run" | "goOn">;
  readonly summaries: Pick<Summaries, "export">;
  readonly changes: Changes;
  readonly paths: { readonly data: string };
  readonly settings: () => Settings;
}

/** Milliseconds after a change for which results are waited for, so that a queue at work is not asked at each step. */
const gatherMs = 1000;
/** Events of a day that are told one by one. */
const mostEvents = 500;

export function createWatchedFolders(deps: WatchedFoldersDeps): WatchedFolders {
  const { store, clock, logger, changes } = deps;
  const data = path.resolve(deps.paths.data);
  const followers = new Map<string, Follower>();
  /** why a rule could not be kept */
  const problems = new Map<string, Problem>();
  const turns = new Map<string, Turns>();
  const waiting = new Map<string, { clear(): void }>();
  let isStarted = false;
  let isClosing = false;

  /** folders whose table is told to be gone */
  const tableless = new Set<string>();
  const stopListening = changes.listen(({ what, id }) => {
    if (what === "tables" && id !== null && !isClosing) lookForTable(id);
    if (what !== "collections" || id === null || isClosing) return;
    const folder = store.watchedFolders.get(id);
    // Its collection went into the bin, or came back.
    if (folder === null) void drop(id).catch(warn);
    else if (isStarted && !followers.has(id)) followerOf(folder).start();
    if (folder?.rules.result === "beside") writeSoon(id);
  });

  return {
    list: () => store.watchedFolders.list().map(describe),

    async add({ path: given, collectionId, rules }) {
      const folder = path.resolve(given);
      const isFolder = await stat(folder).then(
        (found) => found.isDirectory(),
        () => false,
      );
      if (!path.isAbsolute(given) || !isFolder) throw refused("NOT_A_FOLDER");
      if (isIn(folder, data)) throw refused("FOLDER_OF_LIBRARY");
      const all = store.watchedFolders.list();
      if (all.some((each) => each.path === folder || each.id === collectionId)) throw refused("FOLDER_FOLLOWED");
      if (collectionId !== null && !store.collections.get(collectionId)) throw new AppError("NOT_FOUND");
      const id = collectionId ?? deps.collections.open(path.basename(folder) || folder);
      const usual = folderRulesSchema.parse({ options: { length: deps.settings().summaryLength } });
      store.watchedFolders.put({ id, path: folder, rules: rules ?? usual });
      noteTable(requireFolder(id));
      if (isStarted) followerOf(requireFolder(id)).start();
      changed(id);
      return describe(requireFolder(id));
    },

    setRules(id, rules) {
      const before = requireFolder(id).rules;
      store.watchedFolders.setRules(id, rules, [
        ...(before.tableId === rules.tableId ? [] : (["table"] as const)),
        ...(before.result === rules.result ? [] : (["result"] as const)),
      ]);
      noteTable({ id, rules });
      if (isStarted) {
        void keepRules(id).catch(warn);
        if (rules.result === "beside") writeSoon(id);
      }
      changed(id);
      return describe(requireFolder(id));
    },

    async remove(id) {
      requireFolder(id);
      await drop(id);
      store.watchedFolders.remove(id);
      changed(id);
    },

    async scan(id) {
      await followerOf(requireFolder(id)).scan();
      await keepRules(id);
      const folder = requireFolder(id);
      // What was asked for while it was still being read, or before the application ended.
      if (folder.rules.summarize) deps.collections.goOn(id);
      const { tableId } = folder.rules;
      if (tableId !== null && store.answerTables.get(tableId)) deps.answerTables.goOn(tableId);
      return describe(folder);
    },

    day(id, given) {
      requireFolder(id);
      const day = given ?? dayOf(clock.now());
      const { from, to } = daysBetween(day);
      const [before, after] = [store.watchedFolders.eventBefore(id, from), store.watchedFolders.eventFrom(id, to)];
      return {
        day,
        events: store.watchedFolders.events(id, from, to, mostEvents),
        total: store.watchedFolders.countEvents(id, from, to),
        before: before === null ? null : dayOf(before),
        after: after === null ? null : dayOf(after),
      };
    },

    start() {
      isStarted = true;
      for (const folder of store.watchedFolders.list()) {
        noteTable(folder);
        followerOf(folder).start();
        if (folder.rules.result === "beside") writeSoon(folder.id);
      }
    },

    async dispose() {
      isClosing = true;
      stopListening();
      const late = [...waiting.keys()];
      for (const timer of waiting.values()) timer.clear();
      waiting.clear();
      await Promise.all([...followers.values()].map((each) => each.stop()));
      await Promise.all(late.map((id) => writeResults(id).catch(warn)));
      await Promise.all([...turns.values()].map((inTurn) => inTurn(() => {})));
    },
  };

  function requireFolder(id: string): StoredFolder {
    const folder = store.watchedFolders.get(id);
    if (!folder) throw new AppError("NOT_FOUND");
    return folder;
  }

  function describe({ id, path: folder, rules, lookedAt }: StoredFolder): WatchedFolder {
    const state = followers.get(id)?.state() ?? {
      state: "off" as const,
      by: "events" as const,
      progress: null,
      unsettled: 0,
      files: store.watchedFolders.countFiles(id),
      problem: null,
    };
    const problem = state.problem ?? tableProblem(rules) ?? problems.get(id) ?? null;
    return { id, path: folder, rules, lookedAt, ...state, problem };
  }

  /** Told as long as it lasts, whether or not anything comes in. */
  function tableProblem({ tableId }: StoredFolder["rules"]): Problem | null {
    if (tableId === null || store.answerTables.get(tableId)) return null;
    return new AppError("FOLDER_TABLE_GONE").toProblem();
  }

  /** A table went into the bin, which its folders tell, or came back, and gets what came in meanwhile. */
  function lookForTable(tableId: string): void {
    for (const folder of store.watchedFolders.list()) {
      const { id, rules } = folder;
      if (rules.tableId !== tableId) continue;
      const wasGone = tableless.has(id);
      const isGone = noteTable(folder);
      if (isGone === wasGone) continue;
      if (!isGone && isStarted) void keepRules(id).catch(warn);
      changed(id);
    }
  }

  function noteTable({ id, rules }: Pick<StoredFolder, "id" | "rules">): boolean {
    const isGone = tableProblem(rules) !== null;
    if (isGone) tableless.add(id);
    else tableless.delete(id);
    return isGone;
  }

  function followerOf({ id, path: folder }: StoredFolder): Follower {
    const known = followers.get(id);
    if (known) return known;
    const follower = createFollower(id, folder, {
      ...deps,
      data,
      removeDocument: (documentId) => deps.documents.remove(documentId),
      changed,
      membersChanged: (of) => changes.changed("collections", of),
      onTaken: (of) => void keepRules(of).catch(warn),
      onReplaced: (of, documentId) => takeOutOfTable(of, documentId),
    });
    followers.set(id, follower);
    return follower;
  }

  async function drop(id: string): Promise<void> {
    const follower = followers.get(id);
    followers.delete(id);
    problems.delete(id);
    tableless.delete(id);
    waiting.get(id)?.clear();
    waiting.delete(id);
    await follower?.stop();
  }

  function changed(id: string): void {
    changes.changed("watchedFolders", id);
  }

  function warn(thrown: unknown): void {
    logger.warn("What is to follow a change of a folder was not done", { error: String(thrown) });
  }

  function inTurnOf(id: string): Turns {
    const known = turns.get(id) ?? createTurns();
    turns.set(id, known);
    return known;
  }

  function keepRules(id: string): Promise<void> {
    return inTurnOf(id)(async () => {
      const folder = store.watchedFolders.get(id);
      if (!folder || isClosing) return;
      const { summarize, tableId } = folder.rules;
      try {
        if (summarize) await summarizeNew(id);
        if (tableId !== null && store.answerTables.get(tableId)) await addRows(id, tableId);
        setProblem(id, null);
      } catch (thrown) {
        setProblem(id, toAppError(thrown).toProblem());
      }
    });
  }

  function setProblem(id: string, problem: Problem | null): void {
    if (problem?.code === problems.get(id)?.code) return;
    if (problem) problems.set(id, problem);
    else problems.delete(id);
    changed(id);
  }

  async function summarizeNew(id: string): Promise<void> {
    const documentIds = store.watchedFolders.untreated(id, "summarize");
    if (documentIds.length === 0) return;
    const wanted = new Set(documentIds);
    const open = store.collections
      .members(id)
      .filter((member) => wanted.has(member.documentId) && member.state === "idle" && member.summaryId === null);
    if (open.length > 0) {
      await deps.collections.summarize(
        id,
        open.map(({ documentId }) => documentId),
      );
    }
    store.watchedFolders.setTreated(id, "summarize", documentIds);
  }

  async function addRows(id: string, tableId: string): Promise<void> {
    const documentIds = store.watchedFolders.untreated(id, "table");
    if (documentIds.length === 0) return;
    deps.answerTables.addDocuments(tableId, documentIds, id);
    await deps.answerTables.run(tableId, { columnIds: null, documentIds, again: false });
    store.watchedFolders.setTreated(id, "table", documentIds);
  }

  /** The row of what a file held before gives way to that of what it holds now. */
  function takeOutOfTable(id: string, documentId: string): void {
    const tableId = store.watchedFolders.get(id)?.rules.tableId ?? null;
    if (tableId === null) return;
    try {
      deps.answerTables.removeDocuments(tableId, [documentId]);
    } catch (thrown) {
      // It has no row there, or the table is gone, which the next row says.
      if (toAppError(thrown).code !== "NOT_FOUND") throw thrown;
    }
  }

  function writeSoon(id: string): void {
    if (waiting.has(id)) return;
    const timer = clock.setTimeout(() => {
      waiting.delete(id);
      void writeResults(id).catch(warn);
    }, gatherMs);
    waiting.set(id, timer);
  }

  function writeResults(id: string): Promise<void> {
    return inTurnOf(id)(async () => {
      const folder = store.watchedFolders.get(id);
      if (folder?.rules.result !== "beside") return;
      for (const result of store.watchedFolders.unwritten(id)) {
        try {
          await writeResult(folder, result);
        } catch (thrown) {
          setProblem(id, resultError(thrown).toProblem());
          return;
        }
      }
    });
  }

  async function writeResult({ id, path: root }: StoredFolder, result: StoredResult): Promise<void> {
    const { file, path: within, documentId, summaryId } = result;
    const { data: text } = await deps.summaries.export(summaryId, "markdown");
    const inArchive = within.startsWith(`${innerPath(file)}/`) ? within.slice(innerPath(file).length + 1) : null;
    const base = inArchive === null ? file : `${file}.${inArchive.replaceAll("/", " – ")}`;
    await writeBeside(path.join(root, base), documentId, text);
    store.watchedFolders.setWritten(id, { file, documentId, summaryId });
  }
}

function refused(reason: "NOT_A_FOLDER" | "FOLDER_OF_LIBRARY" | "FOLDER_FOLLOWED"): AppError {
  return new AppError("INVALID_INPUT", { data: { reason, field: "path" } });
}

/** Of what cannot be written there; a full disk says so itself. */
function resultError(thrown: unknown): AppError {
  const { code } = thrown as NodeJS.ErrnoException;
  const isOfFolder = code === "EACCES" || code === "EPERM" || code === "EROFS";
  return isOfFolder ? new AppError("FOLDER_UNWRITABLE", { cause: thrown }) : toAppError(thrown);
}

function isIn(folder: string, other: string): boolean {
  const way = path.relative(other, folder);
  return way === "" || (!way.startsWith("..") && !path.isAbsolute(way));
}
