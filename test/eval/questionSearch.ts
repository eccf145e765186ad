import { readFileSync } from "node:fs";
import path from "node:path";
import { makePassages } from "../../electron/core/library/passages.ts";
import { createEncoder } from "../../electron/core/llm/local/encoder.ts";
import { encoderModel } from "../../electron/core/llm/local/encoderModels.ts";
import { bundledEmbedding } from "../../electron/core/llm/local/bundledEmbedding.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";
import { createNodeSpawner } from "../../electron/host/nodeSpawner.ts";
import { describeMachine, machineLine } from "../helpers/machine.ts";
import { type EvalDocument, hasEvalSets, readEntries, readEntry, readEvalFile } from "./passages.ts";
import { type Asked, askedOfMeetings } from "./questions.ts";
import { keepingVectors, measureSearches, readRephrased, type Rephrased, type SearchShares } from "./searches.ts";

const root = path.resolve(import.meta.dirname, "../..");

/**
 * `npm run eval -- questions [--quick]`: how often a passage that answers a question is among the first five, by words, by the vectors of
 * the embedding model that comes along, and by both; of questions in other words than the passage (`rephrased.json`) and of those about
 * meetings (`questions.json`). Prints a table; vectors are kept under `.cache/eval/vectors`. With --quick the sample lease alone, which
 * needs no evaluation sets. Exit code 2: the sets are absent.
 */
export async function evaluateSearches(args: readonly string[]): Promise<void> {
  const quick = args.includes("--quick");
  if (!quick && !hasEvalSets()) {
    console.error("Not run: the evaluation sets are absent; --quick needs none.");
    process.exitCode = 2;
    return;
  }
  const asked = [...askedOfLease(await readLease()), ...(quick ? [] : await askedOfSets())];
  const encoder = createEncoder({
    spawner: createNodeSpawner(),
    clock: systemClock,
    logger: { info() {}, warn: console.error, error: console.error },
    options: () => ({ gpu: "cpu", threads: 1 }),
  });
  try {
    const { id, name, metadata } = bundledEmbedding;
    const file = { id, name, path: path.join(root, "resources", bundledEmbedding.file), metadata };
    const model = encoderModel(encoder, file, "embedding", () => "cpu");
    const rows = await measureSearches(
      asked,
      keepingVectors(model, path.join(root, ".cache/eval/vectors")),
      (done, total) => {
        if (done % 10 === 0 || done === total) console.error(`  ${String(done)} of ${String(total)} documents`);
      },
    );
    console.log(`${machineLine(describeMachine())}\n\n${tableOf(rows)}`);
  } finally {
    encoder.dispose();
  }
}

/** The sample lease, as the product reads it. */
export function readLease(): Promise<EvalDocument> {
  const fileName = "harbour-street-lease.pdf";
  const bytes = readFileSync(path.join(root, "resources/samples", fileName));
  return readEvalFile({ id: "lease", set: "lease", title: "Lease", references: [], bytes, fileName });
}

export function askedOfLease(lease: EvalDocument): Asked[] {
  return rephrasedOf([lease]);
}

async function askedOfSets(): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const set of ["textbook", "articles", "bills"]) {
    const documents: EvalDocument[] = [];
    for (const entry of readEntries(set)) documents.push(await readEntry(set, entry));
    asked.push(
      ...rephrasedOf(documents),
      ...rephrasedOf(documents, `other words, all ${String(documents.length)} documents: ${set}`),
    );
  }
  const meetings: EvalDocument[] = [];
  for (const entry of readEntries("meetings")) meetings.push(await readEntry("meetings", entry));
  return [...asked, ...askedOfMeetings(meetings)];
}

/** @param row of questions that are asked of all documents; left out where each is asked of its own */
function rephrasedOf(documents: readonly EvalDocument[], row?: string): Asked[] {
  return readRephrased().flatMap((rephrased): Asked[] => {
    const own = documents.find(({ id }) => id === rephrased.document);
    if (!own) return [];
    return [
      {
        question: rephrased.question,
        documents: row === undefined ? [own] : documents,
        isAnswer: ({ text }, id) => id === own.id && rephrased.isAnswer(text),
        rows: row === undefined ? rowsOf(rephrased, own) : [row],
      },
    ];
  });
}

function rowsOf(rephrased: Rephrased, document: EvalDocument): string[] {
  const shares = makePassages(document.pages, document.outline).some(
    ({ text }) => rephrased.isAnswer(text) && rephrased.sharesWord(text),
  );
  return ["other words", `other words, ${shares ? "some" : "none"} of the passage's`, `other words: ${rephrased.set}`];
}

function tableOf(rows: ReadonlyMap<string, SearchShares>): string {
  const cell = (share: number): string => share.toFixed(3);
  return [
    "| questions | number | words | vectors | both |",
    "| --- | --- | --- | --- | --- |",
    ...[...rows].map(
      ([row, { questions, words, vectors, both }]) =>
        `| ${row} | ${String(questions)} | ${cell(words)} | ${cell(vectors)} | ${cell(both)} |`,
    ),
  ].join("\n");
}
