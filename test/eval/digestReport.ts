import type { DigestResult, Shared } from "./digests.ts";
import { bootstrapMean, meanOf, median } from "./figures.ts";
import { type DigestSet, type Gate, gainOver, opponents, points } from "./gates.ts";
import type { QuestionResult } from "./questions.ts";
import { type SelectorName, selectorNames } from "./selection.ts";

const labels: Readonly<Record<SelectorName, string>> = {
  random: "random sentences",
  lead: "lead",
  textRank: "TextRank",
  lexRank: "LexRank",
  lexRankMmr: "LexRank+MMR",
  digest: "**digest**",
  shown: "digest as shown, cut",
  oracle: "greedy oracle",
};

/** The parts of the report on whole documents, as Markdown. */
export function digestParts(
  sets: readonly DigestSet[],
  gates: readonly Gate[],
  questions: QuestionResult | null,
): string[] {
  return [
    "## Digests of whole documents",
    "Every system takes whole sentences of the document, best first, until they have as many words as the summaries by people " +
      "have on average; the last one is cut off there. ROUGE F1 in percent with Porter stemming, RL is ROUGE-Lsum; in brackets " +
      "the 95 % interval of the mean (bootstrap, 1,000 resamples). The greedy oracle adds the sentence that raises R1 + R2 most, " +
      "knowing the summary. “As shown” is the digest of standard length in the order of the document, cut off at the budget.",
    ...sets.map(digestTable),
    "### What the window shows",
    shownTable(sets),
    ...(questions ? ["### Passages found for questions", questionTable(questions)] : []),
    "### Gates",
    gates.map(({ name, met, figures }) => `- ${met ? "met" : "**missed**"}: ${name} — ${figures}`).join("\n"),
  ];
}

function digestTable({ set, documents }: DigestSet): string {
  const budget = median(documents.map((document) => document.budget));
  const valuesOf = (name: SelectorName, metric: "r1" | "r2" | "rl"): number[] =>
    documents.map(({ systems }) => systems[name].rouge[metric]);
  const oracle = meanOf(valuesOf("oracle", "r2"));
  const rows = selectorNames.map((name) => {
    const cells = (["r1", "r2", "rl"] as const).map((metric) => {
      const { mean, low, high } = bootstrapMean(valuesOf(name, metric));
      return `${(mean * 100).toFixed(1)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;
    });
    return `| ${[labels[name], ...cells, percent(meanOf(valuesOf(name, "r2")) / oracle)].join(" | ")} |`;
  });
  const gains = opponents.map((name) => `${labels[name]} ${points(gainOver(documents, name))}`);
  return [
    `### ${set}: ${documents.length} whole documents, ${budget.toFixed(0)} words (median)`,
    "",
    "| system | R1 | R2 | RL | of the oracle's R2 |",
    "|---|---|---|---|---|",
    ...rows,
    "",
    `R2 of the digest less theirs on the same documents, in points: ${gains.join("; ")}.`,
  ].join("\n");
}

function shownTable(sets: readonly DigestSet[]): string {
  const rows = sets.map(({ set, documents }) => {
    const shown = documents.map((document) => document.shown);
    const mean = (value: (one: DigestResult["shown"]) => number): number => meanOf(shown.map(value));
    const lines = shown.reduce((sum, one) => sum + one.lines.length, 0);
    const valid = shown.reduce((sum, one) => sum + one.valid, 0);
    return `| ${[
      set,
      mean((one) => one.lines.length).toFixed(1),
      mean(({ words }) => words).toFixed(0),
      `${valid} of ${lines}`,
      percent(mean(({ cited, sections }) => cited / Math.max(1, sections))),
      percent(
        mean(({ repeated }) => repeated),
        1,
      ),
      ...sharedCells(shown.map(({ numbers }) => numbers)),
      ...sharedCells(shown.map(({ names }) => names)),
      median(shown.map(({ milliseconds }) => milliseconds)).toFixed(0),
    ].join(" | ")} |`;
  });
  return [
    "| set | lines | words | valid citations | sections cited | repeated trigrams | numbers: precision | recall | names: precision | recall | ms (median) |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
    ...rows,
    "",
    "Precision: how many of the digest's numbers and names the summary has too; recall: how many of the summary's, of those that " +
      "the document holds, the digest keeps.",
  ].join("\n");
}

function sharedCells(each: readonly Shared[]): [string, string] {
  const sum = (value: (one: Shared) => number): number => each.reduce((total, one) => total + value(one), 0);
  return [
    percent(sum(({ both }) => both) / sum(({ found }) => found)),
    percent(sum(({ both }) => both) / sum(({ wanted }) => wanted)),
  ];
}

function questionTable({ questions, precision, recall, hit, chance }: QuestionResult): string {
  const cell = (values: readonly number[]): string => {
    const { mean, low, high } = bootstrapMean(values);
    return `${(mean * 100).toFixed(0)} % (${(low * 100).toFixed(0)} to ${(high * 100).toFixed(0)})`;
  };
  return [
    "| questions | precision | recall | a passage of the answer among the first three |",
    "|---|---|---|---|",
    `| ${questions} | ${cell(precision)} | ${cell(recall)} | ${cell(hit)} |`,
    "",
    "Questions of people about meetings with the turns that answer them. The product's retrieval, without a model: of the words of the " +
      "passages it finds first, those within the answer's turns (precision), and the answer's words among them (recall). " +
      `Passages drawn at random would have a precision of ${percent(chance)}.`,
  ].join("\n");
}

function percent(value: number, digits = 0): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(digits)} %` : "none";
}
