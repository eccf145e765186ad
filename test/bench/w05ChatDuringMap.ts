import { mapOurs, planMap, quickSize, wholeSize, type MapRun } from "./mapRun.ts";
import { startOurEngine, templateTokens, textOf, type OurEngine } from "./ourEngine.ts";
import { percentile95, showSpread, spreadOf } from "./statistics.ts";
import { randomNumbers } from "../eval/figures.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const mostWait = 2;
const mostSlower = 0.15;

/** Whoever asks something while a long document is summarized must not wait for it. */
export const chatDuringMap: Workload = {
  id: "W5",
  title: "time to first token of a chat during a map run, 95th percentile; the map run's own time",
  goal: `≤ ${mostWait}× idle; map ≤ ${mostSlower * 100} % slower`,
  withoutPeer: true,
  run,
};

/** Milliseconds of one chat: to its first token and to its end. */
interface Chat {
  readonly firstMs: number;
  readonly wholeMs: number;
}

interface Round {
  readonly idle: readonly Chat[];
  readonly during: readonly Chat[];
  readonly alone: MapRun;
  readonly disturbed: MapRun;
}

async function run({ quick, model, threads, progress }: WorkloadContext): Promise<WorkloadResult> {
  const rounds = quick ? 1 : 3;
  const size = quick ? { ...quickSize, chunks: 8 } : { ...wholeSize, chunks: 4 };
  const chats = quick ? 5 : 8;
  const ours = await startOurEngine(model, { threads, contextSize: 2048 });
  try {
    // Pages of the file come into memory, the engine learns how wide its waves and how long its pieces are to be.
    await mapOurs(ours, planMap({ ...quickSize, chunks: 4 }, 99), null);
    await chat(ours, 999);
    const done: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      const idle: Chat[] = [];
      for (let place = 0; place < chats; place++) idle.push(await chat(ours, round * 100 + place));
      const alone = (): Promise<MapRun> => mapOurs(ours, planMap(size, round * 10), null);
      // Which of the two comes first changes from round to round.
      let undisturbed = round % 2 === 1 ? await alone() : null;
      const expectedMs = undisturbed?.ms ?? done.at(-1)?.alone.ms ?? 0;
      const disturbed = await disturb(ours, planMap(size, round * 10 + 1), { chats, expectedMs, round });
      undisturbed ??= await alone();
      done.push({ idle, during: disturbed.chats, alone: undisturbed, disturbed: disturbed.map });
      progress(
        `round ${round} of ${rounds}: ${disturbed.chats.length} chats, first token after ` +
          `${spreadOf(disturbed.chats.map(({ firstMs }) => firstMs)).median.toFixed(0)} ms (idle ${spreadOf(idle.map(({ firstMs }) => firstMs)).median.toFixed(0)} ms); ` +
          `map ${(disturbed.map.ms / 1000).toFixed(1)} s (alone ${(undisturbed.ms / 1000).toFixed(1)} s)`,
      );
    }
    return report(done);
  } finally {
    await ours.stop();
  }
}

const promptTokens = 40;
const answerTokens = 16;

async function chat(ours: OurEngine, number: number): Promise<Chat> {
  const prompt = textOf(promptTokens - templateTokens, 500_000 + number);
  const from = performance.now();
  let firstMs = 0;
  await ours.answer({ prompt, tokens: answerTokens, priority: "chat" }, () => (firstMs = performance.now() - from));
  return { firstMs, wholeMs: performance.now() - from };
}

interface Disturbed {
  readonly map: MapRun;
  readonly chats: readonly Chat[];
}

/** A map run with chats at random times of the time it takes alone; the last ones fall out where it ends before. */
async function disturb(
  ours: OurEngine,
  plan: ReturnType<typeof planMap>,
  { chats, expectedMs, round }: { chats: number; expectedMs: number; round: number },
): Promise<Disturbed> {
  const random = randomNumbers(round);
  const times = Array.from({ length: chats }, () => random() * expectedMs).toSorted((a, b) => a - b);
  let isOver = false;
  const map = mapOurs(ours, plan, null).finally(() => (isOver = true));
  const from = performance.now();
  const done: Chat[] = [];
  const ask = async (): Promise<void> => {
    for (const [place, time] of times.entries()) {
      // Time stands still for the map while a chat is answered.
      const spent = done.reduce((sum, { wholeMs }) => sum + wholeMs, 0);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, time + spent - (performance.now() - from))));
      if (isOver) return;
      done.push(await chat(ours, round * 100 + 50 + place));
    }
  };
  const [result] = await Promise.all([map, ask()]);
  return { map: result, chats: done };
}

function report(rounds: readonly Round[]): WorkloadResult {
  const firsts = (of: "idle" | "during"): number[] =>
    rounds.flatMap((round) => round[of].map(({ firstMs }) => firstMs));
  const [idle, during] = [firsts("idle"), firsts("during")];
  const wait = percentile95(during) / percentile95(idle);
  // What a chat takes when nothing else is at work is the chat's; what it takes longer is counted against the map.
  const slower = spreadOf(
    rounds.map(({ alone, disturbed, during, idle }) => {
      const chatMs = during.length * spreadOf(idle.map(({ wholeMs }) => wholeMs)).median;
      return (disturbed.ms - chatMs) / alone.ms - 1;
    }),
  );
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return {
    verdict: wait <= mostWait && slower.median <= mostSlower ? "met" : "missed",
    figure: `${wait.toFixed(2)}× (${percentile95(during).toFixed(0)} against ${percentile95(idle).toFixed(0)} ms); map ${percent(slower.median)} slower`,
    notes: `First token, ms: idle ${showSpread(spreadOf(idle))}, ${idle.length} chats; during the map ${showSpread(spreadOf(during))}, ${during.length} chats at random times. The map's time is without what as many chats take when idle. Rounds: ${rounds.length}; map slower by ${percent(slower.lowerQuartile)} to ${percent(slower.upperQuartile)} (quartiles).`,
    data: { wait, slower, rounds },
  };
}
