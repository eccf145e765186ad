import { availableParallelism } from "node:os";
import path from "node:path";
import { usualLimits } from "../../electron/core/llm/chain/callLimit.ts";
import { pagesFor, runFailover, starter, styleOf } from "../failover/failoverRun.ts";
import { type RealServer, startRealServer } from "../failover/realServer.ts";
import { ratiosOf, showRatio, showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const most = 0.6;
const parts = 16;

/** What a second computer is worth to who has a document summarized by servers. */
export const twoEndpoints: Workload = {
  id: "W18",
  title: `a summary of ${parts} parts by two equal endpoints (\`llama-server\` with one thread each), which share its parts`,
  goal: `≤ ${most}× the time of one of them`,
  run,
};

async function run({ quick, given, peer, peerProblem, progress }: WorkloadContext): Promise<WorkloadResult> {
  if (!peer) return { verdict: "not run", figure: peerProblem ?? "there is no llama-server", data: null };
  // Two computers: a core for each.
  if (availableParallelism() < 2) return { verdict: "not run", figure: "it needs two cores", data: null };
  // The model of the bench writes random words, of which a summary has no use.
  const model = given ?? starter;
  const start = () => startRealServer(peer, { model, contextTokens: 2048, slots: 1, threads: 1 });
  await using first = await start();
  await using second = await start();
  const seconds = { one: [] as number[], two: [] as number[] };
  for (let round = 0; round < (quick ? 1 : 5); round += 1) {
    const turns = [
      async () => void seconds.one.push(await secondsBy(model, [round % 2 === 0 ? first : second])),
      async () => void seconds.two.push(await secondsBy(model, [first, second])),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
    progress(`round ${round + 1}: one ${seconds.one.at(-1)?.toFixed(1)} s, two ${seconds.two.at(-1)?.toFixed(1)} s`);
  }
  const ratio = spreadOf(ratiosOf(seconds.two, seconds.one));
  return {
    verdict: ratio.median <= most ? "met" : "missed",
    figure: showRatio(ratio),
    notes: `Model: ${path.basename(model)}. Seconds: one ${showSpread(spreadOf(seconds.one))}, two ${showSpread(spreadOf(seconds.two))}. With the steps behind the parts, of which the last has nobody beside it. Both run on this machine beside the application, on a core each: two computers get in each other's way less.`,
    data: { seconds, ratios: ratio.values },
  };
}

async function secondsBy(model: string, servers: readonly RealServer[]): Promise<number> {
  const [limits, style] = [usualLimits, styleOf(model)];
  const run = await runFailover({
    servers,
    pages: pagesFor(parts, style),
    limits,
    waitSeconds: 120,
    style,
    partTokens: 200,
  });
  const { status, chunks } = run.summary;
  if (status !== "done" || chunks.done !== parts)
    throw new Error(`It is ${status} with ${chunks.done} of ${parts} parts.`);
  return run.seconds;
}
