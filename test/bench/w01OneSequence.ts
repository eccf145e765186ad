import { asPrompt, startOurEngine, templateTokens, textOf, type OurEngine } from "./ourEngine.ts";
import { startPeerServer, type PeerServer } from "./peerServer.ts";
import { ratiosOf, showRatio, showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const leastRatio = 0.97;

/** The plainest case: one prompt, one answer, nothing shared with the one before. */
export const oneSequence: Workload = {
  id: "W1",
  title: "one sequence: pp512+tg256 and pp4096+tg128, against llama-server -np 1",
  goal: `≥ ${leastRatio}× its speed in both, start of the request to end of the answer`,
  run,
};

interface Case {
  readonly promptTokens: number;
  readonly tokens: number;
}

/** of one answer: milliseconds of the whole by the caller's clock, of the two phases by the side's own */
interface Times {
  readonly totalMs: number;
  readonly prefillMs: number;
  readonly decodeMs: number;
}

interface Measured extends Case {
  readonly ours: Times[];
  readonly peers: Times[];
}

async function run(context: WorkloadContext): Promise<WorkloadResult> {
  const { peer, peerProblem, model, threads, quick, progress } = context;
  if (!peer) return { verdict: "not run", figure: peerProblem ?? "no opponent", data: null };
  const rounds = quick ? 2 : 5;
  const cases: readonly Case[] = quick
    ? [
        { promptTokens: 256, tokens: 64 },
        { promptTokens: 1024, tokens: 32 },
      ]
    : [
        { promptTokens: 512, tokens: 256 },
        { promptTokens: 4096, tokens: 128 },
      ];
  const contextSize = 4608;
  // A model of random weights repeats itself, which lookup would take for a gift.
  const ours = await startOurEngine(model, { threads, contextSize, lookup: false });
  try {
    const server = await startPeerServer(peer, { model: model.path, threads, contextSize, slots: 1 });
    try {
      const measured = cases.map((each): Measured => ({ ...each, ours: [], peers: [] }));
      // Pages of the file come into memory, buffers are made.
      await askOurs(ours, { promptTokens: 64, tokens: 8 }, 0);
      await askPeer(server, { promptTokens: 64, tokens: 8 }, 0);
      for (let round = 1; round <= rounds; round++) {
        for (const [place, each] of measured.entries()) {
          const number = round * 100 + place;
          const turns = [
            async () => each.ours.push(await askOurs(ours, each, number)),
            async () => each.peers.push(await askPeer(server, each, number)),
          ];
          for (const turn of round % 2 === 0 ? turns.toReversed() : turns) await turn();
          const [own, other] = [each.ours.at(-1), each.peers.at(-1)];
          progress(
            `round ${round} of ${rounds}, ${nameOf(each)}: ours ${own?.totalMs.toFixed(0)} ms, llama-server ${other?.totalMs.toFixed(0)} ms`,
          );
        }
      }
      return report(measured, rounds);
    } finally {
      await server.stop();
    }
  } finally {
    await ours.stop();
  }
}

async function askOurs(ours: OurEngine, { promptTokens, tokens }: Case, number: number): Promise<Times> {
  const prompt = textOf(promptTokens - templateTokens, number);
  const from = performance.now();
  const result = await ours.answer({ prompt, tokens, priority: "chat" });
  const totalMs = performance.now() - from;
  assertLength("The engine", result.promptTokens, promptTokens);
  return { totalMs, prefillMs: result.prefillMs, decodeMs: result.decodeMs };
}

async function askPeer(server: PeerServer, { promptTokens, tokens }: Case, number: number): Promise<Times> {
  const prompt = asPrompt(textOf(promptTokens - templateTokens, number));
  const from = performance.now();
  const answer = await server.complete({ prompt, tokens });
  const totalMs = performance.now() - from;
  assertLength("llama-server", answer.evaluatedPromptTokens, promptTokens);
  return { totalMs, prefillMs: answer.prefillMs, decodeMs: answer.decodeMs };
}

function assertLength(side: string, tokens: number, wanted: number): void {
  if (tokens !== wanted) throw new Error(`${side} read ${tokens} tokens of a prompt instead of ${wanted}.`);
}

function report(measured: readonly Measured[], rounds: number): WorkloadResult {
  const ratios = measured.map(({ ours, peers }) => {
    const ratio = (of: keyof Times) =>
      spreadOf(
        ratiosOf(
          peers.map((times) => times[of]),
          ours.map((times) => times[of]),
        ),
      );
    return { total: ratio("totalMs"), prefill: ratio("prefillMs"), decode: ratio("decodeMs") };
  });
  const lines = measured.flatMap((each, place) => {
    const ratio = ratios[place];
    if (!ratio) return [];
    return (["ours", "peers"] as const).map((side) => {
      const perSecond = (tokens: number, of: keyof Times): string =>
        showSpread(spreadOf(each[side].map((times) => (tokens * 1000) / times[of])));
      const seconds = showSpread(spreadOf(each[side].map(({ totalMs }) => totalMs / 1000)));
      const cells = [
        seconds,
        perSecond(each.promptTokens, "prefillMs"),
        // The first token comes with the prompt.
        perSecond(each.tokens - 1, "decodeMs"),
      ];
      const against = [ratio.total, ratio.prefill, ratio.decode].map(({ median }) => `${median.toFixed(2)}×`);
      const own = side === "ours";
      return `| ${nameOf(each)} | ${own ? "Tramontane" : "llama-server"} | ${cells.join(" | ")} | ${own ? against.join(", ") : ""} |`;
    });
  });
  return {
    verdict: ratios.every(({ total }) => total.median >= leastRatio) ? "met" : "missed",
    figure: measured
      .map((each, place) => `${nameOf(each)}: ${ratios[place] ? showRatio(ratios[place].total) : ""}`)
      .join("; "),
    notes: `Medians and quartiles of ${rounds} rounds. Phases by each side's own clock.\n\n| | | whole, s | prompt, tokens/s | answer, tokens/s | speed ours to theirs: whole, prompt, answer |\n|---|---|---|---|---|---|\n${lines.join("\n")}`,
    data: { rounds, measured, ratios },
  };
}

function nameOf({ promptTokens, tokens }: Case): string {
  return `pp${promptTokens}+tg${tokens}`;
}
