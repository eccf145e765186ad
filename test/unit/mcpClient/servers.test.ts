import { createServer, type IncomingMessage } from "node:http";
import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { toAppError } from "../../../electron/contract/errors.ts";
import { openMcpServers } from "../../helpers/mcpServers.ts";
import { temporaryFolder } from "../store/library.ts";
import { isAlive } from "../../helpers/llamaServerStandIn.ts";

/**
 * A server as a script for Node, which speaks the revision with a handshake: `pid` tells its process and variables, `die` ends it,
 * `wait` never answers, `sum` needs numbers.
 */
const script = `
const { createInterface } = require("node:readline");
process.stderr.write("ready for " + (process.env.NAME ?? "nobody") + "\\n");
console.log("not a message");
const tool = (name) => ({ name, description: "Does " + name, inputSchema: { type: "object" }, annotations: { readOnlyHint: name === "pid" } });
const answers = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "stand-in", version: "1.2" } }),
  "tools/list": () => ({ tools: ["pid", "die", "wait", "sum"].map(tool) }),
  "tools/call": ({ name }) => {
    if (name === "die") { process.stderr.write("I fall\\n"); process.exit(3); }
    if (name === "wait") return null;
    if (name === "sum") throw { code: -32602, message: "a is no number" };
    return { content: [{ type: "text", text: JSON.stringify({ pid: process.pid, name: process.env.NAME, secret: process.env.SECRET_OF_OURS ?? null }) }] };
  },
};
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  let answer;
  try {
    const result = answers[method] ? answers[method](params) : undefined;
    if (result === null) return;
    answer = result ? { result } : { error: { code: -32601, message: "Method not found" } };
  } catch (error) { answer = { error }; }
  console.log(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
});
`;

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => toAppError(thrown).toProblem(),
  );

describe.skipIf(process.platform === "win32")("a server that is a program", () => {
  it("is started only once its command was agreed to, and again when that is another", async () => {
    const { add, agree, servers, ledger } = openMcpServers();
    const place = { kind: "program", command: process.execPath, args: ["-e", script] };
    const added = await add({ name: "Stand-in", place });
    expect(added).toMatchObject({ isConfirmed: false, status: "off", tools: null });
    expect((await servers.test(added.id)).problem).toMatchObject({
      code: "MCP_UNCONFIRMED",
      data: { name: "Stand-in" },
    });
    expect(ledger()).toEqual([]);
    await agree(added);
    expect(await servers.test(added.id)).toMatchObject({
      isConfirmed: true,
      status: "running",
      calls: "stand-in 1.2",
      problem: null,
      tools: [{ name: "pid", readOnly: true }, { name: "die", readOnly: false }, { name: "wait" }, { name: "sum" }],
    });
    const changed = await servers.update({
      id: added.id,
      place: { kind: "program", command: process.execPath, args: ["-e", "0"], env: null },
    });
    expect(changed).toMatchObject({ isConfirmed: false, status: "off", tools: null });
    expect(await problemOf(agree(added))).toEqual({ code: "INVALID_INPUT", data: { reason: "MCP_OTHER_COMMAND" } });
  });

  it("is one process for many calls, with its own variables and none of ours, and ends when it is stopped", async () => {
    vi.stubEnv("SECRET_OF_OURS", "1");
    const { addProgram, call, servers, secrets, store, ledger } = openMcpServers();
    const { id } = await addProgram(script, { NAME: "Ada" });
    const answers = await Promise.all([call(id, "pid"), call(id, "pid"), call(id, "pid")]);
    vi.unstubAllEnvs();
    const [told] = answers.map(({ text }) => JSON.parse(text) as { pid: number });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(told).toMatchObject({ name: "Ada", secret: null });
    expect(JSON.stringify(store.mcpServers.list())).not.toContain("Ada");
    expect(await secrets.get(`mcp-variables:${id}`)).toBe('{"NAME":"Ada"}');
    expect(ledger()).toMatchObject([
      { party: { kind: "program", name: "Stand-in" }, purpose: "start", end: "running" },
    ]);
    expect((await servers.stop(id)).status).toBe("off");
    await vi.waitFor(() => expect(isAlive(told?.pid ?? 0)).toBe(false));
    expect(ledger()).toMatchObject([{ end: "done" }]);
  });

  it("offers a conversation the tools that were chosen, lists all, and marks one that it adds", async () => {
    const { addProgram, servers, store } = openMcpServers();
    const folder = temporaryFolder();
    const list = path.join(folder, "tools");
    writeFileSync(list, "pid die");
    const { id } = await addProgram(
      script.replace(
        '["pid", "die", "wait", "sum"]',
        `require("node:fs").readFileSync(${JSON.stringify(list)}, "utf8").split(" ")`,
      ),
    );
    const { signal } = new AbortController();
    const offered = async () =>
      (await servers.offered([id], signal)).flatMap((each) =>
        "tools" in each ? each.tools.map(({ name }) => name) : [],
      );
    const shown = async () =>
      (await servers.list()).flatMap(({ tools }) =>
        (tools ?? []).map(({ name, isOffered, isNew }) => `${isOffered ? "+" : "-"}${name}${isNew ? " new" : ""}`),
      );
    expect(await offered()).toEqual(["pid", "die"]);
    await servers.update({ id, offer: [{ name: "die", isOffered: false }] });
    expect(await shown()).toEqual(["+pid", "-die"]);
    expect((await servers.list())[0]).toMatchObject({ status: "running" });
    expect(await offered()).toEqual(["pid"]);
    writeFileSync(list, "wait pid die");
    expect(await offered()).toEqual(["pid"]);
    expect(await shown()).toEqual(["-wait new", "+pid", "-die"]);
    await servers.update({ id, offer: [{ name: "wait", isOffered: true }] });
    expect(await offered()).toEqual(["wait", "pid"]);
    expect(await shown()).toEqual(["+wait", "+pid", "-die"]);
    // Of a library of an earlier version what was listed last is known, and not new.
    const stored = store.mcpServers.get(id);
    if (stored) store.mcpServers.put({ ...stored, choices: null });
    expect(await shown()).toEqual(["+wait", "+pid", "+die"]);
    const [tool] = (await servers.list())[0]?.tools ?? [];
    expect(tool?.tokens).toBeGreaterThan(5);
  });

  it("that refuses what it is asked says why, as an answer", async () => {
    const { addProgram, call } = openMcpServers();
    const { id } = await addProgram(script);
    expect(await call(id, "sum")).toEqual({ text: expect.stringContaining("a is no number") as string, isError: true });
  });

  it("that falls says its last words, and is there again for the next call", async () => {
    const { addProgram, call, servers } = openMcpServers();
    const { id } = await addProgram(script);
    const problem = {
      code: "MCP_FAILED",
      data: { name: "Stand-in", reason: "ENDED", said: "ready for nobody\nI fall" },
    };
    expect(await problemOf(call(id, "die"))).toEqual(problem);
    await vi.waitFor(async () => expect(await servers.list()).toMatchObject([{ status: "off", problem }]));
    expect((await call(id, "pid")).isError).toBe(false);
  });

  it("can be stopped in the middle of a call, and goes on", async () => {
    const { addProgram, call } = openMcpServers();
    const { id } = await addProgram(script);
    const pid = (await call(id, "pid")).text;
    const stop = new AbortController();
    const waiting = problemOf(call(id, "wait", {}, stop.signal));
    stop.abort();
    expect(await waiting).toEqual({ code: "CANCELLED" });
    expect((await call(id, "pid")).text).toBe(pid);
  });

  it("can be removed in the middle of a call, which fails, and leaves no process", async () => {
    const { addProgram, call, servers, ledger } = openMcpServers();
    const { id } = await addProgram(script);
    const { pid } = JSON.parse((await call(id, "pid")).text) as { pid: number };
    const waiting = problemOf(call(id, "wait"));
    await servers.remove(id);
    expect(await waiting).not.toBeNull();
    expect(await servers.list()).toEqual([]);
    expect(isAlive(pid)).toBe(false);
    expect(ledger()).toMatchObject([{ end: expect.stringMatching(/done|failed/u) as string }]);
    expect(await problemOf(call(id, "pid"))).toEqual({ code: "MCP_UNKNOWN" });
  });

  it("that is stopped before it has said a word did not fail", async () => {
    const { addProgram, servers } = openMcpServers();
    const { id } = await addProgram("process.stdin.resume()");
    const testing = servers.test(id);
    await vi.waitFor(async () => expect(await servers.list()).toMatchObject([{ status: "starting" }]));
    expect(await servers.stop(id)).toMatchObject({ status: "off", problem: null });
    expect(await testing).toMatchObject({ status: "off", problem: null });
  });

  it("that is not there, or none, says so", async () => {
    const { add, agree, servers, addProgram } = openMcpServers();
    const none = await agree(await add({ name: "None", place: { kind: "program", command: "no-such-program-here" } }));
    expect((await servers.test(none.id)).problem).toMatchObject({ code: "MCP_FAILED", data: { reason: "START" } });
    const { id } = await addProgram("console.error('no settings'); process.exit(1)");
    expect((await servers.test(id)).problem).toMatchObject({
      code: "MCP_FAILED",
      data: { reason: "ENDED", said: "no settings" },
    });
  });

  it("of before that ends at a question it does not know is asked without it", async () => {
    const { addProgram, servers } = openMcpServers();
    const strict = script.replace(
      "if (id === undefined) return;",
      'if (method === "server/discover") process.exit(1); $&',
    );
    const { id } = await addProgram(strict);
    expect(await servers.test(id)).toMatchObject({ status: "running", problem: null, protocol: "2025-11-25" });
  });

  it("is not started under the offline lock, and ended when that closes", async () => {
    const locked = openMcpServers({ isLocked: true });
    const { id } = await locked.addProgram(script);
    expect((await locked.servers.test(id)).problem).toEqual({
      code: "OFFLINE_LOCKED",
      data: { reason: "PROGRAM", name: "Stand-in" },
    });
    const { addProgram, call, connections, servers } = openMcpServers();
    const server = await addProgram(script);
    const { pid } = JSON.parse((await call(server.id, "pid")).text) as { pid: number };
    connections.lock.set(true);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
    await vi.waitFor(async () => expect(await servers.list()).toMatchObject([{ problem: { code: "OFFLINE_LOCKED" } }]));
  });
});

/** A server at an address that keeps sessions, of which it forgets each after so many calls. */
async function startAddress({ token, callsEach = Infinity }: { token?: string; callsEach?: number } = {}) {
  const seen: { method: string; session: string | undefined }[] = [];
  const sessions = new Map<string, number>();
  const server = createServer((request, response) => {
    void (async () => {
      const text = await bodyOf(request);
      const message = (text === "" ? {} : JSON.parse(text)) as { id?: number; method?: string };
      const session = request.headers["mcp-session-id"]?.toString();
      seen.push({ method: `${request.method ?? ""} ${message.method ?? ""}`.trim(), session });
      const answer = (result: object, headers = {}): void =>
        void response
          .writeHead(200, { "content-type": "application/json", ...headers })
          .end(JSON.stringify({ jsonrpc: "2.0", id: message.id, ...result }));
      if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
        response.writeHead(401).end();
      } else if (request.method !== "POST") response.writeHead(request.method === "DELETE" ? 204 : 405).end();
      else if (message.method === "initialize") {
        const id = `s${String(sessions.size + 1)}`;
        sessions.set(id, callsEach);
        const serverInfo = { name: "far", version: "3" };
        answer(
          { result: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo } },
          { "mcp-session-id": id },
        );
      } else if (session === undefined) answer({ error: { code: -32601, message: "Method not found" } });
      else if (message.id === undefined) response.writeHead(202).end();
      else if ((sessions.get(session) ?? 0) <= 0) response.writeHead(404).end();
      else if (message.method === "tools/list") {
        answer({ result: { tools: [{ name: "where", inputSchema: { type: "object" } }] } });
      } else {
        sessions.set(session, (sessions.get(session) ?? 0) - 1);
        answer({ result: { content: [{ type: "text", text: session }] } });
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => server.close().closeAllConnections());
  return { seen, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/mcp` };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request) text += String(piece);
  return text;
}

describe("a server at an address", () => {
  it("is asked through the outlet with its token, which is kept with the secrets, and told when it is over", async () => {
    const far = await startAddress({ token: "t0k3n" });
    const { add, servers, call, ledger, store } = openMcpServers();
    const without = await add({ name: "Far", place: { kind: "address", url: far.url } });
    expect((await servers.test(without.id)).problem).toEqual({
      code: "MCP_FAILED",
      data: { name: "Far", reason: "TOKEN" },
    });
    const added = await servers.update({ id: without.id, token: "t0k3n" });
    expect(added).toMatchObject({ hasToken: true, isConfirmed: true });
    expect(await servers.test(added.id)).toMatchObject({
      calls: "far 3",
      protocol: "2025-06-18",
      tools: [{ name: "where" }],
      problem: null,
    });
    expect((await call(added.id, "where")).text).toBe("s1");
    await servers.stop(added.id);
    expect(far.seen.at(-1)).toEqual({ method: "DELETE", session: "s1" });
    expect(JSON.stringify(store.mcpServers.list())).not.toContain("t0k3n");
    for (const line of ledger()) expect(line).toMatchObject({ party: { kind: "mcp", name: "Far" }, purpose: "tools" });
    // What was meant for one host is not sent to another.
    const moved = await servers.update({ id: added.id, place: { kind: "address", url: "http://127.0.0.1:9/mcp" } });
    expect(moved.hasToken).toBe(false);
    expect((await servers.test(added.id)).problem).toMatchObject({
      code: "MCP_FAILED",
      data: { reason: "UNREACHABLE" },
    });
  });

  it("that forgets a session is given a new one, and the call made there", async () => {
    const far = await startAddress({ callsEach: 1 });
    const { add, call } = openMcpServers();
    const { id } = await add({ name: "Far", place: { kind: "address", url: far.url } });
    expect([(await call(id, "where")).text, (await call(id, "where")).text]).toEqual(["s1", "s2"]);
  });

  it("that knows no session at all is not asked for ever", async () => {
    const far = await startAddress({ callsEach: 0 });
    const { add, call } = openMcpServers();
    const { id } = await add({ name: "Far", place: { kind: "address", url: far.url } });
    expect(await problemOf(call(id, "where"))).toEqual({
      code: "MCP_FAILED",
      data: { name: "Far", reason: "ADDRESS" },
    });
  });

  it("beyond this computer is not asked under the offline lock", async () => {
    const { add, servers } = openMcpServers({ isLocked: true });
    const { id } = await add({ name: "Far", place: { kind: "address", url: "https://tools.example.com/mcp" } });
    expect((await servers.test(id)).problem).toMatchObject({ code: "OFFLINE_LOCKED" });
  });
});

it("has one name each", async () => {
  const { add } = openMcpServers();
  const place = { kind: "address", url: "http://127.0.0.1:9/mcp" };
  await add({ name: "Far", place });
  expect(await problemOf(add({ name: "far ", place }))).toEqual({
    code: "INVALID_INPUT",
    data: { reason: "MCP_NAME_TAKEN", name: "far" },
  });
});
