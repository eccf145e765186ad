import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { ColumnDraft } from "../../electron/contract/answerTables.ts";
import { askAbout, documentMaterial } from "../../electron/core/llm/documentPrompt.ts";
import { type MadeFile, fileOf } from "../eval/answerTables/makeDocuments.ts";
import { readCases, readTemplate } from "../eval/answerTables/truth.ts";
import { type EvalDocument, readEvalFile } from "../eval/passages.ts";
import { type FreshModel, openFresh } from "../eval/summaries/freshModel.ts";
import { writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { type BenchApplication, startApplication } from "./application.ts";
import { spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

/** Of a row of the table to its questions one by one. */
const goal = 0.35;
const columnCount = 10;
/** Tokens that a short answer may have. */
const answerTokens = 64;

/** What somebody waits for who has a document asked ten things at once instead of one after the other. */
export const answerTable: Workload = {
  id: "W15",
  title: `${columnCount} columns over a document that fits the context, against as many questions to the same model that each read it (--model FILE)`,
  goal: `≤ ${goal}×`,
  withoutPeer: true,
  run,
};

/** Seconds on one document. */
interface Round {
  readonly document: string;
  readonly words: number;
  readonly row: number;
  /** all questions */
  readonly questions: number;
  /** cells by what answered them */
  readonly code: number;
  readonly model: number;
  readonly nothing: number;
}

async function run({ quick, cache, given, progress }: WorkloadContext): Promise<WorkloadResult> {
  const isSmoke = given === null;
  const file = given ?? writeTinyModel(path.join(cache, "models/tiny.gguf"), { name: "Random words", seed: 5 }).path;
  const ids = isSmoke || quick ? ["harbour-lease"] : ["harbour-lease", "contract-en-services"];
  const rounds: Round[] = [];
  const app = await startApplication();
  try {
    await using opened = await openFresh(file, progress);
    const modelId = await prepare(app, file);
    for (const id of ids) rounds.push(await measureRound(app, opened, { id, modelId, isSmoke, progress }));
  } finally {
    await app.stop();
  }
  return report(rounds, isSmoke);
}

/** The model is loaded by a row of another document, before the clock runs. @returns its id */
async function prepare(app: BenchApplication, file: string): Promise<string> {
  await app.client.settings.set({ summarizeOnOpen: false });
  const modelId = await app.addModel(file);
  const text =
    "# A walk\n\nWe went up the hill in the morning. The lake was grey, and nobody spoke. At noon we came home.\n";
  const documentId = await app.add({ fileName: "walk.md", text, words: 20, from: "made up" });
  const column = { name: "Mood", question: "How did the people feel?" };
  await askRow(app, { documentId, columns: [column], modelId });
  return modelId;
}

interface RoundContext {
  readonly id: string;
  readonly modelId: string;
  readonly isSmoke: boolean;
  progress(line: string): void;
}

async function measureRound(
  app: BenchApplication,
  { model }: FreshModel,
  { id, modelId, isSmoke, progress }: RoundContext,
): Promise<Round> {
  const each = readCases().find((known) => known.id === id);
  const made = each && (await fileOf(each));
  if (!each || !made) throw new Error(`There is no document ${id}.`);
  const columns = readTemplate(each.template).columns.slice(0, columnCount);
  const documentId = await addFile(app, made);
  const { seconds: row, ...cells } = await askRow(app, { documentId, columns, modelId });
  progress(`${id}: ${columns.length} columns in ${row.toFixed(1)} s`);
  const document = await readEvalFile({ id, set: "bench", references: [], ...made });
  let questions = 0;
  for (const column of isSmoke ? columns.slice(0, 2) : columns) questions += await askAlone(model, document, column);
  progress(`${id}: one by one ${questions.toFixed(1)} s`);
  return { document: document.source.title, words: document.text.split(/\s+/u).length, row, questions, ...cells };
}

async function addFile(app: BenchApplication, { fileName, bytes }: MadeFile): Promise<string> {
  const file = path.join(app.folder, fileName);
  writeFileSync(file, bytes);
  const documentId = await app.addFile(file);
  if (documentId === null) throw new Error(`${fileName} was not taken for a document.`);
  return documentId;
}

interface Row {
  readonly documentId: string;
  readonly columns: readonly (Pick<ColumnDraft, "name" | "question"> & Partial<ColumnDraft>)[];
  readonly modelId: string;
}

/** Asks a document everything as a table does. */
async function askRow(
  { client }: BenchApplication,
  { documentId, columns, modelId }: Row,
): Promise<Pick<Round, "code" | "model" | "nothing"> & { readonly seconds: number }> {
  const { id } = await client.tables.create({
    title: "Bench",
    columns: [...columns],
    documentIds: [documentId],
    useModel: true,
    modelId,
  });
  const from = performance.now();
  await client.tables.run({ id });
  for (;;) {
    const { queue, problem } = await client.tables.get({ id });
    if (queue === "paused") throw new Error(`The table was paused: ${problem?.code ?? "by nobody"}`);
    if (queue === "idle") break;
    await setTimeout(50);
  }
  const seconds = (performance.now() - from) / 1000;
  const { rows } = await client.tables.rows({ id, from: 0, count: 1 });
  const cells = Object.values(rows[0]?.cells ?? {});
  const unasked = cells.find(({ state }) => state !== "stated" && state !== "notStated");
  if (unasked) throw new Error(`A cell has no answer: ${unasked.problem?.code ?? unasked.state}`);
  const sources = cells.map(({ source }) => source);
  const count = (source: "code" | "model" | null): number => sources.filter((one) => one === source).length;
  return { seconds, code: count("code"), model: count("model"), nothing: count(null) };
}

/** Seconds of a question to a model that has read nothing. */
async function askAlone(
  model: FreshModel["model"],
  { source }: EvalDocument,
  { question, hint }: ColumnDraft,
): Promise<number> {
  await using session = await model.open("background", { signal: new AbortController().signal });
  const turns = askAbout(documentMaterial(source), `${question} ${hint} Answer in a few words.`);
  const from = performance.now();
  await session.generate({ turns, maxTokens: answerTokens, temperature: 0, seed: 1 });
  return (performance.now() - from) / 1000;
}

function report(rounds: readonly Round[], isSmoke: boolean): WorkloadResult {
  const ratio = spreadOf(rounds.map(({ row, questions }) => row / questions)).median;
  const rows = rounds.map(
    ({ document, words, row, questions, code, model, nothing }) =>
      `| ${document} | ${words} | ${row.toFixed(1)} | ${questions.toFixed(1)} | ${(row / questions).toFixed(2)}× | ${code} | ${model} | ${nothing} |`,
  );
  return {
    // A model of random words says that it runs, not how fast tables are.
    verdict: isSmoke ? "not run" : ratio <= goal ? "met" : "missed",
    figure: isSmoke ? `without --model only tried on random words: ${ratio.toFixed(2)}×` : `${ratio.toFixed(2)}×`,
    notes: `| document | words | row, s | questions, s | ratio | cells by code | by the model | not stated |\n|---|--:|--:|--:|--:|--:|--:|--:|\n${rows.join("\n")}`,
    data: { rounds, ratio },
  };
}
