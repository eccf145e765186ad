import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Peer } from "../bench/peer.ts";
import { freePort, type PeerServer, startPeerServer } from "../bench/peerServer.ts";

/** A request for an answer, as it came by on its way to the server. Times are those of `performance.now()`. */
export interface SeenCall {
  /** the turns as one text */
  readonly asked: string;
  readonly begunAt: number;
  /** its last piece went to who asked for it */
  isWhole: boolean;
}

/**
 * A real llama-server behind a relay on this computer that hides nothing: what is refused, cut or silent is so for who asks too. It counts
 * what comes by.
 */
export interface RealServer extends AsyncDisposable {
  /** of its API; the same after a restart */
  readonly url: string;
  readonly calls: readonly SeenCall[];
  /** SIGKILL */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP and SIGCONT: it listens, and says nothing */
  stop(): void;
  resume(): void;
  /** Milliseconds that each piece of an answer is kept back; 0: none. */
  trickle(ms: number): void;
}

export interface RealServerOptions {
  readonly model: string;
  readonly contextTokens: number;
  readonly slots: number;
  readonly threads: number;
}

export async function startRealServer(peer: Peer, options: RealServerOptions): Promise<RealServer> {
  const { model, slots, threads } = options;
  const [port, inner] = [await freePort(), await freePort()];
  const calls: SeenCall[] = [];
  let server: PeerServer | null = null;
  let trickleMs = 0;
  const relay = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await text(incoming);
    const call = callOf(incoming.url ?? "", body);
    if (call) calls.push(call);
    const { method, url: path, headers } = incoming;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const onward = request({ host: "127.0.0.1", port: inner, method, path, headers, agent: false }, resolve);
    onward.once("error", reject).end(body);
    outgoing.once("close", () => onward.destroy());
    const answer = await promise;
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    for await (const piece of answer) {
      if (trickleMs > 0) await new Promise((done) => setTimeout(done, trickleMs));
      // Who asked may be gone by then.
      if (call && !outgoing.closed && String(piece).includes("data: [DONE]")) call.isWhole = true;
      outgoing.write(piece);
    }
    if (!answer.complete) throw new Error("It was cut.");
    outgoing.end();
  }

  const listen = () => new Promise<void>((done) => relay.listen(port, "127.0.0.1", done));
  const real: RealServer = {
    url: `http://127.0.0.1:${port}/v1`,
    calls,
    async start() {
      const size = { contextSize: options.contextTokens * slots, slots, threads, cache: "split" } as const;
      server = await startPeerServer(peer, { model, port: inner, ...size, flags: ["--jinja", "--alias", "model"] });
      await listen();
    },
    async kill() {
      const closed = new Promise((done) => relay.close(done));
      // What the kernel cuts when a process dies.
      relay.closeAllConnections();
      await Promise.all([closed, server?.stop()]);
      server = null;
    },
    stop: () => server?.signal("SIGSTOP"),
    resume: () => server?.signal("SIGCONT"),
    trickle: (ms) => void (trickleMs = ms),
    async [Symbol.asyncDispose]() {
      if (server) await real.kill();
    },
  };
  await real.start();
  return real;
}

function callOf(route: string, body: string): SeenCall | null {
  if (!/\/(?:chat\/)?completions$/u.test(route)) return null;
  const { messages } = JSON.parse(body) as { messages?: readonly { content: string }[] };
  const asked = (messages ?? []).map(({ content }) => content).join("\n");
  return { asked, begunAt: performance.now(), isWhole: false };
}
