import type { CataloguedModel } from "../../contract/catalogue.ts";

/** A model of the list that writes, as it would be on this computer. */
export interface Candidate {
  readonly model: Pick<CataloguedModel, "id" | "purpose" | "faithfulness" | "licence" | "here">;
  /** it leaves other programs their room, with a context that summaries do well with */
  readonly fitsWell: boolean;
}

/** Nobody waits longer for the first summary of a report, in seconds. */
const longestReport = 30 * 60;

/**
 * The model to begin with: of those that fit well and write the summary of a report in time, one whose summaries were good when it was
 * tried here; else the one whose summaries were found most faithful, by the newest measure that any of them was held against, for
 * figures of two measures cannot be compared. Where all are too slow, the quickest; null where none fits, or what fits was tried and
 * found poor.
 */
export function propose(candidates: readonly Candidate[]): string | null {
  const fitting = candidates.filter(
    ({ model, fitsWell }) => fitsWell && model.purpose === "chat" && model.licence.free && model.here.tried !== "poor",
  );
  const secondsOf = ({ model }: Candidate): number => model.here.reportSeconds ?? Infinity;
  const inTime = fitting.filter((candidate) => secondsOf(candidate) <= longestReport);
  if (inTime.length === 0) return fitting.toSorted((a, b) => secondsOf(a) - secondsOf(b))[0]?.model.id ?? null;
  const newest = inTime
    .flatMap(({ model: { faithfulness } }) => (faithfulness ? [faithfulness] : []))
    .toSorted((a, b) => (a.date < b.date ? 1 : -1))[0]?.measure;
  const shareOf = ({ model: { faithfulness } }: Candidate): number =>
    faithfulness && faithfulness.measure === newest ? faithfulness.share : -1;
  const goodOf = ({ model }: Candidate): number => (model.here.tried === "good" ? 1 : 0);
  const best = inTime.toSorted(
    (a, b) => goodOf(b) - goodOf(a) || shareOf(b) - shareOf(a) || secondsOf(a) - secondsOf(b),
  )[0];
  return best?.model.id ?? null;
}
