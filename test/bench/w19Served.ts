import { Agent, request } from "node:http";
import { modelOn } from "../helpers/modelOn.ts";
import { serveModels, testToken } from "../helpers/serveModels.ts";
import { startOurEngine, textOf, type OurEngine } from "./ourEngine.ts";
import { startPeerServer } from "./peerServer.ts";
import { ratiosOf, showRatio, showSpread, type Spread, spreadOf } from "./statistics.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const goals = [
  { clients: 1, leastToPeer: 0.95 },
  { clients: 4, leastToPeer: 0.97 },
  { clients: 8, leastToPeer: 0.97 },
] as const;
const leastToEngine = 0.98;
const mostFirstToken = 1.1;
const slots = 8;
const contextSize = 1024;
const promptTokens = 128;
/** of what both questions begin with whose first token is measured, and of what is theirs alone */
const shared = { prefix: 512, own: 16 };

/** What programs get of the model through the door that is made for them. */
export const served: Workload = {
  id: "W19",
  title: `/v1/chat/completions, streamed, for 1, 4 and 8 programs, against llama-server -np ${slots} and our engine without HTTP; first token behind a prefix that was read`,
  goal: `≥ 0.95×, ≥ 0.97×, ≥ 0.97× the tokens/s; ≥ ${leastToEngine}× of the engine; first token ≤ ${mostFirstToken}×`,
  run,
};

/** One round: tokens of answers a second of all clients together. */
interface Speeds {
  readonly clients: number;
  readonly ours: number[];
  readonly engine: number[];
  readonly peer: number[];
}

interface FirstTokens {
  readonly ours: number[];
  readonly peer: number[];
}

/** Asks one thing of one side, and takes all of its answer. */
type Ask = (question: Question) => Promise<Answer>;

interface Question {
  readonly text: string;
  readonly tokens: number;
  /** the prompt may be taken from what was read before */
  readonly reuse: boolean;
}

interface Answer {
  /** milliseconds from the start of the request */
  readonly firstTokenMs: number;
  readonly promptTokens: number;
}

async function run({ peer, peerProblem, model, threads, quick, progress }: WorkloadContext): Promise<WorkloadResult> {
  if (!peer) return { verdict: "not run", figure: peerProblem ?? "no opponent", data: null };
  const rounds = quick ? 2 : 5;
  const tokens = quick ? 32 : 64;
  const options = { gpu: "cpu", threads, contextSize, lookup: false } as const;
  await using ends = new AsyncDisposableStack();
  // A model of random weights repeats itself, which lookup would take for a gift.
  const engine = await startOurEngine(model, options);
  ends.defer(() => engine.stop());
  const { sha256: id, name, path } = model;
  const door = await serveModels([{ model: modelOn(engine.engine, { id, name, path, options }) }]);
  ends.defer(() => door.close());
  const server = await startPeerServer(peer, {
    model: model.path,
    threads,
    contextSize: contextSize * slots,
    slots,
    cache: "split",
  });
  ends.defer(() => server.stop());
  // A connection for each: one that is kept may be ended by a server while nobody asks it.
  const agent = new Agent();
  const ours: Ask = (question) => askOver(door.url, agent, bodyOf(question, {}));
  const peers: Ask = (question) =>
    askOver(server.url, agent, bodyOf(question, { ignore_eos: true, cache_prompt: question.reuse }));
  const plain: Ask = (question) => askEngine(engine, question);

  // Pages of the file come into memory, buffers are made, and the engine measures how many sequences it does best.
  for (const ask of [ours, peers]) await speedOf(ask, slots, 16, 1);
  const speeds = goals.map(({ clients }): Speeds => ({ clients, ours: [], engine: [], peer: [] }));
  const first: FirstTokens = { ours: [], peer: [] };
  for (let round = 1; round <= rounds; round += 1) {
    for (const each of speeds) {
      const number = round * 1000 + each.clients * 20;
      await inTurns(round, [
        async () => each.ours.push(await speedOf(ours, each.clients, tokens, number)),
        async () => each.engine.push(await speedOf(plain, each.clients, tokens, number + slots)),
        async () => each.peer.push(await speedOf(peers, each.clients, tokens, number)),
      ]);
      const told = [each.ours, each.engine, each.peer].map((values) => values.at(-1)?.toFixed(1)).join(", ");
      progress(`round ${round} of ${rounds}, ${each.clients} clients: ours, engine, llama-server: ${told} tokens/s`);
    }
    await inTurns(round, [
      async () => first.ours.push(await firstTokenOf(ours, round)),
      async () => first.peer.push(await firstTokenOf(peers, round)),
    ]);
    progress(
      `round ${round} of ${rounds}, first token: ${first.ours.at(-1)?.toFixed(0)}, ${first.peer.at(-1)?.toFixed(0)} ms`,
    );
  }
  return report(speeds, first, rounds, tokens);
}

/** Another one begins each round: nobody always follows the same one. */
async function inTurns(round: number, turns: readonly (() => Promise<unknown>)[]): Promise<void> {
  const from = round % turns.length;
  for (const turn of [...turns.slice(from), ...turns.slice(0, from)]) await turn();
}

async function speedOf(ask: Ask, clients: number, tokens: number, number: number): Promise<number> {
  const from = performance.now();
  const texts = Array.from({ length: clients }, (_, client) => textOf(promptTokens, number + client));
  const answers = await Promise.all(texts.map((text) => ask({ text, tokens, reuse: false })));
  const seconds = (performance.now() - from) / 1000;
  for (const answer of answers)
    if (Math.abs(answer.promptTokens - promptTokens) > 8)
      throw new Error(`A prompt had ${answer.promptTokens} tokens instead of ${promptTokens}.`);
  return (clients * tokens) / seconds;
}

/** Milliseconds to the first token of a question of which all but the end was just read with another one. */
async function firstTokenOf(ask: Ask, round: number): Promise<number> {
  const prefix = textOf(shared.prefix, round * 1000 + 900);
  const question = (number: number): Question => ({
    text: prefix + textOf(shared.own, round * 1000 + 900 + number),
    tokens: 4,
    reuse: true,
  });
  await ask(question(1));
  return (await ask(question(2))).firstTokenMs;
}

async function askEngine(engine: OurEngine, { text, tokens }: Question): Promise<Answer> {
  const from = performance.now();
  let firstTokenMs = NaN;
  const result = await engine.answer({ prompt: text, tokens, priority: "background" }, () => {
    firstTokenMs = performance.now() - from;
  });
  return { firstTokenMs, promptTokens: result.promptTokens };
}

function bodyOf({ text, tokens }: Question, more: object) {
  return {
    messages: [{ role: "user", content: text }],
    max_tokens: tokens,
    temperature: 0,
    seed: 1,
    stream: true,
    stream_options: { include_usage: true },
    ...more,
  };
}

/** @throws Error on another status than 200, and where the answer has not exactly as many tokens as were asked for */
function askOver(url: string, agent: Agent, body: ReturnType<typeof bodyOf>): Promise<Answer> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${testToken}`, "content-type": "application/json" };
    const call = request(`${url}/v1/chat/completions`, { method: "POST", agent, headers }, (response) => {
      let text = "";
      let firstTokenMs = NaN;
      response.setEncoding("utf8").on("data", (data: string) => {
        text += data;
        if (Number.isNaN(firstTokenMs) && /"content":"[^"]/u.test(data)) firstTokenMs = performance.now() - from;
      });
      response.once("error", reject);
      response.once("end", () => {
        const usage = /"usage":\{[^}]*\}/gu;
        const [last] = (text.match(usage) ?? []).slice(-1);
        const count = (key: string): number => Number(new RegExp(`"${key}":(\\d+)`, "u").exec(last ?? "")?.[1]);
        if (response.statusCode !== 200 || count("completion_tokens") !== body.max_tokens)
          reject(new Error(`${url} answered ${String(response.statusCode)}: ${text.slice(-500)}`));
        else resolve({ firstTokenMs, promptTokens: count("prompt_tokens") });
      });
    });
    call.once("error", reject);
    call.end(JSON.stringify(body));
  });
}

function report(speeds: readonly Speeds[], first: FirstTokens, rounds: number, tokens: number): WorkloadResult {
  const ratios = speeds.map(({ clients, ours, engine, peer }) => ({
    clients,
    toPeer: spreadOf(ratiosOf(ours, peer)),
    toEngine: spreadOf(ratiosOf(ours, engine)),
  }));
  const firstToken = spreadOf(ratiosOf(first.ours, first.peer));
  const isFast = goals.every(({ clients, leastToPeer }) => {
    const ratio = ratios.find((each) => each.clients === clients);
    return ratio && ratio.toPeer.median >= leastToPeer && ratio.toEngine.median >= leastToEngine;
  });
  const list = (of: (ratio: (typeof ratios)[number]) => Spread): string =>
    ratios.map((ratio) => `${ratio.clients}: ${showRatio(of(ratio))}`).join("; ");
  const rows = speeds.map(({ clients, ...sides }) => {
    const cells = [sides.ours, sides.engine, sides.peer].map((values) => showSpread(spreadOf(values)));
    return `| ${clients} | ${cells.join(" | ")} |`;
  });
  return {
    verdict: isFast && firstToken.median <= mostFirstToken ? "met" : "missed",
    figure: `${list(({ toPeer }) => toPeer)}; of the engine ${list(({ toEngine }) => toEngine)}; first token ${showRatio(firstToken)}`,
    notes: `Each client asks once a round, all at once: ${promptTokens} tokens read, ${tokens} written. Server and clients of ours share one process. First token behind ${shared.prefix} tokens that were read with another question: ${showSpread(spreadOf(first.ours))} ms, llama-server ${showSpread(spreadOf(first.peer))} ms. Medians and quartiles of ${rounds} rounds.\n\n| clients | ours, tokens/s | our engine without HTTP | llama-server |\n|---|---|---|---|\n${rows.join("\n")}`,
    data: { rounds, speeds, first, ratios, firstToken },
  };
}
