import type { DigestResult } from "./digests.ts";
import { bootstrapMean, type Interval, meanOf } from "./figures.ts";
import type { SetName } from "./passages.ts";
import type { SelectorName } from "./selection.ts";
import type { Share, SummaryMeasures, SummaryResult } from "./summaries.ts";

/** What the digest must reach; each is said to be met or missed. */
export interface Gate {
  readonly name: string;
  readonly met: boolean;
  readonly figures: string;
}

export interface DigestSet {
  readonly set: SetName;
  readonly documents: readonly DigestResult[];
}

/** Systems that the digest has to beat. */
export const opponents = ["lead", "textRank", "lexRankMmr"] as const satisfies readonly SelectorName[];

/** Sets in which the gain must be more than noise. */
const clearSets = 2;
const meetingsLeast = { r1: 0.28, r2: 0.05 };

export function digestGates(sets: readonly DigestSet[]): Gate[] {
  const gains = sets.map(({ set, documents }) => ({ set, ...gainOfSet(documents) }));
  const above = gains.map(({ set, opponent, gain }) => ({
    name: `R2 of the digest above the best of lead, TextRank and LexRank+MMR: ${set}`,
    met: gain.mean > 0,
    figures: `${points(gain)} points over ${opponent}`,
  }));
  const clear = gains.filter(({ gain }) => gain.low > 0);
  const gates: Gate[] = [...above];
  if (sets.length >= clearSets) {
    gates.push({
      name: `by more than noise on at least ${clearSets} sets`,
      met: clear.length >= clearSets,
      figures: clear.length === 0 ? "on none" : `on ${clear.map(({ set }) => set).join(", ")}`,
    });
  }
  const meetings = sets.find(({ set }) => set === "meetings");
  if (meetings) {
    for (const metric of ["r1", "r2"] as const) {
      const reached = meanOf(meetings.documents.map(({ systems }) => systems.digest.rouge[metric]));
      gates.push({
        name: `${metric.toUpperCase()} on meetings at least ${(meetingsLeast[metric] * 100).toFixed(0)}`,
        met: reached >= meetingsLeast[metric],
        figures: (reached * 100).toFixed(1),
      });
    }
  }
  const lines = sets.flatMap(({ documents }) => documents.map(({ shown }) => shown));
  const total = lines.reduce((sum, shown) => sum + shown.lines.length, 0);
  const valid = lines.reduce((sum, shown) => sum + shown.valid, 0);
  gates.push({
    name: "every line of a digest is a quote that stands where its citation says",
    met: total > 0 && valid === total,
    figures: `${valid} of ${total}`,
  });
  return gates;
}

/** The digest's R2 less the strongest opponent's, document by document. */
function gainOfSet(documents: readonly DigestResult[]): { opponent: SelectorName; gain: Interval } {
  let strongest: SelectorName = opponents[0];
  for (const name of opponents) if (meanR2(documents, name) > meanR2(documents, strongest)) strongest = name;
  return { opponent: strongest, gain: gainOver(documents, strongest) };
}

function meanR2(documents: readonly DigestResult[], name: SelectorName): number {
  return meanOf(documents.map(({ systems }) => systems[name].rouge.r2));
}

/** R2 of the digest less that of another system on the same documents, with the 95 % interval of the mean difference. */
export function gainOver(documents: readonly DigestResult[], name: SelectorName): Interval {
  return bootstrapMean(documents.map(({ systems }) => systems.digest.rouge.r2 - systems[name].rouge.r2));
}

export function points({ mean, low, high }: Interval): string {
  const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value * 100).toFixed(1)}`;
  return `${signed(mean)} (${signed(low)} to ${signed(high)})`;
}

export interface SummarySet {
  readonly set: SetName;
  readonly summaries: readonly SummaryResult[];
}

const leastNumbers = 0.99;
const leastCited = 0.9;

/** What whole summaries must reach, whichever model wrote them; none where none was made. */
export function summaryGates(sets: readonly SummarySet[]): Gate[] {
  const all = sets.flatMap(({ summaries }) => summaries);
  if (all.length === 0) return [];
  const measured = all.flatMap(({ measures }) => measures ?? []);
  const total = (value: (one: SummaryMeasures) => Share): Share => ({
    of: measured.reduce((sum, one) => sum + value(one).of, 0),
    right: measured.reduce((sum, one) => sum + value(one).right, 0),
  });
  const citations = total((one) => ({ of: one.citations.all, right: one.citations.valid }));
  const numbers = total((one) => one.numbers);
  const loops = measured.reduce((sum, one) => sum + one.loops, 0);
  const complete = measured.filter((one) => one.complete).length;
  return [
    {
      name: "every document gets a summary, none cut off: every page read, every part mapped",
      met: complete === all.length,
      figures: `${complete} of ${all.length}`,
    },
    {
      name: "every citation of a summary stands word for word at its place",
      met: citations.of > 0 && citations.right === citations.of,
      figures: `${citations.right} of ${citations.of}`,
    },
    {
      name: `numbers in what is shown as verified stand in its quotes: at least ${leastNumbers}`,
      met: numbers.right >= numbers.of * leastNumbers,
      figures: `${numbers.right} of ${numbers.of}`,
    },
    {
      name: "no verified point says the same again and again",
      met: loops === 0,
      figures: String(loops),
    },
    ...sets.map(({ set, summaries }) => {
      const cited = meanOf(summaries.map(citedShare));
      return {
        name: `sections cited, on average: at least ${leastCited}: ${set}`,
        met: cited >= leastCited,
        figures: cited.toFixed(3),
      };
    }),
    ...sets.map(({ set, summaries }) => {
      const gain = bootstrapMean(
        summaries.flatMap(({ measures }) => (measures ? measures.rouge.r2 - measures.digestRouge.r2 : [])),
      );
      return {
        name: `R2 of the summary not below the digest's by more than noise: ${set}`,
        met: gain.high >= 0,
        figures: `${points(gain)} points`,
      };
    }),
    {
      name: "the receipt counts the sections that are cited",
      met: measured.every(({ coverage }) => coverage.said === coverage.shown),
      figures: `${measured.filter(({ coverage }) => coverage.said === coverage.shown).length} of ${measured.length}`,
    },
  ];
}

/** 0 where there is no summary. */
function citedShare({ measures }: SummaryResult): number {
  return measures ? measures.coverage.shown / Math.max(1, measures.coverage.sections) : 0;
}
