import { spawn } from "node:child_process";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { endWithUs } from "./ownChildren.ts";
import type { Peer } from "./peer.ts";

export interface PeerServerOptions {
  readonly model: string;
  /** of both phases; null: what the server chooses */
  readonly threads: number | null;
  /** tokens of context of all slots together */
  readonly contextSize: number;
  /** requests at a time */
  readonly slots: number;
  /** one cache for all slots, or an equal part for each */
  readonly cache?: "unified" | "split";
  /** further flags, as `--embedding` */
  readonly flags?: readonly string[];
  /** a free one where it is left out */
  readonly port?: number;
}

export interface PeerServer {
  /** "http://127.0.0.1:PORT" */
  readonly url: string;
  /** milliseconds from the start of the process to the first answer that it is ready */
  readonly readyMs: number;
  complete(request: PeerCompletion): Promise<PeerAnswer>;
  /** Any other call: the JSON it answers with. @throws Error on another status than 200 */
  post(route: string, body: unknown): Promise<unknown>;
  signal(name: NodeJS.Signals): void;
  /** Ends the process; resolves when it has ended. */
  stop(): Promise<void>;
}

export interface PeerCompletion {
  /** text and tokens by their number; a text alone gets the token that begins a text before it */
  readonly prompt: string | readonly (string | number)[];
  /** it writes exactly so many */
  readonly tokens: number;
  /** false: the whole prompt is read anew, whatever the slot holds of it */
  readonly reusePrompt?: boolean;
  /** called once with the first token's arrival; the answer is streamed then */
  onFirstToken?(): void;
}

export interface PeerAnswer {
  readonly text: string;
  readonly promptTokens: number;
  /** those of the prompt that were evaluated */
  readonly evaluatedPromptTokens: number;
  readonly completionTokens: number;
  /** by the server's own clock, milliseconds */
  readonly prefillMs: number;
  readonly decodeMs: number;
}

/**
 * Starts `llama-server` on a free port of the loopback interface and waits until it is ready. Without its web interface and
 * without the cache of prompts in memory beside the slots, which costs it time and serves none of the workloads.
 */
export async function startPeerServer(peer: Peer, options: PeerServerOptions): Promise<PeerServer> {
  const port = options.port ?? (await freePort());
  const threads = options.threads === null ? [] : ["-t", String(options.threads), "-tb", String(options.threads)];
  const started = performance.now();
  const child = spawn(
    peer.path,
    [
      ["-m", options.model, "--host", "127.0.0.1", "--port", String(port)],
      ["-c", String(options.contextSize), "-np", String(options.slots), ...threads],
      [options.cache === "unified" ? "--kv-unified" : "--no-kv-unified"],
      ["--no-webui", "--offline", "--cache-ram", "0", ...(options.flags ?? [])],
    ].flat(),
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  endWithUs(child);
  let said = "";
  child.stderr.on("data", (data: Buffer) => (said = (said + data.toString()).slice(-4000)));
  let ended: string | null = null;
  const end = new Promise<void>((resolve) => {
    const onEnd = (reason: string): void => {
      ended = reason;
      resolve();
    };
    child.once("error", (error) => onEnd(error.message));
    child.once("exit", (code, signal) => onEnd(`it ended with ${signal ?? String(code)}`));
  });
  const url = `http://127.0.0.1:${port}`;
  const agent = new Agent({ keepAlive: true });
  const fail = (): Error => new Error(`llama-server: ${ended}\n${said.trim()}`);
  while (!(await isReady(url))) {
    if (ended !== null) throw fail();
    if (performance.now() - started < mostStartMs) continue;
    child.kill("SIGKILL");
    throw new Error(`llama-server was not ready after ${mostStartMs / 1000} s.\n${said.trim()}`);
  }
  const readyMs = performance.now() - started;
  const post = async (route: string, body: unknown, onData?: (data: string) => void): Promise<string> => {
    try {
      return await send(new URL(route, url), agent, body, onData);
    } catch (error) {
      throw ended === null ? error : fail();
    }
  };
  return {
    url,
    readyMs,
    async post(route, body) {
      return JSON.parse(await post(route, body)) as unknown;
    },
    async complete(completion) {
      const { onFirstToken } = completion;
      const stream = onFirstToken !== undefined;
      let first = true;
      const answer = await post("/completion", bodyOf(completion, stream), (data) => {
        if (!first || !stream || !data.includes("data: ")) return;
        first = false;
        onFirstToken();
      });
      return answerOf(stream ? joinStream(answer) : (JSON.parse(answer) as Completed), completion.tokens);
    },
    signal: (name) => void child.kill(name),
    async stop() {
      agent.destroy();
      child.kill("SIGKILL");
      await end;
    },
  };
}

/** Long enough for a large model from a slow disk. */
const mostStartMs = 300_000;

interface Completed {
  readonly content: string;
  readonly tokens_predicted: number;
  readonly tokens_evaluated: number;
  readonly timings: { readonly prompt_n: number; readonly prompt_ms: number; readonly predicted_ms: number };
}

function bodyOf({ prompt, tokens, reusePrompt = false }: PeerCompletion, stream: boolean): unknown {
  return {
    prompt,
    n_predict: tokens,
    ignore_eos: true,
    temperature: 0,
    cache_prompt: reusePrompt,
    stream,
    // Neither a list of what it chose among nor anything else is asked for.
    n_probs: 0,
  };
}

function answerOf(completed: Completed, tokens: number): PeerAnswer {
  const { content, timings, tokens_predicted, tokens_evaluated } = completed;
  if (tokens_predicted !== tokens)
    throw new Error(`llama-server wrote ${tokens_predicted} tokens instead of ${tokens}.`);
  return {
    text: content,
    promptTokens: tokens_evaluated,
    evaluatedPromptTokens: timings.prompt_n,
    completionTokens: tokens_predicted,
    prefillMs: timings.prompt_ms,
    decodeMs: timings.predicted_ms,
  };
}

/** The last event carries the figures, each event a piece of the text. */
function joinStream(stream: string): Completed {
  const events = stream
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice("data: ".length)) as Completed);
  const last = events.at(-1);
  if (!last) throw new Error("llama-server sent no event.");
  return { ...last, content: events.map(({ content }) => content).join("") };
}

/** One question whether it is ready, with a little pause after a no: asking must not take the processor from the start. */
async function isReady(url: string): Promise<boolean> {
  const ready = await new Promise<boolean>((resolve) => {
    const call = request(`${url}/health`, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.once("error", () => resolve(false));
    call.end();
  });
  if (!ready) await new Promise((resolve) => setTimeout(resolve, 5));
  return ready;
}

/** The whole body of the answer. Without a time limit: a long prompt takes minutes on a small machine. */
function send(url: URL, agent: Agent, body: unknown, onData?: (data: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { method: "POST", agent, headers: { "content-type": "application/json" } },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (data: string) => {
          text += data;
          onData?.(data);
        });
        response.once("error", reject);
        response.once("end", () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`llama-server answered ${response.statusCode}: ${text.slice(0, 500)}`));
        });
      },
    );
    call.once("error", reject);
    call.end(JSON.stringify(body));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === "object") resolve(address.port);
        else reject(new Error("There is no free port."));
      });
    });
  });
}
