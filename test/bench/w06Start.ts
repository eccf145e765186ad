import { rmSync } from "node:fs";
import { temporaryFolder } from "../helpers/openApp.ts";
import { asPrompt, templateTokens, textOf } from "./ourEngine.ts";
import type { Peer } from "./peer.ts";
import { startPeerServer } from "./peerServer.ts";
import { buildApplication, firstTokenOf, prepareData, startServerProcess } from "./serverProcess.ts";
import { ratiosOf, showRatio, showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const mostRatio = 1;

/** From nothing to the first word, as on each day's first question. */
export const start: Workload = {
  id: "W6",
  title: "start of the application to the first token of a chat, files in memory, against llama-server's",
  goal: `≤ ${mostRatio.toFixed(1)}× of its start to first token`,
  run,
};

const contextSize = 4096;
const messageTokens = 40;
/** milliseconds in which a person types a short question */
const typingMs = 2000;
const typedRounds = 3;

async function run(context: WorkloadContext): Promise<WorkloadResult> {
  const { peer, peerProblem, model, threads, quick, progress } = context;
  if (!peer) return { verdict: "not run", figure: peerProblem ?? "no opponent", data: null };
  const rounds = quick ? 3 : 9;
  await buildApplication();
  const data = temporaryFolder();
  try {
    await prepareData(data, model.path, { gpu: "cpu", threads, temperature: 0, contextSize });
    // Brings the files into memory, and tells how long the application makes the prompt.
    const { promptTokens } = await startOurs(data, 0);
    await startPeers(peer, context, promptTokens, 0);
    const ours: number[] = [];
    const ready: number[] = [];
    const peers: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      const turns = [
        async () => {
          const { ms, readyMs } = await startOurs(data, round);
          ours.push(ms);
          ready.push(readyMs);
        },
        async () => peers.push(await startPeers(peer, context, promptTokens, round)),
      ];
      for (const turn of round % 2 === 0 ? turns.toReversed() : turns) await turn();
      progress(
        `round ${round} of ${rounds}: ours ${ours.at(-1)?.toFixed(0)} ms, llama-server ${peers.at(-1)?.toFixed(0)} ms`,
      );
    }
    // Nobody types a question in no time: by then the model is there.
    const typed: number[] = [];
    for (let round = 1; round <= typedRounds; round++)
      typed.push((await startOurs(data, rounds + round, typingMs)).answerMs);
    const ratio = spreadOf(ratiosOf(ours, peers));
    return {
      verdict: ratio.median <= mostRatio ? "met" : "missed",
      figure: showRatio(ratio),
      notes: `${rounds} rounds, prompts of ${promptTokens} tokens. Ours ${showSpread(spreadOf(ours))} ms: start of the local server, its address opened, a conversation made, a message sent, its first text received; until it had printed its address ${showSpread(spreadOf(ready))} ms. llama-server ${showSpread(spreadOf(peers))} ms: started without its warm-up and with one slot, asked as soon as it is ready, first event received. From a message sent ${typingMs / 1000} s after the address was there to its first text: ${showSpread(spreadOf(typed))} ms, ${typedRounds} rounds.`,
      data: { ratio, ours, ready, peers, typed, promptTokens },
    };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

interface OurStart {
  readonly ms: number;
  /** from the message to its first text */
  readonly answerMs: number;
  /** until it had printed its address */
  readonly readyMs: number;
  readonly promptTokens: number;
}

/** @param pauseMs between the address and the message */
async function startOurs(data: string, round: number, pauseMs = 0): Promise<OurStart> {
  const server = await startServerProcess(data);
  try {
    const { client, startedAt, readyAt } = server;
    const { id } = await client.conversations.create({ title: `Round ${round}` });
    const text = textOf(messageTokens, round);
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const sentAt = performance.now();
    const { at, promptTokens } = await firstTokenOf(client, { conversationId: id, parentId: null, text });
    return { ms: at - startedAt, answerMs: at - sentAt, readyMs: readyAt - startedAt, promptTokens };
  } finally {
    await server.stop();
  }
}

async function startPeers(
  peer: Peer,
  { model, threads }: WorkloadContext,
  promptTokens: number,
  round: number,
): Promise<number> {
  const from = performance.now();
  const options = { model: model.path, threads, contextSize, slots: 1, flags: ["--no-warmup"] };
  const server = await startPeerServer(peer, options);
  try {
    let at = NaN;
    const prompt = asPrompt(textOf(promptTokens - templateTokens, round));
    await server.complete({ prompt, tokens: 2, onFirstToken: () => (at = performance.now()) });
    return at - from;
  } finally {
    await server.stop();
  }
}
