import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/**
 * A server of the test's own on loopback that speaks the protocol of OpenAI, and does what servers do wrong: once, when it is told to,
 * or always.
 */
export interface FaultyEndpoint extends AsyncDisposable {
  /** of its API, "http://127.0.0.1:…/v1" */
  readonly url: string;
  readonly port: number;
  /** all that came in, in order */
  readonly requests: readonly ReceivedRequest[];
  /** What goes wrong with the next chat requests, one each, in order; null: nothing. */
  next(...faults: readonly (Fault | null)[]): void;
  /** What goes wrong with every chat request from now on; null: nothing. */
  always(fault: Fault | null): void;
  /** Chat requests that it answers at this moment. */
  readonly open: number;
  /** Changes what it is. */
  set(options: Partial<FaultyOptions>): void;
}

export interface ReceivedRequest {
  readonly route: string;
  readonly authorization: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Fault =
  /** the connection is closed before an answer */
  | "hangUp"
  /** nothing ever comes */
  | "silent"
  /** some words, then nothing more */
  | "stall"
  /** some words, then the connection is cut */
  | "cut"
  /** some words, then the answer ends as if it were whole, without its end */
  | "endless"
  | "html"
  | "notJson"
  | "unauthorized"
  | "gone"
  | "serverError"
  | "overloaded"
  /** 429 with Retry-After of 7 seconds */
  | "busy"
  | "tooLong"
  /** the requests that it answers at a time have no room beside each other */
  | "crowded"
  | "moved"
  /** an error in place of a piece of the answer */
  | "errorInStream"
  | "twoAnswers"
  /** two choices, piece by piece beside each other */
  | "twoChoices"
  /** the whole answer once more behind its pieces, of which none says that it was the last */
  | "wholeAfter"
  /** ends with a reason and without [DONE] */
  | "noDone"
  /** a letter after the other, for ever */
  | "trickle"
  /** lines that say nothing, for ever */
  | "comments"
  /** one line of 100 MB, as a stream and as JSON */
  | "longLine"
  | "longJson"
  /** a whole answer of JSON although pieces were asked for */
  | "whole"
  /** ends with [DONE] and without a reason */
  | "noReason"
  /** the same words over and over, without an end */
  | "loop"
  | "emptyAnswer";

export interface FaultyOptions {
  readonly kind: "llamaServer" | "vllm" | "ollama" | "mistral" | "other";
  readonly models: readonly string[];
  /** the answer; by default a sentence */
  readonly answer: (body: Readonly<Record<string, unknown>>, prompt: string) => string;
  /**
   * the tools that it calls, each as a delta of the stream; null: none. A string is sent as it is, in two pieces that are cut in the
   * middle of its first character beyond ASCII
   */
  readonly calls: (body: Readonly<Record<string, unknown>>) => readonly (object | string)[] | null;
  /** how it refuses a request with tools, before its answer or, with 200, in place of it; null: it takes them */
  readonly refusesTools: { readonly status: number; readonly message: string } | null;
  /** more of what it says of each model: in its list, and where Ollama or llama-server tell of one */
  readonly ofModel: object;
  /** comes before the answer */
  readonly thought: string;
  /** thoughts stand in the text, between marks */
  readonly thinksInText: boolean;
  readonly key: string | null;
  readonly contextTokens: number;
  readonly slots: number;
  readonly version: string;
  readonly grammar: boolean;
  readonly schema: boolean;
  readonly logprobs: boolean;
  readonly usage: boolean;
  readonly embeddings: boolean;
  readonly rerank: boolean;
  /** fields it does not know, refused with 400 */
  readonly unknownFields: readonly string[];
  /** its API is at the root, not below /v1 */
  readonly isBare: boolean;
  /** every route but a chat is a page to log in */
  readonly isPage: boolean;
  /** says the beginning again that an answer was given, before it goes on */
  readonly echoes: boolean;
  /** before the first word, and between words */
  readonly delayMs: number;
  readonly betweenMs: number;
}

const usual: FaultyOptions = {
  kind: "other",
  models: ["mill-7b"],
  answer: () => "The old mill was rebuilt in 2019.",
  calls: () => null,
  refusesTools: null,
  ofModel: {},
  thought: "",
  thinksInText: false,
  key: null,
  contextTokens: 8192,
  slots: 2,
  version: "b1-test",
  grammar: false,
  schema: false,
  logprobs: false,
  usage: true,
  embeddings: false,
  rerank: false,
  unknownFields: [],
  isBare: false,
  isPage: false,
  echoes: false,
  delayMs: 0,
  betweenMs: 0,
};

/** @param host the address of this computer that it listens at */
export async function startFaultyEndpoint(
  given: Partial<FaultyOptions> = {},
  host = "127.0.0.1",
): Promise<FaultyEndpoint> {
  let options: FaultyOptions = { ...usual, ...given };
  const requests: ReceivedRequest[] = [];
  const queue: (Fault | null)[] = [];
  let constant: Fault | null = null;
  let open = 0;

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const body = request.method === "POST" ? ((await json(request)) as Record<string, unknown>) : {};
    const ofApi = /^\/(?:models|embeddings|rerank|chat\/completions|completions)$/u;
    const route = options.isBare ? url.pathname.replace(/^\/v1/u, "/not").replace(ofApi, "/v1$&") : url.pathname;
    requests.push({ route, authorization: request.headers.authorization ?? null, body });
    if (options.key !== null && request.headers.authorization !== `Bearer ${options.key}`) {
      // Some repeat the key in what they say.
      send(response, 401, { error: { message: `Incorrect API key provided: ${request.headers.authorization ?? ""}` } });
      return;
    }
    if (options.isPage && request.method === "GET") {
      response
        .writeHead(200, { "content-type": "text/html; charset=utf-8" })
        .end("<!doctype html><title>Log in</title>");
      return;
    }
    const isOfLlama = options.kind === "llamaServer";
    switch (route) {
      case "/v1/models":
        send(response, 200, {
          object: "list",
          // llama-server lists them a second time, as Ollama does.
          ...(isOfLlama && { models: options.models.map((name) => ({ name, model: name, type: "model" })) }),
          data: options.models.map((id) => ({
            id,
            object: "model",
            owned_by: { mistral: "mistralai", llamaServer: "llamacpp", vllm: "vllm", ollama: "library", other: "test" }[
              options.kind
            ],
            ...(options.kind === "vllm" && { max_model_len: options.contextTokens }),
            ...options.ofModel,
          })),
        });
        return;
      case "/props":
        if (!isOfLlama) break;
        send(response, 200, {
          total_slots: options.slots,
          default_generation_settings: { n_ctx: options.contextTokens },
          chat_template: options.thought === "" ? "{{ messages }}" : "{{ messages }}<think>",
          ...options.ofModel,
        });
        return;
      case "/version":
        if (options.kind !== "vllm") break;
        send(response, 200, { version: options.version });
        return;
      case "/api/version":
        if (options.kind !== "ollama") break;
        send(response, 200, { version: options.version });
        return;
      case "/api/show":
        if (options.kind !== "ollama") break;
        send(response, 200, {
          model_info: { "llama.context_length": 131_072 },
          parameters: 'stop "x"\n',
          ...options.ofModel,
        });
        return;
      case "/tokenize": {
        if (!isOfLlama && options.kind !== "vllm") break;
        const text = body["messages"] ? promptOf(body) : String(body["content"] ?? body["prompt"]);
        const tokens = Array.from({ length: Math.ceil(text.length / 4) }, (_, index) => index);
        send(response, 200, isOfLlama ? { tokens } : { count: tokens.length, tokens });
        return;
      }
      case "/apply-template":
        if (!isOfLlama) break;
        send(response, 200, { prompt: promptOf(body) });
        return;
      case "/v1/embeddings": {
        if (!options.embeddings) break;
        const input = body["input"] as string[];
        const data = input.map((text, index) => ({
          index,
          embedding: [text.length, 3, 4, 1 + (text.codePointAt(0) ?? 0)],
        }));
        // In whatever order.
        send(response, 200, { data: data.toReversed() });
        return;
      }
      case "/v1/rerank": {
        if (!options.rerank) break;
        const documents = body["documents"] as string[];
        send(response, 200, {
          results: documents
            .map((text, index) => ({ index, relevance_score: text.includes("mill") ? 4 : -4 }))
            .toReversed(),
        });
        return;
      }
      case "/v1/chat/completions":
      case "/v1/completions":
        open += 1;
        try {
          await chat(body, response);
        } finally {
          open -= 1;
        }
        return;
    }
    response.writeHead(404, { "content-type": "text/plain" }).end("404 page not found");
  }

  async function chat(body: Readonly<Record<string, unknown>>, response: ServerResponse): Promise<void> {
    const fault = queue.length > 0 ? (queue.shift() ?? null) : constant;
    const model = String(body["model"]);
    const prompt = promptOf(body);
    switch (fault) {
      case "hangUp":
        response.destroy();
        return;
      case "silent":
        await closed(response);
        return;
      case "html":
        response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Welcome</title>");
        return;
      case "notJson":
        response.writeHead(200, { "content-type": "text/event-stream" }).end("data: {choices\n\n");
        return;
      case "unauthorized":
        send(response, 401, { error: { message: "Invalid key" } });
        return;
      case "gone":
        send(response, 404, { error: { message: `The model ${model} does not exist` } });
        return;
      case "serverError":
        send(response, 500, { error: { message: "CUDA error: an illegal memory access was encountered" } });
        return;
      case "overloaded":
        send(response, 503, { error: { message: "Loading model", type: "unavailable_error" } });
        return;
      case "busy":
        response
          .writeHead(429, { "content-type": "application/json", "retry-after": "7" })
          .end(JSON.stringify({ error: { message: "Too many requests" } }));
        return;
      case "tooLong":
        tooLong(response, options.contextTokens + 1);
        return;
      case "crowded":
        send(response, 500, { error: { message: "Context size has been exceeded.", type: "server_error", code: 500 } });
        return;
      case "moved":
        response.writeHead(307, { location: "http://127.0.0.1:9/v1/chat/completions" }).end();
        return;
      case "longLine":
      case "longJson":
        response.writeHead(200, { "content-type": fault === "longJson" ? "application/json" : "text/event-stream" });
        response.write('data: {"choices": [{"delta": {"content": "');
        for (let count = 0; count < 100 && !response.destroyed; count += 1) {
          if (!response.write("a".repeat(1024 * 1024))) await wait(1);
        }
        response.end();
        return;
      case "comments":
      case "trickle":
        response.writeHead(200, { "content-type": "text/event-stream" });
        while (!response.destroyed) {
          response.write(
            fault === "comments"
              ? ": working\n\n"
              : `data: ${JSON.stringify({ choices: [{ delta: { content: "a" } }] })}\n\n`,
          );
          await wait(10);
        }
        return;
      default:
    }
    if (!options.models.includes(model)) {
      send(response, 404, { error: { message: `model "${model}" not found, try pulling it first` } });
      return;
    }
    const unknown = options.unknownFields.find((field) => field in body);
    if (unknown !== undefined) {
      send(response, 400, { error: { message: `Unrecognized request argument supplied: ${unknown}` } });
      return;
    }
    if (options.refusesTools !== null && body["tools"] !== undefined) {
      const { status, message } = options.refusesTools;
      if (status !== 200) send(response, status, { error: { message } });
      else {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.end(`data: ${JSON.stringify({ error: { message } })}\n\n`);
      }
      return;
    }
    const promptTokens = Math.ceil(prompt.length / 4);
    if (promptTokens > options.contextTokens) {
      tooLong(response, promptTokens);
      return;
    }
    if (options.delayMs > 0) await wait(options.delayMs);

    const called = options.calls(body);
    const text = called ? "" : answerTo(body, prompt);
    const most = Number(body["max_tokens"] ?? body["max_completion_tokens"] ?? Infinity);
    const words = fault === "emptyAnswer" ? [] : piecesOf(text);
    const kept = words.slice(0, most);
    const finish = kept.length < words.length ? "length" : "stop";
    const thoughts = body["thinks"] === false ? [] : piecesOf(options.thought);
    const usage = { prompt_tokens: promptTokens, completion_tokens: kept.length + thoughts.length };
    if (fault === "whole" || body["stream"] !== true) {
      send(response, 200, {
        object: "chat.completion",
        choices: [
          {
            index: 0,
            message: { role: "assistant", content: kept.join(""), ...called?.find((each) => typeof each !== "string") },
            finish_reason: finish,
          },
        ],
        usage,
      });
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    const isChat = body["messages"] !== undefined;
    const event = (choice: object | null, rest: object = {}): void =>
      void response.write(
        `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: choice ? [{ index: 0, ...choice }] : [], system_fingerprint: options.version, ...rest })}\n\n`,
      );
    const say = (piece: string, rest: object = {}): void =>
      event(
        isChat ? { delta: { content: piece }, finish_reason: null, ...rest } : { text: piece, finish_reason: null },
      );
    if (isChat) event({ delta: { role: "assistant", content: "" }, finish_reason: null });
    if (options.thinksInText && thoughts.length > 0) say(`<think>${options.thought}</think>\n\n`);
    else for (const thought of thoughts) event({ delta: { reasoning_content: thought }, finish_reason: null });
    for (const each of called ?? []) {
      if (typeof each !== "string") event({ delta: each, finish_reason: null });
      else await inTwo(response, `data: {"choices":[{"index":0,"delta":${each}}]}\n\n`);
    }
    if (called && fault === "stall") {
      await closed(response);
      return;
    }
    if (called) {
      event({ delta: {}, finish_reason: called.length > most ? "length" : "tool_calls" });
      response.end("data: [DONE]\n\n");
      return;
    }
    const half = Math.max(1, Math.floor(kept.length / 2));
    for (const [index, word] of kept.entries()) {
      if (response.destroyed) return;
      if (index === half) {
        switch (fault) {
          case "stall":
            await closed(response);
            return;
          case "cut":
            await wait(20);
            response.destroy();
            return;
          case "endless":
            response.end();
            return;
          case "errorInStream":
            response.end(`data: ${JSON.stringify({ error: { message: "The engine died", code: 500 } })}\n\n`);
            return;
          default:
        }
      }
      if (fault === "twoChoices") event({ index: 1, delta: { content: " other" }, finish_reason: null });
      say(word, options.logprobs && index === 0 && body["logprobs"] === true ? { logprobs: firstWords(word) } : {});
      if (options.betweenMs > 0) await wait(options.betweenMs);
    }
    if (fault === "loop") {
      while (!response.destroyed) {
        for (let count = 0; count < 20; count += 1)
          say(" and the wheel turns and turns in the cold water of the river,");
        await wait(1);
      }
      return;
    }
    if (fault === "noReason") {
      response.end("data: [DONE]\n\n");
      return;
    }
    if (fault === "wholeAfter") {
      event({ message: { role: "assistant", content: kept.join("") }, finish_reason: finish });
      response.end("data: [DONE]\n\n");
      return;
    }
    event(isChat ? { delta: {}, finish_reason: finish } : { text: "", finish_reason: finish });
    if (fault === "twoAnswers") {
      for (const word of kept) say(word);
      event({ delta: {}, finish_reason: "stop" });
    }
    if (options.usage && body["stream_options"]) event(null, { usage });
    response.end(fault === "noDone" ? "" : "data: [DONE]\n\n");
  }

  function answerTo(body: Readonly<Record<string, unknown>>, prompt: string): string {
    const { grammar, response_format: format } = body;
    if (options.grammar && typeof grammar === "string" && grammar.includes('"zebra"')) return "zebra";
    if (options.schema && JSON.stringify(format ?? "").includes("zebra")) return '{"animal": "zebra"}';
    const messages = body["messages"] as readonly { role: string; content: string }[] | undefined;
    const begun = messages?.at(-1)?.role === "assistant" ? (messages.at(-1)?.content ?? "") : "";
    return `${options.echoes ? begun : ""}${options.answer(body, prompt)}`;
  }

  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}/v1`,
    port,
    requests,
    get open() {
      return open;
    },
    next: (...faults) => void queue.push(...faults),
    always: (fault) => void (constant = fault),
    set: (changed) => void (options = { ...options, ...changed }),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The prompt of a request as one text. */
export function promptOf(body: Readonly<Record<string, unknown>>): string {
  const { messages, prompt } = body;
  if (!Array.isArray(messages)) return typeof prompt === "string" ? prompt : "";
  return messages.map(({ role, content }: { role: string; content: string }) => `<${role}>\n${content}\n`).join("");
}

function piecesOf(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+/gu) ?? [];
}

function firstWords(word: string) {
  const top = [
    { token: word, logprob: Math.log(0.7) },
    { token: "No", logprob: Math.log(0.2) },
  ];
  return { content: [{ ...top[0], top_logprobs: top }] };
}

function tooLong(response: ServerResponse, tokens: number): void {
  send(response, 400, {
    error: {
      message: `This model's maximum context length is 8192 tokens. However, you requested ${tokens} tokens.`,
      code: "context_length_exceeded",
    },
  });
}

/** A text whose bytes come in two pieces, the first of which ends within a character. */
async function inTwo(response: ServerResponse, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const middle = bytes.findIndex((byte) => byte > 127) + 1;
  await new Promise((resolve) => response.write(bytes.subarray(0, middle), resolve));
  await wait(1);
  response.write(bytes.subarray(middle));
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once("close", () => resolve()));
}
