import { existsSync, globSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { describeMachine } from "../helpers/machine.ts";
import { evaluateClaims } from "./claims.ts";
import { type DigestResult, evaluateDigest } from "./digests.ts";
import { digestGates, summaryGates } from "./gates.ts";
import { openModel, type TestedModel } from "./model.ts";
import {
  type EvalDocument,
  evalFolder,
  hasEvalSets,
  leadingPassage,
  type PassageLimit,
  readSet,
  type SetName,
  setNames,
} from "./passages.ts";
import { evaluateQuestions } from "./questions.ts";
import { evaluateSearches } from "./questionSearch.ts";
import { type DocumentResult, makeReport, type ModelResult, type CollectionResult } from "./report.ts";
import { compareSummaries } from "./summaries/compare.ts";
import { evaluateSummary, type SummaryResult } from "./summaries.ts";
import { compareSystems } from "./systems.ts";
import { evaluateTables } from "./tables.ts";

/**
 * `npm run eval -- [--model starter|random|FILE.gguf] [--set NAME] [--quick] [--summaries N] [--out FOLDER]`: how well a model
 * writes notes on the documents of the evaluation sets, against sentences chosen without a model; whole summaries of N documents
 * of each set with the gates that hold for any model, even one of random weights; and how good the digest is, which needs none,
 * on whole documents, with the gates it must pass. Prints a Markdown report and keeps it, with all texts and scores as JSON, under
 * `.cache/eval/`. Exit code 2: what was asked for is not there; 1: a gate was missed on whole sets. `npm run eval -- claims`,
 * `npm run eval -- summaries`, `npm run eval -- questions` and `npm run eval -- tables` are measures of their own, see
 * {@link evaluateClaims}, {@link compareSummaries}, {@link evaluateSearches} and {@link evaluateTables}.
 */

const root = path.resolve(import.meta.dirname, "../..");
const usage = `npm run eval -- [--model starter|random|FILE.gguf] [--set ${setNames.join("|")}] [--quick] [--summaries N] [--out FOLDER]`;
/** Documents of each set with --quick. */
const quickCount = 6;
/** Documents of each set that are summarized whole where nothing else is asked for. */
const summaryCount = { quick: 3, full: 12 } as const;
const passageTokens = 500;
const passageCharacters = 2000;

const [measure, ...rest] = process.argv.slice(2);
if (measure === "claims") await evaluateClaims(rest);
else if (measure === "summaries") await compareSummaries(rest);
else if (measure === "questions") await evaluateSearches(rest);
else if (measure === "tables") await evaluateTables(rest);
else await evaluateDocuments(readOptions());

async function evaluateDocuments(options: Options): Promise<void> {
  if (hasEvalSets()) return evaluate(options);
  console.error(`Not run: the evaluation sets are absent (${path.relative(process.cwd(), evalFolder)}/*.jsonl).`);
  // Who named a model or a set wants its figures; the bare command has nothing to do.
  process.exitCode = options.model !== null || options.set !== null ? 2 : 0;
}

async function evaluate(options: Options): Promise<void> {
  const machine = describeMachine();
  const log = (line: string): void => console.error(`  ${line}`);
  await using model = options.model === null ? null : await openModel(options.model, log);
  const sets: CollectionResult[] = [];
  const read: EvalDocument[] = [];
  for (const name of options.set === null ? setNames : [options.set]) {
    const evaluated = await evaluateSet(name, model, options, log);
    sets.push(evaluated.result);
    read.push(...evaluated.documents);
  }
  const gates = digestGates(sets.map(({ set, digests }) => ({ set, documents: digests })));
  const result = {
    machine,
    quick: options.quick,
    passageSize: model ? `up to ${passageTokens} tokens of the model` : `up to ${passageCharacters} characters`,
    model: model ? aboutModel(model) : null,
    sets,
    gates,
    summaryGates: summaryGates(sets),
    questions: evaluateQuestions(read),
  };
  const report = makeReport(result);
  mkdirSync(options.out, { recursive: true });
  const file = path.join(options.out, "report.md");
  writeFileSync(file, report);
  writeFileSync(path.join(options.out, "report.json"), `${JSON.stringify(result, null, 2)}\n`);
  console.log(report);
  // A few documents say too little for a gate.
  if (!options.quick && [...gates, ...result.summaryGates].some(({ met }) => !met)) process.exitCode = 1;
  console.log(`Kept in ${path.relative(process.cwd(), file)}, with all texts in report.json beside it.`);
}

async function evaluateSet(
  set: SetName,
  model: TestedModel | null,
  options: Options,
  log: (line: string) => void,
): Promise<{ result: CollectionResult; documents: readonly EvalDocument[] }> {
  const { documents: read, budget } = await readSet(set, options.quick ? quickCount : null);
  const documents: DocumentResult[] = [];
  const digests: DigestResult[] = [];
  for (const document of read) {
    const passage = await leadingPassage(document, limitFor(model));
    const one = (await model?.write(passage, "one")) ?? null;
    const several = (await model?.write(passage, "several")) ?? null;
    documents.push({
      id: document.id,
      title: document.source.title,
      references: document.references,
      systems: compareSystems(passage, budget, one),
      one,
      several,
    });
    digests.push(evaluateDigest(document));
    if (documents.length % 10 === 0 || documents.length === read.length) {
      log(`${set}: ${documents.length} of ${read.length}`);
    }
  }
  const summaries = model ? await summarizeSome(set, read, { model, count: options.summaries, log }) : [];
  return { result: { set, budget, documents, digests, summaries }, documents: read };
}

async function summarizeSome(
  set: SetName,
  read: readonly EvalDocument[],
  { model, count: wanted, log }: { model: TestedModel; count: number; log: (line: string) => void },
): Promise<SummaryResult[]> {
  const count = Math.min(read.length, wanted);
  const summaries: SummaryResult[] = [];
  for (let place = 0; place < count; place += 1) {
    const document = read[Math.floor((place * read.length) / count)];
    if (!document) continue;
    const result = await evaluateSummary(document, model);
    summaries.push(result);
    log(`${set}: summary ${place + 1} of ${count}, ${result.failed ?? `${result.seconds.toFixed(1)} s`}`);
  }
  return summaries;
}

function limitFor(model: TestedModel | null): PassageLimit {
  if (model) return { most: passageTokens, measure: (texts) => model.countTokens(texts) };
  return { most: passageCharacters, measure: (texts) => Promise.resolve(texts.map(({ length }) => length + 1)) };
}

function aboutModel({ metadata, file, loadMs, costs }: TestedModel): ModelResult {
  const { quantization, bytes, style } = metadata;
  return { name: file.name, sha256: file.id, quantization, bytes, style, loadMs, costs: costs() };
}

interface Options {
  readonly model: string | null;
  readonly set: SetName | null;
  readonly quick: boolean;
  /** documents of each set */
  readonly summaries: number;
  readonly out: string;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        model: { type: "string" },
        set: { type: "string" },
        quick: { type: "boolean", default: false },
        summaries: { type: "string" },
        out: { type: "string" },
      },
    });
    const set = setNames.find((name) => name === values.set) ?? null;
    if (values.set !== undefined && set === null) throw new Error(`There is no set “${values.set}”.`);
    const summaries = Number(values.summaries ?? summaryCount[values.quick ? "quick" : "full"]);
    if (!Number.isInteger(summaries) || summaries < 0) throw new Error("--summaries takes a number of documents.");
    return {
      model: values.model === undefined ? null : findModel(values.model),
      set,
      quick: values.quick,
      summaries,
      out: path.resolve(values.out ?? path.join(root, ".cache/eval")),
    };
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`);
    process.exit(2);
  }
}

/** @throws Error where there is no such file */
function findModel(name: string): string {
  if (name === "random") {
    return writeTinyModel(path.join(root, ".cache/eval/random.gguf"), { name: "Random words", seed: 5 }).path;
  }
  const file = name === "starter" ? globSync("resources/starter/*.gguf", { cwd: root }).sort().at(-1) : name;
  if (file === undefined) throw new Error("There is no starter model in resources/starter/.");
  const found = name === "starter" ? path.join(root, file) : path.resolve(file);
  if (!existsSync(found)) throw new Error(`There is no model file ${name}.`);
  return found;
}
