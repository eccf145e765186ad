import { readFileSync } from "node:fs";
import path from "node:path";
import { askAbout, documentMaterial } from "../../electron/core/llm/documentPrompt.ts";
import type { ModelSession } from "../../electron/core/llm/languageModel.ts";
import { type EvalDocument, readEvalFile } from "../eval/passages.ts";
import { summarizeAsProduct, type ProductTimes } from "../eval/product.ts";
import { type FreshModel, openFresh } from "../eval/summaries/freshModel.ts";
import { plainRequest } from "../eval/summaries/systems.ts";
import { writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { documentOf, kindsHere } from "./documents.ts";
import { spreadOf, threeFigures } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

/** Of a summary to one plain turn of the same model on the same document, if not said otherwise. */
const goals = { points: 1.25, first: 0.6, all: 1.8, secondQuestion: 0.1, long: 1.5 } as const;
type Goal = keyof typeof goals;
const names: Readonly<Record<Goal, string>> = {
  points: "all points checked, to one plain turn",
  first: "first point checked, to one plain turn",
  all: "all with the lines of sections, to one plain turn",
  secondQuestion: "second question to its first word, to reading the document",
  long: "30,000 words, to reading them once",
};

/** What somebody waits for who has a document summarized instead of asking the model plainly. */
export const summary: Workload = {
  id: "W14",
  title: "summaries against one plain turn of the same model (--model FILE), each in an engine that has read nothing",
  goal: Object.entries(goals)
    .map(([goal, most]) => `${goal} ≤ ${most}×`)
    .join(", "),
  withoutPeer: true,
  run,
};

/** Seconds on one document in one round. */
interface Round extends ProductTimes {
  readonly document: string;
  readonly words: number;
  readonly plain: number;
  /** to the first word of a first question, and of a second one */
  readonly reading: number;
  readonly secondQuestion: number;
  /** the digest stands there, since the model was given up */
  readonly isDigest: boolean;
}

interface Long {
  readonly words: number;
  readonly tokens: number;
  readonly seconds: number;
  /** at the speed at which the documents before were read */
  readonly reading: number;
}

async function run({ quick, cache, given, progress }: WorkloadContext): Promise<WorkloadResult> {
  const isSmoke = given === null;
  const file = given ?? writeTinyModel(path.join(cache, "models/tiny.gguf"), { name: "Random words", seed: 5 }).path;
  await using opened = await openFresh(file, progress);
  const rounds: Round[] = [];
  const speeds: number[] = [];
  for (let round = 0; round < (quick || isSmoke ? 1 : 3); round += 1) {
    for (const document of await documentsHere(isSmoke)) {
      const each = await measureRound(opened, document, { plainFirst: round % 2 === 0, speeds });
      rounds.push(each);
      progress(`${each.document}: plain ${each.plain.toFixed(1)} s, points ${each.points.toFixed(1)} s`);
    }
  }
  const words = isSmoke ? 600 : quick ? 6000 : 30_000;
  const long = await measureLong(opened, words, spreadOf(speeds).median);
  return report(opened.model.name, rounds, long, isSmoke);
}

async function documentsHere(isSmoke: boolean): Promise<EvalDocument[]> {
  const kind = kindsHere().find((each) => each === "textbook") ?? "generated";
  const { fileName, text } = documentOf(kind, isSmoke ? 300 : 1500, 1);
  const files = [{ fileName, bytes: text as string | Uint8Array }];
  if (!isSmoke) {
    const sample = path.resolve(import.meta.dirname, "../../resources/samples/harbour-street-lease.pdf");
    files.push({ fileName: path.basename(sample), bytes: readFileSync(sample) });
  }
  return Promise.all(files.map((each) => read(each)));
}

function read({ fileName, bytes }: { fileName: string; bytes: string | Uint8Array }): Promise<EvalDocument> {
  return readEvalFile({ id: fileName, set: "bench", references: [], bytes, fileName });
}

async function measureRound(
  { model }: FreshModel,
  document: EvalDocument,
  { plainFirst, speeds }: { plainFirst: boolean; speeds: number[] },
): Promise<Round> {
  let plain = NaN;
  let product: Awaited<ReturnType<typeof summarizeAsProduct>> | null = null;
  const turns = [
    async () => {
      await using session = await open(model);
      const from = performance.now();
      const result = await session.generate(plainRequest({ text: document.text, asked: 8 }));
      plain = performance.now() - from;
      speeds.push((result.evaluatedPromptTokens * 1000) / result.prefillMs);
    },
    async () => {
      // Loaded before the clock runs, and kept by a session that reads nothing.
      const loaded = await open(model);
      product = await summarizeAsProduct(document, { ...model, open: model.openAsItIs });
      await loaded[Symbol.asyncDispose]();
    },
  ];
  for (const turn of plainFirst ? turns : turns.toReversed()) await turn();
  const made = product as Awaited<ReturnType<typeof summarizeAsProduct>> | null;
  if (!made) throw new Error("There is no summary.");
  await using session = await open(model);
  const reading = await firstWord(session, document, "What is this document about?");
  const secondQuestion = await firstWord(session, document, "Which of its numbers matters most?");
  const { first, points, all } = made.milliseconds;
  const name = document.source.title;
  const words = document.text.split(/\s+/u).length;
  const seconds = (ms: number): number => ms / 1000;
  return {
    document: name,
    words,
    isDigest: made.instead !== null,
    plain: seconds(plain),
    first: seconds(first),
    points: seconds(points),
    all: seconds(all),
    reading: seconds(reading),
    secondQuestion: seconds(secondQuestion),
  };
}

function open(model: FreshModel["model"]): Promise<ModelSession> {
  return model.open("background", { signal: new AbortController().signal });
}

/** Milliseconds until the answer begins. */
async function firstWord(session: ModelSession, { source }: EvalDocument, question: string): Promise<number> {
  const from = performance.now();
  let shown = NaN;
  await session.generate(
    { turns: askAbout(documentMaterial(source), question), maxTokens: 8, temperature: 0, seed: 1 },
    { onText: () => void (shown = Number.isNaN(shown) ? performance.now() - from : shown) },
  );
  return Number.isNaN(shown) ? performance.now() - from : shown;
}

async function measureLong({ model }: FreshModel, words: number, tokensPerSecond: number): Promise<Long> {
  const kind = kindsHere().find((each) => each === "textbook") ?? "generated";
  const { fileName, text } = documentOf(kind, words, 2);
  const document = await read({ fileName, bytes: text });
  await using session = await open(model);
  const counts = await session.countTexts(document.source.sentences.map((sentence) => sentence.text));
  const tokens = counts.reduce((sum, count) => sum + count, 0);
  const { milliseconds } = await summarizeAsProduct(document, { ...model, open: model.openAsItIs });
  return { words, tokens, seconds: milliseconds.points / 1000, reading: tokens / tokensPerSecond };
}

function report(model: string, rounds: readonly Round[], long: Long, isSmoke: boolean): WorkloadResult {
  const ratios: Readonly<Record<Goal, number>> = {
    points: spreadOf(rounds.map(({ points, plain }) => points / plain)).median,
    first: spreadOf(rounds.map(({ first, plain }) => first / plain)).median,
    all: spreadOf(rounds.map(({ all, plain }) => all / plain)).median,
    secondQuestion: spreadOf(rounds.map(({ secondQuestion, reading }) => secondQuestion / reading)).median,
    long: long.seconds / long.reading,
  };
  const each = Object.entries(goals) as [Goal, number][];
  const isMet = each.every(([goal, most]) => ratios[goal] <= most);
  const goalRows = each.map(([goal, most]) => {
    const name = goal === "long" ? names.long.replace("30,000", long.words.toLocaleString("en")) : names[goal];
    return `| ${name} | ${ratios[goal].toFixed(2)}× | ≤ ${most}× | ${ratios[goal] <= most ? "met" : "missed"} |`;
  });
  const rows = rounds.map(({ document, words, isDigest, ...times }) => {
    const { plain, first, points, all, reading, secondQuestion } = times;
    const cells = [plain, first, points, all, reading, secondQuestion].map((value) => threeFigures(value));
    return `| ${document} | ${words} | ${cells.join(" | ")} | ${isDigest ? "digest" : "model"} |`;
  });
  const figures = each.map(([goal]) => `${goal} ${ratios[goal].toFixed(2)}×`).join(", ");
  return {
    // A model of random words says that it runs, not how fast summaries are.
    verdict: isSmoke ? "not run" : isMet ? "met" : "missed",
    figure: isSmoke ? `without --model only tried on random words: ${figures}` : figures,
    notes: `Model: ${model}. Medians of ${rounds.length} rounds; the result is the digest's where a weak model was given up.\n\n| | figure | goal | |\n|---|---|---|---|\n${goalRows.join("\n")}\n\n| document | words | plain turn, s | first point | points | all | reading | second question | result |\n|---|---|---|---|---|---|---|---|---|\n${rows.join("\n")}\n\nThe long document: ${long.tokens} tokens, ${long.seconds.toFixed(0)} s, read once ${long.reading.toFixed(0)} s.`,
    data: { model, rounds, long, ratios },
  };
}
