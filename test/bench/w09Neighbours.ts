import { spawn, type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import process from "node:process";
import { asPrompt, startOurEngine, textOf, type OurEngine } from "./ourEngine.ts";
import { endWithUs } from "./ownChildren.ts";
import { startPeerServer, type PeerServer } from "./peerServer.ts";
import { ratiosOf, showRatio, showSpread, spreadOf, type Spread } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const leastRatio = 0.9;

/**
 * A model never has the computer to itself. Threads that wait for each other at each step all wait for the one that another
 * program keeps from its core, so that a thread too many costs more than a thread too few.
 */
export const neighbours: Workload = {
  id: "W9",
  title: "decode beside 1 and 2 busy processes: threads by our governor, against every fixed count of our engine",
  goal: `≥ ${leastRatio}× the best fixed count; the ratio to llama-server with its default threads is told`,
  run,
};

interface Contender {
  readonly name: string;
  /** null: no fixed count */
  readonly count: number | null;
  readonly ours: boolean;
  /** tokens a second of an answer, after a little one that nobody measures */
  decode(number: number): Promise<number>;
}

interface Scene {
  readonly busy: number;
  /** tokens a second by contender and round; of a hopeless count the first round alone */
  readonly speeds: number[][];
}

const promptTokens = 48;
/** Every turn begins with so many tokens that nobody measures: caches are cold after the turn of another. */
const leadTokens = 8;
/** Milliseconds of answers before the governor is measured: the contender before it was a busy neighbour too, and is gone. */
const settlingMs = 5000;

async function run(context: WorkloadContext): Promise<WorkloadResult> {
  const { peer, model, quick, progress } = context;
  const rounds = quick ? 2 : 5;
  const tokens = quick ? 24 : 32;
  const contextSize = 512;
  const stops: (() => Promise<void>)[] = [];
  try {
    const governed = await startOurEngine(model, { threads: null, contextSize });
    stops.push(() => governed.stop());
    const fixed = await startOurEngine(model, { threads: 1, contextSize });
    stops.push(() => fixed.stop());
    const contenders: Contender[] = [
      {
        name: "Tramontane, governor",
        count: null,
        ours: true,
        async decode(number) {
          const from = performance.now();
          while (performance.now() - from < settlingMs)
            await governed.answer({ prompt: textOf(promptTokens, 3 * number), tokens: leadTokens, priority: "chat" });
          return decodeOurs(governed, tokens, number);
        },
      },
    ];
    for (let count = 1; count <= availableParallelism(); count++) {
      contenders.push({
        name: `Tramontane, ${count} ${count === 1 ? "thread" : "threads"}`,
        count,
        ours: true,
        decode(number) {
          fixed.engine.setThreads(count);
          return decodeOurs(fixed, tokens, number);
        },
      });
    }
    if (peer) {
      const server = await startPeerServer(peer, { model: model.path, threads: null, contextSize, slots: 1 });
      stops.push(() => server.stop());
      contenders.push({
        name: "llama-server, default threads",
        count: null,
        ours: false,
        decode: (number) => decodePeer(server, tokens, number),
      });
    }
    const scenes: Scene[] = [];
    for (const busy of [1, 2]) scenes.push(await measure(contenders, busy, rounds, progress));
    return report(contenders, scenes, context.peerProblem);
  } finally {
    for (const stop of stops) await stop();
  }
}

async function measure(
  contenders: readonly Contender[],
  busy: number,
  rounds: number,
  progress: (line: string) => void,
): Promise<Scene> {
  const speeds: number[][] = contenders.map(() => []);
  /** Counts that after the first round cannot be the best any more: each turn of theirs would take the better part of a minute. */
  const hopeless = new Set<number>();
  const processes = Array.from({ length: busy }, startNeighbour);
  try {
    for (let round = 1; round <= rounds; round++) {
      for (let turn = 0; turn < contenders.length; turn++) {
        // Another order each round: nobody always follows the same one.
        const place = (turn + round) % contenders.length;
        if (hopeless.has(place)) continue;
        const speed = await contenders[place]?.decode(round * 100 + place);
        if (speed === undefined) continue;
        speeds[place]?.push(speed);
        progress(`${busy} busy, round ${round} of ${rounds}: ${contenders[place]?.name}: ${speed.toFixed(1)} tokens/s`);
      }
      if (round > 1) continue;
      const fastest = Math.max(
        ...contenders.map(({ count }, place) => (count === null ? 0 : (speeds[place]?.[0] ?? 0))),
      );
      for (const [place, { count }] of contenders.entries())
        if (count !== null && (speeds[place]?.[0] ?? 0) < fastest / 4) hopeless.add(place);
    }
  } finally {
    for (const child of processes) child.kill("SIGKILL");
  }
  return { busy, speeds };
}

async function decodeOurs(ours: OurEngine, tokens: number, number: number): Promise<number> {
  await ours.answer({ prompt: textOf(promptTokens, 3 * number), tokens: leadTokens, priority: "chat" });
  const prompt = textOf(promptTokens, 3 * number + 1);
  const { decodeMs } = await ours.answer({ prompt, tokens, priority: "chat" });
  // The first token comes with the prompt.
  return ((tokens - 1) * 1000) / decodeMs;
}

async function decodePeer(server: PeerServer, tokens: number, number: number): Promise<number> {
  await server.complete({ prompt: asPrompt(textOf(promptTokens, 3 * number)), tokens: leadTokens });
  const { decodeMs } = await server.complete({ prompt: asPrompt(textOf(promptTokens, 3 * number + 1)), tokens });
  return ((tokens - 1) * 1000) / decodeMs;
}

/** Another program that keeps a core busy. */
function startNeighbour(): ChildProcess {
  const child = spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
  endWithUs(child);
  return child;
}

interface Verdict {
  readonly busy: number;
  readonly best: Contender;
  /** of the governor to the best fixed count */
  readonly toBest: Spread;
  /** of the governor to llama-server; null where there is none */
  readonly toPeer: Spread | null;
}

function report(
  contenders: readonly Contender[],
  scenes: readonly Scene[],
  peerProblem: string | null,
): WorkloadResult {
  const verdicts = scenes.map((scene) => judge(contenders, scene));
  const rows = scenes.flatMap(({ busy, speeds }) =>
    contenders.map(({ name }, place) => {
      const ratio = governorTo(speeds, place);
      const against = place === 0 ? "" : showRatio(ratio);
      return `| ${busy} busy | ${name} | ${showSpread(spreadOf(speeds[place] ?? []))} | ${against} |`;
    }),
  );
  const peer = verdicts.map(({ busy, toPeer }) => `${busy} busy: ${toPeer ? showRatio(toPeer) : "no opponent"}`);
  return {
    verdict: verdicts.every(({ toBest }) => toBest.median >= leastRatio) ? "met" : "missed",
    figure: verdicts.map(({ busy, best, toBest }) => `${busy} busy: ${showRatio(toBest)} of ${best.count}`).join("; "),
    notes: `Of llama-server's speed with its default threads${peerProblem === null ? "" : ` (${peerProblem})`}: ${peer.join("; ")}.\n\n| processes | | tokens/s: median (quartiles) | the governor's speed to it |\n|---|---|---|---|\n${rows.join("\n")}`,
    data: { contenders: contenders.map(({ name }) => name), scenes, verdicts },
  };
}

/** The best fixed count is the one with the highest median, known afterwards only. */
function judge(contenders: readonly Contender[], { busy, speeds }: Scene): Verdict {
  const medianOf = (contender: Contender): number => spreadOf(speeds[contenders.indexOf(contender)] ?? []).median;
  const [best] = contenders.filter(({ count }) => count !== null).sort((a, b) => medianOf(b) - medianOf(a));
  if (!best) throw new Error("No count was tried.");
  const to = (contender: Contender): Spread => governorTo(speeds, contenders.indexOf(contender));
  const peer = contenders.find(({ ours }) => !ours);
  return { busy, best, toBest: to(best), toPeer: peer ? to(peer) : null };
}

/** By round: what slowed the machine for a while slowed both. The governor is the first contender. */
function governorTo(speeds: Scene["speeds"], place: number): Spread {
  const others = speeds[place] ?? [];
  return spreadOf(ratiosOf((speeds[0] ?? []).slice(0, others.length), others));
}
