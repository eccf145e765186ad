import { readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../helpers/openApp.ts";
import { textOf } from "./ourEngine.ts";
import { buildApplication, firstTokenOf, prepareData, startServerProcess } from "./serverProcess.ts";
import { ratiosOf, showRatio, showSpread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const mostRatio = 0.02;

/** A long conversation is opened again on another day: what was read of it is kept in a file. */
export const reopen: Workload = {
  id: "W3",
  title:
    "4 k-token chat reopened after a restart: time to first token, authentication of the prompt cache included, load of the model not",
  goal: `≤ ${mostRatio}× of re-reading`,
  withoutPeer: true,
  run,
};

interface Measured {
  /** milliseconds from the next message to the first text of its answer */
  readonly restoredMs: number;
  readonly readMs: number;
  readonly promptTokens: number;
  readonly cacheBytes: number;
}

async function run({ quick, model, threads, progress }: WorkloadContext): Promise<WorkloadResult> {
  const rounds = quick ? 1 : 5;
  const tokens = quick ? 1024 : 4096;
  await buildApplication();
  const data = temporaryFolder();
  try {
    await prepareData(data, model.path, { gpu: "cpu", threads, temperature: 0, contextSize: 6144 });
    const measured: Measured[] = [];
    for (let round = 1; round <= rounds; round++) {
      const { conversationId, parentId } = await converse(data, model.sha256, tokens, round);
      const caches = path.join(data, "states");
      const cacheBytes = readdirSync(caches)
        .filter((name) => name.startsWith(conversationId))
        .reduce((sum, name) => sum + statSync(path.join(caches, name)).size, 0);
      if (cacheBytes === 0) throw new Error("The application kept no prompt cache of the conversation.");
      // Short: each token of it takes some 20 ms behind a prompt of 4 k, which is no part of the question.
      const next = () => nextMessage(data, model.sha256, { conversationId, parentId, text: "And then?" });
      const restored = await next();
      rmSync(caches, { recursive: true });
      const read = await next();
      measured.push({ restoredMs: restored.ms, readMs: read.ms, promptTokens: read.promptTokens, cacheBytes });
      progress(`round ${round} of ${rounds}: ${restored.ms.toFixed(0)} ms, read anew ${read.ms.toFixed(0)} ms`);
    }
    return report(measured);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** A conversation of so many tokens, begun in a process that then ends. */
async function converse(
  data: string,
  modelId: string,
  tokens: number,
  number: number,
): Promise<{ readonly conversationId: string; readonly parentId: string }> {
  const server = await startServerProcess(data);
  try {
    const { client } = server;
    await client.models.load({ id: modelId });
    // A title of its own keeps the model from being asked for one.
    const { id } = await client.conversations.create({ title: `Round ${number}` });
    const { replyId } = await firstTokenOf(client, {
      conversationId: id,
      parentId: null,
      text: textOf(tokens, number),
    });
    return { conversationId: id, parentId: replyId };
  } finally {
    await server.stop();
  }
}

async function nextMessage(
  data: string,
  modelId: string,
  message: { readonly conversationId: string; readonly parentId: string; readonly text: string },
): Promise<{ readonly ms: number; readonly promptTokens: number }> {
  const server = await startServerProcess(data);
  try {
    await server.client.models.load({ id: modelId });
    const from = performance.now();
    const { at, promptTokens } = await firstTokenOf(server.client, message);
    return { ms: at - from, promptTokens };
  } finally {
    await server.stop();
  }
}

function report(measured: readonly Measured[]): WorkloadResult {
  const ratio = spreadOf(
    ratiosOf(
      measured.map(({ restoredMs }) => restoredMs),
      measured.map(({ readMs }) => readMs),
    ),
  );
  const of = (key: keyof Measured, divisor = 1): string =>
    showSpread(spreadOf(measured.map((run) => run[key] / divisor)));
  return {
    verdict: ratio.median <= mostRatio ? "met" : "missed",
    figure: showRatio(ratio, 3),
    notes: `From sending the next message through the local server to the first text of the answer, the model loaded before. Restored: ${of("restoredMs")} ms; read anew: ${of("readMs")} ms, ${of("promptTokens")} tokens. Prompt cache: ${of("cacheBytes", 2 ** 20)} MiB. ${measured.length} rounds, each with another conversation and three processes.`,
    data: { ratio, measured },
  };
}
