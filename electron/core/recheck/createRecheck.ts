import { isDeepStrictEqual } from "node:util";
import type { AppEvent } from "../../contract/app.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import { toAppError } from "../../contract/errors.ts";
import { checkVersion } from "../../contract/findings.ts";
import type { JobKind } from "../../contract/jobs.ts";
import { type Checked, isCheckedBefore, type Point, type Summary } from "../../contract/summaries.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import { untilIdle } from "../jobs/untilIdle.ts";
import type { Logger } from "../ports.ts";
import type { CollectionResult, Store, StoredCollectionSummary } from "../store/store.ts";
import { sentenceKey } from "../text/documentText.ts";
import { storedText } from "../textWorker/storedText.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import { checkAgainTask, type CitedText, citedTask, type OldPoint } from "./recheckTasks.ts";

/** Gives summaries that an earlier version of the check judged the verdicts of this one, in the background and without a model. */
export interface Recheck {
  /** Begins, or looks once more when what runs has ended; nothing where there is nothing to do. */
  start(): void;
}

export interface RecheckDeps {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly textWorker: TextWorker;
  readonly logger: Logger;
  readonly changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
}

/**
 * One job at a time, which goes behind everything else: before each document it waits until no other job runs, and the thread for work
 * on text takes it up when nobody waits there. A summary is written whole with all its verdicts, or stays as it was: what was done is
 * found done at the next start, and the rest is done then.
 */
export function createRecheck({ store, jobs, textWorker, logger, changed }: RecheckDeps): Recheck {
  let isRunning = false;
  let isAskedAgain = false;

  return { start };

  function start(): void {
    if (isRunning) {
      isAskedAgain = true;
      return;
    }
    const open = openNow();
    if (open.documents.size + open.collections.length === 0) return;
    isRunning = true;
    jobs.start({
      kind: "recheck",
      subject: String(checkVersion),
      lane: "recheck",
      usesModel: false,
      onShutdown: "leave",
      run: (context) => checkAll(open, context),
      onEnd({ status }) {
        isRunning = false;
        if (!isAskedAgain || status === "left") return;
        isAskedAgain = false;
        start();
      },
    });
  }

  function openNow(): { readonly documents: Map<string, string[]>; readonly collections: string[] } {
    const documents = Map.groupBy(store.summaries.checkedBefore(checkVersion), ({ documentId }) => documentId);
    return {
      documents: new Map([...documents].map(([id, summaries]) => [id, summaries.map((each) => each.id)])),
      collections: store.collectionSummaries.checkedBefore(checkVersion),
    };
  }

  async function checkAll(
    { documents, collections }: ReturnType<typeof openNow>,
    { signal, emit }: JobContext,
  ): Promise<void> {
    const steps = [
      ...[...documents].map(
        ([id, summaries]) =>
          () =>
            checkDocument(id, summaries, signal),
      ),
      ...collections.map((id) => () => checkCollection(id, signal)),
    ];
    for (const [done, step] of steps.entries()) {
      emit({ type: "progress", stage: "verifying", done, total: steps.length, leftMs: null });
      await untilIdle(jobs, own, signal);
      try {
        await step();
      } catch (thrown) {
        const { code } = toAppError(thrown);
        if (code === "CANCELLED" || code === "DISK_FULL") throw thrown;
        logger.warn("Points were not checked again", { error: String(thrown) });
      }
    }
  }

  async function checkDocument(documentId: string, ids: readonly string[], signal: AbortSignal): Promise<void> {
    const document = store.documents.get(documentId);
    // In the bin, or read just now: it is looked at again when that has ended.
    if (!document || document.status === "reading") return;
    const summaries = ids.flatMap((id) => oldSummary(id) ?? []);
    const [first] = summaries;
    if (!first) return;
    const cited = await citedOf(document, summaries.flatMap(pointsOf).flatMap(citationsOf), signal);
    if (cited === null) return summaries.forEach((summary) => keepVerdicts(summary, "unreadable"));
    for (const summary of summaries) {
      const points = pointsOf(summary);
      if (isMoved(points, cited)) keepVerdicts(summary, "moved");
      else {
        const written = writtenIn(summary.options, document.language);
        const old = points.map((point) => ({ point, language: document.language, written }));
        const checked = await checkPoints(old, cited, signal);
        const now = store.documents.get(documentId);
        if (now?.status !== "ready" || now.updatedAt !== document.updatedAt) {
          // Read anew meanwhile, or renamed: it is looked at once more.
          isAskedAgain = true;
          return;
        }
        saveSummary(summary, { ...withPoints(summary, checked), check: { version: checkVersion, problem: null } });
      }
    }
  }

  function oldSummary(id: string): Summary | null {
    const summary = store.summaries.get(id);
    if (!summary || summary.status === "running" || !isCheckedBefore(summary.check)) return null;
    // Written back, a damaged row would lose what may still be read of it by hand.
    return summary.problem?.data?.["reason"] === "RECORD_OF_SUMMARY" ? null : summary;
  }

  function keepVerdicts(summary: Summary, problem: NonNullable<Checked["problem"]>): void {
    if (summary.check.problem === problem) return;
    saveSummary(summary, { check: { ...summary.check, problem } });
  }

  function saveSummary(before: Summary, patch: Partial<Summary>): void {
    const now = store.summaries.get(before.id);
    // Gone on with or removed meanwhile.
    if (!now || now.status === "running" || !isDeepStrictEqual(pointsOf(now), pointsOf(before))) return;
    store.summaries.put({ ...now, ...patch });
    changed("summaries", before.id);
  }

  async function checkCollection(id: string, signal: AbortSignal): Promise<void> {
    const stored = store.collectionSummaries.get(id);
    if (!stored?.result || stored.status === "running" || !isCheckedBefore(stored.result.check)) return;
    const { result } = stored;
    const members = new Map(store.documents.ofCollection(id).map((document) => [document.id, document]));
    const byDocument = Map.groupBy(pointsOfResult(result).flatMap(citationsOf), ({ documentId }) => documentId);
    const known = new Set<string>();
    const doubtful = new Map<string, readonly string[]>();
    for (const [documentId, citations] of byDocument) {
      const document = members.get(documentId);
      if (document?.status === "reading") return;
      const cited = document ? await citedOf(document, citations, signal) : null;
      if (cited === null) return keepResult(id, stored, "unreadable");
      if (cited.moved.length > 0) return keepResult(id, stored, "moved");
      for (const name of cited.known) known.add(name);
      for (const [key, words] of cited.doubtful) doubtful.set(key, words);
    }
    const languageOf = (documentId: string): string => members.get(documentId)?.language ?? "und";
    const { options } = result.recipe;
    const written = writtenIn(options, mostlyIn([...members.values()]));
    const old = [
      ...result.points.map((point) => ({ point, language: quotedIn(point, languageOf), written })),
      ...result.parts.flatMap(({ documentId, points }) => {
        const language = languageOf(documentId);
        return points.map((point) => ({ point, language, written: writtenIn(options, language) }));
      }),
    ];
    const checked = await checkPoints(old, { known: [...known], doubtful }, signal);
    const take = takerOf(checked);
    saveResult(id, stored, {
      ...result,
      points: take(result.points.length),
      parts: result.parts.map((part) => ({ ...part, points: take(part.points.length) })),
      check: { version: checkVersion, problem: null },
    });
  }

  function keepResult(id: string, stored: StoredCollectionSummary, problem: NonNullable<Checked["problem"]>): void {
    const { result } = stored;
    if (!result || result.check.problem === problem) return;
    saveResult(id, stored, { ...result, check: { ...result.check, problem } });
  }

  function saveResult(id: string, before: StoredCollectionSummary, result: CollectionResult): void {
    const now = store.collectionSummaries.get(id);
    // Written anew meanwhile, or gone with one of its documents.
    if (!now || now.status === "running" || !isDeepStrictEqual(now.result, before.result)) return;
    store.collectionSummaries.put(id, { ...now, result });
    changed("collections", id);
  }

  /** null where the document cannot be read. */
  async function citedOf(
    document: Document,
    citations: readonly Citation[],
    signal: AbortSignal,
  ): Promise<CitedText | null> {
    if (document.status !== "ready") return null;
    return textWorker.run(citedTask, { text: storedText(store, document), citations }, { signal });
  }

  function checkPoints(
    points: readonly OldPoint[],
    { known, doubtful }: Pick<CitedText, "known" | "doubtful">,
    signal: AbortSignal,
  ): Promise<Point[]> {
    return textWorker.run(checkAgainTask, { points, known, doubtful }, { signal });
  }
}

const own: ReadonlySet<JobKind> = new Set(["recheck"]);

function pointsOf({ points, sections }: Pick<Summary, "points" | "sections">): Point[] {
  return [...points, ...sections.flatMap((section) => section.points)];
}

function pointsOfResult({ points, parts }: CollectionResult): Point[] {
  return [...points, ...parts.flatMap((part) => part.points)];
}

/** What is lost is told where it stands, and keeps nothing else from being checked. */
function citationsOf({ citations }: Point): readonly Citation[] {
  return citations.filter(({ lost }) => lost !== true);
}

function isMoved(points: readonly Point[], { moved }: CitedText): boolean {
  const gone = new Set(moved);
  return points.some((point) => citationsOf(point).some((citation) => gone.has(sentenceKey(citation))));
}

/** The same summary with these points in the place of its own, in their order. */
function withPoints(summary: Summary, points: readonly Point[]): Pick<Summary, "points" | "sections"> {
  const take = takerOf(points);
  return {
    points: take(summary.points.length),
    sections: summary.sections.map((section) => ({ ...section, points: take(section.points.length) })),
  };
}

/** Gives the next so many each time. */
function takerOf(points: readonly Point[]): (count: number) => Point[] {
  let from = 0;
  return (count) => {
    from += count;
    return points.slice(from - count, from);
  };
}

function writtenIn({ language }: SummaryOptions, ofDocument: string): string {
  return language === "document" ? ofDocument : language;
}

/** BCP 47 of the quotes of a point; und where they are in several languages. */
function quotedIn({ citations }: Point, languageOf: (documentId: string) => string): string {
  const [first = "und", ...others] = new Set(citations.map(({ documentId }) => languageOf(documentId)));
  return others.length > 0 ? "und" : first;
}

/** The language that most words of these documents are in. */
function mostlyIn(documents: readonly Document[]): string {
  const words = new Map<string, number>();
  for (const { language, words: count } of documents) words.set(language, (words.get(language) ?? 0) + count);
  const [most] = [...words].toSorted((a, b) => b[1] - a[1]);
  return most?.[0] ?? "und";
}
