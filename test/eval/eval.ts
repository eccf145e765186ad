import { existsSync, globSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { describeMachine } from "../helpers/machine.ts";
import { type DigestResult, evaluateDigest } from "./digests.ts";
import { digestGates } from "./gates.ts";
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
import { type DocumentResult, makeReport, type ModelResult, type SetResult } from "./report.ts";
import { compareSystems } from "./systems.ts";

/**
 * `npm run eval -- [--model starter|FILE.gguf] [--set NAME] [--quick] [--out FOLDER]`: how well a model writes notes on the
 * documents of the evaluation sets, against sentences chosen without a model; and how good the digest is, which needs none, on
 * whole documents, with the gates it must pass. Prints a Markdown report and keeps it, with all texts and scores as JSON, under
 * `.cache/eval/`. Exit code 2: what was asked for is not there; 1: a gate was missed on whole sets.
 */

const root = path.resolve(import.meta.dirname, "../..");
const usage = `npm run eval -- [--model starter|FILE.gguf] [--set ${setNames.join("|")}] [--quick] [--out FOLDER]`;
/** Documents of each set with --quick. */
const quickCount = 6;
const passageTokens = 500;
const passageCharacters = 2000;

const options = readOptions();
if (hasEvalSets()) await evaluate();
else {
  console.error(`Not run: the evaluation sets are absent (${path.relative(process.cwd(), evalFolder)}/*.jsonl).`);
  // Who named a model or a set wants its figures; the bare command has nothing to do.
  process.exitCode = options.model !== null || options.set !== null ? 2 : 0;
}

async function evaluate(): Promise<void> {
  const machine = describeMachine();
  const log = (line: string): void => console.error(`  ${line}`);
  await using model = options.model === null ? null : await openModel(options.model, log);
  const sets: SetResult[] = [];
  const read: EvalDocument[] = [];
  for (const name of options.set === null ? setNames : [options.set]) {
    const evaluated = await evaluateSet(name, model, log);
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
    questions: evaluateQuestions(read),
  };
  const report = makeReport(result);
  mkdirSync(options.out, { recursive: true });
  const file = path.join(options.out, "report.md");
  writeFileSync(file, report);
  writeFileSync(path.join(options.out, "report.json"), `${JSON.stringify(result, null, 2)}\n`);
  console.log(report);
  // A few documents say too little for a gate.
  if (!options.quick && gates.some(({ met }) => !met)) process.exitCode = 1;
  console.log(`Kept in ${path.relative(process.cwd(), file)}, with all texts in report.json beside it.`);
}

async function evaluateSet(
  set: SetName,
  model: TestedModel | null,
  log: (line: string) => void,
): Promise<{ result: SetResult; documents: readonly EvalDocument[] }> {
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
  return { result: { set, budget, documents, digests }, documents: read };
}

function limitFor(model: TestedModel | null): PassageLimit {
  if (model) return { most: passageTokens, measure: (texts) => model.countTokens(texts) };
  return { most: passageCharacters, measure: (texts) => Promise.resolve(texts.map(({ length }) => length + 1)) };
}

function aboutModel({ metadata, file, loadMs, costs }: TestedModel): ModelResult {
  const { quantization, bytes, prompts } = metadata;
  return { name: file.name, sha256: file.id, quantization, bytes, prompts, loadMs, costs: costs() };
}

function readOptions(): { model: string | null; set: SetName | null; quick: boolean; out: string } {
  try {
    const { values } = parseArgs({
      options: {
        model: { type: "string" },
        set: { type: "string" },
        quick: { type: "boolean", default: false },
        out: { type: "string" },
      },
    });
    const set = setNames.find((name) => name === values.set) ?? null;
    if (values.set !== undefined && set === null) throw new Error(`There is no set “${values.set}”.`);
    return {
      model: values.model === undefined ? null : findModel(values.model),
      set,
      quick: values.quick,
      out: path.resolve(values.out ?? path.join(root, ".cache/eval")),
    };
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`);
    process.exit(2);
  }
}

/** @throws Error where there is no such file */
function findModel(name: string): string {
  const file = name === "starter" ? globSync("resources/starter/*.gguf", { cwd: root }).sort().at(-1) : name;
  if (file === undefined) throw new Error("There is no starter model in resources/starter/.");
  const found = name === "starter" ? path.join(root, file) : path.resolve(file);
  if (!existsSync(found)) throw new Error(`There is no model file ${name}.`);
  return found;
}
