import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { AppError, type ErrorCode, type Problem, problemToError, toAppError } from "../../contract/errors.ts";
import { innerPath, isArchiveName, isNeverRead } from "../../contract/folders.ts";
import type { SkippedFile } from "../../contract/collections.ts";
import type { Settings } from "../../contract/settings.ts";
import { type FolderEventKind, mostWatchedFiles, type WatchedFolder } from "../../contract/watchedFolders.ts";
import { createTurns } from "../async/createTurns.ts";
import { delay } from "../async/waiting.ts";
import { hashFiles } from "../files/hashFiles.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { type Intake, linkPrevious } from "../library/library.ts";
import type { Clock, Logger } from "../ports.ts";
import type { FileStamp, Store, StoredFolderFile } from "../store/store.ts";
import { isResult } from "./besideFile.ts";
import { createTreeWatch, type TreeWatch } from "./treeWatch.ts";
import { isSameStamp, stampOf, walkFolder } from "./walkFolder.ts";

/** Milliseconds for which a file must stand still before it is taken. */
export const settleMs = 2000;
/** Milliseconds between two looks where the system tells of changes, since it may lose some, and where it does not. */
const lookMs = { events: 600_000, interval: 60_000 };
/** Milliseconds that are waited for more after the first word of a change. */
const gatherMs = 300;
/** Readings at once, so that what a person opens meanwhile does not wait behind a folder. */
const readingsAtOnce = 8;
/** Milliseconds between two words of how far the taking is. */
const tellMs = 500;

/** Makes a collection hold what stands in a folder. The looks are the truth; what the system tells of changes only says when. */
export interface Follower {
  readonly id: string;
  /** Follows from now on. */
  start(): void;
  /** Looks once, resolves when what stands still has been taken in and read. @throws CANCELLED, what the taking of all files failed with */
  scan(): Promise<void>;
  state(): Pick<WatchedFolder, "state" | "by" | "progress" | "unsettled" | "files" | "problem">;
  /** Ends the looking; resolves when nothing is done any more. */
  stop(): Promise<void>;
}

export interface FollowerDeps {
  readonly store: Store;
  readonly jobs: Pick<Jobs, "finished">;
  readonly intake: Pick<Intake, "path">;
  readonly removeDocument: (id: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Settings;
  /** the library's own folder, which is never looked into */
  readonly data: string;
  readonly watchTree?: (root: string, onEvent: (inner: string | null) => void) => TreeWatch;
  readonly changed: (id: string) => void;
  /** told that documents left the collection, or stand elsewhere in it */
  readonly membersChanged: (id: string) => void;
  /** told of documents that came, so that the rules are kept */
  readonly onTaken: (id: string) => void;
  /** told of a document whose file has another content now */
  readonly onReplaced: (id: string, before: string) => void;
}

export function createFollower(id: string, root: string, deps: FollowerDeps): Follower {
  const { store, clock, logger, intake } = deps;
  const known = new Map<string, StoredFolderFile>();
  /** the paths of the files that documents came of */
  const holders = new Map<string, Set<string>>();
  /** what differs from what is known, as it was seen last; null where it is gone */
  const pending = new Map<string, FileStamp | null>();
  const closing = new AbortController();
  const { signal } = closing;
  const inTurn = createTurns();
  const readings = new Set<Promise<void>>();
  let tree: TreeWatch | null = null;
  let state: WatchedFolder["state"] = "off";
  let progress: WatchedFolder["progress"] = null;
  let problem: Problem | null = null;
  /** since the last word of it */
  let haveMembersChanged = false;
  let isStarted = false;
  let isWoken = false;
  let wakeUp: (() => void) | null = null;
  let loop = Promise.resolve();
  for (const file of store.watchedFolders.files(id)) remember(file);

  return {
    id,
    start() {
      if (isStarted) return;
      isStarted = true;
      tree = (deps.watchTree ?? createTreeWatch)(root, (inner) => {
        // Of what is being written it is known that it is not done.
        if (inner === null || !pending.has(inner)) wake();
      });
      loop = follow();
    },
    async scan() {
      await inTurn(() => pass(true, true));
      await Promise.all(readings);
      if (problem !== null && !stayOpen.has(problem.code)) throw problemToError(problem);
    },
    state: () => ({
      state,
      by: tree?.by ?? "events",
      progress,
      // In the middle of a look or of taking it is not known yet.
      unsettled: state === "looking" || state === "taking" ? 0 : pending.size,
      files: known.size,
      problem,
    }),
    async stop() {
      closing.abort();
      tree?.close();
      wake();
      await loop;
      await inTurn(() => {});
      await Promise.all(readings);
    },
  };

  async function follow(): Promise<void> {
    let isWhole = true;
    while (!signal.aborted) {
      isWoken = false;
      await inTurn(() => pass(isWhole, false));
      if (signal.aborted) return;
      if (pending.size === 0) await rest();
      isWhole = pending.size === 0 || isWoken;
    }
  }

  function wake(): void {
    isWoken = true;
    wakeUp?.();
  }

  /** Until something is told, or long enough. */
  async function rest(): Promise<void> {
    if (!isWoken) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wakeUp = resolve;
      const timer = clock.setTimeout(resolve, state === "missing" ? lookMs.interval : lookMs[tree?.by ?? "interval"]);
      await promise;
      timer.clear();
      wakeUp = null;
    }
    await delay(clock, gatherMs, signal);
  }

  /** Looks, waits, and takes what stood still. What goes wrong with all of it is kept as the problem. */
  async function pass(isWhole: boolean, isAsked: boolean): Promise<void> {
    if (signal.aborted && !isAsked) return;
    try {
      signal.throwIfAborted();
      if (isWhole && !(await look())) return tell("missing", new AppError("FILE_NOT_FOUND").toProblem());
      if (pending.size > 0) {
        tell("settling");
        await delay(clock, settleMs, signal);
        signal.throwIfAborted();
        await apply(await standing());
      }
      deps.onTaken(id);
      tell(isStarted ? "still" : "off");
    } catch (thrown) {
      if (signal.aborted) {
        if (isAsked) throw new AppError("CANCELLED", { cause: thrown });
        return;
      }
      const error = toAppError(thrown);
      logger.warn("A folder could not be followed", { error: String(thrown) });
      // What could not be done now is found again by the next look.
      pending.clear();
      tell(isStarted ? "still" : "off", error.toProblem());
    }
  }

  /** Compares the folder with what is known. False where it is not there. */
  async function look(): Promise<boolean> {
    tell("looking");
    let walk = await tryWalk();
    // What came between the look and the watch is told by nobody.
    if (walk && tree && (await tree.cover(walk.folders))) walk = await tryWalk();
    const stored = store.watchedFolders.get(id);
    const isGone = walk === null || (walk.files.size === 0 && known.size > 0 && stored?.root !== walk.root);
    if (walk === null || isGone || !stored) {
      tree?.close();
      pending.clear();
      return false;
    }
    problem = walk.isCut
      ? new AppError("READ_ENTRY_LIMIT", { data: { mostFiles: mostWatchedFiles } }).toProblem()
      : null;
    for (const [inner, stamp] of walk.files) {
      if (isSameStamp(stamp, known.get(inner))) pending.delete(inner);
      else pending.set(inner, stamp);
    }
    const isUnknown = (inner: string): boolean =>
      walk.unknown.some((each) => inner === each || inner.startsWith(`${each}/`));
    for (const inner of [...known.keys(), ...pending.keys()]) {
      if (walk.files.has(inner)) continue;
      if (!known.has(inner) || isUnknown(inner)) pending.delete(inner);
      else pending.set(inner, null);
    }
    const seen = new Set([...walk.files.keys()].map(innerPath));
    for (const { path: within, problem: why } of store.collections.skipped(id)) {
      if (mayPass.has(why.code) && !seen.has(within)) store.collections.unskip(id, within);
    }
    store.watchedFolders.setLooked(id, { root: walk.root, at: clock.now() });
    return true;
  }

  async function tryWalk() {
    try {
      return await walkFolder(root, deps.data, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      return null;
    }
  }

  /** Of what differs, what was the same at two looks; the others stay to be looked at again. */
  async function standing(): Promise<Map<string, FileStamp | null>> {
    const still = new Map<string, FileStamp | null>();
    for (const [inner, before] of pending) {
      signal.throwIfAborted();
      const now = await stampOf(path.join(root, inner)).catch(() => before);
      if (isSameStamp(now, before)) still.set(inner, now);
      else if (now === null && !known.has(inner)) pending.delete(inner);
      else pending.set(inner, now);
    }
    return still;
  }

  async function apply(settled: Map<string, FileStamp | null>): Promise<void> {
    let done = 0;
    let told = Number.NEGATIVE_INFINITY;
    const lost = new Map<string, StoredFolderFile[]>();
    for (const [inner, stamp] of settled) {
      const file = known.get(inner);
      if (stamp === null && file) for (const key of keysOf(file)) lost.set(key, [...(lost.get(key) ?? []), file]);
    }
    // What is gone comes last: until then it may have been moved.
    const inOrder = [...settled].sort(
      ([one, a], [other, b]) => Number(a === null) - Number(b === null) || byName.compare(one, other),
    );
    for (const [inner, stamp] of inOrder) {
      signal.throwIfAborted();
      if (clock.monotonic() - told >= tellMs) {
        told = clock.monotonic();
        progress = { done, total: settled.size };
        tell("taking");
      }
      pending.delete(inner);
      // Each write waits for the disk: others get their turn between.
      await setImmediate();
      if (stamp) await take(inner, stamp, lost);
      else if (known.has(inner)) letGo(inner);
      done += 1;
    }
  }

  /** By what a file is known again elsewhere: as it stands on the disk, and by its bytes. */
  function keysOf({ size, mtime, inode, sha256 }: FileStamp & { readonly sha256: string | null }): string[] {
    return [`${inode} ${size} ${mtime}`, ...(sha256 === null ? [] : [sha256])];
  }

  function lostBy(key: string, lost: ReadonlyMap<string, readonly StoredFolderFile[]>): StoredFolderFile | undefined {
    return lost.get(key)?.find((file) => known.get(file.path) === file);
  }

  async function take(
    inner: string,
    stamp: FileStamp,
    lost: ReadonlyMap<string, readonly StoredFolderFile[]>,
  ): Promise<void> {
    const file = path.join(root, inner);
    const before = known.get(inner);
    const [byDisk = ""] = keysOf({ ...stamp, sha256: null });
    const same = before ? undefined : lostBy(byDisk, lost);
    if (same) return move(same, { ...same, ...stamp, path: inner });
    const limit = deps.settings().readLimits.fileMb * 2 ** 20;
    let sha256: string | null = null;
    try {
      if (await isResult(file)) return keep({ ...stamp, path: inner, sha256: null, documents: [] });
      if (stamp.size > 0 && stamp.size <= limit && !isNeverRead(inner))
        sha256 = await hashFiles([file], () => {}, signal);
      if (!isSameStamp(await stampOf(file), stamp)) return wake();
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      // It is told by who takes it in.
    }
    if (sha256 !== null) {
      if (before?.sha256 === sha256) return keep({ ...before, ...stamp });
      const copy = before ? undefined : lostBy(sha256, lost);
      if (copy) return move(copy, { ...copy, ...stamp, path: inner });
    }
    await takeIn(inner, stamp, sha256);
  }

  async function takeIn(inner: string, stamp: FileStamp, sha256: string | null): Promise<void> {
    const before = known.get(inner);
    while (readings.size >= readingsAtOnce) await Promise.race(readings);
    signal.throwIfAborted();
    for (const each of before ? skippedOf(before) : []) store.collections.unskip(id, each.path);
    store.collections.unskip(id, innerPath(inner));
    const wasThere = sha256 !== null && isInLibrary(sha256);
    const begun = clock.now();
    const taken = await intake.path(id, inner, path.join(root, inner), { known: sha256, signal });
    // Nothing is known of it: the next look tries again.
    if (taken.problem && mayPass.has(taken.problem.code)) return;
    const isNew = (documentId: string): boolean =>
      isArchiveName(inner) ? (store.documents.get(documentId)?.createdAt ?? begun) >= begun : !wasThere;
    const isTorn =
      sha256 !== null && !isArchiveName(inner) && taken.documents.some((each) => each.documentId !== sha256);
    if (isTorn) return discard(taken.documents, begun);
    for (const { jobId } of taken.documents) if (jobId !== null) awaitReading(jobId);
    const documents = [...new Map(taken.documents.map((each) => [each.documentId, each])).values()];
    const file: StoredFolderFile = {
      ...stamp,
      path: inner,
      sha256,
      documents: documents.map(({ documentId, path: within }) => ({
        documentId,
        path: within,
        isNew: isNew(documentId),
      })),
    };
    const [only, ...others] = documents;
    const documentId = only && others.length === 0 ? only.documentId : null;
    store.transaction(() => {
      keep(file);
      tellEvent(documents.length === 0 && taken.problem ? "skipped" : before ? "changed" : "new", inner, documentId);
    });
    const gone = (before?.documents ?? []).filter(
      (each) => !documents.some((now) => now.documentId === each.documentId),
    );
    const [old] = gone;
    if (old && gone.length === 1 && documentId !== null && !wasThere) follows(documentId, old.documentId);
    for (const each of gone) {
      release(each, "leave");
      deps.onReplaced(id, each.documentId);
    }
  }

  /** Also in its bin. */
  function isInLibrary(documentId: string): boolean {
    const { documents } = store;
    return documents.isRemoved(documentId) || (documents.get(documentId) !== null && !documents.isPassing(documentId));
  }

  /** Written over while it was copied: what was copied is nobody's, and the next look finds the file again. */
  function discard(copies: readonly { readonly documentId: string }[], begun: number): void {
    for (const { documentId } of copies) {
      if ((store.documents.get(documentId)?.createdAt ?? 0) < begun) continue;
      if (store.collections.member(id, documentId)) takeOut(documentId);
      deps.removeDocument(documentId);
    }
    wake();
  }

  /** What stands in a file now is a version of what stood there. */
  function follows(documentId: string, previousId: string): void {
    try {
      if (store.documents.get(previousId)?.status === "ready") linkPrevious(store, documentId, previousId);
    } catch (thrown) {
      logger.warn("A changed file was not linked with its earlier version", { error: String(thrown) });
    }
  }

  function awaitReading(jobId: string): void {
    // How a reading ends stands with its document.
    const reading = deps.jobs.finished(jobId).catch(() => {});
    readings.add(reading);
    void reading.then(() => readings.delete(reading));
  }

  function move(from: StoredFolderFile, to: StoredFolderFile): void {
    const [before, now] = [innerPath(from.path), innerPath(to.path)];
    const documents = to.documents.map((each) => ({
      ...each,
      path: each.path === before ? now : each.path.replace(`${before}/`, `${now}/`),
    }));
    const file = { ...to, documents };
    store.transaction(() => {
      store.watchedFolders.moveFile(id, from.path, file);
      for (const { documentId, path: within } of documents) {
        const member = store.collections.member(id, documentId);
        if (member && from.documents.some((each) => each.path === member.path)) moveMember(documentId, within);
      }
      const skipped = skippedOf(from);
      for (const { path: within, problem: why } of skipped) {
        store.collections.unskip(id, within);
        store.collections.skip(id, { path: within.replace(before, now), problem: why });
      }
      if (documents.length > 0 || skipped.length > 0)
        tellEvent("moved", to.path, documents.length === 1 ? (documents[0]?.documentId ?? null) : null, from.path);
    });
    forget(from.path);
    remember(file);
  }

  /** What the collection lists of it as not taken: the file itself, or what is in it where it is an archive. */
  function skippedOf({ path: inner }: StoredFolderFile): SkippedFile[] {
    const within = innerPath(inner);
    return store.collections.skipped(id).filter((each) => each.path === within || each.path.startsWith(`${within}/`));
  }

  function letGo(inner: string): void {
    const file = known.get(inner);
    if (!file) return;
    store.transaction(() => {
      const skipped = skippedOf(file);
      store.watchedFolders.removeFile(id, inner);
      for (const each of skipped) store.collections.unskip(id, each.path);
      if (file.documents.length > 0 || skipped.length > 0)
        tellEvent("deleted", inner, file.documents.length === 1 ? (file.documents[0]?.documentId ?? null) : null);
    });
    forget(inner);
    const rule = store.watchedFolders.get(id)?.rules.deleted ?? "leave";
    for (const document of file.documents) release(document, rule);
  }

  /** A file does not hold a document any more. Where another one does, the collection shows that one. */
  function release({ documentId, path: within, isNew }: StoredFolderFile["documents"][number], rule: Rule): void {
    const [holder] = holders.get(documentId) ?? [];
    const member = store.collections.member(id, documentId);
    if (holder !== undefined) {
      const place = known.get(holder)?.documents.find((each) => each.documentId === documentId)?.path ?? holder;
      if (member?.path === within) moveMember(documentId, place);
      store.collections.unskip(id, place);
      return;
    }
    if (!member || rule === "keep") return;
    takeOut(documentId);
    if (rule === "remove" && isNew && store.collections.of(documentId).length === 0 && store.documents.get(documentId))
      deps.removeDocument(documentId);
  }

  function takeOut(documentId: string): void {
    store.collections.removeMember(id, documentId);
    haveMembersChanged = true;
  }

  function moveMember(documentId: string, to: string): void {
    store.collections.updateMember(id, documentId, { path: to });
    haveMembersChanged = true;
  }

  function tellEvent(
    kind: FolderEventKind,
    inner: string,
    documentId: string | null,
    before: string | null = null,
  ): void {
    store.watchedFolders.addEvent(id, { at: clock.now(), kind, path: inner, before, documentId });
  }

  function keep(file: StoredFolderFile): void {
    store.watchedFolders.putFile(id, file);
    forget(file.path);
    remember(file);
  }

  function remember(file: StoredFolderFile): void {
    known.set(file.path, file);
    for (const { documentId } of file.documents)
      holders.set(documentId, (holders.get(documentId) ?? new Set()).add(file.path));
  }

  function forget(inner: string): void {
    for (const { documentId } of known.get(inner)?.documents ?? []) {
      const of = holders.get(documentId);
      of?.delete(inner);
      if (of?.size === 0) holders.delete(documentId);
    }
    known.delete(inner);
  }

  function tell(now: WatchedFolder["state"], why: Problem | null = problem): void {
    state = now;
    problem = why;
    if (now !== "taking") progress = null;
    deps.changed(id);
    if (haveMembersChanged) deps.membersChanged(id);
    haveMembersChanged = false;
  }
}

const byName = new Intl.Collator("en", { numeric: true });

type Rule = "leave" | "keep" | "remove";

/** What may be otherwise at the next look without a change of the file. */
const mayPass: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["FILE_NOT_FOUND", "FILE_UNREADABLE"]);
/** Problems that do not keep the folder from being followed. */
const stayOpen: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["READ_ENTRY_LIMIT"]);
