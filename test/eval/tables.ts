import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { AnswerRow, AnswerTableDetail } from "../../electron/contract/answerTables.ts";
import { createNodeSpawner } from "../../electron/host/nodeSpawner.ts";
import { type BenchApplication, startApplication } from "../bench/application.ts";
import { describeMachine, machineLine } from "../helpers/machine.ts";
import { keptAnswers } from "./answerTables/keptAnswers.ts";
import { fileOf } from "./answerTables/makeDocuments.ts";
import { answerTableReport, judgeDocument, type JudgedCell } from "./answerTables/report.ts";
import { type AnswerCase, readCases, readTemplate } from "./answerTables/truth.ts";

const cache = path.resolve(import.meta.dirname, "../../.cache/eval/tables");
const usage = "npm run eval -- tables [--model FILE] [--half tuning|held] [--only ID] [--tell-held] [--out FOLDER]";

/**
 * `npm run eval -- tables`: how many cells of answer tables are right, in the application as it is, on documents whose values are known:
 * a table of each template, asked of code alone or with `--model` of a GGUF model as well. Prints the figures and the cells that are
 * not right, of the half for tuning; those of the half that is held back only with `--tell-held`. `--only` takes the documents whose
 * id contains it. Keeps the report, and as JSON every cell, in `--out`, else in `.cache/eval/tables`. What the model answered is kept
 * there as well, so that a run that was stopped goes on, and changed code asks only what it asks otherwise. Exit code 2: what was asked for is not there.
 */
export async function evaluateTables(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const kept = keptAnswers(path.join(cache, "answers.jsonl"), createNodeSpawner());
  const app = await startApplication(kept.spawner);
  const from = performance.now();
  const cells: JudgedCell[] = [];
  mkdirSync(options.out, { recursive: true });
  const file = path.join(options.out, options.model === null ? "code" : path.basename(options.model, ".gguf"));
  try {
    await app.client.settings.set({ summarizeOnOpen: false });
    const modelId = options.model === null ? null : await app.addModel(options.model);
    for (const [template, cases] of Map.groupBy(options.cases, (each) => each.template)) {
      cells.push(...(await askTable(app, template, cases, modelId)));
      writeFileSync(`${file}.json`, `${JSON.stringify(cells, null, 1)}\n`);
    }
  } finally {
    await app.stop();
  }
  log(`${kept.counts.kept} answers of a model were kept, ${kept.counts.asked} were asked for`);
  const report = answerTableReport(cells, {
    title: `Answer tables, ${options.model === null ? "code alone" : path.basename(options.model)}; ${machineLine(describeMachine())}`,
    isWithModel: options.model !== null,
    seconds: (performance.now() - from) / 1000,
    isTold: (half) => half === "tuning" || options.tellHeld,
  });
  writeFileSync(`${file}.md`, `${report}\n`);
  console.log(report);
  console.log(`\nKept in ${path.relative(process.cwd(), file)}.md, with all cells in .json beside it.`);
}

/** The documents of a template as one table, when all that can be answered is. */
async function askTable(
  app: BenchApplication,
  templateName: string,
  cases: readonly AnswerCase[],
  modelId: string | null,
): Promise<JudgedCell[]> {
  const { client } = app;
  const { name, columns } = readTemplate(templateName);
  const byDocument = await addAll(app, cases);
  const documentIds = [...byDocument.keys()];
  if (documentIds.length === 0) return [];
  const { id } = await client.tables.create({ title: name, columns, documentIds, useModel: modelId !== null, modelId });
  const from = performance.now();
  await client.tables.run({ id });
  const table = await untilAsked(app, id);
  const rows: AnswerRow[] = [];
  while (rows.length < documentIds.length) {
    const next = await client.tables.rows({ id, from: rows.length, count: 200 });
    if (next.rows.length === 0) break;
    rows.push(...next.rows);
  }
  log(`${name}: ${rows.length} documents, ${((performance.now() - from) / 1000).toFixed(0)} s`);
  return rows.flatMap(({ document, cells }) => {
    const found = byDocument.get(document.id);
    if (!found) return [];
    return judgeDocument(
      found,
      columns,
      (column) => cells[table.columns.find((each) => each.name === column)?.id ?? ""],
    );
  });
}

/** Reads the files of the cases. @returns them by the ids of their documents */
async function addAll(app: BenchApplication, cases: readonly AnswerCase[]): Promise<Map<string, AnswerCase>> {
  const read = new Map<string, AnswerCase>();
  for (const each of cases) {
    const made = await fileOf(each);
    if (!made) {
      log(`${each.id}: its file is absent`);
      continue;
    }
    const file = path.join(app.folder, made.fileName);
    writeFileSync(file, made.bytes);
    const documentId = await app.addFile(file);
    if (documentId === null) throw new Error(`${made.fileName} was not taken for a document.`);
    read.set(documentId, each);
  }
  return read;
}

async function untilAsked({ client }: BenchApplication, id: string): Promise<AnswerTableDetail> {
  let told = -1;
  for (;;) {
    const table = await client.tables.get({ id });
    const { waiting } = table.counts;
    if (waiting !== told) log(`${table.title}: ${waiting} cells wait`);
    told = waiting;
    if (table.queue === "paused") throw new Error(`The table was paused: ${JSON.stringify(table.problem)}`);
    if (table.queue === "idle") return table;
    await setTimeout(500);
  }
}

function log(line: string): void {
  console.error(`  ${line}`);
}

interface Options {
  readonly model: string | null;
  readonly cases: readonly AnswerCase[];
  readonly tellHeld: boolean;
  readonly out: string;
}

function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        model: { type: "string" },
        half: { type: "string" },
        only: { type: "string", default: "" },
        "tell-held": { type: "boolean", default: false },
        out: { type: "string" },
      },
    });
    const { model, half, only } = values;
    if (model !== undefined && !existsSync(model)) throw new Error(`There is no model file ${model}.`);
    if (half !== undefined && half !== "tuning" && half !== "held") throw new Error(`There is no half “${half}”.`);
    const cases = readCases().filter((each) => each.id.includes(only) && (half === undefined || each.half === half));
    if (cases.length === 0) throw new Error(`No document's id contains “${only}”.`);
    return {
      model: model === undefined ? null : path.resolve(model),
      cases,
      tellHeld: values["tell-held"],
      out: path.resolve(values.out ?? cache),
    };
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`);
    process.exit(2);
  }
}
