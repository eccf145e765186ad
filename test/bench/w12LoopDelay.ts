import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { CollectionDetail } from "../../electron/contract/collections.ts";
import type { Document } from "../../electron/contract/documents.ts";
import { summaryOptionsSchema } from "../../electron/contract/summaryOptions.ts";
import { writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import type { Client } from "../helpers/doors.ts";
import { temporaryFolder } from "../helpers/openApp.ts";
import { column, tinyPdf } from "../helpers/tinyPdf.ts";
import { tinyZip } from "../helpers/tinyZip.ts";
import { documentOf } from "./documents.ts";
import type { LoopDelay } from "./loopMeter.ts";
import { startMeteredServer } from "./meteredServer.ts";
import { openWindow } from "./openWindow.ts";
import { buildApplication } from "./serverProcess.ts";
import { ratiosOf, showRatio, showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const mostRatio = 0.25;

/** How long the application listens to nobody while it works: what a person feels as a window that does not move. */
export const loopDelay: Workload = {
  id: "W12",
  title:
    "delay of the server's event loop while an archive of 2,000 text files is imported and a long PDF is summarized, against another build (--against)",
  goal: `≤ ${mostRatio}× of its 99th percentile`,
  withoutPeer: true,
  run,
};

async function run({ quick, against, progress }: WorkloadContext): Promise<WorkloadResult> {
  if (against === null) return { verdict: "not run", figure: "no other build was named with --against", data: null };
  await buildApplication();
  const work = makeWork(quick ? 300 : 2000, quick ? 20 : 60);
  const sides = { ours: undefined, theirs: path.resolve(against) } as const;
  const measured: Record<keyof typeof sides, Measured[]> = { ours: [], theirs: [] };
  // A full round is long enough to stand for itself.
  const rounds = quick ? 3 : 1;
  for (let round = 1; round <= rounds; round += 1) {
    const turn: (keyof typeof sides)[] = round % 2 === 0 ? ["ours", "theirs"] : ["theirs", "ours"];
    for (const side of turn) {
      const result = await measure(work, sides[side]);
      measured[side].push(result);
      progress(`round ${round} of ${rounds}, ${side}: ${phases.map((phase) => line(phase, result[phase])).join("; ")}`);
    }
  }
  return report(measured);
}

const phases = ["import", "summary", "all"] as const;
type Phase = (typeof phases)[number];

interface Measured extends Readonly<Record<Phase, LoopDelay & { readonly seconds: number }>> {
  /** what was found: both builds must come to the same */
  readonly versions: number;
}

interface Work {
  readonly files: number;
  readonly archive: Uint8Array;
  readonly pdf: Uint8Array;
  readonly model: string;
}

/** Every so many files one is a new version of the one before. */
const versionEvery = 20;

function makeWork(files: number, pages: number): Work {
  const text = documentOf("generated", files * 150, 1).text;
  const paragraphs = text.split("\n\n").filter((paragraph) => paragraph.length > 100);
  const entries: Record<string, string> = {};
  for (let number = 0; number < files; number += 1) {
    const isVersion = number % versionEvery === versionEvery - 1;
    const from = isVersion ? number - 1 : number;
    const own = [0, 1, 2].map((place) => paragraphs[(from * 3 + place) % paragraphs.length] ?? "");
    const name = `folder ${number % 40}/report ${String(from).padStart(4, "0")}${isVersion ? " v2" : ""}.txt`;
    entries[name] = `Report ${from}\n\n${own.join("\n\n")}${isVersion ? "\n\nThis was added later." : ""}\n`;
  }
  const words = documentOf("generated", pages * 400, 2).text.split(/\s+/u);
  const sheets = Array.from({ length: pages }, (_, page) => {
    const own = words.slice(page * 400, (page + 1) * 400);
    const lines = Array.from({ length: Math.ceil(own.length / 10) }, (_, row) => own.slice(row * 10, row * 10 + 10));
    return column(
      60,
      720,
      lines.map((line) => line.join(" ")),
      14,
    );
  });
  const model = path.join(temporaryFolder(), "tiny.gguf");
  writeTinyModel(model);
  return { files, archive: tinyZip(entries), pdf: tinyPdf(sheets), model };
}

async function measure(work: Work, checkout: string | undefined): Promise<Measured> {
  const data = temporaryFolder();
  const server = await startMeteredServer(data, checkout);
  const window = openFillingWindow(server.client);
  try {
    const { client } = server;
    await client.settings.set({ summarizeOnOpen: false, loadAtStart: false, gpu: "cpu", threads: 1, temperature: 0 });
    await finish(client, (await server.upload("tiny.gguf", readFileSync(work.model))).jobId);
    const model = (await client.models.list()).find(({ bundled }) => !bundled);
    await server.readLoop();

    let from = performance.now();
    const { collectionId } = await server.upload("reports.zip", work.archive);
    if (collectionId === null) throw new Error("The archive was not taken for a collection.");
    const { members } = await window.fills(collectionId, work.files);
    const imported = await server.readLoop();
    const importSeconds = (performance.now() - from) / 1000;
    from = performance.now();
    const { documentId, jobId } = await server.upload("long.pdf", work.pdf);
    await finish(client, jobId);
    if (documentId === null || !model) throw new Error("The document or the model was not taken.");
    const summary = await client.summaries.start({
      documentId,
      options: summaryOptionsSchema.parse({}),
      modelId: model.id,
    });
    await finish(client, summary.jobId);
    const summarized = await server.readLoop();
    const summarySeconds = (performance.now() - from) / 1000;
    let versions = 0;
    for (const { document } of members)
      if (isVersion(document)) versions += Number(await hasPrevious(client, document));

    return {
      import: { ...imported.since, seconds: importSeconds },
      summary: { ...summarized.since, seconds: summarySeconds },
      all: { ...summarized.all, seconds: importSeconds + summarySeconds },
      versions,
    };
  } finally {
    window.close();
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

function isVersion({ name }: Document): boolean {
  return name.includes(" v2");
}

async function hasPrevious(client: Client, { id }: Document): Promise<boolean> {
  return (await client.compare.previous({ id })) !== null;
}

async function finish(client: Client, jobId: string): Promise<void> {
  for await (const event of await client.jobs.attach({ jobId })) {
    if (event.type === "failed") throw new Error(`${event.problem.code}: ${JSON.stringify(event.problem.data)}`);
  }
}

interface Window {
  /** Waits until the collection holds so many documents that are read and have their line. */
  fills(collectionId: string, documents: number): Promise<CollectionDetail>;
  close(): void;
}

/** A window that looks at a collection until that is full, and listens from then on. */
function openFillingWindow(client: Client): Window {
  let onCollection: (detail: CollectionDetail) => void = () => {};
  let onProblem: (problem: Error) => void = () => {};
  const window = openWindow(client, {
    onCollection: (detail) => onCollection(detail),
    onProblem: (problem) => onProblem(problem),
  });
  return {
    fills: (collectionId, documents) =>
      new Promise((resolve, reject) => {
        onProblem = reject;
        onCollection = (detail) => {
          const isDone = detail.members.every(({ document, line }) => document.status === "ready" && line !== null);
          if (!isDone || detail.intakeJobId !== null || detail.members.length < documents) return;
          window.show(null);
          resolve(detail);
        };
        window.show(collectionId);
      }),
    close: () => window.close(),
  };
}

function report({ ours, theirs }: Readonly<Record<"ours" | "theirs", readonly Measured[]>>): WorkloadResult {
  const of = (side: readonly Measured[], phase: Phase, figure: keyof LoopDelay | "seconds"): number[] =>
    side.map((measured) => measured[phase][figure]);
  const ratio = spreadOf(ratiosOf(of(ours, "all", "p99"), of(theirs, "all", "p99")));
  const rows = phases.flatMap((phase) =>
    [["ours", ours] as const, ["the other build", theirs] as const].map(([name, side]) => {
      const cells = (["p50", "p99", "max", "seconds"] as const).map((figure) =>
        showSpread(spreadOf(of(side, phase, figure))),
      );
      const frozen = spreadOf(of(side, phase, "frozen").map((share) => share * 100));
      return `| ${phase} | ${name} | ${cells.join(" | ")} | ${showSpread(frozen)} |`;
    }),
  );
  const byPhase = (["import", "summary"] as const).map(
    (phase) => `${phase} ${showRatio(spreadOf(ratiosOf(of(ours, phase, "p99"), of(theirs, phase, "p99"))))}`,
  );
  const isEqual = new Set([...ours, ...theirs].map(({ versions }) => versions)).size === 1;
  const versions = [ours, theirs].map((side) => side.map((each) => each.versions).join(", ")).join(" and ");
  return {
    verdict: ratio.median <= mostRatio && isEqual ? "met" : "missed",
    figure: showRatio(ratio),
    notes: `Medians (quartiles) of ${ours.length} rounds in turns; milliseconds of delay beyond the interval of the meter. A window looks at the collection all the while and asks again at each change. 99th percentile by phase: ${byPhase.join(", ")}. New versions found: ${versions}.\n\n| phase | build | p50 | p99 | max | s | % of the time later than 50 ms |\n|---|---|---|---|---|---|---|\n${rows.join("\n")}`,
    data: { ratio, ours, theirs },
  };
}

function line(phase: Phase, { p50, p99, max, seconds }: Measured[Phase]): string {
  return `${phase} p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, max ${max.toFixed(0)} ms in ${seconds.toFixed(0)} s`;
}
