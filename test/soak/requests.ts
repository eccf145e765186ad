import { Agent, type ClientRequest, type IncomingMessage, request as open } from "node:http";
import { json, text } from "node:stream/consumers";
import { testToken } from "../helpers/serveModels.ts";

/** What programs of each wire ask of the door with the model “Tiny”, and what has to come of it. */

export interface Exchange {
  readonly wire: "OpenAI" | "Anthropic" | "Ollama";
  readonly name: string;
  /** @throws where the answer is another than it has to be */
  run(client: SoakClient): Promise<void>;
}

export interface SoakClient {
  readonly port: number;
  /** keeps connections from one request to the next */
  readonly agent: Agent;
}

export function soakClient(port: number): SoakClient {
  return { port, agent: new Agent({ keepAlive: true }) };
}

/** @throws as the exchange, with its name before what is wrong */
export async function runExchange({ wire, name, run }: Exchange, client: SoakClient): Promise<void> {
  try {
    await run(client);
  } catch (thrown) {
    throw new Error(`${wire}, ${name}: ${String(thrown)}`, { cause: thrown });
  }
}

interface Asked {
  readonly path: string;
  /** null: a GET */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function send({ port, agent }: SoakClient, { path, body, headers }: Asked): ClientRequest {
  const sent = body === null ? null : typeof body === "string" ? body : JSON.stringify(body);
  const request = open({
    host: "127.0.0.1",
    port,
    agent,
    path,
    method: sent === null ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${testToken}`,
      "user-agent": "soak/1",
      ...(sent !== null && { "content-type": "application/json", "content-length": String(Buffer.byteLength(sent)) }),
      ...headers,
    },
  });
  request.end(sent ?? undefined);
  return request;
}

function answered(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("error", reject).once("response", resolve);
  });
}

function hold(isSo: boolean, said: string): void {
  if (!isSo) throw new Error(said.slice(0, 500));
}

/** Read to its end, as one answer that holds this. */
function whole(asked: Asked, status: number, holds: string) {
  return async (client: SoakClient): Promise<void> => {
    const answer = await answered(send(client, asked));
    const said = JSON.stringify(await json(answer));
    hold(answer.statusCode === status && said.includes(holds), `${String(answer.statusCode)} ${said}`);
  };
}

/** Read to its end, as a stream that ends with this. */
function streamed(asked: Asked, end: RegExp) {
  return async (client: SoakClient): Promise<void> => {
    const answer = await answered(send(client, asked));
    const said = await text(answer);
    hold(answer.statusCode === 200 && end.test(said), `${String(answer.statusCode)} …${said.slice(-400)}`);
  };
}

/** Left by the client with the first that comes of it. */
function brokenOff(asked: Asked) {
  return async (client: SoakClient): Promise<void> => {
    const request = send(client, asked);
    const answer = await answered(request);
    await new Promise<void>((resolve, reject) => {
      answer.once("data", () => resolve()).once("end", () => reject(new Error("It ended before it was broken off.")));
      answer.once("error", reject);
    });
    const closed = new Promise<void>((resolve) => request.once("close", () => resolve()));
    // What is broken off may end in any way.
    answer
      .removeAllListeners("end")
      .removeAllListeners("error")
      .on("error", () => {});
    request.on("error", () => {}).destroy();
    await closed;
  };
}

const messages = [{ role: "user", content: "Tell me of the mill." }];
const chat = { path: "/v1/chat/completions", body: { model: "Tiny", messages, max_tokens: 1 } } as const;
const claude = { path: "/v1/messages", body: { model: "Tiny", messages, max_tokens: 1 } } as const;
const llama = { path: "/api/chat", body: { model: "Tiny", messages, stream: false, options: { num_predict: 1 } } };
const stream = { stream: true, max_tokens: 4 };
/** more than is written before the client has gone */
const endless = { stream: true, max_tokens: 2000 };

/** a body of more than the 8 MB that a chat may have */
const tooLong = JSON.stringify({ ...chat.body, user: "x".repeat(8 * 1024 * 1024) });

function asking(asked: { readonly path: string; readonly body: object }, more: object): Asked {
  return { path: asked.path, body: { ...asked.body, ...more } };
}

/** Every kind once; asked one after the other they leave nothing behind. */
export const exchanges: readonly Exchange[] = [
  { wire: "OpenAI", name: "models", run: whole({ path: "/v1/models", body: null }, 200, '"id":"Tiny"') },
  { wire: "OpenAI", name: "chat", run: whole(chat, 200, '"finish_reason":"length"') },
  { wire: "OpenAI", name: "streamed chat", run: streamed(asking(chat, stream), /data: \[DONE\]\s*$/u) },
  { wire: "OpenAI", name: "chat broken off", run: brokenOff(asking(chat, endless)) },
  {
    wire: "OpenAI",
    name: "response",
    run: whole(
      { path: "/v1/responses", body: { model: "Tiny", input: "Tell me.", max_output_tokens: 1 } },
      200,
      '"response"',
    ),
  },
  {
    wire: "OpenAI",
    name: "completion",
    run: whole({ path: "/v1/completions", body: { model: "Tiny", prompt: "The", max_tokens: 1 } }, 200, '"length"'),
  },
  {
    wire: "OpenAI",
    name: "without the token",
    run: whole({ ...chat, headers: { authorization: "Bearer no-key" } }, 401, ""),
  },
  { wire: "OpenAI", name: "from a page", run: whole({ ...chat, headers: { origin: "https://example.org" } }, 403, "") },
  { wire: "OpenAI", name: "unknown model", run: whole(asking(chat, { model: "Nobody" }), 404, "model_not_found") },
  { wire: "OpenAI", name: "unknown route", run: whole({ path: "/v1/nothing", body: null }, 404, "") },
  { wire: "OpenAI", name: "no JSON", run: whole({ path: chat.path, body: "{" }, 400, "") },
  { wire: "OpenAI", name: "wrong field", run: whole(asking(chat, { stream: true, messages: "none" }), 400, "") },
  { wire: "OpenAI", name: "too large", run: whole({ path: chat.path, body: tooLong }, 413, "") },
  { wire: "Anthropic", name: "message", run: whole(claude, 200, '"stop_reason":"max_tokens"') },
  { wire: "Anthropic", name: "streamed message", run: streamed(asking(claude, stream), /message_stop[^\n]*\n\n$/u) },
  { wire: "Anthropic", name: "message broken off", run: brokenOff(asking(claude, endless)) },
  {
    wire: "Anthropic",
    name: "wrong field",
    run: whole(asking(claude, { max_tokens: -1 }), 400, "invalid_request_error"),
  },
  { wire: "Ollama", name: "tags", run: whole({ path: "/api/tags", body: null }, 200, "Tiny") },
  { wire: "Ollama", name: "chat", run: whole(llama, 200, '"done":true') },
  {
    wire: "Ollama",
    name: "streamed chat",
    run: streamed(asking(llama, { stream: true, options: { num_predict: 4 } }), /"done":true[^\n]*\n$/u),
  },
  {
    wire: "Ollama",
    name: "chat broken off",
    run: brokenOff(asking(llama, { stream: true, options: { num_predict: 2000 } })),
  },
  { wire: "Ollama", name: "unknown model", run: whole(asking(llama, { model: "Nobody" }), 404, "") },
];
