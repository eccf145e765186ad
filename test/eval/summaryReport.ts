import { meanOf, median } from "./figures.ts";
import type { Gate, SummarySet } from "./gates.ts";
import type { SummaryMeasures } from "./summaries.ts";

/** The part of the report on whole summaries, as Markdown; nothing where there is none. */
export function summaryParts(sets: readonly SummarySet[], gates: readonly Gate[]): string[] {
  const rows = sets.filter(({ summaries }) => summaries.length > 0);
  if (rows.length === 0) return [];
  return [
    "## Whole summaries",
    "Summaries of standard length of whole documents, taken evenly from each set, made by the product's own pipeline with its " +
      "verification, repair and fallback; counted over all points shown, those of the whole and those by section. Support is judged by " +
      "words, not by a person: a point is supported where its quotes hold all its numbers and names and 60 % of its other words; recall " +
      "is the share of points that are, precision the share of citations that such a point needs or that suffice alone (ALCE). Numbers " +
      "and names are found by patterns that the product's own check does not share. Redundancy: the mean ROUGE-L F1 of a point of the " +
      "whole with the most similar other one.",
    supportTable(rows),
    contentTable(rows),
    ...wrongFacts(rows),
    "### Gates of whole summaries",
    gates.map(({ name, met, figures }) => `- ${met ? "met" : "**missed**"}: ${name} — ${figures}`).join("\n"),
  ];
}

function supportTable(sets: readonly SummarySet[]): string {
  const rows = sets.map(({ set, summaries }) => {
    const all = summaries.flatMap(({ measures }) => measures ?? []);
    const sum = (value: (one: SummaryMeasures) => number): number => all.reduce((total, one) => total + value(one), 0);
    const shown = (["verified", "weak", "contradicted", "unsupported", "quoted"] as const).map((kind) =>
      sum((one) => one.shown[kind]),
    );
    const points = shown.reduce((total, count) => total + count, 0);
    return [
      set,
      `${all.length} of ${summaries.length}`,
      String(points),
      ...shown.map((count) => share(count, points)),
      of(
        sum(({ citations }) => citations.valid),
        sum(({ citations }) => citations.all),
      ),
      share(
        sum(({ citations }) => citations.precise),
        sum(({ citations }) => citations.all),
      ),
      share(
        sum(({ supported }) => supported.right),
        sum(({ supported }) => supported.of),
      ),
      of(
        sum(({ numbers }) => numbers.right),
        sum(({ numbers }) => numbers.of),
      ),
      of(
        sum(({ names }) => names.right),
        sum(({ names }) => names.of),
      ),
    ];
  });
  return table(
    "set | summaries | points | verified | weak | contradicted | unsupported | quoted by code | valid citations | citation precision | recall | numbers of verified | names of verified",
    rows,
  );
}

function contentTable(sets: readonly SummarySet[]): string {
  const rows = sets.map(({ set, summaries }) => {
    const all = summaries.flatMap(({ measures }) => measures ?? []);
    const mean = (value: (one: SummaryMeasures) => number): number => meanOf(all.map(value));
    const cited = (value: (coverage: SummaryMeasures["coverage"]) => number): string =>
      percent(mean(({ coverage }) => value(coverage) / Math.max(1, coverage.sections)));
    return [
      set,
      mean(({ coverage }) => coverage.sections).toFixed(1),
      cited(({ whole }) => whole),
      cited(({ shown }) => shown),
      of(all.filter(({ complete }) => complete).length, all.length),
      mean(({ redundancy }) => redundancy).toFixed(2),
      mean(({ words }) => words).toFixed(0),
      ...(["rouge", "digestRouge"] as const).map((of) =>
        (["r1", "r2", "rl"] as const).map((metric) => (100 * mean((one) => one[of][metric])).toFixed(1)).join(" / "),
      ),
      median(summaries.map(({ seconds }) => seconds)).toFixed(1),
    ];
  });
  return table(
    "set | sections | cited by the whole | cited by any point | complete | redundancy | words of the whole | R1 / R2 / RL | the digest's | seconds (median)",
    rows,
  );
}

const mostWrong = 12;

function wrongFacts(sets: readonly SummarySet[]): string[] {
  const wrong = sets.flatMap(({ summaries }) => summaries.flatMap(({ measures }) => measures?.wrong ?? []));
  if (wrong.length === 0) return [];
  return [
    `Not in the quotes of a verified point, by these patterns (${Math.min(mostWrong, wrong.length)} of ${wrong.length}):`,
    wrong
      .slice(0, mostWrong)
      .map((line) => `- ${line}`)
      .join("\n"),
  ];
}

function table(head: string, rows: readonly (readonly string[])[]): string {
  const columns = head.split("|").length;
  return [`| ${head} |`, `|${"---|".repeat(columns)}`, ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n");
}

function of(part: number, whole: number): string {
  return `${part} of ${whole}`;
}

function share(part: number, whole: number): string {
  return percent(part / whole);
}

function percent(value: number): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(0)} %` : "none";
}
