import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { connectionFilterSchema } from "../../../electron/contract/connections.ts";
import { createLlamaServer } from "../../../electron/core/llm/external/createLlamaServer.ts";
import type { LocalFile } from "../../../electron/core/llm/local/localModels.ts";
import { createConnections } from "../../../electron/core/net/connections.ts";
import { freePort } from "../../../electron/core/net/freePort.ts";
import { createProgramStarter } from "../../../electron/host/programStarter.ts";
import { systemClock } from "../../../electron/host/systemClock.ts";
import { isAlive, llamaServerStandIn } from "../../helpers/llamaServerStandIn.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { openLibrary } from "../store/library.ts";

const gib = 1024 ** 3;
const mixture: LocalFile = {
  id: "a".repeat(64),
  name: "Mixture",
  path: "/models/mixture.gguf",
  metadata: {
    quantization: "Q4_K_M",
    style: "instruct",
    chunkTokens: null,
    trainContext: 8192,
    bytes: 17 * gib,
    bytesPerContextToken: 65_536,
    callsTools: true,
    parameters: 30e9,
    experts: { count: 128, used: 8, activeParameters: 3e9 },
    layers: { count: 48, withExperts: 48, expertBytes: 15 * gib },
  },
};

/** Timers that do not wait longer than a moment. */
const hasty = {
  ...systemClock,
  setTimeout: (run: () => void, ms: number) => systemClock.setTimeout(run, ms > 10_000 ? ms : Math.min(ms, 60)),
};

function opened({ isLocked = false, makeRoom = () => Promise.resolve() } = {}) {
  const { store } = openLibrary();
  store.settings.set({ ...store.settings.get(), offlineLock: isLocked });
  const lines: string[] = [];
  const log = (message: string, data?: Record<string, unknown>) =>
    void lines.push(`${message} ${JSON.stringify(data)}`);
  const logger = { info: log, warn: log, error: log };
  const connections = createConnections({ store, clock: systemClock, logger, isForced: false, changed() {} });
  const standIn = llamaServerStandIn();
  const servers = createLlamaServer({
    programs: createProgramStarter(),
    gate: connections.programs,
    outlet: connections.outlet,
    clock: hasty,
    logger,
    freePort,
    stored: () => store.settings.llamaServer(),
    store: (program) => store.settings.setLlamaServer(program),
    changed() {},
    machine: () => ({ freeBytes: 64 * gib, cores: 4 }),
    options: () => ({ gpu: "auto", threads: null, contextSize: null }),
    idleMs: () => Infinity,
    makeRoom,
  });
  onTestFinished(async () => {
    await servers.dispose();
    connections.dispose();
  });
  store.settings.setLlamaServer({ path: standIn.path, version: "7777 (abcdef12)" });
  const { signal } = new AbortController();
  const ask = async (text: string, file = mixture) => {
    await using session = await servers.of(file).open("background", { signal });
    const { text: answer } = await session.generate({
      turns: [{ role: "user", text }],
      maxTokens: 64,
      temperature: 0,
      seed: 1,
    });
    return answer;
  };
  const ledger = () =>
    connections
      .list(connectionFilterSchema.parse({ limit: 500 }))
      .connections.filter(({ purpose }) => purpose === "start")
      .map(({ party, end, reason }) => `${party.kind} ${party.name} ${end}${reason === null ? "" : ` ${reason}`}`);
  return { servers, standIn, store, connections, ask, lines, ledger };
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => "none",
    (error: unknown) => (error as { code?: string; data?: unknown }).code,
  );
}

describe("the program that is named", () => {
  it("is asked what it is before it is taken", async () => {
    const { servers, standIn, ledger } = opened();
    await servers.setProgram(standIn.path);
    expect(servers.state()).toMatchObject({ path: standIn.path, version: "7777 (abcdef12)", status: "off" });
    expect(ledger()).toEqual(["program llama-server done", "program llama-server done"]);
    standIn.say("help", "--port PORT");
    await expect(servers.setProgram(standIn.path)).rejects.toMatchObject({
      code: "LLAMA_SERVER_UNUSABLE",
      data: { reason: "OLD" },
    });
    standIn.say("version", "GNU bash");
    await expect(servers.setProgram(standIn.path)).rejects.toMatchObject({ data: { reason: "OTHER" } });
    const text = path.join(temporaryFolder(), "text");
    writeFileSync(text, "no program");
    await expect(servers.setProgram(text)).rejects.toMatchObject({ data: { reason: "NOT_EXECUTABLE", name: text } });
    for (const none of ["llama-server", "/nowhere/llama-server", path.dirname(text)]) {
      await expect(servers.setProgram(none)).rejects.toMatchObject({ data: { reason: "NOT_FOUND" } });
    }
    expect(servers.state().path).toBe(standIn.path);
    expect(await servers.setProgram(null)).toMatchObject({ path: null, version: null });
  });

  it("is not started under the lock, not even to be asked, and ended when it closes", async () => {
    const { servers, standIn, connections, ask, ledger } = opened({ isLocked: true });
    const refused = { code: "OFFLINE_LOCKED", data: { reason: "PROGRAM", name: "llama-server" } };
    await expect(servers.setProgram(standIn.path)).rejects.toMatchObject(refused);
    connections.lock.set(false);
    await servers.setProgram(standIn.path);
    expect(await ask("Once")).toBe("You asked: Once");
    const { pid } = standIn.starts()[0] ?? { pid: 0 };
    connections.lock.set(true);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
    expect(servers.state()).toMatchObject({ status: "off", problem: refused });
    await expect(ask("Again")).rejects.toMatchObject(refused);
    expect(standIn.starts()).toHaveLength(1);
    expect(ledger().filter((line) => line.endsWith("refused LOCK"))).toHaveLength(2);
  });
});

describe("a model that it runs", () => {
  it("is started as the rule says, with a key that no argument and no log has", async () => {
    const { servers, standIn, ask, lines } = opened();
    vi.stubEnv("LLAMA_ARG_N_PREDICT", "1");
    onTestFinished(() => void vi.unstubAllEnvs());
    standIn.say("devices", "  CUDA0: NVIDIA GeForce RTX 4060 (8188 MiB, 8192 MiB free)\n");
    expect(await ask("What is it?")).toBe("You asked: What is it?");
    const [{ args, key, foreign }] = standIn.starts() as [ReturnType<typeof standIn.starts>[0]];
    expect(args.join(" ")).toContain("--n-gpu-layers 49 --n-cpu-moe 37 --threads 4 --ctx-size 16384 --parallel 2");
    expect(foreign).toEqual([]);
    expect(key).toMatch(/^[\w-]{43}$/u);
    const state = servers.state();
    expect(state.command).toEqual([standIn.path, ...args]);
    expect(state).toMatchObject({ status: "ready", modelId: mixture.id, plan: { contextTokens: 8192, parallel: 2 } });
    expect(JSON.stringify(state) + args.join(" ") + lines.join("\n")).not.toContain(key);
  });

  it("has the id of its file, and says who runs it", async () => {
    const { servers } = opened();
    const model = servers.of(mixture);
    expect(model).toMatchObject({ id: mixture.id, name: "Mixture", style: "instruct" });
    expect(model.provenance).toEqual({
      kind: "gguf",
      sha256: mixture.id,
      quantization: "Q4_K_M",
      runBy: "llama-server 7777 (abcdef12)",
    });
    expect(model.standing()).toMatchObject({
      isReady: false,
      isFree: false,
    });
    expect(model.standing().activeBytes).toBeCloseTo(1.7 * gib, 0);
  });

  it("is asked again where the program dies before it said anything, which is started anew with another key", async () => {
    const { servers, standIn, ask } = opened();
    await ask("First");
    standIn.say("dies", "once");
    expect(await ask("Second")).toBe("You asked: Second");
    const [first, second] = standIn.starts();
    expect(second?.key).not.toBe(first?.key);
    expect(servers.state()).toMatchObject({ status: "ready", restarts: 1 });
  });

  it("tells whoever was shown a part of the answer that the program died, and asks again for whoever was shown none", async () => {
    const { servers, standIn } = opened();
    const { signal } = new AbortController();
    await using session = await servers.of(mixture).open("chat", { signal });
    const turns = [{ role: "user", text: "Die in the middle" }] as const;
    const request = { turns, maxTokens: 64, temperature: 0, seed: 1 };
    let shown = "";
    const answer = session.generate(request, { onText: (text) => (shown += text) });
    await expect(answer).rejects.toMatchObject({ code: "ENGINE_CRASHED" });
    expect(shown).toBe("You asked: ");
    expect(await session.countTexts(["It is there again"])).toEqual([4]);
    expect(standIn.starts()).toHaveLength(2);
  });

  it("has tools called, and tells whoever was told a part of a call that the program died", async () => {
    const { servers } = opened();
    const model = servers.of(mixture);
    expect(model.capabilities.tools).toBe(true);
    const tools = [{ name: "look", description: "", parameters: { type: "object", properties: {} } }];
    await using session = await model.open("chat", { signal: new AbortController().signal });
    const ask = (text: string, onToolCallPiece?: () => void) =>
      session.generate(
        { turns: [{ role: "user", text }], tools, maxTokens: 64, temperature: 0, seed: 1 },
        onToolCallPiece ? { onToolCallPiece } : {},
      );
    expect(await ask("Look")).toMatchObject({
      stop: "tools",
      toolCalls: [{ id: "c1", name: "look", arguments: "{}" }],
    });
    let told = 0;
    expect(await codeOf(ask("Die in the middle", () => void (told += 1)))).toBe("ENGINE_CRASHED");
    expect(told).toBe(1);
    const mute = { ...mixture, metadata: { ...mixture.metadata, callsTools: false } };
    expect(servers.of(mute).capabilities.tools).toBe(false);
  });

  it("is told apart where it finds no place for tools in the template of its model", async () => {
    const { servers, standIn } = opened();
    standIn.say("mute", "");
    await using session = await servers.of(mixture).open("chat", { signal: new AbortController().signal });
    const tools = [{ name: "look", description: "", parameters: { type: "object", properties: {} } }];
    const turns = [{ role: "user", text: "Look" }] as const;
    const request = { turns, maxTokens: 64, temperature: 0, seed: 1 };
    await expect(session.generate({ ...request, tools })).rejects.toMatchObject({
      code: "MODEL_CANNOT",
      data: { what: "tools" },
    });
    expect((await session.generate(request)).text).toBe("You asked: Look");
  });

  it("is given up with what the program said where it does not start, and tried again when it is asked again", async () => {
    const { servers, standIn, ask } = opened();
    standIn.say("fails", "error: the model is damaged\n");
    await expect(ask("?")).rejects.toMatchObject({ code: "LLAMA_SERVER_FAILED" });
    expect(standIn.starts()).toHaveLength(3);
    const { status, problem, modelId } = servers.state();
    expect({ status, modelId }).toEqual({ status: "failed", modelId: mixture.id });
    expect(problem?.data?.["said"]).toContain("error: the model is damaged");
    await expect(ask("?")).rejects.toMatchObject({ code: "LLAMA_SERVER_FAILED" });
    expect(standIn.starts()).toHaveLength(6);
  });

  it("is given up after crashes with no answer between them", async () => {
    const { servers, standIn, ask } = opened();
    standIn.say("dies", "always");
    expect(await codeOf(ask("One"))).toBe("ENGINE_CRASHED");
    expect(await codeOf(ask("Two"))).toBe("ENGINE_CRASHED");
    expect(await codeOf(ask("Three"))).toBe("LLAMA_SERVER_FAILED");
    expect(servers.state()).toMatchObject({ status: "failed", restarts: 6 });
  });

  it("takes another port where its own was taken in between", async () => {
    const { standIn, ask } = opened();
    standIn.say("taken", "");
    expect(await ask("Still there?")).toBe("You asked: Still there?");
    const ports = standIn.starts().map(({ args }) => args[args.indexOf("--port") + 1]);
    expect(ports).toHaveLength(2);
    expect(new Set(ports).size).toBe(2);
  });

  it("gives way to another one once nobody works with it", async () => {
    const { servers, standIn, ask } = opened();
    const other = { ...mixture, id: "b".repeat(64), name: "Other" };
    const answers = await Promise.all([ask("1"), ask("2", other), ask("3"), ask("4", other)]);
    expect(answers).toEqual(["1", "2", "3", "4"].map((text) => `You asked: ${text}`));
    const alive = () =>
      standIn
        .starts()
        .map(({ pid }) => pid)
        .filter(isAlive);
    // A process that was killed lets its pipes go a moment before the system lists it as ended.
    await vi.waitFor(() => expect(alive()).toHaveLength(1));
    await servers.stop();
    await vi.waitFor(() => expect(alive()).toEqual([]));
    expect(servers.state().status).toBe("off");
  });

  it("lets nobody in with the model of before while room is made for another one", async () => {
    let room = Promise.withResolvers<void>();
    let asked = Promise.withResolvers<void>();
    const { standIn, ask, lines } = opened({
      makeRoom() {
        asked.resolve();
        return room.promise;
      },
    });
    room.resolve();
    await ask("1");
    room = Promise.withResolvers();
    asked = Promise.withResolvers();
    const answers = [ask("2", { ...mixture, id: "b".repeat(64), name: "Other" })];
    await asked.promise;
    answers.push(ask("3"));
    // It asks for its turn before the room is there.
    await new Promise(setImmediate);
    room.resolve();
    expect(await Promise.all(answers)).toEqual(["You asked: 2", "You asked: 3"]);
    expect(standIn.starts()).toHaveLength(3);
    expect(lines.join("\n")).not.toContain("asked again");
  });

  it("says that no program is named", async () => {
    const { servers, ask } = opened();
    await servers.setProgram(null);
    await expect(ask("?")).rejects.toMatchObject({ code: "LLAMA_SERVER_UNSET", data: { name: "Mixture" } });
  });
});
