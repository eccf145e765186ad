import { bootstrapMean, bootstrapRatio, type Interval } from "../figures.ts";
import type { Measures } from "./measures.ts";
import { type Mark, type SystemName, systemNames, type Written } from "./systems.ts";

/** What came of one document. */
export interface Compared {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly words: number;
  readonly references: readonly string[];
  readonly written: Readonly<Record<SystemName, Written>>;
  readonly measures: Readonly<Record<SystemName, Measures>>;
}

interface Row {
  readonly name: string;
  /** of a document and a system; null where it has none */
  value(compared: Compared, system: SystemName): number | null;
  show(value: number): string;
}

const percent = (value: number): string => (value * 100).toFixed(1);
const whole = (value: number): string => value.toFixed(0);
const tenths = (value: number): string => value.toFixed(1);

const rows: readonly Row[] = [
  { name: "ROUGE-1, cut alike", value: (of, name) => of.measures[name].rougeCut?.r1 ?? null, show: percent },
  { name: "ROUGE-2, cut alike", value: (of, name) => of.measures[name].rougeCut?.r2 ?? null, show: percent },
  { name: "ROUGE-L, cut alike", value: (of, name) => of.measures[name].rougeCut?.rl ?? null, show: percent },
  { name: "ROUGE-1, whole", value: (of, name) => of.measures[name].rouge?.r1 ?? null, show: percent },
  { name: "ROUGE-2, whole", value: (of, name) => of.measures[name].rouge?.r2 ?? null, show: percent },
  { name: "ROUGE-L, whole", value: (of, name) => of.measures[name].rouge?.rl ?? null, show: percent },
  {
    name: "key facts in 260 words, by weight",
    value: (of, name) => of.measures[name].facts?.recall ?? null,
    show: percent,
  },
  {
    name: "key facts of weight 3 in 260 words",
    value: (of, name) => of.measures[name].facts?.recall3 ?? null,
    show: percent,
  },
  { name: "words", value: (of, name) => of.measures[name].words, show: whole },
  { name: "claims verified, %", value: (of, name) => of.measures[name].verified, show: percent },
  { name: "claims in own words, %", value: (of, name) => of.measures[name].own, show: percent },
  { name: "in own words and verified, %", value: (of, name) => of.measures[name].ownVerified, show: percent },
  { name: "seconds to the first point", value: (of, name) => of.written[name].seconds?.first ?? null, show: tenths },
  {
    name: "seconds to all points, checked",
    value: (of, name) => of.written[name].seconds?.points ?? null,
    show: tenths,
  },
  { name: "seconds to the end", value: (of, name) => of.written[name].seconds?.all ?? null, show: tenths },
];

export interface SummaryComparison {
  readonly model: string;
  readonly set: string;
  readonly machine: string;
  readonly compared: readonly Compared[];
}

/** The table of a run: means over documents, each counting the same, with their 95 % intervals, and the product to the plain question. */
export function comparisonTable({ model, set, machine, compared }: SummaryComparison): string {
  const lines = rows.flatMap((row) => {
    const cells = systemNames.map((name) => meanCell(row, compared, name));
    return cells.every((cell) => cell === "–")
      ? []
      : [`| ${[row.name, ...cells, ratioCell(row, compared)].join(" | ")} |`];
  });
  const failed = compared.flatMap(({ id, written }) =>
    systemNames.flatMap((name) => (written[name].failed === null ? [] : [`${id}, ${name}: ${written[name].failed}`])),
  );
  const digests = compared.filter(({ written }) => written.product.isDigest).map(({ id }) => id);
  return [
    `# Summaries: ${set}, ${compared.length} documents, ${model}`,
    machine,
    `| | ${systemNames.join(" | ")} | product to plain |\n|${"---|".repeat(systemNames.length + 2)}\n${lines.join("\n")}`,
    "Means over documents with 95 % intervals (bootstrap over documents); the ratio is of the two means over the same documents.",
    ...(digests.length > 0 ? [`The digest stands for what the model could not say: ${digests.join(", ")}.`] : []),
    ...(failed.length > 0 ? [`Failed: ${failed.join("; ")}.`] : []),
  ].join("\n\n");
}

function meanCell({ value, show }: Row, compared: readonly Compared[], name: SystemName): string {
  const values = compared.flatMap((one) => value(one, name) ?? []).filter((number) => !Number.isNaN(number));
  return values.length === 0 ? "–" : intervalOf(bootstrapMean(values), show);
}

function ratioCell({ value }: Row, compared: readonly Compared[]): string {
  const pairs = compared.flatMap((one) => {
    const [product, plain] = [value(one, "product"), value(one, "plain")];
    const both = product !== null && plain !== null && !Number.isNaN(product) && !Number.isNaN(plain);
    return both ? [{ product, plain }] : [];
  });
  if (pairs.length === 0) return "–";
  const ratio = bootstrapRatio(
    pairs.map(({ product }) => product),
    pairs.map(({ plain }) => plain),
  );
  return Number.isFinite(ratio.mean) ? `${intervalOf(ratio, (number) => number.toFixed(2))}×` : "–";
}

function intervalOf({ mean, low, high }: Interval, show: (value: number) => string): string {
  return `${show(mean)} (${show(low)} to ${show(high)})`;
}

/** One line of progress. */
export function comparedLine({ id, words, written, measures }: Compared): string {
  const of = (name: SystemName): string => {
    const { rougeCut, facts, verified } = measures[name];
    const { seconds, failed } = written[name];
    if (failed !== null) return `${name} failed (${failed})`;
    const parts = [
      ...(rougeCut ? [`R2 ${percent(rougeCut.r2)}`] : []),
      ...(facts ? [`facts ${percent(facts.recall)}/${percent(facts.recall3)}`] : []),
      `${measures[name].words} words`,
      `verified ${percent(verified)} %`,
      ...(seconds ? [`${seconds.points.toFixed(1)} s`] : []),
    ];
    return `${name} ${parts.join(", ")}`;
  };
  return `${id} (${words} words): ${systemNames.map(of).join("; ")}`;
}

/** All texts of a run, to be read. */
export function textsOf(comparison: SummaryComparison): string {
  return [comparisonTable(comparison), ...comparison.compared.map(documentPart)].join("\n\n");
}

function documentPart(compared: Compared): string {
  const { id, title, words, language, references, written, measures } = compared;
  return [
    `## ${id}`,
    `${title}, ${words} words, ${language}`,
    ...references.map((reference) => `### By a person\n\n${reference.trim()}`),
    ...systemNames.flatMap((name) => [`### ${name}`, writtenPart(written[name], measures[name])]),
  ].join("\n\n");
}

function markOf(mark: Mark | undefined): string {
  return mark ? ` (${mark.role === "lead" ? "lead, " : ""}${mark.support})` : "";
}

function writtenPart({ lines, marks, bySection, failed }: Written, { claims, facts }: Measures): string {
  if (failed !== null) return `Failed: ${failed}.`;
  const doubted = claims.filter(({ isVerified }) => !isVerified).map(({ text }) => `- ${text}`);
  const missed = (facts?.missed ?? []).filter(({ weight }) => weight === 3).map(({ fact }) => `- ${fact}`);
  return [
    lines.map((line, place) => `- ${line}${markOf(marks?.[place])}`).join("\n"),
    ...(bySection.length > 0 ? [`By section:\n\n${bySection.map((line) => `- ${line}`).join("\n")}`] : []),
    ...(doubted.length > 0 ? [`Not verified:\n\n${doubted.join("\n")}`] : []),
    ...(missed.length > 0 ? [`Missed, of weight 3:\n\n${missed.join("\n")}`] : []),
  ].join("\n\n");
}
