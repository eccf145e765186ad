import type { Texts } from "../library/library.ts";
import type { AppEvent } from "../../contract/app.ts";
import { inPieces } from "../async/inPieces.ts";
import type {
  Collection,
  CollectionDetail,
  CollectionPiece,
  CollectionReport,
  CollectionSummary,
  Member,
} from "../../contract/collections.ts";
import type { Document } from "../../contract/documents.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { ExportedFile, ExportFormatOf } from "../../contract/exports.ts";
import type { Settings } from "../../contract/settings.ts";
import type { DigestLine } from "../../contract/summaries.ts";
import { type SummaryOptions, summaryOptionsSchema } from "../../contract/summaryOptions.ts";
import type { Documents, Intake } from "../library/library.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Registry } from "../llm/registry.ts";
import type { Clock, IdSource, Logger } from "../ports.ts";
import type { ListedMember, Store } from "../store/store.ts";
import type { Summaries } from "../summarize/summarize.ts";
import type { RunOptions, TextWorker } from "../textWorker/textTask.ts";
import type { MeaningOf } from "../evidence/nearness.ts";
import type { WitnessOf } from "../witness/witnesses.ts";
import { type Exporter, makeCollectionReport } from "../export/export.ts";
import { createQueue } from "./queue.ts";
import type { SummarizedMember } from "./collectionSummary.ts";
import { createCollectionWriter } from "./collectionWriter.ts";

/** Documents that belong together: taken in from folders and archives, summarized one by one and as a collection. */
export interface Collections {
  /** Pinned first, then the newest. */
  list(): Collection[];
  /** @throws NOT_FOUND */
  get(id: string): CollectionDetail;
  /** As `get`, in pieces between which others get their turn. @throws NOT_FOUND */
  pieces(id: string, signal: AbortSignal | undefined): AsyncGenerator<CollectionPiece>;
  /** @throws NOT_FOUND for a document that does not exist */
  create(input: { readonly title: string; readonly documentIds: readonly string[] }): Collection;
  rename(id: string, title: string): void;
  pin(id: string, pinned: boolean): void;
  addDocuments(id: string, documentIds: readonly string[]): void;
  /** Out of the collection; the documents stay in the library. */
  removeDocuments(id: string, documentIds: readonly string[]): void;
  /** Into the bin. Its documents stay, unless `withDocuments`: then they go into the bin as well. */
  remove(id: string, withDocuments: boolean): Promise<void>;
  restore(id: string): void;
  /** Puts these first in the queue, in this order. */
  order(id: string, documentIds: readonly string[]): void;
  /**
   * Puts documents into the queue and starts it: by default all that nobody asked for yet, else these, finished and failed ones too.
   * @throws NOT_FOUND, NO_MODEL, MODEL_NOT_FOUND
   */
  summarize(id: string, documentIds: readonly string[] | null): Promise<void>;
  /** Goes on with what waits and can be summarized now, unless that is paused. @throws NOT_FOUND */
  goOn(id: string): void;
  /** Takes what waits out of the queue again. */
  unqueue(id: string, documentIds: readonly string[]): void;
  pause(id: string): Promise<void>;
  /** Pauses every queue that runs; resolves when none works any more. */
  pauseAll(): Promise<void>;
  /** @throws NOT_FOUND, NO_MODEL, MODEL_NOT_FOUND */
  resume(id: string): Promise<void>;
  summary(id: string): Promise<CollectionSummary>;
  /**
   * Has a model write the summary of the collection; goes on from the steps that were finished before.
   * @throws NOT_FOUND, INVALID_INPUT where fewer than two documents have text, NO_MODEL, MODEL_NOT_FOUND
   */
  writeSet(id: string, options: SummaryOptions | null, modelId: string | null): Promise<{ jobId: string }>;
  report(id: string): Promise<CollectionReport>;
  export(id: string, format: ExportFormatOf<"collection">): Promise<ExportedFile>;
  /** Makes an empty one for files that come, and gives its id. @param passes it is not kept, until `leave` */
  open(title: string, passes?: boolean): string;
  /** An empty one that nothing came into goes. */
  discard(id: string): void;
  /** Stops what is done for one that is not kept, and deletes it. */
  leave(id: string): Promise<void>;
  /** A document was put into a collection: what is to happen after its reading happens now where it was read before. */
  added(id: string, documentId: string): void;
  /** A document was read: its digest is made, and it is summarized where its collection is to be. True where a collection sees to it. */
  onRead(documentId: string): boolean;
  /** A document was not read: nothing waits for it any longer. */
  onUnread(documentId: string): void;
  /** Goes on with the queues that ran when the last process ended. */
  resumeAll(): void;
}

export interface CollectionsDeps {
  readonly store: Store;
  readonly texts: Pick<Texts, "of">;
  readonly jobs: Jobs;
  readonly documents: Pick<Documents, "remove">;
  readonly intake: Pick<Intake, "jobOf" | "stop">;
  readonly summaries: Summaries;
  readonly models: Pick<Registry, "resolve" | "assigned" | "isAllowed" | "hasModel">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ids: IdSource;
  readonly settings: () => Settings;
  readonly changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
  readonly meaningOf?: MeaningOf;
  readonly witnessOf?: WitnessOf;
  readonly appVersion: string;
  readonly textWorker: TextWorker;
  readonly exporter: Exporter;
  /** whether a document that is added may be summarized without being asked for, where the settings say so */
  readonly unasked: (documentId: string) => boolean;
  /** how the documents of a collection are to be summarized; null: as the settings say */
  readonly optionsOf?: (id: string) => SummaryOptions | null;
}

export function createCollections(deps: CollectionsDeps): Collections {
  const { store, clock, settings, summaries, models, logger, intake } = deps;
  const { collections } = store;
  const changed = (id: string): void => deps.changed("collections", id);
  const writer = createCollectionWriter({ ...deps, changed, membersOf: setMembers });
  const queue = createQueue({
    ...deps,
    changed,
    onRest: (id) =>
      void writeSetUnasked(id).catch((error: unknown) =>
        logger.warn("The summary of a collection was not started", { error: String(error) }),
      ),
    options: (id) => deps.optionsOf?.(id) ?? summaryOptionsSchema.parse({ length: settings().summaryLength }),
  });
  /** documents whose digests are to be made, in the order in which they were asked for */
  const undigested = new Set<string>();
  let isDigesting = false;

  return {
    list: () => collections.list(),
    get(id) {
      const head = headOf(id);
      return { ...head, members: withDocuments(collections.members(id), store.documents.ofCollection(id)) };
    },
    // What is not there is told to the call, rather than to who reads the pieces.
    pieces: (id, signal) => piecesOf(headOf(id), signal),
    create({ title, documentIds }) {
      return store.transaction(() => {
        const { id } = create(title);
        for (const documentId of documentIds) add(id, documentId);
        return requireCollection(id);
      });
    },
    rename(id, title) {
      requireCollection(id);
      collections.name(id, title);
      changed(id);
    },
    pin: (id, pinned) => update(id, { pinned }),
    addDocuments(id, documentIds) {
      requireCollection(id);
      store.transaction(() => {
        for (const documentId of documentIds) add(id, documentId);
      });
      touch(id);
    },
    removeDocuments(id, documentIds) {
      requireCollection(id);
      store.transaction(() => {
        for (const documentId of documentIds) collections.removeMember(id, documentId);
      });
      touch(id);
    },
    async remove(id, withDocuments) {
      const { documentIds } = requireCollection(id);
      await intake.stop(id);
      if (requireCollection(id).queue === "running") collections.update(id, { queue: "paused" });
      await Promise.all([queue.stop(id), writer.stop(id)]);
      collections.remove(id, clock.now());
      if (withDocuments) for (const documentId of documentIds) deps.documents.remove(documentId);
      changed(id);
    },
    restore(id) {
      collections.restore(id);
      changed(id);
    },
    order(id, documentIds) {
      requireCollection(id);
      collections.order(id, documentIds);
      changed(id);
    },
    async summarize(id, documentIds) {
      requireCollection(id);
      await models.resolve("summary", null);
      const wanted = documentIds === null ? null : new Set(documentIds);
      store.transaction(() => {
        for (const member of collections.members(id)) {
          if (member.state === "running" || member.state === "waiting") continue;
          if (wanted ? !wanted.has(member.documentId) : member.state !== "idle") continue;
          const isDone = wanted === null && member.summaryId !== null;
          collections.updateMember(id, member.documentId, { state: isDone ? "done" : "waiting", problem: null });
        }
        collections.update(id, { queue: "running", problem: null, updatedAt: clock.now() });
      });
      changed(id);
      queue.kick(id);
    },
    goOn(id) {
      if (requireCollection(id).queue === "running") queue.kick(id);
    },
    unqueue(id, documentIds) {
      requireCollection(id);
      const wanted = new Set(documentIds);
      for (const { documentId, state, summaryId } of collections.members(id)) {
        if (state !== "waiting" || !wanted.has(documentId)) continue;
        collections.updateMember(id, documentId, { state: summaryId === null ? "idle" : "done" });
      }
      changed(id);
      queue.kick(id);
    },
    pause,
    async pauseAll() {
      await Promise.all(collections.list().map(({ id }) => pause(id)));
    },
    async resume(id) {
      if (requireCollection(id).queue !== "paused") return;
      await models.resolve("summary", null);
      update(id, { queue: "running", problem: null });
      queue.kick(id);
    },
    summary: async (id) => writer.summaryOf(requireCollection(id)),
    writeSet: async (id, options, modelId) => writer.start(requireCollection(id), { options, modelId }),
    report: async (id) => makeCollectionReport(await writer.summaryOf(requireCollection(id)), collections.skipped(id)),
    async export(id, format) {
      return deps.exporter("collection", format, {
        summary: await writer.summaryOf(requireCollection(id)),
        members: await setMembers(id),
        skipped: collections.skipped(id),
        reportOf: ({ document, summary }) => summaries.machineReadable(document.id, summary?.id ?? null, "standard"),
        factsOf: ({ id: documentId }) => summaries.facts(documentId),
      });
    },
    open: (title, passes = false) => create(title, passes).id,
    async leave(id) {
      if (!collections.isPassing(id)) return;
      await intake.stop(id);
      await writer.stop(id);
      collections.discard(id);
      changed(id);
    },
    discard(id) {
      if (collections.isPassing(id)) collections.discard(id);
      else collections.remove(id, clock.now());
      changed(id);
    },
    added,
    onRead(documentId) {
      const ids = collections.of(documentId);
      if (ids.length === 0) return false;
      digestSoon(documentId);
      for (const id of ids) {
        if (asksUnasked(documentId)) enqueueUnasked(id, documentId);
        queue.kick(id);
        changed(id);
      }
      return true;
    },
    onUnread(documentId) {
      for (const id of collections.of(documentId)) {
        queue.kick(id);
        changed(id);
      }
    },
    resumeAll() {
      for (const { id, queue: state } of collections.list()) if (state === "running") queue.kick(id);
    },
  };

  function headOf(id: string): Omit<CollectionDetail, "members"> {
    return {
      ...requireCollection(id),
      skipped: collections.skipped(id),
      intakeJobId: intake.jobOf(id),
      queueJobId: queue.jobOf(id),
    };
  }

  async function* piecesOf(
    collection: Omit<CollectionDetail, "members">,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<CollectionPiece> {
    yield { type: "collection", collection };
    const { id, documentIds } = collection;
    const read = (ids: readonly string[]) => withDocuments(collections.someMembers(id, ids), store.documents.some(ids));
    for await (const members of inPieces(documentIds, read, signal)) yield { type: "members", members };
  }

  function withDocuments(listed: readonly ListedMember[], documents: readonly Document[]): Member[] {
    const byId = new Map(documents.map((document) => [document.id, document]));
    return listed.flatMap(({ documentId, ...member }) => {
      const document = byId.get(documentId);
      if (document?.status === "ready" && member.line === null) digestSoon(documentId);
      return document ? [{ document, ...member }] : [];
    });
  }

  function requireCollection(id: string): Collection {
    const collection = collections.get(id);
    if (!collection) throw new AppError("NOT_FOUND");
    return collection;
  }

  async function pause(id: string): Promise<void> {
    if (requireCollection(id).queue !== "running") return;
    update(id, { queue: "paused", problem: null });
    await queue.stop(id);
  }

  function create(title: string, passes = false): Collection {
    const now = clock.now();
    const id = deps.ids.next();
    const collection = {
      id,
      title,
      pinned: false,
      queue: "idle" as const,
      problem: null,
      createdAt: now,
      updatedAt: now,
    };
    store.transaction(() => {
      collections.put(collection);
      if (passes) collections.pass(id, now);
    });
    changed(id);
    return { ...collection, documentIds: [] };
  }

  function add(id: string, documentId: string): void {
    const document = store.documents.get(documentId);
    if (!document) throw new AppError("NOT_FOUND", { data: { documentId } });
    if (collections.addMember(id, { documentId, path: document.name, state: "idle", problem: null })) {
      added(id, documentId);
    }
  }

  /** A document that was read before needs no reading; what is to happen after one happens now. */
  function added(id: string, documentId: string): void {
    const member = collections.member(id, documentId);
    if (member && member.summaryId !== null) collections.updateMember(id, documentId, { state: "done" });
    if (store.documents.get(documentId)?.status === "ready") digestSoon(documentId);
  }

  function asksUnasked(documentId: string): boolean {
    return deps.unasked(documentId) && settings().summarizeOnOpen && models.hasModel();
  }

  function enqueueUnasked(id: string, documentId: string): void {
    const member = collections.member(id, documentId);
    if (member?.state !== "idle" || member.summaryId !== null) return;
    collections.updateMember(id, documentId, { state: "waiting" });
    if (collections.queueOf(id) === "idle") collections.update(id, { queue: "running", problem: null });
  }

  /** The summaries of the collection are all made: what they say together comes next. */
  async function writeSetUnasked(id: string): Promise<void> {
    const collection = requireCollection(id);
    const { writing } = await writer.summaryOf(collection);
    const summarized = collections.members(id).filter(({ summaryId }) => summaryId !== null).length;
    if (summarized < 2 || writing?.status === "running" || (writing?.status === "done" && !writing.stale)) return;
    await writer.start(collection, { options: null, modelId: null });
  }

  function update(id: string, patch: Parameters<typeof collections.update>[1]): void {
    requireCollection(id);
    collections.update(id, patch);
    changed(id);
  }

  function touch(id: string): void {
    update(id, { updatedAt: clock.now() });
  }

  async function setMembers(id: string): Promise<SummarizedMember[]> {
    const digests = new Map<string, DigestLine[]>();
    for (const { id: documentId, status } of store.documents.ofCollection(id)) {
      if (status === "ready") digests.set(documentId, await digestOf(documentId));
    }
    const documents = new Map(store.documents.ofCollection(id).map((document) => [document.id, document]));
    return collections.members(id).flatMap(({ documentId, path, summaryId }) => {
      const document = documents.get(documentId);
      if (!document) return [];
      const digest = document.status === "ready" ? (digests.get(documentId) ?? null) : null;
      return [{ document, path, digest, summary: summaryId === null ? null : store.summaries.get(summaryId) }];
    });
  }

  /** Kept in the library: the digests of many documents are read at once. */
  async function digestOf(documentId: string): Promise<DigestLine[]> {
    const kept = collections.digest(documentId);
    if (kept) return kept;
    const made = await makeDigest(documentId, { urgent: true });
    keepDigest(made);
    return made.lines;
  }

  async function makeDigest(documentId: string, options: RunOptions): Promise<DigestOfNow> {
    const of = store.documents.get(documentId)?.updatedAt ?? null;
    const { lines } = await summaries.digest(documentId, "standard", options);
    return { documentId, lines, of };
  }

  /** False where the document was removed or read anew while its digest was made. */
  function keepDigest({ documentId, lines, of }: DigestOfNow): boolean {
    const document = store.documents.get(documentId);
    if (document?.status !== "ready" || document.updatedAt !== of) return false;
    collections.saveDigest(documentId, lines);
    return true;
  }

  function digestSoon(documentId: string): void {
    undigested.add(documentId);
    if (isDigesting) return;
    isDigesting = true;
    digestAll()
      .catch((thrown: unknown) => logger.warn("Digests were not made", { error: String(thrown) }))
      .finally(() => (isDigesting = false));
  }

  /** Some at a time, which are kept in one transaction: each waits for the disk. */
  async function digestAll(): Promise<void> {
    while (undigested.size > 0) {
      const ids = [...undigested].slice(0, digestsAtOnce);
      for (const id of ids) undigested.delete(id);
      const made = await Promise.all(ids.map(tryDigest));
      const touched = new Set<string>();
      store.transaction(() => {
        for (const digest of made) {
          if (!digest || !keepDigest(digest)) continue;
          for (const id of collections.of(digest.documentId)) touched.add(id);
        }
      });
      for (const id of touched) changed(id);
    }
  }

  async function tryDigest(documentId: string): Promise<DigestOfNow | null> {
    try {
      if (store.documents.get(documentId)?.status !== "ready" || collections.digest(documentId)) return null;
      return await makeDigest(documentId, {});
    } catch (thrown) {
      const error = toAppError(thrown);
      // The application closes: nothing more is made.
      if (error.code === "CANCELLED") throw error;
      // Removed or read anew meanwhile.
      logger.warn("A digest was not made", { error: String(thrown) });
      return null;
    }
  }
}

const digestsAtOnce = 8;

interface DigestOfNow {
  readonly documentId: string;
  readonly lines: DigestLine[];
  /** when the document was read from whose text it is made; milliseconds since 1970 */
  readonly of: number | null;
}
