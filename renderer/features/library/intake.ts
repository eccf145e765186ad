import { createContext, useContext, useSyncExternalStore } from "react";
import type { ReceivedFile } from "../../../electron/contract/app.ts";
import { type ErrorCode, type Problem, internalError } from "../../../electron/contract/errors.ts";
import { callError } from "../../lib/client.ts";
import { sendFile } from "../../lib/files.ts";
import { hasEnded, type JobFeeds, type JobView } from "../../lib/jobs.ts";
import { openCollection, openDocument } from "../../lib/route.ts";
import { type Incoming, joinParts } from "./joinParts.ts";
import type { DroppedFolder } from "./readDrop.ts";

/** A file on its way into the application. */
export interface IntakeEntry {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  /** share of the bytes handed over, 0 to 1 */
  readonly sent: number;
  /** null until all bytes are there */
  readonly received: ReceivedFile | null;
  /** the job that reads the document or checks the model */
  readonly job: JobView | null;
  readonly problem: Problem | null;
  readonly isStopped: boolean;
  /** files of a folder, handed over and in all; null for a single file */
  readonly folder: { readonly done: number; readonly total: number } | null;
}

/** Where files go that are dropped while a view is open that wants them, such as a chat. */
export type FileReceiver = (files: readonly File[]) => void;

/** What becomes of dropped files there, which is told while they hover over the window. */
export type DropPurpose = "attach" | "compare" | "check";

export interface Intake {
  readonly entries: readonly IntakeEntry[];
  subscribe(listener: () => void): () => void;
  /**
   * Takes files in, one after the other.
   * @param onDocument told of every document as soon as its id is known; by default the first one is opened
   * @returns when each was handed over or given up: whether all were handed over
   */
  add(files: readonly File[], onDocument?: (documentId: string) => void): Promise<boolean>;
  /**
   * Takes the files of a folder in as a collection of their own, which is opened, or into one that is there.
   * @param onCollection told of a collection of their own as soon as it is there
   */
  addFolder(folder: DroppedFolder, collectionId?: string, onCollection?: (collectionId: string) => void): void;
  /** Hands dropped files to the view that asked for them last, else adds them. */
  drop(files: readonly File[]): void;
  receiveWith(receiver: FileReceiver, purpose?: DropPurpose): () => void;
  readonly hasReceiver: boolean;
  /** what the view that takes the files does with them; null where none takes them */
  readonly purpose: DropPurpose | null;
  stop(id: number): void;
  /** Forgets entries that ended. */
  clear(): void;
}

export const isActive = ({ isStopped, problem, folder, job }: IntakeEntry) =>
  !isStopped && problem === null && (folder ? folder.done < folder.total : job === null || !hasEnded(job));

export const problemOf = (entry: IntakeEntry): Problem | null => entry.problem ?? entry.job?.problem ?? null;

export function createIntake(
  api: {
    jobs: { cancel(input: { jobId: string }): Promise<void> };
    collections: { create(input: { title: string }): Promise<{ id: string }> };
  },
  feeds: JobFeeds,
  send: typeof sendFile = sendFile,
): Intake {
  let entries: readonly IntakeEntry[] = [];
  let nextId = 1;
  let queue = Promise.resolve();
  const listeners = new Set<() => void>();
  const receivers: { readonly take: FileReceiver; readonly purpose: DropPurpose }[] = [];
  const stops = new Map<number, () => void>();

  function set(next: readonly IntakeEntry[]) {
    entries = next;
    for (const listener of listeners) listener();
  }
  function patch(id: number, change: Partial<IntakeEntry>) {
    set(entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)));
  }

  /** @returns whether the application has it */
  async function take(
    id: number,
    { file, parts }: Incoming,
    onDocument: (documentId: string) => void,
  ): Promise<boolean> {
    const leaving = new AbortController();
    if (entries.find((entry) => entry.id === id)?.isStopped) return false;
    stops.set(id, () => leaving.abort());
    try {
      const received = await send(file, { parts, signal: leaving.signal, onProgress: (sent) => patch(id, { sent }) });
      patch(id, { sent: 1, received });
      if (received.documentId !== null) onDocument(received.documentId);
      if (received.kind === "collection" && received.collectionId !== null) openCollection(received.collectionId);
      follow(id, received.jobId);
      return true;
    } catch (thrown) {
      const error = callError(thrown);
      patch(id, error.code === "CANCELLED" ? { isStopped: true } : { problem: error.toProblem() });
      return false;
    }
  }

  function follow(id: number, jobId: string) {
    const leave = feeds.subscribe(jobId, () => {
      const job = feeds.view(jobId);
      patch(id, { job, ...(job.status === "cancelled" ? { isStopped: true } : {}) });
      if (hasEnded(job)) leave();
    });
    stops.set(
      id,
      () =>
        void api.jobs.cancel({ jobId }).catch((thrown: unknown) => {
          patch(id, { problem: callError(thrown).toProblem() });
        }),
    );
  }

  async function takeFolder(
    id: number,
    { name, files }: DroppedFolder,
    known: string | undefined,
    onCollection: (collectionId: string) => void,
  ) {
    const leaving = new AbortController();
    if (entries.find((entry) => entry.id === id)?.isStopped) return;
    stops.set(id, () => {
      leaving.abort();
      patch(id, { isStopped: true });
    });
    try {
      const collectionId = known ?? (await api.collections.create({ title: name })).id;
      if (known === undefined) {
        openCollection(collectionId);
        onCollection(collectionId);
      }
      patch(id, { received: { kind: "collection", documentId: null, collectionId, jobId: "" } });
      for (const [done, { file, path }] of files.entries()) {
        if (leaving.signal.aborted) return;
        await sendInto(collectionId, file, path, leaving.signal);
        patch(id, { folder: { done: done + 1, total: files.length } });
      }
    } catch (thrown) {
      const error = callError(thrown);
      patch(id, error.code === "CANCELLED" ? { isStopped: true } : { problem: error.toProblem() });
    }
  }

  /** What a file is refused for is listed in the collection; only what would befall every file ends the folder. */
  async function sendInto(collectionId: string, file: File, path: string, signal: AbortSignal) {
    try {
      await send(file, { signal, into: { collectionId, path } });
    } catch (thrown) {
      if (endsFolder.has(callError(thrown).code)) throw thrown;
    }
  }

  const newEntry = (name: string, bytes: number, folder: IntakeEntry["folder"]): IntakeEntry => ({
    id: nextId++,
    name,
    bytes,
    sent: 0,
    received: null,
    job: null,
    problem: null,
    isStopped: false,
    folder,
  });

  const add: Intake["add"] = (files, onDocument) => {
    let isFirst = true;
    const tell =
      onDocument ??
      ((documentId: string) => {
        if (isFirst) openDocument(documentId);
        isFirst = false;
      });
    const incoming = joinParts(files);
    const added = incoming.map(({ file, parts, problem }) => {
      const bytes = parts.length === 0 ? file.size : parts.reduce((sum, { size }) => sum + size, 0);
      return { ...newEntry(file.name, bytes, null), problem };
    });
    set([...entries.filter(isActive), ...added]);
    const handedOver = incoming.map((one, index) => {
      if (one.problem !== null) return Promise.resolve(false);
      const id = added[index]?.id ?? 0;
      // one at a time: a batch of large files must not compete for the disk
      const taking = queue.then(() => take(id, one, tell));
      queue = taking.then(() => {});
      return taking;
    });
    return Promise.all(handedOver).then((all) => all.every(Boolean));
  };

  return {
    get entries() {
      return entries;
    },
    get purpose() {
      return receivers.at(-1)?.purpose ?? null;
    },
    get hasReceiver() {
      return receivers.length > 0;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add,
    addFolder(folder, collectionId, onCollection = () => {}) {
      const bytes = folder.files.reduce((sum, { file }) => sum + file.size, 0);
      const entry = newEntry(folder.name, bytes, { done: 0, total: folder.files.length });
      set([...entries.filter(isActive), entry]);
      queue = queue.then(() => takeFolder(entry.id, folder, collectionId, onCollection));
    },
    drop(files) {
      const receiver = receivers.at(-1);
      if (receiver) receiver.take(files);
      else void add(files);
    },
    receiveWith(take, purpose = "attach") {
      const receiver = { take, purpose };
      receivers.push(receiver);
      return () => void receivers.splice(receivers.indexOf(receiver), 1);
    },
    stop(id) {
      const stop = stops.get(id);
      if (stop) stop();
      else patch(id, { isStopped: true });
    },
    clear() {
      set(entries.filter(isActive));
    },
  };
}

const endsFolder: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "CANCELLED",
  "DISK_FULL",
  "DATA_DIR_UNWRITABLE",
  "NOT_FOUND",
  "UNAUTHORIZED",
]);

export const IntakeContext = createContext<Intake | null>(null);

export function useIntake(): Intake {
  const intake = useContext(IntakeContext);
  if (!intake) throw internalError("No IntakeContext above this component.");
  return intake;
}

export function useIntakeEntries(): readonly IntakeEntry[] {
  const intake = useIntake();
  return useSyncExternalStore(intake.subscribe, () => intake.entries);
}
