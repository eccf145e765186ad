import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { Point, Summary } from "../../contract/summaries.ts";
import { makeCoverage } from "../evidence/coverage.ts";
import { oneLine } from "../text/oneLine.ts";
import { type StoredText, storedText, textOf } from "../textWorker/storedText.ts";
import type { TextTask } from "../textWorker/textTask.ts";
import { rewordingFor } from "./corrections.ts";
import type { SummariesDeps } from "./summariesDeps.ts";

type Told = Pick<Summary, "points" | "sections" | "coverage">;

interface CorrectInput {
  readonly text: StoredText;
  readonly told: Told;
  /** the text of the points to be replaced */
  readonly original: string;
  readonly reworded: string;
  /** BCP 47 of the new words */
  readonly written: string;
}

/** A summary with other words in place of its points that say `original`, held against its document, and the receipt of it. */
export const correctTask: TextTask<CorrectInput, Told> = {
  name: "correct",
  run({ text, told, original, reworded, written }, logger) {
    const source = textOf(text, logger);
    const now = rewordingFor(source, written)(reworded);
    const replaced = (points: readonly Point[]): Point[] =>
      points.map((point) => (point.text === original ? { ...point, ...now, quoted: false, corrected: true } : point));
    const points = replaced(told.points);
    const sections = told.sections.map((section) => ({ ...section, points: replaced(section.points) }));
    const bySection = sections.flatMap((section) => section.points);
    const coverage = told.coverage && makeCoverage(source, { whole: points, bySection }, told.coverage.chunks);
    return { points, sections, coverage };
  },
};

/**
 * Puts words of the person's own in the place of a point, wherever it stands in the summary, and keeps them for summaries to come.
 * @throws NOT_FOUND where there is no such point
 */
export async function correctPoint(
  { store, textWorker, ids, clock }: Pick<SummariesDeps, "store" | "textWorker" | "ids" | "clock">,
  document: Document,
  summary: Summary,
  { pointId, text }: { readonly pointId: string; readonly text: string },
): Promise<Summary> {
  const { id, documentId, options } = summary;
  const ofWhole = summary.points.find((point) => point.id === pointId);
  const point = ofWhole ?? summary.sections.flatMap(({ points }) => points).find((each) => each.id === pointId);
  if (!point) throw new AppError("NOT_FOUND");
  const reworded = oneLine(text);
  if (reworded === point.text) return summary;
  const told = await textWorker.run(
    correctTask,
    {
      text: storedText(store, document),
      told: { points: summary.points, sections: summary.sections, coverage: summary.coverage },
      original: point.text,
      reworded,
      written: options.language === "document" ? document.language : options.language,
    },
    { urgent: true },
  );
  const corrected = { ...summary, ...told };
  store.transaction(() => {
    // Removed or changed meanwhile, or of a document that was read again: what stands there now is not written over.
    const now = store.summaries.get(id);
    const isSame = store.documents.get(documentId)?.updatedAt === document.updatedAt;
    if (now?.points.length !== summary.points.length || now.status !== "done" || !isSame) {
      throw new AppError("NOT_FOUND");
    }
    store.summaries.put(corrected);
    const before = store.corrections.list(documentId).findLast((each) => each.text === point.text);
    const kept = before ?? {
      id: ids.next(),
      original: { text: point.text, citations: point.citations },
      isOfWhole: ofWhole !== undefined,
      options,
      createdAt: clock.now(),
    };
    store.corrections.put(documentId, { ...kept, text: reworded });
  });
  return corrected;
}
