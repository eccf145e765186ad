import { mapOurs, mapPeers, planMap, quickSize, wholeSize, type MapPlan, type MapRun, type MapSize } from "./mapRun.ts";
import { startOurEngine } from "./ourEngine.ts";
import { startPeerServer } from "./peerServer.ts";
import { ratiosOf, showRatio, showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const mostOfPeer = 1.05;
const mostOfSequential = 0.8;
const slots = 4;

/** What the application is for: a document far longer than a prompt, in parts at a time. */
export const longDocument: Workload = {
  id: "W2",
  title: `24 k tokens: 16 chunks of 1.5 k mapped at 120 tokens, merged 4 to 1; llama-server -np ${slots}, the better of its caches`,
  goal: `≤ ${mostOfPeer}× its time; ≤ ${mostOfSequential.toFixed(2)}× the time of one call after another`,
  run,
};

type Side = "ours" | "sequential" | "unified" | "split";

const names: Readonly<Record<Side, string>> = {
  ours: "Tramontane, in waves",
  sequential: "Tramontane, one call after another",
  unified: "llama-server, one cache for all slots",
  split: "llama-server, a cache for each slot",
};

async function run(context: WorkloadContext): Promise<WorkloadResult> {
  const { peer, peerProblem, model, threads, quick, progress } = context;
  if (!peer) return { verdict: "not run", figure: peerProblem ?? "no opponent", data: null };
  const size = quick ? quickSize : wholeSize;
  const rounds = quick ? 1 : 5;
  const contextSize = 2048;
  const stops: (() => Promise<void>)[] = [];
  try {
    // A model of random weights repeats itself, which lookup would take for a gift where one call comes after another.
    const ours = await startOurEngine(model, { threads, contextSize, lookup: false });
    stops.push(ours.stop);
    const server = async (cache: "unified" | "split") => {
      const options = { model: model.path, threads, contextSize: slots * contextSize, slots, cache };
      const started = await startPeerServer(peer, options);
      stops.push(started.stop);
      return (plan: MapPlan) => mapPeers(started, plan, slots);
    };
    const sides: Readonly<Record<Side, (plan: MapPlan) => Promise<MapRun>>> = {
      ours: (plan) => mapOurs(ours, plan, null),
      sequential: (plan) => mapOurs(ours, plan, 1),
      unified: await server("unified"),
      split: await server("split"),
    };
    const runs = new Map<Side, Map<number, MapRun>>();
    // Pages of the file come into memory, buffers are made, the engine learns how wide its waves are to be.
    await sides.ours(planMap({ ...quickSize, chunks: 4 }, 99));
    const better = await betterCache(sides, size);
    for (let round = 1; round <= rounds; round++) {
      // One call after another takes the longest and is compared with ourselves alone.
      const turns: Side[] = ["ours", better, ...(round === 1 || round === 4 ? (["sequential"] as const) : [])];
      for (const side of round % 2 === 0 ? turns.toReversed() : turns) {
        // Another document for each turn of the engine, because what one turn read the next would find.
        const result = await sides[side](planMap(size, round * 10 + (side === "sequential" ? 1 : 0)));
        runs.set(side, (runs.get(side) ?? new Map<number, MapRun>()).set(round, result));
        progress(`round ${round} of ${rounds}: ${names[side]}: ${(result.ms / 1000).toFixed(1)} s`);
      }
    }
    return report(planMap(size, 0), runs, better);
  } finally {
    for (const stop of stops) await stop();
  }
}

type Cache = Extract<Side, "unified" | "split">;

/** The one of the server's two caches that is faster over a quarter of the document; each begins with a little one unmeasured. */
async function betterCache(
  sides: Readonly<Record<Side, (plan: MapPlan) => Promise<MapRun>>>,
  size: MapSize,
): Promise<Cache> {
  const ms = { unified: 0, split: 0 };
  for (const cache of ["unified", "split"] as const) {
    await sides[cache](planMap({ ...quickSize, chunks: 4 }, 99));
    ms[cache] = (await sides[cache](planMap({ ...size, chunks: size.chunks / 4 }, 98))).ms;
  }
  return ms.unified <= ms.split ? "unified" : "split";
}

function report(plan: MapPlan, runs: ReadonlyMap<Side, ReadonlyMap<number, MapRun>>, better: Cache): WorkloadResult {
  const ratioTo = (other: Side) => {
    const others = [...(runs.get(other) ?? [])];
    const own = others.map(([round]) => runs.get("ours")?.get(round)?.ms ?? NaN);
    return spreadOf(
      ratiosOf(
        own,
        others.map(([, { ms }]) => ms),
      ),
    );
  };
  const [toPeer, toSequential] = [ratioTo(better), ratioTo("sequential")];
  const lines = [...runs].map(([side, results]) => {
    const all = [...results.values()];
    const seconds = showSpread(spreadOf(all.map(({ ms }) => ms / 1000)));
    const evaluated = showSpread(spreadOf(all.map(({ evaluatedTokens }) => evaluatedTokens)));
    return `| ${names[side]} | ${all.length} | ${seconds} | ${evaluated} |`;
  });
  return {
    verdict: toPeer.median <= mostOfPeer && toSequential.median <= mostOfSequential ? "met" : "missed",
    figure: `${showRatio(toPeer)} the time of llama-server; ${showRatio(toSequential)} that of one call after another`,
    notes: `${plan.promptTokens} tokens of prompts, ${plan.writtenTokens} written, with the same instructions before each prompt of a level, which both sides may keep. The server gets ${slots} requests at a time.\n\n| | runs | s | tokens of prompts evaluated |\n|---|---|---|---|\n${lines.join("\n")}`,
    data: {
      plan: { promptTokens: plan.promptTokens, writtenTokens: plan.writtenTokens },
      better,
      toPeer,
      toSequential,
      runs: Object.fromEntries([...runs].map(([side, results]) => [side, [...results.values()]])),
    },
  };
}
