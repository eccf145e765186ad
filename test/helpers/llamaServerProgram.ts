import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import path from "node:path";
import process from "node:process";

/**
 * Stands in for llama-server with a model: takes its flags, speaks its protocol, and dies when it is told to, by files of the folder in
 * STAND_IN_FOLDER: `taken` (the port is taken, once), `dies` (at the next question, or at each), `mute` (the template has no place for tools). `llamaServerStandIn.ts` does the rest.
 */
const folder = process.env["STAND_IN_FOLDER"] ?? ".";
const args = process.argv.slice(2);
const key = process.env["LLAMA_API_KEY"];
const foreign = Object.keys(process.env).filter((name) => name.startsWith("LLAMA_") && name !== "LLAMA_API_KEY");
appendFileSync(path.join(folder, "starts"), `${JSON.stringify({ args, key, foreign, pid: process.pid })}\n`);
if (read("taken") !== null) {
  rmSync(path.join(folder, "taken"));
  process.stderr.write("couldn't bind HTTP server socket\n");
  process.exit(1);
}

interface Asked {
  readonly content?: string;
  readonly messages?: readonly { readonly content: string }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

const parallel = Number(valueOf("--parallel"));
let healthAsked = 0;
createServer((request, response) => {
  let body = "";
  request.on("data", (piece: Buffer) => (body += piece.toString()));
  request.on("end", () => {
    const json = (status: number, value: object): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    if (request.url === "/health") {
      healthAsked += 1;
      if (healthAsked < 2) json(503, { error: { message: "Loading model", type: "unavailable_error", code: 503 } });
      else json(200, { status: "ok" });
      return;
    }
    if (request.headers.authorization !== `Bearer ${key}`) {
      json(401, { error: { message: "Invalid API Key", type: "authentication_error", code: 401 } });
      return;
    }
    const { content = "", messages = [], tools } = (body === "" ? {} : JSON.parse(body)) as Asked;
    switch (request.url) {
      case "/props":
        json(200, {
          model_alias: valueOf("--alias"),
          total_slots: parallel,
          default_generation_settings: { n_ctx: Number(valueOf("--ctx-size")) / parallel },
          chat_template: "{{ messages }}",
          chat_template_caps: { supports_tools: read("mute") === null },
        });
        break;
      case "/tokenize":
        json(200, { tokens: content.split(/\s+/u).map((_, index) => index) });
        break;
      case "/apply-template":
        json(200, { prompt: messages.map((message) => message.content).join("\n") });
        break;
      case "/v1/chat/completions":
        answer(messages.at(-1)?.content ?? "", tools?.[0]?.function.name, response);
        break;
      default:
        json(404, { error: { message: "File Not Found", type: "not_found_error", code: 404 } });
    }
  });
}).listen(Number(valueOf("--port")), "127.0.0.1");

function read(name: string): string | null {
  const file = path.join(folder, name);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

function valueOf(flag: string): string | undefined {
  return args[args.indexOf(flag) + 1];
}

/** @param tool called in the middle of which it may die */
function answer(question: string, tool: string | undefined, response: ServerResponse): void {
  const dies = read("dies");
  if (dies !== null) {
    if (dies !== "always") rmSync(path.join(folder, "dies"));
    process.kill(process.pid, "SIGKILL");
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (value: object): void => void response.write(`data: ${JSON.stringify(value)}\n\n`);
  if (tool !== undefined) {
    const call = (called: object): void =>
      send({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...called }] }, finish_reason: null }] });
    call({ id: "c1", type: "function", function: { name: tool, arguments: "{" } });
    if (question === "Die in the middle") {
      setTimeout(() => process.kill(process.pid, "SIGKILL"), 50);
      return;
    }
    call({ function: { arguments: "}" } });
    send({ choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] });
    response.end("data: [DONE]\n\n");
    return;
  }
  send({ choices: [{ index: 0, delta: { role: "assistant", content: "You asked: " }, finish_reason: null }] });
  if (question === "Die in the middle") {
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 50);
    return;
  }
  send({ choices: [{ index: 0, delta: { content: question }, finish_reason: null }] });
  send({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
  send({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 4 } });
  response.end("data: [DONE]\n\n");
}
