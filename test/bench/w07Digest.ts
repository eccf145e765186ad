import { startApplication, type BenchApplication } from "./application.ts";
import { documentOf, kindsHere } from "./documents.ts";
import { percentile95, showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const mostMs = 300;
const words = 10_000;

/** What a reader waits for when a document was read and no model has spoken yet. */
export const digest: Workload = {
  id: "W7",
  title: "digest of 10,000 words, from the question to the answer of the application",
  goal: `≤ ${mostMs} ms, 95th percentile, for every kind of document`,
  withoutPeer: true,
  run,
};

interface Measured {
  readonly name: string;
  readonly words: number;
  /** milliseconds of each call */
  readonly times: number[];
}

/** Lengths a person can choose; each makes a digest of its own. */
const lengths = ["short", "standard", "detailed"] as const;
/** The application keeps the last six digests and would answer out of memory: more than so many pairs come in turn. */
const keptDigests = 6;

async function run({ quick, progress }: WorkloadContext): Promise<WorkloadResult> {
  const application = await startApplication();
  try {
    const documents = kindsHere().map((kind, number) => documentOf(kind, words, number));
    // A lone kind is asked about in several documents, so that none is answered out of memory.
    for (let number = documents.length; documents.length * lengths.length <= keptDigests; number += 1)
      documents.push(documentOf("generated", words, number));
    const ids: string[] = [];
    for (const document of documents) {
      progress(`reading ${document.fileName}`);
      ids.push(await application.add(document));
    }
    const measured = documents.map(({ from, words }): Measured => ({ name: from, words, times: [] }));
    const cold = await timeDigest(application, ids[0] ?? "", "sentence");
    for (let round = 0; round < (quick ? 7 : 15); round++) {
      for (const length of lengths) {
        for (const [place, id] of ids.entries()) measured[place]?.times.push(await timeDigest(application, id, length));
      }
    }
    return report(measured, cold);
  } finally {
    await application.stop();
  }
}

async function timeDigest(
  { client }: BenchApplication,
  documentId: string,
  length: (typeof lengths)[number] | "sentence",
): Promise<number> {
  const from = performance.now();
  const { lines } = await client.summaries.digest({ documentId, length });
  const ms = performance.now() - from;
  if (lines.length === 0) throw new Error("The digest is empty.");
  return ms;
}

function report(measured: readonly Measured[], cold: number): WorkloadResult {
  const worst = Math.max(...measured.map(({ times }) => percentile95(times)));
  const rows = measured.map(
    ({ name, words, times }) =>
      `| ${name} | ${words} | ${times.length} | ${showSpread(spreadOf(times))} | ${percentile95(times).toFixed(0)} |`,
  );
  return {
    verdict: worst <= mostMs ? "met" : "missed",
    figure: `${worst.toFixed(0)} ms for the slowest of ${measured.length} documents`,
    notes: `The call reads the pages from the store, divides them into sentences and sections, and chooses. The very first one of the process took ${cold.toFixed(0)} ms.\n\n| document | words | calls | median (quartiles), ms | 95th percentile, ms |\n|---|---|---|---|---|\n${rows.join("\n")}`,
    data: { measured, cold },
  };
}
