import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import type { GenerateRequest } from "../../../electron/core/llm/local/engine.ts";
import { answer, createStand, report, somePromptCache, type Stand } from "./engineStand.ts";
import { reasonOf } from "../../../electron/contract/reasons.ts";

const model = { id: "m1", name: "One", path: "/models/one.gguf" };
const options = { gpu: "auto", threads: null, contextSize: null } as const;
const request: GenerateRequest = {
  turns: [{ role: "user", text: "Hello" }],
  maxTokens: 10,
  temperature: 0,
  seed: 1,
  priority: "chat",
};

describe("prompt caches under the supervisor", () => {
  let stand: Stand;
  afterEach(() => stand.engine.dispose());
  const keptBy = (): boolean[] => stand.callsOf("load").map(({ params }) => params.promptCache !== null);

  it("are kept before a process ends for another model, for sleep, and for good", async () => {
    stand = createStand({}, { promptCache: somePromptCache(), sleepAfterMs: 60_000 });
    await stand.engine.load(model, options);
    await stand.engine.generate(request);
    stand.clock.advance(60_000);
    await stand.settled();
    expect(stand.engine.state.status).toBe("idle");
    expect(stand.count("keepPrompts")).toBe(1);
    await stand.engine.generate(request);
    await stand.engine.load({ id: "m2", name: "Two", path: "/models/two.gguf" }, options);
    expect(stand.count("keepPrompts")).toBe(2);
    await stand.engine.unload();
    expect(stand.count("keepPrompts")).toBe(3);
    expect(stand.modelChildren().every(({ killed }) => killed)).toBe(true);
  });

  it("keep nobody waiting who quits, should the process not answer", async () => {
    stand = createStand({ keepPrompts: () => {} }, { promptCache: somePromptCache() });
    await stand.engine.load(model, options);
    await stand.settle(stand.engine.dispose());
    expect(stand.modelChildren()[0]?.killed).toBe(true);
  });

  it("are left alone once two processes have died of them", async () => {
    stand = createStand(
      {
        generate(child, call, index) {
          if (index >= 2) return child.reply(call.id, answer);
          child.emit({ type: "phase", phase: "promptCache" });
          child.die();
        },
      },
      { promptCache: somePromptCache() },
    );
    await stand.engine.load(model, options);
    expect(await stand.settle(stand.engine.generate(request))).toEqual(answer);
    expect(keptBy()).toEqual([true, true, false]);
  });

  it("are forgotten by the process that holds them", async () => {
    const promptCache = somePromptCache();
    stand = createStand({}, { promptCache });
    await stand.engine.load(model, options);
    promptCache.deleted("a conversation");
    promptCache.deleted(null);
    expect(stand.modelChildren()[0]?.received.filter(({ type }) => type === "forget")).toEqual([
      { type: "forget", key: "a conversation" },
      { type: "forget", key: null },
    ]);
  });
});

describe("the supervisor of the engine process", () => {
  let stand: Stand;
  afterEach(() => stand.engine.dispose());

  it("starts the process with one libuv worker", async () => {
    stand = createStand();
    await stand.engine.load(model, options);
    expect(stand.children.length).toBeGreaterThan(0);
    for (const child of stand.children) expect(child.options.env).toMatchObject({ UV_THREADPOOL_SIZE: "1" });
  });

  it("tells each step to the interface", async () => {
    stand = createStand();
    await stand.engine.load(model, options);
    expect(stand.statuses()).toEqual(["starting", "loading", "ready"]);
    expect(stand.engine.state).toMatchObject({ modelId: "m1", contextSize: 4096, gpu: { type: "cpu" }, problem: null });
    await stand.engine.generate(request);
    expect(stand.statuses()).toEqual(["starting", "loading", "ready", "busy", "ready"]);
  });

  it("does nothing when the model is loaded already", async () => {
    stand = createStand();
    const first = await stand.engine.load(model, options);
    const before = stand.children.length;
    expect(await stand.engine.load(model, options)).toEqual(first);
    expect(stand.children.length).toBe(before);
  });

  it("ends the process of one model before it starts that of another", async () => {
    stand = createStand();
    await stand.engine.load(model, options);
    const first = stand.modelChildren()[0];
    await stand.engine.load({ id: "m2", name: "Two", path: "/models/two.gguf" }, options);
    expect(first?.killed).toBe(true);
    expect(stand.engine.state).toMatchObject({ modelId: "m2", status: "ready" });
  });

  it("lets no other model answer a call that is meant for one", async () => {
    stand = createStand({ generate: (child, call) => child.reply(call.id, answer) });
    await stand.engine.load({ id: "m2", name: "Two", path: "/models/two.gguf" }, options);
    await expectCode(stand.engine.generate({ ...request, modelId: "m1" }), "MODEL_CHANGED");
    expect(stand.count("generate")).toBe(0);
    expect(await stand.engine.generate({ ...request, modelId: "m2" })).toEqual(answer);
  });

  it("repeats a call that has shown nothing when the process dies, and nobody notices", async () => {
    stand = createStand({
      generate: (child, call, index) => (index === 0 ? child.die() : child.reply(call.id, answer)),
    });
    await stand.engine.load(model, options);
    expect(await stand.engine.generate(request)).toEqual(answer);
    expect(stand.statuses()).toContain("restarting");
    expect(stand.modelChildren()).toHaveLength(2);
  });

  it("gives a call up after two repeats", async () => {
    stand = createStand({ generate: (child) => child.die() });
    await stand.engine.load(model, options);
    await expectCode(stand.settle(stand.engine.generate(request)), "ENGINE_CRASHED");
    expect(stand.count("generate")).toBe(3);
  });

  it("does not repeat a call that has shown text, and comes back for the next one", async () => {
    stand = createStand({
      generate(child, call, index) {
        if (index > 0) return child.reply(call.id, answer);
        child.emit({ type: "text", id: call.id, text: "Hi th" });
        child.die();
      },
    });
    await stand.engine.load(model, options);
    const shown: string[] = [];
    await expectCode(stand.engine.generate(request, { onText: (text) => shown.push(text) }), "ENGINE_CRASHED");
    expect(shown).toEqual(["Hi th"]);
    expect(await stand.settle(stand.engine.generate(request))).toEqual(answer);
  });

  it("comes back by itself when the process dies at rest", async () => {
    stand = createStand();
    await stand.engine.load(model, options);
    stand.modelChildren()[0]?.die();
    await stand.until((state) => state.status === "ready");
    expect(stand.modelChildren()).toHaveLength(2);
  });

  it("gives a model up after six crashes without a finished call between them", async () => {
    stand = createStand();
    await stand.engine.load(model, options);
    for (let crash = 1; crash <= 7; crash++) {
      stand.modelChildren().at(-1)?.die();
      await stand.until((state) => state.status === "ready" || state.status === "failed");
    }
    expect(stand.engine.state).toMatchObject({ status: "failed", problem: { code: "ENGINE_CRASHED" } });
    await expectCode(stand.engine.generate(request), "ENGINE_CRASHED");
    expect((await stand.settle(stand.engine.load(model, options))).modelId).toBe("m1");
  });

  it("puts a model to sleep after the time without a call, and wakes it for the next", async () => {
    stand = createStand({}, { sleepAfterMs: 600_000 });
    await stand.engine.load(model, options);
    stand.clock.advance(500_000);
    await stand.engine.generate(request);
    stand.clock.advance(599_000);
    expect(stand.engine.state.status).toBe("ready");
    stand.clock.advance(2000);
    expect(stand.engine.state).toMatchObject({ status: "idle", modelId: "m1" });
    expect(stand.modelChildren()[0]?.killed).toBe(true);
    expect(await stand.engine.generate({ ...request, modelId: "m1" })).toEqual(answer);
    expect(stand.modelChildren()).toHaveLength(2);
    stand.clock.advance(600_000);
    expect((await stand.engine.load(model, options)).modelId).toBe("m1");
    expect(stand.modelChildren()).toHaveLength(3);
    expect(stand.statuses()).not.toContain("restarting");
  });

  it("does not sleep while it works", async () => {
    let finish = (): void => {};
    stand = createStand(
      { generate: (child, call) => void (finish = () => child.reply(call.id, answer)) },
      { sleepAfterMs: 600_000 },
    );
    await stand.engine.load(model, options);
    const generating = stand.engine.generate(request);
    await stand.settled();
    // Signs of life keep the watch over a hanging process away.
    for (let minute = 0; minute < 15; minute += 1) {
      stand.children.at(-1)?.emit({ type: "pulse", progressed: true, cpuMs: 1, tokensPerSecond: null, work: [] });
      stand.clock.advance(60_000);
    }
    expect(stand.engine.state.status).toBe("busy");
    finish();
    expect(await generating).toEqual(answer);
  });

  it("tries a load that crashed once more without the GPU, and says so", async () => {
    stand = createStand({
      load(child, call, index) {
        if (index > 0) return child.reply(call.id, report);
        child.emit({ type: "phase", phase: "weights" });
        child.die();
      },
    });
    await stand.settle(stand.engine.load(model, options));
    expect(stand.callsOf("load").map((call) => call.params.gpu)).toEqual(["auto", "cpu"]);
    expect(stand.callsOf("load")[1]?.params.gpuReason).toEqual(reasonOf("GPU_LOAD_CRASHED"));
  });

  it("reports MODEL_LOAD_FAILED when loading crashes twice", async () => {
    stand = createStand({ load: (child) => child.die() });
    await expectCode(stand.settle(stand.engine.load(model, options)), "MODEL_LOAD_FAILED");
    expect(stand.engine.state).toMatchObject({ status: "failed", problem: { code: "MODEL_LOAD_FAILED" } });
  });

  it("loads without the file's template when that has brought the process down twice", async () => {
    stand = createStand({
      load(child, call, index) {
        if (index > 1) return child.reply(call.id, report);
        child.emit({ type: "phase", phase: "template" });
        child.die();
      },
    });
    await stand.settle(stand.engine.load(model, options));
    expect(stand.callsOf("load").map((call) => [call.params.ignoreTemplate, call.params.gpu])).toEqual([
      [false, "auto"],
      [false, "auto"],
      [true, "auto"],
    ]);
  });

  it("loads without the file's template as soon as that has hung", async () => {
    stand = createStand({
      load(child, call, index) {
        if (index > 0) return child.reply(call.id, report);
        child.emit({ type: "phase", phase: "template" });
      },
    });
    await stand.settle(stand.engine.load(model, options));
    expect(stand.callsOf("load").map((call) => call.params.ignoreTemplate)).toEqual([false, true]);
  });

  it("leaves the file's template out from the start where it hung before", async () => {
    const leftOut = new Set<string>();
    const templates = { isLeftOut: (id: string) => leftOut.has(id), leaveOut: (id: string) => void leftOut.add(id) };
    const notice = reasonOf("PROMPT_GUESSED", { reason: "HUNG", format: "ChatML" });
    stand = createStand(
      {
        load(child, call, index) {
          if (index > 0) return child.reply(call.id, { ...report, prompt: notice });
          child.emit({ type: "phase", phase: "template" });
        },
      },
      { templates },
    );
    await stand.settle(stand.engine.load(model, options));
    expect([...leftOut]).toEqual([model.id]);
    expect(stand.engine.state.prompt).toEqual(notice);
    await stand.engine.dispose();
    stand = createStand({}, { templates });
    await stand.engine.load(model, options);
    expect(stand.callsOf("load").map((call) => call.params.ignoreTemplate)).toEqual([true]);
    expect(stand.engine.state.prompt).toBeNull();
  });

  it("keeps the file's template when the process was killed once while it rendered it", async () => {
    stand = createStand({
      generate(child, call, index) {
        if (index > 0) return child.reply(call.id, answer);
        child.emit({ type: "phase", phase: "template" });
        child.die();
      },
    });
    await stand.engine.load(model, options);
    await stand.settle(stand.engine.generate(request));
    expect(stand.callsOf("load").map((call) => call.params.ignoreTemplate)).toEqual([false, false]);
  });

  it("reports what the process says of a bad file, without a second try", async () => {
    stand = createStand({
      load: (child, call) =>
        child.emit({
          type: "error",
          id: call.id,
          problem: new AppError("MODEL_TRUNCATED", {
            data: { bytes: 5, expectedBytes: 9, missingBytes: 4 },
          }).toProblem(),
        }),
    });
    const error = await codeOf(stand.engine.load(model, options));
    expect(error).toMatchObject({ code: "MODEL_TRUNCATED", data: { bytes: 5 } });
    expect(stand.count("load")).toBe(1);
    expect(stand.engine.state.status).toBe("failed");
  });

  it("calls a file damaged that brings its reader down twice, while the model at work goes on", async () => {
    stand = createStand();
    await stand.engine.load(model, options);
    stand.script.metadata = (child) => child.die();
    await expectCode(stand.engine.readMetadata("/models/bad.gguf"), "MODEL_DAMAGED");
    expect(stand.engine.state.status).toBe("ready");
    expect(await stand.engine.generate(request)).toEqual(answer);
  });

  it("ends a reader of metadata that hangs", async () => {
    stand = createStand({ metadata: () => {} });
    const reading = stand.engine.readMetadata("/models/hang.gguf");
    await stand.settled();
    stand.clock.advance(20_000);
    await expectCode(reading, "MODEL_DAMAGED");
    expect(stand.children).toHaveLength(1);
  });

  it("ends a process that makes no progress, as if it had crashed", async () => {
    stand = createStand({ generate: (child, call, index) => (index === 0 ? undefined : child.reply(call.id, answer)) });
    await stand.engine.load(model, options);
    const call = stand.engine.generate(request);
    await stand.settled();
    stand.clock.advance(299_000);
    stand.modelChildren()[0]?.emit({ type: "pulse", progressed: true, cpuMs: 1, tokensPerSecond: null, work: [] });
    stand.clock.advance(299_000);
    expect(stand.modelChildren()[0]?.killed).toBe(false);
    stand.clock.advance(1000);
    expect(stand.modelChildren()[0]?.killed).toBe(true);
    expect(await stand.settle(call)).toEqual(answer);
  });

  it("reports ENGINE_UNAVAILABLE when the process cannot start", async () => {
    stand = createStand({}, { stillborn: true });
    await expectCode(stand.settle(stand.engine.readMetadata(model.path)), "ENGINE_UNAVAILABLE");
    await expectCode(stand.settle(stand.engine.load(model, options)), "ENGINE_UNAVAILABLE");
    expect(stand.engine.state).toMatchObject({ status: "failed", problem: { code: "ENGINE_UNAVAILABLE" } });
  });

  it("stops a call at once when its signal aborts, and tells the process", async () => {
    stand = createStand({ generate: () => {} });
    await stand.engine.load(model, options);
    const abort = new AbortController();
    const call = stand.engine.generate(request, { signal: abort.signal });
    await stand.settled();
    abort.abort();
    await expectCode(call, "CANCELLED");
    expect(stand.modelChildren()[0]?.received.at(-1)).toMatchObject({ type: "cancel" });
    expect(stand.engine.state.status).toBe("ready");
  });

  it("stops a load when its signal aborts, and rests", async () => {
    stand = createStand({ load: () => {} });
    const abort = new AbortController();
    const load = stand.engine.load(model, options, abort.signal);
    await stand.until((state) => state.status === "loading");
    abort.abort();
    await expectCode(load, "CANCELLED");
    expect(stand.engine.state.status).toBe("stopped");
    expect(stand.modelChildren().every((child) => child.killed)).toBe(true);
  });

  it("goes on with a load that one gives up for whoever else waits for it", async () => {
    stand = createStand({ load: () => {} });
    const abort = new AbortController();
    const first = stand.engine.load(model, options, abort.signal);
    await stand.until((state) => state.status === "loading");
    const second = stand.engine.load({ ...model }, options);
    abort.abort();
    await expectCode(first, "CANCELLED");
    expect(stand.engine.state.status).toBe("loading");
    const [call] = stand.callsOf("load");
    stand.modelChildren()[0]?.reply(call?.id ?? 0, report);
    expect((await second).modelId).toBe("m1");
    expect(stand.count("load")).toBe(1);
  });

  it("stops nobody's call where another gives up waiting for the process to come back", async () => {
    stand = createStand({ load: (child, call, index) => index === 0 && child.reply(call.id, report) });
    await stand.engine.load(model, options);
    stand.modelChildren()[0]?.die();
    await stand.settled();
    expect(stand.count("load")).toBe(2);
    const call = stand.engine.generate(request);
    const abort = new AbortController();
    const load = stand.engine.load(model, options, abort.signal);
    await stand.settled();
    abort.abort();
    await expectCode(load, "CANCELLED");
    const again = stand.callsOf("load")[1];
    stand.modelChildren()[1]?.reply(again?.id ?? 0, report);
    expect(await call).toEqual(answer);
  });

  it("lets no other model take the place of one that is held", async () => {
    stand = createStand();
    const held = await stand.engine.acquire(model, options);
    const load = stand.engine.load(other, options);
    await stand.settled();
    expect(stand.engine.state.modelId).toBe("m1");
    held[Symbol.dispose]();
    expect((await load).modelId).toBe("m2");
  });

  const other = { id: "m2", name: "Two", path: "/models/two.gguf" };

  it("loads a model ahead, for whoever asks for it then, and lets it sleep should nobody", async () => {
    stand = createStand({}, { sleepAfterMs: 600_000 });
    stand.engine.preload(model, options);
    expect((await stand.engine.load(model, options)).modelId).toBe("m1");
    await stand.settled();
    expect(stand.count("load")).toBe(1);
    stand.clock.advance(600_000);
    expect(stand.engine.state.status).toBe("idle");
  });

  it("gives a load ahead up for the model that somebody asks for", async () => {
    stand = createStand({ load: (child, call, index) => index > 0 && child.reply(call.id, report) });
    stand.engine.preload(model, options);
    await stand.until((state) => state.status === "loading");
    expect((await stand.settle(stand.engine.load(other, options))).modelId).toBe("m2");
    expect(stand.modelChildren()[0]?.killed).toBe(true);
    expect(stand.engine.state).toMatchObject({ status: "ready", modelId: "m2" });
  });

  it("shows no failure of a load that nobody asked for", async () => {
    const problem = new AppError("MODEL_TRUNCATED").toProblem();
    stand = createStand({ load: (child, call) => child.emit({ type: "error", id: call.id, problem }) });
    stand.engine.preload(model, options);
    await stand.settled();
    expect(stand.count("load")).toBe(1);
    expect(stand.engine.state).toMatchObject({ status: "stopped", problem: null });
    await expectCode(stand.engine.load(model, options), "MODEL_TRUNCATED");
    expect(stand.engine.state.status).toBe("failed");
  });

  it("refuses calls while no model is loaded", async () => {
    stand = createStand();
    await expectCode(stand.engine.generate(request), "MODEL_LOAD_FAILED");
    await stand.engine.load(model, options);
    await stand.engine.unload();
    expect(stand.engine.state.status).toBe("stopped");
    await expectCode(stand.engine.countTokens(["a"]), "MODEL_LOAD_FAILED");
  });

  it("loads no model while the process of the one before still holds its memory", async () => {
    stand = createStand({}, { lingering: true });
    await stand.engine.load(model, options);
    const first = stand.modelChildren()[0];
    const next = stand.engine.load({ id: "m2", name: "Two", path: "/models/two.gguf" }, options);
    await stand.settled();
    expect(first?.killed).toBe(true);
    expect(stand.count("load")).toBe(1);
    first?.die();
    expect((await next).modelId).toBe("m2");
    expect(stand.count("load")).toBe(2);
  });

  it("waits for a process that never ends no longer than it must", async () => {
    stand = createStand({}, { lingering: true });
    await stand.engine.load(model, options);
    const next = stand.engine.load({ id: "m2", name: "Two", path: "/models/two.gguf" }, options);
    await stand.settled();
    stand.clock.advance(10_000);
    expect((await next).modelId).toBe("m2");
  });

  it("tells how the memory was shared out, until the model sleeps", async () => {
    stand = createStand({}, { sleepAfterMs: 1000 });
    const loaded = await stand.engine.load(model, options);
    expect(loaded.memoryBytes).toBe(3e9);
    expect(stand.engine.state.memory).toEqual({ ...report.memory, mostParallelism: 1 });
    stand.clock.advance(1000);
    expect(stand.engine.state).toMatchObject({ status: "idle", memory: null });
  });

  it("yields to the battery, more while nobody waits", async () => {
    let finish = (): void => {};
    stand = createStand(
      { generate: (child, call) => void (finish = () => child.reply(call.id, answer)) },
      { power: { read: () => ({ onBattery: true, isHot: null }), onChange: () => () => {} } },
    );
    await stand.engine.load(model, options);
    expect(stand.engine.state.threads).toEqual({
      count: 3,
      reading: null,
      reason: reasonOf("THREADS_CHOSEN", { reason: "BATTERY", used: 3, count: 4, busy: 1 }),
    });
    const background = stand.engine.generate({ ...request, priority: "background" });
    expect(stand.engine.state.threads?.count).toBe(2);
    const chat = stand.engine.generate(request);
    expect(stand.engine.state.threads?.count).toBe(3);
    await stand.settled();
    expect(stand.modelChildren()[0]?.received.findLast(({ type }) => type === "threads")).toEqual({
      type: "threads",
      counts: { prefill: 3, decode: 3 },
    });
    finish();
    await chat;
    expect(stand.engine.state.threads?.count).toBe(2);
    await stand.engine.unload();
    await expect(background).rejects.toThrow(AppError);
  });

  it("passes a pinned number of threads on to the process at work", async () => {
    stand = createStand();
    await stand.engine.load(model, options);
    stand.engine.setThreads(3);
    expect(stand.modelChildren()[0]?.received.at(-1)).toEqual({ type: "threads", counts: { prefill: 3, decode: 3 } });
    expect(stand.engine.state.threads).toEqual({
      count: 3,
      reading: null,
      reason: reasonOf("THREADS_SET", { used: 3 }),
    });
  });
});

async function codeOf(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("The promise did not reject.");
}

async function expectCode(promise: Promise<unknown>, code: string): Promise<void> {
  expect((await codeOf(promise)).code).toBe(code);
}
