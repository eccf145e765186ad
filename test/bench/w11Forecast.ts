import type { Forecast } from "../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../electron/contract/summaryOptions.ts";
import { startApplication, type BenchApplication } from "./application.ts";
import { documentOf, kindsHere, type BenchDocument } from "./documents.ts";
import { ratiosOf, showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const mostAside = 0.2;
const leastWithin = 8;

/** What somebody decides by before a long document: how long it will take here. */
export const forecast: Workload = {
  id: "W11",
  title: "ten documents: the time told before the summary against the time it took, from the call to its end",
  goal: `within ±${mostAside * 100} % for ${leastWithin} of 10`,
  withoutPeer: true,
  run,
};

/** Words of the documents, not in the order of their sizes: a forecast learns from the summaries before it. */
const sizes = [3000, 800, 6000, 1500, 10_000, 500, 4000, 2000, 8000, 1200] as const;
const quickSizes = [900, 300, 1500, 500, 2000, 250, 1200, 600, 1800, 400] as const;

interface Told {
  readonly document: string;
  readonly words: number;
  readonly basis: Forecast["basis"];
  /** seconds */
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  readonly took: number;
}

async function run({ quick, progress }: WorkloadContext): Promise<WorkloadResult> {
  const application = await startApplication();
  try {
    // Answers of a random model have no end of their own and no likeness to what a summary is planned for: the starter is asked.
    const model = (await application.client.models.list()).find(({ bundled }) => bundled);
    if (!model) return { verdict: "not run", figure: "the starter model is not there", data: null };
    const kinds = kindsHere();
    const documents = (quick ? quickSizes : sizes).map((words, number) =>
      documentOf(kinds[number % kinds.length] ?? "generated", words, number),
    );
    // Read before the first is timed: reading is no part of what is foretold.
    const ids: string[] = [];
    for (const document of documents) ids.push(await application.add(document));
    const told: Told[] = [];
    for (const [place, document] of documents.entries()) {
      const each = await tellAndTake(application, document, ids[place] ?? "", model.id);
      told.push(each);
      progress(`${each.document}: told ${each.expected.toFixed(1)} s (${each.basis}), took ${each.took.toFixed(1)} s`);
    }
    return report(told, model.name);
  } finally {
    await application.stop();
  }
}

async function tellAndTake(
  { client, finish }: BenchApplication,
  { fileName, words }: BenchDocument,
  documentId: string,
  modelId: string,
): Promise<Told> {
  const options = summaryOptionsSchema.parse({});
  const { seconds, basis } = await client.summaries.forecast({ documentIds: [documentId], options, modelId });
  const from = performance.now();
  const { jobId } = await client.summaries.start({ documentId, options, modelId });
  await finish(jobId);
  if (seconds === null) throw new Error("Of a model of this computer a time is always told");
  return { document: fileName, words, basis, ...seconds, took: (performance.now() - from) / 1000 };
}

function report(told: readonly Told[], model: string): WorkloadResult {
  const ratios = ratiosOf(
    told.map(({ took }) => took),
    told.map(({ expected }) => expected),
  );
  const within = ratios.filter((ratio) => Math.abs(ratio - 1) <= mostAside).length;
  const inRange = told.filter(({ took, low, high }) => took >= low && took <= high).length;
  const rows = told.map(
    ({ document, words, basis, expected, low, high, took }, place) =>
      `| ${document} | ${words} | ${basis} | ${expected.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)}) | ${took.toFixed(1)} | ${(ratios[place] ?? NaN).toFixed(2)} |`,
  );
  return {
    verdict: within >= leastWithin ? "met" : "missed",
    figure: `${within} of ${told.length} within ±${mostAside * 100} %`,
    notes: `Model: ${model}, new to this library, with the application's own choice of threads. Time taken to time told: ${showSpread(spreadOf(ratios))}; ${inRange} of ${told.length} between the bounds that were told.\n\n| document | words | told from | told, s | took, s | took to told |\n|---|---|---|---|---|---|\n${rows.join("\n")}`,
    data: { told, model },
  };
}
