import type { Machine } from "../helpers/machine.ts";
import { machineLine } from "../helpers/machine.ts";
import type { Rouge } from "./baselines.ts";
import { digestParts } from "./digestReport.ts";
import type { DigestResult } from "./digests.ts";
import { bootstrapMean, type Interval, meanOf } from "./figures.ts";
import type { Gate } from "./gates.ts";
import type { Answer, Costs, Notes } from "./model.ts";
import type { SetName } from "./passages.ts";
import type { QuestionResult } from "./questions.ts";
import type { SummaryResult } from "./summaries.ts";
import { summaryParts } from "./summaryReport.ts";
import { type Sentence, type SystemName, systemNames } from "./systems.ts";

/** All that a run has found; kept as JSON beside the report. */
export interface EvalResult {
  readonly machine: Machine;
  readonly quick: boolean;
  /** how long a passage is, in words for a person */
  readonly passageSize: string;
  readonly model: ModelResult | null;
  readonly sets: readonly CollectionResult[];
  readonly gates: readonly Gate[];
  readonly summaryGates: readonly Gate[];
  readonly questions: QuestionResult | null;
}

export interface ModelResult {
  readonly name: string;
  readonly sha256: string;
  readonly quantization: string;
  readonly bytes: number;
  readonly style: string;
  readonly loadMs: number;
  readonly costs: Costs;
}

export interface CollectionResult {
  readonly set: SetName;
  /** words of every system's sentence at most */
  readonly budget: number;
  readonly documents: readonly DocumentResult[];
  readonly digests: readonly DigestResult[];
  /** of some of the documents; empty without a model */
  readonly summaries: readonly SummaryResult[];
}

export interface DocumentResult {
  readonly id: string;
  readonly title: string;
  readonly references: readonly string[];
  readonly systems: Partial<Record<SystemName, Sentence>>;
  readonly one: Answer | null;
  readonly several: Answer | null;
}

export function makeReport(result: EvalResult): string {
  const { machine, model, sets, quick, passageSize, gates, summaryGates, questions } = result;
  const parts = [
    "# Evaluation",
    machineLine(machine) + (quick ? ". **Quick: a few documents of each set; no figures to quote.**" : ""),
    model ? aboutModel(model) : "Without a model: the digest, and baselines of one sentence.",
    ...digestParts(
      sets.map(({ set, digests }) => ({ set, documents: digests })),
      gates,
      questions,
    ),
    ...summaryParts(sets, summaryGates),
    "## One sentence on a passage",
    `The passage is the beginning of a document, ${passageSize}. Every system gives one sentence of it, or one note, cut to the same ` +
      "number of words: the median of the set's summaries, at least 20, at most the 30 of a note. F1 in percent with Porter " +
      "stemming; in brackets the 95 % interval of the mean (bootstrap, 1,000 resamples). Of several references the one with the " +
      "highest R1 + R2 counts. No query is given to any system. A model that is asked plainly picks a sentence; where it writes " +
      "something else beside its number, the product shows the sentence.",
    ...sets.map(setTable),
  ];
  if (model)
    parts.push("## Form of the notes", formTable(sets), "## Costs", costTable(model), "## Examples", examples(sets));
  return `${parts.join("\n\n")}\n`;
}

const labels: Readonly<Record<SystemName, string>> = {
  any: "any sentence (mean)",
  first: "first sentence",
  textRank: "TextRank's best",
  lexRank: "LexRank's best",
  written: "**model**, as written",
  shown: "**model**, as shown",
  oracle: "oracle",
};

function aboutModel({ name, sha256, quantization, bytes, style }: ModelResult): string {
  return `Model: ${name}, ${quantization}, ${bytes.toLocaleString("en")} bytes, SHA-256 \`${sha256}\`, asked in the style “${style}”, temperature 0.`;
}

function setTable({ set, budget, documents }: CollectionResult): string {
  const lines = [
    `### ${set}: ${documents.length} documents, ${budget} words`,
    "",
    "| system | R1 | R2 | RL | of the oracle's R2 | words |",
    "|---|---|---|---|---|---|",
  ];
  const oracle = meanOf(valuesOf(documents, "oracle", "r2"));
  for (const system of systemNames) {
    const r2 = valuesOf(documents, system, "r2");
    if (r2.length === 0) continue;
    const cells = (["r1", "r2", "rl"] as const).map((metric) =>
      percent(bootstrapMean(valuesOf(documents, system, metric))),
    );
    const words = meanOf(documents.map(({ systems }) => systems[system]?.words ?? 0));
    lines.push(`| ${[labels[system], ...cells, share(meanOf(r2) / oracle), words.toFixed(0)].join(" | ")} |`);
  }
  const gains = (["textRank", "first", "lexRank"] as const)
    .map((other) => gainOver(documents, other))
    .filter((gain) => gain !== "");
  if (gains.length > 0)
    lines.push("", `R2 of the model, as shown, less theirs on the same passages, in points: ${gains.join("; ")}.`);
  return lines.join("\n");
}

/** The mean difference within passages, which says more than two intervals that overlap. */
function gainOver(documents: readonly DocumentResult[], other: SystemName): string {
  const differences = documents.flatMap(({ systems }) =>
    systems.shown && systems[other] ? [systems.shown.rouge.r2 - systems[other].rouge.r2] : [],
  );
  return differences.length === 0 ? "" : `${labels[other]} ${percent(bootstrapMean(differences))}`;
}

function valuesOf(documents: readonly DocumentResult[], system: SystemName, metric: keyof Rouge): number[] {
  return documents.flatMap(({ systems }) => systems[system]?.rouge[metric] ?? []);
}

function formTable(sets: readonly CollectionResult[]): string {
  const documents = sets.flatMap((set) => set.documents);
  const one = documents.flatMap(({ one }) => one ?? []);
  const several = documents.flatMap(({ several }) => several ?? []);
  const all = [...one, ...several];
  const failed = all.flatMap(({ failed }) => failed ?? []);
  const rows = [
    formRow("one note", one),
    formRow("several notes", several),
    formRow("all", all),
    ["all, as shown", "", "", "", "", "", ...supportCells(all.map(({ shown }) => shown))],
  ];
  return [
    "| asked for | answers | end by themselves | no loop | valid citations | all three | points | word for word | verified | weak | contradicted | unsupported |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
    "",
    "Not by itself: cut off at the most tokens of an answer or the most characters of a point. A loop: four words in a row " +
      "more than twice, or one word more than 40 % of at least ten. Valid: every point cites, and only sentences of the " +
      "prompt. Word for word: the point stands whole in a sentence it cites. The last three are the product's own check.",
    ...(failed.length > 0
      ? ["", `The engine gave no answer ${failed.length} times: ${[...new Set(failed)].join(", ")}.`]
      : []),
  ].join("\n");
}

function formRow(name: string, answers: readonly Answer[]): string[] {
  const shareOf = (test: (answer: Answer) => boolean): string => share(answers.filter(test).length / answers.length, 1);
  return [
    name,
    String(answers.length),
    shareOf(({ form }) => form.ended),
    shareOf(({ form }) => form.noLoop),
    shareOf(({ form }) => form.validIds),
    shareOf(({ form }) => form.ended && form.noLoop && form.validIds),
    ...supportCells(answers.map(({ written }) => written)),
  ];
}

function supportCells(notes: readonly Notes[]): string[] {
  const points = notes.flatMap((each) => each.points);
  const shareOf = (test: (point: Notes["points"][number]) => boolean): string =>
    share(points.filter(test).length / points.length);
  return [
    String(points.length),
    shareOf(({ verbatim }) => verbatim),
    ...(["verified", "weak", "contradicted", "unsupported"] as const).map((support) =>
      shareOf((point) => point.support === support),
    ),
  ];
}

function costTable({ bytes, loadMs, costs }: ModelResult): string {
  const { memory } = costs;
  return [
    "| decode, tokens/s | prefill, tokens/s | load, ms | file, MB | memory of the engine process, MB |",
    "|---|---|---|---|---|",
    `| ${[
      rounded(costs.decode),
      rounded(costs.prefill),
      rounded(loadMs),
      megabytes(bytes),
      memory ? `${megabytes(memory.resident)} (at most ${megabytes(memory.peak)})` : "not measured",
    ].join(" | ")} |`,
    "",
    `Medians over ${costs.requests} requests, one after another, on ${costs.backend}, ${costs.threads ?? "unknown"} threads. ` +
      "Loading begins with no process at all.",
  ].join("\n");
}

/** Two of each set, always the same ones, as they came. */
function examples(sets: readonly CollectionResult[]): string {
  const chosen = sets.flatMap(({ set, documents }) =>
    [...new Set([Math.floor(documents.length / 3), Math.floor((documents.length * 2) / 3)])].flatMap((place) => {
      const document = documents[place];
      return document ? [{ set, document }] : [];
    }),
  );
  return chosen
    .map(({ set, document }) => {
      const [reference = ""] = document.references;
      return [
        `**${document.title}** (${set}, ${document.id})`,
        "",
        `- a person: ${reference.length > 300 ? `${reference.slice(0, 300)}…` : reference}`,
        `- the model: ${document.one?.text.replaceAll("\n", " ") ?? ""}`,
      ].join("\n");
    })
    .join("\n\n");
}

function percent({ mean, low, high }: Interval): string {
  return `${(mean * 100).toFixed(1)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;
}

function share(value: number, digits = 0): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(digits)} %` : "none";
}

function rounded(value: number): string {
  return Number.isFinite(value) ? value.toFixed(0) : "not measured";
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
