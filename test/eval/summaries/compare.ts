import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { countWords } from "../../../electron/core/text/words.ts";
import { describeMachine, machineLine } from "../../helpers/machine.ts";
import { type RecordedModel, recordedModel } from "../recordedModel.ts";
import { openFresh } from "./freshModel.ts";
import { measureAll } from "./measures.ts";
import { type Compared, comparedLine, comparisonTable, textsOf } from "./report.ts";
import {
  type ComparedDocument,
  type ComparedSet,
  comparedSets,
  listDocuments,
  recordedFolder,
  spreadEvenly,
} from "./sets.ts";
import { writeDigest, writePlainly, writeProduct } from "./systems.ts";

const usage = `npm run eval -- summaries (--model FILE | --answers FOLDER) [--set ${comparedSets.join("|")}] [--only ID] [--limit N] [--answers FOLDER] [--json] [--out FOLDER]`;
const cache = path.resolve(import.meta.dirname, "../../../.cache/eval");

/**
 * `npm run eval -- summaries --model FILE`: summaries of a model asked plainly in one turn, of the digest, and of the application with
 * the same model, side by side against what people wrote or listed. Answers are kept (`--answers`, else under `.cache/eval/answers`),
 * so that a run that was stopped goes on, and code is tuned without asking again; without `--model` they alone are used. `--only` takes
 * the documents whose id contains it, `--limit` so many of the set, spread evenly. Prints Markdown, or with `--json` all that was
 * measured; keeps both with all texts in `--out`, else in `.cache/eval/summaries`. `--set recorded` with a model records
 * anew the answers that this repository keeps for its tests. Exit code 2: what was asked for is not there.
 */
export async function compareSummaries(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  await using opened = options.model === null ? null : await openFresh(options.model, log);
  const folder = options.answers ?? path.join(cache, "answers", opened?.model.id.slice(0, 16) ?? "");
  const isWhole = options.set === "recorded" && options.only === "" && options.limit === Infinity;
  const model = recordedModel({ folder, model: opened?.model ?? null });
  const compared: Compared[] = [];
  const comparison = {
    model: model.name,
    set: [options.set, options.only].filter((part) => part !== "").join(", "),
    machine: machineLine(describeMachine()),
    compared,
  };
  mkdirSync(options.out, { recursive: true });
  const file = path.join(options.out, `${options.set}-${model.id.slice(0, 8)}`);
  for (const unread of options.documents) {
    compared.push(await compareOn(await unread.read(), model));
    log(
      `${compared.length} of ${options.documents.length}: ${comparedLine(compared[compared.length - 1] as Compared)}`,
    );
    // What was measured stays where the run is stopped.
    writeFileSync(`${file}.md`, `${textsOf(comparison)}\n`);
    writeFileSync(`${file}.json`, `${JSON.stringify(comparison, null, 2)}\n`);
  }
  // What the repository keeps is what the code asks for as it is.
  if (isWhole && opened) model.dropUnused();
  log(`${model.counts.kept} answers were kept, ${model.counts.asked} were asked for`);
  console.log(options.json ? JSON.stringify(comparison) : comparisonTable(comparison));
  if (!options.json) console.log(`\nKept with all texts in ${path.relative(process.cwd(), file)}.md and .json.`);
}

export async function compareOn(document: ComparedDocument, model: RecordedModel): Promise<Compared> {
  const { id, source, references, text } = document;
  const product = await writeProduct(document, model);
  const written = { plain: await writePlainly(document, model), digest: writeDigest(document), product };
  return {
    id,
    title: source.title,
    language: source.language,
    words: countWords(text),
    references,
    written,
    measures: measureAll(document, written),
  };
}

function log(line: string): void {
  console.error(`  ${line}`);
}

interface Options {
  readonly model: string | null;
  readonly answers: string | null;
  readonly set: ComparedSet;
  readonly only: string;
  readonly limit: number;
  readonly documents: ReturnType<typeof listDocuments>;
  readonly json: boolean;
  readonly out: string;
}

function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        model: { type: "string" },
        answers: { type: "string" },
        set: { type: "string", default: "tuning" },
        only: { type: "string", default: "" },
        limit: { type: "string" },
        json: { type: "boolean", default: false },
        out: { type: "string" },
      },
    });
    const set = comparedSets.find((name) => name === values.set);
    if (set === undefined) throw new Error(`There is no set “${values.set}”.`);
    const limit = Number(values.limit ?? Infinity);
    if (!(limit >= 1)) throw new Error("--limit takes a number of documents.");
    const documents = spreadEvenly(
      listDocuments(set).filter(({ id }) => id.includes(values.only)),
      limit,
    );
    if (documents.length === 0) throw new Error(`No document's name contains “${values.only}”.`);
    const { model = null, answers = set === "recorded" ? recordedFolder : null } = values;
    if (model === null && answers === null) throw new Error("A model is needed, or a folder with answers of one.");
    for (const needed of model === null ? [answers] : [model]) {
      if (needed !== null && !existsSync(needed)) throw new Error(`There is no ${needed}.`);
    }
    return {
      model: model === null ? null : path.resolve(model),
      answers: answers === null ? null : path.resolve(answers),
      set,
      only: values.only,
      limit,
      documents,
      json: values.json,
      out: path.resolve(values.out ?? path.join(cache, "summaries")),
    };
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`);
    process.exit(2);
  }
}
